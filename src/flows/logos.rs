//! The picture that a client publishes (`logo_uri`): fetched by the one way out, drawn anew, kept, and shown
//! from our own address, so that no browser goes anywhere because somebody is asked for consent. A page waits
//! two seconds for the first one at most; without one it shows the drawing of the client's kind.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;

use super::error::Error;
use super::ground::Ground;
use crate::domain::client::{Client, ClientId};
use crate::domain::registered_url::RegisteredUrl;
use crate::domain::text::hexadecimal;
use crate::domain::time::{Lifetime, Timestamp};
use crate::ports::egress::{Bounds, Egress};
use crate::protocol::logo::drawn;
use crate::sealing::{Kind, digest};
use crate::store::batch::{Batch, Outcome};
use crate::store::client_logos::{LogoRow, find_logo, keep_logo, take_logo_turn};

/// Pictures are kept so long before the row is looked at again, which another process may have changed.
const KEPT: Lifetime = Lifetime::minutes(1);
/// Pictures kept at a time, of 4 KiB each.
const ROOM: u64 = 1_000;
/// A picture is fetched again after a day, and one that did not come an hour after it was tried.
const FRESH: Lifetime = Lifetime::hours(24);
const BETWEEN: Lifetime = Lifetime::hours(1);
/// One that cannot be had any more is shown so long.
const STALE: Lifetime = Lifetime::days(30);
/// A page waits so long for the first.
const PATIENCE: Duration = Duration::from_secs(2);

/// Finds the pictures of clients.
#[derive(Clone)]
pub struct Logos {
    ground: Ground,
    egress: Arc<dyn Egress>,
    kept: Cache<ClientId, Kept>,
}

/// What a row or a fetch brought, and until when it counts.
#[derive(Clone)]
struct Kept {
    logo: Option<Arc<Logo>>,
    until: Timestamp,
}

/// A picture that may be shown.
#[derive(Debug)]
pub struct Logo {
    /// Names what is in it, so that browsers may keep it.
    pub name: String,
    /// PNG.
    pub picture: Vec<u8>,
    url: String,
}

impl Logos {
    /// Pictures by this way out.
    #[must_use]
    pub fn new(ground: Ground, egress: Arc<dyn Egress>) -> Self {
        Self { ground, egress, kept: Cache::new(ROOM) }
    }

    /// The picture of this client, if it registered one and it can be had now.
    pub async fn of<R>(&self, client: &Client) -> Result<Option<Arc<Logo>>, Error<R>> {
        let Some(url) = &client.presence.logo else { return Ok(None) };
        let now = self.ground.now();
        let fits = |logo: &Arc<Logo>| logo.url == url.as_str();
        match self.kept.get(&client.id).await.filter(|kept| now < kept.until) {
            Some(Kept { logo, .. }) if logo.as_ref().is_none_or(fits) => return Ok(logo),
            _ => {}
        }
        let row = find_logo(&self.ground.database, &client.id).await?;
        let row = row.filter(|row| row.url == url.as_str());
        let mut logo = row.as_ref().and_then(|row| self.read(&client.id, row, now));
        if is_due(row.as_ref(), now) && self.takes_turn((&client.id, url), now).await? {
            let (this, id, url) = (self.clone(), client.id.clone(), url.clone());
            // It goes on if nobody waits for it any more: the next page finds what it brought.
            let going = tokio::spawn(async move { this.fetch(&id, &url).await });
            if logo.is_none() {
                let came = tokio::time::timeout(PATIENCE, going).await;
                logo = came.ok().and_then(Result::ok).flatten();
            }
        }
        self.keep(&client.id, logo.clone(), now).await;
        Ok(logo)
    }

    /// The picture of this name, for a browser that was shown it on a page.
    pub async fn named<R>(
        &self,
        client: &ClientId,
        name: &str,
    ) -> Result<Option<Arc<Logo>>, Error<R>> {
        let now = self.ground.now();
        let fits = |logo: &Arc<Logo>| logo.name == name;
        let kept = self.kept.get(client).await.filter(|kept| now < kept.until);
        if let Some(logo) = kept.and_then(|kept| kept.logo).filter(fits) {
            return Ok(Some(logo));
        }
        let row = find_logo(&self.ground.database, client).await?;
        let logo = row.and_then(|row| self.read(client, &row, now));
        Ok(logo.filter(fits))
    }

    async fn takes_turn<R>(
        &self,
        whose: (&ClientId, &RegisteredUrl),
        now: Timestamp,
    ) -> Result<bool, Error<R>> {
        let mut batch = Batch::new();
        let turn = take_logo_turn(&mut batch, whose, now.minus(BETWEEN), now);
        let outcome = self.ground.database.commit(batch).await?;
        Ok(matches!(outcome, Outcome::Done(done) if done.took(turn)))
    }

    /// Fetches, draws and keeps; what is no picture changes nothing.
    async fn fetch(&self, client: &ClientId, url: &RegisteredUrl) -> Option<Arc<Logo>> {
        let name = client.as_str();
        let came = self.egress.fetch(url, Bounds::DOCUMENT).await;
        let file = came
            .inspect_err(
                |why| tracing::warn!(client = name, %why, "no logo came from its logo_uri"),
            )
            .ok()?
            .body;
        // Pictures of strangers are read where nothing else waits, and where a fault of the reader ends alone.
        let picture = tokio::task::spawn_blocking(move || drawn(&file)).await.ok()?;
        let picture = picture
            .inspect_err(|why| tracing::warn!(client = name, %why, "its logo_uri holds no logo"))
            .ok()?;
        let now = self.ground.now();
        let mut batch = Batch::new();
        keep_logo(&mut batch, (client, url), &picture, now);
        if self.ground.database.commit(batch).await.is_err() {
            tracing::warn!(client = name, "its logo could not be kept");
            return None;
        }
        let logo = Some(self.logo(client, url.as_str(), picture));
        self.keep(client, logo.clone(), now).await;
        logo
    }

    async fn keep(&self, client: &ClientId, logo: Option<Arc<Logo>>, now: Timestamp) {
        self.kept.insert(client.clone(), Kept { logo, until: now.plus(KEPT) }).await;
    }

    fn read(&self, client: &ClientId, row: &LogoRow, now: Timestamp) -> Option<Arc<Logo>> {
        let picture = row.picture.clone().filter(|_| row.fetched_at.plus(STALE) > now)?;
        Some(self.logo(client, &row.url, picture))
    }

    fn logo(&self, client: &ClientId, url: &str, picture: Vec<u8>) -> Arc<Logo> {
        let name = digest(&self.ground.ring, Kind::Logo, client.as_str(), &picture);
        let name = hexadecimal(name.as_bytes()).chars().take(16).collect();
        Arc::new(Logo { name, picture, url: url.to_owned() })
    }
}

/// Whether it is time to fetch, as far as the row tells.
fn is_due(row: Option<&LogoRow>, now: Timestamp) -> bool {
    row.is_none_or(|row| row.tried_at.plus(BETWEEN) <= now && row.fetched_at.plus(FRESH) <= now)
}

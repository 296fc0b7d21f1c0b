//! The keys that a client publishes at its `jwks_uri`: fetched when first needed and when they may have
//! changed, never twice in a minute for one client, whichever process is asked. A request waits two
//! seconds for them at most; what was fetched before serves for a day while the client's host is silent.
//!
//! OpenID Connect Core 10.1.1 (rotation of keys), RFC 9111 §4.2 for how long a set is fresh.

use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache;

use super::error::Error;
use super::ground::Ground;
use crate::domain::client::ClientId;
use crate::domain::registered_url::RegisteredUrl;
use crate::domain::time::{Lifetime, Timestamp};
use crate::ports::egress::{Bounds, Egress, Fetched};
use crate::protocol::client_keys::encryption::ClientEncryptionKeys;
use crate::protocol::client_keys::{ClientKeys, KeySetRefusal};
use crate::store::batch::{Batch, Outcome};
use crate::store::remote_keys::{RemoteKeysRow, find_remote_keys, keep_remote_keys, take_turn};

/// Parsed sets are kept so long before the row is looked at again, which another process may have changed.
const KEPT: Duration = Duration::from_secs(10);
/// Sets kept at a time.
const ROOM: u64 = 10_000;
/// Between two fetches for one client.
const BETWEEN: Lifetime = Lifetime::minutes(1);
/// However long or short its sender says, a set is fresh for so long.
const SHORTEST: Lifetime = Lifetime::minutes(5);
const LONGEST: Lifetime = Lifetime::hours(24);
/// If its sender says nothing.
const USUAL: Lifetime = Lifetime::hours(1);
/// A set that is not fresh any more serves so long while no newer one can be had.
const STALE: Lifetime = Lifetime::hours(24);
/// A request waits so long for a fetch, and looks for one of another process so often.
const PATIENCE: Duration = Duration::from_secs(2);
const GLANCE: Duration = Duration::from_millis(100);

/// Finds the keys that clients publish.
#[derive(Clone)]
pub struct RemoteKeys {
    ground: Ground,
    egress: Arc<dyn Egress>,
    kept: Cache<ClientId, Arc<RemoteSet>>,
}

/// A key set as it was published.
#[derive(Debug)]
pub struct RemoteSet {
    /// The keys that verify.
    pub keys: ClientKeys,
    /// The keys to encrypt to.
    pub encryption: ClientEncryptionKeys,
    /// The whole set, as it came.
    pub document: String,
    url: RegisteredUrl,
    fetched_at: Timestamp,
    fresh_until: Timestamp,
}

impl RemoteKeys {
    /// Keys by this way out.
    #[must_use]
    pub fn new(ground: Ground, egress: Arc<dyn Egress>) -> Self {
        let kept = Cache::builder().max_capacity(ROOM).time_to_live(KEPT).build();
        Self { ground, egress, kept }
    }

    /// The keys of this client at this address, if any can be had now.
    pub async fn of<R>(
        &self,
        client: &ClientId,
        url: &RegisteredUrl,
    ) -> Result<Option<Arc<RemoteSet>>, Error<R>> {
        let now = self.ground.now();
        let kept = self.kept.get(client).await.filter(|set| set.url == *url);
        if let Some(set) = kept.filter(|set| set.fresh_until > now) {
            return Ok(Some(set));
        }
        let row = find_remote_keys(&self.ground.database, client, url).await?;
        let found = row.as_ref().and_then(|row| read(row, url));
        if let Some(set) = found.as_ref().filter(|set| set.fresh_until > now) {
            self.kept.insert(client.clone(), Arc::clone(set)).await;
            return Ok(Some(Arc::clone(set)));
        }
        let newer = self.fetched((client, url), row.as_ref(), now).await?;
        Ok(newer.or(found.filter(|set| set.fresh_until.plus(STALE) > now)))
    }

    /// A newer set than this one, which lacks a key that somebody named: it may have been rotated.
    pub async fn newer<R>(
        &self,
        client: &ClientId,
        than: &RemoteSet,
    ) -> Result<Option<Arc<RemoteSet>>, Error<R>> {
        let now = self.ground.now();
        let row = find_remote_keys(&self.ground.database, client, &than.url).await?;
        let found = row.as_ref().and_then(|row| read(row, &than.url));
        if let Some(set) = found.filter(|set| set.fetched_at > than.fetched_at) {
            self.kept.insert(client.clone(), Arc::clone(&set)).await;
            return Ok(Some(set));
        }
        let newer = self.fetched((client, &than.url), row.as_ref(), now).await?;
        Ok(newer.filter(|set| set.document != than.document))
    }

    /// A set fetched now, by us or by whoever has the turn; none if it does not come in time.
    async fn fetched<R>(
        &self,
        (client, url): (&ClientId, &RegisteredUrl),
        before: Option<&RemoteKeysRow>,
        now: Timestamp,
    ) -> Result<Option<Arc<RemoteSet>>, Error<R>> {
        let not_since = now.minus(BETWEEN);
        // Most who come within the minute are told so by the row that they have just read.
        let is_open = before.is_none_or(|row| row.tried_at <= not_since);
        if is_open && self.takes_turn((client, url), not_since, now).await? {
            let (this, client, url) = (self.clone(), client.clone(), url.clone());
            // It goes on if nobody waits for it any more: the next request finds what it brought.
            let going = tokio::spawn(async move { this.fetch(&client, &url).await });
            return match tokio::time::timeout(PATIENCE, going).await {
                Ok(Ok(came)) => Ok(came),
                Ok(Err(_)) | Err(_) => Ok(None),
            };
        }
        // Whoever has nothing yet waits for the one who went; all others have the former set.
        let is_under_way = before.is_none_or(|row| row.document.is_none());
        if is_under_way { self.awaited(client, url, now).await } else { Ok(None) }
    }

    async fn takes_turn<R>(
        &self,
        whose: (&ClientId, &RegisteredUrl),
        not_since: Timestamp,
        now: Timestamp,
    ) -> Result<bool, Error<R>> {
        let mut batch = Batch::new();
        let turn = take_turn(&mut batch, whose, not_since, now);
        let outcome = self.ground.database.commit(batch).await?;
        Ok(matches!(outcome, Outcome::Done(done) if done.took(turn)))
    }

    async fn awaited<R>(
        &self,
        client: &ClientId,
        url: &RegisteredUrl,
        now: Timestamp,
    ) -> Result<Option<Arc<RemoteSet>>, Error<R>> {
        let mut waited = Duration::ZERO;
        while waited < PATIENCE {
            let row = find_remote_keys(&self.ground.database, client, url).await?;
            match row.as_ref().and_then(|row| read(row, url)) {
                Some(set) => return Ok(Some(set)),
                // Nobody is on the way: the one who went came back with nothing.
                None if row.is_none_or(|row| row.tried_at.plus(Lifetime::seconds(5)) < now) => {
                    return Ok(None);
                }
                None => tokio::time::sleep(GLANCE).await,
            }
            waited += GLANCE;
        }
        Ok(None)
    }

    /// Fetches and keeps; what is no key set changes nothing.
    async fn fetch(&self, client: &ClientId, url: &RegisteredUrl) -> Option<Arc<RemoteSet>> {
        let name = client.as_str();
        let came = self.egress.fetch(url, Bounds::KEYS).await;
        let Fetched { body, kept_for, .. } = came
            .inspect_err(
                |why| tracing::warn!(client = name, %why, "no keys came from its jwks_uri"),
            )
            .ok()?;
        let document = String::from_utf8(body).ok()?;
        let (keys, encryption) = both(&document)
            .inspect_err(|why| tracing::warn!(client = name, %why, "its jwks_uri holds no key set"))
            .ok()?;
        let now = self.ground.now();
        let fresh_until = now.plus(kept_for.unwrap_or(USUAL).clamp(SHORTEST, LONGEST));
        let mut batch = Batch::new();
        keep_remote_keys(&mut batch, (client, url), &document, (now, fresh_until));
        if self.ground.database.commit(batch).await.is_err() {
            tracing::warn!(client = name, "the keys of its jwks_uri could not be kept");
        }
        let set = RemoteSet {
            keys,
            encryption,
            document,
            url: url.clone(),
            fetched_at: now,
            fresh_until,
        };
        let set = Arc::new(set);
        self.kept.insert(client.clone(), Arc::clone(&set)).await;
        Some(set)
    }
}

/// The keys of a set by what they are for. A set without any for signatures is one of a client that proves
/// itself otherwise.
fn both(document: &str) -> Result<(ClientKeys, ClientEncryptionKeys), KeySetRefusal> {
    let encryption = ClientEncryptionKeys::parse(document).unwrap_or_default();
    let keys = match ClientKeys::parse(document) {
        Err(KeySetRefusal::Count) if !encryption.is_empty() => ClientKeys::default(),
        keys => keys?,
    };
    Ok((keys, encryption))
}

/// What stands in the row was a key set when it was kept.
fn read(row: &RemoteKeysRow, url: &RegisteredUrl) -> Option<Arc<RemoteSet>> {
    let document = row.document.clone()?;
    let (keys, encryption) = both(&document).ok()?;
    let (fetched_at, fresh_until) = (row.fetched_at, row.fresh_until);
    Some(Arc::new(RemoteSet {
        keys,
        encryption,
        document,
        url: url.clone(),
        fetched_at,
        fresh_until,
    }))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::domain::text::Secret;
    use crate::flows::error::Never;
    use crate::flows::test_ground::ground;
    use crate::ports::egress::Going;
    use crate::protocol::{example, registered_url};

    /// A host that takes its time, and counts.
    #[derive(Default)]
    struct Host(AtomicUsize);

    impl Egress for Host {
        fn fetch<'a>(&'a self, _: &'a RegisteredUrl, _: Bounds) -> Going<'a, Fetched> {
            self.0.fetch_add(1, Ordering::SeqCst);
            Box::pin(async {
                tokio::time::sleep(Duration::from_millis(50)).await;
                let body = example::KEYS.as_bytes().to_vec();
                Ok(Fetched { body, media_type: None, kept_for: None })
            })
        }

        fn post<'a>(&'a self, _: &'a RegisteredUrl, _: &'a Secret) -> Going<'a, u16> {
            Box::pin(std::future::ready(Ok(200)))
        }
    }

    #[tokio::test]
    async fn of_all_processes_one_fetches_and_all_have_it() {
        let (ground, host) = (ground("remote-keys").await, Arc::new(Host::default()));
        let url = registered_url::judged("https://bank.example/keys").expect("an address");
        let bank = ClientId::parse("bank").expect("a name");
        let processes: Vec<_> =
            (0..8).map(|_| RemoteKeys::new(ground.clone(), host.clone())).collect();
        let asked = processes.iter().map(|one| one.of::<Never>(&bank, &url));
        for came in futures_util::future::join_all(asked).await {
            assert!(came.expect("no failure").is_some());
        }
        assert_eq!(host.0.load(Ordering::SeqCst), 1);
        // Another address is another matter, though the minute is not over.
        let other = registered_url::judged("https://bank.example/other").expect("an address");
        let [one, another] = &processes[..2] else { unreachable!("there are eight") };
        assert!(one.of::<Never>(&bank, &other).await.expect("no failure").is_some());
        assert!(another.of::<Never>(&bank, &other).await.expect("no failure").is_some());
        assert_eq!(host.0.load(Ordering::SeqCst), 2);
    }
}

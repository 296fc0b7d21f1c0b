//! Clients are told that somebody signed out (Back-Channel Logout 1.0 §2.5). The rows were written with
//! the end of the session, so that no sign-out waits for a client; here they are sent, a few at once to
//! any one client, so that none waits for another, and again after growing waits where nobody listened.

mod under_way;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use super::clients::Clients;
use super::envelopes::Envelopes;
use super::error::{Error, Never};
use super::ground::Ground;
use super::issue::session_name;
use super::signing::Signer;
use crate::domain::protection::Protected;
use crate::domain::text::{Secret, hexadecimal};
use crate::domain::time::{Lifetime, Timestamp};
use crate::ports::egress::Egress;
use crate::protocol::issuer::Issuer;
use crate::protocol::jwt::TokenType;
use crate::protocol::logout_token::{Heard, LogoutToken, form, heard};
use crate::sealing::pairwise;
use crate::store::batch::{Batch, Outcome};
use crate::store::logout_notices::{
    NoticeRow, end_notice, list_waiting, notice, send_later, take_notices,
};
use under_way::UnderWay;

/// Whoever has taken a notice keeps it to itself for so long.
const LEASE: Lifetime = Lifetime::seconds(20);
/// Between two looks when nothing is heard: other processes end sessions, too, and waits end.
pub const LOOK_EVERY: Duration = Duration::from_secs(5);
/// At the end what is under way is waited for so long; the rest is sent by others, or later.
const LAST_WORD: Duration = Duration::from_secs(2);
/// The waits after each time that nobody listened; after the last the notice is given up.
const WAITS: [Lifetime; 9] = [
    Lifetime::seconds(5),
    Lifetime::seconds(30),
    Lifetime::minutes(2),
    Lifetime::minutes(10),
    Lifetime::minutes(30),
    Lifetime::hours(1),
    Lifetime::hours(2),
    Lifetime::hours(4),
    Lifetime::hours(8),
];

/// Tells clients, run once in the background.
#[derive(Clone)]
pub struct LogoutNotices {
    /// Rows, keys, time and chance.
    pub ground: Ground,
    /// Who is told, and where.
    pub clients: Clients,
    /// Our name.
    pub issuer: Issuer,
    /// Our keys.
    pub signer: Signer,
    /// Encrypts to clients that had that registered for ID tokens.
    pub envelopes: Envelopes,
    /// The way out.
    pub egress: Arc<dyn Egress>,
    /// Between two looks.
    pub every: Duration,
}

impl LogoutNotices {
    /// Tells until it is told to stop.
    pub async fn run(self, mut stop: oneshot::Receiver<()>) {
        let mut under_way = UnderWay::default();
        loop {
            if let Err(error) = self.look(&mut under_way).await {
                tracing::warn!(?error, "sign-outs could not be looked for");
            }
            tokio::select! {
                _ = &mut stop => break,
                () = self.ground.database.news() => {}
                () = tokio::time::sleep(self.every) => {}
                () = under_way.ended(), if !under_way.is_empty() => {}
            }
        }
        // What is cut off is sent again when its lease ends.
        drop(timeout(LAST_WORD, under_way.all_ended()).await);
    }

    /// Sends what is due, as far as there is room.
    async fn look(&self, under_way: &mut UnderWay) -> Result<(), Error<Never>> {
        let now = self.ground.now();
        let mut batch = Batch::new();
        let mut places = Vec::new();
        for (client, share) in under_way.shares(list_waiting(&self.ground.database, now).await?) {
            places.push(take_notices(&mut batch, &client, (now.plus(LEASE), share), now));
        }
        let Outcome::Done(taken) = self.ground.database.commit(batch).await? else { return Ok(()) };
        for place in places {
            for row in taken.rows(place) {
                let notice = notice(row)?;
                let this = self.clone();
                under_way.begin(notice.client.clone(), async move { this.tell(&notice).await });
            }
        }
        Ok(())
    }

    /// Tells one client, and writes down what became of it.
    async fn tell(&self, notice: &NoticeRow) {
        let client = notice.client.as_str();
        let became = self.sent(notice).await.unwrap_or_else(|error| {
            tracing::warn!(?error, client, "a sign-out could not be told");
            Heard::Unheard
        });
        let mut batch = Batch::new();
        match (became, self.next(notice)) {
            (Heard::Told, _) => end_notice(&mut batch, notice),
            (Heard::Unheard, Some(at)) => {
                tracing::info!(client, tries = notice.tries, "a sign-out is told later");
                send_later(&mut batch, notice, at)
            }
            (Heard::Refused | Heard::Unheard, _) => {
                tracing::warn!(client, tries = notice.tries, ?became, "a sign-out was not taken");
                end_notice(&mut batch, notice)
            }
        };
        if self.ground.database.commit(batch).await.is_err() {
            tracing::warn!(client, "what became of a sign-out could not be kept; it is told again");
        }
    }

    async fn sent(&self, notice: &NoticeRow) -> Result<Heard, Error<Never>> {
        let registered = self.clients.find::<Never>(&notice.client).await?;
        // Who has left the register, or wants to hear no more, is told.
        let Some(registered) = registered else { return Ok(Heard::Told) };
        let client = &registered.client;
        let Some(url) = &client.sign_out.back_channel else { return Ok(Heard::Told) };
        let claims = LogoutToken {
            issuer: &self.issuer,
            client: &client.id,
            subject: &pairwise(&self.ground.ring, &client.subject_sector, &notice.account),
            sid: &session_name(&self.ground, notice.session.as_str(), client),
            issued_at: self.ground.now(),
            id: &hexadecimal(&self.ground.chance::<16>()),
        }
        .claims();
        let how =
            Protected { signed: client.id_token_algorithm, encrypted: client.protections.id_token };
        let kind = TokenType::LogoutToken;
        let signed = self.envelopes.signed(&self.signer, (&registered, how), kind, &claims).await?;
        let form: Secret = form(&signed.text);
        signed.mark.hand_out();
        Ok(match self.egress.post(url, &form).await {
            Ok(status) => heard(status),
            Err(_) => Heard::Unheard,
        })
    }

    /// When it is sent again if nobody listened now.
    fn next(&self, notice: &NoticeRow) -> Option<Timestamp> {
        let before = usize::try_from(notice.tries.checked_sub(1)?).ok()?;
        Some(self.ground.now().plus(*WAITS.get(before)?))
    }
}

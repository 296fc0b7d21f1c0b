//! A wish to sign out: kept until a browser comes with its cookies, and judged by what is true then.

use std::sync::Arc;

use super::clients::{Clients, Registered};
use super::error::Error;
use super::farewell::Farewell;
use super::ground::Ground;
use super::hints::Hints;
use super::issue::session_name;
use super::standing::{self, Browser, Standing, lapsed, of_browser};
use super::waiting_room::{Guest, WaitingRoom};
use crate::domain::client::Client;
use crate::domain::id::{AccountId, LogoutRequestId, SessionId};
use crate::domain::session::SessionRules;
use crate::domain::time::{Lifetime, Timestamp};
use crate::protocol::error::OAuthError;
use crate::protocol::id_token::Hinted;
use crate::protocol::logout::{Hint, LogoutRequest, Outcome, Signed};
use crate::protocol::params::Params;
use crate::protocol::refusal;
use crate::sealing::pairwise;
use crate::store::batch::Batch;
use crate::store::logout_requests::{find_logout_request, insert_logout_request};
use crate::store::sealed::{Place, open_for_server, seal_for_server};
use crate::store::sessions::find_session;

/// How long a question waits for its answer.
const WAITS: Lifetime = Lifetime::minutes(10);

/// Keeps and judges wishes.
#[derive(Clone)]
pub struct LogoutCases {
    /// Rows, keys, time and chance.
    pub ground: Ground,
    /// Who may ask.
    pub clients: Clients,
    /// Whom an ID token names.
    pub hints: Hints,
    /// How long sessions stand.
    pub sessions: SessionRules,
    /// How many may wait.
    pub room: WaitingRoom,
}

/// A request with all that it is judged by.
pub(super) struct Case {
    pub(super) request: LogoutRequest,
    pub(super) client: Option<Arc<Registered>>,
    pub(super) standing: Option<Standing>,
    /// Nobody is signed in any more, and the hint names the session of this browser that nobody has ended.
    pub(super) lapsed: Option<(SessionId, AccountId)>,
    pub(super) outcome: Outcome,
    pub(super) now: Timestamp,
}

type LogoutError = Error<OAuthError>;

impl LogoutCases {
    /// Keeps a request, sealed, until the person has answered.
    pub(super) async fn wait(
        &self,
        request: &LogoutRequest,
        guest: Guest<'_>,
        now: Timestamp,
    ) -> Result<LogoutRequestId, LogoutError> {
        let id = LogoutRequestId::new(now, self.ground.chance());
        let frozen = request.frozen();
        let sealed = seal_for_server(
            &self.ground.ring,
            self.ground.chance(),
            place(&id),
            frozen.expose().as_bytes(),
        );
        let let_in = self.room.let_in(guest, sealed.len()).await?;
        let_in.ok_or(Error::Refused(refusal::BUSY))?;
        let mut batch = Batch::new();
        insert_logout_request(&mut batch, &id, &sealed, now.plus(WAITS), now);
        self.ground.database.commit(batch).await?;
        Ok(id)
    }

    /// The request that waits under this name, and whether there is one; else one that asks nothing
    /// in particular.
    pub(super) async fn kept(
        &self,
        id: Option<&LogoutRequestId>,
    ) -> Result<(LogoutRequest, bool), LogoutError> {
        let sealed = match id {
            Some(id) => find_logout_request(&self.ground.database, id, self.ground.now()).await?,
            None => None,
        };
        let frozen = sealed.zip(id).and_then(|(sealed, id)| {
            let plain = open_for_server(&self.ground.ring, place(id), &sealed)?;
            Params::parse(&plain).ok()
        });
        let waits = frozen.is_some();
        let request = LogoutRequest::parse(&frozen.unwrap_or_default()).map_err(Error::Refused)?;
        Ok((request, waits))
    }

    /// Judges a request by who is signed in in this browser.
    pub(super) async fn judge(
        &self,
        request: LogoutRequest,
        browser: &Browser,
    ) -> Result<Case, LogoutError> {
        let now = self.ground.now();
        let hint = match request.id_token_hint.as_ref().map(|hint| self.hints.read(hint)) {
            None => Hint::Absent,
            Some(Some(hinted)) => Hint::Verified(hinted),
            Some(None) => Hint::Refused,
        };
        let client = match request.client(&hint) {
            Some(id) => self.clients.find(id).await?,
            None => None,
        };
        let row = match &browser.session {
            Some(shown) => find_session(&self.ground.database, &shown.id).await?,
            None => None,
        };
        let times = (self.sessions, now);
        let lapsed = row.as_ref().and_then(|row| lapsed(&self.ground, row, browser, times));
        let standing = match row {
            Some(row) => standing::judge(&self.ground, row, browser, self.sessions, now)?,
            None => None,
        };
        let asker = client.as_ref().map(|registered| &*registered.client);
        let hinted = |session: &SessionId, account: &AccountId| match (&hint, asker) {
            (Hint::Verified(hinted), Some(client)) => {
                self.names(hinted, client, (session, account))
            }
            _ => false,
        };
        let signed = match &standing {
            None => Signed::Out,
            Some(standing) if hinted(&standing.session.id, &standing.account.id) => {
                Signed::AsHinted
            }
            Some(_) => Signed::Otherwise,
        };
        let lapsed = lapsed.filter(|(session, account)| hinted(session, account));
        let outcome = request.judge(&hint, asker, signed);
        Ok(Case { request, client, standing, lapsed, outcome, now })
    }

    /// What is kept of a sign-out under this name.
    pub(super) async fn farewell(
        &self,
        id: Option<&LogoutRequestId>,
    ) -> Result<Option<Farewell>, LogoutError> {
        match id {
            Some(id) => Farewell::find(&self.ground, id, self.ground.now()).await,
            None => Ok(None),
        }
    }

    /// Whether the browser shows a session that stands.
    pub(super) async fn is_signed_in(&self, browser: &Browser) -> Result<bool, LogoutError> {
        let now = self.ground.now();
        Ok(of_browser::<OAuthError>(&self.ground, browser, self.sessions, now).await?.is_some())
    }

    /// Whether a hint names this very session, or its person where it names no session.
    fn names(
        &self,
        hinted: &Hinted,
        client: &Client,
        (session, account): (&SessionId, &AccountId),
    ) -> bool {
        if let Some(sid) = &hinted.sid {
            return *sid == session_name(&self.ground, session.as_str(), client);
        }
        let sector = &client.subject_sector;
        pairwise(&self.ground.ring, sector, account).as_str() == hinted.subject
    }
}

fn place(id: &LogoutRequestId) -> Place<'_> {
    Place { table: "logout_requests", column: "request", id: id.as_str() }
}

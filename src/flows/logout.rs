//! Signing out, at a client's wish (OpenID Connect RP-Initiated Logout 1.0) or at the person's own.
//!
//! Whoever shows an ID token of this very session is obeyed at once; everybody else's wish becomes a
//! question to the person. What a session authorized ends with it; only what was given for longer
//! than a session (`offline_access`) lives on, and is stopped where it is shown (`/toi/chia-se`).
//!
//! Long because: one wish to sign out, from its request to its end, is read in one place.

use std::sync::Arc;

use super::clients::Registered;
use super::error::Error;
use super::farewell::Farewell;
use super::issue::session_name;
use super::logout_case::{Case, LogoutCases};
use super::snapshots::{Snapshots, Who};
use super::standing::{Browser, Standing};
use super::waiting_room::Guest;
use crate::domain::assurance::Aal;
use crate::domain::client::{Client, ClientId, RedirectUri};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{AccountId, EventId, LogoutRequestId, SessionId};
use crate::domain::network::CallerNetwork;
use crate::domain::text::Secret;
use crate::protocol::error::OAuthError;
use crate::protocol::front_channel_logout::frame;
use crate::protocol::logout::{Afterwards, LogoutRequest, Outcome};
use crate::protocol::params::{Params, ParamsError};
use crate::store::authorizations::{
    AuthorizationRow, RevokedBy, list_session_authorizations, list_session_clients,
    revoke_authorization,
};
use crate::store::batch::Batch;
use crate::store::chain::EventRow;
use crate::store::interactions::end_interactions_of_session;
use crate::store::logout_notices::queue_client;
use crate::store::logout_requests::end_logout_request;
use crate::store::sealed::{Place, open_for_server, terms};
use crate::store::sessions::{EndedBy, end_session, leave_client};

/// Signing out.
#[derive(Clone)]
pub struct LogoutFlow {
    /// How wishes are kept and judged.
    pub cases: LogoutCases,
    /// For the name of the person who is asked.
    pub snapshots: Snapshots,
}

/// Where the browser goes.
#[derive(Debug)]
pub enum Then {
    /// The person is asked, about the request of this name or about nothing in particular.
    Ask(Option<LogoutRequestId>),
    /// To the client's registered address.
    Client(Secret),
    /// To the page that says it is done, which tells what is kept under this name.
    Farewell(Option<LogoutRequestId>),
    /// To the account's own page: the person stays.
    Home,
}

/// What came of a wish to sign out.
#[derive(Debug)]
pub struct Answered {
    /// Where the browser goes.
    pub then: Then,
    /// The browser may forget its session.
    pub is_out: bool,
}

/// What the person is asked.
pub struct Question {
    /// The client that asks, if it is sure which.
    pub client: Option<Arc<Registered>>,
    /// Who is signed in; nobody is named of whom a password alone is proven.
    pub who: Option<Who>,
    /// Where the answer may lead.
    pub leads_to: Option<RedirectUri>,
    /// The language that the client wishes for.
    pub ui_locale: Option<&'static str>,
}

/// What is on the page now.
pub enum Look {
    /// The question.
    Question(Box<Question>),
    /// There is nothing to ask any more.
    Elsewhere(Answered),
}

/// What the person decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Out of the client that asks; the session goes on.
    ThisClient,
    /// Out of everything.
    All,
    /// Not at all.
    Stay,
}

type LogoutError = Error<OAuthError>;

/// What the last page shows.
pub struct Told {
    /// The client that was left, if the session goes on.
    pub left: Option<Arc<Registered>>,
    /// Those that were used.
    pub used: Vec<Arc<Registered>>,
    /// What the browser opens, so that clients end their own sessions there.
    pub frames: Vec<Secret>,
    /// Where it goes on to.
    pub then: Option<Secret>,
}

impl LogoutFlow {
    /// A request comes by POST: no cookie came with it, so it waits for a GET, which has them.
    pub async fn receive(
        &self,
        params: Result<Params, ParamsError>,
        network: Option<CallerNetwork>,
    ) -> Result<Answered, LogoutError> {
        let id = self
            .cases
            .wait(&read(params)?, Guest::Network(network), self.cases.ground.now())
            .await?;
        Ok(Answered { then: Then::Ask(Some(id)), is_out: false })
    }

    /// A request comes by GET.
    pub async fn begin(
        &self,
        params: Result<Params, ParamsError>,
        browser: &Browser,
    ) -> Result<Answered, LogoutError> {
        let case = self.cases.judge(read(params)?, browser).await?;
        if !matches!(case.outcome, Outcome::Ask(_)) {
            return self.act(case).await;
        }
        let id = if case.request.is_bare() {
            None
        } else {
            Some(self.cases.wait(&case.request, Guest::Browser(browser), case.now).await?)
        };
        Ok(Answered { then: Then::Ask(id), is_out: false })
    }

    /// A browser comes to the page of the question.
    pub async fn look(
        &self,
        id: Option<&LogoutRequestId>,
        browser: &Browser,
    ) -> Result<Look, LogoutError> {
        let (request, _) = self.cases.kept(id).await?;
        let case = self.cases.judge(request, browser).await?;
        let (Outcome::Ask(then), Some(standing)) = (&case.outcome, &case.standing) else {
            return Ok(Look::Elsewhere(self.act(case).await?));
        };
        let who = match standing.session.proofs.aal() {
            Aal::Aal1 => None,
            _ => Some(self.snapshots.who(standing, case.now).await?),
        };
        Ok(Look::Question(Box::new(Question {
            who,
            leads_to: then.as_ref().map(|then| then.uri().clone()),
            ui_locale: case.request.ui_locale,
            client: case.client,
        })))
    }

    /// The person answers. A question that is over is answered by what is true now.
    pub async fn decide(
        &self,
        id: Option<&LogoutRequestId>,
        browser: &Browser,
        decision: Decision,
    ) -> Result<Answered, LogoutError> {
        let (request, waits) = self.cases.kept(id).await?;
        let case = self.cases.judge(request, browser).await?;
        let Some(standing) = &case.standing else { return self.act(case).await };
        let mut batch = Batch::new();
        if let Some(id) = id.filter(|_| waits) {
            end_logout_request(&mut batch, id);
        }
        match (decision, &case.client) {
            (Decision::Stay, _) => {
                self.cases.ground.database.commit(batch).await?;
                Ok(Answered { then: Then::Home, is_out: false })
            }
            (Decision::ThisClient, Some(left)) => {
                self.leave(&case, standing, &left.client, batch).await
            }
            (Decision::All | Decision::ThisClient, _) => {
                self.end(&case, whose(standing), batch).await
            }
        }
    }

    /// What the last page tells: the client that was left, and those that were used. Nothing, if
    /// nothing is kept and the browser is signed in: nobody is told that they are out while they are in.
    pub async fn farewell(
        &self,
        id: Option<&LogoutRequestId>,
        browser: &Browser,
    ) -> Result<Option<Told>, LogoutError> {
        let kept = self.cases.farewell(id).await?;
        if kept.as_ref().is_none_or(|kept| kept.left.is_none())
            && self.cases.is_signed_in(browser).await?
        {
            return Ok(None);
        }
        let kept = kept.unwrap_or_default();
        let left = match &kept.left {
            Some(left) => self.cases.clients.find(left).await?,
            None => None,
        };
        let mut used = Vec::new();
        for client in &kept.used {
            used.extend(self.cases.clients.find(client).await?);
        }
        let mut frames = Vec::new();
        for (client, sid) in &kept.frames {
            let registered = self.cases.clients.find(client).await?;
            let url =
                registered.as_ref().and_then(|one| one.client.sign_out.front_channel.as_ref());
            frames.extend(url.and_then(|url| frame(url, &self.cases.hints.issuer, sid)));
        }
        Ok(Some(Told { left, used, frames, then: kept.then.map(Secret::new) }))
    }

    /// Of these clients those that hear of the end of a session by the browser.
    async fn framed(
        &self,
        clients: &[ClientId],
        session: &SessionId,
    ) -> Result<Vec<(ClientId, String)>, LogoutError> {
        let mut frames = Vec::new();
        for client in clients {
            let Some(registered) = self.cases.clients.find(client).await? else { continue };
            if registered.client.sign_out.front_channel.is_some() {
                let sid = session_name(&self.cases.ground, session.as_str(), &registered.client);
                frames.push((client.clone(), sid));
            }
        }
        Ok(frames)
    }

    /// Does what needs no question.
    async fn act(&self, case: Case) -> Result<Answered, LogoutError> {
        match (&case.outcome, &case.standing, &case.lapsed) {
            (Outcome::End(_), Some(standing), _) => {
                self.end(&case, whose(standing), Batch::new()).await
            }
            // It was over by itself and told nobody; now somebody has signed out of it.
            (Outcome::AlreadyOut(_), None, Some((session, account))) => {
                self.end(&case, (session, account), Batch::new()).await
            }
            _ => Ok(Answered { then: goal(&case.outcome, None), is_out: true }),
        }
    }

    /// Ends the session and the requests that go on with it.
    async fn end(
        &self,
        case: &Case,
        (session, account): (&SessionId, &AccountId),
        mut batch: Batch,
    ) -> Result<Answered, LogoutError> {
        let now = case.now;
        let by = if case.client.is_some() { EndedBy::Client } else { EndedBy::Person };
        end_interactions_of_session(&mut batch, session, "signed_out", now);
        end_session(&mut batch, session, by, now);
        self.note(&mut batch, case, account, "session");
        let used = list_session_clients(&self.cases.ground.database, session).await?;
        let used: Vec<_> = used.into_iter().map(|(client, _)| client).collect();
        let frames = self.framed(&used, session).await?;
        let farewell = Farewell { left: None, used, frames, then: None };
        self.part(case, farewell, (batch, true)).await
    }

    /// Ends what this session authorized for one client, which gets no more before the person is asked.
    async fn leave(
        &self,
        case: &Case,
        standing: &Standing,
        client: &Client,
        mut batch: Batch,
    ) -> Result<Answered, LogoutError> {
        let (db, account) = (&self.cases.ground.database, &standing.account.id);
        let (session, now) = (&standing.session.id, case.now);
        queue_client(&mut batch, session, &client.id, now);
        let rows = list_session_authorizations(db, (account, &client.id), session, now).await?;
        for row in &rows {
            if !self.is_offline(row)? {
                revoke_authorization(&mut batch, &row.id, RevokedBy::Person, now);
            }
        }
        leave_client(&mut batch, session, &client.id);
        self.note(&mut batch, case, account, "client");
        let frames = self.framed(std::slice::from_ref(&client.id), session).await?;
        let left = Some(client.id.clone());
        let farewell = Farewell { left, used: Vec::new(), frames, then: None };
        self.part(case, farewell, (batch, false)).await
    }

    /// Commits, and says where the browser goes: to the client if it gave an address and no other has
    /// to hear of it by the browser first, else to the page that tells what was done.
    async fn part(
        &self,
        case: &Case,
        mut farewell: Farewell,
        (mut batch, is_out): (Batch, bool),
    ) -> Result<Answered, LogoutError> {
        let then = afterwards(&case.outcome).map(Afterwards::location);
        farewell.then = then.as_ref().map(|then| then.expose().to_owned());
        let told = if then.is_some() && farewell.frames.is_empty() {
            None
        } else {
            farewell.keep(&self.cases.ground, &mut batch, case.now)
        };
        // Refused: another press of the same button was faster, and has done all this.
        let done = self.cases.ground.database.commit(batch).await?.done();
        Ok(Answered { then: goal(&case.outcome, told.filter(|_| done.is_some())), is_out })
    }

    fn is_offline(&self, row: &AuthorizationRow) -> Result<bool, LogoutError> {
        let at = Place { table: "authorizations", column: "detail", id: row.id.as_str() };
        let detail = open_for_server(&self.cases.ground.ring, at, &row.detail)
            .and_then(|plain| terms::read(&plain))
            .ok_or_else(|| Error::inconsistent("authorizations", "detail"))?;
        Ok(detail.terms.scopes.iter().any(|scope| scope == "offline_access"))
    }

    fn note(&self, batch: &mut Batch, case: &Case, account: &AccountId, detail: &str) {
        let id = EventId::new(case.now, self.cases.ground.chance());
        let event = Event {
            kind: EventKind::SignedOut,
            account: Some(account.clone()),
            client: case.client.as_ref().map(|registered| registered.client.id.clone()),
            detail: detail.to_owned(),
        };
        batch.event(EventRow { id, at: case.now, event });
    }
}

fn whose(standing: &Standing) -> (&SessionId, &AccountId) {
    (&standing.session.id, &standing.account.id)
}

fn read(params: Result<Params, ParamsError>) -> Result<LogoutRequest, LogoutError> {
    let params = params.map_err(|error| Error::Refused(error.refusal()))?;
    LogoutRequest::parse(&params).map_err(Error::Refused)
}

fn afterwards(outcome: &Outcome) -> Option<&Afterwards> {
    match outcome {
        Outcome::End(then) | Outcome::Ask(then) | Outcome::AlreadyOut(then) => then.as_ref(),
    }
}

fn goal(outcome: &Outcome, told: Option<LogoutRequestId>) -> Then {
    match (told, afterwards(outcome)) {
        (None, Some(then)) => Then::Client(then.location()),
        (told, _) => Then::Farewell(told),
    }
}

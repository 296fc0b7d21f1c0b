//! **The hall**: an authorization request begins, is resumed at each visit, and is settled.
//!
//! Pages never lead to one another. Each does its one thing and comes back here; what is next is
//! computed anew (`domain::interaction`), inside the same request.

mod keeping;
mod meeting;
mod pushing;
mod refusing;
mod unfolding;

use super::clients::{Clients, Registered};
use super::error::Error;
use super::ground::Ground;
use super::here;
use super::hints::Hints;
use super::request_uris::RequestUris;
use super::settle::Settling;
use super::standing::{self, Browser};
use super::ticket::Ticket;
use super::visit::{Next, Open, Visit, VisitError, VisitRefusal};
use super::waiting_room::{Guest, WaitingRoom};
use crate::domain::consent::{Consented, Decision};
use crate::domain::id::InteractionId;
use crate::domain::interaction::{Settlement, Step};
use crate::domain::network::CallerNetwork;
use crate::domain::password_change::PasswordRules;
use crate::domain::person::LoginName;
use crate::domain::session::SessionRules;
use crate::domain::text::Secret;
use crate::domain::time::Lifetime;
use crate::protocol::authorization_request::{AuthorizationRequest, Origin, PageError, Rejected};
use crate::protocol::error::OAuthError;
use crate::protocol::interaction::{left, unprompted};
use crate::protocol::issuer::Issuer;
use crate::protocol::params::{Params, ParamsError};
use crate::protocol::response_mode::AuthorizationResponse;
use crate::protocol::{refusal, request_object};
use crate::store::batch::{Batch, Outcome};
use crate::store::interactions::{self, InteractionKind, VisitRow};
use meeting::to_page;
use refusing::{page_error, under_agreement};

/// How long requests wait.
#[derive(Clone, Copy, Debug)]
pub struct InteractionRules {
    /// While nobody works on them.
    pub idle: Lifetime,
    /// At most.
    pub absolute: Lifetime,
    /// A pushed one until it is first opened.
    pub pushed: Lifetime,
}

/// The hall.
#[derive(Clone)]
pub struct AuthorizationFlow {
    /// Rows, keys, time and chance.
    pub ground: Ground,
    /// Who may ask.
    pub clients: Clients,
    /// Our name in every answer.
    pub issuer: Issuer,
    /// Whom `id_token_hint` names.
    pub hints: Hints,
    /// Where clients put requests that they signed.
    pub references: RequestUris,
    /// How a settled request is answered.
    pub settling: Settling,
    /// How long requests wait.
    pub rules: InteractionRules,
    /// How many may.
    pub room: WaitingRoom,
    /// How long sessions stand.
    pub sessions: SessionRules,
    /// When a password is too old.
    pub passwords: PasswordRules,
}

/// What came of a request at its first sight.
#[derive(Debug)]
pub enum Begun {
    /// An answer at once.
    Answer(Box<AuthorizationResponse>),
    /// A page, and the ticket that binds the browser to the request.
    Open(Ticket, Next),
}

/// A pushed request, and for how many seconds it waits.
#[derive(Debug)]
pub struct Pushed {
    /// `request_uri`.
    pub request_uri: Secret,
    /// `expires_in`.
    pub lifetime: Lifetime,
}

impl AuthorizationFlow {
    /// A request comes to `/authorize` by the person's browser.
    pub async fn begin(
        &self,
        params: Result<Params, ParamsError>,
        browser: &Browser,
    ) -> Result<Begun, Error<PageError>> {
        let params = match params {
            Ok(params) => params,
            Err(error) => return self.refuse_malformed(&error).await,
        };
        let client = self.client_of(&params).await?;
        if let Some(handle) = request_object::pushed(&params) {
            return self.open_pushed(&handle, client, browser).await;
        }
        let asker = client.as_ref().map(|registered| &*registered.client);
        let Some(registered) = client.as_ref() else {
            return Err(Error::Refused(page_error(&params, asker)));
        };
        let params = match Box::pin(self.brought(params, registered)).await? {
            Ok(params) => params,
            Err(rejected) => return self.reject(rejected, registered).await,
        };
        match self.judged(&params, registered) {
            Err(rejected) => self.reject(rejected, registered).await,
            Ok(request) => self.meet((registered, request), browser, &params).await,
        }
    }

    /// A request comes to `/authorize` by POST: no cookie came with it, so it only takes its place
    /// and the browser is sent to a GET, which has the cookies (`decisions.md` §8).
    pub async fn begin_posted(
        &self,
        params: Result<Params, ParamsError>,
        network: Option<CallerNetwork>,
    ) -> Result<Begun, Error<PageError>> {
        let params = match params {
            Ok(params) => params,
            Err(error) => return self.refuse_malformed(&error).await,
        };
        let client = self.client_of(&params).await?;
        let Some(registered) = client.as_ref() else {
            return Err(Error::Refused(page_error(&params, None)));
        };
        let params = match Box::pin(self.brought(params, registered)).await? {
            Ok(params) => params,
            Err(rejected) => return self.reject(rejected, registered).await,
        };
        if let Err(rejected) = self.judged(&params, registered) {
            return self.reject(rejected, registered).await;
        }
        let now = self.ground.now();
        let id = InteractionId::new(now, self.ground.chance());
        let (asker, kind) = (&registered.client.id, (InteractionKind::Direct, None));
        let row = self.row(&id, asker, &params.frozen(), kind, now);
        self.keep(&row, Guest::Network(network)).await?;
        let ticket = Ticket::new(&self.ground.ring, &id, self.ground.chance());
        Ok(Begun::Open(ticket, Next::Hall(id)))
    }

    /// The walk, and whether the client may have anybody sign in at all.
    fn judged(
        &self,
        params: &Params,
        registered: &Registered,
    ) -> Result<AuthorizationRequest, Rejected> {
        let (client, how) = (&registered.client, (&self.issuer, Origin::Direct));
        let request = AuthorizationRequest::parse(params, client, how)?;
        under_agreement(client, request, self.ground.now())
    }

    /// A browser comes back with a request that waits.
    pub async fn resume(
        &self,
        id: &InteractionId,
        ticket: Option<&str>,
        browser: &Browser,
    ) -> Result<Visit, VisitError> {
        let now = self.ground.now();
        let ticket = ticket.ok_or(Error::Refused(VisitRefusal::NoCookie))?;
        let ticket = Ticket::parse(&self.ground.ring, id, ticket)
            .ok_or(Error::Refused(VisitRefusal::NotYours))?;
        let session = browser.session.as_ref().map(|shown| &shown.id);
        let found = interactions::find_visit(&self.ground.database, id, session, now).await?;
        let VisitRow { interaction: mut row, standing, round, recalled } =
            found.ok_or(Error::Refused(VisitRefusal::NotYours))?;
        let proven_at = round.as_ref().and_then(|round| round.used_at);
        row.seen_at = proven_at.map_or(row.seen_at, |at| at.max(row.seen_at));
        self.judge_row(&row, &ticket, now).map_err(Error::Refused)?;
        let client =
            self.clients.find(&row.client).await?.ok_or(Error::Refused(VisitRefusal::NotYours))?;
        // A client may change while somebody signs in for it; what it asked may be none of its business now.
        let request = self.thaw(&row, &client)?.ok_or(Error::Refused(VisitRefusal::NotYours))?;
        let moved_away = standing::moved_away(&self.ground, standing.as_ref(), browser);
        let standing = match standing {
            Some(row) => standing::judge(&self.ground, row, browser, self.sessions, now)?,
            None => None,
        };
        let hinted = request.login_hint.clone();
        let hinted = hinted.filter(|hint| LoginName::parse(hint.expose()).is_ok());
        let typed = self.typed(&row).or(hinted);
        // What was proven, chosen and sent for this request counts in the session it was done in
        // and in no other: beside this ticket a browser may show any session's cookie.
        let shown = standing.as_ref().map(|standing| &standing.session.id);
        let same = shown.is_some() && row.session.as_ref() == shown;
        let words = if same { row.here.as_str() } else { "" };
        let times = (now, self.until(row.seen_at, row.expires_at));
        let open = Open {
            here: here::read(words, same && proven_at.is_some()),
            said: here::said(words),
            round: round.filter(|_| same),
            id: row.id,
            ticket,
            typed,
        };
        let visit = self.gather(Some(open), (client, request), (standing, recalled), times);
        Ok(Visit { moved_away, ..visit.from_network(browser.network) })
    }

    /// Where a visit leads now; a settled request is answered.
    pub async fn proceed(&self, visit: Visit) -> Result<Next, VisitError> {
        match visit.step(None) {
            Step::Settled(settlement) => self.settled(visit, &settlement, None).await,
            // A posted request comes here before anything is known of the browser.
            step if visit.request.prompt.is_none() => {
                let error = unprompted(&step).unwrap_or(refusal::INTERACTION);
                self.give_up(&visit, error, Batch::new()).await
            }
            step => Ok(to_page(&visit, &step)),
        }
    }

    /// The person decided; the request is answered in the same transaction.
    pub async fn proceed_decided(
        &self,
        visit: Visit,
        decision: &Decision,
    ) -> Result<Next, VisitError> {
        let decided: Option<&Consented> = Some(&decision.consented);
        match visit.step(decided) {
            Step::Settled(settlement) => self.settled(visit, &settlement, Some(decision)).await,
            step => Ok(to_page(&visit, &step)),
        }
    }

    async fn settled(
        &self,
        visit: Visit,
        settlement: &Settlement,
        decision: Option<&Decision>,
    ) -> Result<Next, VisitError> {
        let next = self.settling.settle(visit, settlement, decision).await?;
        // Only a request that does not wait in the hall has nowhere to go.
        next.ok_or(Error::Refused(VisitRefusal::Over))
    }

    /// The person goes back to the service.
    pub async fn leave(&self, visit: &Visit) -> Result<Next, VisitError> {
        self.give_up(visit, left(&visit.step(None)), Batch::new()).await
    }

    /// The request ends without a code, and the client is told why.
    pub(super) async fn give_up(
        &self,
        visit: &Visit,
        error: OAuthError,
        mut batch: Batch,
    ) -> Result<Next, VisitError> {
        if let Some(open) = &visit.open {
            interactions::end_interaction(&mut batch, &open.id, error.code().as_str(), visit.now);
        }
        let answer = visit.request.reply_to.with_error(&self.issuer, error);
        let answered = self.settling.answering.answered(answer, &visit.client, visit.now).await?;
        match self.ground.database.commit(batch).await? {
            Outcome::Done(_) => Ok(Next::Answer(answered.sent())),
            Outcome::Refused(_) => Err(Error::Refused(VisitRefusal::Over)),
        }
    }
}

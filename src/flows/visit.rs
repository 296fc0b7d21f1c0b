//! One visit to the hall: everything that is known when a browser comes with an authorization
//! request, gathered once, judged by `domain::interaction`.

use std::sync::Arc;

use super::clients::Registered;
use super::error::Error;
use super::own::OwnPlace;
use super::standing::Standing;
use super::ticket::Ticket;
use crate::domain::account::AccountState;
use crate::domain::assurance::Assurance;
use crate::domain::consent::{Consented, Remembered, Wish};
use crate::domain::id::{ConsentId, InteractionId};
use crate::domain::interaction::{AskedAuthentication, Facts, Shortfall, Step, next_step};
use crate::domain::network::CallerNetwork;
use crate::domain::password_change::PasswordRules;
use crate::domain::session::ProvedHere;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::protocol::authorization_request::AuthorizationRequest;
use crate::protocol::response_mode::AuthorizationResponse;
use crate::store::otp::OtpRoundRow;

/// A request that waits for a person, as its row keeps it.
#[derive(Debug)]
pub struct Open {
    /// Its public name, in `/gd/{id}`.
    pub id: InteractionId,
    /// This browser's hold on it.
    pub ticket: Ticket,
    /// What was proven for it.
    pub here: ProvedHere,
    /// What the person said at it.
    pub said: Said,
    /// What was typed and kept.
    pub typed: Option<Secret>,
    /// The codes sent for it.
    pub round: Option<OtpRoundRow>,
}

/// What a person said in the course of one request, beside the proofs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Which account it is to be.
    pub chosen: bool,
    /// A new password may wait.
    pub postponed: bool,
}

/// One visit.
#[derive(Debug)]
pub struct Visit {
    /// The waiting request, unless it is answered at once.
    pub open: Option<Open>,
    /// Who asks.
    pub client: Arc<Registered>,
    /// What is asked.
    pub request: AuthorizationRequest,
    /// What that asks of the sign-in.
    pub asked: AskedAuthentication,
    /// Who is signed in, if anybody.
    pub standing: Option<Standing>,
    /// Nobody is, because the account moved to another browser.
    pub moved_away: bool,
    /// Whether it is whom the request names, if it names somebody.
    pub as_hinted: Option<bool>,
    /// What the client wishes.
    pub wishes: Vec<Wish>,
    /// What was decided before.
    pub remembered: Vec<Remembered>,
    /// The last row of that.
    pub last_consent: Option<ConsentId>,
    /// When a password is too old.
    pub password_rules: PasswordRules,
    /// The network that the browser comes from.
    pub network: Option<CallerNetwork>,
    /// When the request ends if nobody answers it.
    pub answer_before: Timestamp,
    /// Now.
    pub now: Timestamp,
}

/// Where the browser goes next.
#[derive(Debug)]
pub enum Next {
    /// To a page of this request.
    Page(InteractionId, Stop),
    /// To the hall, by a GET that has the browser's cookies: nothing is known of it yet.
    Hall(InteractionId),
    /// Back to the client.
    Answer(Box<AuthorizationResponse>),
    /// To one of the account's own pages.
    Own(OwnPlace),
}

/// A page of the hall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// Number and password.
    Login,
    /// Is it you?
    Choose,
    /// The code.
    Otp,
    /// Another password.
    PasswordChange,
    /// What is shared.
    Consent,
    /// The level cannot be reached.
    LevelTooLow(Shortfall),
    /// The account may not be used.
    Closed(AccountState),
}

/// What came of a proof that was good.
#[derive(Debug)]
pub struct SignedIn {
    /// Where the browser goes next.
    pub next: Next,
    /// The session's new handle; any former one is dead.
    pub session: Option<Secret>,
}

/// Why a visit came to nothing.
#[derive(Debug, PartialEq, Eq)]
pub enum VisitRefusal {
    /// There is no such request, or it is another browser's.
    NotYours,
    /// It came to an end already.
    Over,
    /// The person answered it, in the browser that asks.
    Answered,
    /// Nobody worked on it for too long; it can be taken up again.
    Idle,
    /// The browser keeps no cookies.
    NoCookie,
    /// Its network has as many requests waiting as there is room for.
    NoRoom,
}

/// What a visit may fail with.
pub type VisitError = Error<VisitRefusal>;

impl Visit {
    /// Whether the person signed out of this client while the session went on.
    #[must_use]
    pub fn was_left(&self) -> bool {
        let client = &self.client.client.id;
        self.standing.as_ref().is_some_and(|standing| standing.left.contains(client))
    }

    /// The same, by a browser that comes from this network.
    #[must_use]
    pub fn from_network(self, network: Option<CallerNetwork>) -> Self {
        Self { network, ..self }
    }

    /// The hall's answer, given what was decided at this very visit.
    #[must_use]
    pub fn step(&self, decided: Option<&Consented>) -> Step {
        next_step(&Facts { decided, ..self.facts() })
    }

    /// How sure the proofs make us that count for this request.
    #[must_use]
    pub fn achieved(&self) -> Option<Assurance> {
        self.facts().achieved()
    }

    /// The wishes that the person can be asked about at the level achieved.
    #[must_use]
    pub fn offered(&self) -> Vec<Wish> {
        self.facts().offered()
    }

    /// Whether a code is next, whatever the person decided about the client before.
    #[must_use]
    pub fn wants_code_by_itself(&self) -> bool {
        matches!(next_step(&Facts { wishes: &[], ..self.facts() }), Step::Otp)
    }

    fn facts(&self) -> Facts<'_> {
        let open = self.open.as_ref();
        let said = open.map_or(Said::default(), |open| open.said);
        Facts {
            asked: &self.asked,
            standing: self.standing.as_ref().map(|s| (&s.session, &s.account)),
            here: open.map_or(ProvedHere::default(), |open| open.here),
            password: self.standing.as_ref().and_then(|s| s.password),
            password_rules: self.password_rules,
            postponed: said.postponed,
            chosen: said.chosen,
            left: self.was_left(),
            as_hinted: self.as_hinted,
            wishes: &self.wishes,
            remembered: &self.remembered,
            decided: None,
            now: self.now,
        }
    }
}

/// The page on which a step stands; nothing if none is left.
#[must_use]
pub fn stop(step: &Step) -> Option<Stop> {
    match step {
        Step::Login(_) => Some(Stop::Login),
        Step::Choose(_) => Some(Stop::Choose),
        Step::Closed(state) => Some(Stop::Closed(*state)),
        Step::LevelTooLow(short) => Some(Stop::LevelTooLow(*short)),
        Step::Otp => Some(Stop::Otp),
        Step::PasswordChange { .. } => Some(Stop::PasswordChange),
        Step::Consent(_) => Some(Stop::Consent),
        Step::Settled(_) => None,
    }
}

//! A request meets a browser for the first time: answered at once, or kept for the person.

use std::sync::Arc;

use super::{AuthorizationFlow, Begun};
use crate::domain::id::InteractionId;
use crate::domain::interaction::Step;
use crate::domain::session::ProvedHere;
use crate::domain::time::Timestamp;
use crate::flows::clients::Registered;
use crate::flows::error::Error;
use crate::flows::own::OwnPlace;
use crate::flows::standing::{self, Browser, Standing};
use crate::flows::ticket::Ticket;
use crate::flows::visit::{Next, Open, Said, Visit, stop};
use crate::flows::waiting_room::Guest;
use crate::flows::wishes;
use crate::protocol::authorization_request::{AuthorizationRequest, PageError};
use crate::protocol::interaction::unprompted;
use crate::protocol::params::Params;
use crate::protocol::refusal;
use crate::store::batch::Batch;
use crate::store::consents::{Recalled, find_consents};
use crate::store::interactions::InteractionKind;

/// How often a request is looked at anew while the person decides otherwise in other tabs.
const LOOKS: usize = 3;

impl AuthorizationFlow {
    /// A direct request meets its browser. What was decided may change while it is looked at; then it
    /// is looked at anew.
    pub(super) async fn meet(
        &self,
        (client, request): (&Arc<Registered>, AuthorizationRequest),
        browser: &Browser,
        params: &Params,
    ) -> Result<Begun, Error<PageError>> {
        for _ in 0..LOOKS {
            let visit = self.first_visit(Arc::clone(client), request.clone(), browser).await?;
            if let Some(begun) = self.receive(visit, browser, params).await? {
                return Ok(begun);
            }
        }
        let answer = request.reply_to.with_error(&self.issuer, refusal::BUSY);
        let answered = self.settling.answering.answered(answer, client, self.ground.now()).await?;
        Ok(Begun::Answer(answered.sent()))
    }

    async fn first_visit(
        &self,
        client: Arc<Registered>,
        request: AuthorizationRequest,
        browser: &Browser,
    ) -> Result<Visit, Error<PageError>> {
        let now = self.ground.now();
        let standing = standing::of_browser(&self.ground, browser, self.sessions, now).await?;
        let recalled = match &standing {
            Some(Standing { account, .. }) => {
                find_consents(&self.ground.database, &account.id, &client.client.id, now).await?
            }
            None => Recalled::default(),
        };
        let times = (now, self.until(now, now.plus(self.rules.absolute)));
        let visit = self.gather(None, (client, request), (standing, recalled), times);
        Ok(visit.from_network(browser.network))
    }

    /// Answered at once, or kept for the person; nothing if it is to be looked at anew.
    async fn receive(
        &self,
        mut visit: Visit,
        browser: &Browser,
        params: &Params,
    ) -> Result<Option<Begun>, Error<PageError>> {
        let step = visit.step(None);
        if visit.request.prompt.is_none() || matches!(step, Step::Settled(_)) {
            return self.answer(visit, step).await;
        }
        let id = InteractionId::new(visit.now, self.ground.chance());
        let (asker, kind) = (&visit.client.client.id, (InteractionKind::Direct, None));
        let row = self.row(&id, asker, &params.frozen(), kind, visit.now);
        self.keep(&row, Guest::Browser(browser)).await?;
        let ticket = Ticket::new(&self.ground.ring, &id, self.ground.chance());
        visit.open = Some(Open {
            id,
            ticket: ticket.clone(),
            here: ProvedHere::default(),
            said: Said::default(),
            typed: None,
            round: None,
        });
        Ok(Some(Begun::Open(ticket, to_page(&visit, &step))))
    }

    pub(super) async fn answer_or_open(
        &self,
        visit: Visit,
        ticket: Ticket,
    ) -> Result<Begun, Error<PageError>> {
        let step = visit.step(None);
        if visit.request.prompt.is_none() || matches!(step, Step::Settled(_)) {
            let begun = self.answer(visit, step).await?;
            // It waits in the hall, which is where it is looked at anew.
            return begun.ok_or(Error::Refused(PageError(refusal::REQUEST_URI_GONE)));
        }
        Ok(Begun::Open(ticket, to_page(&visit, &step)))
    }

    /// Answers without a page: a code, or what `prompt=none` says in place of the page.
    async fn answer(&self, visit: Visit, step: Step) -> Result<Option<Begun>, Error<PageError>> {
        let gone = |_| PageError(refusal::REQUEST_URI_GONE);
        let ticket = visit.open.as_ref().map(|open| open.ticket.clone());
        let next = match (unprompted(&step), step) {
            (None, Step::Settled(settlement)) => {
                let settled = self.settling.settle(visit, &settlement, None).await;
                match settled.map_err(|e| e.map(gone))? {
                    Some(next) => next,
                    None => return Ok(None),
                }
            }
            (error, _) => {
                let error = error.unwrap_or(refusal::INTERACTION);
                self.give_up(&visit, error, Batch::new()).await.map_err(|e| e.map(gone))?
            }
        };
        Ok(Some(match next {
            Next::Answer(answer) => Begun::Answer(answer),
            next => {
                let ticket = ticket.unwrap_or_else(|| {
                    let nowhere = InteractionId::new(self.ground.now(), self.ground.chance());
                    Ticket::new(&self.ground.ring, &nowhere, self.ground.chance())
                });
                Begun::Open(ticket, next)
            }
        }))
    }

    /// Adds to the facts what the request asks and wishes, and whether its hints fit.
    pub(super) fn gather(
        &self,
        open: Option<Open>,
        (client, request): (Arc<Registered>, AuthorizationRequest),
        (standing, recalled): (Option<Standing>, Recalled),
        (now, answer_before): (Timestamp, Timestamp),
    ) -> Visit {
        let asked = request.asked_authentication(&client.client);
        let mut wishes = wishes::of_request(
            &request,
            (&client.client, open.as_ref().map(|open| &open.id)),
            &self.ground.ring,
        );
        let account = standing.as_ref().map(|s| &s.account);
        let as_hinted = self.hints.fits(&request, &client.client, account);
        // What somebody decided says nothing of a browser that is not theirs.
        let recalled = if standing.is_some() { recalled } else { Recalled::default() };
        let Recalled { decisions: remembered, last: last_consent } = recalled;
        if request.prompt.is_none() {
            wishes::leave_out_unasked(&mut wishes, &remembered, now);
        }
        Visit {
            open,
            client,
            request,
            asked,
            standing,
            as_hinted,
            wishes,
            remembered,
            last_consent,
            moved_away: false,
            network: None,
            answer_before,
            password_rules: self.passwords,
            now,
        }
    }
}

/// The page on which the visit stands.
pub(super) fn to_page(visit: &Visit, step: &Step) -> Next {
    match (&visit.open, stop(step)) {
        (Some(open), Some(stop)) => Next::Page(open.id.clone(), stop),
        _ => Next::Own(OwnPlace::of(&visit.request)),
    }
}

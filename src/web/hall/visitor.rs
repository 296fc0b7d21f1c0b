//! A browser at a page of the hall: which request, and its hold on it; and what is shown when a visit
//! comes to nothing.

use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::client::{Client, Page as ClientPage};
use crate::domain::id::InteractionId;
use crate::flows::authorization::AuthorizationFlow;
use crate::flows::error::Error;
use crate::flows::own;
use crate::flows::standing::Browser;
use crate::flows::visit::{Next, Stop, Visit, VisitError, VisitRefusal, stop};
use crate::web::answer;
use crate::web::door::Door;
use crate::web::error;
use crate::web::form::PageForm;
use crate::web::headers::FormTargets;
use crate::web::locale::Language;
use crate::web::pages::error::Problem;
use crate::web::pages::interrupted::{Interrupted, Interruption};
use crate::web::pages::leave::Leave;
use crate::web::pages::requester::{Link, Requester};
use crate::web::pages::view::Frame;

/// A browser at a page of the hall.
pub(super) struct Visitor {
    /// Which request.
    pub(super) id: InteractionId,
    /// The ticket's text, empty if there is none.
    pub(super) ticket: Option<String>,
    /// What the browser shows of itself.
    pub(super) browser: Browser,
}

impl Visitor {
    /// Reads the address and the cookies; a made-up address is no page.
    pub(super) fn read(request: &HttpRequest, door: &Door) -> Result<Self, HttpResponse> {
        let id = request.match_info().get("id").and_then(InteractionId::parse);
        let Some(id) = id else {
            let status = StatusCode::NOT_FOUND;
            return Err(error::problem_page(door, request, status, Problem::NotFound));
        };
        let ticket = door.cookies().interaction(request, &id);
        Ok(Self { id, ticket, browser: door.browser(request) })
    }

    /// The browser and its visit, or the page to show in their stead.
    pub(super) async fn at(
        request: &HttpRequest,
        door: &Door,
        hall: &AuthorizationFlow,
    ) -> Result<(Self, Visit), HttpResponse> {
        let visitor = Self::read(request, door)?;
        let visit = visitor.visit(request, door, hall).await?;
        Ok((visitor, visit))
    }

    /// The browser and what it posted, if that came from a page of ours.
    pub(super) fn with_form(
        request: &HttpRequest,
        door: &Door,
        body: &Bytes,
    ) -> Result<(Self, PageForm), HttpResponse> {
        let visitor = Self::read(request, door)?;
        match PageForm::read(request, body) {
            Some(form) if door.is_own_form(request, visitor.holder(), &form) => Ok((visitor, form)),
            _ => {
                let status = StatusCode::FORBIDDEN;
                Err(error::problem_page(door, request, status, Problem::BadRequest))
            }
        }
    }

    /// Which request, by which ticket.
    pub(super) fn hold(&self) -> (&InteractionId, Option<&str>) {
        (&self.id, self.ticket.as_deref())
    }

    /// Who holds the forms of this request.
    pub(super) fn holder(&self) -> &str {
        self.ticket.as_deref().unwrap_or("")
    }

    /// The address of a page of this request.
    pub(super) fn address(&self, page: &str) -> String {
        format!("/gd/{}/{page}", self.id.as_str())
    }

    /// The visit, or the page to show in its stead.
    pub(super) async fn visit(
        &self,
        request: &HttpRequest,
        door: &Door,
        hall: &AuthorizationFlow,
    ) -> Result<Visit, HttpResponse> {
        let visit = hall.resume(&self.id, self.ticket.as_deref(), &self.browser).await;
        visit.map_err(|error| self.failed(request, door, &error))
    }

    /// What is shown when a visit comes to nothing.
    pub(super) fn failed(
        &self,
        request: &HttpRequest,
        door: &Door,
        failure: &VisitError,
    ) -> HttpResponse {
        match failure {
            Error::Refused(refusal) => self.refused(request, door, refusal),
            failure => error::page(door, request, failure),
        }
    }

    pub(super) fn refused(
        &self,
        request: &HttpRequest,
        door: &Door,
        refusal: &VisitRefusal,
    ) -> HttpResponse {
        let why = match refusal {
            VisitRefusal::NotYours => {
                let status = StatusCode::BAD_REQUEST;
                return error::problem_page(door, request, status, Problem::BadRequest);
            }
            // A browser that keeps other cookies of ours has given this request's back with its answer,
            // or another browser has it.
            VisitRefusal::NoCookie if door.cookies().are_kept(request) => Interruption::Over,
            VisitRefusal::NoCookie => {
                let status = StatusCode::BAD_REQUEST;
                return error::problem_page(door, request, status, Problem::CookiesOff);
            }
            VisitRefusal::NoRoom => return error::turned_away(door, request),
            VisitRefusal::Over => Interruption::Over,
            VisitRefusal::Answered => Interruption::Answered,
            VisitRefusal::Idle => Interruption::Idle(self.address("tiep-tuc")),
        };
        let page = Interrupted { frame: door.frame(request, "", None), why };
        door.page(request, StatusCode::GONE, &page, &FormTargets::own())
    }

    /// The page that was asked for is not the one that stands: the way on from here.
    pub(super) fn step_done(
        &self,
        request: &HttpRequest,
        door: &Door,
        next: Option<Stop>,
    ) -> HttpResponse {
        let address = next.map_or_else(
            || format!("/gd/{}", self.id.as_str()),
            |stop| answer::address(&self.id, stop),
        );
        let why = Interruption::StepDone(address);
        let page = Interrupted { frame: door.frame(request, "", None), why };
        door.page(request, StatusCode::OK, &page, &FormTargets::own())
    }

    /// The frame of a page of this request. A page that answers a form stands at the form's own
    /// address, which a GET opens in the other language.
    pub(super) fn frame(&self, request: &HttpRequest, door: &Door, visit: &Visit) -> Frame {
        let mut frame = door.frame(request, self.holder(), visit.request.ui_locale);
        frame.here.get_or_insert_with(|| request.path().to_owned());
        frame
    }

    /// Where this request's forms may lead: to us, and where its answer goes.
    pub(super) fn targets(visit: &Visit) -> FormTargets {
        let targets = FormTargets::own().and(visit.request.redirect_uri().as_str());
        let origins = visit.client.client.continuation_origins.iter();
        origins.fold(targets, |targets, origin| targets.and(origin))
    }

    /// Sends the browser on. Who answered a service keeps the ticket, and is told so when they come
    /// back; our own requests need theirs no more.
    pub(super) fn go(
        &self,
        request: &HttpRequest,
        door: &Door,
        next: &Next,
        mut cookies: Vec<actix_web::cookie::Cookie<'static>>,
    ) -> HttpResponse {
        if matches!(next, Next::Own(_)) {
            cookies.push(door.cookies().drop_interaction(&self.id));
        }
        answer::go(door, request, next, &cookies)
    }

    /// Where a person says that the one who proved a password is not they.
    pub(super) fn somebody_else(&self) -> String {
        self.address("doi-nguoi")
    }

    /// The way back to the service.
    pub(super) fn leave(&self, visit: &Visit, language: Language) -> Option<Leave> {
        let client = &visit.client.client;
        (client.id.as_str() != own::CLIENT_ID)
            .then(|| Leave { action: self.address("thoi"), service: name(client, language) })
    }
}

/// The page on which the visit stands now.
pub(super) fn standing_at(visit: &Visit) -> Option<Stop> {
    stop(&visit.step(None))
}

/// The client's name in the page's language.
pub(super) fn name(client: &Client, language: Language) -> String {
    word(&client.name, language)
}

/// Words in the page's language.
pub(super) fn word(words: &crate::domain::client::Bilingual, language: Language) -> String {
    language.of(words)
}

/// Who asks, for the page's card; our own pages ask nobody's leave.
pub(super) fn requester(visit: &Visit, language: Language) -> Option<Requester> {
    let client = &visit.client.client;
    (client.id.as_str() != own::CLIENT_ID).then(|| Requester {
        name: name(client, language),
        host: answer::host(visit.request.redirect_uri().as_str()),
        sector: client.sector,
        legal_name: client.legal_name.as_str().to_owned(),
        organization_number: client.organization_number.as_str().to_owned(),
        connected_since: client.connected_since,
        home: link(client.presence.home.as_ref(), language),
        policy: link(client.presence.policy.as_ref(), language),
        terms: link(client.presence.terms.as_ref(), language),
        logo: None,
    })
}

/// A page of the client's in the language of ours.
fn link(page: Option<&ClientPage>, language: Language) -> Option<Link> {
    let page = page?;
    let english = page.en.as_ref().filter(|_| language == Language::English);
    let address = english.unwrap_or(&page.vi).as_str().to_owned();
    Some(Link { host: answer::host(&address), address })
}

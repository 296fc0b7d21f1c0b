//! `/dang-xuat`: the question before signing out, its answer, and the page after it. What a client
//! asked at `/end_session` waits under a name of its own.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::entrance::{SIGN_IN, forget_session, holder, not_found, not_ours};
use crate::domain::id::LogoutRequestId;
use crate::domain::text::Secret;
use crate::flows::clients::Registered;
use crate::flows::error::Error;
use crate::flows::logout::{Answered, Decision, LogoutFlow, Look, Question, Then};
use crate::protocol::error::OAuthError;
use crate::protocol::refusal;
use crate::web::door::Door;
use crate::web::error;
use crate::web::form::PageForm;
use crate::web::headers::FormTargets;
use crate::web::pages::error::Problem;
use crate::web::pages::logged_out::LoggedOut;
use crate::web::pages::logout::Logout;

const ASK: &str = "/dang-xuat";

/// Adds the pages.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(ASK).route(web::get().to(ask)).route(web::post().to(decide)));
    config.service(web::resource("/dang-xuat/xong").get(farewell));
    config.service(web::resource("/dang-xuat/xong/{id}").get(farewell));
    config.service(
        web::resource("/dang-xuat/{id}").route(web::get().to(ask)).route(web::post().to(decide)),
    );
}

async fn ask(request: HttpRequest, door: Data<Door>, flow: Data<LogoutFlow>) -> HttpResponse {
    let Ok(id) = named(&request) else { return not_found(&request, &door) };
    match flow.look(id.as_ref(), &door.browser(&request)).await {
        Ok(Look::Question(question)) => page(&request, &door, id.as_ref(), &question),
        Ok(Look::Elsewhere(answered)) => go(&door, &answered),
        Err(failure) => failed(&request, &door, &failure),
    }
}

async fn decide(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<LogoutFlow>,
) -> HttpResponse {
    let Ok(id) = named(&request) else { return not_found(&request, &door) };
    let holder = form_holder(&request, &door, id.as_ref());
    let form = PageForm::read(&request, &body);
    let form = form.filter(|form| door.is_own_form(&request, &holder, form));
    let decision = match form.as_ref().map(|form| form.text("decision")) {
        Some("client") => Decision::ThisClient,
        Some("all") => Decision::All,
        Some("stay") => Decision::Stay,
        _ => return not_ours(&request, &door),
    };
    match flow.decide(id.as_ref(), &door.browser(&request), decision).await {
        Ok(answered) => go(&door, &answered),
        Err(failure) => failed(&request, &door, &failure),
    }
}

async fn farewell(request: HttpRequest, door: Data<Door>, flow: Data<LogoutFlow>) -> HttpResponse {
    let Ok(id) = named(&request) else { return not_found(&request, &door) };
    let told = match flow.farewell(id.as_ref(), &door.browser(&request)).await {
        Ok(Some(told)) => told,
        Ok(None) => return door.see_other(ASK).finish(),
        Err(failure) => return failed(&request, &door, &failure),
    };
    let frame = door.frame(&request, "", None);
    let language = frame.language;
    let name = |registered: &Arc<Registered>| language.of(&registered.client.name);
    let hears = |registered: &&Arc<Registered>| registered.client.sign_out.hears();
    let (hear, used): (Vec<_>, Vec<_>) = told.used.iter().partition(hears);
    let text = |secret: &Secret| secret.expose().to_owned();
    let page = LoggedOut {
        frame,
        idle: false,
        left: told.left.as_ref().map(name),
        told: hear.into_iter().map(name).collect(),
        used: used.into_iter().map(name).collect(),
        frames: told.frames.iter().map(text).collect(),
        then: told.then.as_ref().map(text),
        sign_in: SIGN_IN.to_owned(),
    };
    let targets =
        told.frames.iter().map(Secret::expose).fold(FormTargets::own(), FormTargets::framing);
    door.page(&request, StatusCode::OK, &page, &targets)
}

fn page(
    request: &HttpRequest,
    door: &Door,
    id: Option<&LogoutRequestId>,
    question: &Question,
) -> HttpResponse {
    let frame = door.frame(request, &form_holder(request, door, id), question.ui_locale);
    let client = question.client.as_ref();
    let page = Logout {
        action: id.map_or_else(|| ASK.to_owned(), address),
        service: client.map(|registered| frame.language.of(&registered.client.name)),
        account: question.who.as_ref().map(|who| who.name.clone()),
        frame,
    };
    let targets = FormTargets::own();
    let targets = question.leads_to.iter().fold(targets, |targets, uri| targets.and(uri.as_str()));
    door.page(request, StatusCode::OK, &page, &targets)
}

/// Sends the browser where the sign-out leads.
pub(in crate::web) fn go(door: &Door, answered: &Answered) -> HttpResponse {
    let mut answer = match &answered.then {
        Then::Ask(None) => door.see_other(ASK),
        Then::Ask(Some(id)) => door.see_other(&address(id)),
        Then::Client(location) => door.see_other(location.expose()),
        Then::Farewell(None) => door.see_other("/dang-xuat/xong"),
        Then::Farewell(Some(id)) => door.see_other(&format!("/dang-xuat/xong/{}", id.as_str())),
        Then::Home => door.see_other("/toi"),
    }
    .finish();
    if answered.is_out {
        forget_session(&mut answer, door);
    }
    answer
}

/// A request that was refused is told to whoever stands before the page: there is no safe place to
/// send it to.
pub(in crate::web) fn failed(
    request: &HttpRequest,
    door: &Door,
    failure: &Error<OAuthError>,
) -> HttpResponse {
    match failure {
        Error::Refused(refusal::BUSY) => error::turned_away(door, request),
        Error::Refused(refused) => {
            let problem = Problem::ClientBroken(Some(refused.description().to_owned()));
            error::problem_page(door, request, StatusCode::BAD_REQUEST, problem)
        }
        failure => error::page(door, request, failure),
    }
}

/// A form of one question does not answer another.
fn form_holder(request: &HttpRequest, door: &Door, id: Option<&LogoutRequestId>) -> String {
    let session = holder(request, door);
    match id {
        Some(id) if !session.is_empty() => format!("{session}/{}", id.as_str()),
        _ => session,
    }
}

/// The request's name, if the address has one; a made-up name is no page.
fn named(request: &HttpRequest) -> Result<Option<LogoutRequestId>, ()> {
    let name = request.match_info().get("id");
    name.map(|name| LogoutRequestId::parse(name).ok_or(())).transpose()
}

fn address(id: &LogoutRequestId) -> String {
    format!("{ASK}/{}", id.as_str())
}

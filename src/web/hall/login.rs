//! `/gd/{id}/dang-nhap`: number and password.

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use url::form_urlencoded;

use super::dead_end;
use super::visitor::{Visitor, requester, standing_at};
use crate::domain::interaction::{LoginReason, Step};
use crate::domain::person::NationalIdError;
use crate::domain::text::Secret;
use crate::flows::authorization::AuthorizationFlow;
use crate::flows::error::Error;
use crate::flows::login::{LoginFlow, LoginRefusal};
use crate::flows::visit::{Stop, Visit, VisitRefusal};
use crate::web::door::Door;
use crate::web::error;
use crate::web::pages::fault::{Fault, Faults};
use crate::web::pages::login::{Login, Reason};

/// The parameter by which a person says that the account signed in is not theirs.
const OTHER: &str = "doi-tai-khoan";
/// After how many seconds to try again where too many are signing in.
const AGAIN: u32 = 5;

/// Adds the page.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/gd/{id}/dang-nhap")
            .route(web::get().to(show))
            .route(web::post().to(submit)),
    );
}

async fn show(
    request: HttpRequest,
    door: Data<Door>,
    hall: Data<AuthorizationFlow>,
) -> HttpResponse {
    let (visitor, visit) = match Visitor::at(&request, &door, &hall).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let mut query = form_urlencoded::parse(request.query_string().as_bytes());
    let another = query.any(|(name, value)| name == OTHER && value == "1");
    let stop = standing_at(&visit);
    if stop != Some(Stop::Login) && !another {
        return visitor.step_done(&request, &door, stop);
    }
    let typed = visit.open.as_ref().and_then(|open| open.typed.as_ref());
    // What the one before typed is nothing for the next.
    let typed = typed.filter(|_| !another);
    let username = typed.map(|t| t.expose().to_owned()).unwrap_or_default();
    page(&request, &door, (&visitor, &visit), StatusCode::OK, (username, Faults::none()))
}

async fn submit(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<LoginFlow>,
) -> HttpResponse {
    let (visitor, form) = match Visitor::with_form(&request, &door, &body) {
        Ok(found) => found,
        Err(page) => return page,
    };
    let (username, password) = (form.secret("username"), form.secret("password"));
    let submitted = flow.submit(visitor.hold(), &visitor.browser, username.expose(), &password);
    match Box::pin(submitted).await {
        Ok(signed_in) => {
            let session = signed_in.session.as_ref().map(Secret::expose);
            let cookies = session.map(|s| door.cookies().keep_session(s)).into_iter().collect();
            visitor.go(&request, &door, &signed_in.next, cookies)
        }
        Err(Error::Refused(refusal)) => {
            refused(&request, &door, &visitor, (&flow, refusal), &username).await
        }
        Err(failure) => error::page(&door, &request, &failure),
    }
}

/// The same page again with what to correct, or the page of a dead end.
async fn refused(
    request: &HttpRequest,
    door: &Door,
    visitor: &Visitor,
    (flow, refusal): (&LoginFlow, LoginRefusal),
    username: &Secret,
) -> HttpResponse {
    if let LoginRefusal::Visit(refusal) = refusal {
        if refusal == VisitRefusal::Idle {
            // What was typed waits for the request that is taken up again.
            flow.hall.keep_typed(visitor.hold(), username).await;
        }
        return visitor.refused(request, door, &refusal);
    }
    let visit = match visitor.visit(request, door, &flow.hall).await {
        Ok(visit) => visit,
        Err(page) => return page,
    };
    let fault = match refusal {
        LoginRefusal::Number(NationalIdError::Empty) => Fault::NumberEmpty,
        LoginRefusal::Number(NationalIdError::NotDigits) => Fault::NumberCharacters,
        LoginRefusal::Number(NationalIdError::Length(count)) => Fault::NumberLength(count),
        LoginRefusal::NoPassword => Fault::PasswordEmpty,
        LoginRefusal::PasswordTooLong => Fault::PasswordLong,
        LoginRefusal::Wrong { left, old_number: false } => Fault::SignIn(left),
        LoginRefusal::Wrong { left, old_number: true } => Fault::SignInByOldNumber(left),
        LoginRefusal::Wait { until } => {
            return dead_end::password_wait(request, door, (visitor, &visit), until);
        }
        LoginRefusal::Crowd { until } => {
            return dead_end::crowd_of_passwords(request, door, (visitor, &visit), until);
        }
        LoginRefusal::Closed(state) => {
            return dead_end::closed(request, door, (visitor, &visit), state);
        }
        LoginRefusal::Busy => Fault::SignInBusy,
        LoginRefusal::Visit(refusal) => return visitor.refused(request, door, &refusal),
    };
    let busy = fault == Fault::SignInBusy;
    let typed = (username.expose().to_owned(), fault.into());
    if !busy {
        return page(request, door, (visitor, &visit), StatusCode::UNPROCESSABLE_ENTITY, typed);
    }
    let mut answer = page(request, door, (visitor, &visit), StatusCode::SERVICE_UNAVAILABLE, typed);
    answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(AGAIN));
    answer
}

fn page(
    request: &HttpRequest,
    door: &Door,
    (visitor, visit): (&Visitor, &Visit),
    status: StatusCode,
    (username, faults): (String, Faults),
) -> HttpResponse {
    let frame = visitor.frame(request, door, visit);
    let language = frame.language;
    let reason = match visit.step(None) {
        Step::Login(LoginReason::Again) => Some(Reason::AskedAgain),
        Step::Login(LoginReason::Outlived) => Some(Reason::Outlived),
        Step::Login(_) if visit.moved_away => Some(Reason::Elsewhere),
        _ => None,
    };
    let page = Login {
        frame,
        action: visitor.address("dang-nhap"),
        requester: requester(visit, language),
        reason,
        username,
        faults,
    };
    let mut answer = door.page(request, status, &page, &Visitor::targets(visit));
    // A page of one's own sign-in must not come out of the browser's store.
    answer.headers_mut().insert(header::VARY, header::HeaderValue::from_static("Cookie"));
    answer
}

//! The one translator: a flow's failure becomes a JSON answer, a page, or nothing but a status. Causes
//! go to the log under the request's name, never outside.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};

use super::door::{Door, request_name};
use super::headers::FormTargets;
use super::pages::error::{ErrorPage, Problem};
use crate::domain::time::Lifetime;
use crate::flows::error::Error;
use crate::protocol::bearer::{BearerFault, Scheme};
use crate::protocol::client_authentication::CHALLENGE;
use crate::protocol::error::{ErrorCode, OAuthError};
use crate::protocol::refusal;

/// After how many seconds a client tries again.
const AGAIN: u32 = 5;
/// After how long a person does.
const AGAIN_BY_HAND: Lifetime = Lifetime::minutes(1);

/// A refusal or failure at an endpoint for clients (RFC 6749 §5.2).
#[must_use]
pub fn json(door: &Door, request: &HttpRequest, error: Error<OAuthError>) -> HttpResponse {
    let error = match error {
        Error::Refused(error) => error,
        other => failed(request, &other),
    };
    oauth(door, error)
}

/// An error as JSON; a 401 says how to authenticate.
#[must_use]
pub fn oauth(door: &Door, error: OAuthError) -> HttpResponse {
    let mut answer = door.json(status(error), &error.to_json(door.issuer()));
    answer.extensions_mut().insert(error);
    let headers = answer.headers_mut();
    if error.code() == ErrorCode::InvalidClient {
        headers.insert(header::WWW_AUTHENTICATE, header::HeaderValue::from_static(CHALLENGE));
    }
    if error.status() == 503 {
        headers.insert(header::RETRY_AFTER, header::HeaderValue::from(AGAIN));
    }
    answer
}

/// A refusal or failure at a resource (RFC 6750 §3, RFC 9449 §7).
#[must_use]
pub fn bearer(
    door: &Door,
    request: &HttpRequest,
    scheme: Scheme,
    error: Error<BearerFault>,
) -> HttpResponse {
    let fault = match error {
        Error::Refused(fault) => fault,
        other => return oauth(door, failed(request, &other)),
    };
    let status = StatusCode::from_u16(fault.status()).unwrap_or(StatusCode::UNAUTHORIZED);
    let body = match fault {
        BearerFault::Absent => serde_json::json!({}),
        BearerFault::Refused(error) => error.to_json(door.issuer()),
        BearerFault::StepUp(_) => refusal::STEP_UP.to_json(door.issuer()),
    };
    let mut answer = door.json(status, &body);
    if let BearerFault::Refused(error) = fault {
        answer.extensions_mut().insert(error);
    }
    for challenge in fault.challenges(scheme) {
        if let Ok(value) = header::HeaderValue::from_str(&challenge) {
            answer.headers_mut().append(header::WWW_AUTHENTICATE, value);
        }
    }
    answer
}

/// The same where tokens are shown by the one scheme that all clients know.
#[must_use]
pub fn bearer_alone(door: &Door, request: &HttpRequest, error: Error<BearerFault>) -> HttpResponse {
    let mut answer = bearer(door, request, Scheme::Bearer, error);
    // The first challenge is of the scheme that is used.
    if let Some(challenge) = answer.headers().get(header::WWW_AUTHENTICATE).cloned() {
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    answer
}

/// A client asks for more than we do for one within a minute (RFC 6585 §4).
#[must_use]
pub fn too_soon(door: &Door) -> HttpResponse {
    let body = refusal::REGISTRATION_PACE.to_json(door.issuer());
    let mut answer = door.json(StatusCode::TOO_MANY_REQUESTS, &body);
    answer.headers_mut().insert(header::RETRY_AFTER, by_hand());
    answer
}

/// A failure that is nobody's refusal, as a page.
#[must_use]
pub fn page<R>(door: &Door, request: &HttpRequest, error: &Error<R>) -> HttpResponse {
    let again = door.forms().now().plus(AGAIN_BY_HAND);
    let (status, problem) = match failed(request, error).status() {
        503 => (StatusCode::SERVICE_UNAVAILABLE, Problem::Busy(again)),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, Problem::Broken(again)),
    };
    let mut answer = problem_page(door, request, status, problem);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert(header::RETRY_AFTER, by_hand());
    }
    answer
}

/// Too many requests came from one network (RFC 6585 §4).
#[must_use]
pub fn turned_away(door: &Door, request: &HttpRequest) -> HttpResponse {
    let status = StatusCode::TOO_MANY_REQUESTS;
    if is_for_clients(request) {
        let mut answer = door.json(status, &refusal::BUSY.to_json(door.issuer()));
        answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(AGAIN));
        return answer;
    }
    let again = door.forms().now().plus(AGAIN_BY_HAND);
    let mut answer = problem_page(door, request, status, Problem::Busy(again));
    answer.headers_mut().insert(header::RETRY_AFTER, by_hand());
    answer
}

/// A page about a problem.
#[must_use]
pub fn problem_page(
    door: &Door,
    request: &HttpRequest,
    status: StatusCode,
    problem: Problem,
) -> HttpResponse {
    let frame = door.frame(request, "", None);
    let page = ErrorPage { frame, problem, code: request_name(request) };
    door.page(request, status, &page, &FormTargets::own())
}

/// What no door took: a method that it does not know, a body that is too long. Clients read JSON,
/// people a page.
#[must_use]
pub fn refused(door: &Door, request: &HttpRequest, status: StatusCode) -> HttpResponse {
    if !is_for_clients(request) {
        let problem = match status {
            StatusCode::NOT_FOUND => Problem::NotFound,
            _ => Problem::BadRequest,
        };
        return problem_page(door, request, status, problem);
    }
    let error = match status {
        StatusCode::PAYLOAD_TOO_LARGE => refusal::TOO_LONG,
        StatusCode::NOT_FOUND => refusal::ENDPOINT,
        _ => refusal::METHOD,
    };
    door.json(status, &error.to_json(door.issuer()))
}

/// Marks a server that no person comes to.
pub struct ClientsOnly;

/// Whether clients come to this address, and no person.
fn is_for_clients(request: &HttpRequest) -> bool {
    let path = request.path();
    request.app_data::<ClientsOnly>().is_some()
        || matches!(path, "/par" | "/token" | "/introspect" | "/revoke" | "/userinfo" | "/register")
        || path.starts_with("/register/")
}

fn by_hand() -> header::HeaderValue {
    AGAIN_BY_HAND.as_seconds().into()
}

/// Logs the cause and says what a client may know of it.
fn failed<R>(request: &HttpRequest, error: &Error<R>) -> OAuthError {
    let name = request_name(request);
    match error {
        Error::Unavailable(port) => {
            tracing::warn!(request = name, port, "something outside does not answer");
            refusal::BUSY
        }
        Error::Broken(cause) => {
            tracing::error!(request = name, cause, "something is as it cannot be");
            refusal::BROKEN
        }
        Error::Refused(_) => refusal::BROKEN,
    }
}

fn status(error: OAuthError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::BAD_REQUEST)
}

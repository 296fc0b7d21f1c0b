//! `/register`: clients register themselves (RFC 7591), and `/register/{client_id}`: read, change and end
//! their registration (RFC 7592).

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpMessage, HttpRequest, HttpResponse};
use serde_json::Value;

use crate::domain::text::Secret;
use crate::flows::client_registration::{ClientRegistrationFlow, RegistrationRefusal};
use crate::flows::error::Error;
use crate::protocol::bearer::{BearerFault, Scheme, Shown, token};
use crate::protocol::client_registration::Refusal;
use crate::protocol::refusal;
use crate::web::door::Door;
use crate::web::error;

/// Adds the endpoints.
pub fn routes(config: &mut ServiceConfig, flow: &ClientRegistrationFlow) {
    config
        .app_data(Data::new(flow.clone()))
        .service(web::resource("/register").route(web::post().to(register)))
        .service(
            web::resource("/register/{client}")
                .route(web::get().to(read))
                .route(web::put().to(update))
                .route(web::delete().to(end)),
        );
}

type Flow = Data<ClientRegistrationFlow>;
type Failed = Error<RegistrationRefusal>;

async fn register(request: HttpRequest, body: Bytes, door: Data<Door>, flow: Flow) -> HttpResponse {
    let registered = match json(&request, &body) {
        Ok(body) => flow.register(shown(&request).as_ref(), body).await,
        Err(failure) => Err(failure),
    };
    told(&request, &door, StatusCode::CREATED, registered)
}

async fn read(request: HttpRequest, door: Data<Door>, flow: Flow) -> HttpResponse {
    let read = flow.read(name(&request), shown(&request).as_ref()).await;
    told(&request, &door, StatusCode::OK, read)
}

async fn update(request: HttpRequest, body: Bytes, door: Data<Door>, flow: Flow) -> HttpResponse {
    let updated = match json(&request, &body) {
        Ok(body) => flow.update(name(&request), shown(&request).as_ref(), body).await,
        Err(failure) => Err(failure),
    };
    told(&request, &door, StatusCode::OK, updated)
}

async fn end(request: HttpRequest, door: Data<Door>, flow: Flow) -> HttpResponse {
    match flow.end(name(&request), shown(&request).as_ref()).await {
        Ok(()) => door
            .answer(StatusCode::NO_CONTENT)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::PRAGMA, "no-cache"))
            .finish(),
        Err(failure) => failed(&request, &door, failure),
    }
}

fn name(request: &HttpRequest) -> &str {
    request.match_info().get("client").unwrap_or_default()
}

/// The token in the header; nowhere else is one taken, and by no other scheme.
fn shown(request: &HttpRequest) -> Option<Secret> {
    let authorization = request.headers().get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    let shown = token(Shown { authorization, form: None, query: None }).ok()?;
    (shown.scheme == Scheme::Bearer).then_some(shown.token)
}

/// A body that says that it is JSON: no form of another site does.
fn json<'a>(request: &HttpRequest, body: &'a Bytes) -> Result<&'a [u8], Failed> {
    if request.content_type().eq_ignore_ascii_case("application/json") {
        return Ok(body);
    }
    Err(Error::Refused(RegistrationRefusal::Metadata(Refusal::malformed())))
}

fn told(
    request: &HttpRequest,
    door: &Door,
    status: StatusCode,
    outcome: Result<Value, Failed>,
) -> HttpResponse {
    match outcome {
        Ok(body) => door.json(status, &body),
        Err(failure) => failed(request, door, failure),
    }
}

fn failed(request: &HttpRequest, door: &Door, failure: Failed) -> HttpResponse {
    let fault = match failure {
        Error::Refused(RegistrationRefusal::Metadata(refusal)) => {
            return door.json(StatusCode::BAD_REQUEST, &refusal.to_json(door.issuer()));
        }
        Error::Refused(RegistrationRefusal::TooSoon) => return error::too_soon(door),
        Error::Refused(RegistrationRefusal::NoToken) => Error::Refused(BearerFault::Absent),
        Error::Refused(RegistrationRefusal::Token) => {
            Error::Refused(BearerFault::Refused(refusal::REGISTRATION_TOKEN))
        }
        Error::Unavailable(port) => Error::Unavailable(port),
        Error::Broken(cause) => Error::Broken(cause),
    };
    error::bearer_alone(door, request, fault)
}

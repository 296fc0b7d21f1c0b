//! `/userinfo` (OpenID Connect Core 5.3): GET and POST, the token in the header or, by POST, in the form.

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::flows::error::Error;
use crate::flows::userinfo::{Userinfo, UserinfoFlow};
use crate::protocol::bearer::{BearerFault, Shown, scheme, token};
use crate::web::door::{self, Door, FormError};
use crate::web::{error, sender};

/// Adds the endpoint.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(web::resource("/userinfo").route(web::get().to(read)).route(web::post().to(read)));
}

async fn read(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<UserinfoFlow>,
) -> HttpResponse {
    let answer = answered(&request, &body, &door, &flow).await;
    sender::with_nonce(answer, &flow.proofs.nonce())
}

async fn answered(
    request: &HttpRequest,
    body: &Bytes,
    door: &Door,
    flow: &UserinfoFlow,
) -> HttpResponse {
    let authorization = request.headers().get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    let scheme = scheme(authorization);
    let query = door::query(request).ok();
    let form = match door::form(request, body) {
        Ok(form) => Some(form),
        Err(FormError::Kind) => None,
        Err(refused) => {
            let fault = Error::Refused(BearerFault::Refused(refused.refusal()));
            return error::bearer(door, request, scheme, fault);
        }
    };
    let shown = Shown { authorization, form: form.as_ref(), query: query.as_ref() };
    let token = match token(shown) {
        Ok(token) => token,
        Err(fault) => return error::bearer(door, request, scheme, Error::Refused(fault)),
    };
    match flow.read(&token, sender::of(request)).await {
        Ok(Userinfo::Json(claims)) => door.json(StatusCode::OK, &serde_json::Value::Object(claims)),
        Ok(Userinfo::Signed(token)) => door
            .answer(StatusCode::OK)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .content_type("application/jwt")
            .body(token.expose().to_owned()),
        Err(failure) => error::bearer(door, request, scheme, failure),
    }
}

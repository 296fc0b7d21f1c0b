//! `/par`: pushed authorization requests (RFC 9126).

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::flows::pushed_authorization::PushedAuthorizationFlow;
use crate::protocol::request_object;
use crate::web::door::{self, Door};
use crate::web::{error, sender};

const PATH: &str = "/par";

/// Adds the endpoint.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(PATH).route(web::post().to(push)));
}

async fn push(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<PushedAuthorizationFlow>,
) -> HttpResponse {
    let params = match door::form(&request, &body) {
        Ok(params) => params,
        Err(refused) => return error::oauth(&door, refused.refusal()),
    };
    let answer = match flow.push(&sender::client_request(&request, PATH, &params)).await {
        Ok(pushed) => {
            let body = request_object::pushed_answer(&pushed.request_uri, pushed.lifetime);
            door.json(StatusCode::CREATED, &body)
        }
        Err(failure) => error::json(&door, &request, failure),
    };
    sender::with_nonce(answer, &flow.clients.proofs.nonce())
}

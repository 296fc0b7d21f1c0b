//! `/token`: token requests (RFC 6749 §3.2).

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::flows::token::TokenFlow;
use crate::web::door::{self, Door};
use crate::web::{error, sender};

const PATH: &str = "/token";

/// Adds the endpoint.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(PATH).route(web::post().to(exchange)));
}

async fn exchange(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<TokenFlow>,
) -> HttpResponse {
    let params = match door::form(&request, &body) {
        Ok(params) => params,
        Err(refused) => return error::oauth(&door, refused.refusal()),
    };
    let answer = match flow.exchange(&sender::client_request(&request, PATH, &params)).await {
        Ok(response) => door.json(StatusCode::OK, &response.to_json()),
        Err(failure) => error::json(&door, &request, failure),
    };
    sender::with_nonce(answer, &flow.clients.proofs.nonce())
}

//! `/revoke`: revocation (RFC 7009).

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::flows::revocation::RevocationFlow;
use crate::web::door::{self, Door};
use crate::web::{error, sender};

const PATH: &str = "/revoke";

/// Adds the endpoint.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(PATH).route(web::post().to(revoke)));
}

async fn revoke(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<RevocationFlow>,
) -> HttpResponse {
    let params = match door::form(&request, &body) {
        Ok(params) => params,
        Err(refused) => return error::oauth(&door, refused.refusal()),
    };
    match flow.revoke(&sender::client_request(&request, PATH, &params)).await {
        Ok(()) => {
            door.answer(StatusCode::OK).insert_header((header::CACHE_CONTROL, "no-store")).finish()
        }
        Err(failure) => error::json(&door, &request, failure),
    }
}

//! `/introspect`: introspection (RFC 7662).

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::flows::introspection::IntrospectionFlow;
use crate::web::door::{self, Door};
use crate::web::{error, sender};

/// Adds the endpoint.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/introspect").route(web::post().to(introspect)));
}

async fn introspect(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<IntrospectionFlow>,
) -> HttpResponse {
    let params = match door::form(&request, &body) {
        Ok(params) => params,
        Err(refused) => return error::oauth(&door, refused.refusal()),
    };
    match flow.introspect(&sender::client_request(&request, &params)).await {
        Ok(body) => door.json(StatusCode::OK, &body),
        Err(failure) => error::json(&door, &request, failure),
    }
}

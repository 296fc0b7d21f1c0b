//! `/introspect`: introspection (RFC 7662), as a token where that is accepted (RFC 9701).

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::flows::introspection::{Introspection, IntrospectionFlow};
use crate::protocol::introspection;
use crate::web::door::{self, Door};
use crate::web::{error, sender};

const PATH: &str = "/introspect";

/// Adds the endpoint.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(PATH).route(web::post().to(introspect)));
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
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let as_token = introspection::wants_token(accept);
    match flow.introspect(&sender::client_request(&request, PATH, &params), as_token).await {
        Ok(Introspection::Json(body)) => door.json(StatusCode::OK, &body),
        Ok(Introspection::Token(token)) => door
            .answer(StatusCode::OK)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .content_type(introspection::AS_TOKEN)
            .body(token.expose().to_owned()),
        Err(failure) => error::json(&door, &request, failure),
    }
}

//! `/jwks`: the public keys (OpenID Connect Core 10.1).

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{self, Data, ServiceConfig};

use crate::flows::publication::Publication;

/// Adds the endpoint.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/jwks").get(read));
}

async fn read(publication: Data<Publication>) -> HttpResponse {
    document(publication.keys().as_ref())
}

/// A document that everybody may read and keep for five minutes; browsers of other origins too.
pub(super) fn document(text: &str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/json"))
        .insert_header((header::CACHE_CONTROL, "public, max-age=300"))
        .insert_header((header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(text.to_owned())
}

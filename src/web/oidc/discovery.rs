//! Discovery, at both well-known addresses (Discovery 1.0 §4, RFC 8414 §3).

use actix_web::HttpResponse;
use actix_web::web::{self, Data, ServiceConfig};

use super::jwks::document;
use crate::flows::publication::Publication;
use crate::protocol::discovery::OPENID_PATH;
use crate::protocol::issuer::Issuer;

/// Adds both addresses.
pub fn routes(config: &mut ServiceConfig, issuer: &Issuer) {
    config.service(web::resource(OPENID_PATH).get(read));
    config.service(web::resource(issuer.oauth_metadata_path()).get(read));
}

async fn read(publication: Data<Publication>) -> HttpResponse {
    document(publication.discovery().as_ref())
}

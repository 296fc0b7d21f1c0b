//! `/bieu-trung/{client}/{name}`: the picture of a client, as we drew it. Its name is of its content, so
//! browsers keep it.

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::client::ClientId;
use crate::flows::error::{Error, Never};
use crate::flows::logos::{Logo, Logos};
use crate::web::door::Door;
use crate::web::error;

const FOLDER: &str = "/bieu-trung/";
const ENDING: &str = ".png";

/// Adds the pictures.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/bieu-trung/{client}/{name}").get(show));
}

/// Where a client's picture stands.
pub(super) fn address(client: &ClientId, logo: &Logo) -> String {
    format!("{FOLDER}{}/{}{ENDING}", client.as_str(), logo.name)
}

async fn show(request: HttpRequest, door: Data<Door>, logos: Data<Logos>) -> HttpResponse {
    let client = request.match_info().get("client").and_then(ClientId::parse);
    let name = request.match_info().get("name").and_then(|name| name.strip_suffix(ENDING));
    let found: Result<_, Error<Never>> = match client.zip(name) {
        Some((client, name)) => logos.named(&client, name).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(logo)) => door
            .answer(StatusCode::OK)
            .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
            .content_type("image/png")
            .body(logo.picture.clone()),
        Ok(None) => door.answer(StatusCode::NOT_FOUND).finish(),
        Err(failure) => error::page(&door, &request, &failure),
    }
}

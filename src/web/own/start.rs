//! `/`: the first page.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::web::door::Door;
use crate::web::headers::FormTargets;
use crate::web::pages::start::Start;

/// Adds the page.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/").get(show));
}

async fn show(request: HttpRequest, door: Data<Door>) -> HttpResponse {
    let page = Start { frame: door.frame(&request, "", None), home: "/toi".to_owned() };
    door.page(&request, StatusCode::OK, &page, &FormTargets::own())
}

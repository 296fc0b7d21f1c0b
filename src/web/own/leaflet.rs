//! `/tro-giup`, `/bao-lua-dao`, `/quyen-rieng-tu`: what every footer links to.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::entrance::not_found;
use crate::web::door::Door;
use crate::web::headers::FormTargets;
use crate::web::pages::leaflet::{Leaflet, Topic};

/// Adds the pages.
pub fn routes(config: &mut ServiceConfig) {
    for topic in Topic::ALL {
        config.service(web::resource(topic.path()).get(show));
    }
}

async fn show(request: HttpRequest, door: Data<Door>) -> HttpResponse {
    let topic = Topic::ALL.into_iter().find(|topic| topic.path() == request.path());
    let Some(topic) = topic else { return not_found(&request, &door) };
    let page = Leaflet { frame: door.frame(&request, "", None), topic };
    door.page(&request, StatusCode::OK, &page, &FormTargets::own())
}

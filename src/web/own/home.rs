//! `/toi`: the account's own page.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::entrance::turned_away;
use crate::flows::error::Error;
use crate::flows::home::HomeFlow;
use crate::web::door::Door;
use crate::web::error;
use crate::web::headers::FormTargets;
use crate::web::pages::home::Home;

/// Adds the page.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/toi").get(show));
}

async fn show(request: HttpRequest, door: Data<Door>, flow: Data<HomeFlow>) -> HttpResponse {
    let home = match flow.look(&door.browser(&request)).await {
        Ok(home) => home,
        Err(Error::Refused(why)) => return turned_away(&request, &door, why),
        Err(failure) => return error::page(&door, &request, &failure),
    };
    let page = Home {
        frame: door.frame(&request, "", None),
        name: home.who.name,
        number: home.who.number,
        phone: home.phone,
        level: home.level,
        card_valid_to: home.card_valid_to,
        signed_in: home.signed_in,
        shared: u32::try_from(home.shared).unwrap_or(u32::MAX),
    };
    door.page(&request, StatusCode::OK, &page, &FormTargets::own())
}

//! Faults on request, as JSON; the page with buttons posts its form here too.

use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HOST, LOCATION, ORIGIN};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::systems::{Refusal, Reply, read};
use crate::sandbox::faults::{Kind, System, Wish};
use crate::sandbox::settings::House;

/// The faults' addresses; the page itself stands with the pages.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/faults", web::post().to(wish));
    config.route("/faults.json", web::get().to(standing));
}

async fn wish(request: HttpRequest, house: web::Data<House>, body: web::Bytes) -> Reply {
    if !from_here(&request) {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "foreign_origin"));
    }
    if media_type(&request) == "application/json" {
        house.faults.wish(&read::<Wish>(&body)?);
        return Ok(HttpResponse::Ok().json(house.faults.standing()));
    }
    let wish = web::Query::<FormWish>::from_query(std::str::from_utf8(&body).unwrap_or(""))
        .map_err(|_| Refusal::BAD_REQUEST)?
        .into_inner();
    let back = wish.back();
    house.faults.wish(&wish.wish());
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, back)).finish())
}

async fn standing(house: web::Data<House>) -> HttpResponse {
    HttpResponse::Ok().json(house.faults.standing())
}

/// The form of the page: empty fields mean "not told".
#[derive(Deserialize)]
struct FormWish {
    system: System,
    kind: Kind,
    #[serde(default)]
    milliseconds: String,
    #[serde(default)]
    for_number: String,
    #[serde(default)]
    ui_locales: String,
}

impl FormWish {
    fn wish(self) -> Wish {
        Wish {
            system: self.system,
            kind: self.kind,
            milliseconds: self.milliseconds.trim().parse().ok(),
            for_number: Some(self.for_number),
        }
    }

    fn back(&self) -> &'static str {
        if self.ui_locales == "en" { "/faults?ui_locales=en" } else { "/faults?ui_locales=vi" }
    }
}

fn media_type(request: &HttpRequest) -> &str {
    let value = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.and_then(|text| text.split(';').next()).map_or("", str::trim)
}

/// A page of another site must not switch faults on; a program sends no origin at all.
fn from_here(request: &HttpRequest) -> bool {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    match (text(ORIGIN), text(HOST)) {
        (None, _) => true,
        (Some(origin), Some(host)) => {
            origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://")) == Some(host)
        }
        (Some(_), None) => false,
    }
}

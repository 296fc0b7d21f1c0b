//! The pages a person looks at: start, inbox, faults, and the three files they need.

use actix_web::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::sandbox::accounts;
use crate::sandbox::settings::House;
use crate::sandbox::views::{Faults, Frame, Inbox, MessageRow, Messages, PersonCard, Start};
use crate::sandbox::way_back::WayBack;
use crate::sandbox::words::Language;

/// Nothing from elsewhere, nothing inline, nobody's frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";
/// Messages on the first page, and on the inbox page.
const FEW: usize = 5;
const MANY: usize = 100;

/// The pages' addresses.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/", web::get().to(start));
    config.route("/inbox", web::get().to(inbox));
    config.route("/inbox/messages", web::get().to(messages));
    config.route("/faults", web::get().to(faults));
    config.route("/sandbox.css", web::get().to(style));
    config.route("/sandbox.js", web::get().to(script));
    config.route("/mark.svg", web::get().to(mark));
}

#[derive(Deserialize)]
struct Asked {
    ui_locales: Option<String>,
    few: Option<usize>,
    ve: Option<String>,
}

impl Asked {
    fn frame(&self, request: &HttpRequest, page: &'static str) -> Frame {
        let accepts = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Frame { page, language: Language::asked(self.ui_locales.as_deref(), accepts) }
    }

    fn back(&self) -> Option<WayBack> {
        self.ve.as_deref().and_then(WayBack::parse)
    }
}

async fn start(
    request: HttpRequest,
    house: web::Data<House>,
    asked: web::Query<Asked>,
) -> HttpResponse {
    page(&Start {
        frame: asked.frame(&request, "start"),
        tiles: &house.settings.tiles,
        people: house.people.named().iter().map(PersonCard::new).collect(),
        messages: newest(&house, FEW, None),
        password: accounts::PASSWORD,
    })
}

async fn inbox(
    request: HttpRequest,
    house: web::Data<House>,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let back = asked.back();
    page(&Inbox {
        frame: asked.frame(&request, "inbox"),
        back: back.as_ref().map(WayBack::kept).unwrap_or_default(),
        messages: newest(&house, MANY, back.as_ref()),
    })
}

async fn messages(
    request: HttpRequest,
    house: web::Data<House>,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let most = asked.few.unwrap_or(MANY).min(MANY);
    let messages = newest(&house, most, asked.back().as_ref());
    page(&Messages { frame: asked.frame(&request, "inbox"), messages })
}

async fn faults(
    request: HttpRequest,
    house: web::Data<House>,
    asked: web::Query<Asked>,
) -> HttpResponse {
    page(&Faults::new(asked.frame(&request, "faults"), house.faults.standing()))
}

fn newest(house: &House, most: usize, back: Option<&WayBack>) -> Vec<MessageRow> {
    let arrived = house.inbox.newest(None, most).into_iter();
    arrived.map(|message| MessageRow::new(message, &house.people, back)).collect()
}

fn page(view: &impl Template) -> HttpResponse {
    let Ok(html) = view.render() else { return HttpResponse::InternalServerError().finish() };
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(html)
}

async fn style() -> HttpResponse {
    file("text/css; charset=utf-8", include_str!("../pages/sandbox.css"))
}

async fn script() -> HttpResponse {
    file("text/javascript; charset=utf-8", include_str!("../pages/sandbox.js"))
}

async fn mark() -> HttpResponse {
    file("image/svg+xml", include_str!("../pages/mark.svg"))
}

fn file(kind: &'static str, text: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CACHE_CONTROL, "max-age=300"))
        .body(text)
}

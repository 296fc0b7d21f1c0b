//! The SMS gateway: takes messages, each id once, and shows what arrived as JSON.
//! Forms: `src/manual/openapi/sms.yaml`.

use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::systems::{Refusal, Reply, admitted, before_answering, read};
use crate::domain::person::Phone;
use crate::sandbox::faults::{Kind, System};
use crate::sandbox::inbox::{Arrived, Taken};
use crate::sandbox::settings::House;

/// The most messages one reading shows, unless it asks for fewer.
const MOST_SHOWN: usize = 1_000;
/// Six parts of a long message; an operator takes no more.
const LONGEST_TEXT: usize = 918;
const LONGEST_ID: usize = 64;

/// The gateway's addresses.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/sms/v1/messages", web::post().to(send));
    config.route("/sms", web::get().to(arrived));
    config.route("/sms", web::delete().to(clear));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Message {
    id: String,
    to: String,
    text: String,
    deadline: i64,
}

async fn send(request: HttpRequest, house: web::Data<House>, body: web::Bytes) -> Reply {
    admitted(&request, &house.settings.bearer)?;
    let message: Message = read(&body)?;
    let unprocessable = |error| Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, error);
    let phone = Phone::parse(&message.to).ok_or_else(|| unprocessable("unknown_number"))?;
    if message.id.is_empty() || message.id.len() > LONGEST_ID {
        return Err(Refusal::BAD_REQUEST);
    }
    if message.text.is_empty() || message.text.chars().count() > LONGEST_TEXT {
        return Err(unprocessable("text_length"));
    }
    let receiver = house.people.by_phone(&phone);
    let owner = receiver.as_ref().map_or("", |citizen| citizen.number.as_str());
    let fault = house.faults.meeting(System::Sms, &[phone.as_str(), owner]);
    before_answering(fault.as_ref()).await?;
    let now = (house.settings.clock)();
    if now.unix() > message.deadline {
        return Err(unprocessable("expired"));
    }
    let kind = fault.map(|fault| fault.kind);
    let lost = kind == Some(Kind::Lost) || receiver.is_some_and(|citizen| citizen.messages_lost);
    let copies = match kind {
        _ if lost => 0,
        Some(Kind::Duplicate) => 2,
        _ => 1,
    };
    let id = message.id.clone();
    let taken = house.inbox.take(message.arrived(&phone, now.unix()), copies);
    match (taken, kind) {
        (Taken::Conflict, _) => Err(Refusal::new(StatusCode::CONFLICT, "id_used")),
        (_, Some(Kind::Wrong)) => Ok(HttpResponse::Ok().body("<html>OK</html>")),
        _ => Ok(HttpResponse::Accepted().json(json!({ "id": id, "state": "accepted" }))),
    }
}

impl Message {
    fn arrived(self, phone: &Phone, now: i64) -> Arrived {
        Arrived {
            id: self.id,
            to: phone.as_str().to_owned(),
            text: self.text,
            received_at: now,
            deadline: self.deadline,
        }
    }
}

#[derive(Deserialize)]
struct Which {
    to: Option<String>,
    limit: Option<usize>,
}

/// What arrived, newest first. A `+` in a query stands for a space, so `+84…` may come as ` 84…`.
async fn arrived(house: web::Data<House>, which: web::Query<Which>) -> Reply {
    let most = which.limit.unwrap_or(MOST_SHOWN).min(MOST_SHOWN);
    let shown = match which.to.as_deref().map(str::trim) {
        None => house.inbox.newest(None, most),
        Some(text) => match Phone::parse(text) {
            Some(phone) => house.inbox.newest(Some(&phone), most),
            None => return Err(Refusal::new(StatusCode::BAD_REQUEST, "unknown_number")),
        },
    };
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(shown))
}

async fn clear(house: web::Data<House>) -> HttpResponse {
    house.inbox.clear();
    HttpResponse::NoContent().finish()
}

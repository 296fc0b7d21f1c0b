//! The three registers: population, insurance, carriers. Asked by POST, since a personal number must
//! not stand in an address. Forms: `src/manual/openapi/{population,insurance,carrier}.yaml`.

use std::sync::atomic::{AtomicUsize, Ordering};

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::{Value, json};

use super::systems::{Refusal, Reply, admitted, before_answering, nonsense, read};
use crate::domain::person::{InsuranceStatus, NationalId, Phone, Sex};
use crate::domain::text::Line;
use crate::domain::time::{Day, Timestamp};
use crate::sandbox::citizen::Citizen;
use crate::sandbox::faults::{Kind, System};
use crate::sandbox::settings::House;

/// The registers' addresses.
pub(super) fn routes(config: &mut web::ServiceConfig) {
    config.route("/population/v1/person", web::post().to(population));
    config.route("/insurance/v1/card", web::post().to(insurance));
    config.route("/carrier/v1/subscription", web::post().to(carrier));
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByNumber {
    number: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByPhone {
    phone: String,
    number: String,
}

async fn population(request: HttpRequest, house: web::Data<House>, body: web::Bytes) -> Reply {
    admitted(&request, &house.settings.bearer)?;
    let number = personal_number(&read::<ByNumber>(&body)?.number)?;
    let known = house.people.by_number(&number);
    let record = known.map(|citizen| person(&citizen, now(&house)));
    answer(&house, System::Population, &[number.as_str()], record).await
}

async fn insurance(request: HttpRequest, house: web::Data<House>, body: web::Bytes) -> Reply {
    admitted(&request, &house.settings.bearer)?;
    let number = personal_number(&read::<ByNumber>(&body)?.number)?;
    let known = house.people.by_number(&number);
    let record = known.map(|citizen| card(&citizen, now(&house)));
    answer(&house, System::Insurance, &[number.as_str()], record).await
}

async fn carrier(request: HttpRequest, house: web::Data<House>, body: web::Bytes) -> Reply {
    admitted(&request, &house.settings.bearer)?;
    let asked: ByPhone = read(&body)?;
    let number = personal_number(&asked.number)?;
    let phone = Phone::parse(&asked.phone).ok_or(Refusal::BAD_REQUEST)?;
    let subscriber = house.people.by_phone(&phone);
    let record = subscriber.map(|holder| subscription(&holder, &phone, &number));
    answer(&house, System::Carrier, &[number.as_str(), phone.as_str()], record).await
}

/// The record, or that there is none, or what a standing fault makes of it.
async fn answer(house: &House, system: System, numbers: &[&str], record: Option<Value>) -> Reply {
    static TURN: AtomicUsize = AtomicUsize::new(0);
    let fault = house.faults.meeting(system, numbers);
    before_answering(fault.as_ref()).await?;
    let record = record.ok_or_else(|| Refusal::new(StatusCode::NOT_FOUND, "absent"))?;
    match fault.map(|fault| fault.kind) {
        Some(Kind::Wrong) => Ok(nonsense(TURN.fetch_add(1, Ordering::Relaxed), record)),
        Some(Kind::Duplicate) => Ok(HttpResponse::Ok().json(json!([record, record]))),
        _ => Ok(HttpResponse::Ok().json(record)),
    }
}

fn personal_number(text: &str) -> Result<NationalId, Refusal> {
    NationalId::parse(text).map_err(|_| Refusal::BAD_REQUEST)
}

fn now(house: &House) -> Timestamp {
    (house.settings.clock)()
}

fn person(citizen: &Citizen, now: Timestamp) -> Value {
    let address = citizen.address.as_ref().map(|address| {
        json!({
            "line": address.line.as_ref().map(Line::as_str),
            "commune": address.commune.as_str(),
            "commune_code": address.commune_code,
            "province": address.province.as_str(),
            "province_code": address.province_code,
        })
    });
    json!({
        "number": citizen.number.as_str(),
        "name": {
            "family": citizen.name.family.as_str(),
            "middle": citizen.name.middle.as_ref().map(Line::as_str),
            "given": citizen.name.given.as_str(),
        },
        "birth": citizen.birth.to_string(),
        "sex": match citizen.sex {
            Sex::Female => "female",
            Sex::Male => "male",
            Sex::Other => "other",
        },
        "address": address,
        "nationalities": citizen.nationalities,
        "as_of": now.unix(),
    })
}

fn card(citizen: &Citizen, now: Timestamp) -> Value {
    let cover = &citizen.cover;
    let ended = cover.valid_to.is_some_and(|last| now.day() > last);
    let valid = cover.status == InsuranceStatus::Valid && !ended;
    json!({
        "number": citizen.number.as_str(),
        "status": if valid { "valid" } else { "invalid" },
        "social_insurance_number": cover.number10,
        "card_number": cover.number,
        "facility": cover.facility,
        "valid_from": cover.valid_from.map(|day| day.to_string()),
        "valid_to": cover.valid_to.map(|day| day.to_string()),
        "checked_at": now.unix(),
    })
}

/// Says whether the phone stands in the name asked about, and never in whose name it stands else.
fn subscription(holder: &Citizen, phone: &Phone, number: &NationalId) -> Value {
    json!({
        "number": number.as_str(),
        "phone": phone.as_str(),
        "owned": holder.phone_owned && holder.number == *number,
        "sim_changed_at": holder.sim_changed.map(Day::begins).map(Timestamp::unix),
    })
}

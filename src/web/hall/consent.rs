//! `/gd/{id}/dong-y`: who asks for what and why, with the real values, and the person decides.

use std::collections::BTreeSet;

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::logo;
use super::visitor::{Visitor, requester, word};
use crate::domain::claim::{ClaimValue, Item};
use crate::domain::consent::{Duration, Matter};
use crate::domain::person::{Address, Phone};
use crate::flows::consent::{Answer, Asking, ConsentFlow, ConsentRefusal, Look};
use crate::flows::error::Error;
use crate::flows::forms::Forms;
use crate::flows::visit::Next;
use crate::web::answer;
use crate::web::door::Door;
use crate::web::error;
use crate::web::form::PageForm;
use crate::web::locale::Language;
use crate::web::pages::consent::{Consent, Row, Shown};
use crate::web::pages::detail::Detail;
use crate::web::pages::error::Problem;
use crate::web::pages::item::{self, Matters};
use crate::web::pages::refused::Refused;
use crate::web::pages::words::Words;

/// Adds the page.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/gd/{id}/dong-y").route(web::get().to(show)).route(web::post().to(decide)),
    );
    config.service(web::resource("/gd/{id}/dong-y/khong").get(refused));
}

async fn show(request: HttpRequest, door: Data<Door>, flow: Data<ConsentFlow>) -> HttpResponse {
    match at_consent(&request, &door, &flow).await {
        Ok((visitor, asking)) => {
            page(&request, &door, &visitor, (&asking, Shown::Asked), StatusCode::OK)
        }
        Err(page) => page,
    }
}

async fn decide(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<ConsentFlow>,
) -> HttpResponse {
    let visitor = match Visitor::read(&request, &door) {
        Ok(visitor) => visitor,
        Err(page) => return page,
    };
    let form = PageForm::read(&request, &body);
    let given = form.as_ref().map_or("", |form| form.text("csrf"));
    // What the page asked stands behind its token.
    let (token, asked) = given.split_at_checked(Forms::TOKEN_LENGTH).unwrap_or((given, ""));
    let is_own = door.is_own(&request, &holder(&visitor, asked), token);
    let Some(form) = form.as_ref().filter(|_| is_own) else {
        return error::problem_page(&door, &request, StatusCode::FORBIDDEN, Problem::BadRequest);
    };
    match form.text("decision") {
        "allow" => agree(&request, &door, &flow, &visitor, (form, asked)).await,
        "leave" => match flow.refuse(visitor.hold(), &visitor.browser).await {
            Ok(next) => visitor.go(&request, &door, &next, Vec::new()),
            Err(failure) => visitor.failed(&request, &door, &failure),
        },
        // Not sharing is told before the service is told: what now, and the way back.
        _ => door.see_other(&visitor.address("dong-y/khong")).finish(),
    }
}

async fn agree(
    request: &HttpRequest,
    door: &Door,
    flow: &ConsentFlow,
    visitor: &Visitor,
    (form, asked): (&PageForm, &str),
) -> HttpResponse {
    let ticked: BTreeSet<Matter> = form.ticked().filter_map(Matter::parse).collect();
    let duration = if form.text("duration") == "lasting" { Duration::Year } else { Duration::Once };
    let answer = Answer { asked: asked.to_owned(), ticked, duration };
    match flow.agree(visitor.hold(), &visitor.browser, &answer).await {
        Ok(next) => visitor.go(request, door, &next, Vec::new()),
        Err(Error::Refused(refusal @ (ConsentRefusal::Missing(_) | ConsentRefusal::Changed))) => {
            let (status, shown) = match refusal {
                ConsentRefusal::Changed => (StatusCode::CONFLICT, Shown::Changed),
                _ => (StatusCode::UNPROCESSABLE_ENTITY, Shown::Asked),
            };
            match at_consent(request, door, flow).await {
                Ok((visitor, asking)) => page(request, door, &visitor, (&asking, shown), status),
                Err(page) => page,
            }
        }
        Err(Error::Refused(ConsentRefusal::Visit(refusal))) => {
            visitor.refused(request, door, &refusal)
        }
        Err(failure) => error::page(door, request, &failure),
    }
}

async fn refused(request: HttpRequest, door: Data<Door>, flow: Data<ConsentFlow>) -> HttpResponse {
    let (visitor, asking) = match at_consent(&request, &door, &flow).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let wished = asking.visit.request.ui_locale;
    let frame = door.frame(&request, &holder(&visitor, ""), wished);
    let Some(mut leave) = visitor.leave(&asking.visit, frame.language) else {
        return visitor.step_done(&request, &door, None);
    };
    leave.action = visitor.address("dong-y");
    let alternative = word(&asking.visit.client.client.alternative, frame.language);
    let page = Refused { frame, alternative, leave };
    door.page(&request, StatusCode::OK, &page, &Visitor::targets(&asking.visit))
}

/// Who holds the form: this browser while it shows the session whose values the page showed. A
/// page shown to one person is never answered for another who signed in beside it, nor what was
/// `asked` on it for what is asked meanwhile: the form's token says that too.
fn holder(visitor: &Visitor, asked: &str) -> String {
    format!("{}/{}/{asked}", visitor.holder(), visitor.browser.session_name())
}

async fn at_consent(
    request: &HttpRequest,
    door: &Door,
    flow: &ConsentFlow,
) -> Result<(Visitor, Box<Asking>), HttpResponse> {
    let visitor = Visitor::read(request, door)?;
    match flow.look(visitor.hold(), &visitor.browser).await {
        Ok(Look::Asking(asking)) => Ok((visitor, asking)),
        Ok(Look::Elsewhere(next)) => Err(match &*next {
            Next::Page(_, stop) => visitor.step_done(request, door, Some(*stop)),
            next => answer::go(door, request, next, &[]),
        }),
        Err(failure) => Err(visitor.failed(request, door, &failure)),
    }
}

fn page(
    request: &HttpRequest,
    door: &Door,
    visitor: &Visitor,
    (asking, shown): (&Asking, Shown),
    status: StatusCode,
) -> HttpResponse {
    let visit = &asking.visit;
    let held = holder(visitor, &asking.mark);
    let mut frame = door.frame(request, &held, visit.request.ui_locale);
    frame.csrf.push_str(&asking.mark);
    let (language, say) = (frame.language, frame.words());
    let Some(mut requester) = requester(visit, language) else {
        return visitor.step_done(request, door, None);
    };
    let client = &visit.client.client;
    requester.logo = asking.logo.as_ref().map(|logo| logo::address(&client.id, logo));
    let rows = |required: bool| {
        let wanted = asking.wishes.iter().filter(move |(wish, _)| wish.required == required);
        wanted.filter_map(|(wish, value)| match (wish.matter, value) {
            (Matter::Item(item), Some(value)) => {
                let entry = client.registered(item)?;
                let value = told(say, asking, item, value);
                let reason = word(&entry.purpose, language);
                Some(Row { item, value, reason, kept_days: entry.retention_days })
            }
            _ => None,
        })
    };
    let news = &asking.news;
    let page = Consent {
        action: visitor.address("dong-y"),
        purpose: word(&client.purpose, language),
        answer_before: visit.answer_before,
        account: asking.greeted.clone(),
        switch_account: visitor.address("dang-nhap?doi-tai-khoan=1"),
        required: rows(true).collect(),
        optional: rows(false).collect(),
        details: details(asking, say, language),
        offline: asking.wishes.iter().any(|(wish, _)| wish.matter == Matter::Offline),
        added: Matters::of(&news.added),
        already: Matters::of(&news.already),
        reworded: news.reworded,
        ran_out: news.ran_out,
        until: visit.now.plus(Duration::Year.span()).day(),
        missing: asking.missing(),
        shown,
        alternative: word(&client.alternative, language),
        requester,
        frame,
    };
    door.page(request, status, &page, &Visitor::targets(visit))
}

/// What is to be allowed this once, if it is still to be.
fn details(asking: &Asking, say: Words, language: Language) -> Vec<Detail> {
    let asked = asking.wishes.iter().any(|(wish, _)| wish.matter == Matter::Details);
    let details = asking.visit.request.details.iter().filter(|_| asked);
    details.map(|detail| Detail::told(say, language, detail)).collect()
}

/// The value as a person reads it; numbers are masked, for somebody may look over the shoulder.
fn told(say: Words, asking: &Asking, item: Item, value: &ClaimValue) -> String {
    let (person, insurance) = (&asking.snapshot.person, &asking.snapshot.insurance);
    let profile = asking.visit.standing.as_ref().map(|standing| &standing.account.profile);
    match (item, person, profile) {
        (Item::Birthdate, Some(person), _) => item::birth(&say, &person.birth),
        (Item::Gender, Some(person), _) => item::sex(&say, &person.sex).to_owned(),
        (Item::Address, Some(person), _) => {
            person.address.as_ref().map(Address::formatted).unwrap_or_default()
        }
        (Item::PersonalNumber, _, Some(profile)) => profile.number.masked(),
        (Item::Phone, _, Some(profile)) => {
            profile.phone.as_ref().map(Phone::masked).unwrap_or_default()
        }
        (Item::HealthInsurance, _, _) => {
            insurance.as_ref().map(|card| item::insurance(&say, card)).unwrap_or_default()
        }
        _ => plain(say, value),
    }
}

fn plain(say: Words, value: &ClaimValue) -> String {
    match value {
        ClaimValue::Text(text) => text.clone(),
        ClaimValue::Flag(flag) => item::yes_or_no(&say, *flag).to_owned(),
        ClaimValue::Number(number) => number.to_string(),
        ClaimValue::List(list) => list.join(", "),
        ClaimValue::Object(_) => String::new(),
    }
}

//! Pages from which only waiting or the way back to the service leads on; and that way back.

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::visitor::{Visitor, standing_at};
use crate::domain::account::{AccountState, LockedBy};
use crate::domain::time::Timestamp;
use crate::flows::authorization::AuthorizationFlow;
use crate::flows::code_budgets::Crowd;
use crate::flows::visit::{Stop, Visit};
use crate::web::door::Door;
use crate::web::error;
use crate::web::form::PageForm;
use crate::web::pages::barred::{Bar, Barred};
use crate::web::pages::cannot_continue::CannotContinue;
use crate::web::pages::error::Problem;
use crate::web::pages::tries_spent::TriesSpent;
use crate::web::pages::waiting::{Wait, Waiting};

/// Adds the pages.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/gd/{id}/khong-du-muc").get(level_too_low));
    config.service(web::resource("/gd/{id}/khong-dung-duoc").get(account_closed));
    config.service(web::resource("/gd/{id}/thoi").post(leave));
}

/// P-pw-wait: the same for everybody, known number or not.
pub(super) fn password_wait(
    request: &HttpRequest,
    door: &Door,
    place: (&Visitor, &Visit),
    until: Timestamp,
) -> HttpResponse {
    waiting(request, door, place, (Wait::Password, until, "dang-nhap"))
}

/// P-otp-limit: the number got as many codes as it may.
pub(super) fn codes_spent(
    request: &HttpRequest,
    door: &Door,
    place: (&Visitor, &Visit),
    until: Timestamp,
) -> HttpResponse {
    waiting(request, door, place, (Wait::Codes, until, "ma/gui-lai"))
}

/// All tries of this request are spent: it begins anew, and there is nothing to wait for.
pub(super) fn tries_spent(
    request: &HttpRequest,
    door: &Door,
    (visitor, visit): (&Visitor, &Visit),
) -> HttpResponse {
    let frame = visitor.frame(request, door, visit);
    let leave = visitor.leave(visit, frame.language);
    let (again, other) = (visitor.address("tiep-tuc"), visitor.somebody_else());
    let page = TriesSpent { frame, again, other, leave };
    door.page(request, StatusCode::TOO_MANY_REQUESTS, &page, &Visitor::targets(visit))
}

/// The password was right and the account may not be used.
pub(super) fn closed(
    request: &HttpRequest,
    door: &Door,
    (visitor, visit): (&Visitor, &Visit),
    state: AccountState,
) -> HttpResponse {
    let bar = match state {
        AccountState::Locked { since, by: LockedBy::Owner } => Bar::LockedBySelf(since),
        AccountState::Locked { since, by: LockedBy::Police } => Bar::LockedByPolice(since),
        AccountState::Locked { since, by: LockedBy::Register } => Bar::LockedByRegister(since),
        AccountState::AppOnly => Bar::AppOnly,
        AccountState::NotActivated | AccountState::Active => Bar::NotActivated,
    };
    barred(request, door, (visitor, visit), (bar, None))
}

/// Codes to this number were wrong so often that it proves nothing more; another number may.
pub(super) fn codes_barred(
    request: &HttpRequest,
    door: &Door,
    (visitor, visit): (&Visitor, &Visit),
) -> HttpResponse {
    let another_way = visitor.address("ma/cach-khac");
    barred(request, door, (visitor, visit), (Bar::Codes, Some(another_way)))
}

/// Very many wrong passwords came from this network; the same for everybody.
pub(super) fn crowd_of_passwords(
    request: &HttpRequest,
    door: &Door,
    place: (&Visitor, &Visit),
    until: Timestamp,
) -> HttpResponse {
    waiting(request, door, place, (Wait::PasswordsOfNetwork, until, "dang-nhap"))
}

/// Very many codes were sent from this network, or to this operator.
pub(super) fn crowd_of_codes(
    request: &HttpRequest,
    door: &Door,
    place: (&Visitor, &Visit),
    crowd: Crowd,
) -> HttpResponse {
    let (wait, until) = match crowd {
        Crowd::Network(until) => (Wait::CodesOfNetwork, until),
        Crowd::Operator(until) => (Wait::CodesOfOperator, until),
    };
    waiting(request, door, place, (wait, until, "ma/gui-lai"))
}

async fn level_too_low(
    request: HttpRequest,
    door: Data<Door>,
    hall: Data<AuthorizationFlow>,
) -> HttpResponse {
    let (visitor, visit) = match Visitor::at(&request, &door, &hall).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let stop = standing_at(&visit);
    let Some(Stop::LevelTooLow(short)) = stop else {
        return visitor.step_done(&request, &door, stop);
    };
    let frame = visitor.frame(&request, &door, &visit);
    let Some(leave) = visitor.leave(&visit, frame.language) else {
        return visitor.step_done(&request, &door, None);
    };
    let page = CannotContinue { frame, short, leave };
    door.page(&request, StatusCode::OK, &page, &Visitor::targets(&visit))
}

async fn account_closed(
    request: HttpRequest,
    door: Data<Door>,
    hall: Data<AuthorizationFlow>,
) -> HttpResponse {
    let (visitor, visit) = match Visitor::at(&request, &door, &hall).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    match standing_at(&visit) {
        Some(Stop::Closed(state)) => closed(&request, &door, (&visitor, &visit), state),
        stop => visitor.step_done(&request, &door, stop),
    }
}

/// The person goes back to the service without signing in.
async fn leave(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    hall: Data<AuthorizationFlow>,
) -> HttpResponse {
    let (visitor, visit) = match Visitor::at(&request, &door, &hall).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let form = PageForm::read(&request, &body);
    if !form.is_some_and(|form| door.is_own_form(&request, visitor.holder(), &form)) {
        return error::problem_page(&door, &request, StatusCode::FORBIDDEN, Problem::BadRequest);
    }
    match hall.leave(&visit).await {
        Ok(next) => visitor.go(&request, &door, &next, Vec::new()),
        Err(failure) => visitor.failed(&request, &door, &failure),
    }
}

fn barred(
    request: &HttpRequest,
    door: &Door,
    (visitor, visit): (&Visitor, &Visit),
    (bar, another_way): (Bar, Option<String>),
) -> HttpResponse {
    let frame = visitor.frame(request, door, visit);
    let leave = visitor.leave(visit, frame.language);
    let other = another_way.is_some().then(|| visitor.somebody_else());
    let page = Barred { frame, bar, another_way, other, leave };
    door.page(request, StatusCode::FORBIDDEN, &page, &Visitor::targets(visit))
}

fn waiting(
    request: &HttpRequest,
    door: &Door,
    (visitor, visit): (&Visitor, &Visit),
    (wait, until, again): (Wait, Timestamp, &str),
) -> HttpResponse {
    let frame = visitor.frame(request, door, visit);
    let leave = visitor.leave(visit, frame.language);
    let other_helps = matches!(wait, Wait::Codes | Wait::CodesOfOperator);
    let another_way = other_helps.then(|| visitor.address("ma/cach-khac"));
    let seconds = until.since(visit.now).as_seconds();
    let for_codes = matches!(wait, Wait::Codes | Wait::CodesOfNetwork | Wait::CodesOfOperator);
    let other = for_codes.then(|| visitor.somebody_else());
    let again = visitor.address(again);
    let page = Waiting { frame, wait, until, again, another_way, other, leave };
    let targets = Visitor::targets(visit);
    let mut answer = door.page(request, StatusCode::TOO_MANY_REQUESTS, &page, &targets);
    // The moment may have come between the refusal and this page.
    if seconds > 0 {
        answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(seconds));
    }
    answer
}

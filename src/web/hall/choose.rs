//! `/gd/{id}/chon`: somebody is signed in; is it you? `…/doi-nguoi`: it is not.

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::visitor::{Visitor, requester, standing_at};
use crate::flows::choose::ChooseFlow;
use crate::flows::visit::Stop;
use crate::web::door::Door;
use crate::web::pages::choose::Choose;

/// The sign-in page for somebody else than who is signed in.
const SOMEBODY_ELSE: &str = "dang-nhap?doi-tai-khoan=1";

/// Adds the pages.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/gd/{id}/chon").route(web::get().to(show)).route(web::post().to(submit)),
    );
    config.service(web::resource("/gd/{id}/doi-nguoi").post(not_you));
}

async fn show(request: HttpRequest, door: Data<Door>, flow: Data<ChooseFlow>) -> HttpResponse {
    let (visitor, visit) = match Visitor::at(&request, &door, &flow.hall).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let stop = standing_at(&visit);
    if stop != Some(Stop::Choose) {
        return visitor.step_done(&request, &door, stop);
    }
    let who = match flow.who(&visit).await {
        Ok(who) => who,
        Err(failure) => return visitor.failed(&request, &door, &failure),
    };
    let Some(who) = who else {
        // A password alone shows nobody's name, so there is nobody to go on with.
        return door.see_other(&visitor.address(SOMEBODY_ELSE)).finish();
    };
    let frame = visitor.frame(&request, &door, &visit);
    let page = Choose {
        action: visitor.address("chon"),
        requester: requester(&visit, frame.language),
        account: who.name,
        number: who.number,
        frame,
    };
    door.page(&request, StatusCode::OK, &page, &Visitor::targets(&visit))
}

async fn submit(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<ChooseFlow>,
) -> HttpResponse {
    let (visitor, form) = match Visitor::with_form(&request, &door, &body) {
        Ok(found) => found,
        Err(page) => return page,
    };
    if form.text("decision") != "continue" {
        return door.see_other(&visitor.address(SOMEBODY_ELSE)).finish();
    }
    match flow.this_one(visitor.hold(), &visitor.browser).await {
        Ok(next) => visitor.go(&request, &door, &next, Vec::new()),
        Err(failure) => visitor.failed(&request, &door, &failure),
    }
}

async fn not_you(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<ChooseFlow>,
) -> HttpResponse {
    let visitor = match Visitor::with_form(&request, &door, &body) {
        Ok((visitor, _)) => visitor,
        Err(page) => return page,
    };
    match flow.somebody_else(visitor.hold(), &visitor.browser).await {
        Ok(()) => door.see_other(&visitor.address(SOMEBODY_ELSE)).finish(),
        Err(failure) => visitor.failed(&request, &door, &failure),
    }
}

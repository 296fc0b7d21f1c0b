//! `/gd/{id}/chon`: somebody is signed in; is it you?

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::visitor::{Visitor, requester, standing_at};
use crate::flows::choose::ChooseFlow;
use crate::flows::visit::Stop;
use crate::web::door::Door;
use crate::web::pages::choose::Choose;

/// Adds the page.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/gd/{id}/chon").route(web::get().to(show)).route(web::post().to(submit)),
    );
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
        return door.see_other(&visitor.address("dang-nhap?doi-tai-khoan=1")).finish();
    }
    match flow.this_one(visitor.hold(), &visitor.browser).await {
        Ok(next) => visitor.go(&request, &door, &next, Vec::new()),
        Err(failure) => visitor.failed(&request, &door, &failure),
    }
}

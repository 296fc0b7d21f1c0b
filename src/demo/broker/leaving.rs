//! Signing out at any of the three ends: here, at the service, or at Danh.

use actix_web::{HttpRequest, HttpResponse, web};
use openidconnect::CsrfToken;
use serde::Deserialize;

use super::ministry::{Ministry, is_own_form};
use crate::demo::desk::to;
use crate::demo::session_end::read;
use crate::demo::settings::FAREWELL;
use crate::demo::visits::{self, Asked, leaving_address};

/// The person signs out here.
pub(super) async fn leave(ministry: web::Data<Ministry>, request: HttpRequest) -> HttpResponse {
    let id = ministry.desk.visitor_id(&request);
    if !is_own_form(&request) {
        return to("/").finish();
    }
    left(&ministry, &request, &id, None).await
}

/// Ends the session of this browser, tells the service, and goes on to Danh, if Danh signed the person
/// in; the way leads back here, and to the service if it was its wish.
pub(super) async fn left(
    ministry: &Ministry,
    request: &HttpRequest,
    id: &str,
    back: Option<String>,
) -> HttpResponse {
    let desk = &ministry.desk;
    let state = CsrfToken::new_random();
    let taken = desk.visitors.with(id, |visitor| {
        visitor.leaving = Some(state.clone());
        visitor.has_left = false;
        visitor.guest.leave_to.clone_from(&back);
        visitor.guest.waiting = None;
        (visitor.guest.session.take(), visitor.received.take(), visitor.language)
    });
    let Some((session, received, language)) = taken else { return to(FAREWELL).finish() };
    if let Some(session) = session {
        ministry.tell(&session);
    }
    let renamed = desk.visitors.rename(id).unwrap_or_default();
    let at_danh = match &received {
        Some(received) => leaving_address(desk, request, received, (state, language)).await,
        None => None,
    };
    let address = at_danh.or(back);
    to(address.as_deref().unwrap_or(FAREWELL)).insert_header(desk.cookie(&renamed)).finish()
}

/// Danh sends the person back: here, or on to the service that asked.
pub(super) async fn farewell(
    ministry: web::Data<Ministry>,
    request: HttpRequest,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let id = ministry.desk.visitor_id(&request);
    let onward = ministry.desk.visitors.with(&id, |visitor| {
        let left_with = visitor.leaving.as_ref().map(|state| state.secret().as_str());
        let is_back = left_with.is_some() && left_with == asked.state.as_deref();
        visitor.guest.leave_to.take_if(|_| is_back)
    });
    match onward.flatten() {
        Some(address) => to(&address).finish(),
        None => visits::farewell(ministry.desk.clone(), request, asked).await,
    }
}

/// What Danh posts.
#[derive(Deserialize)]
pub(super) struct Told {
    logout_token: String,
}

/// Danh says that a session ended: so does every one here that came of it, and the service hears.
pub(super) async fn notified(ministry: web::Data<Ministry>, told: web::Form<Told>) -> HttpResponse {
    let Some(ended) = read(&ministry.desk, &told.logout_token).await else {
        return HttpResponse::BadRequest().finish();
    };
    let mut sessions = Vec::new();
    ministry.desk.visitors.each(|visitor| {
        if visitor.received.take_if(|received| ended.is_of(received)).is_some() {
            sessions.extend(visitor.guest.session.take());
        }
    });
    for session in &sessions {
        ministry.tell(session);
    }
    HttpResponse::Ok().finish()
}

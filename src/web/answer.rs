//! Where a browser goes next: to a page of the hall, back to the client, or to its own pages.

use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use super::door::Door;
use super::headers::FormTargets;
use super::pages::form_post::FormPost;
use super::pages::view::Frame;
use crate::domain::id::InteractionId;
use crate::flows::visit::{Next, Stop};
use crate::protocol::response_mode::AuthorizationResponse;

/// The address of a page of the hall.
#[must_use]
pub fn address(id: &InteractionId, stop: Stop) -> String {
    format!("/gd/{}/{}", id.as_str(), name(stop))
}

/// The page's part of the address.
#[must_use]
pub const fn name(stop: Stop) -> &'static str {
    match stop {
        Stop::Login => "dang-nhap",
        Stop::Choose => "chon",
        Stop::Otp => "ma",
        Stop::PasswordChange => "doi-mat-khau",
        Stop::Consent => "dong-y",
        Stop::LevelTooLow(_) => "khong-du-muc",
        Stop::Closed(_) => "khong-dung-duoc",
    }
}

/// Sends the browser on, with the cookies that changed.
#[must_use]
pub fn go(
    door: &Door,
    request: &HttpRequest,
    next: &Next,
    cookies: &[Cookie<'static>],
) -> HttpResponse {
    let mut answer = match next {
        Next::Page(id, stop) => door.see_other(&address(id, *stop)).finish(),
        Next::Hall(id) => door.see_other(&format!("/gd/{}", id.as_str())).finish(),
        Next::Own(place) => door.see_other(&place.path()).finish(),
        Next::Answer(response) => to_client(door, request, response),
    };
    for cookie in cookies {
        if let Err(error) = answer.add_cookie(cookie) {
            tracing::error!(%error, "a cookie could not be written");
        }
    }
    answer
}

/// The answer to the client: a redirect, or a form that is sent to it (Form Post Response Mode).
#[must_use]
pub fn to_client(
    door: &Door,
    request: &HttpRequest,
    response: &AuthorizationResponse,
) -> HttpResponse {
    let mut answer = if response.mode().is_form() {
        form(door, request, response)
    } else {
        door.see_other(response.redirect_location().expose()).finish()
    };
    if let Some(error) = response.error() {
        answer.extensions_mut().insert(error);
    }
    answer
}

fn form(door: &Door, request: &HttpRequest, response: &AuthorizationResponse) -> HttpResponse {
    let target = response.form_action().as_str().to_owned();
    let parameters = response.parameters();
    // The answer is given once: there is no address to see it at again.
    let frame = Frame { here: None, ..door.frame(request, "", None) };
    let page = FormPost {
        frame,
        service: host(&target),
        parameters: parameters.map(|(n, v)| (n.to_owned(), v.to_owned())).collect(),
        target: target.clone(),
    };
    door.page(request, StatusCode::OK, &page, &FormTargets::own().and(&target))
}

/// The host of a registered address, for people.
#[must_use]
pub fn host(uri: &str) -> String {
    let parsed = url::Url::parse(uri).ok();
    parsed.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_else(|| uri.to_owned())
}

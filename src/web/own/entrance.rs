//! `/dang-nhap`, and every own page while nobody is signed in: the hall is asked on our own behalf,
//! and leads to the page that was meant.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use url::form_urlencoded;

use crate::flows::admission::SignInFirst;
use crate::flows::authorization::{AuthorizationFlow, Begun};
use crate::flows::error::Error;
use crate::flows::own::{self, OwnPlace};
use crate::flows::visit::Next;
use crate::protocol::authorization_request::PageError;
use crate::protocol::params::Params;
use crate::protocol::refusal;
use crate::web::door::Door;
use crate::web::headers::FormTargets;
use crate::web::pages::error::Problem;
use crate::web::pages::logged_out::LoggedOut;
use crate::web::{answer, error};

/// Where signing in begins.
pub(super) const SIGN_IN: &str = "/dang-nhap";

/// The parameter that names the page to which it leads.
const PLACE: &str = "den";

/// Adds the address.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(SIGN_IN).get(sign_in));
}

async fn sign_in(
    request: HttpRequest,
    door: Data<Door>,
    hall: Data<AuthorizationFlow>,
) -> HttpResponse {
    let mut query = form_urlencoded::parse(request.query_string().as_bytes());
    let place = query.find_map(|(name, path)| (name == PLACE).then(|| OwnPlace::parse(&path)));
    let own = own::request(door.issuer(), &place.flatten().unwrap_or(OwnPlace::Home));
    let params = Params::parse(own.expose().as_bytes());
    match hall.begin(params, &door.browser(&request)).await {
        Ok(Begun::Open(ticket, next)) => {
            let mut cookies = Vec::new();
            if let Next::Page(id, _) = &next {
                let text = ticket.text();
                cookies = door.cookies().keep_interaction(&request, id, text.expose());
            }
            answer::go(&door, &request, &next, &cookies)
        }
        Err(Error::Refused(PageError(refusal::BUSY))) => error::turned_away(&door, &request),
        // An answer would lead to our own pages, and from there back to here.
        Ok(Begun::Answer(_)) | Err(Error::Refused(_)) => {
            error::page(&door, &request, &Error::<()>::Broken("our own request is refused".into()))
        }
        Err(failure) => error::page(&door, &request, &failure),
    }
}

/// What is shown to a browser that may not come in yet: after idleness why, else the way in.
pub(super) fn turned_away(request: &HttpRequest, door: &Door, why: SignInFirst) -> HttpResponse {
    let sign_in = match OwnPlace::parse(request.path()) {
        Some(OwnPlace::Home) | None => SIGN_IN.to_owned(),
        Some(place) => format!("{SIGN_IN}?{PLACE}={}", place.path()),
    };
    if why == SignInFirst::Out {
        return door.see_other(&sign_in).finish();
    }
    let page = LoggedOut {
        frame: door.frame(request, "", None),
        idle: true,
        left: None,
        told: Vec::new(),
        used: Vec::new(),
        frames: Vec::new(),
        then: None,
        sign_in,
    };
    let mut answer = door.page(request, StatusCode::OK, &page, &FormTargets::own());
    forget_session(&mut answer, door);
    answer
}

/// A flow of these pages came to nothing, and not because nobody is signed in.
pub(super) fn not_found(request: &HttpRequest, door: &Door) -> HttpResponse {
    error::problem_page(door, request, StatusCode::NOT_FOUND, Problem::NotFound)
}

/// A form that is not ours, or not of this browser.
pub(super) fn not_ours(request: &HttpRequest, door: &Door) -> HttpResponse {
    error::problem_page(door, request, StatusCode::FORBIDDEN, Problem::BadRequest)
}

/// Who holds the forms of these pages: whoever holds the session.
pub(super) fn holder(request: &HttpRequest, door: &Door) -> String {
    door.browser(request).session_name().to_owned()
}

/// Tells the browser to forget its session.
pub(super) fn forget_session(answer: &mut HttpResponse, door: &Door) {
    if let Err(error) = answer.add_cookie(&door.cookies().drop_session()) {
        tracing::error!(%error, "a cookie could not be written");
    }
}

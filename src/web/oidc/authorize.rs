//! `/authorize` (OpenID Connect Core 3.1.2): GET has the browser's cookies, POST has none and leads
//! to a GET that does.

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::posted::posted;
use crate::flows::authorization::{AuthorizationFlow, Begun};
use crate::flows::error::Error;
use crate::flows::visit::Next;
use crate::protocol::authorization_request::PageError;
use crate::protocol::params::{Params, ParamsError};
use crate::protocol::{refusal, request_object};
use crate::web::door::{self, Door};
use crate::web::pages::error::Problem;
use crate::web::{answer, error};

/// Adds the endpoint.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/authorize").route(web::get().to(by_get)).route(web::post().to(by_post)),
    );
}

async fn by_get(
    request: HttpRequest,
    door: Data<Door>,
    hall: Data<AuthorizationFlow>,
) -> HttpResponse {
    let params = door::query(&request);
    let wished = language(params.as_ref());
    let begun = hall.begin(params, &door.browser(&request)).await;
    answered(&door, &request, begun, wished.as_deref())
}

async fn by_post(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    hall: Data<AuthorizationFlow>,
) -> HttpResponse {
    let params = match posted(&request, &door, &body) {
        Ok(params) => params,
        Err(page) => return page,
    };
    if let Some(address) = params.as_ref().ok().and_then(by_name) {
        return door.see_other(&address).finish();
    }
    let wished = language(params.as_ref());
    let begun = hall.begin_posted(params, door::caller(&request)).await;
    answered(&door, &request, begun, wished.as_deref())
}

/// A pushed request has a public name: the same by GET, which has the browser's cookies.
fn by_name(params: &Params) -> Option<String> {
    request_object::pushed(params)?;
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for name in ["client_id", "request_uri"] {
        query.append_pair(name, params.text(name)?);
    }
    Some(format!("/authorize?{}", query.finish()))
}

fn answered(
    door: &Door,
    request: &HttpRequest,
    begun: Result<Begun, Error<PageError>>,
    wished: Option<&str>,
) -> HttpResponse {
    match begun {
        Ok(Begun::Answer(response)) => answer::to_client(door, request, &response),
        Ok(Begun::Open(ticket, next)) => {
            let mut cookies = Vec::new();
            if let Next::Page(id, _) | Next::Hall(id) = &next {
                let text = ticket.text();
                cookies = door.cookies().keep_interaction(request, id, text.expose());
            }
            // Pages that know no request, such as that of a fault, keep to the wish.
            if let Some(wished) = wished {
                cookies.push(door.cookies().wish_language(wished));
            }
            answer::go(door, request, &next, &cookies)
        }
        Err(Error::Refused(PageError(refusal::BUSY))) => error::turned_away(door, request),
        Err(Error::Refused(PageError(refusal::AGREEMENT_ENDED))) => {
            error::problem_page(door, request, StatusCode::FORBIDDEN, Problem::Disconnected)
        }
        Err(Error::Refused(PageError(refused))) => {
            let sentence = Some(refused.description().to_owned());
            let status = StatusCode::BAD_REQUEST;
            error::problem_page(door, request, status, Problem::ClientBroken(sentence))
        }
        Err(failure) => error::page(door, request, &failure),
    }
}

fn language(params: Result<&Params, &ParamsError>) -> Option<String> {
    let wished = params.ok()?.text("ui_locales")?;
    crate::protocol::ui_locales::choose(wished).map(str::to_owned)
}

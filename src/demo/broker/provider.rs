//! The ministry as a provider: what its service may ask, and the answers (OpenID Connect Core §3.1,
//! RP-Initiated Logout 1.0 §2).

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use super::leaving::left;
use super::ministry::{BEHIND, Ministry};
use super::tokens::Tokens;
use crate::demo::brokered::{Asked, Refused, Request, Wish, with_pairs};
use crate::demo::clock;
use crate::demo::desk::to;
use crate::demo::pages::Missing;
use crate::demo::visits::show;
use crate::demo::words::Language;

pub(super) async fn discovery(ministry: web::Data<Ministry>) -> HttpResponse {
    HttpResponse::Ok().json(ministry.tokens.metadata())
}

pub(super) async fn keys(ministry: web::Data<Ministry>) -> HttpResponse {
    HttpResponse::Ok().json(ministry.tokens.keys())
}

/// Answers at once who is signed in and will do; everybody else comes to the first page, with the
/// request waiting.
pub(super) async fn authorize(
    ministry: web::Data<Ministry>,
    request: HttpRequest,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let desk = &ministry.desk;
    let id = desk.visitor_id(&request);
    let wished = asked.ui_locales.as_deref().and_then(Language::from_ui_locales);
    let language = desk.language(&id, wished);
    let service = (BEHIND.client_id(), ministry.redirect_uris.as_slice());
    let read = Request::read(asked.into_inner(), service, clock::seconds());
    let issuer = &ministry.tokens.issuer;
    let asked = match read {
        Ok(asked) => asked,
        Err(Refused::There(asked, error)) => {
            return to(&asked.answer(issuer, "error", error)).finish();
        }
        Err(Refused::Here) => {
            return show(StatusCode::BAD_REQUEST, &Missing { frame: desk.frame(language, "/") });
        }
    };
    let ready = desk.visitors.with(&id, |visitor| {
        let session = visitor.guest.session.as_mut()?;
        let will_do = matches!(asked.wish, Wish::Anybody | Wish::Silent)
            && asked.is_served_by(session.proven.auth_time);
        will_do.then(|| ministry.answer(&asked, session))
    });
    match (ready.flatten(), asked.wish) {
        (Some(address), _) => to(&address).finish(),
        (None, Wish::Silent) => to(&asked.answer(issuer, "error", "login_required")).finish(),
        (None, _) => {
            let id = desk.admitted(&id);
            desk.visitors.with(&id, |visitor| {
                visitor.language = language;
                visitor.notice = None;
                visitor.guest.said = None;
                visitor.guest.waiting = Some(asked);
            });
            to("/").insert_header(desk.cookie(&id)).finish()
        }
    }
}

/// Parameters of the token endpoint (RFC 6749 §4.1.3, RFC 7636 §4.5).
#[derive(Deserialize)]
pub(super) struct Redeemed {
    grant_type: String,
    code: String,
    redirect_uri: String,
    client_id: String,
    code_verifier: String,
}

pub(super) async fn token(
    ministry: web::Data<Ministry>,
    form: web::Form<Redeemed>,
) -> HttpResponse {
    let client = BEHIND.client_id();
    let refused = |error: &str| HttpResponse::BadRequest().json(json!({ "error": error }));
    if form.grant_type != "authorization_code" {
        return refused("unsupported_grant_type");
    }
    let grant = ministry.codes.redeem(&form.code, &form.redirect_uri, &form.code_verifier);
    let grant = grant.filter(|grant| form.client_id == client && ministry.stands(&grant.sid));
    let Some(grant) = grant else { return refused("invalid_grant") };
    match ministry.tokens.id_token(client, &grant, clock::seconds()) {
        Ok(id_token) => HttpResponse::Ok().json(Tokens::answer(&id_token)),
        Err(error) => {
            tracing::error!(%error, "the demo ministry cannot sign");
            HttpResponse::InternalServerError().json(json!({ "error": "server_error" }))
        }
    }
}

/// How a service asks for the end of a session.
#[derive(Deserialize)]
pub(super) struct Ending {
    id_token_hint: Option<String>,
    post_logout_redirect_uri: Option<String>,
    state: Option<String>,
}

/// The session that the hint names ends, here and at Danh; then the person goes back to the service.
/// Without a hint that is this browser's the person is asked by the button of the first page.
pub(super) async fn end_session(
    ministry: web::Data<Ministry>,
    request: HttpRequest,
    ending: web::Query<Ending>,
) -> HttpResponse {
    let hint = ending.id_token_hint.as_deref();
    let hinted = hint.and_then(|hint| ministry.tokens.hinted(BEHIND.client_id(), hint));
    let back = ending.post_logout_redirect_uri.as_ref();
    let back = back.filter(|back| hinted.is_some() && ministry.farewells.contains(back));
    let back = back.map(|back| with_pairs(back, &[("state", ending.state.as_deref())]));
    let id = ministry.desk.visitor_id(&request);
    let here = ministry
        .desk
        .visitors
        .with(&id, |visitor| visitor.guest.session.as_ref().map(|session| session.sid.clone()));
    match (here.flatten(), hinted, back) {
        (Some(here), Some(hinted), back) if here == hinted => {
            left(&ministry, &request, &id, back).await
        }
        (None, Some(_), Some(back)) => to(&back).finish(),
        _ => to("/").finish(),
    }
}

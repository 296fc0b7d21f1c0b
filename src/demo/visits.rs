//! What a visitor can do at a service: look, sign in, come back, sign out.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use openidconnect::{ClientId, CsrfToken, LanguageTag, LogoutRequest, PostLogoutRedirectUrl};
use serde::Deserialize;

use super::desk::{Desk, to};
use super::notice::Notice;
use super::pages::{Farewell, Missing, SignedIn, Welcome};
use super::received::Received;
use super::session_end;
use super::settings::{CALLBACK, FAREWELL, NOTIFIED};
use super::sign_in::Wanted;
use super::visitors::Visitor;
use super::words::Language;

const STYLE: &str = include_str!("templates/style.css");
const ICON: &str = include_str!("templates/icon.svg");

/// Every address of a service.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    routes
        .route("/", web::get().to(look))
        .route("/dang-nhap", web::get().to(send_off))
        .route(CALLBACK, web::get().to(come_back))
        .route("/dang-xuat", web::post().to(leave))
        .route(FAREWELL, web::get().to(farewell))
        .route(NOTIFIED, web::post().to(notified))
        .configure(assets);
}

/// What every service serves besides.
pub(super) fn assets(routes: &mut web::ServiceConfig) {
    routes
        .route("/style.css", web::get().to(async || asset(STYLE, "text/css; charset=utf-8")))
        .route("/icon.svg", web::get().to(async || asset(ICON, "image/svg+xml")))
        .default_service(web::route().to(missing));
}

/// Parameters that a page may be opened with.
#[derive(Default, Deserialize)]
pub(super) struct Asked {
    ui_locales: Option<String>,
    /// `khac`: somebody else than before; `thoi`: nobody after all.
    ai: Option<String>,
    pub(super) state: Option<String>,
}

impl Asked {
    pub(super) fn language(&self) -> Option<Language> {
        self.ui_locales.as_deref().and_then(Language::from_ui_locales)
    }

    pub(super) fn is_somebody_else(&self) -> bool {
        self.ai.as_deref() == Some("khac")
    }

    pub(super) fn gives_up(&self) -> bool {
        self.ai.as_deref() == Some("thoi")
    }
}

/// The provider's answer (RFC 6749 §4.1.2, RFC 9207 §2).
#[derive(Deserialize)]
pub(super) struct Answer {
    pub(super) state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

async fn look(
    desk: web::Data<Desk>,
    request: HttpRequest,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let id = desk.visitor_id(&request);
    let frame = desk.frame(desk.language(&id, asked.language()), "/");
    let signed_in = |visitor: &mut Visitor| {
        let received = visitor.received.as_ref();
        (received.map(|received| SignedIn::new(frame, received)), visitor.notice)
    };
    match desk.visitors.with(&id, signed_in) {
        Some((Some(page), _)) => show(StatusCode::OK, &page),
        Some((None, notice)) => show(StatusCode::OK, &Welcome::new(frame, notice)),
        None => show(StatusCode::OK, &Welcome::new(frame, None)),
    }
}

async fn send_off(
    desk: web::Data<Desk>,
    request: HttpRequest,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let id = desk.visitor_id(&request);
    let language = desk.language(&id, asked.language());
    let Some(base) = desk.base(&request) else {
        return missing(desk, request, asked).await;
    };
    let Some(metadata) = desk.provider.metadata().await else {
        return desk.told(&id, Notice::ProviderDown);
    };
    let wanted = Wanted { language, somebody_else: asked.is_somebody_else(), fresh: false };
    let sent = desk.party().send_off((&desk.provider, &metadata), base, wanted).await;
    let (address, pending) = match sent {
        Ok(sent) => sent,
        Err(notice) => return desk.told(&id, notice),
    };
    let id = desk.admitted(&id);
    desk.visitors.with(&id, |visitor| {
        visitor.language = language;
        visitor.notice = None;
        visitor.expect(pending);
    });
    to(address.as_str()).insert_header(desk.cookie(&id)).finish()
}

async fn come_back(
    desk: web::Data<Desk>,
    request: HttpRequest,
    answer: web::Query<Answer>,
) -> HttpResponse {
    let id = desk.visitor_id(&request);
    let received = match redeemed(&desk, &id, answer.into_inner()).await {
        Ok(received) => received,
        Err(notice) => return desk.told(&id, notice),
    };
    let enter = |visitor: &mut Visitor| {
        visitor.received = Some(received);
        visitor.notice = None;
    };
    desk.visitors.with(&id, enter);
    match desk.visitors.rename(&id) {
        Some(id) => to("/").insert_header(desk.cookie(&id)).finish(),
        None => desk.told(&id, Notice::NotOurs),
    }
}

/// An answer counts only in the browser that asked, from the issuer that was asked.
pub(super) async fn redeemed(desk: &Desk, id: &str, answer: Answer) -> Result<Received, Notice> {
    let state = answer.state.ok_or(Notice::NotOurs)?;
    let pending = desk
        .visitors
        .with(id, |visitor| visitor.take_pending(&state))
        .flatten()
        .ok_or(Notice::NotOurs)?;
    let metadata = desk.provider.metadata().await.ok_or(Notice::ProviderDown)?;
    let announced = metadata
        .additional_metadata()
        .additional_metadata
        .authorization_response_iss_parameter_supported;
    let right_issuer = match answer.iss.as_deref() {
        Some(issuer) => issuer == desk.provider.issuer(),
        None => !announced,
    };
    if !right_issuer {
        return Err(Notice::NotOurs);
    }
    if let Some(error) = answer.error.as_deref() {
        return Err(Notice::from_error(error));
    }
    let code = answer.code.ok_or(Notice::NotOurs)?;
    desk.party().take_back(&desk.provider, pending, code).await
}

/// Signs out here at once, then at the provider (OpenID Connect RP-Initiated Logout §2).
async fn leave(desk: web::Data<Desk>, request: HttpRequest) -> HttpResponse {
    let id = desk.visitor_id(&request);
    let state = CsrfToken::new_random();
    let left = desk.visitors.with(&id, |visitor| {
        visitor.leaving = Some(state.clone());
        visitor.has_left = false;
        (visitor.received.take(), visitor.language)
    });
    let Some((Some(received), language)) = left else {
        return to(FAREWELL).finish();
    };
    let renamed = desk.visitors.rename(&id).unwrap_or_default();
    let address = leaving_address(&desk, &request, &received, (state, language)).await;
    to(address.as_deref().unwrap_or(FAREWELL)).insert_header(desk.cookie(&renamed)).finish()
}

pub(super) async fn leaving_address(
    desk: &Desk,
    request: &HttpRequest,
    received: &Received,
    (state, language): (CsrfToken, Language),
) -> Option<String> {
    let base = desk.base(request)?;
    let metadata = desk.provider.metadata().await?;
    let endpoint = metadata.additional_metadata().end_session_endpoint.clone()?;
    let back = PostLogoutRedirectUrl::new(format!("{base}{FAREWELL}")).ok()?;
    let url = LogoutRequest::from(endpoint)
        .set_id_token_hint(&received.id_token)
        .set_client_id(ClientId::new(desk.office.client_id().to_owned()))
        .set_post_logout_redirect_uri(back)
        .set_state(state)
        .add_ui_locale(LanguageTag::new(language.tag().to_owned()))
        .http_get_url();
    Some(url.into())
}

pub(super) async fn farewell(
    desk: web::Data<Desk>,
    request: HttpRequest,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let id = desk.visitor_id(&request);
    let frame = desk.frame(desk.language(&id, asked.language()), FAREWELL);
    let came_back = |visitor: &mut Visitor| {
        let left_with = visitor.leaving.as_ref().map(|state| state.secret().as_str());
        visitor.has_left |= left_with.is_some() && left_with == asked.state.as_deref();
        visitor.has_left
    };
    let confirmed = desk.visitors.with(&id, came_back).unwrap_or(false);
    show(StatusCode::OK, &Farewell { frame, confirmed })
}

/// What a provider posts when a session ended.
#[derive(Deserialize)]
struct Told {
    logout_token: String,
}

/// Whoever came of the session that ended is signed out here.
async fn notified(desk: web::Data<Desk>, told: web::Form<Told>) -> HttpResponse {
    let Some(ended) = session_end::read(&desk, &told.logout_token).await else {
        return HttpResponse::BadRequest().finish();
    };
    desk.visitors.each(|visitor| {
        visitor.received.take_if(|received| ended.is_of(received));
    });
    HttpResponse::Ok().finish()
}

async fn missing(
    desk: web::Data<Desk>,
    request: HttpRequest,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let language = desk.language(&desk.visitor_id(&request), asked.language());
    show(StatusCode::NOT_FOUND, &Missing { frame: desk.frame(language, "/") })
}

fn asset(body: &'static str, kind: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header((header::CACHE_CONTROL, "max-age=3600"))
        .body(body)
}

pub(super) fn show(status: StatusCode, page: &impl Template) -> HttpResponse {
    match page.render() {
        Ok(body) => HttpResponse::build(status)
            .insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"))
            .body(body),
        Err(error) => {
            tracing::error!(%error, "a page of the demo was not written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

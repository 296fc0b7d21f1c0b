//! What every door shares: how cookies are named, how a page is framed and sent, how a form is read.

use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, HttpResponseBuilder};
use askama::Template;

use super::cookie::Cookies;
use super::form::PageForm;
use super::headers::{FormTargets, of_answer, of_page};
use super::locale::{self, Language, PARAMETER};
use super::pages::view::{Frame, Limits};
use crate::domain::network::{CallerAddress, CallerNetwork};
use crate::flows::forms::Forms;
use crate::flows::standing::Browser;
use crate::protocol::error::OAuthError;
use crate::protocol::issuer::Issuer;
use crate::protocol::params::{Params, ParamsError};
use crate::protocol::refusal;

/// What every door shares.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

struct Inner {
    issuer: Issuer,
    cookies: Cookies,
    forms: Forms,
    shown: Shown,
}

/// What the operator has shown on pages.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The number to call.
    pub hotline: String,
    /// The limits that pages tell of.
    pub limits: Limits,
    /// Whether the ribbon says that all is made up.
    pub sandbox: bool,
    /// Where the sandbox's messages are read.
    pub inbox: Option<String>,
}

/// The name of a request, kept with it.
#[derive(Clone)]
pub struct RequestName(pub String);

impl Door {
    /// A door of this issuer.
    #[must_use]
    pub fn new(issuer: Issuer, forms: Forms, shown: Shown) -> Self {
        let cookies = Cookies::new(issuer.is_https());
        Self(Arc::new(Inner { issuer, cookies, forms, shown }))
    }

    /// Where the sandbox's messages are read in this language, if this is one; it leads back to this page.
    #[must_use]
    pub fn inbox(&self, language: Language, back: &str) -> Option<String> {
        let inbox = self.0.shown.inbox.as_ref().filter(|_| self.0.shown.sandbox)?;
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair(PARAMETER, language.tag());
        query.append_pair("ve", &self.0.issuer.address(back));
        Some(format!("{inbox}?{}", query.finish()))
    }

    /// Our name and address.
    #[must_use]
    pub fn issuer(&self) -> &Issuer {
        &self.0.issuer
    }

    /// How cookies are named.
    #[must_use]
    pub fn cookies(&self) -> Cookies {
        self.0.cookies
    }

    /// Form tokens and the time.
    #[must_use]
    pub fn forms(&self) -> &Forms {
        &self.0.forms
    }

    /// What the browser shows of itself.
    #[must_use]
    pub fn browser(&self, request: &HttpRequest) -> Browser {
        let cookies = self.cookies();
        let agent = request.headers().get(header::USER_AGENT).and_then(|v| v.to_str().ok());
        Browser::read(
            (cookies.session(request).as_deref(), cookies.device(request).as_deref()),
            super::agent::label(agent.unwrap_or("")),
            caller(request),
        )
    }

    /// The frame of a page for the holder of this cookie text; `wished` is what the client asked for.
    #[must_use]
    pub fn frame(&self, request: &HttpRequest, holder: &str, wished: Option<&str>) -> Frame {
        let language = self.language(request, wished);
        let here = (request.method() == actix_web::http::Method::GET)
            .then(|| here(request.path(), request.query_string()));
        Frame {
            language,
            here,
            now: self.forms().now(),
            hotline: self.0.shown.hotline.clone(),
            limits: self.0.shown.limits,
            sandbox: self.0.shown.sandbox,
            csrf: if holder.is_empty() { String::new() } else { self.forms().token(holder) },
        }
    }

    /// The language of the answer: what the person chose, by the link or before, goes before what the
    /// client wishes with this request or wished with the last.
    #[must_use]
    pub fn language(&self, request: &HttpRequest, wished: Option<&str>) -> Language {
        let (by_link, cookies) = (query_language(request), self.cookies());
        let (before, last) = (cookies.language(request), cookies.wished_language(request));
        let accepts = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok());
        let chosen = by_link.map(Language::tag).or(before.as_deref());
        locale::choose(chosen, wished.or(last.as_deref()), accepts)
    }

    /// Sends a page.
    #[must_use]
    pub fn page(
        &self,
        request: &HttpRequest,
        status: StatusCode,
        page: &impl Template,
        targets: &FormTargets,
    ) -> HttpResponse {
        let mut answer = HttpResponseBuilder::new(status);
        for header in of_page(targets, self.issuer().is_https()) {
            answer.insert_header(header);
        }
        if let Some(language) = query_language(request) {
            answer.cookie(self.cookies().keep_language(language.tag()));
        }
        match page.render() {
            Ok(html) => answer.content_type("text/html; charset=utf-8").body(html),
            Err(error) => {
                tracing::error!(%error, "a page could not be written");
                HttpResponse::InternalServerError().finish()
            }
        }
    }

    /// An answer that is no page, with the headers that all bear.
    #[must_use]
    pub fn answer(&self, status: StatusCode) -> HttpResponseBuilder {
        let mut answer = HttpResponseBuilder::new(status);
        for header in of_answer(self.issuer().is_https()) {
            answer.insert_header(header);
        }
        answer
    }

    /// Sends the browser elsewhere by GET; never 307 (RFC 9700 §4.12).
    #[must_use]
    pub fn see_other(&self, location: &str) -> HttpResponseBuilder {
        let mut answer = self.answer(StatusCode::SEE_OTHER);
        answer.insert_header((header::LOCATION, location));
        answer.insert_header((header::CACHE_CONTROL, "no-store"));
        answer
    }

    /// A JSON document that nobody keeps.
    #[must_use]
    pub fn json(&self, status: StatusCode, body: &serde_json::Value) -> HttpResponse {
        self.answer(status)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::PRAGMA, "no-cache"))
            .content_type("application/json")
            .body(body.to_string())
    }

    /// Whether a form came from our own page, given to this holder, in this browser (ASVS 50.3).
    #[must_use]
    pub fn is_own_form(&self, request: &HttpRequest, holder: &str, form: &PageForm) -> bool {
        self.is_own(request, holder, form.text("csrf"))
    }

    /// The same of a token that was read already.
    #[must_use]
    pub fn is_own(&self, request: &HttpRequest, holder: &str, token: &str) -> bool {
        let site = request.headers().get("Sec-Fetch-Site").and_then(|v| v.to_str().ok());
        let own_site = site.is_none_or(|site| matches!(site, "same-origin" | "none"));
        let origin = request.headers().get(header::ORIGIN).and_then(|v| v.to_str().ok());
        // Our pages tell nobody where a visitor comes from (`Referrer-Policy: no-referrer`), and so a
        // browser writes `null` on their forms (Fetch §3.2): it says as little as no header.
        let own_origin = origin.is_none_or(|said| said == "null" || said == self.issuer().as_str());
        own_site && own_origin && !holder.is_empty() && self.forms().fits(holder, token)
    }
}

/// The parameters of a query.
pub fn query(request: &HttpRequest) -> Result<Params, ParamsError> {
    Params::parse(request.query_string().as_bytes())
}

/// The parameters of a form body, if it says that it is one.
///
/// # Errors
/// If it is none, or cannot be read.
pub fn form(request: &HttpRequest, body: &Bytes) -> Result<Params, FormError> {
    let kind = request.content_type();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(FormError::Kind);
    }
    Params::parse(body).map_err(FormError::Params)
}

/// Why a form was not read.
#[derive(Debug)]
pub enum FormError {
    /// It is no form.
    Kind,
    /// Its parameters.
    Params(ParamsError),
}

impl FormError {
    /// What a client is told.
    #[must_use]
    pub fn refusal(&self) -> OAuthError {
        match self {
            Self::Kind => refusal::CONTENT_TYPE,
            Self::Params(error) => error.refusal(),
        }
    }
}

/// From which network a request comes.
#[must_use]
pub fn caller(request: &HttpRequest) -> Option<CallerNetwork> {
    request.extensions().get::<CallerNetwork>().copied()
}

/// From which address, for clients that named their networks.
#[must_use]
pub fn address(request: &HttpRequest) -> Option<CallerAddress> {
    request.extensions().get::<CallerAddress>().copied()
}

/// The request's name, for logs and error pages.
#[must_use]
pub fn request_name(request: &HttpRequest) -> String {
    request.extensions().get::<RequestName>().map(|name| name.0.clone()).unwrap_or_default()
}

fn query_language(request: &HttpRequest) -> Option<Language> {
    let mut pairs = url::form_urlencoded::parse(request.query_string().as_bytes());
    pairs.find(|(name, _)| name == PARAMETER).and_then(|(_, value)| Language::parse(&value))
}

/// This address without the language, for the link to the other one.
fn here(path: &str, query: &str) -> String {
    let rest = url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| name != PARAMETER);
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(rest).finish();
    // Two slashes would begin the name of another host (`//elsewhere.example/`).
    let path = format!("/{}", path.trim_start_matches(['/', '\\']));
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

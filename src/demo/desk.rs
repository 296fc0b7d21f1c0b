//! One service at work: its visitors, its cookie, its way to the provider.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, HttpResponseBuilder};

use super::notice::Notice;
use super::office::Office;
use super::pages::Frame;
use super::provider::Provider;
use super::settings::DemoSettings;
use super::sign_in::Party;
use super::visitors::{Visitor, Visitors};
use super::words::Language;

/// One service: its visitors and its way to the provider.
pub(super) struct Desk {
    pub(super) office: Office,
    settings: Arc<DemoSettings>,
    pub(super) provider: Arc<Provider>,
    pub(super) visitors: Visitors,
}

impl Desk {
    /// An empty one.
    pub(super) fn new(
        office: Office,
        settings: Arc<DemoSettings>,
        provider: Arc<Provider>,
    ) -> Self {
        Self { office, settings, provider, visitors: Visitors::default() }
    }

    /// The client as registered.
    pub(super) fn party(&self) -> Party<'_> {
        Party { office: self.office, settings: &self.settings }
    }

    /// The value of our cookie, or nothing.
    pub(super) fn visitor_id(&self, request: &HttpRequest) -> String {
        let cookies = request.headers().get_all(header::COOKIE).filter_map(|c| c.to_str().ok());
        let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|p| p.split_once('='));
        let ours = pairs.find(|(name, _)| name.trim() == self.office.cookie());
        ours.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    }

    /// The address under which we were called, if it is one of ours.
    pub(super) fn base(&self, request: &HttpRequest) -> Option<String> {
        let host = request.headers().get(header::HOST)?.to_str().ok()?;
        let called = format!("http://{host}");
        self.settings.addresses(self.office).into_iter().find(|address| *address == called)
    }

    /// What a page of this service shows around its content.
    pub(super) fn frame(&self, language: Language, path: &'static str) -> Frame {
        Frame { office: self.office, language, path }
    }

    /// The language asked for now, or the one last chosen.
    pub(super) fn language(&self, id: &str, now: Option<Language>) -> Language {
        let remembered = |visitor: &mut Visitor| {
            visitor.language = now.unwrap_or(visitor.language);
            visitor.language
        };
        self.visitors.with(id, remembered).or(now).unwrap_or_default()
    }

    /// For this browser only, this host only, and never for a script.
    pub(super) fn cookie(&self, id: &str) -> (header::HeaderName, String) {
        let name = self.office.cookie();
        (header::SET_COOKIE, format!("{name}={id}; Path=/; HttpOnly; SameSite=Lax"))
    }

    /// The visitor with this cookie value, or a new one with a new value.
    pub(super) fn admitted(&self, id: &str) -> String {
        match self.visitors.with(id, |_| ()) {
            Some(()) => id.to_owned(),
            None => self.visitors.admit(Visitor::default()),
        }
    }

    /// Back to the first page, which tells what happened.
    pub(super) fn told(&self, id: &str, notice: Notice) -> HttpResponse {
        let id = self.admitted(id);
        self.visitors.with(&id, |visitor| visitor.notice = Some(notice));
        to("/").insert_header(self.cookie(&id)).finish()
    }
}

/// A redirect that is fetched by GET.
pub(super) fn to(address: &str) -> HttpResponseBuilder {
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header((header::LOCATION, address));
    answer
}

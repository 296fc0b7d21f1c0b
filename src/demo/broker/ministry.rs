//! The ministry at work: a desk like every service's, accounts of its own, and a provider's papers.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use openidconnect::{AsyncHttpClient, http};
use serde_json::Value;

use super::accounts::Accounts;
use super::codes::{Codes, Grant};
use super::tokens::Tokens;
use crate::demo::brokered::Request;
use crate::demo::clock;
use crate::demo::desk::{Desk, to};
use crate::demo::guest::{AccountId, Proven, Session};
use crate::demo::office::Office;
use crate::demo::received::Received;
use crate::demo::said::Said;
use crate::demo::settings::{CALLBACK, DemoSettings, FAREWELL, NOTIFIED};

/// The one service behind it.
pub(super) const BEHIND: Office = Office::Permits;

/// The waits before each try to tell a service something.
const TRIES: [Duration; 4] =
    [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(30)];

/// The ministry.
pub(crate) struct Ministry {
    pub(super) desk: web::Data<Desk>,
    pub(super) accounts: Accounts,
    pub(super) codes: Codes,
    pub(super) tokens: Tokens,
    /// Where the service is answered, and where its sign-out may lead.
    pub(super) redirect_uris: Vec<String>,
    pub(super) farewells: Vec<String>,
    notified: String,
}

impl Ministry {
    /// Opens its doors.
    pub(crate) fn open(desk: web::Data<Desk>, settings: &DemoSettings) -> std::io::Result<Self> {
        let at = |path: &str| -> Vec<String> {
            settings.addresses(BEHIND).iter().map(|base| format!("{base}{path}")).collect()
        };
        let tokens = Tokens::open(settings.issuer(BEHIND)).map_err(std::io::Error::other)?;
        Ok(Self {
            desk,
            accounts: Accounts::open().map_err(std::io::Error::other)?,
            codes: Codes::default(),
            tokens,
            redirect_uris: at(CALLBACK),
            farewells: at(FAREWELL),
            notified: settings.address(BEHIND) + NOTIFIED,
        })
    }

    /// Back to what the person came for: to the service that waits, or to the first page.
    pub(super) fn onward(&self, id: &str) -> HttpResponse {
        let ready = self.desk.visitors.with(id, |visitor| {
            let session = visitor.guest.session.as_mut()?;
            let is_due = |waiting: &mut Request| waiting.is_served_by(session.proven.auth_time);
            let waiting = visitor.guest.waiting.take_if(is_due)?;
            Some(self.answer(&waiting, session))
        });
        to(&ready.flatten().unwrap_or_else(|| "/".to_owned())).finish()
    }

    /// Where the answer goes, with a code for the service; the session is noted as told of.
    pub(super) fn answer(&self, request: &Request, session: &mut Session) -> String {
        let Some(subject) = self.accounts.name_for(session.account, BEHIND.client_id()) else {
            return request.answer(&self.tokens.issuer, "error", "server_error");
        };
        session.told = Some(subject.clone());
        let code = self.codes.issue(Grant {
            redirect_uri: request.redirect_uri.clone(),
            challenge: request.challenge.clone(),
            nonce: request.nonce.clone(),
            subject,
            sid: session.sid.clone(),
            proven: session.proven.clone(),
        });
        request.answer(&self.tokens.issuer, "code", &code)
    }

    /// Signs in at this browser; whoever was before is signed out, at the service too.
    pub(super) fn enter(
        &self,
        id: &str,
        (who, proven): (Option<AccountId>, Proven),
        received: Option<Received>,
    ) {
        let ended = self.desk.visitors.with(id, |visitor| {
            visitor.received = received;
            visitor.notice = None;
            visitor.guest.enter(who, proven)
        });
        if let Some(session) = ended.flatten() {
            self.tell(&session);
        }
    }

    /// Links an account to a person whom Danh knows. Sessions of what that person had here before end:
    /// services knew it by another name.
    pub(super) fn link(&self, account: AccountId, danh: &str) -> Result<(), Said> {
        let former = self.accounts.link(account, danh)?;
        let mut ended = Vec::new();
        self.desk.visitors.each(|visitor| {
            let is_former = |session: &mut Session| Some(session.account) == former;
            ended.extend(visitor.guest.session.take_if(is_former));
        });
        for session in &ended {
            self.tell(session);
        }
        Ok(())
    }

    /// Whether a session with this name stands.
    pub(super) fn stands(&self, sid: &str) -> bool {
        let mut stands = false;
        self.desk.visitors.each(|visitor| {
            stands |= visitor.guest.session.as_ref().is_some_and(|session| session.sid == sid);
        });
        stands
    }

    /// Tells the service that a session ended, without anybody waiting for it.
    pub(super) fn tell(&self, session: &Session) {
        let Some(subject) = session.told.as_deref() else { return };
        let (client, names) = (BEHIND.client_id(), (subject, session.sid.as_str()));
        let Ok(token) = self.tokens.logout_token(client, names, clock::seconds()) else { return };
        let (http, address) = (self.desk.provider.http.clone(), self.notified.clone());
        tokio::spawn(async move {
            for wait in TRIES {
                tokio::time::sleep(wait).await;
                let request = http::Request::post(&address)
                    .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                    // A compact token needs no encoding in a form.
                    .body(format!("logout_token={token}").into_bytes());
                let Ok(request) = request else { return };
                if http.call(request).await.is_ok_and(|answer| answer.status().is_success()) {
                    return;
                }
            }
            tracing::warn!("the service behind the demo ministry did not hear of a sign-out");
        });
    }
}

/// What Danh says of how sure it is, and when it was.
pub(super) fn proven(received: &Received) -> Proven {
    let claim = |name| received.id_claims.get(name);
    Proven {
        acr: claim("acr").and_then(Value::as_str).map(ToOwned::to_owned),
        auth_time: claim("auth_time").and_then(Value::as_i64).unwrap_or_default(),
    }
}

/// Danh's name for the person.
pub(super) fn danh_name(received: &Received) -> &str {
    received.id_claims.get("sub").and_then(Value::as_str).unwrap_or_default()
}

/// Whether a form comes from a page of ours; a browser says so itself, and cannot be made to lie.
pub(super) fn is_own_form(request: &HttpRequest) -> bool {
    let said = request.headers().get("sec-fetch-site").and_then(|said| said.to_str().ok());
    matches!(said, None | Some("same-origin"))
}

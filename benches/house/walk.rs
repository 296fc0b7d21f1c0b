//! A sign-in as a browser does it: the request, number and password, the code, the consent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use danh::connectors::system_clock::SystemClock;
use danh::ports::clock::Clock as _;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::furniture::{number, phone};
use super::http::Connection;
use super::process::Inbox;
use crate::support::assertion::ClientKey;
use crate::support::clock::BEGIN;
use crate::support::people::PASSWORD;
use crate::support::relying_party::{ASSERTION, challenge};

/// Every request's verifier; secrecy is not what is measured.
const VERIFIER: &str = "a-verifier-of-the-bench-that-has-43-letters";

/// A relying party.
#[derive(Clone)]
pub struct Party {
    id: String,
    redirect_uri: String,
    scope: &'static str,
    proof: Proof,
}

#[derive(Clone)]
enum Proof {
    Key(ClientKey, String),
    Basic(String),
}

impl Party {
    /// The bank, with private_key_jwt.
    pub fn bank(key: &ClientKey, port: u16) -> Self {
        Self {
            id: "bank".into(),
            redirect_uri: "https://bank.example/callback".into(),
            scope: "openid profile vn.number",
            proof: Proof::Key(key.clone(), format!("http://127.0.0.1:{port}")),
        }
    }

    /// The hospital, with client_secret_basic and a refresh token.
    pub fn hospital() -> Self {
        let secret = "tests-only:hospital%secret/0123456789+abcdefghij";
        let half = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
        let pair = STANDARD.encode(format!("{}:{}", half("hospital"), half(secret)));
        Self {
            id: "hospital".into(),
            redirect_uri: "https://hospital.example/callback".into(),
            scope: "openid profile offline_access",
            proof: Proof::Basic(format!("Authorization: Basic {pair}\r\n")),
        }
    }

    /// Signs the person of this place in, and brings the code.
    pub fn sign_in(&self, browser: &mut Connection, inbox: &Inbox, place: u32) -> String {
        browser.forget();
        let query = Serializer::new(String::new())
            .append_pair("client_id", &self.id)
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", self.scope)
            .append_pair("state", "a-state-of-the-bench")
            .append_pair("nonce", "a-nonce-of-the-bench")
            .append_pair("code_challenge", &challenge(VERIFIER))
            .append_pair("code_challenge_method", "S256")
            .finish();
        let begun = browser.get(&format!("/authorize?{query}")).expect(303);
        let next = page(browser, begun.location(), |csrf| {
            form(&[("csrf", csrf), ("username", &number(place)), ("password", PASSWORD)])
        });
        let next = page(browser, &next, |csrf| {
            form(&[("csrf", csrf), ("code", &inbox.take(&phone(place)))])
        });
        let next = page(browser, &next, |csrf| {
            form(&[("csrf", csrf), ("duration", "once"), ("decision", "allow")])
        });
        let code = next.split_once("code=").map_or("", |(_, rest)| rest);
        let code = code.split('&').next().unwrap_or_default().to_owned();
        assert!(!code.is_empty(), "no code in {next}");
        code
    }

    /// The request that redeems a code: header lines and body.
    pub fn exchange(&self, code: &str) -> (String, String) {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", VERIFIER),
        ])
    }

    /// The request that uses a refresh token.
    pub fn refresh(&self, token: &str) -> (String, String) {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    fn token(&self, fields: &[(&str, &str)]) -> (String, String) {
        match &self.proof {
            Proof::Basic(line) => (line.clone(), form(fields)),
            Proof::Key(key, issuer) => {
                let later = SystemClock::new().now().unix() - BEGIN.unix();
                let assertion = key.assertion(&self.id, issuer, later);
                let proof =
                    [("client_assertion_type", ASSERTION), ("client_assertion", &assertion)];
                (String::new(), form(&[fields, &proof].concat()))
            }
        }
    }
}

/// Opens a page of the hall, fills its form in with its own token, and says where that led.
fn page(browser: &mut Connection, address: &str, fill: impl FnOnce(&str) -> String) -> String {
    let shown = browser.get(address).expect(200);
    let body = fill(shown.between("name=\"csrf\" value=\"", "\""));
    browser.submit(address, &body).expect(303).location().to_owned()
}

fn form(fields: &[(&str, &str)]) -> String {
    Serializer::new(String::new()).extend_pairs(fields).finish()
}

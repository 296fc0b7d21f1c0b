//! A sign-in as a browser does it: the request, number and password, the code, the consent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use danh::connectors::system_clock::SystemClock;
use danh::ports::clock::Clock as _;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::furniture::{number, phone};
use super::http::{Answer, Connection};
use super::process::Inbox;
use crate::support::assertion::ClientKey;
use crate::support::clock::BEGIN;
use crate::support::holder::Holder;
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
    /// The key that its tokens are bound to; then it pushes its requests, too.
    holder: Option<Holder>,
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
            holder: None,
        }
    }

    /// The same bank by FAPI 2.0: pushed requests, and tokens bound to a key.
    pub fn treasury(key: &ClientKey, port: u16) -> Self {
        Self {
            id: "treasury".into(),
            redirect_uri: "https://treasury.example/callback".into(),
            holder: Some(Holder::new()),
            ..Self::bank(key, port)
        }
    }

    /// Learns its first nonce, as a client that has come before.
    pub fn begin(&self, connection: &mut Connection) {
        let (lines, body) = self.client("/par", &[]);
        self.learn(&connection.post("/par", &lines, &body));
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
            holder: None,
        }
    }

    /// Signs the person of this place in, and brings the code.
    pub fn sign_in(&self, browser: &mut Connection, inbox: &Inbox, place: u32) -> String {
        browser.forget();
        let challenge = challenge(VERIFIER);
        let asked = [
            ("client_id", self.id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", &self.redirect_uri),
            ("scope", self.scope),
            ("state", "a-state-of-the-bench"),
            ("nonce", "a-nonce-of-the-bench"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let query = if self.holder.is_some() {
            let (lines, body) = self.client("/par", &asked);
            let pushed = browser.post("/par", &lines, &body).expect(201);
            self.learn(&pushed);
            let named = pushed.between("\"request_uri\":\"", "\"");
            form(&[("client_id", &self.id), ("request_uri", named)])
        } else {
            form(&asked)
        };
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
        self.client(
            "/token",
            &[
                ("grant_type", "authorization_code"),
                ("code", code),
                ("redirect_uri", &self.redirect_uri),
                ("code_verifier", VERIFIER),
            ],
        )
    }

    /// The request that uses a refresh token.
    pub fn refresh(&self, token: &str) -> (String, String) {
        self.client("/token", &[("grant_type", "refresh_token"), ("refresh_token", token)])
    }

    /// Keeps the nonce for its next proof.
    pub fn learn(&self, answer: &Answer) {
        if let (Some(holder), Some(nonce)) = (&self.holder, answer.nonce()) {
            holder.know(nonce);
        }
    }

    fn client(&self, door: &str, fields: &[(&str, &str)]) -> (String, String) {
        match &self.proof {
            Proof::Basic(line) => (line.clone(), form(fields)),
            Proof::Key(key, issuer) => {
                let later = SystemClock::new().now().unix() - BEGIN.unix();
                let proven = self.holder.as_ref().map(|holder| {
                    let address = format!("{issuer}{door}");
                    format!("DPoP: {}\r\n", holder.proof(("POST", &address), None, later))
                });
                let assertion = key.assertion(&self.id, issuer, later);
                let proof =
                    [("client_assertion_type", ASSERTION), ("client_assertion", &assertion)];
                (proven.unwrap_or_default(), form(&[fields, &proof].concat()))
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

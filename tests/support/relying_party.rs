//! A relying party in a box: asks with PKCE, state and nonce, reads its callback, redeems, reads.

use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;
use url::Url;

use danh::ports::clock::Clock;

use super::browser::Page;
use super::certificates::Line;
use super::clock::{BEGIN, FrozenClock};
use super::holder::Holder;
use super::http::{Request, Response};
use super::token::Token;

pub use super::proof::Proof;

/// The type of an assertion (RFC 7523 §2.2).
pub const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// One relying party.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    /// Where the provider listens.
    pub authority: String,
    /// Its client id.
    pub id: String,
    /// Where answers come to.
    pub redirect_uri: String,
    /// How it authenticates.
    pub proof: Proof,
    /// What it asks for when nothing else is said.
    pub scope: String,
    /// The tests' clock.
    pub clock: FrozenClock,
    /// The key that its tokens are bound to, if they are.
    pub holder: Option<Holder>,
    /// Whether it pushes every request.
    pub pushes: bool,
    /// The way that its own calls take, if it is the one where certificates are shown.
    pub line: Option<Line>,
}

/// One request that was sent, with what only its sender knows.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Where the browser is sent.
    pub url: String,
    /// Comes back unchanged.
    pub state: String,
    /// Stands in the ID token.
    pub nonce: String,
    /// Its digest was sent as the challenge.
    pub verifier: String,
}

impl RelyingParty {
    /// The parameters of an authorization request; those named replace or add, an empty value removes.
    pub fn parameters(&self, other: &[(&str, &str)]) -> (Vec<(String, String)>, Asked) {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let count = COUNT.fetch_add(1, Ordering::SeqCst);
        let verifier = format!("verifier-{count}-{}", "v".repeat(43));
        let asked = Asked {
            url: String::new(),
            state: format!("state-{count}"),
            nonce: format!("nonce-{count}"),
            verifier,
        };
        let challenge = challenge(&asked.verifier);
        let mut pairs: Vec<(String, String)> = [
            ("client_id", self.id.as_str()),
            ("response_type", "code"),
            ("redirect_uri", &self.redirect_uri),
            ("scope", &self.scope),
            ("state", &asked.state),
            ("nonce", &asked.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
        for (name, value) in other {
            pairs.retain(|(known, _)| known != name);
            if !value.is_empty() {
                pairs.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        (pairs, asked)
    }

    /// The same party, answered at another of its addresses.
    #[must_use]
    pub fn answered_at(mut self, redirect_uri: &str) -> Self {
        redirect_uri.clone_into(&mut self.redirect_uri);
        self
    }

    /// Makes an authorization request to be opened by a browser, pushed if that is its way.
    pub fn ask(&self, other: &[(&str, &str)]) -> Asked {
        if self.pushes {
            let (response, asked) = self.push(other);
            assert_eq!(response.status, 201, "{}", response.text());
            return asked;
        }
        self.ask_openly(other)
    }

    /// Makes a request that travels through the browser.
    pub fn ask_openly(&self, other: &[(&str, &str)]) -> Asked {
        let (pairs, mut asked) = self.parameters(other);
        let query =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        asked.url = format!("/authorize?{query}");
        asked
    }

    /// Pushes the request first (RFC 9126); the answer, and what to open if it was taken.
    pub fn push(&self, other: &[(&str, &str)]) -> (Response, Asked) {
        let (pairs, mut asked) = self.parameters(other);
        let response = self.post("/par", &pairs);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.id)
            .append_pair("request_uri", &response.member("request_uri").unwrap_or_default())
            .finish();
        asked.url = format!("/authorize?{query}");
        (response, asked)
    }

    /// Reads the code from the callback; asserts that state and issuer came along and nothing else did.
    pub fn code(&self, page: &Page, asked: &Asked) -> String {
        assert!(self.owns(&page.url), "{} is not the callback: {}", page.url, page.words());
        assert_eq!(page.parameter("error"), None, "{}", page.url);
        assert_eq!(page.parameter("state").as_deref(), Some(asked.state.as_str()));
        assert!(page.parameter("iss").is_some(), "the answer names its issuer");
        page.parameter("code").expect("the answer carries a code")
    }

    /// Reads the error from the callback.
    pub fn error(&self, page: &Page, asked: &Asked) -> String {
        assert!(self.owns(&page.url), "{} is not the callback: {}", page.url, page.words());
        assert_eq!(page.parameter("state").as_deref(), Some(asked.state.as_str()));
        assert_eq!(page.parameter("code"), None, "{}", page.url);
        page.parameter("error").expect("the answer carries an error")
    }

    /// Redeems a code.
    pub fn redeem(&self, code: &str, asked: &Asked) -> Response {
        self.post("/token", &self.redemption(code, asked))
    }

    /// The same, of a provider that may be gone.
    pub fn try_redeem(&self, code: &str, asked: &Asked) -> std::io::Result<Response> {
        self.request("/token", self.redemption(code, asked)).try_send(&self.authority)
    }

    fn redemption(&self, code: &str, asked: &Asked) -> Vec<(String, String)> {
        owned(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.redirect_uri),
            ("code_verifier", &asked.verifier),
        ])
    }

    /// Gives a token back to a provider that may be gone.
    pub fn try_revoke(&self, token: &str) -> std::io::Result<Response> {
        self.request("/revoke", owned(&[("token", token)])).try_send(&self.authority)
    }

    /// Uses a refresh token.
    pub fn refresh(&self, refresh_token: &str) -> Response {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh_token)])
    }

    /// Any token request.
    pub fn token(&self, fields: &[(&str, &str)]) -> Response {
        self.post("/token", &owned(fields))
    }

    /// Introspects a token (RFC 7662).
    pub fn introspect(&self, token: &str) -> Value {
        self.post("/introspect", &owned(&[("token", token)])).json()
    }

    /// Gives a token back (RFC 7009).
    pub fn revoke(&self, token: &str) -> Response {
        self.post("/revoke", &owned(&[("token", token)]))
    }

    /// Reads UserInfo.
    pub fn userinfo(&self, access_token: &str) -> Response {
        let Some(holder) = &self.holder else {
            return self.send(&Request::get("/userinfo").bearer(access_token));
        };
        holder.learning(|| {
            let at = ("GET", &*format!("http://{}/userinfo", self.authority));
            let proof = holder.proof(at, Some(access_token), self.later());
            let request = Request::get("/userinfo")
                .header("Authorization", &format!("DPoP {access_token}"))
                .header("DPoP", &proof);
            self.send(&request)
        })
    }

    /// The ID token of a token response, verified by the published keys.
    pub fn id_token(&self, response: &Response) -> Token {
        let text = response.member("id_token").unwrap_or_default();
        let token = Token::verified(&text, &self.keys());
        assert!(token.is_some(), "no ID token that verifies: {}", response.text());
        token.expect("just asserted")
    }

    /// The published keys.
    pub fn keys(&self) -> Value {
        Request::get("/jwks").send(&self.authority).json()
    }

    /// Posts as this client.
    pub fn post(&self, target: &str, fields: &[(String, String)]) -> Response {
        let send = || self.send(&self.request(target, fields.to_vec()));
        match self.holder.as_ref().filter(|_| ["/par", "/token"].contains(&target)) {
            Some(holder) => holder.learning(send),
            None => send(),
        }
    }

    /// A form with this client's proof.
    fn request(&self, target: &str, fields: Vec<(String, String)>) -> Request {
        let request = self.proof.shown((&self.id, self.later()), target, fields);
        match self.holder.as_ref().filter(|_| ["/par", "/token"].contains(&target)) {
            Some(holder) => {
                let at = ("POST", &*format!("http://{}{target}", self.authority));
                request.header("DPoP", &holder.proof(at, None, self.later()))
            }
            None => request,
        }
    }

    /// Seconds since the tests' time began.
    pub fn later(&self) -> i64 {
        self.clock.now().unix() - BEGIN.unix()
    }

    fn owns(&self, url: &Url) -> bool {
        let registered = Url::parse(&self.redirect_uri).expect("the redirect URI is an address");
        url.origin() == registered.origin() && url.path() == registered.path()
    }
}

/// The S256 challenge of a verifier (RFC 7636 §4.2).
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()))
}

fn owned(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

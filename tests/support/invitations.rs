//! Initial access tokens, as `danh clients invite` makes them, and clients that come with them.

use danh::domain::time::Lifetime;
use danh::flows::client_registration::{Invitation, Invitations};
use danh::flows::error::Never;
use serde_json::{Map, Value, json};

use super::house::House;
use super::http::{Request, Response};
use super::relying_party::{Proof, RelyingParty};
use super::rows::block_on;

/// The setting without which nobody registers.
pub const ENABLED: (&str, &str) = ("DANH__REGISTRATION__ENABLED", "true");

/// Where the café's people are answered.
pub const CAFE: &str = "https://quan.example/cb";

/// What an operator says of a café.
pub fn terms() -> Value {
    json!({
        "vn_profile": "oidc", "vn_legal_name": "Quán Thử", "vn_organization_number": "Q-0001",
        "vn_sector": "private", "vn_purpose": "Giao hàng", "vn_purpose#en": "To deliver",
        "vn_alternative": "Đến quán", "vn_alternative#en": "Come by",
        "scope": "openid profile offline_access",
        "grant_types": ["authorization_code", "refresh_token"],
        "default_acr_values": ["urn:danh:acr:ial1.aal1"],
        "vn_claims": [{ "claim": "name", "purpose": "Gọi tên", "purpose#en": "To call you",
            "required": true, "retention_days": 30 }],
    })
}

/// What a café says of itself, with this changed.
pub fn metadata(changes: &Value) -> Value {
    with(&json!({ "client_name": "Quán", "redirect_uris": [CAFE] }), changes)
}

/// An object with these members laid over it.
pub fn with(all: &Value, changes: &Value) -> Value {
    let mut all = all.as_object().cloned().unwrap_or_default();
    all.extend(changes.as_object().cloned().unwrap_or_default());
    Value::Object(all)
}

/// A registration and what manages it.
pub struct Registered {
    /// What was told.
    pub told: Value,
    /// Where it is managed.
    pub path: String,
    /// By which token.
    pub token: String,
}

impl Registered {
    /// A member that is text.
    pub fn text(&self, name: &str) -> String {
        self.told[name].as_str().unwrap_or_default().to_owned()
    }

    /// The client as it signs people in.
    pub fn party(&self, house: &House) -> RelyingParty {
        RelyingParty {
            authority: house.authority.clone(),
            id: self.text("client_id"),
            redirect_uri: CAFE.to_owned(),
            proof: Proof::Basic(self.text("client_secret")),
            scope: "openid profile".to_owned(),
            clock: house.clock.clone(),
            holder: None,
            pushes: false,
            line: None,
        }
    }
}

impl House {
    /// A token for so many clients and days, with these terms.
    pub fn invite(&self, terms: &Value, uses: u32, days: u32) -> String {
        let invitations = Invitations { ground: self.running.ground.clone() };
        let terms: Map<_, _> = terms.as_object().cloned().expect("an object");
        let invitation = Invitation { terms, uses, lasts: Lifetime::days(days) };
        let (_, token) = block_on(invitations.give::<Never>(invitation)).expect("a token");
        token.expose().to_owned()
    }

    /// Sends JSON with this token.
    pub fn manage(&self, method: &str, target: &str, token: &str, body: &Value) -> Response {
        let request = Request::new(method, target).bearer(token);
        if body.is_null() {
            return request.send(&self.authority);
        }
        let body = body.to_string().into_bytes();
        request.header("Content-Type", "application/json").body(body).send(&self.authority)
    }

    /// Tries to register a café with this changed.
    pub fn register_with(&self, token: &str, changes: &Value) -> Response {
        self.manage("POST", "/register", token, &metadata(changes))
    }

    /// Registers a café with this changed.
    pub fn registered(&self, changes: &Value) -> Registered {
        let token = self.invite(&terms(), 1, 1);
        let response = self.register_with(&token, changes);
        assert_eq!(response.status, 201, "{}", response.text());
        let told = response.json();
        let address = told["registration_client_uri"].as_str().expect("an address");
        let path = address.strip_prefix(&self.issuer).expect("an address of ours").to_owned();
        let token = response.member("registration_access_token").expect("a token");
        Registered { told, path, token }
    }
}

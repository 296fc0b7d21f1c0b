//! What the ministry says as a provider: its metadata, ID tokens and logout tokens.

use openidconnect::core::CoreJsonWebKey;
use serde_json::{Map, Value, json};

use super::codes::Grant;
use crate::demo::assertion::{AssertionKey, BrokenKey};
use crate::demo::chance;
use crate::demo::session_end::{EVENT, TYPE};
use crate::demo::signed::signed_claims;

const LIFE_SECONDS: i64 = 300;

/// The ministry's name as a provider, and its key.
pub(super) struct Tokens {
    pub(super) issuer: String,
    key: AssertionKey,
    public: Vec<CoreJsonWebKey>,
}

impl Tokens {
    /// With a key that nobody has had before.
    pub(super) fn open(issuer: String) -> Result<Self, BrokenKey> {
        let key = AssertionKey::generate("demo-ministry-tokens-1")?;
        let keys = key.public_keys();
        let keys = keys.get("keys").cloned().unwrap_or_default();
        let public = serde_json::from_value(keys).map_err(|_| BrokenKey)?;
        Ok(Self { issuer, key, public })
    }

    /// OpenID Connect Discovery 1.0 §3, and no more than there is.
    pub(super) fn metadata(&self) -> Value {
        let at = |path: &str| format!("{}{path}", self.issuer);
        json!({
            "issuer": self.issuer,
            "authorization_endpoint": at("/xac-thuc"),
            "token_endpoint": at("/ma"),
            "end_session_endpoint": at("/ket-thuc"),
            "jwks_uri": at("/khoa"),
            "scopes_supported": ["openid"],
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["ES256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "prompt_values_supported": ["none", "login", "select_account"],
            "claims_supported": ["sub", "sid", "acr", "auth_time"],
            "ui_locales_supported": ["vi", "en"],
            "authorization_response_iss_parameter_supported": true,
            "backchannel_logout_supported": true,
            "backchannel_logout_session_supported": true,
        })
    }

    /// The JWK Set.
    pub(super) fn keys(&self) -> Value {
        self.key.public_keys()
    }

    /// An ID token: our own name for the person; how sure, and when, as Danh said it.
    pub(super) fn id_token(
        &self,
        client: &str,
        grant: &Grant,
        now: i64,
    ) -> Result<String, BrokenKey> {
        let claims = json!({
            "iss": self.issuer, "aud": client, "sub": grant.subject, "sid": grant.sid,
            "iat": now, "exp": now + LIFE_SECONDS, "auth_time": grant.proven.auth_time,
        });
        let optional = [("nonce", &grant.nonce), ("acr", &grant.proven.acr)];
        let optional = optional
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), Value::from(value.as_deref()?))));
        let mut whole: Map<String, Value> = optional.collect();
        if let Value::Object(claims) = claims {
            whole.extend(claims);
        }
        self.key.seal("JWT", &Value::Object(whole))
    }

    /// The answer of the token endpoint. There is nothing to open with the access token, but a client
    /// expects one (RFC 6749 §5.1).
    pub(super) fn answer(id_token: &str) -> Value {
        json!({
            "access_token": chance::unguessable(), "token_type": "Bearer",
            "expires_in": LIFE_SECONDS, "id_token": id_token,
        })
    }

    /// A logout token (Back-Channel Logout 1.0 §2.4).
    pub(super) fn logout_token(
        &self,
        client: &str,
        (subject, sid): (&str, &str),
        now: i64,
    ) -> Result<String, BrokenKey> {
        let claims = json!({
            "iss": self.issuer, "aud": client, "sub": subject, "sid": sid, "iat": now,
            "exp": now + LIFE_SECONDS, "jti": chance::unguessable(), "events": { EVENT: {} },
        });
        self.key.seal(TYPE, &claims)
    }

    /// The session that an ID token of ours for this client names, however old the token is
    /// (RP-Initiated Logout 1.0 §4).
    pub(super) fn hinted(&self, client: &str, id_token: &str) -> Option<String> {
        let (header, claims) = signed_claims(id_token, &self.public)?;
        let text = |name| claims.get(name).and_then(Value::as_str);
        let is_ours = header.typ.as_deref() == Some("JWT")
            && text("iss") == Some(&self.issuer)
            && text("aud") == Some(client);
        text("sid").filter(|_| is_ours).map(ToOwned::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::guest::Proven;

    fn tokens() -> Tokens {
        Tokens::open("http://ministry".to_owned()).unwrap()
    }

    fn grant(acr: Option<&str>) -> Grant {
        Grant {
            redirect_uri: String::new(),
            challenge: String::new(),
            nonce: Some("n".to_owned()),
            subject: "who".to_owned(),
            sid: "which".to_owned(),
            proven: Proven { acr: acr.map(ToOwned::to_owned), auth_time: 77 },
        }
    }

    #[test]
    fn r10_an_id_token_passes_on_level_and_time_unchanged() {
        let tokens = tokens();
        let token = tokens.id_token("us", &grant(Some("urn:x:acr")), 100).unwrap();
        let (_, claims) = signed_claims(&token, &tokens.public).unwrap();
        assert_eq!(claims["acr"], "urn:x:acr");
        assert_eq!(claims["auth_time"], 77);
        assert_eq!(claims["nonce"], "n");
        assert_eq!(claims["sub"], "who");
    }

    #[test]
    fn a_password_of_the_ministry_claims_no_level() {
        let tokens = tokens();
        let token = tokens.id_token("us", &grant(None), 100).unwrap();
        let (_, claims) = signed_claims(&token, &tokens.public).unwrap();
        assert!(claims.get("acr").is_none());
    }

    #[test]
    fn only_an_id_token_of_ours_for_this_client_is_a_hint() {
        let tokens = tokens();
        let token = tokens.id_token("us", &grant(None), 100).unwrap();
        assert_eq!(tokens.hinted("us", &token).as_deref(), Some("which"));
        assert!(tokens.hinted("else", &token).is_none());
        assert!(self::tokens().hinted("us", &token).is_none(), "another's key");
        let logout = tokens.logout_token("us", ("who", "which"), 100).unwrap();
        assert!(tokens.hinted("us", &logout).is_none(), "a logout token is no ID token");
    }
}

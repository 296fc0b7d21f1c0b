//! The claims of an ID token, and what a hint in the form of one tells.
//!
//! OpenID Connect Core 2, 3.1.3.6 (`at_hash`), 12.2 (refresh: no nonce, the same `auth_time`); Back-Channel
//! Logout 2.1 (`sid`). Hints: Core 3.1.2.1, RP-Initiated Logout 2: an expired one still tells who.

use std::collections::BTreeMap;

use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::claim_json;
use super::issuer::Issuer;
use super::jwt_claims::Verified;
use crate::domain::claim::{Claim, ClaimValue};
use crate::domain::client::{ClientId, SigningAlgorithm};
use crate::domain::subject::Subject;
use crate::domain::text::Secret;
use crate::domain::time::{Lifetime, Timestamp};

/// Everything an ID token says.
#[derive(Clone, Copy, Debug)]
pub struct IdToken<'a> {
    /// Who we are.
    pub issuer: &'a Issuer,
    /// Who signed in, as this client knows them.
    pub subject: &'a Subject,
    /// For whom.
    pub client: &'a ClientId,
    /// When, and for how long.
    pub issued: (Timestamp, Lifetime),
    /// The oldest proof counted.
    pub auth_time: Timestamp,
    /// The level, as the client may be told.
    pub acr: &'a str,
    /// By what means.
    pub amr: &'a [String],
    /// The request's nonce; none on refresh.
    pub nonce: Option<&'a str>,
    /// The session's name for this client alone, so that two clients cannot compare it.
    pub sid: Option<&'a str>,
    /// The access token beside it, and what signs this one.
    pub beside: (&'a Secret, SigningAlgorithm),
    /// [`super::authentication_context::vn_assurance`].
    pub assurance: &'a Value,
    /// Claims released into it.
    pub released: &'a BTreeMap<Claim, ClaimValue>,
}

impl IdToken<'_> {
    /// The claims to sign.
    #[must_use]
    pub fn claims(&self) -> Map<String, Value> {
        let (issued_at, lifetime) = self.issued;
        let (access_token, algorithm) = self.beside;
        let mut claims = Map::new();
        let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        put("iss", self.issuer.as_str().into());
        put("sub", self.subject.as_str().into());
        put("aud", self.client.as_str().into());
        put("exp", issued_at.plus(lifetime).unix().into());
        put("iat", issued_at.unix().into());
        put("auth_time", self.auth_time.unix().into());
        put("acr", self.acr.into());
        put("amr", self.amr.into());
        if let Some(nonce) = self.nonce {
            put("nonce", nonce.into());
        }
        if let Some(sid) = self.sid {
            put("sid", sid.into());
        }
        put("at_hash", half_hash(access_token.expose(), algorithm).into());
        put("vn_assurance", self.assurance.clone());
        claim_json::add(&mut claims, self.released);
        claims
    }
}

/// The left half of the hash that the signature uses (Core 3.1.3.6); Ed25519 uses SHA-512.
fn half_hash(text: &str, algorithm: SigningAlgorithm) -> String {
    let hash = match algorithm {
        SigningAlgorithm::EdDsa => digest::digest(&digest::SHA512, text.as_bytes()),
        _ => digest::digest(&digest::SHA256, text.as_bytes()),
    };
    let (left, _) = hash.as_ref().split_at(hash.as_ref().len() / 2);
    URL_SAFE_NO_PAD.encode(left)
}

/// What a verified ID token of ours tells when it comes back as a hint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hinted {
    /// Who, as the client knows them.
    pub subject: String,
    /// The client it was issued to.
    pub client: ClientId,
    /// The session, as the client knows it.
    pub sid: Option<String>,
    /// Until when it was good; as a hint it is good for longer.
    pub expired_at: Timestamp,
}

/// Reads a verified ID token as a hint; its signature was ours, its time does not matter.
#[must_use]
pub fn hinted(verified: &Verified, issuer: &Issuer) -> Option<Hinted> {
    let claims = verified.claims();
    if claims.text("iss") != Some(issuer.as_str()) {
        return None;
    }
    Some(Hinted {
        subject: claims.text("sub")?.to_owned(),
        client: ClientId::parse(claims.text("aud")?)?,
        sid: claims.text("sid").map(str::to_owned),
        expired_at: claims.moment("exp")?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::protocol::jwt_claims::Claims;

    fn issuer() -> Issuer {
        Issuer::parse("https://danh.example").expect("an issuer")
    }

    fn claims(nonce: Option<&str>, released: &BTreeMap<Claim, ClaimValue>) -> Map<String, Value> {
        IdToken {
            issuer: &issuer(),
            subject: &Subject::derived("s".repeat(43)),
            client: &ClientId::parse("bank").expect("a name"),
            issued: (Timestamp::from_unix(1000), Lifetime::minutes(5)),
            auth_time: Timestamp::from_unix(900),
            acr: "urn:danh:acr:ial2.aal2",
            amr: &["pwd".to_owned(), "otp".to_owned()],
            nonce,
            sid: None,
            beside: (&Secret::new("token".to_owned()), SigningAlgorithm::Es256),
            assurance: &json!({"ial": "ial2"}),
            released,
        }
        .claims()
    }

    /// P26, P57, P58.
    #[test]
    fn p57_p58_an_id_token_says_who_for_whom_since_when_and_how_sure() {
        let whole = claims(Some("n"), &BTreeMap::new());
        let expected = json!({
            "iss": "https://danh.example", "sub": "s".repeat(43), "aud": "bank", "exp": 1300,
            "iat": 1000, "auth_time": 900, "acr": "urn:danh:acr:ial2.aal2", "amr": ["pwd", "otp"],
            "nonce": "n", "at_hash": half_hash("token", SigningAlgorithm::Es256),
            "vn_assurance": {"ial": "ial2"},
        });
        assert_eq!(Value::Object(whole), expected);
        assert!(!claims(None, &BTreeMap::new()).contains_key("nonce"));
    }

    /// P42: a claim released into the ID token stands in it.
    #[test]
    fn p42_released_claims_stand_in_it() {
        let name = BTreeMap::from([(Claim::Name, ClaimValue::Text("Mai".to_owned()))]);
        assert_eq!(claims(None, &name)["name"], "Mai");
    }

    /// OpenID Connect Core, appendix A.3: the example's own figures.
    #[test]
    fn at_hash_is_the_one_of_the_specification() {
        let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
        assert_eq!(half_hash(token, SigningAlgorithm::Rs256), "77QmUPtjPfzWtF2AnpK9RQ");
        assert_eq!(half_hash(token, SigningAlgorithm::EdDsa).len(), 43);
    }

    /// P38, P93: who it was is told after it expired too; another issuer's tells nothing.
    #[test]
    fn p38_p93_a_hint_tells_who_even_when_it_has_expired() {
        let whole = Verified::mark(Claims::from_map(claims(None, &BTreeMap::new())));
        let hint = hinted(&whole, &issuer()).expect("a hint");
        assert_eq!((hint.client.as_str(), hint.expired_at.unix()), ("bank", 1300));
        let other = Issuer::parse("https://other.example").expect("an issuer");
        assert_eq!(hinted(&whole, &other), None);
    }
}

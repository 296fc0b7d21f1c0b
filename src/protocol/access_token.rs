//! The claims of an access token.
//!
//! RFC 9068 §2.2 and §4: `at+jwt`, one audience: the issuer, whose UserInfo is a resource, or another that
//! is registered (RFC 8707). Nothing about the person but `sub`. An opaque token says the same, sealed.

use serde_json::{Map, Value};

use super::issuer::Issuer;
use super::jwt_claims::{Claims, Verified};
use super::scope::Scopes;
use super::sender_constraint;
use crate::domain::client::ClientId;
use crate::domain::confirmation::Confirmation;
use crate::domain::id::{AccessTokenId, AuthorizationId};
use crate::domain::subject::Subject;
use crate::domain::time::{Lifetime, Timestamp};

/// Everything an access token says.
#[derive(Clone, Copy, Debug)]
pub struct AccessToken<'a> {
    /// What it came from, and its own name: together its `jti`.
    pub id: (&'a AuthorizationId, &'a AccessTokenId),
    /// Who we are.
    pub issuer: &'a Issuer,
    /// Whose, as this client knows them.
    pub subject: &'a Subject,
    /// To whom it was issued.
    pub client: &'a ClientId,
    /// For which resource.
    pub audience: &'a str,
    /// When, and for how long.
    pub issued: (Timestamp, Lifetime),
    /// What for.
    pub scopes: &'a Scopes,
    /// The oldest proof counted.
    pub auth_time: Timestamp,
    /// What the client may do this once (RFC 9396 §9.1).
    pub details: Option<&'a Value>,
    /// The level, as the client may be told.
    pub acr: &'a str,
    /// Who may use it, if not everybody.
    pub bound: Option<&'a Confirmation>,
}

impl AccessToken<'_> {
    /// The claims to sign.
    #[must_use]
    pub fn claims(&self) -> Map<String, Value> {
        let (issued_at, lifetime) = self.issued;
        let mut claims = Map::new();
        let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        put("iss", self.issuer.as_str().into());
        put("sub", self.subject.as_str().into());
        put("aud", self.audience.into());
        put("client_id", self.client.as_str().into());
        put("exp", issued_at.plus(lifetime).unix().into());
        put("iat", issued_at.unix().into());
        let (authorization, own) = self.id;
        put("jti", format!("{}.{}", authorization.as_str(), own.as_str()).into());
        put("scope", self.scopes.to_text().into());
        put("auth_time", self.auth_time.unix().into());
        put("acr", self.acr.into());
        if let Some(details) = self.details {
            put("authorization_details", details.clone());
        }
        if let Some(bound) = self.bound {
            put("cnf", sender_constraint::written(bound));
        }
        claims
    }
}

/// What a verified access token of ours says when it comes back. Whether it still lives, the store says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadAccessToken {
    /// What it came from.
    pub authorization: AuthorizationId,
    /// Its own name.
    pub id: AccessTokenId,
    /// Whose, as the client knows them.
    pub subject: String,
    /// To whom it was issued.
    pub client: ClientId,
    /// For which resource.
    pub audience: String,
    /// What for.
    pub scopes: Scopes,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// From when it is refused.
    pub expires_at: Timestamp,
    /// What the client may do this once.
    pub details: Option<Value>,
    /// Who may use it, if not everybody.
    pub bound: Option<Confirmation>,
}

/// Reads a verified token: ours and in time. Whom it addresses is for each door to judge.
#[must_use]
pub fn read(verified: &Verified, issuer: &Issuer, now: Timestamp) -> Option<ReadAccessToken> {
    let claims = verified.claims();
    let expires_at = claims.moment("exp")?;
    if claims.text("iss") != Some(issuer.as_str()) || now >= expires_at {
        return None;
    }
    // What we do not understand of who may use it is no leave to everybody.
    let bound = match claims.member("cnf") {
        Some(confirmation) => Some(sender_constraint::read(confirmation)?),
        None => None,
    };
    let (authorization, own) = claims.text("jti")?.split_once('.')?;
    Some(ReadAccessToken {
        authorization: AuthorizationId::parse(authorization)?,
        id: AccessTokenId::parse(own)?,
        subject: claims.text("sub")?.to_owned(),
        client: ClientId::parse(claims.text("client_id")?)?,
        audience: claims.text("aud")?.to_owned(),
        scopes: Scopes::parse(claims.text("scope")?).ok()?,
        issued_at: claims.moment("iat")?,
        expires_at,
        details: claims.member("authorization_details").cloned(),
        bound,
    })
}

/// Reads what an opaque token of ours held; it was sealed by us, or it would not have opened.
#[must_use]
pub fn read_opened(plain: &[u8], issuer: &Issuer, now: Timestamp) -> Option<ReadAccessToken> {
    let members = serde_json::from_slice(plain).ok()?;
    read(&Verified::mark(Claims::from_map(members)), issuer, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verified(claims: Map<String, Value>) -> Verified {
        Verified::mark(Claims::from_map(claims))
    }

    fn claims() -> Map<String, Value> {
        AccessToken {
            id: (
                &AuthorizationId::new(Timestamp::from_unix(900), [6; 12]),
                &AccessTokenId::new(Timestamp::from_unix(1000), [7; 12]),
            ),
            issuer: &issuer("https://danh.example"),
            subject: &Subject::derived("s".to_owned()),
            client: &ClientId::parse("bank").expect("a name"),
            audience: "https://danh.example",
            issued: (Timestamp::from_unix(1000), Lifetime::minutes(5)),
            scopes: &Scopes::parse("openid profile").expect("scopes"),
            auth_time: Timestamp::from_unix(900),
            details: None,
            acr: "urn:danh:acr:ial2.aal2",
            bound: None,
        }
        .claims()
    }

    fn issuer(text: &str) -> Issuer {
        Issuer::parse(text).expect("an issuer")
    }

    /// RFC 9068 §2.2: every required claim.
    #[test]
    fn every_required_claim_stands_and_nothing_else_about_the_person() {
        let names: Vec<String> = claims().into_iter().map(|(name, _)| name).collect();
        let expected =
            ["iss", "sub", "aud", "client_id", "exp", "iat", "jti", "scope", "auth_time", "acr"];
        assert_eq!(names, expected);
    }

    /// P75: late, another issuer's, or without a part, it is none of ours.
    #[test]
    fn p75_what_is_late_or_foreign_is_not_read() {
        let ours = issuer("https://danh.example");
        let at = Timestamp::from_unix;
        let token = read(&verified(claims()), &ours, at(1299)).expect("a token");
        assert_eq!(
            (token.client.as_str(), token.scopes.to_text().as_str()),
            ("bank", "openid profile")
        );
        assert_eq!(read(&verified(claims()), &ours, at(1300)), None);
        assert_eq!(read(&verified(claims()), &issuer("https://other.example"), at(1000)), None);
        for name in ["iss", "sub", "aud", "client_id", "exp", "iat", "jti", "scope"] {
            let mut changed = claims();
            changed.insert(name.to_owned(), Value::Null);
            assert_eq!(read(&verified(changed), &ours, at(1000)), None, "{name}");
        }
    }
}

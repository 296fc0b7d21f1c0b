//! A token of a machine, for our management resources: it speaks of no person, and nothing renews it.
//!
//! RFC 6749 §4.4.3 (no refresh token), RFC 9068 §2.2 (`sub` is the client where nobody is involved).

use serde_json::{Map, Value};

use super::issuer::Issuer;
use super::jwt_claims::Verified;
use super::scope::Scopes;
use super::sender_constraint;
use crate::domain::client::ClientId;
use crate::domain::confirmation::Confirmation;
use crate::domain::id::AccessTokenId;
use crate::domain::time::{Lifetime, Timestamp};

/// Everything it says.
#[derive(Clone, Copy, Debug)]
pub struct ManagementToken<'a> {
    /// Its own name.
    pub id: &'a AccessTokenId,
    /// Who we are.
    pub issuer: &'a Issuer,
    /// Whose it is.
    pub client: &'a ClientId,
    /// When, and for how long.
    pub issued: (Timestamp, Lifetime),
    /// What for.
    pub scopes: &'a Scopes,
    /// Who may use it, if not everybody.
    pub bound: Option<&'a Confirmation>,
}

impl ManagementToken<'_> {
    /// The claims to sign.
    #[must_use]
    pub fn claims(&self) -> Map<String, Value> {
        let (issued_at, lifetime) = self.issued;
        let mut claims = Map::new();
        let mut put = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        put("iss", self.issuer.as_str().into());
        put("sub", self.client.as_str().into());
        put("aud", audience(self.issuer).into());
        put("client_id", self.client.as_str().into());
        put("exp", issued_at.plus(lifetime).unix().into());
        put("iat", issued_at.unix().into());
        put("jti", self.id.as_str().into());
        put("scope", self.scopes.to_text().into());
        if let Some(bound) = self.bound {
            put("cnf", sender_constraint::written(bound));
        }
        claims
    }
}

/// What a machine may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadManagementToken {
    /// Its own name, by which it is given back.
    pub id: AccessTokenId,
    /// From when it is refused.
    pub expires_at: Timestamp,
    /// Which machine.
    pub client: ClientId,
    /// What for.
    pub scopes: Scopes,
    /// Who may use it, if not everybody.
    pub bound: Option<Confirmation>,
}

/// Reads a verified token: ours, for our management resources, in time.
#[must_use]
pub fn read(verified: &Verified, issuer: &Issuer, now: Timestamp) -> Option<ReadManagementToken> {
    let claims = verified.claims();
    let (ours, expires_at) = (claims.text("iss") == Some(issuer.as_str()), claims.moment("exp")?);
    if !ours || claims.text("aud") != Some(&audience(issuer)) || now >= expires_at {
        return None;
    }
    let id = AccessTokenId::parse(claims.text("jti")?)?;
    let bound = match claims.member("cnf") {
        Some(confirmation) => Some(sender_constraint::read(confirmation)?),
        None => None,
    };
    let client = ClientId::parse(claims.text("client_id")?)?;
    let scopes = Scopes::parse(claims.text("scope")?).ok()?;
    Some(ReadManagementToken { id, expires_at, client, scopes, bound })
}

/// The resource, by its name.
fn audience(issuer: &Issuer) -> String {
    issuer.address("/management")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::jwt_claims::Claims;

    fn claims() -> Map<String, Value> {
        ManagementToken {
            id: &AccessTokenId::new(Timestamp::from_unix(1000), [7; 12]),
            issuer: &issuer(),
            client: &ClientId::parse("watch").expect("a name"),
            issued: (Timestamp::from_unix(1000), Lifetime::minutes(5)),
            scopes: &Scopes::parse("danh.metrics").expect("scopes"),
            bound: None,
        }
        .claims()
    }

    fn issuer() -> Issuer {
        Issuer::parse("https://danh.example").expect("an issuer")
    }

    #[test]
    fn it_reads_back_in_time_and_at_its_resource_alone() {
        let read = |claims: Map<String, Value>, at| {
            let verified = Verified::mark(Claims::from_map(claims));
            super::read(&verified, &issuer(), Timestamp::from_unix(at))
        };
        let token = read(claims(), 1299).expect("a token");
        assert_eq!(
            (token.client.as_str(), token.scopes.to_text().as_str()),
            ("watch", "danh.metrics")
        );
        assert_eq!(read(claims(), 1300), None);
        for (name, value) in [
            ("iss", "https://other.example"),
            ("aud", "https://danh.example"),
            ("client_id", "X"),
            ("cnf", "x"),
            ("jti", "x"),
        ] {
            let mut changed = claims();
            changed.insert(name.to_owned(), value.into());
            assert_eq!(read(changed, 1000), None, "{name}");
        }
    }
}

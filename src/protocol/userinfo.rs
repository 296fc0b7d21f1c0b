//! What UserInfo answers.
//!
//! OpenID Connect Core 5.3.2: `sub` and what was released, as JSON; or signed, with `iss` and `aud`, if
//! the client registered that.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::claim_json;
use super::issuer::Issuer;
use crate::domain::claim::{Claim, ClaimValue};
use crate::domain::client::ClientId;
use crate::domain::subject::Subject;

/// The answer as JSON.
#[must_use]
pub fn claims(subject: &Subject, released: &BTreeMap<Claim, ClaimValue>) -> Map<String, Value> {
    let mut claims = Map::new();
    claims.insert("sub".to_owned(), subject.as_str().into());
    claim_json::add(&mut claims, released);
    claims
}

/// The answer to sign.
#[must_use]
pub fn signed_claims(
    subject: &Subject,
    released: &BTreeMap<Claim, ClaimValue>,
    issuer: &Issuer,
    client: &ClientId,
) -> Map<String, Value> {
    let mut claims = claims(subject, released);
    claims.insert("iss".to_owned(), issuer.as_str().into());
    claims.insert("aud".to_owned(), client.as_str().into());
    claims
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// P69, P71, P73.
    #[test]
    fn p69_p73_userinfo_says_sub_and_what_was_released_and_when_signed_from_whom_to_whom() {
        let subject = Subject::derived("s".to_owned());
        let released = BTreeMap::from([(Claim::Email, ClaimValue::Text("a@b.example".to_owned()))]);
        let plain = claims(&subject, &released);
        assert_eq!(Value::Object(plain), json!({"sub": "s", "email": "a@b.example"}));
        let issuer = Issuer::parse("https://danh.example").expect("an issuer");
        let client = ClientId::parse("bank").expect("a name");
        let signed = signed_claims(&subject, &BTreeMap::new(), &issuer, &client);
        let expected = json!({"sub": "s", "iss": "https://danh.example", "aud": "bank"});
        assert_eq!(Value::Object(signed), expected);
    }
}

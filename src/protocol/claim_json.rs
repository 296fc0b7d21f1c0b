//! Released claims as JSON.
//!
//! OpenID Connect Core 5.1 (types) and 5.3.2: what has no value is left out, never null and never empty.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::domain::claim::{Claim, ClaimValue};

/// A value, unless it is empty.
#[must_use]
pub fn value(value: &ClaimValue) -> Option<Value> {
    match value {
        ClaimValue::Text(text) => (!text.is_empty()).then(|| text.as_str().into()),
        ClaimValue::Flag(flag) => Some((*flag).into()),
        ClaimValue::Number(number) => Some((*number).into()),
        ClaimValue::List(list) => {
            let list: Vec<&str> =
                list.iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
            (!list.is_empty()).then(|| list.into())
        }
        ClaimValue::Object(members) => {
            let members: Map<String, Value> = members
                .iter()
                .filter_map(|(name, member)| Some(((*name).to_owned(), self::value(member)?)))
                .collect();
            (!members.is_empty()).then_some(Value::Object(members))
        }
    }
}

/// Adds released claims by their names; what stands already is not replaced.
pub fn add(claims: &mut Map<String, Value>, released: &BTreeMap<Claim, ClaimValue>) {
    for (claim, held) in released {
        if let Some(value) = value(held) {
            claims.entry(claim.name()).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// P61: booleans as booleans, `updated_at` a number, the address an object, nothing null or empty.
    #[test]
    fn p61_claims_have_their_types_and_nothing_is_null_or_empty() {
        let text = |text: &str| ClaimValue::Text(text.to_owned());
        let address = BTreeMap::from([("formatted", text("1 Phố Thử")), ("region", text(""))]);
        let released = BTreeMap::from([
            (Claim::Name, text("Nguyễn Mai")),
            (Claim::MiddleName, text("")),
            (Claim::PhoneNumberVerified, ClaimValue::Flag(true)),
            (Claim::UpdatedAt, ClaimValue::Number(1_700_000_000)),
            (Claim::Address, ClaimValue::Object(address)),
            (Claim::HealthInsurance, ClaimValue::Object(BTreeMap::from([("number", text(""))]))),
            (Claim::Nationalities, ClaimValue::List(vec!["VNM".to_owned(), String::new()])),
        ]);
        let mut claims = Map::new();
        add(&mut claims, &released);
        let expected = json!({
            "name": "Nguyễn Mai", "phone_number_verified": true, "updated_at": 1_700_000_000,
            "address": {"formatted": "1 Phố Thử"}, "nationalities": ["VNM"],
        });
        assert_eq!(Value::Object(claims), expected);
    }

    /// security.md 1.1 (claims overreach): a released claim replaces nothing.
    #[test]
    fn what_stands_already_is_not_replaced() {
        let mut claims = Map::new();
        claims.insert("name".to_owned(), "first".into());
        add(&mut claims, &BTreeMap::from([(Claim::Name, ClaimValue::Text("x".to_owned()))]));
        assert_eq!(claims["name"], "first");
        for reserved in
            ["sub", "iss", "aud", "exp", "iat", "nonce", "acr", "amr", "sid", "vn_assurance"]
        {
            assert_eq!(Claim::parse(reserved), None, "{reserved}");
        }
    }
}

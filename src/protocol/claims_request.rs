//! The `claims` parameter: which claims, where, and how badly.
//!
//! OpenID Connect Core 5.5: two members, `userinfo` and `id_token`, each a list of claims with null or
//! `{essential, value, values}`. Unknown claims and members are ignored (5.5.1), `purpose` too: ours is
//! registered. `verified_claims` (OpenID Connect for Identity Assurance) is ignored until it is served.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::error::OAuthError;
use super::{refusal, strict_json};
use crate::domain::claim::Claim;

/// A list of every claim with values is a tenth of this.
const LONGEST: usize = 8 * 1024;

/// What one member asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asking {
    /// All that is asked.
    pub claims: BTreeSet<Claim>,
    /// Of these, the essential ones.
    pub essential: BTreeSet<Claim>,
}

/// `acr` as a claim of the ID token (Core 5.5.1.1).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AcrClaim {
    /// Achieved, or the request fails.
    pub essential: bool,
    /// In order of preference; empty if any will do.
    pub values: Vec<String>,
}

/// The parameter, read.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct ClaimsRequest {
    /// For UserInfo.
    pub userinfo: Asking,
    /// For the ID token.
    pub id_token: Asking,
    /// `acr`, if it is asked as a claim.
    pub acr: Option<AcrClaim>,
    /// `sub` with a value: only this person may answer (Core 5.5.1).
    pub subject: Option<String>,
}

impl std::fmt::Debug for ClaimsRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ClaimsRequest({:?}, {:?}, …)", self.userinfo.claims, self.id_token.claims)
    }
}

impl ClaimsRequest {
    /// Reads the parameter.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        if text.len() > LONGEST {
            return Err(refusal::CLAIMS_TOO_LARGE);
        }
        let members = strict_json::object(text, LONGEST).ok_or(refusal::CLAIMS_MALFORMED)?;
        let id_token = list(members.get("id_token"))?;
        let userinfo = list(members.get("userinfo"))?;
        Ok(Self {
            userinfo: asking(&userinfo)?,
            acr: id_token.get("acr").map(acr).transpose()?,
            subject: subject(&id_token)?.or(subject(&userinfo)?),
            id_token: asking(&id_token)?,
        })
    }
}

/// An absent or null member asks nothing; anything but an object is a fault.
fn list(member: Option<&Value>) -> Result<Map<String, Value>, OAuthError> {
    match member {
        None | Some(Value::Null) => Ok(Map::new()),
        Some(Value::Object(claims)) => Ok(claims.clone()),
        Some(_) => Err(refusal::CLAIMS_MALFORMED),
    }
}

fn asking(claims: &Map<String, Value>) -> Result<Asking, OAuthError> {
    let mut asking = Asking::default();
    for (name, wish) in claims {
        // A language tag asks for the same claim; ours has one language (Core 5.2).
        let bare = name.split('#').next().unwrap_or(name);
        let Some(claim) = Claim::parse(bare) else { continue };
        asking.claims.insert(claim);
        if essential(wish)? {
            asking.essential.insert(claim);
        }
    }
    Ok(asking)
}

fn essential(wish: &Value) -> Result<bool, OAuthError> {
    match wish {
        Value::Null => Ok(false),
        Value::Object(members) => match members.get("essential") {
            None => Ok(false),
            Some(flag) => flag.as_bool().ok_or(refusal::CLAIMS_MALFORMED),
        },
        _ => Err(refusal::CLAIMS_MALFORMED),
    }
}

fn acr(wish: &Value) -> Result<AcrClaim, OAuthError> {
    Ok(AcrClaim { essential: essential(wish)?, values: values(wish)? })
}

fn subject(claims: &Map<String, Value>) -> Result<Option<String>, OAuthError> {
    let wish = claims.get("sub").unwrap_or(&Value::Null);
    essential(wish)?;
    Ok(values(wish)?.into_iter().next())
}

/// `value` or `values`, as texts.
fn values(wish: &Value) -> Result<Vec<String>, OAuthError> {
    let text = |value: &Value| value.as_str().map(str::to_owned).ok_or(refusal::CLAIMS_MALFORMED);
    match (wish.get("value"), wish.get("values")) {
        (None, None) => Ok(Vec::new()),
        (Some(value), None) => Ok(vec![text(value)?]),
        (None, Some(Value::Array(values))) => values.iter().map(text).collect(),
        _ => Err(refusal::CLAIMS_MALFORMED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> ClaimsRequest {
        ClaimsRequest::parse(text).expect("a claims request")
    }

    /// P42.
    #[test]
    fn p42_essential_and_voluntary_claims_are_told_apart_in_both_places() {
        let asked = read(
            r#"{"userinfo":{"name":{"essential":true,"purpose":"x"},"email":null},
                "id_token":{"birthdate":{"essential":false}}}"#,
        );
        assert_eq!(asked.userinfo.claims, BTreeSet::from([Claim::Name, Claim::Email]));
        assert_eq!(asked.userinfo.essential, BTreeSet::from([Claim::Name]));
        assert_eq!(asked.id_token.claims, BTreeSet::from([Claim::Birthdate]));
        assert!(asked.id_token.essential.is_empty());
    }

    /// P72.
    #[test]
    fn p72_unknown_claims_and_members_are_ignored() {
        let asked = read(
            r#"{"userinfo":{"shoe_size":7,"verified_claims":{"claims":{"name":null}}},"other":[],
                "id_token":null}"#,
        );
        assert_eq!(asked, ClaimsRequest::default());
    }

    /// P41.
    #[test]
    fn p41_acr_and_sub_are_read_with_their_values() {
        let asked = read(
            r#"{"id_token":{"acr":{"essential":true,"values":["a","b"]},"sub":{"value":"s"},
                "auth_time":{"essential":true}}}"#,
        );
        let acr = AcrClaim { essential: true, values: vec!["a".into(), "b".into()] };
        assert_eq!((asked.acr, asked.subject), (Some(acr), Some("s".into())));
        let one = read(r#"{"id_token":{"acr":{"value":"a"}}}"#).acr.expect("acr");
        assert_eq!((one.essential, one.values), (false, vec!["a".into()]));
        assert_eq!(read(r#"{"id_token":{"acr":null}}"#).acr, Some(AcrClaim::default()));
    }

    #[test]
    fn a_malformed_request_is_refused() {
        for wrong in [
            "",
            "name",
            "[]",
            r#"{"userinfo":[]}"#,
            r#"{"userinfo":{"name":true}}"#,
            r#"{"userinfo":{"name":{"essential":"yes"}}}"#,
            r#"{"id_token":{"acr":{"values":"a"}}}"#,
            r#"{"id_token":{"acr":{"value":"a","values":["a"]}}}"#,
            r#"{"id_token":{"sub":{"value":7}}}"#,
            r#"{"userinfo":{"name":null,"name":null}}"#,
        ] {
            assert_eq!(ClaimsRequest::parse(wrong), Err(refusal::CLAIMS_MALFORMED), "{wrong}");
        }
        let long = format!(r#"{{"x":"{}"}}"#, "a".repeat(LONGEST));
        assert_eq!(ClaimsRequest::parse(&long), Err(refusal::CLAIMS_TOO_LARGE));
    }

    #[test]
    fn debug_does_not_show_the_subject() {
        let shown = format!("{:?}", read(r#"{"id_token":{"sub":{"value":"s-e-c-r-e-t"}}}"#));
        assert!(!shown.contains("s-e-c-r-e-t"));
    }
}

//! What a request object must say, once its signature holds, and the parameters that it stands for.
//!
//! RFC 9101 §4 and §6.3 (nothing beside the object counts), FAPI 2.0 Message Signing 5.3.1 (`exp`, `nbf`,
//! `aud`); FAPI 2.0 Security Profile 5.3.2.1 for how far clocks may differ.

use std::collections::BTreeMap;

use serde_json::Value;

use super::error::OAuthError;
use super::issuer::Issuer;
use super::jwt_claims::{Claims, Verified};
use super::params::{OF_AUTHORIZATION, Params};
use super::refusal;
use crate::domain::client::Client;
use crate::domain::text::Secret;
use crate::domain::time::{Lifetime, Timestamp};

/// Objects are of this length at most, encrypted or not.
pub const LONGEST: usize = 16 * 1024;

/// How far a client's clock may be ahead of ours.
const SKEW: Lifetime = Lifetime::seconds(10);

/// How old an object may be, and how long it may live.
const LIVES: Lifetime = Lifetime::minutes(60);

/// Judges a verified object and takes its parameters out.
pub fn parameters(
    object: &Verified,
    client: &Client,
    issuer: &Issuer,
    now: Timestamp,
) -> Result<Params, OAuthError> {
    let claims = object.claims();
    let (client, strictly) = (client.id.as_str(), client.profile.is_fapi2());
    let from = claims.member("iss").is_none_or(|iss| iss == client);
    // What could be an assertion of the client too is not taken for a request (RFC 9101 §10.8).
    let is_assertion = claims.text("sub") == Some(client);
    if !from || is_assertion || claims.text("client_id") != Some(client) {
        return Err(refusal::OBJECT_CLIENT);
    }
    if !claims.audience().iter().take(10).any(|audience| *audience == issuer.as_str()) {
        return Err(refusal::OBJECT_AUDIENCE);
    }
    if !in_time(claims, strictly, now) {
        return Err(refusal::OBJECT_TIMES);
    }
    if ["request", "request_uri"].iter().any(|name| claims.member(name).is_some()) {
        return Err(refusal::OBJECT_NESTED);
    }
    let mut values = BTreeMap::new();
    for name in OF_AUTHORIZATION {
        let Some(value) = claims.member(name) else { continue };
        let text = text(name, value).ok_or(refusal::OBJECT_MEMBER)?;
        // As outside: an empty value is an absent one.
        if !text.is_empty() {
            values.insert(*name, Secret::new(text));
        }
    }
    Ok(Params::inside(values))
}

/// Whatever it says of its times must hold. Stock software often says nothing; FAPI 2.0 wants both ends, and
/// near.
fn in_time(claims: &Claims, strictly: bool, now: Timestamp) -> bool {
    let is_near = match (claims.moment("nbf"), claims.moment("exp")) {
        (Some(nbf), Some(exp)) => now <= nbf.plus(LIVES) && exp <= nbf.plus(LIVES),
        _ => false,
    };
    claims.is_in_time(now, SKEW) && (is_near || !strictly)
}

/// A member as the parameter that it stands for (RFC 9101 §4): numbers and JSON as their text, several
/// resources side by side.
fn text(name: &str, value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if name == "max_age" => number.to_string(),
        Value::Object(_) | Value::Array(_)
            if matches!(name, "claims" | "authorization_details" | "registration") =>
        {
            value.to_string()
        }
        Value::Array(all) if name == "resource" => {
            all.iter().map(Value::as_str).collect::<Option<Vec<_>>>()?.join(" ")
        }
        _ => return None,
    };
    (!text.contains('\0')).then_some(text)
}

#[cfg(test)]
mod tests;

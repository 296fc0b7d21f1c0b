//! Access tokens that nobody can read but us: what a signed one would say, sealed. They need no row of
//! their own, and a resource asks us about them (RFC 7662).
//!
//! `<name of the token>.<base64url of the sealed claims>`: under one key chance would give two tokens of a
//! whole country the same nonce, so each name has a key of its own.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};
use zeroize::Zeroizing;

use super::ground::Ground;
use crate::domain::id::AccessTokenId;
use crate::domain::text::Secret;
use crate::store::sealed::{Place, open_for_server, seal_for_server};

/// Longer than any that we make.
const LONGEST: usize = 8 * 1024;

/// Seals what a token says.
#[must_use]
pub fn seal(ground: &Ground, id: &AccessTokenId, claims: &Map<String, Value>) -> Secret {
    let plain = Zeroizing::new(Value::Object(claims.clone()).to_string());
    let sealed = seal_for_server(&ground.ring, ground.chance(), place(id), plain.as_bytes());
    let mut text = format!("{}.", id.as_str());
    URL_SAFE_NO_PAD.encode_string(sealed, &mut text);
    Secret::new(text)
}

/// What a token of ours says; nothing if it is none, to the last byte.
#[must_use]
pub fn open(ground: &Ground, token: &Secret) -> Option<Zeroizing<Vec<u8>>> {
    let (id, sealed) =
        token.expose().split_once('.').filter(|_| token.expose().len() <= LONGEST)?;
    let id = AccessTokenId::parse(id)?;
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    open_for_server(&ground.ring, place(&id), &sealed)
}

/// No column has this name: it stands for the token in its client's hands.
fn place(id: &AccessTokenId) -> Place<'_> {
    Place { table: "access_tokens", column: "claims", id: id.as_str() }
}

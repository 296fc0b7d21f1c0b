//! Software statements: what somebody whom the operator trusts vouches for about a client's software, in
//! a signed text that the client shows when it registers.
//!
//! RFC 7591 §2.3 (what it says wins over what stands beside it) and §3.1.1; RFC 8725 for its form. It is no
//! credential: who shows it needs an initial access token all the same, and goes no further than that one's terms.

use serde_json::{Map, Value};

use super::client_keys::ClientKeys;
use super::client_metadata::KEYS;
use super::client_registration::Refusal;
use super::compact::{Purpose, Unverified};
use super::issuer::Issuer;
use crate::domain::time::{Lifetime, Timestamp};

/// How far its issuer's clock may be ahead of ours.
const SKEW: Lifetime = Lifetime::seconds(60);

/// What no statement says: these are made here, or are what is being read.
const NEVER: [&str; 3] = ["client_id", "client_secret", "software_statement"];

/// Who vouches for software.
#[derive(Debug)]
pub struct StatementIssuer {
    /// Its `iss`, to the byte.
    pub name: String,
    /// Its keys.
    pub keys: ClientKeys,
}

impl StatementIssuer {
    /// What a statement says of the client.
    ///
    /// # Errors
    /// If it is another's, or not good.
    pub fn read(
        &self,
        text: &str,
        us: &Issuer,
        now: Timestamp,
    ) -> Result<Map<String, Value>, Refusal> {
        let wrong = Refusal::wrong_statement;
        let read = Unverified::parse(text, Purpose::SoftwareStatement);
        let read = read.map_err(|_| wrong("is no signed text of the right form"))?;
        if read.claimed_name() != Some(self.name.as_str()) {
            return Err(Refusal::unapproved_statement());
        }
        let algorithm = read.header().algorithm;
        let verified = self.keys.verify(read, algorithm);
        let verified = verified.map_err(|_| wrong("is not signed by a key of its issuer"))?;
        let claims = verified.claims();
        if claims.member("aud").is_some() && !claims.audience().contains(&us.as_str()) {
            return Err(wrong("is for somebody else, or names no audience in its aud"));
        }
        if !claims.is_in_time(now, SKEW) {
            return Err(wrong("is over or has not begun"));
        }
        if NEVER.iter().any(|name| claims.member(name).is_some()) {
            return Err(wrong("says what is for this server to say"));
        }
        // What we do not understand is ignored, as beside the statement, and so is what speaks of the
        // statement itself: neither is among the names of a registration.
        let known =
            |name: &String, value: &mut Value| KEYS.contains(&name.as_str()) && !value.is_null();
        let mut said = claims.members().clone();
        said.retain(known);
        Ok(said)
    }
}

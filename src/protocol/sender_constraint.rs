//! Tokens that only their holder can use: what a token says of it, and what is answered to who does not
//! hold it.
//!
//! RFC 7800 §3.1 (`cnf`), RFC 9449 §6 and §7.1 (`jkt`, the scheme DPoP), RFC 8705 §3 (`x5t#S256`); FAPI 2.0
//! Security Profile 5.3.2.1.

use serde_json::{Value, json};

use super::error::OAuthError;
use super::refusal;
use crate::domain::confirmation::{Confirmation, NotHeld, Thumbprint};

const KEY: &str = "jkt";
const CERTIFICATE: &str = "x5t#S256";

/// The member `cnf`.
#[must_use]
pub fn written(confirmation: &Confirmation) -> Value {
    match confirmation {
        Confirmation::Key(thumbprint) => json!({ KEY: thumbprint.as_str() }),
        Confirmation::Certificate(thumbprint) => json!({ CERTIFICATE: thumbprint.as_str() }),
    }
}

/// Reads the member `cnf` of a token of ours; nothing if it is none that we write.
#[must_use]
pub fn read(confirmation: &Value) -> Option<Confirmation> {
    let members = confirmation.as_object().filter(|members| members.len() == 1)?;
    let thumbprint = |name| Thumbprint::parse(members.get(name)?.as_str()?);
    thumbprint(KEY)
        .map(Confirmation::Key)
        .or_else(|| thumbprint(CERTIFICATE).map(Confirmation::Certificate))
}

/// `token_type`: the scheme under which the token is shown.
#[must_use]
pub fn token_type(confirmation: Option<&Confirmation>) -> &'static str {
    match confirmation {
        Some(Confirmation::Key(_)) => "DPoP",
        Some(Confirmation::Certificate(_)) | None => "Bearer",
    }
}

/// What is answered where tokens are asked for and the right thing was not shown.
#[must_use]
pub fn refused(fault: NotHeld) -> OAuthError {
    match fault {
        NotHeld::Key => refusal::PROOF_MISSING,
        NotHeld::Unregistered => refusal::PROOF_UNREGISTERED,
        NotHeld::Another => refusal::PROOF_KEY,
        NotHeld::Certificate => refusal::CERTIFICATE_MISSING,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_reads_back_and_nothing_else_reads() {
        let thumbprint = Thumbprint::parse(&"a".repeat(43)).expect("a thumbprint");
        for confirmation in
            [Confirmation::Key(thumbprint.clone()), Confirmation::Certificate(thumbprint)]
        {
            assert_eq!(read(&written(&confirmation)), Some(confirmation));
        }
        let long = "a".repeat(43);
        for other in [
            json!({}),
            json!("x"),
            json!({ "jkt": 7 }),
            json!({ "jkt": "short" }),
            json!({ "jkt": long, "x5t#S256": long }),
            json!({ "kid": long }),
        ] {
            assert_eq!(read(&other), None, "{other}");
        }
    }
}

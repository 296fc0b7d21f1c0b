//! Codes: each serves once, within a minute, to whoever knows its verifier.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use openidconnect::{PkceCodeChallenge, PkceCodeVerifier};
use tokio::time::Instant;

use crate::demo::guest::Proven;
use crate::demo::{chance, clock};

const LIFE: Duration = Duration::from_mins(1);
const MOST: usize = 1_000;

/// What a code stands for.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    pub(super) nonce: Option<String>,
    pub(super) subject: String,
    pub(super) sid: String,
    pub(super) proven: Proven,
}

/// All codes that wait.
#[derive(Default)]
pub(super) struct Codes(Mutex<HashMap<String, (Instant, Grant)>>);

impl Codes {
    /// A code for this.
    pub(super) fn issue(&self, grant: Grant) -> String {
        let code = chance::unguessable();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.retain(|_, (since, _)| since.elapsed() <= LIFE);
        }
        if all.len() < MOST {
            all.insert(code.clone(), (clock::moment(), grant));
        }
        code
    }

    /// Takes it. Who guesses at the verifier has spent the code.
    pub(super) fn redeem(&self, code: &str, redirect_uri: &str, verifier: &str) -> Option<Grant> {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(code);
        let (since, grant) = taken?;
        // RFC 7636 §4.1; the crate takes no other for a verifier.
        let legal = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(legal) {
            return None;
        }
        let verifier = PkceCodeVerifier::new(verifier.to_owned());
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let right = since.elapsed() <= LIFE
            && grant.redirect_uri == redirect_uri
            && grant.challenge == challenge.as_str();
        right.then_some(grant)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn granted() -> (Grant, PkceCodeVerifier) {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let grant = Grant {
            redirect_uri: "http://service/back".to_owned(),
            challenge: challenge.as_str().to_owned(),
            nonce: None,
            subject: "who".to_owned(),
            sid: "which".to_owned(),
            proven: Proven { acr: None, auth_time: 0 },
        };
        (grant, verifier)
    }

    #[test]
    fn a_code_serves_once() {
        let (grant, verifier) = granted();
        let codes = Codes::default();
        let code = codes.issue(grant);
        let redeem = || codes.redeem(&code, "http://service/back", verifier.secret());
        assert_eq!(redeem().map(|grant| grant.subject).as_deref(), Some("who"));
        assert!(redeem().is_none());
    }

    #[test]
    fn a_wrong_verifier_or_address_burns_the_code() {
        let (grant, verifier) = granted();
        let other = "v".repeat(43);
        for (address, tried) in
            [("http://service/back", other.as_str()), ("http://else", verifier.secret())]
        {
            let codes = Codes::default();
            let code = codes.issue(grant.clone());
            assert!(codes.redeem(&code, address, tried).is_none());
            assert!(codes.redeem(&code, "http://service/back", verifier.secret()).is_none());
        }
    }
}

//! Proof key for code exchange.
//!
//! RFC 7636 §4.1 (verifier), §4.2 (challenge), §4.6 (comparison); RFC 9700 §2.1.1: S256 only, and a
//! verifier without a challenge is refused like a challenge without a verifier.

use aws_lc_rs::{constant_time, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::error::OAuthError;
use super::params::Params;
use super::refusal;
use crate::domain::client::Client;
use crate::domain::text::Secret;

/// `code_challenge` by S256: 43 characters of base64url.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge(String);

/// `code_verifier`: 43–128 unreserved characters.
#[derive(Clone, Debug)]
pub struct Verifier(Secret);

impl Challenge {
    /// Reads a challenge that S256 can have made.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let whole = URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == 32);
        whole.then(|| Self(text.to_owned()))
    }

    /// The text, for the store.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Verifier {
    /// Reads a verifier of legal length and characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        let fits = (43..=128).contains(&text.len()) && text.bytes().all(unreserved);
        fits.then(|| Self(Secret::new(text.to_owned())))
    }
}

/// The challenge of an authorization request. Everybody sends one unless a confidential client's
/// registration says otherwise; `plain`, by name or by default, is refused.
pub fn challenge(params: &Params, client: &Client) -> Result<Option<Challenge>, OAuthError> {
    let method = params.text("code_challenge_method");
    match params.text("code_challenge") {
        None if client.pkce_required || client.is_public() || method.is_some() => {
            Err(refusal::PKCE_MISSING)
        }
        None => Ok(None),
        Some(_) if method != Some("S256") => Err(refusal::PKCE_METHOD),
        Some(text) => Challenge::parse(text).map(Some).ok_or(refusal::PKCE_MALFORMED),
    }
}

/// Whether who redeems the code is who asked for it: both sent and fitting, or neither sent.
#[must_use]
pub fn proves(challenge: Option<&Challenge>, verifier: Option<&Verifier>) -> bool {
    match (challenge, verifier) {
        (None, None) => true,
        (Some(challenge), Some(Verifier(secret))) => {
            let made = digest::digest(&digest::SHA256, secret.expose().as_bytes());
            let made = URL_SAFE_NO_PAD.encode(made.as_ref());
            constant_time::verify_slices_are_equal(made.as_bytes(), challenge.0.as_bytes()).is_ok()
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::example;

    /// RFC 7636 appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn asked(text: &str, required: bool) -> Result<Option<Challenge>, OAuthError> {
        let params = Params::parse(text.as_bytes()).expect("parameters");
        challenge(&params, &Client { pkce_required: required, ..example::client() })
    }

    /// P54, P114 and security.md 1.1 (downgrade): challenge sent, verifier sent, client requires.
    #[test]
    fn p54_of_eight_cases_only_matching_pairs_pass() {
        let sent = format!("code_challenge={CHALLENGE}&code_challenge_method=S256");
        for (challenge_sent, verifier_sent, required, passes) in [
            (true, true, true, true),
            (true, true, false, true),
            (true, false, true, false),
            (true, false, false, false),
            (false, true, true, false),
            (false, true, false, false),
            (false, false, true, false),
            (false, false, false, true),
        ] {
            let text = if challenge_sent { sent.as_str() } else { "state=x" };
            let verifier = verifier_sent.then(|| Verifier::parse(VERIFIER).expect("a verifier"));
            let passed = asked(text, required)
                .is_ok_and(|challenge| proves(challenge.as_ref(), verifier.as_ref()));
            assert_eq!(passed, passes, "{challenge_sent} {verifier_sent} {required}");
        }
    }

    /// P53.
    #[test]
    fn p53_another_verifier_does_not_fit() {
        let challenge = Challenge::parse(CHALLENGE);
        let other = Verifier::parse(&VERIFIER.replace('d', "e"));
        assert!(!proves(challenge.as_ref(), other.as_ref()));
        let itself = Verifier::parse(CHALLENGE);
        assert!(!proves(challenge.as_ref(), itself.as_ref()));
    }

    /// P114.
    #[test]
    fn p114_plain_is_refused_by_name_and_by_default() {
        for method in ["&code_challenge_method=plain", "", "&code_challenge_method=s256"] {
            let text = format!("code_challenge={CHALLENGE}{method}");
            assert_eq!(asked(&text, false), Err(refusal::PKCE_METHOD), "{method}");
        }
        let alone = asked("code_challenge_method=S256", false);
        assert_eq!(alone, Err(refusal::PKCE_MISSING));
    }

    #[test]
    fn a_public_client_cannot_go_without() {
        use crate::domain::client::ClientCredential::Public;
        let client = Client { credential: Public, pkce_required: false, ..example::client() };
        assert_eq!(challenge(&Params::default(), &client), Err(refusal::PKCE_MISSING));
    }

    #[test]
    fn length_and_characters_are_those_of_the_rule() {
        for (length, legal) in [(42, false), (43, true), (128, true), (129, false)] {
            assert_eq!(Verifier::parse(&"a".repeat(length)).is_some(), legal, "{length}");
        }
        assert!(Verifier::parse(&format!("{}+", "a".repeat(43))).is_none());
        for wrong in ["", &CHALLENGE[1..], &format!("{CHALLENGE}="), &CHALLENGE.replace('-', "+")] {
            assert_eq!(Challenge::parse(wrong), None, "{wrong}");
        }
    }
}

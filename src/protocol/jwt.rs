//! Tokens of our own: what is signed, how it is joined, and how it is read when it comes back.
//!
//! RFC 7519; `typ` of access tokens by RFC 9068 §2.1. Signing itself is a port: `flows::issue` gets a
//! signature for [`signing_input`] and joins the two.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value, json};

use super::compact::{JoseRefusal, Purpose, Unverified};
use super::jwt_claims::Verified;
use crate::domain::client::SigningAlgorithm;

/// What we sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenType {
    /// ID token.
    IdToken,
    /// Access token.
    AccessToken,
    /// A UserInfo answer. Stock clients take no `typ` but `JWT`; what keeps it from coming back as an
    /// `id_token_hint` is that it never expires, and an ID token always does.
    UserInfo,
    /// A consent receipt.
    Receipt,
    /// An introspection answer (RFC 9701 §5).
    Introspection,
    /// An authorization answer (JARM). Stock clients take no `typ` but `JWT`; what keeps it from coming back
    /// as an `id_token_hint` is that it is about nobody: it has no `sub`.
    Authorization,
    /// A logout token.
    LogoutToken,
}

impl TokenType {
    /// `typ`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdToken | Self::UserInfo | Self::Authorization => "JWT",
            Self::AccessToken => "at+jwt",
            Self::Receipt => "consent-receipt+jwt",
            Self::Introspection => "token-introspection+jwt",
            Self::LogoutToken => "logout+jwt",
        }
    }

    /// Its name where tokens are counted.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::IdToken => "id_token",
            Self::AccessToken => "access_token",
            Self::UserInfo => "userinfo",
            Self::Receipt => "receipt",
            Self::Introspection => "introspection",
            Self::Authorization => "authorization",
            Self::LogoutToken => "logout_token",
        }
    }
}

/// The header of a token of ours.
#[derive(Clone, Copy, Debug)]
pub struct Header<'a> {
    /// `alg`.
    pub algorithm: SigningAlgorithm,
    /// `kid`: the name of the key that will sign.
    pub key_id: &'a str,
    /// `typ`.
    pub kind: TokenType,
}

/// What is signed: `BASE64URL(header) . BASE64URL(claims)`.
///
/// # Panics
/// Never: a map of JSON values is always written.
#[must_use]
pub fn signing_input(header: Header<'_>, claims: &Map<String, Value>) -> String {
    let head = json!({
        "alg": header.algorithm.as_str(),
        "kid": header.key_id,
        "typ": header.kind.as_str(),
    });
    let claims = serde_json::to_vec(claims).expect("a map of JSON values is always written");
    let mut text = URL_SAFE_NO_PAD.encode(head.to_string());
    text.push('.');
    URL_SAFE_NO_PAD.encode_string(claims, &mut text);
    text
}

/// The token: what was signed, and its signature.
#[must_use]
pub fn joined(mut signing_input: String, signature: &[u8]) -> String {
    signing_input.push('.');
    URL_SAFE_NO_PAD.encode_string(signature, &mut signing_input);
    signing_input
}

/// What of ours may come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// An ID token as `id_token_hint`; it may have expired, and it is about somebody.
    IdTokenHint,
    /// An access token.
    AccessToken,
    /// A consent receipt.
    Receipt,
}

/// Reads a token of our own. Whether it has expired and whom it addresses is the caller's to judge.
/// `is_ours` is told algorithm, key, what was signed, and the signature.
///
/// # Errors
/// If it is none of ours, or not of that kind.
pub fn read_own(
    text: &str,
    kind: Returned,
    is_ours: impl FnOnce(SigningAlgorithm, &str, &[u8], &[u8]) -> bool,
) -> Result<Verified, JoseRefusal> {
    let purpose = match kind {
        Returned::IdTokenHint => Purpose::IdTokenHint,
        Returned::AccessToken => Purpose::AccessToken,
        Returned::Receipt => Purpose::Receipt,
    };
    let token = Unverified::parse(text, purpose)?;
    let verified = token.verified_if(|header, signed, signature| {
        // All of ours name their key.
        let key_id = header.key_id.as_deref();
        key_id.is_some_and(|key_id| is_ours(header.algorithm, key_id, signed, signature))
    })?;
    // A receipt is kept for good; every other token ends.
    let ends = kind == Returned::Receipt || verified.claims().moment("exp").is_some();
    let somebody = kind != Returned::IdTokenHint || verified.claims().text("sub").is_some();
    if ends && somebody { Ok(verified) } else { Err(JoseRefusal::Type) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(kind: TokenType) -> String {
        let header = Header { algorithm: SigningAlgorithm::Es256, key_id: "k1", kind };
        let mut claims = Map::new();
        if kind != TokenType::Authorization {
            claims.insert("sub".into(), "Mai".into());
        }
        if kind != TokenType::UserInfo {
            claims.insert("exp".into(), 1_800_000_000.into());
        }
        joined(signing_input(header, &claims), b"signed")
    }

    fn ours(algorithm: SigningAlgorithm, key_id: &str, message: &[u8], signature: &[u8]) -> bool {
        (algorithm, key_id, signature) == (SigningAlgorithm::Es256, "k1", b"signed")
            && token(TokenType::AccessToken).as_bytes().starts_with(message)
    }

    #[test]
    fn a_token_reads_back_as_what_it_is() {
        let read = read_own(&token(TokenType::AccessToken), Returned::AccessToken, ours);
        assert_eq!(read.expect("ours").claims().text("sub"), Some("Mai"));
    }

    #[test]
    fn no_kind_of_token_passes_for_another() {
        let kinds = [
            TokenType::IdToken,
            TokenType::AccessToken,
            TokenType::UserInfo,
            TokenType::Receipt,
            TokenType::Introspection,
            TokenType::Authorization,
        ];
        for (returned, expected) in [
            (Returned::IdTokenHint, [true, false, false, false, false, false]),
            (Returned::AccessToken, [false, true, false, false, false, false]),
            (Returned::Receipt, [false, false, false, true, false, false]),
        ] {
            let reads =
                kinds.map(|kind| read_own(&token(kind), returned, |_, _, _, _| true).is_ok());
            assert_eq!(reads, expected, "{returned:?}");
        }
    }

    #[test]
    fn a_foreign_signature_or_a_missing_key_name_is_refused() {
        let token = token(TokenType::AccessToken);
        let mut changed = token.clone();
        changed.pop();
        let read = |text: &str| read_own(text, Returned::AccessToken, ours).err();
        assert!(read(&changed).is_some());
        assert_eq!(read(&token.replace(".c2", ".d2")), Some(JoseRefusal::Signature));
        let nameless = URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256","typ":"at+jwt"}"#);
        let (_, rest) = token.split_once('.').expect("three parts");
        assert_eq!(read(&format!("{nameless}.{rest}")), Some(JoseRefusal::Signature));
    }
}

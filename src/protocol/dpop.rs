//! A proof that the sender of a request holds a key.
//!
//! RFC 9449 §4.2 (what a proof says), §4.3 (how it is judged), §8 and §9 (nonces), §11.1 (once only);
//! FAPI 2.0 Security Profile 5.3.2.1 (clocks) and 5.4.1 (algorithms). The name of a proof that was judged
//! here is still to be spent, by whoever has the table.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::client_keys;
use super::compact::{JoseRefusal, Purpose, Unverified};
use super::error::OAuthError;
use super::jose::VerifyingKey;
use super::jwk_thumbprint::thumbprint;
use super::jwt_claims::Claims;
use super::refusal;
use crate::domain::client::SigningAlgorithm;
use crate::domain::confirmation::{Possession, Thumbprint};
use crate::domain::text::Secret;
use crate::domain::time::{Lifetime, Timestamp};

mod target;

/// With what a proof may be signed.
pub const ALGORITHMS: [SigningAlgorithm; 3] =
    [SigningAlgorithm::Es256, SigningAlgorithm::Ps256, SigningAlgorithm::EdDsa];

/// The header field that brings a proof, in the lower case that servers write.
pub const FIELD: &str = "dpop";
/// The one that brings a nonce for the next proof.
pub const NONCE_FIELD: &str = "dpop-nonce";

/// How far a client's clock may run ahead of ours.
const AHEAD: Lifetime = Lifetime::seconds(30);
/// How old a proof may be; it bounds what the store must remember.
const OLDEST: Lifetime = Lifetime::minutes(5);

/// What a request shows in its `DPoP` header fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShownProof<'a> {
    /// None.
    Nothing,
    /// One.
    One(&'a str),
    /// More than one, or bytes that are no text (RFC 9449 §4.3, 1).
    Unclear,
}

/// What a proof has to be made for.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// The method of the request.
    pub method: &'a str,
    /// The addresses of the endpoint it came to, as discovery names them; the first one names it.
    pub addresses: &'a [String],
    /// The access token that is shown with it, at a resource.
    pub token: Option<&'a Secret>,
}

/// A proof of the right form, with the key it brings; nothing of it is believed.
pub struct Claimed<'a> {
    text: Unverified<'a>,
    key: Thumbprint,
}

/// A proof that was judged good, and has not been spent yet.
#[derive(Clone, PartialEq, Eq)]
pub struct Proof {
    key: Thumbprint,
    name: String,
    remember_until: Timestamp,
}

impl<'a> ShownProof<'a> {
    /// Reads the header fields.
    pub fn read(mut fields: impl Iterator<Item = Option<&'a str>>) -> Self {
        match (fields.next(), fields.next()) {
            (None, _) => Self::Nothing,
            (Some(Some(text)), None) => Self::One(text),
            _ => Self::Unclear,
        }
    }

    /// The proof that is shown, if one is.
    ///
    /// # Errors
    /// If what is shown is not one proof.
    pub fn claimed(self) -> Result<Option<Claimed<'a>>, OAuthError> {
        match self {
            Self::Nothing => Ok(None),
            Self::One(text) => Claimed::read(text).map(Some),
            Self::Unclear => Err(refusal::PROOF_TWICE),
        }
    }
}

impl<'a> Claimed<'a> {
    fn read(text: &'a str) -> Result<Self, OAuthError> {
        let text = Unverified::parse(text, Purpose::Proof).map_err(|fault| match fault {
            JoseRefusal::Algorithm => refusal::PROOF_ALGORITHM,
            JoseRefusal::Type => refusal::PROOF_TYPE,
            _ => refusal::PROOF_MALFORMED,
        })?;
        if !ALGORITHMS.contains(&text.header().algorithm) {
            return Err(refusal::PROOF_ALGORITHM);
        }
        let key = text.brought_key().and_then(thumbprint).ok_or(refusal::PROOF_JWK)?;
        Ok(Self { text, key })
    }

    /// The key's name.
    #[must_use]
    pub fn key(&self) -> &Thumbprint {
        &self.key
    }

    /// The key, parsed. One name is one key and one algorithm, so who has parsed it may keep it.
    ///
    /// # Errors
    /// If it is weak, private, for something else, or no key.
    pub fn parsed_key(&self) -> Result<VerifyingKey, OAuthError> {
        let jwk = self.text.brought_key().ok_or(refusal::PROOF_JWK)?;
        client_keys::brought(jwk, self.text.header().algorithm).map_err(|_| refusal::PROOF_JWK)
    }

    /// Judges the proof; `key` is the one of its name. A fresh nonce is asked for last, so that who hears
    /// of one knows that nothing else is wrong.
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn judge(
        self,
        key: &VerifyingKey,
        target: Target<'_>,
        now: Timestamp,
        is_fresh: impl FnOnce(&str) -> bool,
    ) -> Result<Proof, OAuthError> {
        // A private key that is sent is nobody's proof any more, though its public half is known here.
        if self.text.brought_key().is_some_and(client_keys::is_secret) {
            return Err(refusal::PROOF_JWK);
        }
        if self.text.header().algorithm != key.algorithm() {
            return Err(refusal::PROOF_ALGORITHM);
        }
        let verified = self
            .text
            .verified_if(|_, signed, signature| key.verifies(signed, signature))
            .map_err(|_| refusal::PROOF_SIGNATURE)?;
        let claims = verified.claims();
        let jti = claims.text("jti").filter(|jti| (1..=256).contains(&jti.len()));
        let jti = jti.ok_or(refusal::PROOF_JTI)?;
        if claims.text("htm") != Some(target.method) {
            return Err(refusal::PROOF_METHOD);
        }
        let here = |htu| target.addresses.iter().any(|address| target::is(htu, address));
        if !claims.text("htu").is_some_and(here) {
            return Err(refusal::PROOF_ADDRESS);
        }
        let made = claims.moment("iat").ok_or(refusal::PROOF_TIME)?;
        if made > now.plus(AHEAD) || made < now.minus(OLDEST) {
            return Err(refusal::PROOF_TIME);
        }
        if target.token.is_some_and(|token| !is_for_token(claims, token)) {
            return Err(refusal::PROOF_TOKEN);
        }
        if !claims.text("nonce").is_some_and(is_fresh) {
            return Err(refusal::PROOF_NONCE);
        }
        // No address holds a blank, so one name is never another's.
        let place = target.addresses.first().map_or("", String::as_str);
        let name = format!("{place} {jti}");
        let remember_until = made.plus(OLDEST).plus(AHEAD);
        Ok(Proof { key: self.key, name, remember_until })
    }
}

/// `ath`: the SHA-256 of the access token (RFC 9449 §4.2).
fn is_for_token(claims: &Claims, token: &Secret) -> bool {
    let hash = URL_SAFE_NO_PAD.encode(digest(&SHA256, token.expose().as_bytes()));
    claims.text("ath") == Some(hash.as_str())
}

impl Proof {
    /// What its sender holds, with what else they have shown.
    #[must_use]
    pub fn with(&self, shown: Possession) -> Possession {
        shown.of_key(self.key.clone())
    }

    /// Whose key, which name at which address, and until when it must be remembered.
    #[must_use]
    pub fn to_spend(&self) -> (&Thumbprint, &str, Timestamp) {
        (&self.key, &self.name, self.remember_until)
    }
}

impl fmt::Debug for Claimed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Claimed(…)")
    }
}

impl fmt::Debug for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Proof(…)")
    }
}

#[cfg(test)]
mod tests;

//! Signed texts from outside: JWS compact serialization (RFC 7515 §7.1) and nothing else.
//!
//! Size and form are judged before anything is decoded, the header before the claims are believed
//! (RFC 8725). No member of the header chooses a key from elsewhere, and no extension is understood.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use super::jwt_claims::{Claims, Verified};
use super::strict_json;

pub mod mac;

use crate::domain::client::{ClientId, SigningAlgorithm};

/// What a signed text is for. Each has its own size and its own types, so that none passes for
/// another (RFC 8725 §3.11).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// `client_assertion` of `private_key_jwt` and `client_secret_jwt`.
    ClientAssertion,
    /// A request object (RFC 9101).
    RequestObject,
    /// An ID token of ours, brought back as `id_token_hint`.
    IdTokenHint,
    /// An access token of ours.
    AccessToken,
    /// A consent receipt of ours.
    Receipt,
    /// What somebody vouches for about a client's software (RFC 7591).
    SoftwareStatement,
    /// A proof of possession (RFC 9449): the one kind that brings the key it was signed with.
    Proof,
}

impl Purpose {
    const fn longest(self) -> usize {
        match self {
            Self::ClientAssertion | Self::AccessToken | Self::Proof => 8 * 1024,
            Self::RequestObject | Self::IdTokenHint | Self::Receipt | Self::SoftwareStatement => {
                16 * 1024
            }
        }
    }

    /// Whether a header of this `typ` may serve. Names are media types without `application/` and
    /// know no capitals (RFC 7515 §4.1.9). What others sign often names no type; what we sign does.
    fn admits(self, typ: Option<&str>) -> bool {
        let typ = typ.map(|typ| {
            let lower = typ.to_ascii_lowercase();
            lower.strip_prefix("application/").map_or(lower.clone(), str::to_owned)
        });
        match (self, typ.as_deref()) {
            (Self::ClientAssertion, typ) => {
                matches!(typ, None | Some("jwt" | "client-authentication+jwt"))
            }
            (Self::RequestObject, typ) => {
                matches!(typ, None | Some("jwt" | "oauth-authz-req+jwt"))
            }
            (Self::SoftwareStatement, typ) => {
                matches!(typ, None | Some("jwt" | "software-statement+jwt"))
            }
            (Self::IdTokenHint, typ) => typ == Some("jwt"),
            (Self::AccessToken, typ) => typ == Some("at+jwt"),
            (Self::Receipt, typ) => typ == Some("consent-receipt+jwt"),
            (Self::Proof, typ) => typ == Some("dpop+jwt"),
        }
    }
}

/// Why a signed text is refused; for the log, never for the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JoseRefusal {
    /// Longer than its purpose allows.
    #[error("too long")]
    TooLong,
    /// Not the parts that it must have, or not base64url.
    #[error("not the parts of base64url that it must have")]
    Form,
    /// A header that is no strict JSON object, or with a member of the wrong form.
    #[error("the header is malformed")]
    Header,
    /// A header that asks for an extension or brings a key though it is no proof.
    #[error("the header asks for more than we understand")]
    Extension,
    /// `none`, a MAC, or any other algorithm than the one that is registered.
    #[error("not the algorithm that is registered")]
    Algorithm,
    /// A type that this purpose does not admit.
    #[error("a type for another purpose")]
    Type,
    /// Claims that are no strict JSON object.
    #[error("the claims are malformed")]
    Claims,
    /// No key, or no single key, fits.
    #[error("no single key fits")]
    Key,
    /// The signature is wrong.
    #[error("the signature is wrong")]
    Signature,
    /// It is not encrypted to a key of ours, or was changed since.
    #[error("it cannot be decrypted")]
    Decryption,
}

/// Members that bring a key, change what is signed, or belong to encryption. `crit` is refused
/// whatever it lists: there is no extension that we understand.
const REFUSED: [&str; 14] = [
    "crit", "b64", "jwk", "jku", "x5u", "x5c", "zip", "enc", "epk", "apu", "apv", "p2s", "p2c",
    "iv",
];

/// A header is short.
const LONGEST_HEADER: usize = 2 * 1024;

/// The header's members that we read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// `alg`.
    pub algorithm: SigningAlgorithm,
    /// `kid`: one of the charset that we register, or the text is refused.
    pub key_id: Option<String>,
}

/// A signed text of the right form; what it claims stays shut in until its signature is verified.
pub struct Unverified<'a> {
    header: Header,
    brought: Option<Map<String, Value>>,
    claims: Claims,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Unverified<'a> {
    /// Reads a text for one purpose.
    ///
    /// # Errors
    /// If it is not of that form.
    pub fn parse(text: &'a str, purpose: Purpose) -> Result<Self, JoseRefusal> {
        let Parts { mut header, claims, signed, signature } = Parts::of(text, purpose)?;
        let brought = if purpose == Purpose::Proof { brought(&mut header)? } else { None };
        let (algorithm, key_id) = judged(&header, purpose, SigningAlgorithm::parse)?;
        let header = Header { algorithm, key_id };
        Ok(Self { header, brought, claims: read(&claims, purpose)?, signed, signature })
    }

    /// The header; it helps to find the key and proves nothing.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The key that a proof brings; it says who the sender is to be, and proves nothing.
    #[must_use]
    pub(super) fn brought_key(&self) -> Option<&Map<String, Value>> {
        self.brought.as_ref()
    }

    /// Whose text this claims to be, only to look up whose keys to try.
    #[must_use]
    pub fn claimed_issuer(&self) -> Option<ClientId> {
        ClientId::parse(self.claims.text("iss")?)
    }

    /// By whom this claims to be, whoever that is, only to say whether it is anybody we know.
    #[must_use]
    pub fn claimed_name(&self) -> Option<&str> {
        self.claims.text("iss")
    }

    /// Lets the claims out if `signature_fits` says so of what was signed and its signature.
    pub(super) fn verified_if(
        self,
        signature_fits: impl FnOnce(&Header, &[u8], &[u8]) -> bool,
    ) -> Result<Verified, JoseRefusal> {
        if signature_fits(&self.header, self.signed.as_bytes(), &self.signature) {
            Ok(Verified::mark(self.claims))
        } else {
            Err(JoseRefusal::Signature)
        }
    }
}

/// The three parts, decoded; of the claims nothing is read before the header is judged.
struct Parts<'a> {
    header: Map<String, Value>,
    claims: Vec<u8>,
    signed: &'a str,
    signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    fn of(text: &'a str, purpose: Purpose) -> Result<Self, JoseRefusal> {
        if text.len() > purpose.longest() {
            return Err(JoseRefusal::TooLong);
        }
        // Counted first: a thousand dots are never a thousand parts.
        if text.bytes().filter(|byte| *byte == b'.').count() != 2 {
            return Err(JoseRefusal::Form);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(JoseRefusal::Form)?;
        let (header, claims) = signed.split_once('.').ok_or(JoseRefusal::Form)?;
        let header = decoded(header)?;
        let claims = decoded(claims)?;
        let signature = decoded(signature)?;
        let header = strict(&header, LONGEST_HEADER).ok_or(JoseRefusal::Header)?;
        Ok(Self { header, claims, signed, signature })
    }
}

fn read(claims: &[u8], purpose: Purpose) -> Result<Claims, JoseRefusal> {
    strict(claims, purpose.longest()).map(Claims::from_map).ok_or(JoseRefusal::Claims)
}

impl fmt::Debug for Unverified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unverified").field("header", &self.header).finish_non_exhaustive()
    }
}

/// Whether a key may bear this name: `[A-Za-z0-9_-]{1,128}`.
#[must_use]
pub fn is_key_id(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    (1..=128).contains(&text.len()) && text.bytes().all(allowed)
}

/// One spelling only: no padding, no white space, no stray bits at the end.
pub(super) fn decoded(part: &str) -> Result<Vec<u8>, JoseRefusal> {
    if part.is_empty() {
        return Err(JoseRefusal::Form);
    }
    URL_SAFE_NO_PAD.decode(part).map_err(|_| JoseRefusal::Form)
}

fn strict(bytes: &[u8], longest: usize) -> Option<Map<String, Value>> {
    strict_json::object(std::str::from_utf8(bytes).ok()?, longest)
}

/// Takes a proof's own key out of its header. No name chooses among keys there, so none is read.
fn brought(header: &mut Map<String, Value>) -> Result<Option<Map<String, Value>>, JoseRefusal> {
    header.remove("kid");
    match header.remove("jwk") {
        None => Ok(None),
        Some(Value::Object(key)) => Ok(Some(key)),
        Some(_) => Err(JoseRefusal::Header),
    }
}

/// The algorithm, if it is one of those that may stand here, and the key's name.
fn judged<A>(
    header: &Map<String, Value>,
    purpose: Purpose,
    known: impl FnOnce(&str) -> Option<A>,
) -> Result<(A, Option<String>), JoseRefusal> {
    if REFUSED.iter().any(|name| header.contains_key(*name)) {
        return Err(JoseRefusal::Extension);
    }
    let text = |name: &str| match header.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(_) => Err(JoseRefusal::Header),
    };
    let algorithm = text("alg")?.ok_or(JoseRefusal::Header)?;
    let algorithm = known(algorithm).ok_or(JoseRefusal::Algorithm)?;
    if !purpose.admits(text("typ")?) {
        return Err(JoseRefusal::Type);
    }
    let key_id = text("kid")?;
    if key_id.is_some_and(|id| !is_key_id(id)) {
        return Err(JoseRefusal::Header);
    }
    Ok((algorithm, key_id.map(str::to_owned)))
}

#[cfg(test)]
mod tests;

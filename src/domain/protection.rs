//! How what travels between us and a client is signed and encrypted beyond TLS, as it is registered.

/// A signature algorithm that we sign with or accept (RFC 7518, RFC 8037).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SigningAlgorithm {
    /// ECDSA on P-256.
    Es256,
    /// RSA-PSS.
    Ps256,
    /// RSA PKCS#1 v1.5; stock software expects it.
    Rs256,
    /// Ed25519.
    EdDsa,
}

impl SigningAlgorithm {
    /// All of them, our default first.
    pub const ALL: [Self; 4] = [Self::Es256, Self::Ps256, Self::Rs256, Self::EdDsa];

    /// The registered name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// Reads a registered name; `none` and HMAC are none of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.as_str() == text)
    }
}

/// A keyed hash by which a client proves that it knows its secret (RFC 7518 §3.2). It is a type of its own, so
/// that no secret ever verifies what a key must have signed, nor the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MacAlgorithm {
    /// HMAC with SHA-256.
    Hs256,
    /// HMAC with SHA-384.
    Hs384,
    /// HMAC with SHA-512.
    Hs512,
}

impl MacAlgorithm {
    /// All of them, our default first.
    pub const ALL: [Self; 3] = [Self::Hs256, Self::Hs384, Self::Hs512];

    /// The registered name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
        }
    }

    /// Reads a registered name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == text)
    }

    /// How many bytes of chance a secret needs: as many as the hash has (RFC 7518 §3.2).
    #[must_use]
    pub const fn chance(self) -> usize {
        match self {
            Self::Hs256 => 32,
            Self::Hs384 => 48,
            Self::Hs512 => 64,
        }
    }

    /// How many characters so many bytes have as base64url. A shorter secret cannot hold the chance.
    #[must_use]
    pub const fn shortest_secret(self) -> usize {
        (self.chance() * 4).div_ceil(3)
    }
}

/// How the key is found that content is encrypted with (RFC 7518 §4). The content itself is always
/// encrypted with [`CONTENT_ENCRYPTION`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EncryptionAlgorithm {
    /// Agreed on with the receiver's key on P-256, directly.
    EcdhEs,
    /// Encrypted with the receiver's RSA key, OAEP with SHA-256.
    RsaOaep256,
}

/// `enc`: AES-GCM with 256 bits.
pub const CONTENT_ENCRYPTION: &str = "A256GCM";

impl EncryptionAlgorithm {
    /// Both, our default first.
    pub const ALL: [Self; 2] = [Self::EcdhEs, Self::RsaOaep256];

    /// The registered name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EcdhEs => "ECDH-ES",
            Self::RsaOaep256 => "RSA-OAEP-256",
        }
    }

    /// Reads a registered name; key wrapping, passwords and RSA1_5 are none of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.as_str() == text)
    }
}

/// How one kind of answer is protected: always signed, and encrypted if that is registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protected {
    /// Signs it.
    pub signed: SigningAlgorithm,
    /// Then encrypts it.
    pub encrypted: Option<EncryptionAlgorithm>,
}

/// What the client registered of the requests that it signs (RFC 9101).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestObjects {
    /// The one algorithm it signs them with; without one they are not taken.
    pub signed: Option<SigningAlgorithm>,
    /// It may encrypt them, by this algorithm.
    pub encrypted: Option<EncryptionAlgorithm>,
    /// No request is taken that is not signed.
    pub required: bool,
}

/// What a client registered beyond plain answers over TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protections {
    /// Encrypts ID tokens.
    pub id_token: Option<EncryptionAlgorithm>,
    /// Encrypts signed UserInfo answers.
    pub userinfo: Option<EncryptionAlgorithm>,
    /// Introspection as a token (RFC 9701).
    pub introspection: Protected,
    /// Authorization answers as a token (JARM).
    pub authorization: Protected,
    /// Requests.
    pub requests: RequestObjects,
}

impl Protections {
    /// Every algorithm by which something is encrypted to the client.
    pub fn encrypting(&self) -> impl Iterator<Item = EncryptionAlgorithm> {
        let of = |protected: Protected| protected.encrypted;
        [self.id_token, self.userinfo, of(self.introspection), of(self.authorization)]
            .into_iter()
            .flatten()
    }
}

/// Nothing is encrypted, requests are not signed, and what is asked for as a token is signed as stock
/// software expects (RFC 9701 §6, JARM 3).
impl Default for Protections {
    fn default() -> Self {
        let plain = Protected { signed: SigningAlgorithm::Rs256, encrypted: None };
        Self {
            id_token: None,
            userinfo: None,
            introspection: plain,
            authorization: plain,
            requests: RequestObjects::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_that_of_a_signature_and_of_a_keyed_hash() {
        for mac in MacAlgorithm::ALL {
            assert_eq!(MacAlgorithm::parse(mac.as_str()), Some(mac));
            assert_eq!(SigningAlgorithm::parse(mac.as_str()), None);
        }
        for signature in SigningAlgorithm::ALL {
            assert_eq!(MacAlgorithm::parse(signature.as_str()), None);
        }
        assert_eq!(MacAlgorithm::ALL.map(MacAlgorithm::shortest_secret), [43, 64, 86]);
    }

    #[test]
    fn algorithms_that_are_not_ours_have_no_name_here() {
        for algorithm in EncryptionAlgorithm::ALL {
            assert_eq!(EncryptionAlgorithm::parse(algorithm.as_str()), Some(algorithm));
        }
        for foreign in
            ["RSA1_5", "RSA-OAEP", "dir", "A256KW", "ECDH-ES+A256KW", "PBES2-HS256+A128KW"]
        {
            assert_eq!(EncryptionAlgorithm::parse(foreign), None, "{foreign}");
        }
    }
}

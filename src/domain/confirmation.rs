//! What binds a token to who may use it: a key or a certificate that its holder alone has.
//!
//! RFC 7800 §3.1, RFC 8705 §3.1 (`x5t#S256`), RFC 9449 §6.1 (`jkt`). A token is bound to one of them or
//! to none, and which it is was registered with its client.

use std::fmt;

/// The SHA-256 of a public key (RFC 7638) or of a certificate (RFC 8705 §3.1): 43 characters of base64url.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Thumbprint(String);

impl Thumbprint {
    /// Reads what may be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        (text.len() == 43 && text.bytes().all(allowed)).then(|| Self(text.to_owned()))
    }

    /// The characters.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Thumbprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Thumbprint(…)")
    }
}

/// What a token says of who may use it (`cnf`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// The holder of this key, by DPoP proofs.
    Key(Thumbprint),
    /// The holder of this certificate, by TLS.
    Certificate(Thumbprint),
}

/// What the tokens of a client are bound to; fixed at registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SenderConstraint {
    /// Nothing: whoever has a token can use it.
    None,
    /// A key that the client proves with each request (`dpop_bound_access_tokens`).
    Key,
    /// The client's certificate (`tls_client_certificate_bound_access_tokens`).
    Certificate,
}

/// What the sender of one request has proven to hold. `tests/house.rs` sees that only what verifies a
/// proof or a handshake adds to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Possession {
    key: Option<Thumbprint>,
    certificate: Option<Thumbprint>,
}

/// Why a request is not answered with a token, or for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotHeld {
    /// No key was proven.
    Key,
    /// No certificate was shown.
    Certificate,
    /// A key was proven that the client has not registered to use.
    Unregistered,
    /// Another key or certificate was shown than the one that counts.
    Another,
}

impl Possession {
    /// Adds a key that a fresh proof was made with.
    #[must_use]
    pub fn of_key(self, key: Thumbprint) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Adds the certificate of the connection.
    #[must_use]
    pub fn of_certificate(self, certificate: Thumbprint) -> Self {
        Self { certificate: Some(certificate), ..self }
    }

    /// The key that was proven.
    #[must_use]
    pub fn key(&self) -> Option<&Thumbprint> {
        self.key.as_ref()
    }

    /// The certificate that was shown.
    #[must_use]
    pub fn certificate(&self) -> Option<&Thumbprint> {
        self.certificate.as_ref()
    }

    /// What new tokens of a client are bound to. A key that is proven but not registered is refused, so
    /// that no client thinks its tokens bound which are not.
    ///
    /// # Errors
    /// If the request does not show what is registered.
    pub fn bind(&self, constraint: SenderConstraint) -> Result<Option<Confirmation>, NotHeld> {
        match (constraint, &self.key, &self.certificate) {
            (SenderConstraint::Key, Some(key), _) => Ok(Some(Confirmation::Key(key.clone()))),
            (SenderConstraint::Key, None, _) => Err(NotHeld::Key),
            (_, Some(_), _) => Err(NotHeld::Unregistered),
            (SenderConstraint::Certificate, None, Some(certificate)) => {
                Ok(Some(Confirmation::Certificate(certificate.clone())))
            }
            (SenderConstraint::Certificate, None, None) => Err(NotHeld::Certificate),
            (SenderConstraint::None, None, _) => Ok(None),
        }
    }

    /// Whether the sender may use what is bound to this.
    ///
    /// # Errors
    /// If it does not hold what the token is bound to.
    pub fn holds(&self, confirmation: Option<&Confirmation>) -> Result<(), NotHeld> {
        let shown = |shown: &Option<Thumbprint>, bound, missing| match shown {
            Some(shown) if shown == bound => Ok(()),
            Some(_) => Err(NotHeld::Another),
            None => Err(missing),
        };
        match confirmation {
            None => Ok(()),
            Some(Confirmation::Key(bound)) => shown(&self.key, bound, NotHeld::Key),
            Some(Confirmation::Certificate(bound)) => {
                shown(&self.certificate, bound, NotHeld::Certificate)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn thumbprint(letter: &str) -> Thumbprint {
        Thumbprint::parse(&letter.repeat(43)).expect("a thumbprint")
    }

    #[test]
    fn a_thumbprint_is_43_characters_of_base64url() {
        for (text, good) in [("a".repeat(43), true), ("a".repeat(42), false)] {
            assert_eq!(Thumbprint::parse(&text).is_some(), good);
        }
        assert!(Thumbprint::parse(&"=".repeat(43)).is_none());
        assert!(!format!("{:?}", thumbprint("a")).contains('a'.to_string().repeat(3).as_str()));
    }

    /// P121: each way to show something, against each registration.
    #[test]
    fn p121_tokens_are_bound_to_what_is_registered_and_to_nothing_else() {
        let (key, certificate) = (thumbprint("k"), thumbprint("c"));
        let none = Possession::default();
        let by_key = Possession::default().of_key(key.clone());
        let by_certificate = Possession::default().of_certificate(certificate.clone());
        let both = by_key.clone().of_certificate(certificate.clone());
        let (key, certificate) = (Confirmation::Key(key), Confirmation::Certificate(certificate));
        for (shown, constraint, expected) in [
            (&none, SenderConstraint::None, Ok(None)),
            (&none, SenderConstraint::Key, Err(NotHeld::Key)),
            (&none, SenderConstraint::Certificate, Err(NotHeld::Certificate)),
            (&by_key, SenderConstraint::None, Err(NotHeld::Unregistered)),
            (&by_key, SenderConstraint::Key, Ok(Some(key.clone()))),
            (&by_key, SenderConstraint::Certificate, Err(NotHeld::Unregistered)),
            (&by_certificate, SenderConstraint::None, Ok(None)),
            (&by_certificate, SenderConstraint::Key, Err(NotHeld::Key)),
            (&by_certificate, SenderConstraint::Certificate, Ok(Some(certificate.clone()))),
            (&both, SenderConstraint::None, Err(NotHeld::Unregistered)),
            (&both, SenderConstraint::Key, Ok(Some(key.clone()))),
            (&both, SenderConstraint::Certificate, Err(NotHeld::Unregistered)),
        ] {
            assert_eq!(shown.bind(constraint), expected, "{shown:?} {constraint:?}");
        }
        for (shown, bound, expected) in [
            (&none, None, Ok(())),
            (&by_key, None, Ok(())),
            (&none, Some(&key), Err(NotHeld::Key)),
            (&by_certificate, Some(&key), Err(NotHeld::Key)),
            (&by_key, Some(&key), Ok(())),
            (&none, Some(&certificate), Err(NotHeld::Certificate)),
            (&by_certificate, Some(&certificate), Ok(())),
            (&by_key, Some(&Confirmation::Key(thumbprint("x"))), Err(NotHeld::Another)),
        ] {
            assert_eq!(shown.holds(bound), expected, "{shown:?} {bound:?}");
        }
    }
}

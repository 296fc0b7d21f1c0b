//! Why a token does not do what it should.

/// Why a token does not do what it should; in an operator's words, and without a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HsmError {
    /// The module is not there, or is none.
    #[error("{0} is not there or is no PKCS#11 module: {1}")]
    Module(String, String),
    /// No slot holds the token.
    #[error("no token with the label \"{0}\" is there; the tokens that are: {1}")]
    NoToken(String, String),
    /// The file with the PIN does not serve.
    #[error("the PIN's file {0} {1}")]
    PinFile(String, &'static str),
    /// The token does not take the PIN.
    #[error(
        "the token does not take the PIN; it is not tried again, because tokens lock themselves"
    )]
    Pin,
    /// Too many wrong ones.
    #[error("the token has locked its PIN; its security officer opens it again")]
    PinLocked,
    /// No key has this label.
    #[error("the token holds no private key with the label {0}")]
    NoKey(String),
    /// The token knows no such keys.
    #[error("the token makes no keys for {0}")]
    Unsupported(&'static str),
    /// It failed.
    #[error("the token failed: {0}")]
    Device(String),
}

//! A client gives a token back.
//!
//! RFC 7009 §2.1 and §2.2: a token that is unknown, or another client's, is answered like a success; a
//! hint of an unknown kind is ignored.

use super::error::OAuthError;
use super::params::Params;
use super::refusal;
use crate::domain::text::Secret;

/// Which kind of token the client believes it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// An access token.
    Access,
    /// A refresh token.
    Refresh,
}

/// A token named in a form, at `/revoke` or `/introspect`.
#[derive(Clone, Debug)]
pub struct NamedToken {
    /// The token.
    pub token: Secret,
    /// Where to look first, and only that.
    pub hint: Option<TokenKind>,
}

impl NamedToken {
    /// Reads the form.
    pub fn parse(params: &Params) -> Result<Self, OAuthError> {
        let token = params.secret("token").ok_or(refusal::TOKEN_MISSING)?;
        let hint = match params.text("token_type_hint") {
            Some("access_token") => Some(TokenKind::Access),
            Some("refresh_token") => Some(TokenKind::Refresh),
            _ => None,
        };
        Ok(Self { token, hint })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_helps_and_an_unknown_hint_is_ignored() {
        let read =
            |text: &str| NamedToken::parse(&Params::parse(text.as_bytes()).expect("parameters"));
        for (text, hint) in [
            ("token=a", None),
            ("token=a&token_type_hint=refresh_token", Some(TokenKind::Refresh)),
            ("token=a&token_type_hint=access_token", Some(TokenKind::Access)),
            ("token=a&token_type_hint=saml", None),
        ] {
            assert_eq!(read(text).expect("a token").hint, hint, "{text}");
        }
        assert_eq!(read("token=").err(), Some(refusal::TOKEN_MISSING));
    }
}

//! What a client asks of the token endpoint.
//!
//! RFC 6749 §4.1.3 (code), §6 (refresh), §5.2 (errors); RFC 7636 §4.5 (verifier).
//! RFC 6749 §4.4 for machines at our management resources. Other grants do not exist here (`decisions.md` §8).

use super::error::OAuthError;
use super::issuer::Issuer;
use super::params::Params;
use super::pkce::Verifier;
use super::scope::Scopes;
use super::{authorization_details, refusal, resource};
use crate::domain::authorization_detail::AuthorizationDetail;
use crate::domain::client::Client;
use crate::domain::resource::Resource;
use crate::domain::text::Secret;

/// Grants that are served.
pub const GRANT_TYPES: [&str; 3] = ["authorization_code", "refresh_token", "client_credentials"];

/// A request for tokens, not yet judged.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    /// In exchange for what.
    pub grant: Grant,
    /// What of the grant the tokens are to say.
    pub part: Part,
}

/// What of a grant a token is asked for.
#[derive(Clone, Debug)]
pub struct Part {
    /// What the access token is to be good for (RFC 8707); registered or ours.
    pub resources: Vec<Resource>,
    /// Less than was granted, if named (RFC 9396 §6).
    pub details: Vec<AuthorizationDetail>,
}

/// What is exchanged for tokens.
#[derive(Clone, Debug)]
pub enum Grant {
    /// In exchange for a code.
    AuthorizationCode {
        /// The code.
        code: Secret,
        /// Where it was sent to.
        redirect_uri: String,
        /// That who redeems it is who asked for it.
        verifier: Option<Verifier>,
    },
    /// In exchange for a refresh token.
    RefreshToken {
        /// The refresh token.
        token: Secret,
        /// Less than was granted, if named.
        scopes: Option<Scopes>,
    },
    /// In exchange for nothing: a machine speaks for itself.
    ClientCredentials {
        /// Less than is registered, if named.
        scopes: Option<Scopes>,
    },
}

impl TokenRequest {
    /// Reads the form.
    pub fn parse(params: &Params, client: &Client, issuer: &Issuer) -> Result<Self, OAuthError> {
        let resources = resource::asked(params, client, issuer)?;
        let details = authorization_details::asked(params, client)?;
        Ok(Self { grant: Grant::parse(params)?, part: Part { resources, details } })
    }
}

impl Grant {
    fn parse(params: &Params) -> Result<Self, OAuthError> {
        match params.text("grant_type") {
            Some("authorization_code") => code(params),
            Some("refresh_token") => Ok(Self::RefreshToken {
                token: params.secret("refresh_token").ok_or(refusal::REFRESH_TOKEN_MISSING)?,
                scopes: params.text("scope").map(Scopes::parse).transpose()?,
            }),
            Some("client_credentials") => Ok(Self::ClientCredentials {
                scopes: params.text("scope").map(Scopes::parse).transpose()?,
            }),
            Some(_) => Err(refusal::GRANT_TYPE),
            None => Err(refusal::GRANT_TYPE_MISSING),
        }
    }
}

fn code(params: &Params) -> Result<Grant, OAuthError> {
    let code = params.secret("code").ok_or(refusal::CODE_MISSING)?;
    // Every authorization request named it, so every exchange must (RFC 6749 §4.1.3).
    let redirect_uri = params.text("redirect_uri").ok_or(refusal::REDIRECT_URI_MISSING)?;
    let verifier = match params.text("code_verifier") {
        Some(text) => Some(Verifier::parse(text).ok_or(refusal::VERIFIER_MALFORMED)?),
        None => None,
    };
    Ok(Grant::AuthorizationCode { code, redirect_uri: redirect_uri.to_owned(), verifier })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::example;

    fn read(text: &str) -> Result<Grant, OAuthError> {
        let issuer = Issuer::parse("https://danh.example").expect("an issuer");
        let params = Params::parse(text.as_bytes()).expect("parameters");
        TokenRequest::parse(&params, &example::client(), &issuer).map(|request| request.grant)
    }

    #[test]
    fn both_grants_are_read() {
        let code = read("grant_type=authorization_code&code=a.b&redirect_uri=https%3A%2F%2Fa");
        assert!(matches!(code, Ok(Grant::AuthorizationCode { verifier: None, .. })));
        let refresh = read("grant_type=refresh_token&refresh_token=a.b&scope=openid");
        assert!(matches!(refresh, Ok(Grant::RefreshToken { scopes: Some(_), .. })));
    }

    /// P51, P53, P114.
    #[test]
    fn p51_each_fault_has_its_registered_code() {
        let code = "grant_type=authorization_code&code=a.b&redirect_uri=https%3A%2F%2Fa";
        for (text, expected) in [
            ("code=a".to_owned(), refusal::GRANT_TYPE_MISSING),
            ("grant_type=password&username=a".to_owned(), refusal::GRANT_TYPE),
            ("grant_type=authorization_code".to_owned(), refusal::CODE_MISSING),
            ("grant_type=authorization_code&code=a".to_owned(), refusal::REDIRECT_URI_MISSING),
            (format!("{code}&code_verifier=short"), refusal::VERIFIER_MALFORMED),
            (format!("{code}&resource=https%3A%2F%2Fb"), refusal::RESOURCE),
            ("grant_type=refresh_token".to_owned(), refusal::REFRESH_TOKEN_MISSING),
        ] {
            assert_eq!(read(&text).err(), Some(expected), "{text}");
        }
    }
}

//! The errors that the specifications name, and what becomes of each.
//!
//! RFC 6749 §4.1.2.1 and §5.2, RFC 6750 §3.1, OpenID Connect Core 3.1.2.6, RFC 9126 §2.3,
//! OpenID Connect Core Error Code unmet_authentication_requirements 1.0.
//! The sentences that explain them stand in [`super::refusal`]; nothing a stranger sent is ever echoed.

use serde_json::{Value, json};

use super::issuer::Issuer;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $status:literal;)*) => {
        /// A registered error code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode { $($(#[$doc])* $name,)* }

        impl ErrorCode {
            /// Every code that we may answer.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as answers write it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The HTTP status when the answer is a document, not a redirect.
            #[must_use]
            pub const fn status(self) -> u16 {
                match self { $(Self::$name => $status,)* }
            }
        }
    };
}

codes! {
    /// RFC 6749 §4.1.2.1: missing, repeated or malformed parameter.
    InvalidRequest = "invalid_request", 400;
    /// RFC 6749 §4.1.2.1: this client may not do that.
    UnauthorizedClient = "unauthorized_client", 400;
    /// RFC 6749 §4.1.2.1: the person said no.
    AccessDenied = "access_denied", 403;
    /// RFC 6749 §4.1.2.1.
    UnsupportedResponseType = "unsupported_response_type", 400;
    /// RFC 6749 §4.1.2.1.
    InvalidScope = "invalid_scope", 400;
    /// RFC 6749 §4.1.2.1.
    ServerError = "server_error", 500;
    /// RFC 6749 §4.1.2.1.
    TemporarilyUnavailable = "temporarily_unavailable", 503;
    /// RFC 6749 §5.2: the client is not who it says.
    InvalidClient = "invalid_client", 401;
    /// RFC 6749 §5.2: code or refresh token is wrong, used, late or another's.
    InvalidGrant = "invalid_grant", 400;
    /// RFC 6749 §5.2.
    UnsupportedGrantType = "unsupported_grant_type", 400;
    /// RFC 6750 §3.1.
    InvalidToken = "invalid_token", 401;
    /// RFC 6750 §3.1.
    InsufficientScope = "insufficient_scope", 403;
    /// RFC 9449 §5: the proof of possession is missing or wrong.
    InvalidDpopProof = "invalid_dpop_proof", 400;
    /// RFC 9470 §3: the token is good, what the person did for it is not enough.
    InsufficientUserAuthentication = "insufficient_user_authentication", 401;
    /// RFC 9396 §5.
    InvalidAuthorizationDetails = "invalid_authorization_details", 400;
    /// RFC 9449 §8: the proof is good and lacks a fresh nonce of ours.
    UseDpopNonce = "use_dpop_nonce", 400;
    /// RFC 8707 §2.
    InvalidTarget = "invalid_target", 400;
    /// Core 3.1.2.6.
    InteractionRequired = "interaction_required", 400;
    /// Core 3.1.2.6.
    LoginRequired = "login_required", 400;
    /// Core 3.1.2.6.
    AccountSelectionRequired = "account_selection_required", 400;
    /// Core 3.1.2.6.
    ConsentRequired = "consent_required", 400;
    /// Core 3.1.2.6.
    RequestNotSupported = "request_not_supported", 400;
    /// Core 3.1.2.6.
    RequestUriNotSupported = "request_uri_not_supported", 400;
    /// Core 3.1.2.6.
    RegistrationNotSupported = "registration_not_supported", 400;
    /// RFC 9101 §7, RFC 9126 §4: pushed too long ago, or never.
    InvalidRequestUri = "invalid_request_uri", 400;
    /// RFC 9101 §7: the request object is not what it must be.
    InvalidRequestObject = "invalid_request_object", 400;
    /// The essential `acr` cannot be reached.
    UnmetAuthenticationRequirements = "unmet_authentication_requirements", 400;
}

/// A code and a sentence for the client's developer. Only [`super::refusal`] makes them, so that each
/// sentence is known, harmless and legal; the private cause goes to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OAuthError {
    code: ErrorCode,
    description: &'static str,
    topic: ErrorTopic,
}

/// What a group of errors is about. Each has a page for developers, with cause and fix, where `error_uri`
/// leads (RFC 6749 §4.1.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorTopic {
    /// What a list of parameters may be.
    Parameters,
    /// Who asks, and where to answer.
    Addresses,
    /// The authorization request.
    Request,
    /// What is to be allowed this once.
    Details,
    /// What the person did or did not do.
    Person,
    /// Who the client is.
    Client,
    /// Codes, refresh tokens and what is asked for them.
    Grant,
    /// Who may use a token.
    Sender,
    /// Access tokens, shown to us.
    AccessToken,
    /// What a client registers itself.
    Registration,
    /// Ourselves.
    Ours,
}

impl ErrorTopic {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Parameters,
        Self::Addresses,
        Self::Request,
        Self::Details,
        Self::Person,
        Self::Client,
        Self::Grant,
        Self::Sender,
        Self::AccessToken,
        Self::Registration,
        Self::Ours,
    ];

    /// Its part of the page's address.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Parameters => "parameters",
            Self::Addresses => "addresses",
            Self::Request => "request",
            Self::Details => "authorization-details",
            Self::Person => "person",
            Self::Client => "client-authentication",
            Self::Grant => "grant",
            Self::Sender => "sender-constraint",
            Self::AccessToken => "access-token",
            Self::Registration => "registration",
            Self::Ours => "server",
        }
    }

    /// The topic of this part of an address.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.as_str() == text)
    }

    /// Where its page stands below the issuer.
    #[must_use]
    pub fn path(self) -> String {
        format!("/loi/{}", self.as_str())
    }
}

impl OAuthError {
    /// For the catalogue alone.
    pub(super) const fn listed(
        code: ErrorCode,
        description: &'static str,
        topic: ErrorTopic,
    ) -> Self {
        Self { code, description, topic }
    }

    /// The registered code.
    #[must_use]
    pub const fn code(self) -> ErrorCode {
        self.code
    }

    /// The sentence.
    #[must_use]
    pub const fn description(self) -> &'static str {
        self.description
    }

    /// What it is about.
    #[must_use]
    pub const fn topic(self) -> ErrorTopic {
        self.topic
    }

    /// Where cause and fix are told.
    #[must_use]
    pub fn uri(self, issuer: &Issuer) -> String {
        issuer.address(&self.topic.path())
    }

    /// The HTTP status of the JSON answer.
    #[must_use]
    pub const fn status(self) -> u16 {
        self.code.status()
    }

    /// The body of RFC 6749 §5.2.
    #[must_use]
    pub fn to_json(self, issuer: &Issuer) -> Value {
        json!({
            "error": self.code.as_str(),
            "error_description": self.description,
            "error_uri": self.uri(issuer),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P51: registered codes, 400, and 401 for `invalid_client`.
    #[test]
    fn p51_a_client_that_fails_to_prove_itself_gets_401_and_other_faults_400() {
        assert_eq!(ErrorCode::InvalidClient.status(), 401);
        for code in [ErrorCode::InvalidGrant, ErrorCode::InvalidRequest, ErrorCode::InvalidScope] {
            assert_eq!(code.status(), 400, "{}", code.as_str());
        }
    }

    #[test]
    fn every_code_has_a_name_of_its_own() {
        for (at, code) in ErrorCode::ALL.iter().enumerate() {
            assert!(ErrorCode::ALL.iter().skip(at + 1).all(|c| c.as_str() != code.as_str()));
            assert!((400..=503).contains(&code.status()));
        }
    }
}

//! Every sentence that can stand in `error_description`.
//!
//! RFC 6749 §4.1.2.1 and §5.2: only %x20-21 / %x23-5B / %x5D-7E. One list, so that a test can hold
//! all of them to it, and so that no sentence is ever made from what a request brought.

use super::error::ErrorCode::{
    AccessDenied, AccountSelectionRequired, ConsentRequired, InsufficientScope,
    InsufficientUserAuthentication, InteractionRequired, InvalidAuthorizationDetails,
    InvalidClient, InvalidDpopProof, InvalidGrant, InvalidRequest, InvalidRequestObject,
    InvalidRequestUri, InvalidScope, InvalidTarget, InvalidToken, LoginRequired,
    RegistrationNotSupported, RequestNotSupported, RequestUriNotSupported, ServerError,
    TemporarilyUnavailable, UnauthorizedClient, UnmetAuthenticationRequirements,
    UnsupportedGrantType, UnsupportedResponseType, UseDpopNonce,
};
use super::error::{ErrorTopic, OAuthError};

macro_rules! catalogue {
    ($($topic:ident { $($name:ident = $code:ident, $text:literal;)* })*) => {
        $($(
            #[doc = $text]
            pub const $name: OAuthError = OAuthError::listed($code, $text, ErrorTopic::$topic);
        )*)*

        /// All of them.
        pub const ALL: &[OAuthError] = &[$($($name,)*)*];
    };
}

catalogue! {
    // What a parameter list may be.
    Parameters {
        TOO_LONG = InvalidRequest, "the request is too long";
        NOT_TEXT = InvalidRequest, "a parameter is not percent-encoded UTF-8 text";
        REPEATED = InvalidRequest, "a parameter is given more than once";
    }

    // Who asks, and where to answer.
    Addresses {
        CLIENT_MISSING = InvalidRequest, "client_id is missing";
        CLIENT_UNKNOWN = UnauthorizedClient, "no client of this client_id is registered";
        REDIRECT_URI_MISSING = InvalidRequest, "redirect_uri is missing";
        REDIRECT_URI_UNREGISTERED = InvalidRequest, "redirect_uri is not registered for this client";
    }

    // The walk of an authorization request.
    Request {
        REQUEST_OBJECT = RequestNotSupported, "the client registered no request_object_signing_alg";
        OBJECT_REQUIRED = InvalidRequest, "this client must sign its requests: send them as a request object";
        OBJECT_TWICE = InvalidRequest, "request and request_uri cannot stand together";
        OBJECT_FORM = InvalidRequestObject, "the request object is not a signed JWT of at most 16 KiB with a plain header";
        OBJECT_DECRYPTION = InvalidRequestObject, "the request object is not encrypted as registered, to a key of this server";
        OBJECT_SIGNATURE = InvalidRequestObject, "the request object is not signed by the registered algorithm and a registered key";
        OBJECT_CLIENT = InvalidRequestObject, "client_id in the request object, and iss if it is there, must be the client";
        OBJECT_AUDIENCE = InvalidRequestObject, "aud in the request object must hold the issuer";
        OBJECT_TIMES = InvalidRequestObject, "the request object is not valid now; in fapi2 it needs nbf, at most 60 min old, and exp, at most 60 min after nbf";
        OBJECT_NESTED = InvalidRequestObject, "a request object cannot hold request or request_uri";
        OBJECT_MEMBER = InvalidRequestObject, "a member of the request object has the wrong type";
        REQUEST_URI_FOREIGN = RequestUriNotSupported, "only a request_uri that this server issued is supported: the client registered no request_uris";
        REQUEST_URI_UNREGISTERED = InvalidRequestUri, "the request_uri is none of the request_uris that this client registered";
        REQUEST_URI_SILENT = InvalidRequestUri, "nothing could be fetched from the request_uri in time";
        REQUEST_URI_CONTENT = InvalidRequestUri, "what the request_uri holds is no JWT of at most 16 KiB, or not of the hash behind #";
        REQUEST_URI_WHILE_PUSHING = InvalidRequest, "request_uri cannot be pushed";
        REQUEST_URI_GONE = InvalidRequestUri, "the request_uri is unknown, used or expired; push the request again";
        REGISTRATION = RegistrationNotSupported, "the registration parameter is not supported";
        PUSH_REQUIRED = InvalidRequest, "this client must push its authorization requests";
        RESPONSE_TYPE_MISSING = InvalidRequest, "response_type is missing";
        RESPONSE_TYPE = UnsupportedResponseType, "only response_type code is supported";
        RESPONSE_MODE = InvalidRequest, "response_mode is none of query, form_post, jwt, query.jwt and form_post.jwt";
        RESPONSE_MODE_UNSIGNED = InvalidRequest, "this client must ask for signed answers: jwt, query.jwt or form_post.jwt";
        STATE = InvalidRequest, "state is longer than 2048 bytes or has control characters";
        NONCE = InvalidRequest, "nonce is longer than 512 bytes or has control characters";
        SCOPE_MALFORMED = InvalidScope, "scope has illegal characters or too many values";
        SCOPE_OPENID_MISSING = InvalidScope, "scope must contain openid";
        CLAIMS_MALFORMED = InvalidRequest, "claims is not a JSON object of the form that OpenID Connect Core 5.5 describes";
        CLAIMS_TOO_LARGE = InvalidRequest, "claims is too long or too deep";
        PROMPT_UNKNOWN = InvalidRequest, "prompt has a value that is not supported";
        PROMPT_NONE_ALONE = InvalidRequest, "prompt none cannot stand with other values";
        MAX_AGE = InvalidRequest, "max_age is not a number of seconds";
        ACR_VALUES = InvalidRequest, "acr_values has too many values";
        PKCE_MISSING = InvalidRequest, "code_challenge is missing";
        PKCE_METHOD = InvalidRequest, "code_challenge_method must be S256";
        PKCE_MALFORMED = InvalidRequest, "code_challenge is not 43 characters of base64url";
        CODE_KEY = InvalidRequest, "dpop_jkt is not 43 characters of base64url";
        CODE_KEY_UNREGISTERED = InvalidRequest, "dpop_jkt is for clients that registered dpop_bound_access_tokens";
        ID_TOKEN_HINT = InvalidRequest, "id_token_hint is too long";
    }

    // What is to be allowed this once.
    Details {
        DETAILS = InvalidAuthorizationDetails, "authorization_details is not a list of 1 to 5 objects of the documented form";
        DETAILS_TYPE = InvalidAuthorizationDetails, "the type is not among the client's authorization_details_types";
        DETAILS_BEYOND = InvalidAuthorizationDetails, "authorization_details goes beyond what was granted";
    }

    // What the hall may answer.
    Person {
        LOGIN = LoginRequired, "the person must sign in";
        INTERACTION = InteractionRequired, "the person must do something first";
        SELECT_ACCOUNT = AccountSelectionRequired, "the person must choose an account";
        CONSENT = ConsentRequired, "the person must be asked for consent";
        DENIED = AccessDenied, "the person refused";
        UNMET = UnmetAuthenticationRequirements, "the required acr cannot be reached";
    }

    // Who the client is.
    Client {
        CLIENT_UNPROVEN = InvalidClient, "client authentication failed";
        CLIENT_UNAUTHENTICATED = InvalidClient, "client authentication is missing";
        CLIENT_TWICE = InvalidRequest, "more than one way of client authentication was used";
        CLIENT_MALFORMED = InvalidRequest, "the client authentication is malformed";
        CLIENT_WAY = InvalidClient, "the client did not use its registered way of authentication";
        CLIENT_KEYS = InvalidClient, "no keys could be fetched from the jwks_uri of the client";
        ASSERTION_TYPE = InvalidClient, "client_assertion_type is not supported";
        ASSERTION = InvalidClient, "the client assertion is not acceptable";
        ASSERTION_SPENT = InvalidClient, "the client assertion was used before";
        CLIENT_CERTIFICATE_MISSING = InvalidClient, "the client's certificate is missing: send the request to the mtls_endpoint_aliases";
        CLIENT_CERTIFICATE_TIME = InvalidClient, "the client's certificate is not valid now";
        CLIENT_CERTIFICATE_PURPOSE = InvalidClient, "the client's certificate does not name clientAuth among its extended key usages";
        CLIENT_CERTIFICATE_AUTHORITY = InvalidClient, "no chain leads from the client's certificate to an authority that this server trusts";
        CLIENT_CERTIFICATE_NAME = InvalidClient, "the client's certificate does not carry the name that this client registered";
        CLIENT_NETWORK = InvalidClient, "the request did not come from one of the vn_networks that this client registered";
        AGREEMENT_ENDED = UnauthorizedClient, "the agreement with this client (vn_agreement_until) has ended";
        CLIENT_CERTIFICATE_UNREGISTERED = InvalidClient, "the client's certificate is none of those that this client registered";
    }

    // The token endpoint.
    Grant {
        GRANT_TYPE_MISSING = InvalidRequest, "grant_type is missing";
        GRANT_TYPE = UnsupportedGrantType, "only authorization_code and refresh_token are supported, and client_credentials for machines";
        GRANT_UNREGISTERED = UnauthorizedClient, "this client did not register the grant type";
        SCOPE_UNREGISTERED = InvalidScope, "scope goes beyond what is registered";
        CODE_MISSING = InvalidRequest, "code is missing";
        CODE = InvalidGrant, "the code is unknown, used, expired or bound to something else";
        VERIFIER_MALFORMED = InvalidGrant, "code_verifier is not 43 to 128 unreserved characters";
        VERIFIER = InvalidGrant, "code_verifier does not fit the code_challenge";
        REFRESH_TOKEN_MISSING = InvalidRequest, "refresh_token is missing";
        REFRESH_TOKEN = InvalidGrant, "the refresh token is unknown, used, expired or revoked";
        REFRESH_SCOPE = InvalidScope, "scope goes beyond what was granted";
        RESOURCE = InvalidTarget, "the resource is not registered for this client, or was not named in the authorization request";
        RESOURCE_CHOICE = InvalidTarget, "a token addresses one resource: name one of those that the authorization request named";
    }

    // Who may use a token.
    Sender {
        PROOF_MISSING = InvalidDpopProof, "a DPoP proof is missing: what is asked for is bound to a key";
        PROOF_TWICE = InvalidDpopProof, "the DPoP header must be exactly one proof";
        PROOF_MALFORMED = InvalidDpopProof, "the DPoP proof is not a compact JWS of three parts and at most 8 KiB";
        PROOF_TYPE = InvalidDpopProof, "typ of the DPoP proof must be dpop+jwt";
        PROOF_ALGORITHM = InvalidDpopProof, "alg of the DPoP proof must be ES256, PS256 or EdDSA and fit its jwk";
        PROOF_JWK = InvalidDpopProof, "jwk of the DPoP proof must be a public key: P-256, Ed25519 or RSA of 2048 bits or more";
        PROOF_SIGNATURE = InvalidDpopProof, "the DPoP proof was not signed by the key in its jwk";
        PROOF_JTI = InvalidDpopProof, "jti of the DPoP proof must be text of 1 to 256 bytes";
        PROOF_METHOD = InvalidDpopProof, "htm of the DPoP proof is not the method of this request";
        PROOF_ADDRESS = InvalidDpopProof, "htu of the DPoP proof is not the address of this endpoint";
        PROOF_TIME = InvalidDpopProof, "iat of the DPoP proof must be a time in the last five minutes";
        PROOF_TOKEN = InvalidDpopProof, "ath of the DPoP proof is not the SHA-256 of the access token";
        PROOF_SPENT = InvalidDpopProof, "the DPoP proof was used before";
        PROOF_NONCE = UseDpopNonce, "the DPoP proof needs the nonce of the DPoP-Nonce header of this answer";
        PROOF_UNREGISTERED = InvalidDpopProof, "this client did not register dpop_bound_access_tokens and gets no bound tokens";
        PROOF_KEY = InvalidDpopProof, "the DPoP proof was made with another key than the one that counts here";
        CERTIFICATE_MISSING = InvalidRequest, "the client's certificate is missing: send the request to the mtls_endpoint_aliases";
        CERTIFICATE_ANOTHER = InvalidToken, "the access token is bound to another certificate";
    }

    // Tokens shown to us.
    AccessToken {
        TOKEN_MISSING = InvalidRequest, "token is missing";
        BEARER_TWICE = InvalidRequest, "the access token is given more than once";
        BEARER_IN_QUERY = InvalidRequest, "an access token in the query is not accepted";
        BEARER_IN_FORM = InvalidRequest, "this client shows its access token in the Authorization header";
        TOKEN_SCHEME = InvalidToken, "the access token is shown by the scheme that came with it as token_type";
        TOKEN_HOLDER = InvalidToken, "the access token is bound to another key or certificate";
        BEARER_MALFORMED = InvalidRequest, "the Authorization header is malformed";
        TOKEN = InvalidToken, "the access token is unknown, expired or revoked";
        TOKEN_NETWORK = InvalidToken, "the access token was not shown from one of the vn_networks that its client registered";
        TOKEN_AGREEMENT = InvalidToken, "the agreement with the client of the access token has ended";
        STEP_UP = InsufficientUserAuthentication, "the person's level no longer reaches what this client requires: ask again with acr_values";
        SCOPE = InsufficientScope, "the access token was not granted for this";
    }

    // Clients that register themselves; what is wrong with what they say is told by `client_registration`.
    Registration {
        REGISTRATION_TOKEN = InvalidToken, "the initial or registration access token is unknown, used up, expired or not for this client";
        REGISTRATION_PACE = TemporarilyUnavailable, "what this client names elsewhere was fetched just now: try again in a minute";
    }

    // Us.
    Ours {
        CONTENT_TYPE = InvalidRequest, "the content type must be application/x-www-form-urlencoded";
        ENDPOINT = InvalidRequest, "there is no such endpoint at this address";
        METHOD = InvalidRequest, "this endpoint does not know the method";
        BROKEN = ServerError, "something went wrong on our side";
        BUSY = TemporarilyUnavailable, "please try again in a moment";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P31, P51: descriptions stay in the permitted set.
    #[test]
    fn p31_every_sentence_is_of_permitted_characters_and_short() {
        for error in ALL {
            let legal = |b: u8| matches!(b, 0x20..=0x21 | 0x23..=0x5B | 0x5D..=0x7E);
            let text = error.description();
            assert!(text.bytes().all(legal) && (1..=120).contains(&text.len()), "{text}");
        }
    }
}

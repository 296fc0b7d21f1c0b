//! Floor 2: what OAuth 2.0 and OpenID Connect say, one rule one file; pure.
//!
//! [`authorization_request`] is the walk to read first.

pub mod access_token;
pub mod authentication_context;
pub mod authorization_details;
pub mod authorization_request;
pub mod bearer;
pub mod claim_json;
pub mod claims_request;
pub mod client_assertion;
pub mod client_authentication;
pub mod client_certificate;
#[cfg(test)]
mod client_description;
pub mod client_keys;
pub mod client_metadata;
pub mod client_registration;
pub mod client_request;
pub mod compact;
pub mod discovery;
pub mod dpop;
pub mod encrypted;
pub mod error;
#[cfg(test)]
pub(crate) mod example;
pub mod front_channel_logout;
pub mod id_token;
pub mod interaction;
pub mod introspection;
pub mod issuer;
pub mod jose;
pub mod jwk_thumbprint;
pub mod jwt;
pub mod jwt_claims;
pub mod logo;
pub mod logout;
pub mod logout_token;
pub mod management_token;
pub mod max_age;
pub mod metadata_reader;
pub mod mutual_tls;
pub mod params;
pub mod pkce;
pub mod prompt;
pub mod redirect_uri;
pub mod refusal;
pub mod registered_url;
pub mod request_object;
pub mod request_uri;
pub mod resource;
pub mod response_mode;
pub mod response_type;
pub mod revocation;
pub mod scope;
pub mod sender_constraint;
pub mod signed_request;
pub mod software_statement;
pub mod strict_json;
pub mod token_request;
pub mod token_response;
pub mod ui_locales;
pub mod userinfo;

#[cfg(test)]
mod tests;

//! One file for each endpoint, over a real listener, on every database there is.

mod agreements;
mod answers;
mod bound_tokens;
mod client_authentication;
mod client_certificates;
mod client_keys;
mod client_secret_jwt;
mod discovery;
mod dpop;
mod encrypted_answers;
mod end_session;
mod forms;
mod hall;
mod introspection;
mod jwks;
mod logos;
mod management;
mod management_resource;
mod networks;
mod parameters;
mod profiles;
mod pushed_authorization;
mod refresh;
mod registration;
mod request_uris;
mod resource_server;
mod resources;
mod revocation;
mod signed_answers;
mod signed_requests;
mod token;
mod tokens;
mod userinfo;

#[path = "../support/mod.rs"]
mod support;

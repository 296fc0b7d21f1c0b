//! Who sends a request that comes from a client itself: what it brings to prove that.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};

use super::door::{address, caller};
use super::peer;
use crate::domain::confirmation::Possession;
use crate::flows::userinfo::Sender;
use crate::protocol::client_request::ClientRequest;
use crate::protocol::dpop::{self, ShownProof};
use crate::protocol::params::Params;

/// What a client's own request brings besides its form. The endpoint is named by its door: the path of the
/// request can be spelt in many ways (`/%74oken`), and each would be a place of its own where a proof is new.
#[must_use]
pub fn client_request<'a>(
    request: &'a HttpRequest,
    endpoint: &'static str,
    params: &'a Params,
) -> ClientRequest<'a> {
    let authorization = request.headers().get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    ClientRequest {
        endpoint,
        params,
        authorization,
        proof: proof(request),
        network: caller(request),
        address: address(request),
        certificate: peer::certificate(request),
    }
}

/// Who sends a token, as far as the request and its connection show it.
#[must_use]
pub fn of(request: &HttpRequest) -> Sender<'_> {
    let none = Possession::default();
    Sender {
        method: request.method().as_str(),
        address: address(request),
        proof: proof(request),
        possession: peer::certificate(request).map_or(none.clone(), |shown| shown.held(none)),
    }
}

/// What a request shows in its `DPoP` header.
#[must_use]
pub fn proof(request: &HttpRequest) -> ShownProof<'_> {
    ShownProof::read(request.headers().get_all(dpop::FIELD).map(|value| value.to_str().ok()))
}

/// An answer with the nonce for the next proof, so that no client that came before has to ask for one.
#[must_use]
pub fn with_nonce(mut answer: HttpResponse, nonce: &str) -> HttpResponse {
    if let Ok(value) = header::HeaderValue::from_str(nonce) {
        let name = header::HeaderName::from_static(dpop::NONCE_FIELD);
        answer.headers_mut().insert(name, value);
    }
    answer
}

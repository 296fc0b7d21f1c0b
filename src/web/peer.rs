//! Who stands at the other end of a connection that asks for certificates: what the handshake has shown or,
//! through a proxy that the settings name, what the proxy says of its own.
//!
//! RFC 8705 §2, RFC 9440 §3. The header of a proxy is believed from its address and with its secret alone
//! (CVE-2024-10039, CVE-2025-64484); whatever else resembles it is not even looked at.

use std::any::Any;
use std::net::IpAddr;
use std::sync::Arc;

use actix_tls::accept::rustls_0_23::TlsStream;
use actix_web::dev::{Extensions, ServiceRequest};
use actix_web::http::header::{HeaderMap, HeaderValue};
use actix_web::rt::net::TcpStream;
use actix_web::{HttpMessage, HttpRequest};
use subtle::ConstantTimeEq;

use crate::domain::network::Network;
use crate::domain::text::Secret;
use crate::protocol::client_certificate::{ClientCertificate, header};

/// The header in which a proxy shows its secret.
pub const SECRET: &str = "danh-proxy-secret";

/// A proxy that ends TLS and says what it was shown.
#[derive(Clone, Debug)]
pub struct Proxy {
    /// From where it speaks.
    pub networks: Vec<Network>,
    /// What it and we know.
    pub secret: Secret,
}

/// What the handshake of a connection has shown.
struct OfConnection(Arc<ClientCertificate>);

/// What counts for one request.
struct OfRequest(Arc<ClientCertificate>);

/// Keeps what the handshake has shown, for all requests of the connection.
pub(super) fn remember(connection: &dyn Any, kept: &mut Extensions) {
    let stream = connection.downcast_ref::<TlsStream<TcpStream>>();
    let chain = stream.and_then(|stream| stream.get_ref().1.peer_certificates());
    let shown = chain.and_then(|chain| ClientCertificate::shown(chain.iter().map(AsRef::as_ref)));
    if let Some(shown) = shown {
        kept.insert(OfConnection(Arc::new(shown)));
    }
}

/// Decides what counts for this request. Where the proxy speaks, its own certificate is not the client's,
/// and if it says nothing the client has shown nothing.
pub(super) fn judge(request: &ServiceRequest, proxy: Option<&Proxy>) {
    let peer = request.peer_addr().map(|peer| peer.ip().to_canonical());
    let shown = match proxy {
        Some(proxy) if proxy.speaks(peer, request.headers()) => said(request.headers()),
        _ => request.conn_data::<OfConnection>().map(|shown| Arc::clone(&shown.0)),
    };
    if let Some(shown) = shown {
        request.extensions_mut().insert(OfRequest(shown));
    }
}

/// The certificate whose key the sender of a request holds.
pub(super) fn certificate(request: &HttpRequest) -> Option<Arc<ClientCertificate>> {
    request.extensions().get::<OfRequest>().map(|shown| Arc::clone(&shown.0))
}

/// What a proxy says that it was shown; nothing if it says it badly.
fn said(headers: &HeaderMap) -> Option<Arc<ClientCertificate>> {
    let lines = |name| headers.get_all(name).map(HeaderValue::as_bytes);
    let own = header::own(lines(header::OWN))?;
    let chain = header::chain(lines(header::CHAIN))?;
    let all = std::iter::once(&own).chain(&chain).map(Vec::as_slice);
    ClientCertificate::shown(all).map(Arc::new)
}

impl Proxy {
    /// Whether the request came from the proxy's address with its secret, told once.
    fn speaks(&self, peer: Option<IpAddr>, headers: &HeaderMap) -> bool {
        let here = peer.is_some_and(|peer| self.networks.iter().any(|one| one.contains(peer)));
        let mut told = headers.get_all(SECRET);
        let (Some(secret), None) = (told.next(), told.next()) else { return false };
        let fits: bool = secret.as_bytes().ct_eq(self.secret.expose().as_bytes()).into();
        here && fits
    }
}

//! The servers: the provider's own, and the one that asks clients for certificates. Around every request: its name, its place in
//! the limits, a line in the log without anything personal, and a count.

use std::net::TcpListener;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Server, ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, Error, HttpMessage, HttpServer, web};
use rustls::ServerConfig;
use rustls::server::ResolvesServerCert;

use super::door::{Door, RequestName};
use super::error::{refused, turned_away};
use super::limits::caller;
use super::management::Figures;
use super::peer::{self, Proxy};
use super::router::{House, client_routes, routes};
use super::tls;
use crate::domain::network::{CallerAddress, CallerNetwork, Network};
use crate::flows::budget::Budget;
use crate::protocol::error::OAuthError;

/// How a server listens.
#[derive(Clone)]
pub struct Listening {
    /// Worker threads.
    pub workers: usize,
    /// Requests a second from one address, and how many at once.
    pub rate: (NonZeroU32, NonZeroU32),
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted: Vec<Network>,
    /// Seconds to finish when told to stop.
    pub drain: u64,
    /// The certificate that is shown, if TLS ends here and not in a proxy.
    pub certificate: Option<Arc<dyn ResolvesServerCert>>,
}

/// How the second server listens, which asks clients for certificates.
#[derive(Clone)]
pub struct Mutual {
    /// The certificate that is shown, if TLS ends here and not in a proxy.
    pub certificate: Option<Arc<dyn ResolvesServerCert>>,
    /// The proxy that is believed about certificates, if any.
    pub proxy: Option<Proxy>,
}

/// What surrounds every request.
struct Around {
    house: House,
    requests: Budget<CallerNetwork>,
    trusted: Vec<Network>,
    figures: Figures,
    mutual: Option<Mutual>,
}

/// A whole request must have arrived within this time; a trickle is cut off.
const RECEIVE: Duration = Duration::from_secs(10);
/// An idle connection is kept this long.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// A handshake must be done within this time.
const HANDSHAKE: Duration = Duration::from_secs(5);
/// Connections of one worker, shaking hands or done with it: were there room for fewer handshakes, a crowd
/// that connects and says nothing would keep everybody out.
const CONNECTIONS: usize = 25_000;

/// The provider's server on a listener that is bound already.
///
/// # Errors
/// If the listener cannot be used.
pub fn provider(
    listener: TcpListener,
    house: House,
    figures: &Figures,
    how: &Listening,
) -> std::io::Result<Server> {
    let tls = how.certificate.clone().map(tls::settings).transpose()?;
    serve(listener, tls, how, Around::of(house, figures, (how, None)))
}

/// The server that asks clients for certificates, on a listener that is bound already: what clients
/// themselves call, and no page.
///
/// # Errors
/// If the listener cannot be used.
pub fn mutual(
    listener: TcpListener,
    house: House,
    figures: &Figures,
    how: &Listening,
    mutual: Mutual,
) -> std::io::Result<Server> {
    let tls = mutual.certificate.clone().map(tls::mutual_settings).transpose()?;
    serve(listener, tls, how, Around::of(house, figures, (how, Some(mutual))))
}

fn serve(
    listener: TcpListener,
    tls: Option<ServerConfig>,
    how: &Listening,
    around: Around,
) -> std::io::Result<Server> {
    let doors = if around.mutual.is_some() { client_routes } else { routes };
    let around = web::Data::new(around);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(around.clone())
            .app_data(web::Data::new(around.figures.clone()))
            .wrap(from_fn(surround))
            .configure(|config| doors(config, &around.house))
    });
    let server = server
        .workers(how.workers)
        .client_request_timeout(RECEIVE)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(how.drain)
        .max_connections(CONNECTIONS)
        .max_connection_rate(CONNECTIONS)
        .on_connect(peer::remember)
        .disable_signals();
    let listening = match tls {
        Some(tls) => server.tls_handshake_timeout(HANDSHAKE).listen_rustls_0_23(listener, tls)?,
        None => server.listen(listener)?,
    };
    Ok(listening.run())
}

async fn surround(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(around) = request.app_data::<web::Data<Around>>().cloned() else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let clock = &around.house.door.forms().ground.clock;
    let started = clock.monotonic_micros();
    let name = around.house.door.forms().request_name();
    request.extensions_mut().insert(RequestName(name.clone()));
    let address = around.address(&request);
    let caller = address.map(CallerAddress::network);
    if let (Some(address), Some(caller)) = (address, caller) {
        request.extensions_mut().insert(address);
        request.extensions_mut().insert(caller);
    }
    if caller.is_some_and(|caller| around.requests.take(&caller).is_err()) {
        let (request, _) = request.into_parts();
        let mut answer = turned_away(&around.house.door, &request);
        named(answer.headers_mut(), &name);
        around.figures.metrics.turned_away();
        return Ok(ServiceResponse::new(request, answer));
    }
    if let Some(mutual) = &around.mutual {
        peer::judge(&request, mutual.proxy.as_ref());
    }
    let method = known(request.method());
    if *request.method() == Method::HEAD {
        // What answers GET answers HEAD (RFC 9110 §9.3.2); the framework sends the head alone, for it
        // looks at what was asked and not at this.
        request.head_mut().method = Method::GET;
    }
    let response = next.call(request).await?;
    let pattern = response.request().match_pattern();
    let status = response.status().as_u16();
    let micros = clock.monotonic_micros().saturating_sub(started);
    let place = pattern.as_deref().unwrap_or("unmatched");
    around.figures.metrics.served(place, status, micros);
    // Documents that everybody reads write no line; addresses are written as patterns, never as sent.
    if !matches!(place, "/jwks" | "/assets/{name}") && !place.starts_with("/.well-known/") {
        // What a client was told stands beside its request's name, so that its developers can ask about it.
        let refused = response.response().extensions().get::<OAuthError>().copied();
        let (error, cause) = (refused.map(code), refused.map(OAuthError::description));
        tracing::info!(request = name, method, place, status, micros, error, cause, "served");
    }
    let mut response = worded(&around.house.door, response.map_into_boxed_body());
    named(response.headers_mut(), &name);
    Ok(response)
}

fn code(error: OAuthError) -> &'static str {
    error.code().as_str()
}

/// The name by which the log knows the request.
fn named(headers: &mut HeaderMap, name: &str) {
    if let Ok(value) = HeaderValue::from_str(name) {
        headers.insert(HeaderName::from_static("x-request-id"), value);
    }
}

/// What the framework itself refused, a method or a body too long, comes without words and headers:
/// it gets ours.
fn worded(door: &Door, response: ServiceResponse) -> ServiceResponse {
    let status = response.status();
    let headers = response.headers();
    if !status.is_client_error() || headers.contains_key(header::X_CONTENT_TYPE_OPTIONS) {
        return response;
    }
    let allowed = headers.get(header::ALLOW).cloned();
    let (request, _) = response.into_parts();
    let mut answer = refused(door, &request, status);
    if let Some(allowed) = allowed {
        answer.headers_mut().insert(header::ALLOW, allowed);
    }
    ServiceResponse::new(request, answer)
}

/// The method as a word of ours: what a stranger makes up is not written down.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}

impl Around {
    fn of(house: House, figures: &Figures, (how, mutual): (&Listening, Option<Mutual>)) -> Self {
        let (rate, at_once) = how.rate;
        let clock = Arc::clone(&house.door.forms().ground.clock);
        let requests = Budget::per_second(rate, at_once, clock);
        Self { house, requests, trusted: how.trusted.clone(), figures: figures.clone(), mutual }
    }

    /// From where it comes; nowhere if it came by no network.
    fn address(&self, request: &ServiceRequest) -> Option<CallerAddress> {
        let peer = request.peer_addr()?.ip();
        // A proxy may add a header of its own to one that a stranger sent: all of them are one list.
        let forwarded = request.headers().get_all("X-Forwarded-For");
        let forwarded: Vec<_> = forwarded.map(|value| value.to_str().unwrap_or("?")).collect();
        Some(caller(peer, Some(&forwarded.join(",")), &self.trusted))
    }
}

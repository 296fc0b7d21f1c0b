//! Three small web servers, one a service, on ports of their own.

use std::io;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;
use actix_web::{App, HttpServer, web};
use url::Url;

use super::desk::Desk;
use super::http_client::HttpClient;
use super::office::Office;
use super::provider::Provider;
use super::settings::{DemoSettings, HOSTS};
use super::visits;

/// The running services.
#[derive(Debug)]
pub struct DemoHandle {
    addresses: Vec<(Office, String)>,
    servers: Vec<ServerHandle>,
}

impl DemoHandle {
    /// Where each service is, to print.
    #[must_use]
    pub fn addresses(&self) -> &[(Office, String)] {
        &self.addresses
    }

    /// Stops listening, lets the requests in hand finish, and forgets every visitor.
    pub async fn stop(self) {
        for server in &self.servers {
            server.stop(true).await;
        }
    }
}

/// Starts all three. The provider need not answer yet: it is looked for when first needed.
pub async fn serve(settings: DemoSettings) -> io::Result<DemoHandle> {
    let http = HttpClient::new(&settings.issuer).map_err(io::Error::other)?;
    let policy = content_policy(&settings.issuer)?;
    let provider = Arc::new(Provider::new(&settings.issuer, http));
    let settings = Arc::new(settings);
    let mut handle = DemoHandle { addresses: Vec::new(), servers: Vec::new() };
    for office in Office::ALL {
        let desk = web::Data::new(Desk::new(office, Arc::clone(&settings), Arc::clone(&provider)));
        let port = settings.port(office);
        let policy = policy.clone();
        let server = HttpServer::new(move || {
            App::new().app_data(desk.clone()).wrap(headers(&policy)).configure(visits::routes)
        })
        .workers(1)
        .shutdown_timeout(5)
        .disable_signals()
        .bind((HOSTS[0], port))
        .map_err(|error| {
            io::Error::new(
                error.kind(),
                format!("port {port} of the demo {}: {error}", office.key()),
            )
        });
        match server {
            Ok(server) => {
                let server = server.run();
                handle.servers.push(server.handle());
                handle.addresses.push((office, settings.address(office)));
                tokio::spawn(server);
            }
            Err(error) => {
                handle.stop().await;
                return Err(error);
            }
        }
    }
    Ok(handle)
}

/// Nothing but our own stylesheet and picture; forms lead home or to the provider's sign-out.
fn content_policy(issuer: &str) -> io::Result<String> {
    let issuer =
        Url::parse(issuer).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
    let origin = issuer.origin().ascii_serialization();
    Ok(format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {origin}; \
         base-uri 'none'; frame-ancestors 'none'"
    ))
}

fn headers(policy: &str) -> DefaultHeaders {
    DefaultHeaders::new()
        .add((header::CONTENT_SECURITY_POLICY, policy))
        .add((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .add((header::REFERRER_POLICY, "no-referrer"))
        .add((header::CACHE_CONTROL, "no-store"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_may_lead_to_the_provider_and_nowhere_else() {
        let policy = content_policy("http://localhost:8080").unwrap();
        assert!(policy.contains("form-action 'self' http://localhost:8080;"));
        assert!(!policy.contains("unsafe"));
        assert!(content_policy("no address").is_err());
    }
}

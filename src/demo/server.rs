//! Small web servers, one a service, on ports of their own.

use std::io;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::http::header;
use actix_web::middleware::DefaultHeaders;
use actix_web::{App, HttpServer, web};
use url::Url;

use super::broker::{self, Ministry};
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

/// Starts all. The provider need not answer yet: it is looked for when first needed.
pub async fn serve(settings: DemoSettings) -> io::Result<DemoHandle> {
    let settings = Arc::new(settings);
    let provider = |office: Office| {
        let issuer = settings.issuer(office);
        let http = HttpClient::new(&issuer).map_err(io::Error::other)?;
        Ok::<_, io::Error>(Arc::new(Provider::new(&issuer, http)))
    };
    let danh = provider(Office::Ministry)?;
    let mut handle = DemoHandle { addresses: Vec::new(), servers: Vec::new() };
    for office in Office::ALL {
        let known = if office.is_at_danh() { Arc::clone(&danh) } else { provider(office)? };
        let desk = web::Data::new(Desk::new(office, Arc::clone(&settings), known));
        let ministry = match office {
            Office::Ministry => Some(web::Data::new(Ministry::open(desk.clone(), &settings)?)),
            _ => None,
        };
        let port = settings.port(office);
        let policy = content_policy(&settings.led_to(office))?;
        let server = HttpServer::new(move || {
            let app = App::new().app_data(desk.clone()).wrap(headers(&policy));
            match &ministry {
                None => app.configure(visits::routes),
                Some(ministry) => app.app_data(ministry.clone()).configure(broker::routes),
            }
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

/// Nothing but our own stylesheet and picture; forms lead home, to a provider, or to who is served.
fn content_policy(led_to: &[String]) -> io::Result<String> {
    let mut targets = String::from("'self'");
    for address in led_to {
        let url = Url::parse(address);
        let url = url.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        targets.push(' ');
        targets.push_str(&url.origin().ascii_serialization());
    }
    Ok(format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action {targets}; \
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
        let policy = content_policy(&["http://localhost:8080".to_owned()]).unwrap();
        assert!(policy.contains("form-action 'self' http://localhost:8080;"));
        assert!(!policy.contains("unsafe"));
        assert!(content_policy(&["no address".to_owned()]).is_err());
    }
}

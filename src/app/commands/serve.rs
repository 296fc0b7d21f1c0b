//! `danh serve`: the provider, until it is told to stop; then it drains.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use tokio::task::JoinHandle;

use super::Call;
use crate::app::config::Config;
use crate::app::failure::Failure;
use crate::app::wiring::{self, Standing};
use crate::flows::readiness::Readiness;
use crate::web::listener::provider;
use crate::web::management::{Metrics, operator};

/// A provider that listens.
pub(super) struct Serving {
    servers: Vec<ServerHandle>,
    readiness: Readiness,
    beside: Vec<JoinHandle<()>>,
}

pub(super) async fn run(call: &Call) -> Result<(), Failure> {
    super::logs::begin(&call.config.logs.level);
    let serving = Box::pin(start(&call.config)).await?;
    if call.json {
        println!("{}", serde_json::json!({ "issuer": call.config.http.issuer }));
    } else {
        println!("{} answers on {}", call.config.http.issuer, call.config.http.listen);
    }
    super::signals::stop_asked_for().await?;
    serving.stop().await;
    Ok(())
}

/// Brings the tables up to date, puts the provider together and listens.
pub(super) async fn start(config: &Config) -> Result<Serving, Failure> {
    // Listening first: whoever comes while the rest is made ready waits, and is not turned away.
    let public = listen("http.listen", config.http.listen)?;
    let management = listen("http.management_listen", config.http.management_listen)?;
    let standing = Box::pin(wiring::stand(config)).await?;
    let Standing { house, readiness, delivering, sweep, listening } = standing;
    let metrics = Arc::new(Metrics::new()?);
    let provider = provider(public, house, Arc::clone(&metrics), &listening)?;
    let operator = operator(management, readiness.clone(), metrics)?;
    let servers = vec![provider.handle(), operator.handle()];
    for server in [provider, operator] {
        tokio::spawn(server);
    }
    let beside = vec![tokio::spawn(delivering.run()), tokio::spawn(sweep.run())];
    Ok(Serving { servers, readiness, beside })
}

impl Serving {
    /// Takes no new work, lets what is under way finish, and ends.
    pub(super) async fn stop(self) {
        self.readiness.stop();
        for server in &self.servers {
            server.stop(true).await;
        }
        for task in self.beside {
            task.abort();
        }
    }
}

fn listen(key: &str, address: std::net::SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .map_err(|error| Failure::Refused(format!("`{key}` = {address}: {}", error.kind())))
}

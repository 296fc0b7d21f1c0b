//! `danh serve`: the provider, until it is told to stop; then it drains.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::{Server, ServerHandle};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::Call;
use super::signals::StopSignals;
use crate::app::config::Config;
use crate::app::failure::Failure;
use crate::app::wiring::{self, Standing};
use crate::flows::readiness::Readiness;
use crate::store::database::Database;
use crate::web::listener;
use crate::web::management::{Figures, Metrics, operator};

/// A provider that listens.
pub(super) struct Serving {
    servers: Vec<ServerHandle>,
    readiness: Readiness,
    sweeping: JoinHandle<()>,
    delivering: [(oneshot::Sender<()>, JoinHandle<()>); 2],
    database: Arc<Database>,
}

pub(super) async fn run(call: &Call) -> Result<(), Failure> {
    super::logs::begin(&call.config.logs.level);
    let mut stop = StopSignals::hear()?;
    let _claim = wiring::claim(&call.config)?;
    let serving = tokio::select! {
        serving = Box::pin(start(&call.config)) => serving?,
        // Nothing was acknowledged yet, and a migration cut off is rolled back.
        () = stop.asked() => return Ok(()),
    };
    if call.json {
        println!("{}", serde_json::json!({ "issuer": call.config.http.issuer }));
    } else {
        println!("{} answers on {}", call.config.http.issuer, call.config.http.listen);
    }
    stop.asked().await;
    serving.stop().await;
    Ok(())
}

/// Brings the tables up to date, puts the provider together and listens.
pub(super) async fn start(config: &Config) -> Result<Serving, Failure> {
    // Listening first: whoever comes while the rest is made ready waits, and is not turned away.
    let public = listen("http.listen", config.http.listen)?;
    let management = listen("http.management_listen", config.http.management_listen)?;
    let clients =
        config.tls.mutual_address().map(|at| listen("tls.mutual_listen", at)).transpose()?;
    let standing = Box::pin(wiring::stand(config)).await?;
    let Standing {
        house,
        readiness,
        gauges,
        delivering,
        notices,
        sweep,
        listening,
        mutual,
        database,
    } = standing;
    let figures = Figures { metrics: Arc::new(Metrics::new()?), gauges };
    let mut servers = Vec::new();
    if let (Some(clients), Some(how)) = (clients, mutual) {
        servers.push(listener::mutual(clients, house.clone(), &figures, &listening, how)?);
    }
    servers.push(listener::provider(public, house, &figures, &listening)?);
    servers.push(operator(management, readiness.clone(), figures)?);
    let handles = servers.iter().map(Server::handle).collect();
    for server in servers {
        tokio::spawn(server);
    }
    let servers = handles;
    let (stop, stopped) = oneshot::channel();
    let messages = (stop, tokio::spawn(delivering.run(stopped)));
    let (stop, stopped) = oneshot::channel();
    let delivering = [messages, (stop, tokio::spawn(notices.run(stopped)))];
    let sweeping = tokio::spawn(sweep.run());
    Ok(Serving { servers, readiness, sweeping, delivering, database })
}

impl Serving {
    /// Ends in an order in which nobody is left waiting for somebody who has gone: nothing more is sent
    /// here; the doors close and open requests finish or run out of their time; then nobody writes
    /// messages, and those that wait go out and are marked; then nobody writes rows, and what was given
    /// to the database stands.
    pub(super) async fn stop(self) {
        self.readiness.stop();
        for server in &self.servers {
            server.stop(true).await;
        }
        self.sweeping.abort();
        let delivering = self.delivering.map(|(stop, delivered)| (stop.send(()), delivered));
        for (told, delivered) in delivering {
            // Whoever has ended already needs not be told.
            if told.is_ok() && delivered.await.is_err() {
                tracing::warn!("what was on its way out was cut off");
            }
        }
        self.database.close().await;
    }
}

fn listen(key: &str, address: std::net::SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .map_err(|error| Failure::Refused(format!("`{key}` = {address}: {}", error.kind())))
}

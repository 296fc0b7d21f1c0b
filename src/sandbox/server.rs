//! The server: settings in, a running sandbox out, and a way to stop it.

use std::io;
use std::net::SocketAddr;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};

use super::doors;
use super::faults::Faults;
use super::inbox::Inbox;
use super::named;
use super::people::People;
use super::settings::{House, SandboxSettings};
use super::synthetic::SyntheticPeople;

/// A sandbox that runs; dropping it does not stop it.
pub struct Running {
    address: SocketAddr,
    handle: ServerHandle,
    task: tokio::task::JoinHandle<io::Result<()>>,
}

/// Starts the sandbox and comes back as soon as it listens.
///
/// # Errors
/// If the address is taken or the file of people cannot be read.
pub async fn serve(settings: SandboxSettings) -> io::Result<Running> {
    let today = settings.first_start.day();
    let text = settings.named_people.as_deref().unwrap_or(named::BUILT_IN);
    let named = named::read(text, today)
        .map_err(|fault| io::Error::new(io::ErrorKind::InvalidData, fault))?;
    let synthetic = SyntheticPeople::new(settings.seed, settings.people, today);
    let listener = tokio::net::TcpListener::bind(settings.address).await;
    let listener = listener.map_err(|error| named_address(settings.address, &error))?.into_std()?;
    let address = listener.local_addr()?;
    let house = web::Data::new(House {
        people: People::new(named, synthetic),
        faults: Faults::default(),
        inbox: Inbox::default(),
        settings,
    });
    let server = HttpServer::new(move || App::new().app_data(house.clone()).configure(doors::all))
        .workers(2)
        .shutdown_timeout(5)
        .disable_signals()
        .listen(listener)?
        .run();
    let handle = server.handle();
    Ok(Running { address, handle, task: tokio::spawn(server) })
}

/// Which address it was, for many are opened at once.
fn named_address(address: SocketAddr, error: &io::Error) -> io::Error {
    io::Error::new(
        error.kind(),
        format!("the sandbox cannot listen at {address}: {}", error.kind()),
    )
}

impl Running {
    /// Where it listens, with the port it took.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// What stops it from elsewhere: `stopper().stop(true).await`.
    #[must_use]
    pub fn stopper(&self) -> ServerHandle {
        self.handle.clone()
    }

    /// Stops it: no new requests, those under way are answered.
    ///
    /// # Errors
    /// If the server had failed before.
    pub async fn stop(self) -> io::Result<()> {
        self.handle.stop(true).await;
        self.wait().await
    }

    /// Waits until somebody stops it.
    ///
    /// # Errors
    /// If the server failed.
    pub async fn wait(self) -> io::Result<()> {
        self.task.await.map_err(io::Error::other)?
    }
}

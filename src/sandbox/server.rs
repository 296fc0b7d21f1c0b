//! The server: settings in, a running sandbox out, and a handle to stop it.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::{App, HttpServer, web};

use super::doors;
use super::faults::Faults;
use super::inbox::Inbox;
use super::named::{self, Words};
use super::people::People;
use super::synthetic::SyntheticPeople;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;

/// A clock, given from outside like everything that changes.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a sandbox needs to know.
#[derive(Clone)]
pub struct SandboxSettings {
    /// Where it listens; port 0 takes a free one.
    pub address: SocketAddr,
    /// The secret that the registers and the gateway ask for.
    pub bearer: Secret,
    /// How many synthetic people the registers hold.
    pub people: u32,
    /// Makes them; the same seed makes the same people.
    pub seed: u64,
    /// The named people, or those that come with the sandbox.
    pub named_people: Option<String>,
    /// The day stories are told from: the day of the first start.
    pub first_start: Timestamp,
    /// The demo's services, as tiles on the start page.
    pub tiles: Vec<Tile>,
    /// What time it is.
    pub clock: Clock,
}

/// A service on the start page.
#[derive(Clone)]
pub struct Tile {
    /// Where it is.
    pub address: String,
    /// Its name.
    pub name: Words,
    /// What it does there, one sentence.
    pub about: Words,
}

/// What the doors share.
pub(super) struct House {
    pub(super) people: People,
    pub(super) faults: Faults,
    pub(super) inbox: Inbox,
    pub(super) settings: SandboxSettings,
}

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
    let listener = tokio::net::TcpListener::bind(settings.address).await?.into_std()?;
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

impl Running {
    /// Where it listens, with the port it took.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// A handle that stops it from elsewhere.
    #[must_use]
    pub fn handle(&self) -> ServerHandle {
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

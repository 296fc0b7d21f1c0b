//! The connections to `PostgreSQL`: at most so many, kept while nobody needs them, each with the head
//! of its own chain of events.
//!
//! They are opened a few at a time and beside the requests that wait, which take whichever connection
//! is free first. If each request opened its own, a crowd that comes to a cold pool would open all of
//! them at once, wait for the slow openings instead of the quick statements, and starve whoever comes
//! behind it.

use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::link::Link;
use super::statement::refused;
use crate::store::error::{StoreError, Trouble};

const CONNECT: Duration = Duration::from_secs(1);
/// Who sees no connection come back for so long hears that the database is busy.
const STILL: Duration = Duration::from_millis(500);
/// Who stands in a queue that moves waits at most this often, as long as one statement may take.
const STILLS: u32 = 4;
const OPENED_AT_ONCE: usize = 2;
/// How long until who waits for all to come back looks again.
const NEXT_LOOK: Duration = Duration::from_millis(5);

pub(super) struct Pool {
    options: PgConnectOptions,
    shelf: Arc<Shelf>,
    /// A permit for each connection that there may be.
    room: Arc<Semaphore>,
    most: usize,
    openers: Arc<Semaphore>,
    /// Where connections live and batches run: whoever asks may be a thread of the web server, which
    /// ends before the others and would take along what it began.
    runtime: Handle,
}

/// Leave to open one connection.
struct Leave {
    room: OwnedSemaphorePermit,
    opener: OwnedSemaphorePermit,
}

/// The connections that nobody uses, and a permit for each.
struct Shelf {
    links: Mutex<Vec<Link>>,
    count: Semaphore,
    /// How many came to it so far: whether the queue before it moves.
    came: AtomicU64,
}

impl Pool {
    pub(super) fn new(options: PgConnectOptions, connections: u32) -> Self {
        let room = usize::try_from(connections.max(1)).unwrap_or(1);
        let shelf =
            Shelf { links: Mutex::default(), count: Semaphore::new(0), came: AtomicU64::new(0) };
        Self {
            options,
            shelf: Arc::new(shelf),
            room: Arc::new(Semaphore::new(room)),
            most: room,
            openers: Arc::new(Semaphore::new(OPENED_AT_ONCE)),
            runtime: Handle::current(),
        }
    }

    /// The first connection that is free; if there is room for another one, it is opened meanwhile.
    pub(super) async fn lease(&self) -> Result<Link, StoreError> {
        let busy = || StoreError::Unavailable(Trouble::Busy);
        let free_or_room = async {
            tokio::select! {
                biased;
                link = self.shelf.take() => Ok(link),
                leave = self.leave() => Err(leave),
            }
        };
        let leave = match self.shelf.patiently(free_or_room).await.ok_or_else(busy)? {
            Ok(link) => return Ok(link),
            Err(leave) => leave.ok_or_else(busy)?,
        };
        let (failure, failed) = oneshot::channel();
        self.spawn(open(self.options.clone(), leave, Arc::clone(&self.shelf), failure));
        let free_or_failed = async {
            tokio::select! {
                biased;
                link = self.shelf.take() => Ok(link),
                Ok(error) = failed => Err(error),
            }
        };
        timeout(CONNECT + STILL, free_or_failed).await.unwrap_or_else(|_| Err(busy()))
    }

    /// Does what must be done to its end, whoever waits for it.
    pub(super) fn spawn<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> JoinHandle<T> {
        self.runtime.spawn(work)
    }

    /// Gives a connection back once the answer came that nobody waits for any more; one that stays
    /// silent is closed.
    pub(super) fn hear_out(&self, mut link: Link) {
        let shelf = Arc::clone(&self.shelf);
        self.spawn(async move {
            if link.hear_out().await.is_ok() {
                shelf.put(link);
            }
        });
    }

    pub(super) fn give_back(&self, mut link: Link) {
        link.is_patient = false;
        self.shelf.put(link);
    }

    /// Closes the connections that nobody uses.
    pub(super) fn close_idle(&self) {
        let mut links = self.shelf.links();
        self.shelf.count.forget_permits(links.len());
        links.clear();
    }

    /// Waits until no connection serves anybody.
    pub(super) async fn all_back(&self) {
        while self.room.available_permits() + self.shelf.links().len() < self.most {
            sleep(NEXT_LOOK).await;
        }
    }

    async fn leave(&self) -> Option<Leave> {
        let opener = Arc::clone(&self.openers).acquire_owned().await.ok()?;
        let room = Arc::clone(&self.room).acquire_owned().await.ok()?;
        Some(Leave { room, opener })
    }
}

impl Shelf {
    async fn take(&self) -> Link {
        loop {
            if let Ok(permit) = self.count.acquire().await {
                permit.forget();
            }
            // The one that was free may have been closed with the idle ones.
            if let Some(link) = self.links().pop() {
                return link;
            }
        }
    }

    /// Waits while the queue moves, and keeps the place in it.
    async fn patiently<T>(&self, waiting: impl Future<Output = T>) -> Option<T> {
        let mut waiting = pin!(waiting);
        for _ in 0..STILLS {
            let before = self.came.load(Ordering::Relaxed);
            if let Ok(come) = timeout(STILL, &mut waiting).await {
                return Some(come);
            }
            if self.came.load(Ordering::Relaxed) == before {
                break;
            }
        }
        None
    }

    fn put(&self, link: Link) {
        let mut links = self.links();
        self.came.fetch_add(1, Ordering::Relaxed);
        links.push(link);
        self.count.add_permits(1);
    }

    fn links(&self) -> MutexGuard<'_, Vec<Link>> {
        self.links.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Opens a connection for whoever waits longest, or tells the one that wished for it why there is none.
async fn open(
    options: PgConnectOptions,
    Leave { room, opener }: Leave,
    shelf: Arc<Shelf>,
    failure: oneshot::Sender<StoreError>,
) {
    let opened = timeout(CONNECT, PgConnection::connect_with(&options)).await;
    drop(opener);
    let error = match opened {
        Ok(Ok(connection)) => {
            shelf.put(Link::new(connection, room));
            return;
        }
        Ok(Err(error)) => refused(&error),
        Err(_) => StoreError::Unavailable(Trouble::Unreachable),
    };
    // Whoever wished for it may have got another one.
    let _ = failure.send(error);
}

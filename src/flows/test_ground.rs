//! A ground for the tests of this room: an empty SQLite file, noon of a day, chance that counts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::ground::Ground;
use crate::domain::time::{Day, Timestamp};
use crate::ports::clock::Clock;
use crate::ports::entropy::Entropy;
use crate::sealing::KeyRing;
use crate::store::database::{Database, DatabaseSettings};
use crate::store::migrate::migrate;

/// The moment of every test: the day begins in Viet Nam.
pub fn today() -> Day {
    Day::new(2026, 11, 21).expect("a day")
}

struct StandingClock;

impl Clock for StandingClock {
    fn now(&self) -> Timestamp {
        today().begins()
    }
    fn monotonic_micros(&self) -> u64 {
        0
    }
}

/// Counts instead of guessing.
#[derive(Default)]
struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        let count = self.0.fetch_add(1, Ordering::Relaxed);
        for (at, byte) in buffer.iter_mut().enumerate() {
            *byte = count.to_be_bytes()[(at + 5) % 8];
        }
    }
}

/// A ground of its own for the test of this name.
pub async fn ground(name: &str) -> Ground {
    let folder = std::env::temp_dir().join(format!("danh-flow-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    let settings = DatabaseSettings::Sqlite { path: folder.join("danh.db") };
    let database = Database::open(&settings).await.expect("a database");
    migrate(&database).await.expect("tables");
    Ground {
        database: Arc::new(database),
        ring: Arc::new(KeyRing::from_root(&[1; 32])),
        clock: Arc::new(StandingClock),
        entropy: Arc::new(Counting::default()),
    }
}

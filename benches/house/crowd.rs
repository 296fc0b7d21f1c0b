//! Many at once: so many threads, each with its connection, until the work or the time is over.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::http::Connection;

/// What a crowd did.
#[derive(Clone, Debug)]
pub struct Done {
    /// How many, by all together.
    pub count: f64,
    /// In how many seconds.
    pub seconds: f64,
    /// How long each took.
    pub spans: Vec<Duration>,
}

/// How long a crowd works.
#[derive(Clone, Copy)]
pub enum Until {
    /// So many pieces are done.
    Count(u32),
    /// This long has passed.
    Passed(Duration),
}

/// Lets so many work at once; each piece is told its thread and its number.
pub fn crowd(
    port: u16,
    threads: u32,
    until: Until,
    work: impl Fn(&mut Connection, u32, u32) + Sync,
) -> Done {
    let (next, all) = (AtomicU32::new(0), Mutex::new(Vec::new()));
    let connections: Vec<_> = (0..threads).map(|_| Connection::open(port)).collect();
    let begun = Instant::now();
    thread::scope(|scope| {
        for (thread, mut connection) in (0..threads).zip(connections) {
            let (next, all, work) = (&next, &all, &work);
            scope.spawn(move || {
                let mut spans = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let over = match until {
                        Until::Count(count) => number >= count,
                        Until::Passed(span) => begun.elapsed() >= span,
                    };
                    if over {
                        break;
                    }
                    let started = Instant::now();
                    work(&mut connection, thread, number);
                    spans.push(started.elapsed());
                }
                all.lock().expect("nobody panicked with it").extend(spans);
            });
        }
    });
    let seconds = begun.elapsed().as_secs_f64();
    let spans = all.into_inner().expect("nobody panicked with it");
    Done { count: f64::from(u32::try_from(spans.len()).unwrap_or(u32::MAX)), seconds, spans }
}

impl Done {
    /// A second.
    pub fn rate(&self) -> f64 {
        self.count / self.seconds
    }

    /// Microseconds each of what was used.
    pub fn micros_each(&self, used: Duration) -> f64 {
        used.as_secs_f64() * 1e6 / self.count
    }

    /// The 99th percentile, milliseconds.
    pub fn p99(&self) -> f64 {
        let mut spans = self.spans.clone();
        spans.sort();
        let place = spans.len().saturating_sub(1) * 99 / 100;
        spans.get(place).map_or(0.0, Duration::as_secs_f64) * 1e3
    }
}

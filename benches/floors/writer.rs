//! The bare writer: `SQLite` at synchronous FULL, rows of 300 bytes under ordered keys, one thread that
//! commits together what waits, and callers that each wait for their commit.

use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, params};

const TABLE: &str = "CREATE TABLE bare (key BLOB PRIMARY KEY, client TEXT NOT NULL,
    expires_at INTEGER NOT NULL, words BLOB NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX bare_by_expiry ON bare (expires_at);";
const INSERT: &str =
    "INSERT INTO bare (key, client, expires_at, words) VALUES ($1, 'bank', $2, $3)";

/// Durable rows a second with so many callers at once, for about this long.
pub fn rows_per_second(file: &Path, callers: u32, span: Duration) -> f64 {
    let connection = Connection::open(file).expect("a file");
    let pragmas = "PRAGMA journal_mode = wal; PRAGMA synchronous = full;
        PRAGMA wal_autocheckpoint = 4000; DROP TABLE IF EXISTS bare;";
    connection.execute_batch(pragmas).expect("pragmas");
    connection.execute_batch(TABLE).expect("a table");
    let (orders, waiting) = channel::<Sender<()>>();
    let writer = thread::spawn(move || write(&connection, &waiting));
    let begun = Instant::now();
    let call = |orders: Sender<Sender<()>>| {
        let mut count = 0.0;
        while begun.elapsed() < span {
            let (done, answered) = channel();
            orders.send(done).expect("the writer lives");
            answered.recv().expect("the row is durable");
            count += 1.0;
        }
        count
    };
    let count: f64 = thread::scope(|scope| {
        let all: Vec<_> = (0..callers)
            .map(|_| {
                let orders = orders.clone();
                scope.spawn(move || call(orders))
            })
            .collect();
        all.into_iter().map(|one| one.join().expect("a caller ends")).sum()
    });
    let rate = count / begun.elapsed().as_secs_f64();
    drop(orders);
    writer.join().expect("the writer ends");
    rate
}

fn write(connection: &Connection, waiting: &Receiver<Sender<()>>) {
    let mut number: u128 = 0;
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        group.extend(waiting.try_iter().take(255));
        connection.execute_batch("BEGIN IMMEDIATE").expect("a transaction");
        for _ in &group {
            number += 1;
            let mut insert = connection.prepare_cached(INSERT).expect("a statement");
            let expires = i64::try_from(number % 100_000).expect("small");
            insert.execute(params![number.to_be_bytes(), expires, [7_u8; 300]]).expect("a row");
        }
        connection.execute_batch("COMMIT").expect("a commit");
        for done in group {
            // A caller whose time is over no longer listens.
            let _gone = done.send(());
        }
    }
}

//! A PostgreSQL server that falls silent: a stopped process, or a network that swallows everything.
//! It closes no connection, so only our own patience ends the wait; no test looks at a clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use danh::domain::text::Secret;
use danh::store::batch::{Batch, Outcome};
use danh::store::database::{Database, DatabaseSettings};
use danh::store::error::{StoreError, Trouble};
use danh::store::migrate::migrate;
use danh::values;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};

const READ: &str = "SELECT client_id FROM clients ORDER BY client_id";
const INSERT: &str =
    "INSERT INTO clients (client_id, document, told, applied_at) VALUES ($1, $2, FALSE, $3)";
const DELETE: &str = "DELETE FROM clients WHERE client_id = $1";

/// A way to the server on which, once a word was said, nothing comes back any more.
struct Way {
    database: Database,
    /// While it is cut, no connection that heard the word brings anything back.
    cut: Arc<AtomicBool>,
}

impl Way {
    async fn that_falls_silent_after(word: &'static str) -> Self {
        let mut address = crate::postgres::new_database().await.parse::<url::Url>().expect("a URL");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let cut = Arc::new(AtomicBool::new(false));
        tokio::spawn(relay(listener, address.clone(), word, Arc::clone(&cut)));
        address.set_host(Some("127.0.0.1")).expect("a host");
        address.set_port(Some(port)).expect("a port");
        let url = Secret::new(address.into());
        let settings = DatabaseSettings::Postgres { url, connections: 4 };
        let database = Database::open(&settings).await.expect("it opens");
        migrate(&database).await.expect("the tables are made");
        Self { database, cut }
    }

    /// From now on the word is heeded; what comes of this is told, and the way is whole again.
    async fn while_cut<T>(&self, work: impl Future<Output = T>) -> T {
        self.cut.store(true, Ordering::SeqCst);
        let told = work.await;
        self.cut.store(false, Ordering::SeqCst);
        told
    }

    async fn names(&self) -> Vec<String> {
        let rows = self.database.fetch_all(READ, vec![]).await.expect("the way is whole again");
        rows.iter().map(|row| row.text("client_id").expect("a name")).collect()
    }
}

async fn relay(listener: TcpListener, server: url::Url, word: &'static str, cut: Arc<AtomicBool>) {
    loop {
        let (client, _) = listener.accept().await.expect("a connection");
        let host = server.host_str().expect("a host").replace("%2F", "/");
        if host.starts_with('/') {
            let server = UnixStream::connect(format!("{host}/.s.PGSQL.5432")).await;
            tokio::spawn(carry(client, server.expect("the server"), word, Arc::clone(&cut)));
        } else {
            let server = TcpStream::connect((host, server.port().unwrap_or(5432))).await;
            tokio::spawn(carry(client, server.expect("the server"), word, Arc::clone(&cut)));
        }
    }
}

async fn carry(
    mut client: TcpStream,
    mut server: impl AsyncRead + AsyncWrite + Unpin,
    word: &'static str,
    cut: Arc<AtomicBool>,
) {
    let (mut asked, mut answered) = ([0; 8192], [0; 8192]);
    let mut silent = false;
    loop {
        tokio::select! {
            count = client.read(&mut asked) => {
                let Ok(count @ 1..) = count else { return };
                let said = asked[..count].windows(word.len()).any(|part| part == word.as_bytes());
                silent |= said && cut.load(Ordering::SeqCst);
                server.write_all(&asked[..count]).await.expect("the server listens");
            }
            count = server.read(&mut answered) => {
                let Ok(count @ 1..) = count else { return };
                if !silent && client.write_all(&answered[..count]).await.is_err() {
                    return;
                }
            }
        }
    }
}

fn unavailable<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Trouble {
    match result {
        Err(StoreError::Unavailable(trouble)) => trouble,
        other => unreachable!("it was silent, and still: {other:?}"),
    }
}

fn insert(name: &str) -> Batch {
    let mut batch = Batch::new();
    batch.push(INSERT, values![name, "{}", 7_i64]);
    batch
}

fn two() -> Batch {
    let mut batch = insert("bank");
    batch.append(insert("shop"));
    batch
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_read_that_is_never_answered_ends_and_the_next_finds_another_connection() {
    let way = Way::that_falls_silent_after("SELECT client_id").await;
    let told = way.while_cut(way.database.fetch_all(READ, vec![])).await;
    assert_eq!(unavailable(told), Trouble::Unreachable);
    assert_eq!(way.names().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_transaction_that_is_never_begun_ends_and_did_nothing() {
    let way = Way::that_falls_silent_after("BEGIN").await;
    let told = way.while_cut(way.database.commit(two())).await;
    assert_eq!(unavailable(told), Trouble::Unreachable);
    assert_eq!(way.names().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_statement_that_is_never_answered_undoes_its_transaction() {
    let way = Way::that_falls_silent_after("INSERT INTO clients").await;
    let told = way.while_cut(way.database.commit(two())).await;
    assert_eq!(unavailable(told), Trouble::Unreachable);
    assert_eq!(way.names().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_commit_that_is_never_answered_is_told_as_unknown_and_may_stand() {
    let way = Way::that_falls_silent_after("COMMIT").await;
    let told = way.while_cut(way.database.commit(two())).await;
    assert_eq!(unavailable(told), Trouble::OutcomeUnknown);
    assert_eq!(way.names().await, ["bank", "shop"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_statement_by_itself_that_is_never_answered_is_told_as_unknown_and_may_stand() {
    let way = Way::that_falls_silent_after("bank").await;
    // The server knows the text from now on, so the next time it runs without another word of ours.
    way.database.commit(insert("shop")).await.expect("a commit");
    let told = way.while_cut(way.database.commit(insert("bank"))).await;
    assert_eq!(unavailable(told), Trouble::OutcomeUnknown);
    assert_eq!(way.names().await, ["bank", "shop"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_connection_that_does_not_tell_of_its_rollback_is_not_used_again() {
    let way = Way::that_falls_silent_after("ROLLBACK").await;
    let mut refused = two();
    refused.must(DELETE, values!["nobody"]);
    let told = way.while_cut(way.database.commit(refused)).await;
    assert!(matches!(told, Ok(Outcome::Refused(2))), "{told:?}");
    assert_eq!(way.names().await, Vec::<String>::new());
}

//! Rows that tests begin with. Names are numbers, so that a sentence stays readable.

use danh::domain::account::{AccountState, Generation};
use danh::domain::client::ClientId;
use danh::domain::id::{AccountId, AuthorizationId, DeviceId, InteractionId, SessionId};
use danh::domain::session::{Proofs, Session};
use danh::domain::time::Timestamp;
use danh::sealing::Digest;
use danh::store::accounts::{AccountRow, insert_account};
use danh::store::authorizations::{NewAuthorization, insert_authorization};
use danh::store::batch::{Batch, Finished, Outcome};
use danh::store::database::Database;
use danh::store::devices::DeviceRow;
use danh::store::interactions::{InteractionKind, InteractionRow};
use danh::store::sessions::open_session;

pub const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

/// A moment so many seconds after [`NOW`].
pub fn after(seconds: i64) -> Timestamp {
    Timestamp::from_unix(NOW.unix() + seconds)
}

pub fn digest(number: u8) -> Digest {
    Digest::from_bytes(&[number; 32]).expect("32 bytes")
}

pub fn account_id(number: u8) -> AccountId {
    AccountId::new(NOW, [number; 12])
}

pub fn session_id(number: u8) -> SessionId {
    SessionId::new(NOW, [number; 12])
}

pub fn authorization_id(number: u8) -> AuthorizationId {
    AuthorizationId::new(NOW, [number; 12])
}

pub fn bank() -> ClientId {
    ClientId::parse("bank").expect("a client's name")
}

pub fn account(number: u8) -> AccountRow {
    AccountRow {
        id: account_id(number),
        phone_index: Some([number; 32]),
        state: AccountState::Active,
        generation: Generation(0),
        device_rule: true,
        data_key: vec![1, number],
        profile: vec![2, number],
        created_at: NOW,
    }
}

/// A device of the first account.
pub fn device(number: u8) -> DeviceRow {
    DeviceRow {
        id: DeviceId::new(NOW, [number; 12]),
        account: account_id(1),
        digest: digest(number),
        label: "Firefox".into(),
        browser: DeviceId::new(NOW, [number; 12]),
        bound_at: NOW,
        retired_at: None,
    }
}

pub fn session(number: u8) -> Session {
    Session {
        id: session_id(number),
        account: account_id(1),
        generation: Generation(0),
        device: None,
        created_at: NOW,
        seen_at: NOW,
        proofs: Proofs { password_at: NOW, otp_at: None },
    }
}

pub fn interaction(number: u8, kind: InteractionKind) -> InteractionRow {
    let pushed = kind == InteractionKind::Pushed;
    InteractionRow {
        id: InteractionId::new(NOW, [number; 12]),
        client: bank(),
        kind,
        handle_digest: pushed.then(|| digest(number)),
        request: vec![3, number],
        typed: None,
        browser_digest: None,
        session: None,
        round: None,
        here: String::new(),
        created_at: NOW,
        seen_at: NOW,
        expires_at: after(60),
        ended: None,
    }
}

/// Adds the account of this number.
pub fn with_account(batch: &mut Batch, number: u8) {
    insert_account(batch, &[number; 32], &account(number));
}

/// Adds an authorization of account 1 in session 1, whose code's digest has the same number.
pub fn with_authorization(batch: &mut Batch, number: u8) {
    let new = NewAuthorization {
        id: &authorization_id(number),
        client: &bank(),
        account: &account_id(1),
        session: &session_id(1),
        generation: Generation(0),
        detail: &[4, number],
        code_digest: &digest(number),
        code_expires_at: after(60),
        created_at: NOW,
        expires_at: after(86_400),
    };
    insert_authorization(batch, &new);
}

/// Account 1 with session 1 and authorization 1.
pub async fn signed_in(database: &Database) {
    done(database, |batch| {
        with_account(batch, 1);
        open_session(batch, &session(1), &digest(1));
        with_authorization(batch, 1);
    })
    .await;
}

/// Commits what the closure adds; it must not be refused.
pub async fn done(database: &Database, steps: impl FnOnce(&mut Batch)) -> Finished {
    commit(database, steps).await.done().expect("nothing refuses the batch")
}

/// Commits what the closure adds.
pub async fn commit(database: &Database, steps: impl FnOnce(&mut Batch)) -> Outcome {
    let mut batch = Batch::new();
    steps(&mut batch);
    database.commit(batch).await.expect("the database answers")
}

/// Runs the same batch from so many tasks at once and returns how many were done.
pub async fn race(database: &Database, many: usize, steps: impl Fn(&mut Batch, usize)) -> usize {
    let tries = (0..many).map(|number| {
        let mut batch = Batch::new();
        steps(&mut batch, number);
        let database = database.clone();
        tokio::spawn(async move { database.commit(batch).await.expect("an answer") })
    });
    let outcomes = futures_util::future::join_all(tries).await;
    let done = |outcome: Result<Outcome, _>| outcome.expect("no panic").done().is_some();
    outcomes.into_iter().map(done).filter(|done| *done).count()
}

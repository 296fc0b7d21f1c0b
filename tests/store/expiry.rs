//! What is over is swept out; what is not stays.

use std::time::Duration;

use danh::credential::attempt::Attempts;
use danh::domain::id::DeviceId;
use danh::domain::text::Secret;
use danh::domain::time::Lifetime;
use danh::store::attempts::{count_failure, find_attempts};
use danh::store::authorizations::find_authorization;
use danh::store::database::{Database, DatabaseSettings};
use danh::store::devices::{DeviceRow, bind_device, list_devices, retire_device};
use danh::store::expiry::{ExpiryRules, sweep};
use danh::store::interactions::{
    InteractionKind, find_interaction, insert_interaction, settle_interaction,
};
use danh::store::messages::{Lease, MessageRow, insert_message};
use danh::store::migrate::migrate;
use danh::store::sessions::find_session;
use danh::store::tokens::use_assertion;
use danh::values;
use sqlx::{Connection, Executor, PgConnection};

use crate::rows::*;
use crate::{on_both, postgres};

const RULES: ExpiryRules =
    ExpiryRules { session: Lifetime::hours(12), attempts: Lifetime::days(3), attempts_kept: 100 };

on_both! {
    async fn rows_go_when_they_are_over_and_not_before(db) {
        signed_in(&db).await;
        done(&db, |batch| {
            insert_interaction(batch, &interaction(1, InteractionKind::Direct));
            use_assertion(batch, &digest(1), after(60));
            let message = MessageRow {
                id: danh::domain::id::MessageId::new(NOW, [1; 12]),
                account: account_id(1),
                body: vec![],
                created_at: NOW,
                deadline: NOW,
                attempts: 1,
            };
            insert_message(batch, &message, Lease { by: "one", until: NOW });
        }).await;
        assert_eq!(sweep(&db, RULES, NOW).await.expect("a sweep"), 0);
        // A day later the interaction, the message and the assertion go.
        assert_eq!(sweep(&db, RULES, after(86_401)).await.expect("a sweep"), 3);
        assert!(find_session(&db, &session_id(1)).await.expect("a read").is_some());
        // The authorization ended after a day and stays one more; the session had 12 hours.
        assert_eq!(sweep(&db, RULES, after(2 * 86_400 + 1)).await.expect("a sweep"), 2);
        let gone = find_authorization(&db, &authorization_id(1)).await.expect("a read");
        assert!(gone.is_none());
        assert!(find_session(&db, &session_id(1)).await.expect("a read").is_none());
    }

    async fn of_too_many_wrong_tries_the_oldest_go(db) {
        let count = async |number: i64| {
            let rules = danh::credential::attempt::AttemptRules::default();
            let key = format!("decoy.{number}");
            let at = after(number);
            done(&db, |batch| { count_failure(batch, &key, Attempts::default(), &rules, at); }).await;
        };
        for number in 0..100 {
            count(number).await;
        }
        assert_eq!(sweep(&db, RULES, after(200)).await.expect("a sweep"), 0);
        for number in 100..140 {
            count(number).await;
        }
        // One more than are kept may stay: the youngest that is too many marks where to cut.
        assert_eq!(sweep(&db, RULES, after(200)).await.expect("a sweep"), 39);
        let known = |key| find_attempts(&db, key);
        assert_eq!(known("decoy.38").await.expect("a read").failures, 0);
        assert_eq!(known("decoy.39").await.expect("a read").failures, 1);
    }

    async fn what_nobody_proved_anything_for_goes_after_two_hours(db) {
        signed_in(&db).await;
        done(&db, |batch| {
            for (number, kind) in [(1, InteractionKind::Direct), (2, InteractionKind::Pushed), (3, InteractionKind::Direct)] {
                insert_interaction(batch, &interaction(number, kind));
            }
            let (proven, session) = (interaction(3, InteractionKind::Direct).id, session_id(1));
            settle_interaction(batch, (&proven, &digest(3)), Some(&session), ("", None), NOW);
        }).await;
        assert_eq!(sweep(&db, RULES, after(7_200)).await.expect("a sweep"), 0);
        assert_eq!(sweep(&db, RULES, after(7_201)).await.expect("a sweep"), 2);
        let proven = interaction(3, InteractionKind::Direct).id;
        assert!(find_interaction(&db, &proven).await.expect("a read").is_some());
    }

    async fn many_rows_go_slice_by_slice(db) {
        for hundred in 0..6_u8 {
            done(&db, |batch| {
                for number in 0..100_u8 {
                    let key = danh::sealing::Digest::from_bytes(&[[hundred; 16], [number; 16]].concat());
                    use_assertion(batch, &key.expect("32 bytes"), NOW);
                }
            }).await;
        }
        assert_eq!(sweep(&db, RULES, after(301)).await.expect("a sweep"), 600);
    }

    async fn a_device_that_was_retired_is_forgotten_after_a_year_and_the_active_one_never(db) {
        let device = |number: u8| DeviceRow {
            id: DeviceId::new(NOW, [number; 12]),
            account: account_id(1),
            digest: digest(number),
            label: "Firefox".into(),
            browser: DeviceId::new(NOW, [number; 12]),
            bound_at: NOW,
            retired_at: None,
        };
        done(&db, |batch| {
            with_account(batch, 1);
            bind_device(batch, &device(1));
            retire_device(batch, &account_id(1), NOW);
            bind_device(batch, &device(2));
        }).await;
        let year = 365 * 86_400;
        assert_eq!(sweep(&db, RULES, after(year)).await.expect("a sweep"), 0);
        assert_eq!(sweep(&db, RULES, after(year + 1)).await.expect("a sweep"), 1);
        let left = list_devices(&db, &account_id(1)).await.expect("a read");
        assert_eq!(left.iter().map(|d| d.digest == digest(2)).collect::<Vec<_>>(), [true]);
    }
}

const OLD: &str = "INSERT INTO attempts (key, failures, last_at, total, untold)
    VALUES ('a', 1, $1, 1, 0)";
const LEFT: &str = "SELECT COUNT(*) AS count FROM attempts";
const WAITING: &str = "SELECT COUNT(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'";

/// Only PostgreSQL lets a broom wait behind a row: SQLite has one writer.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_row_that_is_renewed_while_the_broom_waits_for_it_stays() {
    let address = postgres::new_database().await;
    let settings = DatabaseSettings::Postgres { url: Secret::new(address.clone()), connections: 4 };
    let db = Database::open(&settings).await.expect("it opens");
    migrate(&db).await.expect("the tables are made");
    done(&db, |batch| {
        batch.push(OLD, values![NOW]);
    })
    .await;
    let mut other = PgConnection::connect(&address).await.expect("a connection");
    let renew = format!("BEGIN; UPDATE attempts SET last_at = {}", after(4 * 86_400).unix());
    other.execute(sqlx::AssertSqlSafe(renew)).await.expect("a renewal");
    let sweeping = tokio::spawn({
        let db = db.clone();
        async move { sweep(&db, RULES, after(4 * 86_400)).await }
    });
    let mut waiting = 0_i64;
    while waiting == 0 && !sweeping.is_finished() {
        tokio::time::sleep(Duration::from_millis(5)).await;
        waiting = sqlx::query_scalar(WAITING).fetch_one(&mut other).await.expect("a count");
    }
    other.execute("COMMIT").await.expect("the renewal stands");
    assert_eq!(sweeping.await.expect("no panic").expect("a sweep"), 0);
    let left = db.fetch_optional(LEFT, vec![]).await.expect("a read").expect("a row");
    assert_eq!(left.int("count").expect("a number"), 1);
}

//! What a transaction promises, whichever database keeps it.

use danh::domain::time::Timestamp;
use danh::store::batch::{Batch, Outcome};
use danh::store::database::Database;
use danh::store::error::StoreError;
use danh::values;
use futures_util::FutureExt;
use futures_util::future::{join, join_all};

use crate::on_both;

const INSERT: &str =
    "INSERT INTO clients (client_id, document, told, applied_at) VALUES ($1, $2, FALSE, $3)";
const SPEND: &str = "UPDATE clients SET secret_digest = $2
    WHERE client_id = $1 AND secret_digest IS NULL RETURNING document, applied_at";
const ALL: &str = "SELECT client_id, document, secret_digest, applied_at, 1 < 2 AS flag
    FROM clients ORDER BY client_id";

fn insert(name: &str) -> Batch {
    let mut batch = Batch::new();
    batch.push(INSERT, values![name, "{}", 7_i64]);
    batch
}

async fn names(database: &Database) -> Vec<String> {
    let rows = database.fetch_all(ALL, vec![]).await.expect("rows are read");
    rows.iter().map(|row| row.text("client_id").expect("a name")).collect()
}

/// An order that nobody waits for any more was still given before the end.
#[tokio::test]
async fn the_end_comes_after_all_that_was_ordered_also_by_who_has_gone() {
    let (database, _folder) = crate::databases::sqlite().await;
    for count in 0..40 {
        let given = database.commit(insert(&format!("gone-{count:02}"))).now_or_never();
        drop(given);
    }
    database.close().await;
    assert_eq!(names(&database).await.len(), 40);
    let late = database.commit(insert("late")).await;
    assert!(matches!(late, Err(StoreError::Unavailable(_))), "{late:?}");
    database.close().await;
}

on_both! {
    async fn what_was_given_before_the_end_stands(database) {
        let given: Vec<_> = (0..12).map(|count| format!("client-{count:02}")).collect();
        let commits = given.iter().map(|name| database.commit(insert(name)));
        let (outcomes, ()) = join(join_all(commits), database.close()).await;
        assert!(outcomes.iter().all(|one| matches!(one, Ok(Outcome::Done(_)))), "{outcomes:?}");
        assert_eq!(names(&database).await, given);
    }

    async fn what_is_committed_is_read_back_by_kind(database) {
        let outcome = database.commit(insert("bank")).await.expect("a commit");
        assert!(matches!(outcome, Outcome::Done(_)));
        let row = database.fetch_optional(ALL, vec![]).await.expect("a read").expect("a row");
        assert_eq!(row.text("document").expect("text"), "{}");
        assert_eq!(row.optional_bytes("secret_digest").expect("nothing"), None);
        assert_eq!(row.moment("applied_at").expect("a moment"), Timestamp::from_unix(7));
        assert!(row.flag("flag").expect("a flag"));
    }

    async fn a_refused_gate_leaves_nothing_behind(database) {
        let mut batch = insert("bank");
        let gate = batch.must(SPEND, values!["nobody", vec![1_u8]]);
        batch.push(INSERT, values!["shop", "{}", 7_i64]);
        let outcome = database.commit(batch).await.expect("an answer");
        assert!(matches!(outcome, Outcome::Refused(at) if at == gate));
        assert_eq!(names(&database).await, Vec::<String>::new());
    }

    async fn a_gate_that_does_not_take_runs_the_other_way_and_keeps_what_stood(database) {
        let mut batch = insert("bank");
        let gate = batch.only_if(SPEND, values!["nobody", vec![1_u8]], insert("other"));
        let rest = batch.push(INSERT, values!["shop", "{}", 7_i64]);
        let finished = database.commit(batch).await.expect("an answer").done().expect("done");
        assert!(!finished.took(gate) && !finished.took(rest));
        assert!(finished.otherwise().is_some_and(|other| other.took(0)));
        assert_eq!(names(&database).await, ["bank", "other"]);
    }

    async fn a_uniqueness_rule_refuses_the_whole_batch(database) {
        database.commit(insert("bank")).await.expect("a commit");
        let mut batch = insert("shop");
        let twice = batch.push(INSERT, values!["bank", "{}", 7_i64]);
        let outcome = database.commit(batch).await.expect("an answer");
        assert!(matches!(outcome, Outcome::Refused(at) if at == twice));
        assert_eq!(names(&database).await, ["bank"]);
    }

    async fn of_many_that_take_the_same_row_one_does(database) {
        database.commit(insert("bank")).await.expect("a commit");
        let tries = (0..64_u8).map(|number| {
            let database = database.clone();
            tokio::spawn(async move {
                let mut batch = Batch::new();
                let gate = batch.must(SPEND, values!["bank", vec![number]]);
                let outcome = database.commit(batch).await.expect("an answer");
                outcome.done().is_some_and(|finished| finished.row(gate).is_some())
            })
        });
        let took = futures_util::future::join_all(tries).await;
        assert_eq!(took.into_iter().filter(|one| *one.as_ref().expect("no panic")).count(), 1);
    }

    async fn a_fault_of_ours_undoes_its_batch_and_no_other(database) {
        let mut wrong = insert("wrong");
        wrong.push("UPDATE clients SET nonsense = $1", values![1_i64]);
        let both = futures_util::future::join(
            database.commit(wrong), database.commit(insert("right")));
        let (wrong, right) = both.await;
        let error = wrong.expect_err("no such column");
        assert!(matches!(error, StoreError::Statement { .. }), "{error}");
        assert!(right.expect("an answer").done().is_some());
        assert_eq!(names(&database).await, ["right"]);
    }

    async fn work_is_counted(database) {
        let before = database.counts();
        let mut batch = insert("bank");
        batch.push(INSERT, values!["shop", "{}", 7_i64]);
        database.commit(batch).await.expect("a commit");
        names(&database).await;
        let after = database.counts();
        assert_eq!(after.commits - before.commits, 1);
        assert_eq!(after.calls - before.calls, 3);
        assert_eq!(after.rows_written - before.rows_written, 2);
    }

    async fn a_batch_without_statements_costs_nothing(database) {
        let before = database.counts();
        assert!(database.commit(Batch::new()).await.expect("an answer").done().is_some());
        assert_eq!(database.counts(), before);
    }

    async fn the_database_knows_what_time_it_is(database) {
        let first = database.moment().await.expect("a read");
        assert!(first.unix() > 1_790_000_000, "{first:?}");
        assert!(database.moment().await.expect("a read") >= first);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn batches_that_wait_together_share_a_commit() {
    let (database, _folder) = crate::databases::sqlite().await;
    let before = database.counts();
    let done = crate::rows::race(&database, 200, |batch, number| {
        batch.push(INSERT, values![format!("client{number}"), "{}", 7_i64]);
    });
    assert_eq!(done.await, 200);
    let after = database.counts();
    assert_eq!(after.commits - before.commits, 200);
    assert!(after.syncs - before.syncs < 150, "{}", after.syncs - before.syncs);
}

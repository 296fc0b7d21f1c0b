//! Messages: sent by who made them, taken over when that one is gone.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use danh::connectors::system_clock::SystemClock;
use danh::connectors::system_entropy::SystemEntropy;
use danh::domain::id::MessageId;
use danh::domain::person::Phone;
use danh::domain::text::Secret;
use danh::domain::time::Lifetime;
use danh::flows::ground::Ground;
use danh::flows::outbox::Outbox;
use danh::ports::messages::{Delivery, Messages, TextMessage};
use danh::sealing::KeyRing;
use danh::store::batch::Batch;
use danh::store::database::Database;
use danh::store::messages::*;

use crate::on_both;
use crate::rows::*;

fn text(number: u8) -> MessageRow {
    MessageRow {
        id: MessageId::new(NOW, [number; 12]),
        account: account_id(1),
        body: vec![number],
        created_at: NOW,
        deadline: after(120),
        attempts: 1,
    }
}

async fn taken(db: &Database, by: &str, at: i64) -> Vec<MessageRow> {
    let lease = Lease { by, until: after(at + 10) };
    let finished = done(db, |batch| {
        take_over(batch, lease, 10, after(at));
    })
    .await;
    finished.rows(0).iter().map(|row| message(row).expect("a message")).collect()
}

on_both! {
    async fn a_message_is_taken_over_only_after_its_lease(db) {
        let lease = Lease { by: "one", until: after(10) };
        done(&db, |batch| {
            insert_message(batch, &text(1), lease);
            insert_message(batch, &text(2), lease);
            insert_message(batch, &text(3), lease);
            mark_sent(batch, &text(2).id, NOW);
            mark_failed(batch, &text(3).id, NOW);
        }).await;
        assert!(taken(&db, "two", 9).await.is_empty());
        let over = taken(&db, "two", 10).await;
        assert_eq!(over.iter().map(|m| (m.body[0], m.attempts)).collect::<Vec<_>>(), [(1, 2)]);
        assert!(taken(&db, "three", 10).await.is_empty());
    }

    async fn of_many_that_take_over_one_gets_it(db) {
        done(&db, |batch| { insert_message(batch, &text(1), Lease { by: "one", until: NOW }); }).await;
        let tries = (0..16).map(|_| {
            let db = db.clone();
            tokio::spawn(async move { taken(&db, "two", 1).await.len() })
        });
        let took = futures_util::future::join_all(tries).await;
        assert_eq!(took.into_iter().map(|n| n.expect("no panic")).sum::<usize>(), 1);
    }

    async fn nothing_is_sent_after_its_deadline(db) {
        done(&db, |batch| { insert_message(batch, &text(1), Lease { by: "one", until: NOW }); }).await;
        assert!(taken(&db, "two", 120).await.is_empty());
        let given_up = done(&db, |batch| { give_up_overdue(batch, after(120)); }).await;
        assert_eq!(given_up.touched(0), 1);
    }
}

/// A gateway that tells what it was handed.
struct Telling(tokio::sync::mpsc::UnboundedSender<MessageId>);

impl Messages for Telling {
    fn send<'a>(
        &'a self,
        message: &'a TextMessage,
    ) -> Pin<Box<dyn Future<Output = Delivery> + Send + 'a>> {
        self.0.send(message.id.clone()).expect("the test listens");
        Box::pin(std::future::ready(Delivery::Taken))
    }
}

/// Another process holds the file; our own looks and marks wait for it, and codes go out meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_database_that_keeps_us_waiting_delays_no_message() {
    let (database, folder) = crate::databases::sqlite().await;
    let (teller, mut told) = tokio::sync::mpsc::unbounded_channel();
    let ground = Ground {
        database: Arc::new(database.clone()),
        ring: Arc::new(KeyRing::from_root(&[1; 32])),
        clock: Arc::new(SystemClock::new()),
        entropy: Arc::new(SystemEntropy),
    };
    let now = ground.now();
    let (outbox, delivering) = Outbox::open(ground, Arc::new(Telling(teller)));
    let mut batch = Batch::new();
    let phone = Phone::parse("+84999000001").expect("a phone");
    let (text, deadline) = (Secret::new("a word".into()), now.plus(Lifetime::minutes(2)));
    let message = outbox.write(&mut batch, (&account_id(1), &phone), text, deadline, now);
    let id = message.id.clone();
    let other = rusqlite::Connection::open(folder.file("danh.db")).expect("it opens again");
    other.execute_batch("BEGIN IMMEDIATE").expect("the lock");
    // Asked before the outbox asks for anything, so it gives up before the outbox does.
    let mut waits = tokio::spawn(async move { database.commit(batch).await.map(drop) });
    tokio::time::sleep(Duration::from_millis(50)).await;
    let (_stop, stopped) = tokio::sync::oneshot::channel();
    let running = tokio::spawn(delivering.run(stopped));
    tokio::time::sleep(Duration::from_millis(50)).await;
    outbox.send(message);
    tokio::select! {
        biased;
        went = told.recv() => assert!(went == Some(id)),
        gave_up = &mut waits => unreachable!("the message waited for the database: {gave_up:?}"),
    }
    running.abort();
    other.execute_batch("ROLLBACK").expect("the lock is given back");
    waits.await.expect("no panic").expect("the lock was given back");
}

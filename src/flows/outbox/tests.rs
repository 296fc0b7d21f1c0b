use std::pin::Pin;

use tokio::sync::{Notify, oneshot};

use super::*;
use crate::flows::test_ground::{ground, today};
use crate::ports::messages::Delivery;
use crate::store::batch::Outcome;
use crate::values;

/// A gateway that nobody asks here.
struct Nobody;

impl Messages for Nobody {
    fn send<'a>(
        &'a self,
        _: &'a TextMessage,
    ) -> Pin<Box<dyn Future<Output = Delivery> + Send + 'a>> {
        Box::pin(std::future::ready(Delivery::Unknown))
    }
}

async fn opened(name: &str) -> (Outbox, Delivering) {
    Outbox::open(ground(name).await, Arc::new(Nobody))
}

/// Writes a message at this moment, to live so long.
async fn written(outbox: &Outbox, at: Timestamp, seconds: u32) -> TextMessage {
    let mut batch = Batch::new();
    let account = AccountId::new(at, [1; 12]);
    let phone = Phone::parse("+84999000001").expect("a phone");
    let text = Secret::new("a word".to_owned());
    let deadline = at.plus(Lifetime::seconds(seconds));
    let message = outbox.write(&mut batch, (&account, &phone), text, deadline, at);
    outbox.ground.database.commit(batch).await.expect("a commit");
    message
}

async fn unmarked(outbox: &Outbox) -> i64 {
    let sql = "SELECT COUNT(*) AS count FROM messages WHERE sent_at IS NULL";
    let row = outbox.ground.database.fetch_optional(sql, values![]).await.expect("a read");
    row.expect("a row").int("count").expect("a number")
}

#[tokio::test]
async fn all_that_was_left_behind_is_taken_over_at_one_look_and_the_youngest_goes_first() {
    let (outbox, delivering) = opened("outbox-look").await;
    let long_ago = today().begins().minus(Lifetime::seconds(60));
    for seconds in 100..220 {
        written(&outbox, long_ago, seconds).await;
    }
    delivering.look().await.expect("a look");
    assert_eq!(outbox.waiting(), 120);
    assert_eq!(outbox.waiting.next().await.deadline, long_ago.plus(Lifetime::seconds(219)));
}

#[tokio::test]
async fn marks_whose_transaction_is_refused_are_made_another_time() {
    let (outbox, delivering) = opened("outbox-marks").await;
    let now = today().begins();
    for _ in 0..2 {
        let message = written(&outbox, now, 120).await;
        outbox.marks.add(message.id, Delivery::Taken);
    }
    let mut refused = Batch::new();
    let carried = outbox.carry_marks(&mut refused, now);
    refused.must("DELETE FROM clients WHERE client_id = $1", values!["nobody"]);
    let outcome = outbox.ground.database.commit(refused).await.expect("an answer");
    assert!(matches!(outcome, Outcome::Refused(2)), "{outcome:?}");
    assert_eq!(unmarked(&outbox).await, 2);
    drop(carried);
    assert!(!delivering.mark().await, "nothing is left to mark");
    assert_eq!(unmarked(&outbox).await, 0);
    let mut empty = Batch::new();
    outbox.carry_marks(&mut empty, now).stand();
    assert!(empty.is_empty(), "what stands is not marked again");
}

/// A gateway that says when it was asked, and answers when it is let.
#[derive(Default)]
struct Slow {
    asked: Notify,
    answers: Notify,
}

impl Messages for Slow {
    fn send<'a>(
        &'a self,
        _: &'a TextMessage,
    ) -> std::pin::Pin<Box<dyn Future<Output = Delivery> + Send + 'a>> {
        Box::pin(async {
            self.asked.notify_one();
            self.answers.notified().await;
            Delivery::Taken
        })
    }
}

#[tokio::test]
async fn what_the_gateway_takes_while_we_stop_is_marked_before_the_end() {
    let ground = ground("outbox-end").await;
    let gateway = Arc::new(Slow::default());
    let (outbox, delivering) = Outbox::open(ground.clone(), gateway.clone());
    let now = ground.now();
    let account = AccountId::new(now, [1; 12]);
    let phone = Phone::parse("0500000001").expect("a number");
    let mut batch = Batch::new();
    let mut write = || {
        let (text, deadline) = (Secret::new("x".into()), now.plus(Lifetime::minutes(2)));
        outbox.write(&mut batch, (&account, &phone), text, deadline, now)
    };
    let (first, second) = (write(), write());
    assert!(ground.database.commit(batch).await.expect("a commit").done().is_some());
    outbox.send(first);
    let (stop, stopped) = oneshot::channel();
    let running = tokio::spawn(delivering.run(stopped));
    gateway.asked.notified().await;
    // One is at the gateway, one has not left yet, and nothing is marked.
    outbox.send(second);
    stop.send(()).expect("it runs");
    gateway.answers.notify_one();
    gateway.asked.notified().await;
    gateway.answers.notify_one();
    running.await.expect("it ends well");
    let open = "SELECT count(*) AS count FROM messages WHERE sent_at IS NULL";
    let row = ground.database.fetch_optional(open, vec![]).await.expect("an answer");
    assert_eq!(row.and_then(|row| row.int("count").ok()), Some(0));
}

//! Messages: sent by who made them, taken over when that one is gone.

use danh::domain::id::MessageId;
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

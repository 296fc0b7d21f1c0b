//! What is over is swept out; what is not stays.

use danh::credential::attempt::Attempts;
use danh::domain::time::Lifetime;
use danh::store::attempts::{count_failure, find_attempts};
use danh::store::authorizations::find_authorization;
use danh::store::expiry::{ExpiryRules, sweep};
use danh::store::interactions::{
    InteractionKind, find_interaction, insert_interaction, settle_interaction,
};
use danh::store::messages::{Lease, MessageRow, insert_message};
use danh::store::sessions::find_session;
use danh::store::tokens::use_assertion;

use crate::on_both;
use crate::rows::*;

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
}

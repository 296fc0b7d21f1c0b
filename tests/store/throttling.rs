//! Wrong tries and codes sent are counted so that no crowd gets past a limit.

use danh::credential::attempt::{AttemptRules, Attempts};
use danh::domain::time::Lifetime;
use danh::store::attempts::*;
use danh::store::send_budgets::*;

use crate::on_both;
use crate::rows::*;

const RULES: SendRules = SendRules { window: Lifetime::hours(2), per_window: 5, per_day: 10 };

on_both! {
    async fn wrong_tries_are_counted_as_the_rule_counts_them(db) {
        let rules = AttemptRules::default();
        let mut known = Attempts::default();
        let mut now = NOW;
        for step in [0, 1, 1, 1, 1, 900, 5, 300_000, 1] {
            now = now.plus(Lifetime::seconds(step));
            let read = find_attempts(&db, "a").await.expect("a read");
            assert_eq!(read, known);
            assert!(read.may_try(&rules, now).is_ok());
            done(&db, |batch| { count_failure(batch, "a", read, &rules, now); }).await;
            known = known.after_failure(&rules, now);
        }
        assert_eq!(known.failures, 2, "three days later the old ones are forgotten");
        done(&db, |batch| { forget_failures(batch, "a"); }).await;
        assert_eq!(find_attempts(&db, "a").await.expect("a read"), Attempts::default());
        let again = done(&db, |batch| { forget_failures(batch, "a"); }).await;
        assert!(!again.took(0), "nothing is written where nothing is to forget");
    }

    async fn a_crowd_of_guesses_is_not_carried_past_the_wait(db) {
        let rules = AttemptRules::default();
        let count = |batch: &mut _, _| {
            count_failure(batch, "a", Attempts::default(), &rules, NOW);
        };
        race(&db, 64, count).await;
        let known = find_attempts(&db, "a").await.expect("a read");
        assert_eq!(known.failures, 5);
        assert!(known.may_try(&rules, after(899)).is_err());
        assert!(known.may_try(&rules, after(900)).is_ok());
        let sixth = done(&db, |batch| {
            count_failure(batch, "a", known, &rules, after(900));
        }).await;
        assert_eq!(sixth.row(0).and_then(|row| row.int("failures").ok()), Some(6));
        assert_eq!(sixth.row(0).and_then(|row| row.int("total").ok()), Some(65));
    }

    async fn a_phone_gets_five_codes_in_two_hours_and_ten_a_day(db) {
        let send = |now| {
            let db = db.clone();
            async move { commit(&db, |batch| { spend_send(batch, &[1; 32], RULES, now); }).await.done().is_some() }
        };
        assert_eq!(find_send_budget(&db, &[1; 32]).await.expect("a read"), None);
        let first = race(&db, 32, |batch, _| { spend_send(batch, &[1; 32], RULES, NOW); });
        assert_eq!(first.await, 5);
        let budget = find_send_budget(&db, &[1; 32]).await.expect("a read").expect("a row");
        assert_eq!(budget.left(RULES, after(1)), (0, Some(after(7200))));
        assert_eq!(budget.left(RULES, after(7200)), (5, None));
        assert!(!send(after(7199)).await);
        for at in 7200..7205 {
            assert!(send(after(at)).await);
        }
        assert!(!send(after(14_500)).await, "ten a day");
        let budget = find_send_budget(&db, &[1; 32]).await.expect("a read").expect("a row");
        assert_eq!(budget.left(RULES, after(14_500)), (0, Some(after(86_400))));
        assert!(send(after(86_400)).await);
    }
}

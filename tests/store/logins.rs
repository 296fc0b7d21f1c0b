//! What one read tells of a number: the same for everybody.

use danh::credential::attempt::{AttemptRules, Attempts};
use danh::domain::password_change::PasswordRecord;
use danh::store::accounts::insert_alias;
use danh::store::attempts::{count_failure, device_key, password_key};
use danh::store::credentials::{PASSWORD, set_credential};
use danh::store::database::Database;
use danh::store::devices::{bind_device, retire_device};
use danh::store::logins::*;

use crate::on_both;
use crate::rows::*;

async fn looked_up(db: &Database, number: u8) -> LoginRow {
    let row = find_login(db, (&[number; 32], "decoy.a"), PASSWORD).await.expect("a read");
    row.expect("one row, whoever it is")
}

on_both! {
    async fn a_number_brings_its_verifier_its_device_and_its_wrong_tries(db) {
        done(&db, |batch| {
            with_account(batch, 1);
            set_credential(batch, &account_id(1), PASSWORD, &[7], after(1));
            bind_device(batch, &device(1));
            retire_device(batch, &account_id(1), NOW);
            bind_device(batch, &device(2));
            let (key, rules) = (password_key(&account_id(1)), AttemptRules::default());
            count_failure(batch, &key, Attempts::default(), &rules, after(3));
            let key = device_key(&device(2).id);
            count_failure(batch, &key, Attempts::default(), &rules, after(4));
        }).await;
        let found = looked_up(&db, 1).await;
        assert_eq!(found.account.map(|account| account.id), Some(account_id(1)));
        assert_eq!(found.verifier, Some((vec![7], after(1))));
        assert_eq!(found.active_device, Some((device(2).id, Some(digest(2)))));
        assert_eq!((found.attempts.failures, found.attempts.last_failure), (1, Some(after(3))));
        let on_device = found.device_attempts;
        assert_eq!((on_device.failures, on_device.last_failure), (1, Some(after(4))));
    }

    async fn a_password_is_known_with_its_age_and_what_stands_beside_it(db) {
        done(&db, |batch| with_account(batch, 1)).await;
        assert_eq!(looked_up(&db, 1).await.password(), None, "no password has no age");
        for (kind, stronger_beside) in [(PASSWORD, false), ("passkey", true)] {
            done(&db, |batch| {
                set_credential(batch, &account_id(1), kind, &[7], after(1));
            }).await;
            let known = PasswordRecord { set_at: after(1), stronger_beside };
            assert_eq!(looked_up(&db, 1).await.password(), Some(known), "{kind}");
        }
    }

    async fn a_number_that_nobody_has_brings_its_decoy_s_wrong_tries(db) {
        let nobody = looked_up(&db, 3).await;
        assert!(nobody.account.is_none() && nobody.verifier.is_none());
        assert_eq!((nobody.active_device, nobody.attempts), (None, Attempts::default()));
        done(&db, |batch| {
            let rules = AttemptRules::default();
            count_failure(batch, "decoy.a", Attempts::default(), &rules, after(3));
        }).await;
        assert_eq!(looked_up(&db, 3).await.attempts.failures, 1);
    }

    async fn an_account_and_a_stranger_cost_one_call_each(db) {
        done(&db, |batch| with_account(batch, 1)).await;
        let calls = |number| {
            let db = db.clone();
            async move {
                let before = db.counts().calls;
                looked_up(&db, number).await;
                db.counts().calls - before
            }
        };
        assert_eq!((calls(1).await, calls(3).await), (1, 1));
    }

    async fn an_old_number_of_two_people_leads_to_nobody(db) {
        done(&db, |batch| {
            with_account(batch, 1);
            with_account(batch, 2);
            insert_alias(batch, &[9; 32], &account_id(1));
            insert_alias(batch, &[9; 32], &account_id(2));
            insert_alias(batch, &[8; 32], &account_id(2));
            let rules = AttemptRules::default();
            count_failure(batch, "decoy.a", Attempts::default(), &rules, after(3));
        }).await;
        let found = |number: u8| {
            let db = db.clone();
            async move {
                let row = find_login_by_old_number(&db, (&[number; 32], "decoy.a"), PASSWORD).await;
                let row = row.expect("a read").expect("one row, whoever it is");
                (row.owners, row.account.map(|account| account.id), row.attempts.failures)
            }
        };
        assert_eq!(found(9).await, (2, None, 1));
        assert_eq!(found(8).await, (1, Some(account_id(2)), 0));
        assert_eq!(found(7).await, (0, None, 1));
    }
}

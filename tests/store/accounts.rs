//! Accounts, what proves them, what was shown and fetched, and the registrations of clients.

use danh::domain::account::{AccountState, Channel, Generation, LockedBy};
use danh::domain::assurance::Ial;
use danh::domain::id::ProofingId;
use danh::store::accounts::*;
use danh::store::batch::Outcome;
use danh::store::clients::{ClientRow, add_client, change_client, find_client, list_clients};
use danh::store::credentials::{PASSWORD, change_credential, find_credential, set_credential};
use danh::store::proofings::{ProofingRow, insert_proofing, list_proofings};
use danh::store::settings::{find_setting, put_setting, put_setting_once};
use danh::store::snapshots::{SnapshotRow, list_snapshots, put_snapshot};

use crate::on_both;
use crate::rows::*;

on_both! {
    async fn an_account_is_found_by_name_number_and_phone(db) {
        done(&db, |batch| {
            with_account(batch, 1);
            with_account(batch, 2);
        }).await;
        let found = find_account(&db, &account_id(1)).await.expect("a read").expect("a row");
        assert_eq!((found.id, found.phone_index), (account_id(1), Some([1; 32])));
        assert_eq!((found.state, found.generation), (AccountState::Active, Generation(0)));
        assert!(found.device_rule && found.data_key == [1, 1] && found.profile == [2, 1]);
        let owner = find_account_by_number(&db, &[2; 32]).await.expect("a read");
        assert_eq!(owner, Some(account_id(2)));
        let owner = find_account_by_phone(&db, &[2; 32]).await.expect("a read");
        assert_eq!(owner, Some(account_id(2)));
    }

    async fn a_number_and_a_phone_belong_to_one_account(db) {
        done(&db, |batch| with_account(batch, 1)).await;
        let same_number = commit(&db, |batch| {
            insert_account(batch, &[1; 32], &AccountRow { phone_index: None, ..account(2) });
        });
        assert!(matches!(same_number.await, Outcome::Refused(0)));
        let same_phone = commit(&db, |batch| {
            insert_account(batch, &[2; 32], &AccountRow { phone_index: Some([1; 32]), ..account(2) });
        });
        assert!(matches!(same_phone.await, Outcome::Refused(0)));
        let other = AccountRow { phone_index: None, ..account(2) };
        let third = AccountRow { phone_index: None, ..account(3) };
        done(&db, |batch| {
            insert_account(batch, &[2; 32], &other);
            insert_account(batch, &[3; 32], &third);
        }).await;
        let taken = commit(&db, |batch| {
            set_profile(batch, &account_id(2), &[5], Some([1; 32]));
        });
        assert!(matches!(taken.await, Outcome::Refused(0)));
    }

    async fn a_state_is_read_as_it_was_written(db) {
        let states = [
            AccountState::Active,
            AccountState::Locked { since: after(5), by: LockedBy::Police },
            AccountState::Locked { since: after(6), by: LockedBy::Owner },
            AccountState::Locked { since: after(7), by: LockedBy::Register },
            AccountState::NotActivated,
            AccountState::AppOnly,
        ];
        for (number, state) in (1..).zip(states) {
            let row = AccountRow { state, ..account(number) };
            let index = [number; 32];
            done(&db, |batch| { insert_account(batch, &index, &row); }).await;
            let found = find_account(&db, &account_id(number)).await.expect("a read");
            assert_eq!(found.expect("a row").state, state);
        }
        done(&db, |batch| { set_profile(batch, &account_id(1), &[5], None); }).await;
        let found = find_account(&db, &account_id(1)).await.expect("a read").expect("a row");
        assert_eq!((found.profile, found.phone_index), (vec![5], None));
    }

    async fn a_lock_that_stands_is_kept_but_for_the_police_s_over_the_owner_s(db) {
        use LockedBy::{Owner, Police, Register};
        done(&db, |batch| { with_account(batch, 1); with_account(batch, 2); }).await;
        for (number, by, moment, stands) in [
            (1, Owner, 5, (Owner, 5)),
            (1, Owner, 6, (Owner, 5)),
            (1, Register, 6, (Owner, 5)),
            (1, Police, 7, (Police, 7)),
            (1, Owner, 8, (Police, 7)),
            (1, Police, 8, (Police, 7)),
            (2, Register, 5, (Register, 5)),
            (2, Police, 6, (Register, 5)),
        ] {
            let outcome = commit(&db, |batch| {
                lock_account(batch, &account_id(number), by, after(moment));
            });
            let is_taken = outcome.await.done().is_some();
            assert_eq!(is_taken, stands == (by, moment), "{by:?} at {moment}");
            let found = find_account(&db, &account_id(number)).await.expect("a read");
            let (by, since) = (stands.0, after(stands.1));
            assert_eq!(found.expect("a row").state, AccountState::Locked { since, by });
        }
    }

    async fn of_many_who_lock_at_once_one_does(db) {
        done(&db, |batch| with_account(batch, 1)).await;
        let locked = race(&db, 8, |batch, _| {
            lock_account(batch, &account_id(1), LockedBy::Police, after(5));
        });
        assert_eq!(locked.await, 1);
    }

    async fn of_two_device_changes_at_once_one_is_refused(db) {
        done(&db, |batch| with_account(batch, 1)).await;
        let moved = race(&db, 8, |batch, _| {
            next_generation(batch, &account_id(1), Generation(0));
        });
        assert_eq!(moved.await, 1);
        let found = find_account(&db, &account_id(1)).await.expect("a read").expect("a row");
        assert_eq!(found.generation, Generation(1));
    }

    async fn a_credential_is_replaced_by_its_newer_one(db) {
        done(&db, |batch| {
            with_account(batch, 1);
            set_credential(batch, &account_id(1), PASSWORD, &[1], NOW);
            set_credential(batch, &account_id(1), PASSWORD, &[2], after(1));
        }).await;
        let found = find_credential(&db, &account_id(1), PASSWORD).await.expect("a read");
        assert_eq!(found, Some((vec![2], after(1))));
        assert_eq!(find_credential(&db, &account_id(1), "none").await.expect("a read"), None);
    }

    async fn of_two_changes_of_a_password_one_is_made(db) {
        done(&db, |batch| {
            with_account(batch, 1);
            set_credential(batch, &account_id(1), PASSWORD, &[1], NOW);
        }).await;
        let changed = race(&db, 8, |batch, number| {
            let another = 10 + u8::try_from(number).expect("eight tries");
            let verifiers = (&[1][..], &[another][..]);
            change_credential(batch, (&account_id(1), PASSWORD), verifiers, after(1));
        });
        assert_eq!(changed.await, 1);
        let found = find_credential(&db, &account_id(1), PASSWORD).await.expect("a read");
        assert!(found.is_some_and(|(verifier, at)| verifier[0] >= 10 && at == after(1)));
    }

    async fn evidence_is_kept_in_order(db) {
        let shown = |number: u8, valid_to| ProofingRow {
            id: ProofingId::new(after(i64::from(number)), [number; 12]),
            account: account_id(1),
            channel: Channel::PoliceStation,
            ial: Ial::Ial3,
            proven_at: NOW,
            valid_to,
            detail: vec![number],
        };
        done(&db, |batch| {
            with_account(batch, 1);
            insert_proofing(batch, &shown(2, Some(after(9))));
            insert_proofing(batch, &shown(1, None));
        }).await;
        let found = list_proofings(&db, &account_id(1)).await.expect("a read");
        assert_eq!(found.iter().map(|p| p.detail[0]).collect::<Vec<_>>(), [1, 2]);
        assert_eq!((found[1].valid_to, found[0].channel), (Some(after(9)), Channel::PoliceStation));
        assert_eq!(found[0].ial, Ial::Ial3);
    }

    async fn a_snapshot_gives_way_to_a_newer_one_only(db) {
        let said = |fetched| SnapshotRow {
            account: account_id(1),
            source: "population".into(),
            body: vec![u8::try_from(fetched).expect("small")],
            as_of: NOW,
            fetched_at: after(fetched),
        };
        for fetched in [2, 3, 1] {
            done(&db, |batch| { put_snapshot(batch, &said(fetched)); }).await;
        }
        let found = list_snapshots(&db, &account_id(1)).await.expect("a read");
        assert_eq!(found.iter().map(|s| s.body[0]).collect::<Vec<_>>(), [3]);
        assert_eq!((found[0].as_of, found[0].fetched_at), (NOW, after(3)));
    }

    async fn of_many_that_register_or_change_a_client_one_does(db) {
        let row = ClientRow {
            id: bank(),
            document: "{}".into(),
            secret_digest: Some(digest(1)),
            sealed_secret: Some(vec![1, 2, 3]),
            told: false,
            applied_at: NOW,
        };
        assert_eq!(race(&db, 16, |batch, _| { add_client(batch, &row); }).await, 1);
        let kept = find_client(&db, &bank()).await.expect("a read").expect("a row");
        assert_eq!(kept.sealed_secret, row.sealed_secret);
        let without = ClientRow { secret_digest: None, sealed_secret: None, ..row.clone() };
        assert_eq!(race(&db, 16, |batch, _| { change_client(batch, &without, &row); }).await, 1);
        let other = ClientRow { document: "{\"a\":1}".into(), ..without.clone() };
        assert_eq!(race(&db, 16, |batch, _| { change_client(batch, &other, &without); }).await, 1);
        let found = find_client(&db, &bank()).await.expect("a read").expect("a row");
        assert_eq!((found.document, found.secret_digest), (other.document, None));
        assert_eq!(found.sealed_secret, None);
        assert_eq!(list_clients(&db).await.expect("a read").len(), 1);
    }

    async fn of_many_starts_one_sets_a_setting(db) {
        done(&db, |batch| {
            let first = put_setting_once(batch, "root", "a");
            let second = put_setting_once(batch, "root", "b");
            assert!(first < second);
        }).await;
        assert_eq!(find_setting(&db, "root").await.expect("a read").as_deref(), Some("a"));
        done(&db, |batch| { put_setting(batch, "root", "c"); }).await;
        assert_eq!(find_setting(&db, "root").await.expect("a read").as_deref(), Some("c"));
        assert_eq!(find_setting(&db, "none").await.expect("a read"), None);
    }
}

//! Sessions and devices: what a read brings together, and what ends what.

use danh::domain::client::ClientId;
use danh::domain::id::LogoutRequestId;
use danh::domain::password_change::PasswordRecord;
use danh::domain::session::{Proofs, Session};
use danh::store::authorizations::{
    RevokedBy, list_session_authorizations, list_session_clients, revoke_authorization,
};
use danh::store::batch::Outcome;
use danh::store::credentials::{PASSWORD, set_credential};
use danh::store::devices::*;
use danh::store::logout_requests::*;
use danh::store::sessions::*;

use crate::on_both;
use crate::rows::*;

on_both! {
    async fn a_session_is_read_with_its_account_and_the_active_device(db) {
        signed_in(&db).await;
        let found = find_session(&db, &session_id(1)).await.expect("a read").expect("a row");
        assert_eq!((found.session, found.digest), (session(1), digest(1)));
        assert_eq!((found.ended_at, found.account.id), (None, account_id(1)));
        assert!(found.active_device.is_none() && found.password.is_none());
        done(&db, |batch| {
            set_credential(batch, &account_id(1), PASSWORD, &[7], after(1));
        }).await;
        let found = find_session(&db, &session_id(1)).await.expect("a read").expect("a row");
        let known = PasswordRecord { set_at: after(1), stronger_beside: false };
        assert_eq!(found.password, Some(known));
        done(&db, |batch| { bind_device(batch, &device(7)); }).await;
        let found = find_session(&db, &session_id(1)).await.expect("a read").expect("a row");
        assert_eq!(found.active_device, Some((device(7).id, Some(digest(7)))));
        assert!(find_session(&db, &session_id(2)).await.expect("a read").is_none());
    }

    async fn a_renewed_session_has_another_secret_and_its_new_proofs(db) {
        signed_in(&db).await;
        let proofs = Proofs { password_at: NOW, otp_at: Some(after(9)) };
        let device = Some(device(1).id);
        let raised = Session { proofs, seen_at: after(9), device, ..session(1) };
        done(&db, |batch| { renew_session(batch, &raised, &digest(2)); }).await;
        let found = find_session(&db, &session_id(1)).await.expect("a read").expect("a row");
        assert_eq!((found.session, found.digest), (raised.clone(), digest(2)));
        done(&db, |batch| { end_session(batch, &session_id(1), EndedBy::Person, after(9)); }).await;
        let late = commit(&db, |batch| { renew_session(batch, &raised, &digest(3)); });
        assert!(matches!(late.await, Outcome::Refused(0)));
        let found = find_session(&db, &session_id(1)).await.expect("a read").expect("a row");
        assert_eq!(found.ended_at, Some(after(9)));
    }

    async fn use_is_noted_now_and_then(db) {
        signed_in(&db).await;
        let noted = |at| {
            let db = db.clone();
            async move {
                let touch = |batch: &mut _| { touch_session(batch, &session_id(1), after(at - 60), after(at)); };
                done(&db, touch).await.took(0)
            }
        };
        assert_eq!((noted(30).await, noted(61).await, noted(100).await), (false, true, false));
    }

    async fn a_move_ends_all_sessions_but_the_new_one(db) {
        signed_in(&db).await;
        done(&db, |batch| {
            open_session(batch, &session(2), &digest(2));
            open_session(batch, &session(3), &digest(3));
        }).await;
        let ended = done(&db, |batch| {
            end_sessions(batch, &account_id(1), Some(&session_id(3)), EndedBy::Device, after(1));
        }).await;
        // The notices to clients come first.
        assert_eq!(ended.rows(1).len(), 2);
        let left = list_sessions(&db, &account_id(1)).await.expect("a read");
        assert_eq!(left.iter().map(|s| &s.session.id).collect::<Vec<_>>(), [&session_id(3)]);
        done(&db, |batch| {
            end_sessions(batch, &account_id(1), None, EndedBy::Lock, after(2));
        }).await;
        assert!(list_sessions(&db, &account_id(1)).await.expect("a read").is_empty());
    }

    async fn what_a_session_authorized_for_a_client_is_found_until_it_ends(db) {
        signed_in(&db).await;
        done(&db, |batch| { with_authorization(batch, 2); }).await;
        let found = |client: ClientId, at| {
            let db = db.clone();
            async move {
                let whose = (&account_id(1), &client);
                let rows = list_session_authorizations(&db, whose, &session_id(1), at).await;
                rows.expect("a read").into_iter().map(|row| row.id).collect::<Vec<_>>()
            }
        };
        assert_eq!(found(bank(), NOW).await, [authorization_id(1), authorization_id(2)]);
        assert!(found(bank(), after(86_400)).await.is_empty());
        assert!(found(ClientId::parse("portal").expect("a name"), NOW).await.is_empty());
        done(&db, |batch| {
            revoke_authorization(batch, &authorization_id(1), RevokedBy::Person, after(1));
        }).await;
        assert_eq!(found(bank(), NOW).await, [authorization_id(2)]);
    }

    async fn a_session_s_clients_are_told_from_what_it_authorized(db) {
        signed_in(&db).await;
        done(&db, |batch| {
            with_authorization(batch, 2);
            revoke_authorization(batch, &authorization_id(1), RevokedBy::Person, after(1));
        }).await;
        let served = list_session_clients(&db, &session_id(1)).await.expect("a read");
        assert_eq!(served, [(bank(), NOW)]);
        let nobody = list_session_clients(&db, &session_id(2)).await.expect("a read");
        assert!(nobody.is_empty());
    }

    async fn an_account_has_one_active_device(db) {
        signed_in(&db).await;
        let bound = race(&db, 16, |batch, number| {
            bind_device(batch, &device(u8::try_from(number).expect("small")));
        });
        assert_eq!(bound.await, 1);
        done(&db, |batch| {
            retire_device(batch, &account_id(1), after(1));
            bind_device(batch, &device(99));
        }).await;
        let active = find_active_device(&db, &account_id(1)).await.expect("a read");
        let active = active.expect("a device");
        assert_eq!((active.id, active.digest), (device(99).id, digest(99)));
        let all = list_devices(&db, &account_id(1)).await.expect("a read");
        assert_eq!(all.iter().filter(|d| d.retired_at.is_some()).count(), 1);
        assert_eq!(all.len(), 2);
        let moves = race(&db, 8, |batch, number| {
            retire_device(batch, &account_id(1), after(2));
            bind_device(batch, &device(100 + u8::try_from(number).expect("small")));
        });
        assert!(moves.await >= 1);
        assert!(find_active_device(&db, &account_id(1)).await.expect("a read").is_some());
    }

    async fn a_browser_serves_one_account(db) {
        signed_in(&db).await;
        done(&db, |batch| {
            with_account(batch, 2);
            bind_device(batch, &device(1));
        }).await;
        let browser = device(1).id;
        let taken = DeviceRow { account: account_id(2), browser: browser.clone(), ..device(2) };
        let crowded = commit(&db, |batch| { bind_device(batch, &taken); });
        assert!(crowded.await.done().is_none(), "the browser serves the first account still");
        done(&db, |batch| {
            cede_device(batch, &browser, &account_id(1), after(1));
            bind_device(batch, &taken);
        }).await;
        let twice = commit(&db, |batch| {
            cede_device(batch, &browser, &account_id(1), after(2));
        });
        assert!(matches!(twice.await, Outcome::Refused(0)), "it serves the first account no longer");
        let found = find_session(&db, &session_id(1)).await.expect("a read").expect("a row");
        assert_eq!(found.active_device, Some((device(1).id, None)), "its cookie opens nothing");
        let shown = find_shown_device(&db, &taken.id, &account_id(1)).await.expect("a read");
        let shown = shown.expect("a device");
        assert_eq!((shown.browser, shown.is_former), (browser.clone(), true));
        assert_eq!(shown.served, Some(account_id(2)));
        done(&db, |batch| { return_to_device(batch, &account_id(1), &browser, after(2)); }).await;
        let late = commit(&db, |batch| {
            return_to_device(batch, &account_id(1), &browser, after(3));
        });
        assert!(matches!(late.await, Outcome::Refused(0)));
    }

    async fn a_sign_out_waits_for_one_yes(db) {
        let id = LogoutRequestId::new(NOW, [1; 12]);
        done(&db, |batch| { insert_logout_request(batch, &id, &[5], after(60), NOW); }).await;
        let found = find_logout_request(&db, &id, after(59)).await.expect("a read");
        assert_eq!(found, Some(vec![5]));
        assert_eq!(find_logout_request(&db, &id, after(60)).await.expect("a read"), None);
        let ended = race(&db, 4, |batch, _| { end_logout_request(batch, &id); });
        assert_eq!(ended.await, 1);
    }
}

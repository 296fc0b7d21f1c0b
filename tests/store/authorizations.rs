//! Codes and tokens: what is good once is taken once, whoever races.

use danh::domain::account::Generation;
use danh::domain::authorization::Ends;
use danh::domain::id::{AccessTokenId, RefreshTokenId};
use danh::store::accounts::next_generation;
use danh::store::authorizations::*;
use danh::store::batch::Batch;
use danh::store::database::Database;
use danh::store::sessions::{EndedBy, end_session};
use danh::store::tokens::*;

use crate::on_both;
use crate::rows::*;

fn refresh_id(number: u8) -> RefreshTokenId {
    RefreshTokenId::new(NOW, [number; 12])
}

fn refresh(number: u8) -> RefreshTokenRow {
    RefreshTokenRow {
        id: refresh_id(number),
        authorization: authorization_id(1),
        client: bank(),
        digest: digest(number),
        key: None,
        created_at: NOW,
        expires_at: after(100),
        rotated: None,
    }
}

async fn found(db: &Database) -> AuthorizationRow {
    find_authorization(db, &authorization_id(1)).await.expect("a read").expect("a row")
}

fn redemption(code: u8, now: i64) -> (Batch, usize) {
    let mut otherwise = Batch::new();
    revoke_authorization(&mut otherwise, &authorization_id(1), RevokedBy::CodeReplay, after(now));
    let mut batch = Batch::new();
    let gate = take_code(
        &mut batch,
        (&authorization_id(1), &bank()),
        &digest(code),
        (after(now), false),
        otherwise,
    );
    (batch, gate)
}

on_both! {
    async fn an_authorization_is_read_with_all_that_ends_its_life(db) {
        signed_in(&db).await;
        let row = found(&db).await;
        assert_eq!((row.client, row.session, row.detail), (bank(), session_id(1), vec![4, 1]));
        assert_eq!((row.ends, row.code_used_at), (Ends::default(), None));
        assert_eq!((row.code_digest, row.code_expires_at), (digest(1), after(60)));
        done(&db, |batch| {
            end_session(batch, &session_id(1), EndedBy::Person, after(1));
            next_generation(batch, &account_id(1), Generation(0));
            revoke_authorization(batch, &authorization_id(1), RevokedBy::Client, after(1));
        }).await;
        let row = found(&db).await;
        assert_eq!(row.ends, Ends { revoked: true, signed_out: true });
        assert_eq!((row.generation, row.account.generation), (Generation(0), Generation(1)));
    }

    async fn of_sixty_four_redemptions_at_once_one_takes_and_the_others_revoke(db) {
        signed_in(&db).await;
        let tries = (0..64).map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let (batch, gate) = redemption(1, 59);
                db.commit(batch).await.expect("an answer").done().expect("done").took(gate)
            })
        });
        let took = futures_util::future::join_all(tries).await;
        assert_eq!(took.into_iter().filter(|t| *t.as_ref().expect("no panic")).count(), 1);
        assert!(found(&db).await.ends.revoked);
    }

    async fn a_code_is_taken_by_its_client_in_time_with_its_secret(db) {
        signed_in(&db).await;
        for (code, now) in [(2, 10), (1, 60)] {
            let mut batch = Batch::new();
            let (id, client) = (authorization_id(1), bank());
            let gate = take_code(&mut batch, (&id, &client), &digest(code), (after(now), false), Batch::new());
            let finished = db.commit(batch).await.expect("an answer").done().expect("done");
            assert!(!finished.took(gate));
        }
        done(&db, |batch| { burn_code(batch, &authorization_id(1), after(5), Batch::new()); }).await;
        let (batch, gate) = redemption(1, 10);
        let finished = db.commit(batch).await.expect("an answer").done().expect("done");
        assert!(!finished.took(gate), "a burned code is not redeemed");
    }

    async fn a_wrong_verifier_that_comes_after_the_right_one_revokes(db) {
        signed_in(&db).await;
        let (batch, gate) = redemption(1, 10);
        let finished = db.commit(batch).await.expect("an answer").done().expect("done");
        assert!(finished.took(gate));
        done(&db, |batch| {
            let mut replay = Batch::new();
            revoke_authorization(&mut replay, &authorization_id(1), RevokedBy::CodeReplay, after(10));
            burn_code(batch, &authorization_id(1), after(10), replay);
        }).await;
        assert!(found(&db).await.ends.revoked);
    }

    async fn of_sixteen_rotations_at_once_one_has_the_successor(db) {
        signed_in(&db).await;
        done(&db, |batch| { insert_refresh_token(batch, &refresh(1)); }).await;
        let rotated = race(&db, 16, |batch, number| {
            let successor = refresh(100 + u8::try_from(number).expect("small"));
            rotate_refresh_token(batch, (&refresh_id(1), &digest(1)), &successor.id, after(9));
            insert_refresh_token(batch, &successor);
        });
        assert_eq!(rotated.await, 1);
        let (token, from) =
            find_refresh_token(&db, &refresh_id(1)).await.expect("a read").expect("a row");
        let (at, successor) = token.rotated.expect("it was rotated");
        assert_eq!((at, from.id), (after(9), authorization_id(1)));
        let next = find_refresh_token(&db, &successor).await.expect("a read");
        assert!(next.is_some_and(|(token, _)| token.rotated.is_none()));
    }

    async fn of_sixteen_slides_at_once_all_are_good(db) {
        signed_in(&db).await;
        done(&db, |batch| { insert_refresh_token(batch, &refresh(1)); }).await;
        let slid = race(&db, 16, |batch, _| {
            slide_refresh_token(batch, (&refresh_id(1), &digest(1)), after(500), after(9));
        });
        assert_eq!(slid.await, 16);
        // One that is late or wrong slides nothing; what stood before it in the batch stays.
        for (secret, now) in [(1, 500), (2, 10)] {
            let refused = commit(&db, |batch| {
                slide_refresh_token(batch, (&refresh_id(1), &digest(secret)), after(900), after(now));
            });
            let finished = refused.await.done().expect("nothing is rolled back");
            assert!(!finished.took(0));
        }
    }

    async fn a_revoked_access_token_is_seen_with_its_authorization(db) {
        signed_in(&db).await;
        let token = |number: u8| AccessTokenId::new(NOW, [number; 12]);
        done(&db, |batch| {
            revoke_access_token(batch, &token(1), after(300));
            revoke_access_token(batch, &token(1), after(300));
        }).await;
        let revoked = |number| {
            let db = db.clone();
            async move {
                let id = authorization_id(1);
                let row = find_authorization_for_token(&db, &id, &token(number)).await;
                row.expect("a read").expect("a row").ends.revoked
            }
        };
        assert_eq!((revoked(1).await, revoked(2).await), (true, false));
    }

    async fn stopping_a_client_ends_all_that_was_authorized_for_it(db) {
        signed_in(&db).await;
        done(&db, |batch| with_authorization(batch, 2)).await;
        let ended = done(&db, |batch| {
            let whose = (&account_id(1), &bank());
            revoke_authorizations(batch, whose, RevokedBy::Person, after(1));
        }).await;
        assert_eq!(ended.rows(0).len(), 2);
        assert!(found(&db).await.ends.revoked);
    }

    async fn an_assertion_is_good_once(db) {
        let used = race(&db, 16, |batch, _| { use_assertion(batch, &digest(1), after(60)); });
        assert_eq!(used.await, 1);
    }
}

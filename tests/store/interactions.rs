//! Requests that wait for a person.

use danh::domain::consent::{Matter, PurposeVersion, Remembered};
use danh::domain::id::{ConsentId, OtpRoundId, SessionId};
use danh::store::batch::Outcome;
use danh::store::consents::{ConsentRow, insert_consent};
use danh::store::database::Database;
use danh::store::interactions::*;
use danh::store::otp::insert_round;
use danh::store::sessions::open_session;

use crate::on_both;
use crate::otp::round;
use crate::rows::*;

/// A decision made so many seconds after [`NOW`].
fn decided(given: i64, matter: Matter) -> ConsentRow {
    let purpose = PurposeVersion("v1".into());
    let (given_at, until) = (after(given), after(100));
    ConsentRow {
        id: ConsentId::new(given_at, [1; 12]),
        account: account_id(1),
        client: bank(),
        decisions: vec![Remembered { matter, agreed: true, purpose, given_at, until }],
        given_at,
        withdrawn_at: None,
    }
}

async fn found(db: &Database, number: u8) -> InteractionRow {
    let id = interaction(number, InteractionKind::Direct).id;
    find_interaction(db, &id).await.expect("a read").expect("a row")
}

on_both! {
    async fn a_pushed_request_and_its_interaction_are_one_row(db) {
        let pushed = interaction(1, InteractionKind::Pushed);
        done(&db, |batch| { insert_interaction(batch, &pushed); }).await;
        let row = found(&db, 1).await;
        assert_eq!((row.kind, row.handle_digest), (InteractionKind::Pushed, Some(digest(1))));
        assert_eq!((row.expires_at, row.browser_digest), (after(60), None));
    }

    async fn a_request_goes_on_in_one_browser_only(db) {
        signed_in(&db).await;
        let direct = interaction(1, InteractionKind::Direct);
        done(&db, |batch| { insert_interaction(batch, &direct); }).await;
        let went_on = race(&db, 16, |batch, number| {
            let browser = digest(u8::try_from(number).expect("small"));
            settle_interaction(batch, (&direct.id, &browser), Some(&session_id(1)), ("", None), NOW);
        });
        assert_eq!(went_on.await, 1);
        let browser = found(&db, 1).await.browser_digest.expect("a browser");
        let again = commit(&db, |batch| {
            settle_interaction(batch, (&direct.id, &browser), None, ("chosen", None), after(1));
        });
        assert!(again.await.done().is_some());
    }

    async fn a_visit_reads_the_request_and_the_browser_s_session_together(db) {
        signed_in(&db).await;
        let direct = interaction(2, InteractionKind::Direct);
        done(&db, |batch| { insert_interaction(batch, &direct); }).await;
        let visit = |session: Option<SessionId>| {
            let (db, id) = (db.clone(), direct.id.clone());
            async move {
                let found = find_visit(&db, &id, session.as_ref(), after(9)).await;
                found.expect("a read").expect("a row")
            }
        };
        let found = visit(None).await;
        let row = found.interaction;
        assert_eq!((row.request, row.browser_digest), (vec![3, 2], None));
        assert!(found.standing.is_none() && found.round.is_none() && found.recalled.decisions.is_empty());
        let decisions =
            [decided(1, Matter::SignIn), decided(2, Matter::Offline), decided(3, Matter::SignIn)];
        let round = round();
        done(&db, |batch| {
            let mut last = None;
            for row in &decisions {
                insert_consent(batch, row, last, &[6]);
                last = Some(&row.id);
            }
            insert_round(batch, &round, 100);
            let done = ("", Some(&round.id));
            settle_interaction(batch, (&direct.id, &digest(4)), Some(&session_id(1)), done, NOW);
        }).await;
        let found = visit(Some(session_id(1))).await;
        assert_eq!(found.standing.map(|s| s.session), Some(session(1)));
        assert_eq!(found.recalled.last.as_ref(), Some(&decisions[2].id));
        let moments: Vec<_> = found.recalled.decisions.iter().map(|r| (r.matter, r.given_at)).collect();
        assert_eq!(moments, [(Matter::SignIn, after(3)), (Matter::Offline, after(2))]);
        let first = found.round.map(|round| (round.id, round.first.digest, round.used_at));
        assert_eq!(first, Some((round.id.clone(), digest(1), None)));
        assert!(visit(None).await.recalled.decisions.is_empty(), "a stranger's browser learns nothing");
    }

    async fn what_is_settled_is_kept_until_it_ends(db) {
        signed_in(&db).await;
        let direct = interaction(2, InteractionKind::Direct);
        let round = OtpRoundId::new(NOW, [3; 12]);
        done(&db, |batch| {
            insert_interaction(batch, &direct);
            settle_interaction(batch, (&direct.id, &digest(4)), Some(&session_id(1)), ("password", Some(&round)), after(5));
            note_typed(batch, &direct.id, &[8]);
        }).await;
        let row = found(&db, 2).await;
        assert_eq!((row.session, row.here.as_str()), (Some(session_id(1)), "password"));
        assert_eq!((row.round, row.typed, row.seen_at), (Some(round), Some(vec![8]), after(5)));
        let ended = race(&db, 8, |batch, _| {
            end_interaction(batch, &direct.id, "answered", after(80));
        });
        assert_eq!(ended.await, 1);
        assert_eq!(found(&db, 2).await.ended, Some((after(80), "answered".into())));
        let late = commit(&db, |batch| {
            settle_interaction(batch, (&direct.id, &digest(4)), None, ("", None), after(90));
        });
        assert!(matches!(late.await, Outcome::Refused(0)));
    }

    async fn a_move_ends_the_requests_of_the_other_sessions(db) {
        signed_in(&db).await;
        done(&db, |batch| {
            open_session(batch, &session(2), &digest(2));
            for number in [1, 2, 3] {
                let direct = interaction(number, InteractionKind::Direct);
                insert_interaction(batch, &direct);
                if number < 3 {
                    let session = session_id(number);
                    settle_interaction(batch, (&direct.id, &digest(4)), Some(&session), ("", None), NOW);
                }
            }
            end_interactions(batch, &account_id(1), Some(&session_id(2)), "moved", after(1));
        }).await;
        let ended = [found(&db, 1).await, found(&db, 2).await, found(&db, 3).await];
        assert_eq!(ended.map(|row| row.ended.is_some()), [true, false, false]);
        done(&db, |batch| {
            end_interactions_of_session(batch, &session_id(2), "signed_out", after(2));
        }).await;
        let ended = [found(&db, 2).await, found(&db, 3).await];
        assert_eq!(ended.map(|row| row.ended.is_some()), [true, false]);
    }
}

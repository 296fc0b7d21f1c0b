//! Requests that wait for a person.

use danh::domain::id::OtpRoundId;
use danh::store::batch::Outcome;
use danh::store::database::Database;
use danh::store::interactions::*;
use danh::store::sessions::open_session;

use crate::on_both;
use crate::rows::*;

async fn found(db: &Database, number: u8) -> InteractionRow {
    let id = interaction(number, InteractionKind::Direct).id;
    find_interaction(db, &id).await.expect("a read").expect("a row")
}

on_both! {
    async fn a_pushed_request_opens_in_one_browser_once(db) {
        let pushed = interaction(1, InteractionKind::Pushed);
        done(&db, |batch| { insert_interaction(batch, &pushed); }).await;
        let wrong = commit(&db, |batch| {
            open_pushed(batch, (&pushed.id, &bank(), &digest(9)), &digest(5), after(1800), NOW);
        });
        assert!(matches!(wrong.await, Outcome::Refused(0)));
        let late = commit(&db, |batch| {
            open_pushed(batch, (&pushed.id, &bank(), &digest(1)), &digest(5), after(1800), after(60));
        });
        assert!(matches!(late.await, Outcome::Refused(0)));
        let opened = race(&db, 16, |batch, number| {
            let browser = digest(u8::try_from(number).expect("small"));
            open_pushed(batch, (&pushed.id, &bank(), &digest(1)), &browser, after(1800), after(59));
        });
        assert_eq!(opened.await, 1);
        let row = found(&db, 1).await;
        assert_eq!((row.expires_at, row.seen_at), (after(1800), after(59)));
        assert!(row.browser_digest.is_some() && row.kind == InteractionKind::Pushed);
    }

    async fn a_visit_reads_the_request_and_the_browser_s_session_together(db) {
        signed_in(&db).await;
        let direct = interaction(2, InteractionKind::Direct);
        done(&db, |batch| { insert_interaction(batch, &direct); }).await;
        let (row, standing) =
            find_visit(&db, &direct.id, None).await.expect("a read").expect("a row");
        assert_eq!((row.request, row.browser_digest), (vec![3, 2], Some(digest(2))));
        assert!(standing.is_none());
        let (_, standing) =
            find_visit(&db, &direct.id, Some(&session_id(1))).await.expect("a read").expect("a row");
        assert_eq!(standing.map(|s| s.session), Some(session(1)));
    }

    async fn what_is_settled_is_kept_until_it_ends(db) {
        signed_in(&db).await;
        let direct = interaction(2, InteractionKind::Direct);
        let round = OtpRoundId::new(NOW, [3; 12]);
        done(&db, |batch| {
            insert_interaction(batch, &direct);
            settle_interaction(batch, &direct.id, Some(&session_id(1)), "password", after(5));
            set_round(batch, &direct.id, &round);
            note_typed(batch, &direct.id, &[8]);
            touch_interaction(batch, &direct.id, after(10), after(70));
        }).await;
        let row = found(&db, 2).await;
        assert_eq!((row.session, row.here.as_str()), (Some(session_id(1)), "password"));
        assert_eq!((row.round, row.typed, row.seen_at), (Some(round), Some(vec![8]), after(70)));
        let ended = race(&db, 8, |batch, _| {
            end_interaction(batch, &direct.id, "answered", after(80));
        });
        assert_eq!(ended.await, 1);
        assert_eq!(found(&db, 2).await.ended, Some((after(80), "answered".into())));
        let late = commit(&db, |batch| {
            settle_interaction(batch, &direct.id, None, "", after(90));
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
                    settle_interaction(batch, &direct.id, Some(&session), "", NOW);
                }
            }
            end_interactions(batch, &account_id(1), Some(&session_id(2)), "moved", after(1));
        }).await;
        let ended = [found(&db, 1).await, found(&db, 2).await, found(&db, 3).await];
        assert_eq!(ended.map(|row| row.ended.is_some()), [true, false, false]);
    }
}

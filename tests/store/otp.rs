//! Codes by SMS: so many tries over all codes of a round, and each code once.

use danh::domain::id::{ChallengeId, InteractionId, OtpRoundId};
use danh::store::batch::{Batch, Outcome};
use danh::store::otp::*;
use danh::store::otp_misses::*;

use crate::on_both;
use crate::rows::*;

fn round_id() -> OtpRoundId {
    OtpRoundId::new(NOW, [1; 12])
}

pub fn round() -> OtpRoundRow {
    OtpRoundRow {
        id: round_id(),
        account: account_id(1),
        interaction: InteractionId::new(NOW, [1; 12]),
        phone_index: [1; 32],
        tries: 0,
        sends: 1,
        last_sent_at: NOW,
        created_at: NOW,
        first: ChallengeRow { id: ChallengeId::new(NOW, [1; 12]), ..code(1) },
        used_at: None,
        missed: false,
    }
}

fn code(number: u8) -> ChallengeRow {
    ChallengeRow {
        id: ChallengeId::new(NOW, [number; 12]),
        digest: digest(number),
        expires_at: after(120),
    }
}

fn later_code() -> ChallengeRow {
    ChallengeRow { expires_at: after(150), ..code(2) }
}

fn begin(batch: &mut Batch) {
    insert_round(batch, &round(), 7);
}

on_both! {
    async fn of_a_crowd_of_wrong_codes_in_a_row_so_many_are_counted_and_then_the_right_one_is_none(db) {
        done(&db, begin).await;
        let counted = race(&db, 64, |batch, _| { count_miss(batch, &round_id(), 7); }).await;
        assert_eq!(counted, 7);
        let found = find_misses(&db, &account_id(1), &[1; 32]).await.expect("a read");
        assert_eq!(found, 7);
        let elsewhere = find_misses(&db, &account_id(1), &[2; 32]).await.expect("a read");
        assert_eq!(elsewhere, 0, "another number of the same account");
        assert!(find_round(&db, &round_id()).await.expect("a read").expect("a row").missed);
        let take = |batch: &mut Batch| take_code(batch, (&round_id(), &code(1)), (5, 7), after(1));
        let taken = done(&db, |batch| { take(batch); }).await;
        assert!(!taken.took(0), "the number proves nothing more");
        done(&db, |batch| { forget_misses(batch, &account_id(1)); }).await;
        let taken = done(&db, |batch| { take(batch); }).await;
        assert!(taken.took(0));
        assert!(!find_round(&db, &round_id()).await.expect("a read").expect("a row").missed);
    }

    async fn a_round_is_read_with_all_its_codes(db) {
        done(&db, begin).await;
        done(&db, |batch| {
            count_resend(batch, &round_id(), (after(0), 5), after(30));
            insert_challenge(batch, &round_id(), &code(2));
        }).await;
        let found = find_round(&db, &round_id()).await.expect("a read").expect("a row");
        assert_eq!((found.sends, found.tries, found.last_sent_at), (2, 0, after(30)));
        assert_eq!((&found.account, found.phone_index), (&account_id(1), [1; 32]));
        let codes = list_codes(&db, &found).await.expect("a read");
        let codes: Vec<_> = codes.iter().map(|code| code.digest).collect();
        assert_eq!(codes, [digest(1), digest(2)]);
        let none = find_round(&db, &OtpRoundId::new(NOW, [9; 12])).await.expect("a read");
        assert!(none.is_none());
    }

    async fn a_round_that_was_left_takes_no_code(db) {
        done(&db, begin).await;
        let soon = commit(&db, |batch| { leave_round(batch, &round_id(), (after(-1), 5)); });
        assert!(matches!(soon.await, Outcome::Refused(0)));
        let left = race(&db, 16, |batch, _| { leave_round(batch, &round_id(), (after(0), 5)); });
        assert_eq!(left.await, 1);
        let taken = commit(&db, |batch| {
            take_code(batch, (&round_id(), &code(1)), (5, 7), after(31));
        });
        assert!(matches!(taken.await, Outcome::Refused(_)));
    }

    async fn no_round_begins_at_a_number_that_proves_nothing_more(db) {
        done(&db, begin).await;
        race(&db, 7, |batch, _| { count_miss(batch, &round_id(), 7); }).await;
        let again = |phone: u8| {
            let id = OtpRoundId::new(NOW, [phone; 12]);
            let next = OtpRoundRow { id, phone_index: [phone; 32], ..round() };
            let db = db.clone();
            async move { commit(&db, |batch| { insert_round(batch, &next, 7); }).await.done().is_some() }
        };
        let barred = OtpRoundRow { id: OtpRoundId::new(NOW, [3; 12]), ..round() };
        let refused = commit(&db, |batch| { insert_round(batch, &barred, 7); }).await;
        assert!(matches!(refused, Outcome::Refused(0)));
        assert!(again(2).await, "another number");
    }

    async fn of_many_resends_at_once_one_is_made(db) {
        done(&db, begin).await;
        let soon = commit(&db, |batch| { count_resend(batch, &round_id(), (after(-1), 5), after(29)); });
        assert!(matches!(soon.await, Outcome::Refused(0)));
        let sent = race(&db, 16, |batch, _| {
            count_resend(batch, &round_id(), (after(0), 5), after(30));
        });
        assert_eq!(sent.await, 1);
    }

    async fn of_two_hundred_tries_at_once_five_are_judged(db) {
        done(&db, begin).await;
        let judged = race(&db, 200, |batch, _| { count_try(batch, &round_id(), 5); });
        assert_eq!(judged.await, 5);
        let found = find_round(&db, &round_id()).await.expect("a read").expect("a row");
        assert_eq!(found.tries, 5);
    }

    async fn a_right_code_is_good_once_and_in_time(db) {
        done(&db, begin).await;
        done(&db, |batch| {
            count_resend(batch, &round_id(), (after(0), 5), after(30));
            insert_challenge(batch, &round_id(), &later_code());
        }).await;
        let took = |code: ChallengeRow, now| {
            let db = db.clone();
            async move {
                let mut batch = Batch::new();
                let gate = take_code(&mut batch, (&round_id(), &code), (5, 100), after(now));
                let finished = db.commit(batch).await.expect("an answer").done().expect("tries left");
                finished.took(gate)
            }
        };
        assert!(!took(code(1), 120).await, "its time is over");
        assert!(!took(ChallengeRow { digest: digest(9), ..code(1) }, 119).await, "another code");
        assert!(took(later_code(), 149).await, "each code is good to its own end");
        assert!(!took(code(1), 119).await, "the round is closed");
        let found = find_round(&db, &round_id()).await.expect("a read").expect("a row");
        assert_eq!((found.tries, found.used_at), (4, Some(after(149))));
    }

    async fn of_two_hundred_right_codes_at_once_one_is_taken_and_five_are_counted(db) {
        done(&db, begin).await;
        let counted = race(&db, 200, |batch, _| {
            take_code(batch, (&round_id(), &code(1)), (5, 100), after(1));
        });
        assert_eq!(counted.await, 5);
        let found = find_round(&db, &round_id()).await.expect("a read").expect("a row");
        assert_eq!((found.tries, found.used_at), (5, Some(after(1))));
    }
}

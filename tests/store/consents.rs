//! Decisions and receipts.

use danh::domain::claim::Item;
use danh::domain::client::ClientId;
use danh::domain::consent::{Matter, PurposeVersion, Remembered};
use danh::domain::id::ConsentId;
use danh::domain::time::Timestamp;
use danh::store::batch::{Batch, Outcome};
use danh::store::consents::*;
use danh::store::database::Database;

use crate::on_both;
use crate::rows::*;

const ASLEEP: &str = "SELECT CAST(count(*) AS bigint) AS kept FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event = 'PgSleep'";
const PHONE: Matter = Matter::Item(Item::Phone);

fn one(matter: Matter, agreed: bool, given: i64) -> Remembered {
    let purpose = PurposeVersion("v1".into());
    Remembered { matter, agreed, purpose, given_at: after(given), until: after(given + 100) }
}

fn given_at(given: i64) -> ConsentId {
    ConsentId::new(after(given), [1; 12])
}

/// A decision made so many seconds after [`NOW`].
fn decision(given: i64, decisions: Vec<Remembered>) -> ConsentRow {
    ConsentRow {
        id: given_at(given),
        account: account_id(1),
        client: bank(),
        decisions,
        given_at: after(given),
        withdrawn_at: None,
    }
}

async fn standing(db: &Database, now: Timestamp) -> Vec<Remembered> {
    find_consents(db, &account_id(1), &bank(), now).await.expect("a read").decisions
}

on_both! {
    async fn the_newest_decision_about_each_matter_is_remembered(db) {
        let first = vec![one(Matter::SignIn, true, 0), one(PHONE, false, 0)];
        let second = vec![one(PHONE, true, 5)];
        done(&db, |batch| {
            insert_consent(batch, &decision(0, first.clone()), None, &[6]);
            insert_consent(batch, &decision(5, second.clone()), Some(&given_at(0)), &[7]);
        }).await;
        assert_eq!(standing(&db, after(6)).await, [second[0].clone(), first[0].clone()]);
        let of_another = find_consents(&db, &account_id(2), &bank(), NOW).await.expect("a read");
        assert_eq!(of_another, Recalled::default());
    }

    async fn a_word_that_ended_still_stands_before_an_older_one(db) {
        let lasting = Remembered { until: after(1_000), ..one(PHONE, true, 0) };
        done(&db, |batch| {
            insert_consent(batch, &decision(0, vec![lasting]), None, &[6]);
            insert_consent(batch, &decision(5, vec![one(PHONE, true, 5)]), Some(&given_at(0)), &[7]);
        }).await;
        let untils: Vec<_> = standing(&db, after(500)).await.iter().map(|r| r.until).collect();
        assert_eq!(untils, [after(105)]);
        let late = after(366 * 86_400);
        let ended = standing(&db, late).await.iter().all(|r| r.until < late);
        assert!(ended, "nothing stands so long");
    }

    async fn what_is_taken_back_stays_in_the_log(db) {
        done(&db, |batch| { insert_consent(batch, &decision(0, vec![one(PHONE, true, 0)]), None, &[6]); }).await;
        let withdraw = |at| {
            let db = db.clone();
            async move {
                let batch = |batch: &mut _| { withdraw_consents(batch, &account_id(1), &bank(), at); };
                done(&db, batch).await.touched(0)
            }
        };
        assert_eq!((withdraw(after(2)).await, withdraw(after(3)).await), (1, 0));
        assert!(standing(&db, after(4)).await.is_empty());
        done(&db, |batch| { insert_consent(batch, &decision(4, vec![one(PHONE, true, 4)]), None, &[6]); }).await;
        assert_eq!(standing(&db, after(5)).await, [one(PHONE, true, 4)]);
        let log = list_consents(&db, &account_id(1)).await.expect("a read");
        assert_eq!(log.iter().map(|row| row.withdrawn_at).collect::<Vec<_>>(), [None, Some(after(2))]);
        assert_eq!(log[0], decision(4, vec![one(PHONE, true, 4)]));
    }

    async fn a_person_of_many_decisions_finds_the_newest_of_each_client(db) {
        let portal = ClientId::parse("portal").expect("a name");
        let given = |at: i64| decision(at, vec![one(PHONE, true, at)]);
        done(&db, |batch| {
            insert_consent(batch, &ConsentRow { client: portal.clone(), ..given(0) }, None, &[6]);
            for at in 1..=60 {
                let last = (at > 1).then(|| given_at(at - 1));
                insert_consent(batch, &given(at), last.as_ref(), &[6]);
            }
            withdraw_consents(batch, &account_id(1), &portal, after(61));
        }).await;
        let list = list_consents(&db, &account_id(1)).await.expect("a read");
        assert_eq!((list.len(), &list[0].client, &list[50].client), (51, &bank(), &portal));
        assert!(list[..50].windows(2).all(|two| two[0].id > two[1].id), "newest first");
        assert_eq!(list[0].given_at, after(60));
        let standing = list_standing_consents(&db, &account_id(1), after(61)).await.expect("a read");
        assert_eq!(standing, list[..50]);
        let too_late = after(400 * 86_400);
        let later = list_standing_consents(&db, &account_id(1), too_late).await.expect("a read");
        assert!(later.is_empty());
        let of_bank = list_consents_of_client(&db, &account_id(1), &bank()).await.expect("a read");
        assert_eq!(of_bank, list[..50]);
    }

    async fn what_is_held_is_not_taken_back_before_it_is_written_down(db) {
        let row = decision(0, vec![one(PHONE, true, 0)]);
        done(&db, |batch| { insert_consent(batch, &row, None, &[6]); }).await;
        let recalled = find_consents(&db, &account_id(1), &bank(), after(1)).await.expect("a read");
        assert_eq!(recalled.last.as_ref(), Some(&row.id));
        let held = done(&db, |batch| { hold_consent(batch, &row.id); }).await;
        assert!(held.took(0));
        done(&db, |batch| { withdraw_consents(batch, &account_id(1), &bank(), after(2)); }).await;
        let mut batch = Batch::new();
        hold_consent(&mut batch, &row.id);
        insert_consent(&mut batch, &decision(3, vec![one(PHONE, true, 3)]), None, &[7]);
        let outcome = db.commit(batch).await.expect("an answer");
        assert!(matches!(outcome, Outcome::Refused(0)), "{outcome:?}");
        assert!(standing(&db, after(4)).await.is_empty(), "and nothing else was written");
    }

    async fn what_was_followed_is_not_gone_by_any_more(db) {
        let (first, second) = (decision(0, vec![one(PHONE, true, 0)]), given_at(5));
        done(&db, |batch| { insert_consent(batch, &first, None, &[6]); }).await;
        let later = decision(5, vec![one(PHONE, false, 5)]);
        done(&db, |batch| { insert_consent(batch, &later, Some(&first.id), &[7]); }).await;
        let mut batch = Batch::new();
        hold_consent(&mut batch, &first.id);
        let outcome = db.commit(batch).await.expect("an answer");
        assert!(matches!(outcome, Outcome::Refused(0)), "{outcome:?}");
        assert!(done(&db, |batch| { hold_consent(batch, &second); }).await.took(0));
    }

    async fn who_decides_in_sight_of_what_stands_no_more_decides_anew(db) {
        let first = decision(0, vec![one(PHONE, true, 0)]);
        done(&db, |batch| { insert_consent(batch, &first, None, &[6]); }).await;
        let refused = |row: ConsentRow, last: Option<ConsentId>| {
            let db = db.clone();
            async move {
                let mut batch = Batch::new();
                let places = insert_consent(&mut batch, &row, last.as_ref(), &[7]);
                let outcome = db.commit(batch).await.expect("an answer");
                matches!(outcome, Outcome::Refused(place) if places.contains(&place))
            }
        };
        let later = |at| decision(at, vec![one(PHONE, false, at)]);
        assert!(refused(later(1), None).await, "somebody was first");
        assert!(!refused(later(2), Some(first.id.clone())).await);
        assert!(refused(later(3), Some(first.id)).await, "somebody was second");
        done(&db, |batch| { withdraw_consents(batch, &account_id(1), &bank(), after(4)); }).await;
        assert!(refused(later(5), Some(given_at(2))).await, "it was taken back");
        assert!(!refused(later(6), None).await);
        // What is too old is read as the last all the same, and in nobody's way.
        let much_later = 7 + 366 * 86_400;
        let found = find_consents(&db, &account_id(1), &bank(), after(much_later)).await;
        assert!(!refused(later(much_later), found.expect("a read").last).await);
    }

    async fn the_last_word_counts_though_another_clock_was_ahead(db) {
        let ahead = decision(5, vec![one(PHONE, true, 5)]);
        done(&db, |batch| { insert_consent(batch, &ahead, None, &[6]); }).await;
        let behind = decision(3, vec![one(PHONE, false, 3)]);
        done(&db, |batch| { insert_consent(batch, &behind, Some(&ahead.id), &[7]); }).await;
        let recalled = find_consents(&db, &account_id(1), &bank(), after(6)).await.expect("a read");
        assert_eq!(recalled, Recalled { decisions: behind.decisions, last: Some(behind.id) });
    }

    async fn the_last_word_is_found_behind_any_number_that_another_clock_put_before_it(db) {
        let given = |at: i64| decision(at, vec![one(PHONE, true, at)]);
        done(&db, |batch| {
            for at in 10..=65 {
                let last = (at > 10).then(|| given_at(at - 1));
                insert_consent(batch, &given(at), last.as_ref(), &[6]);
            }
            insert_consent(batch, &given(3), Some(&given_at(65)), &[7]);
        }).await;
        let recalled = find_consents(&db, &account_id(1), &bank(), after(70)).await.expect("a read");
        assert_eq!(recalled.last, Some(given_at(3)));
    }

    async fn a_receipt_is_its_owner_s_alone(db) {
        let row = decision(0, vec![one(Matter::SignIn, true, 0)]);
        done(&db, |batch| { insert_consent(batch, &row, None, &[6]); }).await;
        let own = find_receipt(&db, &row.id, &account_id(1)).await.expect("a read");
        assert_eq!(own.map(|r| (r.body, r.created_at)), Some((vec![6], NOW)));
        assert!(find_receipt(&db, &row.id, &account_id(2)).await.expect("a read").is_none());
        assert_eq!(list_receipts(&db, &account_id(1)).await.expect("a read").len(), 1);
    }
}

/// On PostgreSQL a statement sees what stood when it began: of a decision that is written down while
/// somebody waits to take all of them back, it sees what was before. Nothing of it may be left standing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_decided_while_all_is_taken_back_is_taken_back_too() {
    let (db, _folder) = crate::databases::postgres().await;
    let db = std::sync::Arc::new(db);
    let first = decision(0, vec![one(PHONE, true, 0)]);
    done(&db, |batch| {
        insert_consent(batch, &first, None, &[6]);
    })
    .await;
    let mut batch = Batch::new();
    insert_consent(&mut batch, &decision(5, vec![one(PHONE, true, 5)]), Some(&first.id), &[7]);
    batch.push("SELECT 1 AS one FROM pg_sleep(0.7)", vec![]);
    let deciding = tokio::spawn({
        let db = db.clone();
        async move { db.commit(batch).await }
    });
    let count = |sql| {
        let db = db.clone();
        async move {
            let row = db.fetch_optional(sql, vec![]).await.expect("a read").expect("a row");
            row.int("kept").expect("a count")
        }
    };
    while count(ASLEEP).await == 0 {}
    done(&db, |batch| {
        withdraw_consents(batch, &account_id(1), &bank(), after(6));
    })
    .await;
    assert!(
        matches!(deciding.await.expect("it ends"), Ok(Outcome::Done(_))),
        "it was there before"
    );
    assert!(standing(&db, after(7)).await.is_empty());
}

//! Decisions and receipts.

use danh::domain::claim::Item;
use danh::domain::consent::{Matter, PurposeVersion, Remembered};
use danh::domain::id::ConsentId;
use danh::domain::time::Timestamp;
use danh::store::consents::*;
use danh::store::database::Database;

use crate::on_both;
use crate::rows::*;

const PHONE: Matter = Matter::Item(Item::Phone);

fn one(matter: Matter, agreed: bool, given: i64) -> Remembered {
    let purpose = PurposeVersion("v1".into());
    Remembered { matter, agreed, purpose, given_at: after(given), until: after(given + 100) }
}

/// A decision made so many seconds after [`NOW`].
fn decision(given: i64, decisions: Vec<Remembered>) -> ConsentRow {
    ConsentRow {
        id: ConsentId::new(after(given), [1; 12]),
        account: account_id(1),
        client: bank(),
        decisions,
        given_at: after(given),
        withdrawn_at: None,
    }
}

async fn standing(db: &Database, now: Timestamp) -> Vec<Remembered> {
    find_consents(db, &account_id(1), &bank(), now).await.expect("a read")
}

on_both! {
    async fn the_newest_decision_about_each_matter_is_remembered(db) {
        let first = vec![one(Matter::SignIn, true, 0), one(PHONE, false, 0)];
        let second = vec![one(PHONE, true, 5)];
        done(&db, |batch| {
            insert_consent(batch, &decision(0, first.clone()), &[6]);
            insert_consent(batch, &decision(5, second.clone()), &[7]);
        }).await;
        assert_eq!(standing(&db, after(6)).await, [second[0].clone(), first[0].clone()]);
        let of_another = find_consents(&db, &account_id(2), &bank(), NOW).await.expect("a read");
        assert!(of_another.is_empty());
    }

    async fn a_word_that_ended_still_stands_before_an_older_one(db) {
        let lasting = Remembered { until: after(1_000), ..one(PHONE, true, 0) };
        done(&db, |batch| {
            insert_consent(batch, &decision(0, vec![lasting]), &[6]);
            insert_consent(batch, &decision(5, vec![one(PHONE, true, 5)]), &[7]);
        }).await;
        let untils: Vec<_> = standing(&db, after(500)).await.iter().map(|r| r.until).collect();
        assert_eq!(untils, [after(105)]);
        assert!(standing(&db, after(366 * 86_400)).await.is_empty(), "nothing stands so long");
    }

    async fn what_is_taken_back_stays_in_the_log(db) {
        done(&db, |batch| { insert_consent(batch, &decision(0, vec![one(PHONE, true, 0)]), &[6]); }).await;
        let withdraw = |at| {
            let db = db.clone();
            async move {
                let batch = |batch: &mut _| { withdraw_consents(batch, &account_id(1), &bank(), at); };
                done(&db, batch).await.touched(0)
            }
        };
        assert_eq!((withdraw(after(2)).await, withdraw(after(3)).await), (1, 0));
        assert!(standing(&db, after(4)).await.is_empty());
        done(&db, |batch| { insert_consent(batch, &decision(4, vec![one(PHONE, true, 4)]), &[6]); }).await;
        assert_eq!(standing(&db, after(5)).await, [one(PHONE, true, 4)]);
        let log = list_consents(&db, &account_id(1)).await.expect("a read");
        assert_eq!(log.iter().map(|row| row.withdrawn_at).collect::<Vec<_>>(), [None, Some(after(2))]);
        assert_eq!(log[0], decision(4, vec![one(PHONE, true, 4)]));
    }

    async fn a_receipt_is_its_owner_s_alone(db) {
        let row = decision(0, vec![one(Matter::SignIn, true, 0)]);
        done(&db, |batch| { insert_consent(batch, &row, &[6]); }).await;
        let own = find_receipt(&db, &row.id, &account_id(1)).await.expect("a read");
        assert_eq!(own.map(|r| (r.body, r.created_at)), Some((vec![6], NOW)));
        assert!(find_receipt(&db, &row.id, &account_id(2)).await.expect("a read").is_none());
        assert_eq!(list_receipts(&db, &account_id(1)).await.expect("a read").len(), 1);
    }
}

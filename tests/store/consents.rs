//! Decisions and receipts.

use danh::domain::claim::Item;
use danh::domain::consent::{Matter, PurposeVersion, Remembered};
use danh::domain::id::ConsentId;
use danh::store::consents::*;

use crate::on_both;
use crate::rows::*;

fn decision(matter: Matter, agreed: bool) -> ConsentRow {
    ConsentRow {
        account: account_id(1),
        client: bank(),
        remembered: Remembered {
            matter,
            agreed,
            purpose: PurposeVersion("v1".into()),
            given_at: NOW,
            until: after(100),
        },
        receipt: ConsentId::new(NOW, [1; 12]),
    }
}

on_both! {
    async fn a_decision_is_remembered_replaced_and_withdrawn(db) {
        done(&db, |batch| {
            put_consent(batch, &decision(Matter::SignIn, true));
            put_consent(batch, &decision(Matter::Item(Item::Phone), false));
            put_consent(batch, &decision(Matter::Item(Item::Phone), true));
        }).await;
        let found = find_consents(&db, &account_id(1), &bank()).await.expect("a read");
        let matters: Vec<_> = found.iter().map(|c| &c.remembered).collect();
        let phone = decision(Matter::Item(Item::Phone), true).remembered;
        assert_eq!(matters, [&decision(Matter::SignIn, true).remembered, &phone]);
        done(&db, |batch| {
            withdraw_consent(batch, &account_id(1), &bank(), Matter::Item(Item::Phone), after(1));
        }).await;
        assert_eq!(find_consents(&db, &account_id(1), &bank()).await.expect("a read").len(), 1);
        let rest = done(&db, |batch| {
            withdraw_consents(batch, &account_id(1), &bank(), after(2));
        }).await;
        assert_eq!(rest.row(0).and_then(|r| r.text("claim").ok()).as_deref(), Some("openid"));
        assert!(find_consents(&db, &account_id(1), &bank()).await.expect("a read").is_empty());
        let ledger = list_ledger(&db, &account_id(1)).await.expect("a read");
        assert_eq!(ledger.iter().map(|row| row.1).collect::<Vec<_>>(), [Some(after(2)), Some(after(1))]);
        done(&db, |batch| { put_consent(batch, &decision(Matter::SignIn, true)); }).await;
        assert_eq!(list_ledger(&db, &account_id(1)).await.expect("a read")[0].1, None);
        assert_eq!(find_consents(&db, &account_id(1), &bank()).await.expect("a read").len(), 1);
    }

    async fn a_receipt_is_its_owner_s_alone(db) {
        let receipt = ReceiptRow {
            id: ConsentId::new(NOW, [1; 12]),
            account: account_id(1),
            client: bank(),
            body: vec![6],
            created_at: NOW,
        };
        done(&db, |batch| { insert_receipt(batch, &receipt); }).await;
        let own = find_receipt(&db, &receipt.id, &account_id(1)).await.expect("a read");
        assert_eq!(own.map(|r| r.body), Some(vec![6]));
        assert!(find_receipt(&db, &receipt.id, &account_id(2)).await.expect("a read").is_none());
        assert_eq!(list_receipts(&db, &account_id(1)).await.expect("a read").len(), 1);
    }
}

//! The log: chained by hash, read back by its person, found out when it is touched.

use danh::domain::client::ClientId;
use danh::domain::event::{Event, EventKind};
use danh::domain::id::{ConsentId, EventId};
use danh::store::batch::{Batch, Outcome};
use danh::store::chain::EventRow;
use danh::store::consents::{ConsentRow, insert_consent};
use danh::store::database::Database;
use danh::store::events::*;
use danh::values;

use crate::on_both;
use crate::rows::*;

fn event(number: u8) -> EventRow {
    let event = Event {
        kind: EventKind::ClaimsRead,
        account: Some(account_id(1)),
        client: Some(bank()),
        detail: "name birthdate".into(),
    };
    EventRow { id: EventId::new(after(i64::from(number)), [number; 12]), at: NOW, event }
}

async fn log(db: &Database, numbers: std::ops::Range<u8>) {
    for number in numbers {
        done(db, |batch| {
            batch.event(event(number));
        })
        .await;
    }
}

async fn tamper(db: &Database, sql: &'static str) -> Verdict {
    assert!(
        done(db, |batch| {
            batch.push(sql, vec![]);
        })
        .await
        .took(0)
    );
    verify_chains(db).await.expect("a read")
}

on_both! {
    async fn events_of_many_at_once_hang_on_whole_chains(db) {
        race(&db, 64, |batch, number| {
            batch.event(event(u8::try_from(number).expect("small")));
        }).await;
        let verdict = verify_chains(&db).await.expect("a read");
        assert_eq!((verdict.events, verdict.faults.as_slice()), (64, [].as_slice()));
        assert!(verdict.chains >= 1);
    }

    async fn a_refused_batch_leaves_no_gap(db) {
        log(&db, 0..3).await;
        let mut batch = Batch::new();
        batch.event(event(9));
        batch.must("DELETE FROM clients WHERE client_id = $1", values!["nobody"]);
        let refused = db.commit(batch).await.expect("an answer");
        assert!(matches!(refused, Outcome::Refused(1)));
        log(&db, 3..6).await;
        let verdict = verify_chains(&db).await.expect("a read");
        assert_eq!((verdict.events, verdict.chains, verdict.faults), (6, 1, vec![]));
    }

    async fn an_altered_event_is_found(db) {
        log(&db, 0..5).await;
        let verdict = tamper(&db, "UPDATE events SET detail = 'name' WHERE seq = 2").await;
        let found: Vec<_> = verdict.faults.iter().map(|f| (f.seq, f.what)).collect();
        assert_eq!(found, [(2, FaultKind::Altered)]);
    }

    async fn a_missing_event_is_found(db) {
        log(&db, 0..5).await;
        let verdict = tamper(&db, "DELETE FROM events WHERE seq = 2").await;
        let found: Vec<_> = verdict.faults.iter().map(|f| (f.seq, f.what)).collect();
        assert_eq!(found, [(3, FaultKind::Gap)]);
    }

    async fn an_event_put_in_its_place_is_found(db) {
        log(&db, 0..5).await;
        let verdict = tamper(&db, "UPDATE events SET previous = hash WHERE seq = 2").await;
        let found: Vec<_> = verdict.faults.iter().map(|f| (f.seq, f.what)).collect();
        assert_eq!(found, [(2, FaultKind::Cut)]);
    }

    async fn a_person_reads_their_history_newest_first_page_by_page(db) {
        log(&db, 0..5).await;
        let page = |before: Option<EventId>| {
            let db = db.clone();
            async move { list_events(&db, &account_id(1), before.as_ref(), 3).await.expect("a read") }
        };
        let first = page(None).await;
        assert_eq!(first, [event(4), event(3), event(2)]);
        assert_eq!(page(Some(event(2).id)).await, [event(1), event(0)]);
        let nobody = list_events(&db, &account_id(2), None, 3).await.expect("a read");
        assert!(nobody.is_empty());
    }

    async fn a_person_reads_who_looked_and_how_often(db) {
        let portal = ClientId::parse("portal").expect("a name");
        let other = |number, client: &ClientId, kind, detail: &str| {
            let mut row = event(number);
            row.event = Event { kind, client: Some(client.clone()), detail: detail.into(), ..row.event };
            row.at = after(i64::from(number));
            row
        };
        let issued = EventKind::TokensIssued;
        let rows = [
            other(0, &bank(), EventKind::ClaimsRead, "name"),
            other(1, &portal, issued, ""),
            other(2, &bank(), issued, "name"),
            other(3, &bank(), EventKind::ConsentGiven, "openid name"),
            other(4, &portal, EventKind::TokensRefreshed, "gender"),
        ];
        done(&db, |batch| { for row in &rows { batch.event(row.clone()); } }).await;
        let account = account_id(1);
        let all = list_reads(&db, &account, None, None, 9).await.expect("a read");
        assert_eq!(all, [rows[4].clone(), rows[2].clone(), rows[0].clone()]);
        let before = Some(&rows[2].id);
        let of_bank = list_reads(&db, &account, Some(&bank()), before, 9).await.expect("a read");
        assert_eq!(of_bank, [rows[0].clone()]);
        let agreed = |number, client: &ClientId| ConsentRow {
            id: ConsentId::new(after(number), [1; 12]),
            account: account_id(1),
            client: client.clone(),
            decisions: Vec::new(),
            given_at: after(number),
            withdrawn_at: None,
        };
        let school = ClientId::parse("school").expect("a name");
        done(&db, |batch| {
            for (number, client) in [(0, &bank()), (1, &bank()), (2, &portal), (3, &school)] {
                let row = agreed(number, client);
                let last = (number == 1).then(|| agreed(0, client).id);
                insert_consent(batch, &row, last.as_ref(), &[6]);
            }
        }).await;
        let count = |last: Option<i64>, reads| ReadCount { last_at: last.map(after), reads };
        let expected = [(bank(), count(Some(2), 1)), (portal, count(Some(4), 1)), (school, count(None, 0))];
        assert_eq!(count_reads(&db, &account, after(1)).await.expect("a read"), expected);
        for (client, count) in expected {
            let of_one = count_reads_of_client(&db, &account, &client, after(1)).await;
            assert_eq!(of_one.expect("a read"), count, "{client:?}");
        }
    }
}

//! The pictures of clients: one fetches for all, and a picture is of its own address.

use danh::domain::registered_url::RegisteredUrl;
use danh::protocol::registered_url::judged;
use danh::store::client_logos::{find_logo, forget_logo, keep_logo, take_logo_turn};

use crate::on_both;
use crate::rows::*;

fn url(path: &str) -> RegisteredUrl {
    judged(&format!("https://bank.example/{path}")).expect("an address")
}

on_both! {
    async fn of_all_that_ask_one_sets_out_and_not_again_too_soon(db) {
        let (id, one) = (bank(), url("logo.png"));
        let turn = async |at: i64| {
            let now = after(at);
            let set_out = done(&db, |batch| {
                take_logo_turn(batch, (&id, &one), after(at - 3600), now);
            });
            set_out.await.took(0)
        };
        let many = futures_util::future::join_all((0..8).map(|_| turn(0))).await;
        assert_eq!(many.into_iter().filter(|took| *took).count(), 1);
        assert!(!turn(3599).await && turn(3600).await && !turn(3601).await);
        let row = find_logo(&db, &id).await.expect("a read").expect("a row");
        assert_eq!((row.url.as_str(), row.picture, row.tried_at), (one.as_str(), None, after(3600)));
    }

    async fn a_picture_is_kept_for_its_own_address_and_forgotten_with_its_client(db) {
        let (id, one, other) = (bank(), url("logo.png"), url("other.png"));
        let set_out = async |to: &RegisteredUrl, at: i64| {
            let taken = done(&db, |batch| {
                take_logo_turn(batch, (&id, to), after(at - 3600), after(at));
            });
            taken.await.took(0)
        };
        let found = async || find_logo(&db, &id).await.expect("a read").map(|row| (row.url, row.picture));
        assert!(set_out(&one, 0).await);
        // What was fetched from where the client is no more is nobody's.
        for (to, taken) in [(&other, false), (&one, true)] {
            let kept = done(&db, |batch| {
                keep_logo(batch, (&id, to), &[1, 2, 3], after(1));
            });
            assert_eq!(kept.await.took(0), taken);
        }
        assert_eq!(found().await, Some((one.as_str().to_owned(), Some(vec![1, 2, 3]))));
        // Another look at the same address keeps it; another address does not wait, and begins anew.
        assert!(set_out(&one, 3600).await);
        assert_eq!(found().await, Some((one.as_str().to_owned(), Some(vec![1, 2, 3]))));
        assert!(set_out(&other, 3601).await);
        assert_eq!(found().await, Some((other.as_str().to_owned(), None)));
        done(&db, |batch| {
            forget_logo(batch, &id);
        }).await;
        assert_eq!(found().await, None);
    }
}

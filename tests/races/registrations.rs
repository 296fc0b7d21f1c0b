//! The last use of an initial access token, and one registration in many hands.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::support::house::House;
use crate::support::invitations::{ENABLED, metadata, terms, with};
use crate::{at_once, rounds};

/// P84: of many that come with a token's last use one registers, and nothing is left of the others.
#[test]
fn p84_of_sixteen_that_use_a_token_s_last_one_registers() {
    House::on_each_database_set(&[ENABLED], |house| {
        for round in 0..rounds() {
            let token = house.invite(&terms(), 1, 1);
            let before = house.events("client.registered");
            let answers = at_once(16, || house.register_with(&token, &json!({})));
            let (taken, refused): (Vec<_>, Vec<_>) =
                answers.iter().partition(|answer| answer.status == 201);
            assert_eq!(taken.len(), 1, "round {round}");
            for answer in refused {
                answer.assert_challenged(401, "invalid_token");
            }
            assert_eq!(house.events("client.registered") - before, 1, "round {round}");
        }
    });
}

/// P83: of changes and ends by one token, one counts; afterwards that token is good for nothing.
#[test]
fn p83_of_changes_and_ends_by_one_token_one_counts() {
    House::on_each_database_set(&[ENABLED], |house| {
        for round in 0..rounds() / 5 {
            let one = house.registered(&json!({}));
            let body = with(&metadata(&json!({})), &json!({ "client_id": one.told["client_id"] }));
            let next = AtomicUsize::new(round);
            let answers = at_once(8, || match next.fetch_add(1, Ordering::SeqCst) % 4 {
                0 => house.manage("DELETE", &one.path, &one.token, &Value::Null),
                _ => house.manage("PUT", &one.path, &one.token, &body),
            });
            let won = answers.iter().filter(|answer| matches!(answer.status, 200 | 204)).count();
            assert_eq!(won, 1, "round {round}");
            for answer in answers.iter().filter(|answer| !matches!(answer.status, 200 | 204)) {
                answer.assert_challenged(401, "invalid_token");
            }
            let again = house.manage("GET", &one.path, &one.token, &Value::Null);
            again.assert_challenged(401, "invalid_token");
        }
    });
}

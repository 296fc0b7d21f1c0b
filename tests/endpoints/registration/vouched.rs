//! What an operator said of a client stands, whatever the client says.

use serde_json::{Value, json};

use crate::support::house::House;
use crate::support::invitations::{ENABLED, metadata, terms, with};

/// P84: a list of the terms that holds the client back is not shaken off by an empty one, neither at the
/// first time nor by a change.
#[test]
fn p84_no_client_rids_itself_of_the_networks_it_was_given() {
    House::on_each_database_set(&[ENABLED], |house| {
        let held = with(&terms(), &json!({ "vn_networks": ["203.0.113.0/24", "198.51.100.7"] }));
        let token = house.invite(&held, 1, 1);
        let free = json!({ "vn_networks": [] });
        let refused = house.register_with(&token, &free);
        refused.assert_error(400, "invalid_client_metadata");
        let refused = house.register_with(&token, &json!({ "default_acr_values": [] }));
        refused.assert_error(400, "invalid_client_metadata");
        let told = house.register_with(&token, &json!({ "vn_networks": ["198.51.100.7"] }));
        assert_eq!(told.status, 201, "{}", told.text());
        let id = told.member("client_id").expect("a name");
        let token = told.member("registration_access_token").expect("a token");
        let body = metadata(&with(&free, &json!({ "client_id": id })));
        let refused = house.manage("PUT", &format!("/register/{id}"), &token, &body);
        refused.assert_error(400, "invalid_client_metadata");
    });
}

/// P84: who goes by one name in Vietnamese by the operator's word takes no other in English.
#[test]
fn p84_a_name_that_was_vouched_for_is_no_other_in_english() {
    House::on_each_database_set(&[ENABLED], |house| {
        let named = with(&terms(), &json!({ "client_name": "Quán" }));
        let token = house.invite(&named, 1, 1);
        let refused = house.register_with(&token, &json!({ "client_name#en": "The State Bank" }));
        refused.assert_error(400, "invalid_client_metadata");
        let told = house.register_with(&token, &json!({ "client_name#en": "Quán" }));
        assert_eq!(told.status, 201, "{}", told.text());
    });
}

/// P83: what an operator applies to a client that registered itself is the operator's from then on: the
/// client's token does not take it back.
#[test]
fn p83_a_client_does_not_undo_what_an_operator_applied() {
    House::on_each_database_set(&[ENABLED], |house| {
        let one = house.registered(&json!({}));
        let held = house.manage("GET", &one.path, &one.token, &Value::Null).json();
        let ended = json!({ "vn_agreement": "12/2026/TT", "vn_agreement_until": "2026-05-31" });
        let mut whole = with(&held, &ended);
        let members = whole.as_object_mut().expect("an object");
        for ours in ["registration_access_token", "registration_client_uri", "client_id_issued_at"]
        {
            members.remove(ours);
        }
        let file = toml::to_string(&json!({ "client": [whole] })).expect("TOML");
        house.apply(&file);
        let body = metadata(&json!({ "client_id": one.told["client_id"] }));
        for (method, body) in [("GET", &Value::Null), ("PUT", &body), ("DELETE", &Value::Null)] {
            let refused = house.manage(method, &one.path, &one.token, body);
            refused.assert_challenged(401, "invalid_token");
        }
    });
}

//! Whose subjects a client knows, and where its sign-ins begin.

use serde_json::json;

use super::{accepted, all_refused};

/// P80, P82: a list names the sector by its host, and where a sign-in begins is an https address.
#[test]
fn p80_p82_a_list_names_the_sector_and_a_sign_in_begins_by_https() {
    let uris = json!(["https://a.example/cb", "https://b.example/cb"]);
    let list = "https://bank.example/uris";
    let client = accepted(json!({"redirect_uris": uris, "sector_identifier_uri": list}));
    assert_eq!(client.subject_sector, "bank.example");
    accepted(json!({"initiate_login_uri": "https://bank.example/begin"}));
    all_refused([
        (
            json!({"sector_identifier_uri": "http://bank.example/"}),
            "sector_identifier_uri",
            "https",
        ),
        (
            json!({"sector_identifier_uri": "https://x.github.io/"}),
            "sector_identifier_uri",
            "shared",
        ),
        (json!({"sector_identifier_uri": 1}), "sector_identifier_uri", "text"),
        (
            json!({"sector_identifier_uri": list, "sector_identifier": "bank"}),
            "sector_identifier_uri",
            "one names",
        ),
        (json!({"initiate_login_uri": "http://bank.example/begin"}), "initiate_login_uri", "https"),
        (json!({"initiate_login_uri": "http://localhost/begin"}), "initiate_login_uri", "https"),
        (json!({"initiate_login_uri": ["https://bank.example/"]}), "initiate_login_uri", "text"),
    ]);
}

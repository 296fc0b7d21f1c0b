//! What a registration names elsewhere is fetched before it stands.

use serde_json::{Value, json};

use crate::support::assertion::ClientKey;
use crate::support::house::{House, Kind};
use crate::support::invitations::{ENABLED, metadata, terms, with};
use crate::support::neighbour::{Neighbour, answer};
use crate::support::relying_party::Proof;

const SECTOR: [&str; 2] = ["https://quan.example/cb", "https://quan.example/other"];

/// A café's own server, and a house that may go there.
fn with_cafe(keys: &Value, story: impl Fn(&House, &Neighbour)) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let keys = keys.to_string();
        let cafe = Neighbour::new(move |request, out| match request.path() {
            "/sector" => answer(out, "200 OK", &[], json!(SECTOR).to_string().as_bytes()),
            "/keys" => answer(out, "200 OK", &[], keys.as_bytes()),
            "/object" => answer(out, "200 OK", &[], b"{\"uris\":[]}"),
            "/away" => answer(out, "302 Found", &["Location: /sector"], b""),
            _ => answer(out, "200 OK", &[], b"<html>"),
        });
        let settings = cafe.settings();
        let mut all = vec![ENABLED];
        all.extend(settings.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        story(&House::open_set(kind, &all), &cafe);
    }
}

/// P80: the list at `sector_identifier_uri` holds every address, or nothing is registered.
#[test]
fn p80_a_sector_is_who_lists_every_address() {
    with_cafe(&Value::Null, |house, cafe| {
        let token = house.invite(&terms(), 1, 1);
        let at = |uris: &[&str], path: &str| json!({ "redirect_uris": uris, "sector_identifier_uri": cafe.url(path) });
        for (uris, path) in [
            (&["https://quan.example/third"][..], "/sector"),
            (&SECTOR[..], "/none"),
            (&SECTOR[..], "/object"),
            (&SECTOR[..], "/away"),
        ] {
            let refused = house.register_with(&token, &at(uris, path));
            refused.assert_error(400, "invalid_client_metadata");
            assert!(refused.text().contains("sector_identifier_uri"), "{}", refused.text());
        }
        let inward = json!({ "sector_identifier_uri": "https://127.0.0.1:9/x" });
        house.register_with(&token, &inward).assert_error(400, "invalid_client_metadata");
        let response = house.register_with(&token, &at(&SECTOR, "/sector"));
        assert_eq!(response.status, 201, "{}", response.text());
        assert_eq!(response.json()["sector_identifier_uri"], cafe.url("/sector"));

        // Each new address is asked about again, once a minute; nothing is fetched for another change.
        let path = format!("/register/{}", response.member("client_id").expect("a name"));
        let id = json!({ "client_id": response.json()["client_id"] });
        let mut token = response.member("registration_access_token").expect("a token");
        let fetched = cafe.received().len();
        let named = with(&at(&SECTOR, "/sector"), &json!({ "client_name": "Quán Mới" }));
        let changed = house.manage("PUT", &path, &token, &metadata(&with(&id, &named)));
        assert_eq!((changed.status, cafe.received().len()), (200, fetched), "{}", changed.text());
        token = changed.member("registration_access_token").expect("a token");
        let more = metadata(&with(&id, &at(&["https://quan.example/third"], "/sector")));
        let soon = house.manage("PUT", &path, &token, &more);
        assert_eq!((soon.status, cafe.received().len()), (429, fetched), "{}", soon.text());
        assert!(soon.header("retry-after").is_some());
        house.clock.pass_seconds(60);
        let refused = house.manage("PUT", &path, &token, &more);
        refused.assert_error(400, "invalid_client_metadata");
        assert_eq!(cafe.received().len(), fetched + 1);
    });
}

/// P78: keys at a `jwks_uri` are looked at when they are registered, and serve.
#[test]
fn p78_published_keys_are_fetched_when_they_are_registered() {
    let key = ClientKey::new();
    let keys = json!({ "keys": [key.public()] });
    with_cafe(&keys, |house, cafe| {
        let at = |path: &str, algorithm: &str| {
            json!({
                "token_endpoint_auth_method": "private_key_jwt", "jwks_uri": cafe.url(path),
                "token_endpoint_auth_signing_alg": algorithm,
            })
        };
        let token = house.invite(&terms(), 1, 1);
        for (path, algorithm) in [("/none", "ES256"), ("/sector", "ES256"), ("/keys", "PS256")] {
            let refused = house.register_with(&token, &at(path, algorithm));
            refused.assert_error(400, "invalid_client_metadata");
            assert!(refused.text().contains("jwks_uri"), "{}", refused.text());
        }
        let registered = house.registered(&at("/keys", "ES256"));
        assert!(registered.told.get("client_secret").is_none());
        let mut party = registered.party(house);
        party.proof = Proof::Key(key.clone(), house.issuer.clone());
        assert_eq!(party.introspect("none")["active"], false);
    });
}

/// Whoever holds a token cannot make us knock at doors without end.
#[test]
fn an_initial_access_token_lets_us_go_out_so_often() {
    with_cafe(&Value::Null, |house, cafe| {
        let token = house.invite(&terms(), 1, 1);
        let nowhere = json!({ "sector_identifier_uri": cafe.url("/none") });
        for _ in 0..24 {
            let refused = house.register_with(&token, &nowhere);
            refused.assert_error(400, "invalid_client_metadata");
        }
        house.register_with(&token, &nowhere).assert_challenged(401, "invalid_token");
        assert_eq!(cafe.received().len(), 24);
        assert_eq!(
            house.register_with(&token, &json!({})).status,
            201,
            "what names nothing stands"
        );
    });
}

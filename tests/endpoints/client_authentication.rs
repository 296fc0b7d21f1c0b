//! How clients prove who they are at `/token`.

use serde_json::json;

use crate::support::assertion::{ClientKey, good};
use crate::support::house::House;
use crate::support::http::{Request, Response};
use crate::support::people::MAI;
use crate::support::relying_party::{ASSERTION, Proof, RelyingParty};

fn secret(party: &RelyingParty) -> String {
    match &party.proof {
        Proof::Basic(secret) | Proof::Post(secret) => secret.clone(),
        _ => String::new(),
    }
}

/// P47 P51
#[test]
fn a_secret_works_only_in_the_registered_way() {
    House::on_each_database(|house| {
        // The hospital's secret holds characters that must be form-encoded within Basic.
        for (id, other) in
            [("hospital", Proof::Post as fn(String) -> Proof), ("school", Proof::Basic)]
        {
            let party = house.client(id);
            assert_eq!(house.fetch(&party, MAI, &[]).tokens.status, 200);
            let visit = house.visit(&party, MAI, &[]);
            let mut wrong_way = party.clone();
            wrong_way.proof = other(secret(&party));
            let refused = wrong_way.redeem(&visit.code, &visit.asked);
            refused.assert_error(401, "invalid_client");
            let mut wrong_secret = party.clone();
            wrong_secret.proof = match &party.proof {
                Proof::Basic(_) => Proof::Basic("wrong".into()),
                _ => Proof::Post("wrong".into()),
            };
            wrong_secret.redeem(&visit.code, &visit.asked).assert_error(401, "invalid_client");
            let mut without = party.clone();
            without.proof = Proof::None;
            without.redeem(&visit.code, &visit.asked).assert_error(401, "invalid_client");
            assert_eq!(
                party.redeem(&visit.code, &visit.asked).status,
                200,
                "the code still stands"
            );
        }
    });
}

/// P51
#[test]
fn a_failed_basic_is_answered_with_its_challenge() {
    House::on_each_database(|house| {
        let fields = [("grant_type", "authorization_code"), ("code", "x")];
        let response =
            Request::form("/token", &fields).basic("hospital", "wrong").send(&house.authority);
        response.assert_error(401, "invalid_client");
        assert!(response.header("www-authenticate").is_some_and(|it| it.starts_with("Basic")));
        let unknown =
            Request::form("/token", &fields).basic("nobody", "wrong").send(&house.authority);
        assert_eq!(unknown.body, response.body, "an unknown client learns nothing more");
    });
}

fn try_assertion(house: &House, assertion: &str) -> Response {
    let party = house.client("bank");
    let visit = house.visit(&party, MAI, &[]);
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &visit.code),
        ("redirect_uri", &party.redirect_uri),
        ("code_verifier", &visit.asked.verifier),
        ("client_assertion_type", ASSERTION),
        ("client_assertion", assertion),
    ];
    Request::form("/token", &fields).send(&house.authority)
}

/// P48
#[test]
fn an_assertion_for_the_issuer_is_taken_once() {
    House::on_each_database(|house| {
        let assertion = house.bank_key.assertion("bank", &house.issuer, 0);
        assert_eq!(try_assertion(house, &assertion).status, 200);
        try_assertion(house, &assertion).assert_error(401, "invalid_client");
    });
}

/// P48 P108 inc_cve_2020_5300: an assertion that was shown is spent, whatever came of what it was shown for.
#[test]
fn an_assertion_is_spent_however_its_request_ends() {
    House::on_each_database(|house| {
        let party = house.client("bank");
        let visit = house.visit(&party, MAI, &[]);
        let good = [
            ("grant_type", "authorization_code"),
            ("code", visit.code.as_str()),
            ("redirect_uri", party.redirect_uri.as_str()),
            ("code_verifier", visit.asked.verifier.as_str()),
        ];
        let (pushed, _) = party.parameters(&[("response_type", "token")]);
        let pushed: Vec<_> = pushed.iter().map(|(name, it)| (name.as_str(), it.as_str())).collect();
        let with =
            |name, value| good.map(|(known, it)| (known, if known == name { value } else { it }));
        let nothing = [("grant_type", "refresh_token"), ("refresh_token", "none")];
        let ends: [(&str, &[(&str, &str)]); 6] = [
            ("/token", &with("code", "none")),
            ("/token", &with("redirect_uri", "https://elsewhere.example/")),
            ("/token", &with("grant_type", "password")),
            ("/token", &nothing),
            ("/token", &[]),
            ("/par", &pushed),
        ];
        for (door, fields) in ends {
            let assertion = house.bank_key.assertion("bank", &house.issuer, 0);
            let before = house.work();
            let refused = shown_with(house, &assertion, door, fields);
            assert_eq!(refused.status, 400, "{fields:?}: {}", refused.text());
            assert_eq!((house.work() - before).commits, 1, "{fields:?}: its own, and no more");
            let again = shown_with(house, &assertion, "/token", &good);
            again.assert_error(401, "invalid_client");
        }
        assert_eq!(party.redeem(&visit.code, &visit.asked).status, 200, "the code still stands");
    });
}

fn shown_with(house: &House, assertion: &str, door: &str, fields: &[(&str, &str)]) -> Response {
    let mut all = fields.to_vec();
    all.extend([("client_assertion_type", ASSERTION), ("client_assertion", assertion)]);
    Request::form(door, &all).send(&house.authority)
}

/// P104 P106 P107 P108
#[test]
fn a_bad_assertion_is_refused() {
    House::on_each_database(|house| {
        let header = json!({ "alg": "ES256", "kid": "bank-1" });
        let changed = |name: &str, value: serde_json::Value| {
            let mut claims = good("bank", &house.issuer, 0);
            claims[name] = value;
            house.bank_key.sign(&header, &claims)
        };
        let now = house.now();
        let stranger = ClientKey::new().assertion("bank", &house.issuer, 0);
        let unsigned = {
            let signed =
                house.bank_key.sign(&json!({ "alg": "none" }), &good("bank", &house.issuer, 0));
            format!("{}.", signed.rsplit_once('.').map_or("", |parts| parts.0))
        };
        for bad in [
            stranger,
            unsigned,
            changed("iss", json!("hospital")),
            changed("sub", json!("hospital")),
            changed("sub", serde_json::Value::Null),
            changed("aud", json!("https://elsewhere.example")),
            changed("exp", json!(now - 300)),
            changed("exp", serde_json::Value::Null),
            changed("iat", json!(now + 300)),
            changed("jti", serde_json::Value::Null),
            "a.b.c".into(),
            "x".repeat(20_000),
        ] {
            let response = try_assertion(house, &bad);
            assert!([400, 401].contains(&response.status), "{bad}: {}", response.text());
            let error = response.member("error").unwrap_or_default();
            assert!(["invalid_client", "invalid_request"].contains(&error.as_str()), "{error}");
        }
        let soon = house.bank_key.assertion("bank", &house.issuer, 8);
        assert_eq!(
            try_assertion(house, &soon).status,
            200,
            "a clock eight seconds ahead is no crime"
        );
    });
}

//! Tokens that are bound to a key: who gets them, and whom they serve (RFC 9449 §5, §7, §10).

use serde_json::json;

use crate::support::holder::Holder;
use crate::support::house::House;
use crate::support::http::{Request, Response};
use crate::support::people::MAI;
use crate::support::relying_party::RelyingParty;
use crate::support::token::Token;

const OFFLINE: [(&str, &str); 2] =
    [("scope", "openid profile offline_access"), ("prompt", "consent")];

/// Reads UserInfo with these header fields beside the token.
fn read(house: &House, scheme: &str, token: &str, proofs: &[&str]) -> Response {
    let request = Request::get("/userinfo").header("Authorization", &format!("{scheme} {token}"));
    let add = |request: Request, proof: &&str| request.header("DPoP", proof);
    proofs.iter().fold(request, add).send(&house.authority)
}

/// P103 P121 P125 P133 P134: the whole walk of a client of the profile `fapi2`, and of a public one with a key.
#[test]
fn a_whole_sign_in_with_a_key_gives_tokens_that_are_bound_to_it() {
    House::on_each_database(|house| {
        for id in ["treasury", "wallet"] {
            let party = house.client(id);
            let fetched = house.fetch(&party, MAI, &[]);
            assert_eq!(fetched.tokens.json()["token_type"], "DPoP");
            let access = Token::verified(&fetched.access_token, &party.keys()).expect("a token");
            let key = party.held().key.thumbprint();
            assert_eq!(access.claims["cnf"], json!({ "jkt": key }), "{id}");
            let answer = party.userinfo(&fetched.access_token);
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert_eq!(answer.member("sub").as_deref(), fetched.id_token.text("sub"));
        }
        let party = house.client("treasury");
        let fetched = house.fetch(&party, MAI, &[]);
        let known = party.introspect(&fetched.access_token);
        assert_eq!(known["cnf"]["jkt"], party.held().key.thumbprint().as_str());
        assert_eq!((&known["active"], &known["token_type"]), (&json!(true), &json!("DPoP")));
        assert!(
            ["ES256", "PS256", "EdDSA"]
                .contains(&fetched.id_token.header["alg"].as_str().unwrap_or(""))
        );
        assert_eq!(party.revoke(&fetched.access_token).status, 200, "giving back needs no proof");
        party.userinfo(&fetched.access_token).assert_challenged(401, "invalid_token");
    });
}

/// P121 P130: a bound token is shown by its holder, with its scheme and a proof; by nobody else.
#[test]
fn a_bound_token_serves_its_holder_alone() {
    House::on_each_database(|house| {
        let party = house.client("treasury");
        let token = house.fetch(&party, MAI, &[]).access_token;
        let at = ("GET", &*format!("{}/userinfo", house.issuer));
        let good = || party.held().proof(at, Some(&token), party.later());
        read(house, "Bearer", &token, &[]).assert_challenged(401, "invalid_token");
        read(house, "Bearer", &token, &[&good()]).assert_challenged(401, "invalid_token");
        read(house, "DPoP", &token, &[]).assert_challenged(401, "invalid_dpop_proof");
        read(house, "DPoP", &token, &[&good(), &good()])
            .assert_challenged(401, "invalid_dpop_proof");
        let thief = party.with_another_key();
        let theirs = thief.held().proof(at, Some(&token), party.later());
        read(house, "DPoP", &token, &[&theirs]).assert_challenged(401, "invalid_token");
        let form =
            Request::form("/userinfo", &[("access_token", token.as_str())]).header("DPoP", &good());
        form.send(&house.authority).assert_challenged(401, "invalid_token");
        for scheme in ["DPoP", "dpop", "DPOP"] {
            let answer = read(house, scheme, &token, &[&good()]);
            assert_eq!(answer.status, 200, "{scheme}: {}", answer.text());
            assert!(answer.header("date").is_some());
        }
        // A token that is bound to nothing is shown by the scheme that says so.
        let plain = house.client("hospital");
        let bearer = house.fetch(&plain, MAI, &[]).access_token;
        let proof = party.held().proof(at, Some(&bearer), party.later());
        read(house, "DPoP", &bearer, &[&proof]).assert_challenged(401, "invalid_token");
        let missing = Request::get("/userinfo").send(&house.authority);
        let schemes: Vec<_> = missing.headers("www-authenticate").collect();
        assert_eq!(
            schemes,
            ["Bearer realm=\"danh\"", "DPoP realm=\"danh\", algs=\"ES256 PS256 EdDSA\""]
        );
    });
}

/// P125 P119: the key that the request named or proved is the one that redeems the code.
#[test]
fn a_code_is_bound_to_the_key_that_asked_for_it() {
    House::on_each_database(|house| {
        let party = house.client("treasury");
        let (key, other) = (party.held().key.thumbprint(), party.with_another_key());
        let named = other.held().key.thumbprint();
        party.push(&[("dpop_jkt", &named)]).0.assert_error(400, "invalid_dpop_proof");
        party.push(&[("dpop_jkt", "short")]).0.assert_error(400, "invalid_request");
        assert_eq!(party.push(&[("dpop_jkt", &key)]).0.status, 201);
        // By the proof at /par alone.
        let visit = house.visit(&party, MAI, &[]);
        other.redeem(&visit.code, &visit.asked).assert_error(400, "invalid_dpop_proof");
        assert_eq!(party.redeem(&visit.code, &visit.asked).status, 200);
        // By name alone, through the browser.
        let wallet = house.client("wallet");
        let key = wallet.held().key.thumbprint();
        let stranger = wallet.with_another_key();
        let visit = house.visit(&wallet, MAI, &[("dpop_jkt", &key)]);
        stranger.redeem(&visit.code, &visit.asked).assert_error(400, "invalid_dpop_proof");
        assert_eq!(wallet.redeem(&visit.code, &visit.asked).status, 200);
        // Who registered no key has none to name, and none to prove.
        let plain = house.client("hospital");
        plain.push(&[("dpop_jkt", &key)]).0.assert_error(400, "invalid_request");
        let proving = RelyingParty { holder: Some(Holder::new()), ..plain };
        proving.push(&[]).0.assert_error(400, "invalid_dpop_proof");
        let visit = house.visit(&house.client("hospital"), MAI, &[]);
        proving.redeem(&visit.code, &visit.asked).assert_error(400, "invalid_dpop_proof");
    });
}

/// P121 P128: without a proof no tokens; a confidential client keeps its refresh token and may change its key, a
/// public one's is bound to the key.
#[test]
fn a_refresh_needs_a_proof_and_a_public_clients_needs_the_same_key() {
    House::on_each_database(|house| {
        for id in ["treasury", "wallet"] {
            let party = house.client(id);
            let visit = house.visit(&party, MAI, &OFFLINE);
            let without = RelyingParty { holder: None, ..party.clone() };
            let refused = without.redeem(&visit.code, &visit.asked);
            refused.assert_error(400, "invalid_dpop_proof");
            assert!(refused.text().contains("a DPoP proof is missing"), "{}", refused.text());
            let fetched = party.fetched(visit);
            let refresh = fetched.tokens.member("refresh_token").expect("a refresh token");
            without.refresh(&refresh).assert_error(400, "invalid_dpop_proof");
            let other = party.with_another_key();
            let by_other = other.refresh(&refresh);
            if id == "treasury" {
                assert_eq!(by_other.status, 200, "{}", by_other.text());
                let token = by_other.member("access_token").expect("an access token");
                assert_eq!(other.userinfo(&token).status, 200);
                party.userinfo(&token).assert_challenged(401, "invalid_token");
                assert_eq!(by_other.member("refresh_token"), None, "it is not rotated");
                house.clock.pass_seconds(30);
                assert_eq!(party.refresh(&refresh).status, 200, "it serves on");
            } else {
                by_other.assert_error(400, "invalid_dpop_proof");
                let renewed = party.refresh(&refresh);
                assert_eq!(renewed.status, 200, "{}", renewed.text());
                let next = renewed.member("refresh_token").expect("the next");
                other.refresh(&next).assert_error(400, "invalid_dpop_proof");
                assert_eq!(party.refresh(&next).json()["token_type"], "DPoP");
            }
        }
    });
}

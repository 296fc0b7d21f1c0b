//! Everything signed that comes in from outside, in every way that it could be changed.

#![expect(clippy::indexing_slicing, reason = "a test that finds too little shall fail")]

use serde_json::{Value, json};

use danh::connectors::key_file::KeyFile;
use danh::domain::client::SigningAlgorithm;
use danh::domain::text::Secret;
use danh::flows::signing::Signer;
use danh::ports::token_signer::{KeyName, KeyUse, TokenSigner};
use danh::protocol::jwt::Returned;

use crate::support::assertion::good;
use crate::support::forgeries::{Mutant, Original};
use crate::support::house::{House, Kind};
use crate::support::http::Request;
use crate::support::people::MAI;
use crate::support::processes::Processes;
use crate::support::relying_party::ASSERTION;
use crate::support::token::Token;

/// So much may a process grow by all of them (security.md: an inflated bomb took half a gigabyte).
const GROWTH: u64 = 8 * 1024 * 1024;

/// A good token of ours, the key that verifies it, and its mutants.
fn mutants_of_ours(text: &str, keys: &Value, signer: &KeyFile, purpose: KeyUse) -> Vec<Mutant> {
    let kid = Token::unverified(text).expect("a token").header["kid"].clone();
    let all = keys["keys"].as_array().expect("keys");
    let key = all.iter().find(|key| key["kid"] == kid).expect("a published key");
    let original = Original { text, key };
    let id = kid.as_str().expect("a name");
    let algorithm = SigningAlgorithm::parse(key["alg"].as_str().expect("a name")).expect("ours");
    let sign = |message: &[u8]| {
        let name = KeyName { purpose, algorithm, id };
        let signing = signer.sign(name, message);
        futures_util::FutureExt::now_or_never(signing).expect("at once").expect("a signature")
    };
    let mut mutants = original.forged();
    // Without its type it is still ours; what is judged then is what it says.
    mutants.extend(original.signed_anew(&sign));
    assert!(mutants.len() > 150, "{}", mutants.len());
    mutants
}

/// P104 P106: an assertion proves its client as it was signed or not at all.
#[test]
fn no_forged_assertion_proves_a_client() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let house = House::open_set(kind, &[("DANH__HTTP__NETWORK_BURST", "100000")]);
        let header = json!({ "alg": "ES256", "kid": "bank-1", "typ": "JWT" });
        let text = house.bank_key.sign(&header, &good("bank", &house.issuer, 0));
        let key = house.bank_key.public();
        let original = Original { text: &text, key: &key };
        let show = |assertion: &str| {
            let fields = [
                ("grant_type", "refresh_token"),
                ("refresh_token", "none"),
                ("client_assertion_type", ASSERTION),
                ("client_assertion", assertion),
            ];
            Request::form("/token", &fields).send(&house.authority)
        };
        let mut mutants = original.forged();
        mutants.extend(original.signed_anew(&|message| house.bank_key.signature(message)));
        assert!(mutants.len() > 200, "{}", mutants.len());
        for mutant in &mutants {
            let answer = show(&mutant.text);
            let told = answer.member("error").unwrap_or_default();
            assert!([400, 401].contains(&answer.status), "{}: {}", mutant.what, answer.status);
            assert!(
                ["invalid_client", "invalid_request"].contains(&told.as_str()),
                "{}: {told}",
                mutant.what
            );
        }
        // The client is who it says with the original: what is refused then is the refresh token.
        show(&text).assert_error(400, "invalid_grant");
    }
}

/// P75: an access token opens as it was signed or not at all.
#[test]
fn no_forged_access_token_opens_anything() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let house = House::open_set(kind, &[("DANH__HTTP__NETWORK_BURST", "100000")]);
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        let text = &fetched.access_token;
        let signer = &house.keys.file;
        for mutant in mutants_of_ours(text, &party.keys(), signer, KeyUse::Tokens) {
            // White space around a token is the header's, and gone before it is read.
            if mutant.what == "white space" {
                continue;
            }
            assert_eq!(
                party.introspect(&mutant.text),
                json!({ "active": false }),
                "{}",
                mutant.what
            );
            if !mutant.text.bytes().any(|byte| byte < b' ') && mutant.text.len() < 8_000 {
                let status = party.userinfo(&mutant.text).status;
                // What is not even in the form of a token is told as such (RFC 6750 §3.1).
                assert!([400, 401].contains(&status), "{}: {status}", mutant.what);
            }
        }
        assert_eq!(party.userinfo(text).status, 200);
        assert_eq!(party.introspect(text)["active"], true);
    }
}

/// P38 P90: a hint means somebody as it was signed or nobody at all.
#[test]
fn no_forged_hint_means_anybody() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let house = House::open_set(kind, &[("DANH__HTTP__NETWORK_BURST", "100000")]);
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        let text = fetched.tokens.member("id_token").expect("an ID token");
        let mut browser = fetched.visit.browser.clone();
        let mut ask = |hint: &str| {
            let asked = party.ask(&[("prompt", "none"), ("id_token_hint", hint)]);
            browser.open(&asked.url)
        };
        for mutant in mutants_of_ours(&text, &party.keys(), &house.keys.file, KeyUse::Tokens) {
            let page = ask(&mutant.text);
            assert_eq!(page.parameter("code"), None, "{}", mutant.what);
        }
        let page = ask(&text);
        assert!(page.parameter("code").is_some(), "the original means Mai: {}", page.url);
    }
}

/// A receipt is one as it was signed or not at all.
#[test]
fn no_forged_receipt_is_one() {
    let house = House::open(Kind::Sqlite);
    let party = house.client("hospital");
    let mut browser = house.fetch(&party, MAI, &[]).visit.browser;
    let detail = browser.open("/toi/chia-se/hospital");
    let page = browser.follow(&detail, "main a[href*='/bien-nhan/']");
    let text = browser.follow(&page, "main a[href$='.jwt']").response.text();
    let signer = Signer::with(house.keys.file.clone());
    for mutant in mutants_of_ours(&text, &party.keys(), &house.keys.file, KeyUse::Receipts) {
        let read = signer.read(&Secret::new(mutant.text), Returned::Receipt);
        assert!(read.is_err(), "{}", mutant.what);
    }
    assert!(signer.read(&Secret::new(text.clone()), Returned::Receipt).is_ok());
    assert!(signer.read(&Secret::new(text), Returned::AccessToken).is_err());
}

/// inc_cve_2024_28180 inc_cve_2023_49090: what is signed wrongly costs no memory, and no time worth it.
#[test]
fn forgeries_leave_nothing_behind_in_memory() {
    let house = Processes::start(None);
    let key = crate::support::assertion::ClientKey::new();
    let text = key.sign(&json!({ "alg": "ES256", "typ": "at+jwt" }), &good("bank", "x", 0));
    let public = key.public();
    let mutants = Original { text: &text, key: &public }.forged();
    let show = |mutant: &Mutant| {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_assertion_type", ASSERTION),
            ("client_assertion", mutant.text.as_str()),
        ];
        let answer = Request::form("/token", &fields).send(&house.authority);
        assert!((400..500).contains(&answer.status), "{}: {}", mutant.what, answer.status);
        if mutant.text.len() < 8_000 && mutant.text.bytes().all(|byte| byte > b' ') {
            let answer = Request::get("/userinfo").bearer(&mutant.text).send(&house.authority);
            assert!([400, 401].contains(&answer.status), "{}: {}", mutant.what, answer.status);
        }
        let asked = [("client_id", "hospital"), ("request", mutant.text.as_str())];
        let answer = Request::form("/par", &asked).send(&house.authority);
        assert!((400..500).contains(&answer.status), "{}: {}", mutant.what, answer.status);
    };
    mutants.iter().for_each(&show);
    let before = house.memory();
    for _ in 0..4 {
        mutants.iter().for_each(&show);
    }
    let after = house.memory();
    assert!(after < before + GROWTH, "it grew from {before} to {after} bytes");
    assert!(!house.written().contains("panicked"));
}

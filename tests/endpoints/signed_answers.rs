//! Authorization answers as one signed token (JARM), encrypted where that is registered.

use crate::support::browser::Page;
use crate::support::form::Form;
use crate::support::house::House;
use crate::support::people::MAI;
use crate::support::relying_party::RelyingParty;
use crate::support::sealed;
use crate::support::token::Token;

/// The token in the address, with nothing beside it.
fn in_the_address(page: &Page) -> String {
    let pairs: Vec<_> = page.url.query_pairs().collect();
    assert_eq!(pairs.len(), 1, "{}", page.url);
    assert_eq!(page.url.fragment(), None);
    page.parameter("response").expect("a response")
}

fn judged(house: &House, party: &RelyingParty, token: &Token) {
    assert_eq!(token.text("iss"), Some(house.issuer.as_str()));
    assert_eq!(token.text("aud"), Some(party.id.as_str()));
    let exp = token.number("exp").expect("an end");
    assert!((1..=600).contains(&(exp - house.now())), "{exp}");
}

/// P143 P144
#[test]
fn an_answer_travels_as_one_signed_token_and_its_code_is_a_code() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        for mode in ["jwt", "query.jwt"] {
            let mut browser = house.browser();
            let asked = party.ask(&[("response_mode", mode)]);
            let page = browser.open(&asked.url);
            let page = house.walk(&mut browser, page, MAI);
            let token = Token::verified(&in_the_address(&page), &party.keys()).expect("ours");
            judged(house, &party, &token);
            assert_eq!(token.header["alg"], "RS256", "where nothing is registered");
            assert_eq!(token.text("state"), Some(asked.state.as_str()));
            let tokens = party.redeem(token.text("code").expect("a code"), &asked);
            assert_eq!(tokens.status, 200, "{}", tokens.text());
        }
    });
}

/// P143
#[test]
fn a_form_carries_the_token_and_nothing_beside_it() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let asked = party.ask(&[("response_mode", "form_post.jwt")]);
        let page = browser.open(&asked.url);
        let page = house.walk(&mut browser, page, MAI);
        let form = Form::all(&page.html()).into_iter().next().expect("a form to the party");
        assert!(form.post && form.action == party.redirect_uri);
        for absent in ["code", "state", "iss"] {
            assert_eq!(form.value(absent), None, "{absent} stands in the token alone");
        }
        let token = Token::verified(form.value("response").expect("a response"), &party.keys());
        let token = token.expect("ours");
        judged(house, &party, &token);
        assert_eq!(party.redeem(token.text("code").expect("a code"), &asked).status, 200);
    });
}

/// P144: failures are wrapped too, at first sight and after the person refused.
#[test]
fn an_error_is_wrapped_too() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        for (wrong, expected) in [
            (("prompt", "none"), "login_required"),
            (("scope", "profile"), "invalid_scope"),
            (("response_type", "token"), "unsupported_response_type"),
        ] {
            let asked = party.ask(&[("response_mode", "jwt"), wrong]);
            let page = house.browser().open(&asked.url);
            let token = Token::verified(&in_the_address(&page), &party.keys()).expect("ours");
            judged(house, &party, &token);
            assert_eq!(token.text("error"), Some(expected));
            assert_eq!(token.text("state"), Some(asked.state.as_str()));
            assert!(token.claims.get("code").is_none());
        }
        let mut browser = house.browser();
        let asked = party.ask(&[("response_mode", "jwt")]);
        let page = browser.open(&asked.url);
        let page = browser.type_password(&page, MAI);
        let page = house.type_code(&mut browser, &page, MAI);
        let mut page = browser.press(&page, "#consent-deny", |form| form);
        if page.has("#leave") {
            page = browser.press(&page, "#leave", |form| form);
        }
        let token = Token::verified(&in_the_address(&page), &party.keys()).expect("ours");
        assert_eq!(token.text("error"), Some("access_denied"));
    });
}

/// P144
#[test]
fn who_registered_a_key_is_answered_in_an_envelope() {
    House::on_each_database(|house| {
        let party = house.client("clinic");
        let mut browser = house.browser();
        let asked = party.ask(&[("response_mode", "jwt")]);
        let page = browser.open(&asked.url);
        let page = house.walk(&mut browser, page, MAI);
        let token = sealed::token(&in_the_address(&page), &party.keys());
        judged(house, &party, &token);
        assert_eq!(token.header["alg"], "ES256");
        assert_eq!(party.redeem(token.text("code").expect("a code"), &asked).status, 200);
        let asked = party.ask(&[("response_mode", "jwt"), ("prompt", "none")]);
        let page = house.browser().open(&asked.url);
        let token = sealed::token(&in_the_address(&page), &party.keys());
        assert_eq!(token.text("error"), Some("login_required"));
    });
}

/// P28: nothing of ours ever travels in a fragment, signed or not.
#[test]
fn a_signed_answer_in_a_fragment_does_not_exist() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let asked = party.ask(&[("response_mode", "fragment.jwt")]);
        let page = house.browser().open(&asked.url);
        assert_eq!(party.error(&page, &asked), "invalid_request");
        assert_eq!(page.url.fragment(), None);
    });
}

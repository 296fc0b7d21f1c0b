//! Tables for sign-out.

use super::*;
use crate::domain::time::Timestamp;
use crate::protocol::example;

const BYE: &str = "post_logout_redirect_uri=https%3A%2F%2Fbank.example%2Fbye";

fn read(text: &str) -> LogoutRequest {
    LogoutRequest::parse(&Params::parse(text.as_bytes()).expect("parameters")).expect("a request")
}

fn of(client: &str) -> Hint {
    Hint::Verified(Hinted {
        subject: "s".to_owned(),
        client: ClientId::parse(client).expect("a name"),
        sid: None,
        expired_at: Timestamp::from_unix(0),
    })
}

/// `end`, `ask` or `out`, and where to.
fn judged(text: &str, hint: &Hint, signed: Signed) -> (&'static str, Option<String>) {
    let (name, then) = match read(text).judge(hint, Some(&example::client()), signed) {
        Outcome::End(then) => ("end", then),
        Outcome::Ask(then) => ("ask", then),
        Outcome::AlreadyOut(then) => ("out", then),
    };
    (name, then.map(|then| then.location().expose().to_owned()))
}

/// P86, P88, P93.
#[test]
fn p86_p88_p93_a_good_hint_and_a_registered_address_end_the_session_and_go_there() {
    let with_state = format!("{BYE}&state=a+b");
    let back = Some("https://bank.example/bye?state=a+b".to_owned());
    assert_eq!(judged(&with_state, &of("bank"), Signed::AsHinted), ("end", back.clone()));
    assert_eq!(judged(&with_state, &of("bank"), Signed::Out), ("out", back));
    let bare = Some("https://bank.example/bye".to_owned());
    assert_eq!(judged(BYE, &of("bank"), Signed::AsHinted), ("end", bare));
}

/// P89.
#[test]
fn p89_an_address_that_is_not_registered_to_the_byte_is_never_gone_to() {
    for uri in [
        "https%3A%2F%2Fevil.example",
        "https%3A%2F%2Fbank.example%2Fbye%3Fx%3D1",
        "https%3A%2F%2Fbank.example%2Fcb",
    ] {
        let text = format!("post_logout_redirect_uri={uri}&state=x");
        assert_eq!(judged(&text, &of("bank"), Signed::AsHinted), ("ask", None), "{uri}");
        assert_eq!(judged(&text, &of("bank"), Signed::Out), ("out", None), "{uri}");
    }
}

/// P90.
#[test]
fn p90_a_hint_that_is_not_ours_leads_nowhere() {
    let named = format!("{BYE}&client_id=bank");
    for text in [BYE, &named] {
        assert_eq!(judged(text, &Hint::Refused, Signed::Otherwise), ("ask", None));
        assert_eq!(judged(text, &Hint::Refused, Signed::Out), ("out", None));
    }
}

/// P91.
#[test]
fn p91_without_a_hint_the_person_is_asked() {
    assert_eq!(judged(BYE, &Hint::Absent, Signed::Otherwise), ("ask", None));
    let named = format!("{BYE}&client_id=bank");
    let back = Some("https://bank.example/bye".to_owned());
    assert_eq!(judged(&named, &Hint::Absent, Signed::Otherwise), ("ask", back));
    assert_eq!(judged(&named, &Hint::Absent, Signed::Out), ("out", None), "not blindly");
}

/// P92.
#[test]
fn p92_without_an_address_the_person_is_told() {
    for text in ["", "state=x", "client_id=bank"] {
        assert_eq!(judged(text, &Hint::Absent, Signed::Otherwise), ("ask", None), "{text}");
        assert_eq!(judged(text, &Hint::Absent, Signed::Out), ("out", None), "{text}");
    }
    assert_eq!(judged("", &of("bank"), Signed::AsHinted), ("end", None));
}

#[test]
fn a_hint_of_one_client_does_not_serve_another() {
    let named = format!("{BYE}&client_id=portal");
    assert_eq!(judged(&named, &of("bank"), Signed::AsHinted), ("ask", None));
    assert_eq!(judged(BYE, &of("portal"), Signed::AsHinted), ("ask", None));
    assert_eq!(judged(BYE, &of("bank"), Signed::Otherwise).0, "ask");
}

#[test]
fn an_endless_state_or_hint_is_refused() {
    let long = "x".repeat(8193);
    for (text, expected) in [
        (format!("state={}", &long[..2049]), refusal::STATE),
        (format!("id_token_hint={long}"), refusal::ID_TOKEN_HINT),
    ] {
        let params = Params::parse(text.as_bytes()).expect("parameters");
        assert_eq!(LogoutRequest::parse(&params).err(), Some(expected));
    }
}

#[test]
fn a_request_that_waited_reads_back_as_it_was() {
    let text = format!("{BYE}&client_id=bank&id_token_hint=a.b.c&state=a+%26b&ui_locales=en");
    let request = read(&text);
    let again = read(request.frozen().expose());
    assert_eq!(again.frozen().expose(), request.frozen().expose());
    assert_eq!(again.state.as_ref().map(Secret::expose), Some("a &b"));
    assert_eq!((again.client_id, again.ui_locale), (request.client_id, Some("en")));
    assert!(read("state=x").is_bare() && !read("client_id=bank").is_bare());
}

//! What is asked about the person may want a code, where one helps.

use super::*;
use crate::domain::person::{Email, Phone};

/// Signed in with a password alone, at a client that is content with it and wishes these.
fn with_password_alone(wishes: &[(Matter, bool)]) -> Story {
    let mut story = Story::begins();
    story.account.profile.phone = Phone::parse("0500000088");
    story.account.profile.language = Some("vi".to_owned());
    story.asked.acceptable = vec![Assurance::new(Ial::Ial1, Aal::Aal1)];
    if let Some(session) = &mut story.session {
        session.proofs.otp_at = None;
    }
    let wish = |&(matter, required): &(Matter, bool)| {
        let purpose = PurposeVersion("a".into());
        Wish { matter, required, purpose }
    };
    story.wishes = wishes.iter().map(wish).collect();
    story
}

#[test]
fn a_code_is_asked_where_the_claims_want_it() {
    let sign_in = (Matter::SignIn, true);
    for (item, code) in [
        (Item::Name, true),
        (Item::Locale, true),
        (Item::PersonalNumber, true),
        (Item::Email, false),
        (Item::AgeOver18, false),
        (Item::AccountKind, false),
    ] {
        for required in [true, false] {
            let story = with_password_alone(&[sign_in, (Matter::Item(item), required)]);
            let step = story.step();
            assert_eq!(step == Step::Otp, code, "{item:?} {required}: {step:?}");
        }
    }
    assert!(matches!(with_password_alone(&[sign_in]).step(), Step::Consent(_)));
}

#[test]
fn no_code_is_asked_for_claims_that_a_code_would_not_bring() {
    let wishes = [(Matter::SignIn, true), (Matter::Item(Item::Address), false)];
    let on_page = |story: &Story| -> Vec<Matter> {
        match story.step() {
            Step::Consent(open) => open.iter().map(|wish| wish.matter).collect(),
            other => panic!("{other:?}"),
        }
    };
    // No code can come: the claim is not offered, and the sign-in goes on without it.
    let mut without_phone = with_password_alone(&wishes);
    without_phone.account.profile.phone = None;
    assert_eq!(on_page(&without_phone), [Matter::SignIn]);
    assert!(matches!(without_phone.agreed().step(), Step::Settled(_)));
    // The evidence is what is short.
    let mut matched_only = with_password_alone(&wishes);
    matched_only.account.profile.evidence[0].channel = Channel::App;
    assert_eq!(on_page(&matched_only), [Matter::SignIn]);
    // What the service cannot do without stays on the page, which says that it is missing.
    matched_only.wishes[1].required = true;
    assert_eq!(on_page(&matched_only).len(), 2);
}

#[test]
fn what_was_refused_wants_no_code_until_it_is_asked_again() {
    let wishes = [(Matter::SignIn, true), (Matter::Item(Item::Address), false)];
    let mut story = with_password_alone(&wishes).agreed();
    assert!(matches!(story.step(), Step::Settled(_)), "it was left unticked");
    story.asked.consent_again = true;
    assert_eq!(story.step(), Step::Otp);
}

#[test]
fn what_the_account_has_not_is_neither_asked_nor_refused() {
    let wishes = [(Matter::SignIn, true), (Matter::Item(Item::Email), false)];
    let mut story = with_password_alone(&wishes[..1]).agreed();
    story.wishes = with_password_alone(&wishes).wishes;
    assert!(matches!(story.step(), Step::Settled(_)), "there is no address to ask about");
    story.account.profile.email = Email::parse("mai@nguoidan.example");
    assert!(matches!(story.step(), Step::Consent(open) if open.len() == 1), "now there is");
}

//! Tables for `acr`.

use super::*;
use crate::protocol::example;

const IALS: [Ial; 4] = [Ial::Ial0, Ial::Ial1, Ial::Ial2, Ial::Ial3];
const AALS: [Aal; 4] = [Aal::Aal1, Aal::Aal2, Aal::Aal2Phr, Aal::Aal3];

fn level(text: &str) -> Assurance {
    Acr::parse(&format!("{PREFIX}{text}")).expect("a level").level()
}

fn asked(acr_values: &str) -> RequestedContext {
    RequestedContext::parse(Some(acr_values), None, &example::client()).expect("a context")
}

fn essential(values: &[&str]) -> Result<RequestedContext, OAuthError> {
    let values = values.iter().map(|v| (*v).to_owned()).collect();
    let claim = AcrClaim { essential: true, values };
    RequestedContext::parse(None, Some(&claim), &example::client())
}

#[test]
fn each_value_reads_back() {
    for pair in IALS.iter().flat_map(|ial| AALS.map(|aal| Assurance::new(*ial, aal))) {
        let text = Acr::Level(pair).to_string();
        assert_eq!(Acr::parse(&text), Some(Acr::Level(pair)), "{text}");
    }
    for wrong in ["", "ial2.aal2", "urn:danh:acr:ial4.aal1", "urn:danh:acr:ial2.aal2 ", "PHR"] {
        assert_eq!(Acr::parse(wrong), None, "{wrong}");
    }
}

/// P40: the hall is told the values in the order in which they are asked.
#[test]
fn p40_values_that_mean_something_here_keep_their_order() {
    let wish = asked("unheard phr urn:danh:acr:ial3.aal2 urn:danh:acr:ial2.aal2");
    let levels = ["ial0.aal2-phr", "ial3.aal2", "ial2.aal2"].map(level);
    assert_eq!(wish.acceptable(), levels);
    assert!(!wish.must_be_met());
}

/// P40: never more than was achieved, for each pair asked and each pair held.
#[test]
fn p40_a_voluntary_acr_states_exactly_what_was_achieved() {
    for asked_for in IALS.iter().flat_map(|i| AALS.map(|a| Assurance::new(*i, a))) {
        for held in IALS.iter().flat_map(|i| AALS.map(|a| Assurance::new(*i, a))) {
            let wish = asked(&Acr::Level(asked_for).to_string());
            assert_eq!(wish.stated(held), Ok(Acr::Level(held)));
        }
    }
}

/// P41: achieved or the request fails, for each pair asked and each pair held.
#[test]
fn p41_an_essential_acr_is_achieved_or_the_request_fails() {
    for asked_for in IALS.iter().flat_map(|i| AALS.map(|a| Assurance::new(*i, a))) {
        let wish = essential(&[&Acr::Level(asked_for).to_string()]).expect("a context");
        for held in IALS.iter().flat_map(|i| AALS.map(|a| Assurance::new(*i, a))) {
            let expected = if held.satisfies(asked_for) {
                Ok(Acr::Level(asked_for))
            } else {
                Err(refusal::UNMET)
            };
            assert_eq!(wish.stated(held), expected);
            assert_eq!(wish.acceptable(), [asked_for]);
            assert!(wish.must_be_met());
        }
    }
}

/// P41: of several, the highest that was reached.
#[test]
fn p41_an_essential_list_states_the_highest_value_reached() {
    let two = ["urn:danh:acr:ial1.aal1", "urn:danh:acr:ial2.aal2", "phr"];
    let wish = essential(&two).expect("a context");
    assert_eq!(wish.stated(level("ial3.aal2")), Ok(Acr::Level(level("ial2.aal2"))));
    assert_eq!(wish.stated(level("ial1.aal2")), Ok(Acr::Level(level("ial1.aal1"))));
    assert_eq!(wish.stated(level("ial0.aal3")), Ok(Acr::PhishingResistant));
    assert_eq!(wish.stated(level("ial0.aal2")), Err(refusal::UNMET));
    assert_eq!(essential(&["urn:other:acr"]), Err(refusal::UNMET));
}

/// P40, P41: a value that means nothing here is passed over, and cannot be met where it alone would do.
#[test]
fn p41_values_of_other_ladders_are_passed_over_and_never_stated() {
    for other in ["urn:danh:acr:val2", "urn:danh:acr:eid1", "LoA2", "urn:other:acr"] {
        assert_eq!(Acr::parse(other), None, "{other}");
        let wish = asked(&format!("{other} urn:danh:acr:ial2.aal2"));
        assert_eq!(wish.acceptable(), [level("ial2.aal2")]);
        assert_eq!(wish.stated(level("ial3.aal2")), Ok(Acr::Level(level("ial3.aal2"))));
        assert_eq!(essential(&[other]), Err(refusal::UNMET));
        let either = essential(&[other, "urn:danh:acr:ial1.aal1"]).expect("a context");
        assert_eq!(either.stated(level("ial2.aal2")), Ok(Acr::Level(level("ial1.aal1"))));
        assert!(!announced(Aal::Aal3).iter().any(|value| value == other));
    }
}

#[test]
fn without_a_wish_nothing_is_listed_and_the_truth_is_stated() {
    let wish = RequestedContext::parse(None, None, &example::client()).expect("a context");
    assert_eq!((wish.acceptable(), wish.must_be_met()), (vec![], false));
    assert_eq!(wish.stated(level("ial2.aal1")), Ok(Acr::Level(level("ial2.aal1"))));
}

#[test]
fn a_registered_floor_raises_every_wish_and_fails_below() {
    let client = Client { assurance_required: true, ..example::client() };
    let wish = Some("urn:danh:acr:ial1.aal3");
    let wish = RequestedContext::parse(wish, None, &client).expect("a context");
    assert_eq!(wish.acceptable(), [level("ial2.aal3"), level("ial2.aal2")]);
    assert!(wish.must_be_met());
    assert_eq!(wish.stated(level("ial1.aal3")), Err(refusal::UNMET));
    assert_eq!(wish.stated(level("ial2.aal2")), Ok(Acr::Level(level("ial2.aal2"))));
    let claim = AcrClaim { essential: true, values: vec!["urn:danh:acr:ial1.aal3".into()] };
    let must = RequestedContext::parse(None, Some(&claim), &client).expect("a context");
    assert_eq!(
        must.acceptable(),
        [level("ial2.aal3")],
        "what is essential has nothing to fall back on"
    );
}

#[test]
fn only_what_can_be_reached_is_announced() {
    let values = announced(Aal::Aal2);
    assert!(values.iter().any(|v| v == "urn:danh:acr:ial3.aal2"));
    assert!(values.iter().all(|v| !v.contains("aal3") && !v.contains("ph")));
    assert!(!values.contains(&"urn:danh:acr:ial3.aal1".to_owned()));
    assert!(announced(Aal::Aal3).contains(&"phrh".to_owned()));
}

#[test]
fn amr_names_each_means_that_counted() {
    let moment = crate::domain::time::Timestamp::from_unix(1);
    let password = Proofs { password_at: moment, otp_at: None };
    assert_eq!(amr(password), ["pwd"]);
    let both = Proofs { otp_at: Some(moment), ..password };
    assert_eq!(amr(both), ["pwd", "otp", "sms", "mfa"]);
}

#[test]
fn vn_assurance_has_the_exact_levels_and_no_null() {
    let exact = serde_json::json!({
        "ial": "ial3", "aal": "aal2", "val": 2, "eid_level": 2, "device_bound": true,
    });
    assert_eq!(vn_assurance(level("ial3.aal2"), Some(2), true), exact);
    assert!(vn_assurance(level("ial1.aal1"), None, false).get("eid_level").is_none());
}

//! The client's own pages and its picture.
//!
//! OpenID Connect Dynamic Client Registration 2 (`client_uri`, `logo_uri`, `policy_uri`, `tos_uri`) and 2.1:
//! what stands without a language is Vietnamese here, `#en` is for those who read English.

use super::super::metadata_reader::Reader;
use super::super::registered_url;
use crate::domain::client::{Page, Presence};
use crate::domain::registered_url::{BrowserUrl, RegisteredUrl};

const LOGO: &str = "logo_uri";

pub(super) fn read(reader: &mut Reader<'_>) -> Presence {
    Presence {
        home: page(reader, "client_uri"),
        policy: page(reader, "policy_uri"),
        terms: page(reader, "tos_uri"),
        logo: logo(reader),
    }
}

fn page(reader: &mut Reader<'_>, key: &str) -> Option<Page> {
    let english = format!("{key}#en");
    if reader.has(&english) && !reader.has(key) {
        reader.fault(&english, format!("is read only with `{key}`"));
    }
    let (vi, en) = (for_people(reader, key), for_people(reader, &english));
    Some(Page { vi: vi?, en })
}

fn for_people(reader: &mut Reader<'_>, key: &str) -> Option<BrowserUrl> {
    let text = reader.text(key)?;
    registered_url::for_browsers(text).map_err(|sentence| reader.fault(key, sentence)).ok()
}

/// We go there ourselves: https alone.
fn logo(reader: &mut Reader<'_>) -> Option<RegisteredUrl> {
    let text = reader.text(LOGO)?;
    registered_url::judged(text).map_err(|sentence| reader.fault(LOGO, sentence)).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Strictness, parse};
    use crate::protocol::client_description::describe;
    use crate::protocol::example;

    /// P81.
    #[test]
    fn p81_pages_and_picture_are_addresses_that_may_be_shown_and_fetched() {
        let told = |key: &str, text: &str| {
            let mut whole = describe(&example::client());
            whole[key] = json!(text);
            let faults = parse(&whole, Strictness::Trial).err().into_iter().flatten();
            faults.map(|fault| fault.to_string()).collect::<Vec<_>>()
        };
        for key in ["client_uri", "policy_uri", "tos_uri", "logo_uri"] {
            assert_eq!(told(key, "https://bank.example/a?b=c"), [""; 0], "{key}");
            for wrong in ["http://bank.example/", "javascript:alert(1)", "data:image/png,x", "/a"] {
                let faults = told(key, wrong);
                assert!(faults.len() == 1 && faults[0].contains(key), "{key} {wrong}: {faults:?}");
            }
        }
        for key in ["client_uri#en", "policy_uri#en", "tos_uri#en"] {
            assert!(told(key, "https://bank.example/")[0].contains("is read only with"), "{key}");
        }
        assert!(told("logo_uri#en", "https://bank.example/")[0].contains("is not a key"));
    }

    #[test]
    fn the_name_may_say_that_it_is_vietnamese() {
        let read = |name: Option<&str>| {
            let mut whole = describe(&example::client());
            whole["client_name#vi"] = whole["client_name"].take();
            match name {
                Some(name) => whole["client_name"] = json!(name),
                None => drop(whole.as_object_mut().and_then(|all| all.remove("client_name"))),
            }
            parse(&whole, Strictness::Trial)
        };
        assert_eq!(read(None), Ok(example::client()));
        assert_eq!(read(Some("Ngân hàng Thử")), Ok(example::client()));
        assert!(read(Some("Test Bank")).is_err(), "which of them is it?");
    }
}

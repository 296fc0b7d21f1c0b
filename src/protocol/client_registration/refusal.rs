//! Why nothing was registered (RFC 7591 §3.2.2). Unlike other refusals it tells the sender what was sent, for
//! nobody else reads it and a registration has a hundred members.

use serde_json::{Value, json};

use super::super::error::ErrorTopic;
use super::super::issuer::Issuer;
use super::super::metadata_reader::Fault;

/// The longest description of what is wrong.
const LONGEST: usize = 1000;
/// Faults about these have a code of their own.
const ADDRESSES: &str = "redirect_uris";

/// Why nothing was registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    code: &'static str,
    description: String,
}

impl Refusal {
    /// What was sent could be no registration.
    #[must_use]
    pub fn malformed() -> Self {
        let words = "the body must be one JSON object of at most 48 KiB, sent as application/json, \
                     that names no member twice";
        Self { code: "invalid_client_metadata", description: words.to_owned() }
    }

    /// Nobody's statements about software are believed here.
    #[must_use]
    pub fn unapproved_statement() -> Self {
        let words = "`software_statement` is of no issuer whose statements this server accepts";
        Self { code: "unapproved_software_statement", description: words.to_owned() }
    }

    /// What was sent as a statement is not good.
    #[must_use]
    pub fn wrong_statement(sentence: &str) -> Self {
        let description = format!("`software_statement` {sentence}");
        Self { code: "invalid_software_statement", description }
    }

    /// For these faults; one about addresses names the code.
    #[must_use]
    pub fn of(faults: &[Fault]) -> Self {
        let code = if faults.iter().any(|fault| fault.key == ADDRESSES) {
            "invalid_redirect_uri"
        } else {
            "invalid_client_metadata"
        };
        let sentences: Vec<_> = faults.iter().map(ToString::to_string).collect();
        Self { code, description: legal(&sentences.join("; ")) }
    }

    /// For one fault.
    #[must_use]
    pub fn about(key: &str, sentence: &str) -> Self {
        Self::of(&[Fault { key: key.to_owned(), sentence: sentence.to_owned() }])
    }

    /// The answer's body.
    #[must_use]
    pub fn to_json(&self, issuer: &Issuer) -> Value {
        let page = issuer.address(&ErrorTopic::Registration.path());
        json!({ "error": self.code, "error_description": self.description, "error_uri": page })
    }
}

/// RFC 6749 §5.2: no quotes, no backslash, nothing but ASCII.
fn legal(text: &str) -> String {
    let legal = |c: char| if matches!(c, ' '..='~') && c != '"' && c != '\\' { c } else { '\'' };
    text.chars().map(legal).take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_of_legal_characters_and_names_addresses_by_their_own_code() {
        let fault = |key: &str| Fault { key: key.into(), sentence: "x \"ơ\" \\ \n".repeat(200) };
        let issuer = Issuer::parse("https://danh.example").expect("an issuer");
        let told = Refusal::of(&[fault("scope"), fault("redirect_uris")]).to_json(&issuer);
        assert_eq!(told["error"], "invalid_redirect_uri");
        let words = told["error_description"].as_str().expect("words");
        assert!(words.bytes().all(|b| (0x20..=0x7e).contains(&b) && b != b'"' && b != b'\\'));
        assert!(words.starts_with("`scope` x") && words.len() == LONGEST);
        let told = Refusal::of(&[fault("scope")]).to_json(&issuer);
        assert_eq!(told["error"], "invalid_client_metadata");
        assert_eq!(told["error_uri"], "https://danh.example/loi/registration");
    }
}

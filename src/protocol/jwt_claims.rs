//! The members of a token, as a map that was read strictly; and the mark that they were verified.
//!
//! RFC 7519 §4.1. What a token *claims* and what was *verified* are two types: a map of claims comes
//! out of a token by its signature only.

use std::fmt;

use serde_json::{Map, Value};

use crate::domain::time::{Lifetime, Timestamp};

/// A token's members. Printed by their names only.
#[derive(Clone, PartialEq)]
pub struct Claims(Map<String, Value>);

/// Claims whose signature was right.
#[derive(Clone, Debug, PartialEq)]
pub struct Verified(Claims);

impl Claims {
    /// Takes a strictly read object.
    #[must_use]
    pub fn from_map(members: Map<String, Value>) -> Self {
        Self(members)
    }

    /// A member of any form.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Whether whatever is said of times holds now: `nbf` and `iat` are not ahead, but for clocks that differ by
    /// so much, and `exp` is. What is no moment does not hold (RFC 7519 §4.1).
    #[must_use]
    pub fn is_in_time(&self, now: Timestamp, skew: Lifetime) -> bool {
        let holds = |name: &str, fits: &dyn Fn(Timestamp) -> bool| match self.moment(name) {
            Some(at) => fits(at),
            None => self.member(name).is_none(),
        };
        let begun = |at: Timestamp| at <= now.plus(skew);
        holds("nbf", &begun) && holds("iat", &begun) && holds("exp", &|exp| now < exp)
    }

    /// All of them.
    #[must_use]
    pub fn members(&self) -> &Map<String, Value> {
        &self.0
    }

    /// A member that is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.member(name)?.as_str()
    }

    /// A `NumericDate`; fractions of a second are cut off, as RFC 7519 §2 allows them.
    #[must_use]
    pub fn moment(&self, name: &str) -> Option<Timestamp> {
        let number = self.member(name)?;
        if let Some(seconds) = number.as_i64() {
            return Some(Timestamp::from_unix(seconds));
        }
        // Below 2^53 every whole second is exact; nothing beyond it is a date.
        let seconds = number.as_f64().filter(|seconds| seconds.abs() < 9e15)?;
        #[expect(clippy::cast_possible_truncation, reason = "within 2^53, judged above")]
        Some(Timestamp::from_unix(seconds.floor() as i64))
    }

    /// `aud`: one text or a list of texts; anything else addresses nobody.
    #[must_use]
    pub fn audience(&self) -> Vec<&str> {
        match self.member("aud") {
            Some(Value::String(one)) => vec![one.as_str()],
            Some(Value::Array(many)) => {
                many.iter().map(Value::as_str).collect::<Option<_>>().unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }
}

impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Verified {
    /// Marks claims as verified; [`super::compact`] alone does.
    pub(super) fn mark(claims: Claims) -> Self {
        Self(claims)
    }

    /// What they say.
    #[must_use]
    pub fn claims(&self) -> &Claims {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn claims(value: Value) -> Claims {
        match value {
            Value::Object(members) => Claims::from_map(members),
            _ => Claims::from_map(Map::new()),
        }
    }

    #[test]
    fn dates_are_read_whole_or_not_at_all() {
        let read = |value: Value| claims(json!({ "exp": value })).moment("exp");
        assert_eq!(read(json!(1_800_000_000)), Some(Timestamp::from_unix(1_800_000_000)));
        assert_eq!(read(json!(1_800_000_000.9)), Some(Timestamp::from_unix(1_800_000_000)));
        for wrong in [json!("1800000000"), json!(null), json!(1e300), json!([1]), json!(true)] {
            assert_eq!(read(wrong.clone()), None, "{wrong}");
        }
        assert_eq!(claims(json!({})).moment("exp"), None);
    }

    #[test]
    fn an_audience_is_one_text_or_texts_only() {
        let read = |value: Value| claims(json!({ "aud": value })).audience().join(" ");
        assert_eq!(read(json!("a")), "a");
        assert_eq!(read(json!(["a", "b"])), "a b");
        for wrong in [json!(["a", 1]), json!({ "a": "b" }), json!(7), json!(null)] {
            assert_eq!(read(wrong.clone()), "", "{wrong}");
        }
    }

    #[test]
    fn claims_print_their_names_only() {
        assert_eq!(format!("{:?}", claims(json!({ "name": "Mai" }))), r#"{"name"}"#);
    }
}

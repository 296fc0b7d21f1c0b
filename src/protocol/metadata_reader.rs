//! Reading a registration key by key, gathering every fault as a sentence that names its key.
//!
//! RFC 7591 §3.2.2. Strict where that allows to ignore: a key nobody reads is a misspelt wish, so it is
//! refused with the likeliest one beside it.

use std::fmt;

use serde_json::{Map, Value};

use crate::domain::client::Bilingual;
use crate::domain::text::Line;

/// One thing wrong with a registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which key.
    pub key: String,
    /// What about it; a sentence without its subject.
    pub sentence: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` {}", self.key, self.sentence)
    }
}

/// An object being read.
pub(super) struct Reader<'a> {
    members: &'a Map<String, Value>,
    place: String,
    faults: Vec<Fault>,
}

impl<'a> Reader<'a> {
    /// Begins with an object; keys outside of `known` are faults already.
    pub fn new(members: &'a Map<String, Value>, place: &str, known: &[&str]) -> Self {
        let mut reader = Self { members, place: place.to_owned(), faults: Vec::new() };
        for key in members.keys().filter(|key| !known.contains(&key.as_str())) {
            let sentence = match likeliest(key, known) {
                Some(near) => format!("is not a key that is read here; did you mean `{near}`?"),
                None => "is not a key that is read here".to_owned(),
            };
            reader.fault(key, sentence);
        }
        reader
    }

    /// Notes a fault.
    pub fn fault(&mut self, key: &str, sentence: impl Into<String>) {
        let key = format!("{}{key}", self.place);
        self.faults.push(Fault { key, sentence: sentence.into() });
    }

    /// Takes over the faults of a part.
    pub fn faults_of(&mut self, part: Reader<'_>) {
        self.faults.extend(part.faults);
    }

    /// All faults, at the end.
    pub fn finish(self) -> Vec<Fault> {
        self.faults
    }

    /// Whether the key is there at all.
    pub fn has(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    /// A member as it is.
    pub fn value(&self, key: &str) -> Option<&'a Value> {
        self.members.get(key)
    }

    /// A text, if given.
    pub fn text(&mut self, key: &str) -> Option<&'a str> {
        let value = self.members.get(key)?;
        let text = value.as_str();
        if text.is_none() {
            self.fault(key, "must be a text");
        }
        text
    }

    /// A text that must be there.
    pub fn required(&mut self, key: &str) -> Option<&'a str> {
        if !self.has(key) {
            self.fault(key, "is missing");
        }
        self.text(key)
    }

    /// A text that must be there, read to a better type.
    pub fn parsed<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Option<T>,
        otherwise: &str,
    ) -> Option<T> {
        let text = self.required(key)?;
        let value = parse(text);
        if value.is_none() {
            self.fault(key, otherwise);
        }
        value
    }

    /// The same for a key that may be absent; `None` for absent or faulty.
    pub fn optional<T>(
        &mut self,
        key: &str,
        parse: impl Fn(&str) -> Option<T>,
        otherwise: &str,
    ) -> Option<T> {
        if self.has(key) { self.parsed(key, parse, otherwise) } else { None }
    }

    /// A flag; absent is false.
    pub fn flag(&mut self, key: &str) -> bool {
        match self.members.get(key) {
            None => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.fault(key, "must be true or false");
                false
            }
        }
    }

    /// A whole number within bounds, if given.
    pub fn number(&mut self, key: &str, least: u32, most: u32) -> Option<u32> {
        let value = self.members.get(key)?;
        let number = value.as_u64().and_then(|n| u32::try_from(n).ok());
        let number = number.filter(|n| (least..=most).contains(n));
        if number.is_none() {
            self.fault(key, format!("must be a whole number from {least} to {most}"));
        }
        number
    }

    /// A list of texts; absent is empty.
    pub fn texts(&mut self, key: &str) -> Vec<&'a str> {
        let Some(value) = self.members.get(key) else { return Vec::new() };
        let list = value.as_array().filter(|list| list.len() <= 50);
        let texts = list.and_then(|list| list.iter().map(Value::as_str).collect());
        texts.unwrap_or_else(|| {
            self.fault(key, "must be a list of at most 50 texts");
            Vec::new()
        })
    }

    /// Words in both languages, at most so many characters each: the key, which may say `#vi`, and the key
    /// with `#en`.
    pub fn bilingual(&mut self, key: &str, longest: usize) -> Option<Bilingual> {
        let words = format!("must be one line of 1 to {longest} characters");
        let line = |text: &str| Line::parse(text).filter(|l| l.as_str().chars().count() <= longest);
        let tagged = format!("{key}#vi");
        if self.has(&tagged) && self.has(key) && self.value(&tagged) != self.value(key) {
            self.fault(&tagged, format!("is not what `{key}` says, which is Vietnamese, too"));
        }
        let vi = if self.has(&tagged) { tagged.as_str() } else { key };
        let vi = self.parsed(vi, line, &words);
        let en = self.parsed(&format!("{key}#en"), line, &words);
        Some(Bilingual { vi: vi?, en: en? })
    }
}

/// The known key that differs least, if it differs little.
fn likeliest<'k>(key: &str, known: &[&'k str]) -> Option<&'k str> {
    if key.len() > 64 {
        return None;
    }
    let near = known.iter().map(|candidate| (distance(key, candidate), *candidate)).min();
    near.filter(|(far, candidate)| *far <= 1 + candidate.len() / 5).map(|(_, candidate)| candidate)
}

/// How many letters must be put in, taken out or changed (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, a) in one.bytes().enumerate() {
        let mut next = vec![at + 1];
        for ((b, above), diagonal) in other.bytes().zip(row.iter().skip(1)).zip(&row) {
            let left = next.last().copied().unwrap_or(0);
            next.push((left + 1).min(above + 1).min(diagonal + usize::from(a != b)));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_answered_with_the_likeliest() {
        let known = ["redirect_uris", "client_name", "scope"];
        assert_eq!(likeliest("redirect_uri", &known), Some("redirect_uris"));
        assert_eq!(likeliest("clientname", &known), Some("client_name"));
        assert_eq!(likeliest("scopes", &known), Some("scope"));
        assert_eq!(likeliest("favourite_colour", &known), None);
        assert_eq!(likeliest(&"x".repeat(10_000), &known), None);
        assert_eq!(
            (distance("", "abc"), distance("abc", "abc"), distance("abd", "acd")),
            (3, 0, 1)
        );
    }
}

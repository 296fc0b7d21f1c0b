//! The members of one entry, asked one by one. Absent and `null` are the same.

use serde_json::{Map, Value};

/// What is wrong with an entry: which member and why. Never a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EntryFault {
    /// Which member.
    pub member: &'static str,
    /// Why; a sentence without its subject.
    pub reason: &'static str,
}

pub(super) struct Members<'a>(&'a Map<String, Value>);

impl<'a> Members<'a> {
    /// Refuses a member that nobody would read: it was a wish that would be lost.
    pub(super) fn of(members: &'a Map<String, Value>, known: &[&str]) -> Result<Self, EntryFault> {
        if members.keys().all(|name| known.contains(&name.as_str())) {
            return Ok(Self(members));
        }
        Err(EntryFault { member: "a member", reason: "is none that is read here" })
    }

    pub(super) fn value(&self, member: &str) -> Option<&'a Value> {
        self.0.get(member).filter(|value| !value.is_null())
    }

    /// A text, read to a better type.
    pub(super) fn parsed<T>(
        &self,
        member: &'static str,
        parse: impl Fn(&str) -> Option<T>,
        reason: &'static str,
    ) -> Result<Option<T>, EntryFault> {
        let Some(value) = self.value(member) else { return Ok(None) };
        let read = value.as_str().and_then(parse);
        read.map(Some).ok_or(EntryFault { member, reason })
    }

    /// A list of texts, read to a better type.
    pub(super) fn list<T: PartialEq>(
        &self,
        member: &'static str,
        most: usize,
        parse: impl Fn(&str) -> Option<T>,
        reason: &'static str,
    ) -> Result<Vec<T>, EntryFault> {
        let Some(value) = self.value(member) else { return Ok(Vec::new()) };
        let list = value.as_array().filter(|list| list.len() <= most);
        let read = |value: &Value| value.as_str().and_then(&parse);
        let read = list.and_then(|list| list.iter().map(read).collect::<Option<Vec<T>>>());
        let mut once: Vec<T> = Vec::new();
        for item in read.ok_or(EntryFault { member, reason })? {
            if once.contains(&item) {
                return Err(EntryFault { member, reason: "names one twice" });
            }
            once.push(item);
        }
        Ok(once)
    }

    /// A list of objects.
    pub(super) fn objects(
        &self,
        member: &'static str,
        most: usize,
    ) -> Result<Vec<&'a Map<String, Value>>, EntryFault> {
        let Some(value) = self.value(member) else { return Ok(Vec::new()) };
        let list = value.as_array().filter(|list| list.len() <= most);
        let objects = list.and_then(|list| list.iter().map(Value::as_object).collect());
        objects.ok_or(EntryFault { member, reason: "is not a list of objects" })
    }

    /// A whole number from 0 to `most`.
    pub(super) fn digit(&self, member: &'static str, most: u8) -> Result<Option<u8>, EntryFault> {
        let Some(value) = self.value(member) else { return Ok(None) };
        let digit = value.as_u64().and_then(|number| u8::try_from(number).ok());
        let digit = digit.filter(|digit| *digit <= most);
        digit.map(Some).ok_or(EntryFault { member, reason: "is not a small whole number" })
    }
}

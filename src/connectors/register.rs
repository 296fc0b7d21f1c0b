//! What the three registers have in common: found, absent, or no sensible answer.

use reqwest::StatusCode;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::http::{HttpSystem, Reply};
use crate::domain::time::{Lifetime, Timestamp};
use crate::ports::registers::Answer;

/// A register's clock may run ahead of ours by so much.
const CLOCK_SKEW: Lifetime = Lifetime::minutes(5);

/// Asks a register and reads its record by its rules; a record that breaks one is no answer.
pub(super) async fn ask<Record: DeserializeOwned, Fact>(
    register: &HttpSystem,
    path: &str,
    question: &Value,
    read: impl FnOnce(Record) -> Option<Fact>,
) -> Answer<Fact> {
    let Ok(reply) = register.ask(path, question).await else { return Answer::Unknown };
    let answer = judge(&reply, read);
    if matches!(answer, Answer::Unknown) {
        register.made_no_sense();
    }
    answer
}

fn judge<Record: DeserializeOwned, Fact>(
    reply: &Reply,
    read: impl FnOnce(Record) -> Option<Fact>,
) -> Answer<Fact> {
    match reply.status {
        StatusCode::OK => serde_json::from_slice(&reply.body)
            .ok()
            .and_then(read)
            .map_or(Answer::Unknown, Answer::Found),
        // A wrong address is 404 too; only the register itself says "absent".
        StatusCode::NOT_FOUND if says_absent(&reply.body) => Answer::Absent,
        _ => Answer::Unknown,
    }
}

#[derive(Deserialize)]
struct Refusal {
    error: String,
}

fn says_absent(body: &[u8]) -> bool {
    serde_json::from_slice::<Refusal>(body).is_ok_and(|refusal| refusal.error == "absent")
}

/// The moment a register names, unless it lies in the future.
pub(super) fn past(seconds: i64, now: Timestamp) -> Option<Timestamp> {
    let moment = Timestamp::from_unix(seconds);
    (seconds > 0 && moment <= now.plus(CLOCK_SKEW)).then_some(moment)
}

/// A value that is there and breaks its rule.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NoSense;

/// A value that may be missing, but not wrong.
pub(super) fn optional<T>(
    text: Option<&str>,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, NoSense> {
    text.map(|text| read(text).ok_or(NoSense)).transpose()
}

/// A code of exactly so many digits.
pub(super) fn digits<const COUNT: usize>(text: &str) -> Option<String> {
    let fits = text.len() == COUNT && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: StatusCode, body: &str) -> Reply {
        Reply { status, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn only_the_registers_own_word_means_absent() {
        let judged = |status, body| judge(&reply(status, body), |record: Value| Some(record));
        assert_eq!(judged(StatusCode::NOT_FOUND, r#"{"error":"absent"}"#), Answer::Absent);
        assert_eq!(judged(StatusCode::NOT_FOUND, "Not Found"), Answer::Unknown);
        assert_eq!(judged(StatusCode::UNAUTHORIZED, r#"{"error":"absent"}"#), Answer::Unknown);
        assert_eq!(judged(StatusCode::OK, r#"{"error":"#), Answer::Unknown);
    }

    #[test]
    fn a_moment_to_come_is_not_believed() {
        let now = Timestamp::from_unix(1_800_000_000);
        assert_eq!(past(now.unix() + 300, now), Some(now.plus(CLOCK_SKEW)));
        assert_eq!(past(now.unix() + 301, now), None);
        assert_eq!(past(0, now), None);
    }

    #[test]
    fn a_value_may_be_missing_but_not_wrong() {
        assert_eq!(optional(None, digits::<2>), Ok(None));
        assert_eq!(optional(Some("66"), digits::<2>), Ok(Some("66".into())));
        assert_eq!(optional(Some("6x"), digits::<2>), Err(NoSense));
        assert_eq!(optional(Some("066"), digits::<2>), Err(NoSense));
    }
}

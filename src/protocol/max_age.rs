//! `max_age`: how long ago the person may have signed in.
//!
//! OpenID Connect Core 3.1.2.1: whole seconds, zero or more; zero means now. Registration's
//! `default_max_age` stands in (OpenID Connect Dynamic Client Registration 2).

use super::error::OAuthError;
use super::refusal;
use crate::domain::time::Lifetime;

/// Reads the parameter; larger than any session is as good as unlimited.
pub fn parse(
    text: Option<&str>,
    registered: Option<Lifetime>,
) -> Result<Option<Lifetime>, OAuthError> {
    let Some(text) = text else { return Ok(registered) };
    if !(1..=20).contains(&text.len()) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(refusal::MAX_AGE);
    }
    Ok(Some(Lifetime::seconds(text.parse().unwrap_or(u32::MAX))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P36, P37.
    #[test]
    fn p36_whole_seconds_are_read_and_the_registered_age_stands_in() {
        let hour = Some(Lifetime::hours(1));
        for (text, expected) in [
            (Some("1"), Some(Lifetime::seconds(1))),
            (Some("0"), Some(Lifetime::seconds(0))),
            (Some("10000"), Some(Lifetime::seconds(10_000))),
            (Some("99999999999"), Some(Lifetime::seconds(u32::MAX))),
            (None, hour),
        ] {
            assert_eq!(parse(text, hour), Ok(expected), "{text:?}");
        }
        for wrong in ["-1", "1.5", "+1", "1h", " 1", "999999999999999999999"] {
            assert_eq!(parse(Some(wrong), None), Err(refusal::MAX_AGE), "{wrong}");
        }
    }
}

//! Moments, spans and calendar days. Pure code never asks what time it is: it is told.

use std::fmt;

use time::{Date, Month, OffsetDateTime, UtcOffset};

/// A moment, in whole seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// A span of time in whole seconds, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lifetime(i64);

/// A day of the Gregorian calendar as people in Viet Nam count it (UTC+7 all year).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

const VIET_NAM: UtcOffset = match UtcOffset::from_hms(7, 0, 0) {
    Ok(offset) => offset,
    Err(_) => UtcOffset::UTC,
};

impl Timestamp {
    /// The moment this many seconds after the epoch.
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Seconds since the epoch, as tokens and tables write it.
    #[must_use]
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The moment `span` later; saturates instead of overflowing.
    #[must_use]
    pub const fn plus(self, span: Lifetime) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// The moment `span` earlier; saturates instead of overflowing.
    #[must_use]
    pub const fn minus(self, span: Lifetime) -> Self {
        Self(self.0.saturating_sub(span.0))
    }

    /// How long after `earlier` this is; zero if it is not after it.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Lifetime {
        let seconds = self.0.saturating_sub(earlier.0);
        Lifetime(if seconds < 0 { 0 } else { seconds })
    }

    /// The calendar day in Viet Nam; a moment beyond the year 9999 counts as the epoch.
    #[must_use]
    pub fn day(self) -> Day {
        Day(self.in_viet_nam().date())
    }

    /// Hour and minute in Viet Nam, 0–23 and 0–59; see [`Timestamp::day`] for what lies beyond.
    #[must_use]
    pub fn clock(self) -> (u8, u8) {
        let local = self.in_viet_nam();
        (local.hour(), local.minute())
    }

    fn in_viet_nam(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp(self.0)
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .to_offset(VIET_NAM)
    }
}

impl Lifetime {
    /// A span of this many seconds.
    #[must_use]
    pub const fn seconds(seconds: u32) -> Self {
        Self(seconds as i64)
    }

    /// A span of this many minutes.
    #[must_use]
    pub const fn minutes(minutes: u32) -> Self {
        Self(minutes as i64 * 60)
    }

    /// A span of this many hours.
    #[must_use]
    pub const fn hours(hours: u32) -> Self {
        Self(hours as i64 * 3600)
    }

    /// A span of this many days of 24 hours.
    #[must_use]
    pub const fn days(days: u32) -> Self {
        Self(days as i64 * 86_400)
    }

    /// The span in seconds.
    #[must_use]
    pub const fn as_seconds(self) -> i64 {
        self.0
    }
}

impl Day {
    /// The day with these numbers, if the calendar has it.
    #[must_use]
    pub fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        let month = Month::try_from(month).ok()?;
        Date::from_calendar_date(year, month, day).ok().map(Self)
    }

    /// Reads `YYYY-MM-DD`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = digits(parts.next()?, 4)?;
        let month = u8::try_from(digits(parts.next()?, 2)?).ok()?;
        let day = u8::try_from(digits(parts.next()?, 2)?).ok()?;
        if parts.next().is_some() { None } else { Self::new(year, month, day) }
    }

    /// Reads `YYYY-MM-DD`, or a day counted from `today`: `today`, `yesterday`, `today+30`,
    /// `today-400`. Files of made-up people tell their stories so.
    #[must_use]
    pub fn parse_from(text: &str, today: Self) -> Option<Self> {
        match text.strip_prefix("today") {
            Some("") => Some(today),
            Some(days) if days.starts_with(['+', '-']) => {
                days.parse::<i32>().ok().map(|days| today.plus_days(i64::from(days)))
            }
            Some(_) => None,
            None if text == "yesterday" => Some(today.plus_days(-1)),
            None => Self::parse(text),
        }
    }

    /// Year, month (1–12) and day (1–31).
    #[must_use]
    pub fn parts(self) -> (i32, u8, u8) {
        (self.0.year(), u8::from(self.0.month()), self.0.day())
    }

    /// The first moment of this day in Viet Nam.
    #[must_use]
    pub fn begins(self) -> Timestamp {
        Timestamp(self.0.midnight().assume_offset(VIET_NAM).unix_timestamp())
    }

    /// The day this many days later (or earlier, if negative).
    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(time::Duration::days(days)))
    }

    /// Full years from `birth` to this day; a birthday counts from its first moment.
    #[must_use]
    pub fn years_since(self, birth: Self) -> i32 {
        let (year, month, day) = self.parts();
        let (born, born_month, born_day) = birth.parts();
        year - born - i32::from((month, day) < (born_month, born_day))
    }
}

impl fmt::Display for Day {
    /// Writes `YYYY-MM-DD`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

fn digits(text: &str, count: usize) -> Option<i32> {
    let exact = text.len() == count && text.bytes().all(|b| b.is_ascii_digit());
    if exact { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_seventeen_hours_utc_of_the_day_before() {
        let day = Day::new(2026, 11, 21).expect("a real day");
        assert_eq!(day.begins().unix() % 86_400, 17 * 3600);
        assert_eq!(day.begins().day(), day);
        assert_eq!(day.begins().minus(Lifetime::seconds(1)).day(), day.plus_days(-1));
    }

    #[test]
    fn a_person_is_a_year_older_on_the_birthday_itself() {
        let birth = Day::new(2012, 11, 21).expect("a real day");
        assert_eq!(Day::new(2026, 11, 20).expect("a real day").years_since(birth), 13);
        assert_eq!(Day::new(2026, 11, 21).expect("a real day").years_since(birth), 14);
    }

    #[test]
    fn a_day_may_be_counted_from_today() {
        let today = Day::new(2026, 11, 21).expect("a real day");
        let told = |text: &str| Day::parse_from(text, today);
        assert_eq!(told("yesterday"), Day::new(2026, 11, 20));
        assert_eq!(told("today+10"), Day::new(2026, 12, 1));
        assert_eq!(told("today-21"), Day::new(2026, 10, 31));
        assert_eq!((told("today"), told("2020-02-29")), (Some(today), Day::new(2020, 2, 29)));
        for wrong in ["tomorrow", "today 3", "today+", "today++3", "todayx", ""] {
            assert_eq!(told(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_a_whole_real_date_is_read() {
        for wrong in ["2026-02-30", "2026-2-3", "26-02-03", "2026-02-03-1", "", "abcd-ef-gh"] {
            assert_eq!(Day::parse(wrong), None, "{wrong}");
        }
        assert_eq!(Day::parse("2028-02-29").map(|d| d.to_string()), Some("2028-02-29".into()));
    }
}

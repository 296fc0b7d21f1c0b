//! How pages write dates and times (`ux.md` §2.5): 21/11/2027, 16:25, "16:25 hôm nay".
//! Arguments are references because templates hand them over so.

use super::words::Words;
use crate::domain::time::{Day, Timestamp};

/// `21/11/2027`.
#[must_use]
pub fn date(day: &Day) -> String {
    let (year, month, day) = day.parts();
    format!("{day:02}/{month:02}/{year:04}")
}

/// `16:25`, as clocks in Viet Nam show it.
#[must_use]
pub fn clock(moment: &Timestamp) -> String {
    let (hour, minute) = moment.clock();
    format!("{hour:02}:{minute:02}")
}

/// The time with its day: today, yesterday, tomorrow, or the date.
#[must_use]
pub fn told(say: &Words, moment: &Timestamp, now: &Timestamp) -> String {
    let (day, today) = (moment.day(), now.day());
    let time = clock(moment);
    if day == today {
        say.moment_today(time)
    } else if day == today.plus_days(-1) {
        say.moment_yesterday(time)
    } else if day == today.plus_days(1) {
        say.moment_tomorrow(time)
    } else {
        in_full(say, moment)
    }
}

/// The time with its date, whatever day it is read: for what is printed and kept.
#[must_use]
pub fn in_full(say: &Words, moment: &Timestamp) -> String {
    say.moment_on(clock(moment), date(&moment.day()))
}

/// Whole minutes from now, rounded up and at least one: "còn 12 phút".
#[must_use]
pub fn minutes_until(moment: &Timestamp, now: &Timestamp) -> u32 {
    let seconds = moment.since(*now).as_seconds();
    u32::try_from((seconds + 59) / 60).unwrap_or(u32::MAX).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Lifetime;
    use crate::web::locale::Language;

    #[test]
    fn a_moment_is_told_with_the_word_for_its_day() {
        let say = &Words(Language::Vietnamese);
        let now = Timestamp::from_unix(1_795_252_500);
        assert_eq!(told(say, &now, &now), "16:15 hôm nay");
        assert_eq!(told(say, &now.minus(Lifetime::days(1)), &now), "16:15 hôm qua");
        assert_eq!(told(say, &now.plus(Lifetime::hours(10)), &now), "02:15 ngày mai");
        assert_eq!(told(say, &now.plus(Lifetime::days(365)), &now), "16:15 ngày 21/11/2027");
        assert_eq!(told(&Words(Language::English), &now, &now), "16:15 today");
    }

    #[test]
    fn a_wait_is_rounded_up_to_whole_minutes() {
        let now = Timestamp::from_unix(0);
        for (seconds, minutes) in [(0, 1), (1, 1), (60, 1), (61, 2), (720, 12)] {
            assert_eq!(minutes_until(&Timestamp::from_unix(seconds), &now), minutes, "{seconds}");
        }
    }
}

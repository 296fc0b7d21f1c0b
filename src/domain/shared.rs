//! What a person shares with one client, told from what they decided: what it may see, since when,
//! until when; or how that ended.

use super::claim::Item;
use super::consent::{Duration, Matter, Remembered};
use super::time::Timestamp;

/// A decision, and the moment it was taken back, if it was.
pub type Decided<'a> = (&'a Remembered, Option<Timestamp>);

/// What one client may see, or might.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sharing {
    /// What about the person; empty if it only knows that it is they.
    pub items: Vec<Item>,
    /// Until when it may come back without the person, or might.
    pub offline: Option<Timestamp>,
    /// When the oldest part of it was agreed to.
    pub since: Timestamp,
    /// How it ends or ended.
    pub end: SharingEnd,
}

/// How sharing ends or ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SharingEnd {
    /// At this moment; it was given for a long while.
    Until(Timestamp),
    /// At this moment; it was given for once.
    Once(Timestamp),
    /// The person stopped it.
    Stopped(Timestamp),
    /// Its time was over.
    Over(Timestamp),
}

impl SharingEnd {
    /// Whether the client may see something now.
    #[must_use]
    pub fn stands(self) -> bool {
        matches!(self, Self::Until(_) | Self::Once(_))
    }
}

/// The sharing that decisions about one client amount to; none if nothing was ever agreed to.
#[must_use]
pub fn sharing(decided: &[Decided<'_>], now: Timestamp) -> Option<Sharing> {
    let agreed = decided.iter().copied().filter(|(row, _)| row.agreed);
    let (standing, over): (Vec<_>, Vec<_>) =
        agreed.partition(|(row, withdrawn)| withdrawn.is_none() && now < row.until);
    if let Some(end) = standing.iter().map(|(row, _)| end_of(row)).max_by_key(|end| moment(*end)) {
        return Some(told(&standing, end));
    }
    let ended = |(row, withdrawn): &Decided<'_>| match withdrawn {
        Some(at) if *at < row.until => SharingEnd::Stopped(*at),
        _ => SharingEnd::Over(row.until),
    };
    let end = over.iter().map(ended).max_by_key(|end| moment(*end))?;
    Some(told(&over, end))
}

fn told(rows: &[Decided<'_>], end: SharingEnd) -> Sharing {
    let items = rows.iter().filter_map(|(row, _)| match row.matter {
        Matter::Item(item) => Some(item),
        Matter::SignIn | Matter::Offline | Matter::Details => None,
    });
    let mut items: Vec<Item> = items.collect();
    items.sort_unstable();
    let since = rows.iter().map(|(row, _)| row.given_at).min().unwrap_or(moment(end));
    let offline = rows.iter().find(|(row, _)| row.matter == Matter::Offline);
    let offline = offline.map(|(row, _)| row.until);
    Sharing { items, offline, since, end }
}

fn end_of(row: &Remembered) -> SharingEnd {
    if row.until <= row.given_at.plus(Duration::Once.span()) {
        SharingEnd::Once(row.until)
    } else {
        SharingEnd::Until(row.until)
    }
}

fn moment(end: SharingEnd) -> Timestamp {
    match end {
        SharingEnd::Until(at)
        | SharingEnd::Once(at)
        | SharingEnd::Stopped(at)
        | SharingEnd::Over(at) => at,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::consent::PurposeVersion;

    const NOW: Timestamp = Timestamp::from_unix(1_000_000);

    fn row(matter: Matter, agreed: bool, duration: Duration, given_at: i64) -> Remembered {
        let given_at = Timestamp::from_unix(given_at);
        let purpose = PurposeVersion(String::new());
        Remembered { matter, agreed, purpose, given_at, until: given_at.plus(duration.span()) }
    }

    #[test]
    fn what_stands_is_told_with_its_latest_end() {
        let name = row(Matter::Item(Item::Name), true, Duration::Once, 999_000);
        let sign_in = row(Matter::SignIn, true, Duration::Year, 998_000);
        let phone = row(Matter::Item(Item::Phone), false, Duration::Year, 999_000);
        let gone = row(Matter::Item(Item::Gender), true, Duration::Once, 1_000);
        let all = [(&name, None), (&sign_in, None), (&phone, None), (&gone, None)];
        let told = sharing(&all, NOW).expect("something is shared");
        assert_eq!((&told.items[..], told.since), (&[Item::Name][..], sign_in.given_at));
        assert_eq!((told.end, told.offline), (SharingEnd::Until(sign_in.until), None));
        let once = sharing(&all[..1], NOW).expect("something is shared");
        assert_eq!(once.end, SharingEnd::Once(name.until));
        assert!(once.end.stands());
    }

    #[test]
    fn what_was_stopped_or_ran_out_says_which() {
        let name = row(Matter::Item(Item::Name), true, Duration::Year, 900_000);
        let stopped_at = Timestamp::from_unix(950_000);
        let stopped = sharing(&[(&name, Some(stopped_at))], NOW).expect("it was shared");
        assert_eq!(
            (stopped.end, stopped.items),
            (SharingEnd::Stopped(stopped_at), vec![Item::Name])
        );
        let once = row(Matter::SignIn, true, Duration::Once, 10_000);
        let over = sharing(&[(&once, None)], NOW).expect("it was shared");
        assert_eq!((over.end, over.items), (SharingEnd::Over(once.until), vec![]));
        assert!(!over.end.stands());
    }

    #[test]
    fn coming_back_has_an_end_of_its_own() {
        let sign_in = row(Matter::SignIn, true, Duration::Year, 999_000);
        let back = row(Matter::Offline, true, Duration::Once, 999_500);
        let both = [(&sign_in, None), (&back, None)];
        let told = sharing(&both, NOW).expect("it is shared");
        assert_eq!((told.end, told.offline), (SharingEnd::Until(sign_in.until), Some(back.until)));
        let told = sharing(&both, back.until).expect("it is shared");
        assert_eq!(told.offline, None, "its own time is over");
    }

    #[test]
    fn a_refusal_shares_nothing() {
        let phone = row(Matter::Item(Item::Phone), false, Duration::Year, 999_000);
        assert_eq!(sharing(&[(&phone, None)], NOW), None);
        assert_eq!(sharing(&[], NOW), None);
    }
}

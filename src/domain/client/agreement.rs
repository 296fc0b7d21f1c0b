//! What a relying party agreed to on paper before it was connected.

use super::super::text::Line;
use super::super::time::Day;

/// An agreement between a relying party and the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// How the papers call it.
    pub reference: Line<120>,
    /// Its last day, if it has one.
    pub until: Option<Day>,
}

impl Agreement {
    /// Whether its last day is over; that day is still one of it.
    #[must_use]
    pub fn has_ended(&self, today: Day) -> bool {
        self.until.is_some_and(|last| last < today)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_is_still_one_of_the_agreement() {
        let day = |text| Day::parse(text).expect("a day");
        let reference = Line::parse("12/2026/TT-CCCD").expect("a line");
        let agreement = Agreement { reference, until: Some(day("2026-11-21")) };
        assert!(!agreement.has_ended(day("2026-11-21")));
        assert!(agreement.has_ended(day("2026-11-22")));
        assert!(!Agreement { until: None, ..agreement }.has_ended(day("2999-01-01")));
    }
}

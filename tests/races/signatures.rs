//! What was signed for a crowd, and what of it was given to anybody.

use danh::flows::gauges::Readings;

use crate::support::house::House;
use crate::support::house::Kind;
use crate::support::keys::Keys;
use crate::support::people::MAI;
use crate::{at_once, rounds};

fn signed(read: &Readings) -> u64 {
    read.signatures.iter().map(|count| count.made).sum()
}

fn issued(read: &Readings, kind: &str) -> u64 {
    read.tokens.iter().find(|(name, _)| *name == kind).map_or(0, |(_, count)| count.issued)
}

/// Every signature was handed out or is known to be dropped, however many hands reach for one code.
#[test]
fn what_was_signed_was_issued_or_is_counted_as_dropped() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let house = House::open_with(kind, Keys::new());
        let party = house.client("hospital");
        let mut browser = house.visit(&party, MAI, &[]).browser;
        let before = house.readings();
        assert_eq!((issued(&before, "receipt"), signed(&before)), (1, 1), "the consent's receipt");
        let mut carried = 0;
        for _ in 0..rounds().div_ceil(5) {
            let visit = house.visit_with(browser, &party, MAI, &[("prompt", "none")]);
            let answers = at_once(16, || party.redeem(&visit.code, &visit.asked));
            carried += answers.iter().filter(|answer| answer.status == 200).count() as u64;
            browser = visit.browser;
        }
        let after = house.readings();
        assert_eq!(issued(&after, "access_token"), carried);
        assert_eq!(issued(&after, "id_token"), carried);
        let told: u64 = after.tokens.iter().map(|(_, count)| count.issued + count.dropped).sum();
        assert_eq!(signed(&after), told);
        assert!(signed(&after) > 1 + 2 * carried, "some came too late with tokens in their hands");
    }
}

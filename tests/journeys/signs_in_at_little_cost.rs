//! What a whole sign-in costs the database, from the first address to the tokens: every page, the
//! snapshots of the registers, and the mark of the message that was sent (`decisions.md` §10).

use crate::support::house::{House, Work};
use crate::support::people::{Citizen, MAI, NAM};

/// The work of a first sign-in: nothing is known of the person but the account.
fn first_sign_in(house: &House, client: &str, person: Citizen) -> Work {
    let client = house.client(client);
    let before = house.work();
    house.fetch(&client, person, &[]);
    house.work() - before
}

#[test]
fn a_whole_first_sign_in_stays_within_its_budget() {
    // The one shows a secret; the other signs an assertion, whose number is a row of its own.
    for client in ["hospital", "bank"] {
        House::on_each_database(|house| {
            let works = [MAI, NAM].map(|person| first_sign_in(house, client, person));
            // The outbox looks around every few seconds, and may do so in one of the stories.
            let least =
                |measure: fn(&Work) -> u64| works.iter().map(measure).min().unwrap_or(u64::MAX);
            assert!(least(|work| work.commits) <= 6, "{client}: {works:?}");
            assert!(least(|work| work.calls) <= 30, "{client}: {works:?}");
            assert!(least(|work| work.rows) <= 20, "{client}: {works:?}");
        });
    }
}

/// What FAPI 2.0 asks for comes to no commit more: a pushed request is the request that waits, and each assertion and
/// proof is spent with what it was shown for.
#[test]
fn a_whole_first_sign_in_by_fapi_2_0_costs_as_many_commits() {
    House::on_each_database(|house| {
        let works = [MAI, NAM].map(|person| first_sign_in(house, "treasury", person));
        let least = |measure: fn(&Work) -> u64| works.iter().map(measure).min().unwrap_or(u64::MAX);
        assert!(least(|work| work.commits) <= 6, "{works:?}");
        // Two assertions and two proofs more, and a pushed request is read once more.
        assert!(least(|work| work.calls) <= 30 + 5, "{works:?}");
        assert!(least(|work| work.rows) <= 20 + 4, "{works:?}");
    });
}

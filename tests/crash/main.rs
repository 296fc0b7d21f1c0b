//! `kill -9` in the midst of work: what was acknowledged stands afterwards, and nothing happens twice.
//!
//! A few kills with every change, fifty of the provider and ten of PostgreSQL with `tests/run --long`.

#[path = "../support/mod.rs"]
mod support;

mod cluster;
mod ledger;
mod load;

use std::time::Duration;

use cluster::Cluster;
use danh::domain::text::Secret;
use danh::store::database::DatabaseSettings;
use ledger::Ledger;
use support::processes::Processes;
use support::rows;

/// The provider's SQLite file.
const FILE: &str = "danh.sqlite";
const ISSUED: &str = "SELECT count(*) AS count FROM events WHERE kind = $1";

fn kills(normal: usize, long: usize) -> usize {
    if std::env::var_os("DANH_TEST_LONG").is_some() { long } else { normal }
}

/// So long the work goes on before the blow falls: another time each time.
fn a_while(round: usize) -> Duration {
    Duration::from_millis(300 + u64::try_from(round * 397 % 700).unwrap_or_default())
}

/// The provider on SQLite is killed under load, again and again, on one file.
#[test]
fn a_provider_that_is_killed_loses_nothing_it_acknowledged() {
    let mut house = Processes::start(None);
    let people = house.bring_people(3);
    let mut ledger = Ledger::default();
    for round in 0..kills(3, 50) {
        let browsers = load::sign_in(&house, &people);
        load::during(&house, &browsers, &mut ledger, || std::thread::sleep(a_while(round)), true);
        house.kill();
        house.begin();
        assert!(ledger.promises() > 0, "round {round}: there was something to lose");
        ledger.settle(&house.client("hospital"));
        load::still_signed_in(&house, &browsers);
    }
    assert_told_truly(&house, &ledger, &DatabaseSettings::Sqlite { path: house.file(FILE) });
}

/// PostgreSQL is killed under the provider, which lives on and comes back by itself.
#[test]
fn a_provider_whose_database_is_killed_loses_nothing_it_acknowledged() {
    let mut cluster = Cluster::start();
    let mut house = Processes::start(Some(&cluster.address()));
    let people = house.bring_people(3);
    let mut ledger = Ledger::default();
    for round in 0..kills(1, 10) {
        let browsers = load::sign_in(&house, &people);
        let blow = || {
            std::thread::sleep(a_while(round));
            cluster.kill();
            std::thread::sleep(Duration::from_millis(200));
            cluster.begin();
            std::thread::sleep(Duration::from_millis(500));
        };
        load::during(&house, &browsers, &mut ledger, blow, false);
        assert!(house.lives(), "round {round}: the provider outlives its database");
        load::await_ready(&house);
        assert!(ledger.promises() > 0, "round {round}: there was something to lose");
        ledger.settle(&house.client("hospital"));
        load::still_signed_in(&house, &browsers);
    }
    let url = Secret::new(cluster.address());
    assert_told_truly(&house, &ledger, &DatabaseSettings::Postgres { url, connections: 1 });
}

/// The log is whole, whatever became of the chains whose commits were never answered, and it tells of
/// every code once: one that brought tokens twice, the first time into a broken connection, would show.
fn assert_told_truly(house: &Processes, ledger: &Ledger, settings: &DatabaseSettings) {
    house.carry_out(&["audit", "verify"]);
    let issued = rows::count_in(settings, ISSUED, "token.issued");
    assert_eq!(usize::try_from(issued), Ok(ledger.spent()), "tokens were issued once a code");
    assert!(!house.written().contains("panicked"), "{}", house.written());
}

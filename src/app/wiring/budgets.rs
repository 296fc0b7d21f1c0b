//! What one network, one client and one operator get of this process.

use std::num::NonZeroU32;

use serde::Deserialize;

use crate::app::config::{Config, SignIn};
use crate::app::failure::Failure;
use crate::domain::time::Lifetime;
use crate::flows::budget::Share;
use crate::flows::code_budgets::{CodeBudgets, Operators};
use crate::flows::ground::Ground;
use crate::flows::network_tries::NetworkTries;
use crate::flows::waiting_room::{Room, WaitingRoom};

/// Which operator was given which prefix.
const PREFIXES: &str = include_str!("../../../config/lists/number_prefixes.toml");
/// A request waits about so long for somebody.
const WAITS: Lifetime = Lifetime::minutes(30);

#[derive(Deserialize)]
struct List {
    prefix: Vec<Prefix>,
}

#[derive(Deserialize)]
struct Prefix {
    digits: String,
    operator: Option<String>,
}

pub(super) fn room(config: &Config, ground: &Ground) -> WaitingRoom {
    let room = Room {
        networks: share(config.http.network_kept_requests, WAITS),
        clients: share(config.http.client_kept_requests, WAITS),
        accounts: share(config.http.account_kept_requests, WAITS),
    };
    WaitingRoom::new(room, config.lifetimes.sessions(), ground)
}

pub(super) fn networks(sign_in: &SignIn, ground: &Ground) -> NetworkTries {
    let wrong = share(sign_in.network_wrong_passwords_per_hour, Lifetime::hours(1));
    NetworkTries::new(wrong, &ground.clock)
}

pub(super) fn codes(sign_in: &SignIn, ground: &Ground) -> Result<CodeBudgets, Failure> {
    let networks = share(sign_in.network_codes_per_hour, Lifetime::hours(1));
    let each = share(sign_in.operator_codes_per_minute, Lifetime::minutes(1));
    Ok(CodeBudgets::new(networks, each, operators()?, &ground.clock))
}

fn operators() -> Result<Operators, Failure> {
    let list: List = toml::from_str(PREFIXES)
        .map_err(|_| Failure::Refused("the list of prefixes cannot be read".to_owned()))?;
    let given = list.prefix.into_iter().filter_map(|one| Some((one.digits, one.operator?)));
    Ok(Operators(given.collect()))
}

fn share(most: u32, within: Lifetime) -> Share {
    Share { most: NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN), within }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_names_the_operators_of_its_prefixes() {
        let Operators(given) = operators().expect("a list");
        assert!(given.len() > 25 && given.iter().all(|(digits, _)| digits.len() == 3));
        let of = |prefix: &str| given.iter().find(|(digits, _)| digits == prefix);
        assert_eq!(of("098").map(|(_, name)| name.as_str()), Some("viettel"));
        assert_eq!(of("050"), None, "nobody was given the sandbox's prefix");
    }
}

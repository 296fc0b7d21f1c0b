//! How many codes are sent from one network, and to the numbers of one operator: they cost money, and
//! whoever holds many passwords could make phones ring all over the country. Counted in this process.

use std::sync::Arc;

use super::budget::{Budget, Share};
use crate::domain::network::CallerNetwork;
use crate::domain::person::Phone;
use crate::domain::time::Timestamp;
use crate::ports::clock::Clock;

/// Which operator was given which prefix, as in `number_prefixes.toml`.
#[derive(Clone, Debug, Default)]
pub struct Operators(pub Vec<(String, String)>);

impl Operators {
    /// The operator to whom the number's prefix was given; one that nobody was given stands for
    /// itself. Numbers are portable: who carries it now is another question.
    fn of(&self, phone: &Phone) -> String {
        let number = format!("0{}", phone.as_str().trim_start_matches("+84"));
        let given = self.0.iter().find(|(digits, _)| number.starts_with(digits.as_str()));
        let prefix = || number.chars().take(3).collect();
        given.map_or_else(prefix, |(_, operator)| operator.clone())
    }
}

/// Very many codes are being sent; from then on there may be one more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Crowd {
    /// From this network.
    Network(Timestamp),
    /// To this operator.
    Operator(Timestamp),
}

/// What is left for each.
#[derive(Clone)]
pub struct CodeBudgets {
    networks: Arc<Budget<CallerNetwork>>,
    operators: Arc<Budget<String>>,
    given: Arc<Operators>,
}

impl CodeBudgets {
    /// Full ones, for networks and for operators.
    #[must_use]
    pub fn new(
        networks: Share,
        operators: Share,
        given: Operators,
        clock: &Arc<dyn Clock>,
    ) -> Self {
        Self {
            networks: Arc::new(Budget::new(networks, Arc::clone(clock))),
            operators: Arc::new(Budget::new(operators, Arc::clone(clock))),
            given: Arc::new(given),
        }
    }

    /// Takes one code to this number.
    ///
    /// # Errors
    /// If the network or the operator had as many as there are.
    pub fn take(
        &self,
        network: Option<CallerNetwork>,
        phone: &Phone,
        now: Timestamp,
    ) -> Result<(), Crowd> {
        if let Some(network) = network {
            self.networks.take(&network).map_err(|spent| Crowd::Network(now.plus(spent.0)))?;
        }
        let operator = self.given.of(phone);
        self.operators.take(&operator).map_err(|spent| {
            if let Some(network) = network {
                self.networks.give_back(&network);
            }
            Crowd::Operator(now.plus(spent.0))
        })
    }

    /// Gives one back that was taken, and no code was sent.
    pub fn give_back(&self, network: Option<CallerNetwork>, phone: &Phone) {
        if let Some(network) = network {
            self.networks.give_back(&network);
        }
        self.operators.give_back(&self.given.of(phone));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_belongs_to_whom_its_prefix_was_given() {
        let given = [("032", "one"), ("098", "one"), ("090", "two")];
        let given = given.map(|(digits, operator)| (digits.to_owned(), operator.to_owned()));
        let operators = Operators(given.to_vec());
        let of = |number| operators.of(&Phone::parse(number).expect("a number"));
        assert_eq!(of("0321234567"), "one");
        assert_eq!(of("+84981234567"), "one");
        assert_eq!(of("0901234567"), "two");
        assert_eq!(of("0501234567"), "050");
    }
}

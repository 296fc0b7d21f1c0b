//! Everybody the sandbox knows: the named people and the synthetic ones.

use std::collections::HashMap;

use super::citizen::Citizen;
use super::named::NamedPerson;
use super::synthetic::SyntheticPeople;
use crate::domain::person::{NationalId, Phone};

/// Everybody, looked up by number or phone.
pub struct People {
    named: Vec<NamedPerson>,
    by_number: HashMap<NationalId, usize>,
    by_phone: HashMap<Phone, usize>,
    synthetic: SyntheticPeople,
}

impl People {
    /// The named people go before the synthetic ones.
    #[must_use]
    pub fn new(named: Vec<NamedPerson>, synthetic: SyntheticPeople) -> Self {
        let citizens =
            || named.iter().enumerate().filter_map(|(at, p)| Some((at, p.citizen.as_ref()?)));
        let by_number = citizens().map(|(at, c)| (c.number.clone(), at)).collect();
        let by_phone = citizens().filter_map(|(at, c)| Some((c.phone.clone()?, at))).collect();
        Self { named, by_number, by_phone, synthetic }
    }

    /// The named people in the order of their file.
    #[must_use]
    pub fn named(&self) -> &[NamedPerson] {
        &self.named
    }

    /// The person of this number.
    #[must_use]
    pub fn by_number(&self, number: &NationalId) -> Option<Citizen> {
        let named = self.by_number.get(number).and_then(|at| self.named.get(*at)?.citizen.clone());
        named.or_else(|| self.synthetic.by_number(number))
    }

    /// The person who uses this phone.
    #[must_use]
    pub fn by_phone(&self, phone: &Phone) -> Option<Citizen> {
        let named = self.by_phone.get(phone).and_then(|at| self.named.get(*at)?.citizen.clone());
        named.or_else(|| self.synthetic.by_phone(phone))
    }
}

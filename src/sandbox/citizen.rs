//! What the outside systems together know of one made-up person.

use crate::domain::person::{
    Address, BirthDate, InsuranceStatus, NationalId, PersonName, Phone, Sex,
};
use crate::domain::time::Day;

/// One made-up person, as the registers hold them. No `Debug`: even made-up people do not print
/// themselves, lest a real habit grow from it.
#[derive(Clone, PartialEq, Eq)]
pub struct Citizen {
    /// Personal number, province 999.
    pub number: NationalId,
    /// The name in parts.
    pub name: PersonName,
    /// As precise as the register has it.
    pub birth: BirthDate,
    /// As registered.
    pub sex: Sex,
    /// Permanent residence.
    pub address: Option<Address>,
    /// ISO 3166 alpha-3 codes.
    pub nationalities: Vec<String>,
    /// The number the person uses, if any.
    pub phone: Option<Phone>,
    /// True if the carrier has it in this person's own name.
    pub phone_owned: bool,
    /// The day SIM or handset last changed, if the carrier tells.
    pub sim_changed: Option<Day>,
    /// Health insurance.
    pub cover: Cover,
    /// Messages to this person are accepted and never arrive.
    pub messages_lost: bool,
}

/// Health insurance as the insurer has it.
#[derive(Clone, PartialEq, Eq)]
pub struct Cover {
    /// Whether care is paid for today.
    pub status: InsuranceStatus,
    /// Ten digits of social insurance; synthetic ones begin with 999.
    pub number10: Option<String>,
    /// Fifteen characters of the card.
    pub number: Option<String>,
    /// First registered hospital.
    pub facility: Option<String>,
    /// First day.
    pub valid_from: Option<Day>,
    /// Last day.
    pub valid_to: Option<Day>,
}

//! Registers on paper: they answer from what the test wrote down.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};

use danh::domain::person::{HealthInsurance, NationalId, Person, Phone};
use danh::ports::carrier::{CarrierRegister, Subscription};
use danh::ports::insurance::InsuranceRegister;
use danh::ports::population::PopulationRegister;
use danh::ports::registers::{Answer, Asking};

/// All three registers in one folder of paper.
#[derive(Clone, Default)]
pub struct PaperRegisters(Arc<Mutex<Folder>>);

#[derive(Default)]
struct Folder {
    people: BTreeMap<NationalId, Person>,
    insurances: BTreeMap<NationalId, HealthInsurance>,
    subscriptions: BTreeMap<(Phone, NationalId), Subscription>,
    closed: bool,
    asked: usize,
}

impl PaperRegisters {
    /// Writes a person down.
    pub fn add_person(&self, person: Person) {
        self.folder().people.insert(person.number.clone(), person);
    }

    /// Writes an insurance down.
    pub fn add_insurance(&self, number: &NationalId, insurance: HealthInsurance) {
        self.folder().insurances.insert(number.clone(), insurance);
    }

    /// Writes down that a phone is in a person's name.
    pub fn add_subscription(&self, phone: &Phone, number: &NationalId) {
        let subscription = Subscription { owned: true, sim_changed_at: None };
        self.folder().subscriptions.insert((phone.clone(), number.clone()), subscription);
    }

    /// From now on, or no longer, no register answers.
    pub fn close(&self, closed: bool) {
        self.folder().closed = closed;
    }

    /// How often any register was asked.
    pub fn asked(&self) -> usize {
        self.folder().asked
    }

    fn folder(&self) -> MutexGuard<'_, Folder> {
        self.0.lock().expect("no test panicked while it held the registers")
    }

    fn answer<T: Send + 'static>(&self, look: impl FnOnce(&Folder) -> Option<T>) -> Asking<'_, T> {
        let mut folder = self.folder();
        folder.asked += 1;
        let answer = if folder.closed {
            Answer::Unknown
        } else {
            look(&folder).map_or(Answer::Absent, Answer::Found)
        };
        Box::pin(std::future::ready(answer))
    }
}

impl PopulationRegister for PaperRegisters {
    fn person<'a>(&'a self, number: &'a NationalId) -> Asking<'a, Person> {
        self.answer(|folder| folder.people.get(number).cloned())
    }
}

impl InsuranceRegister for PaperRegisters {
    fn health_insurance<'a>(&'a self, number: &'a NationalId) -> Asking<'a, HealthInsurance> {
        self.answer(|folder| folder.insurances.get(number).cloned())
    }
}

impl CarrierRegister for PaperRegisters {
    fn subscription<'a>(
        &'a self,
        phone: &'a Phone,
        number: &'a NationalId,
    ) -> Asking<'a, Subscription> {
        self.answer(|folder| folder.subscriptions.get(&(phone.clone(), number.clone())).cloned())
    }
}

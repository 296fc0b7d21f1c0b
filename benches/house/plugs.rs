//! What a provider under measurement is plugged into: registers that know everybody at once, a gateway
//! that tells the bench the codes, and a hasher that costs nothing.

use std::pin::Pin;
use std::sync::Mutex;

use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use danh::credential::password::Password;
use danh::credential::password_hash::{
    AccountPassword, Memory, PasswordHash, PasswordMatched, Pepper, verify,
};
use danh::domain::person::{BirthDate, HealthInsurance, NationalId, Person, PersonName, Sex};
use danh::domain::text::Line;
use danh::domain::time::Timestamp;
use danh::ports::insurance::InsuranceRegister;
use danh::ports::messages::{Delivery, Messages, TextMessage};
use danh::ports::password_hasher::{Hashing, PasswordHasher, Waiting};
use danh::ports::population::PopulationRegister;
use danh::ports::registers::{Answer, Asking};

use crate::support::people::PASSWORD;

/// Knows everybody by the same name, without delay.
pub struct Registers(pub Timestamp);

impl PopulationRegister for Registers {
    fn person<'a>(&'a self, number: &'a NationalId) -> Asking<'a, Person> {
        let person = Person {
            number: number.clone(),
            name: PersonName {
                family: line("Nguyễn"),
                middle: Line::parse("Thị"),
                given: line("Mai"),
            },
            birth: BirthDate::parse("1988-03-12").expect("a date"),
            sex: Sex::Female,
            address: None,
            nationalities: vec!["VNM".into()],
            as_of: self.0,
        };
        Box::pin(std::future::ready(Answer::Found(person)))
    }
}

impl InsuranceRegister for Registers {
    fn health_insurance<'a>(&'a self, _: &'a NationalId) -> Asking<'a, HealthInsurance> {
        Box::pin(std::future::ready(Answer::Absent))
    }
}

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::parse(text).expect("a line")
}

/// Writes each message's phone and code on the standard output, where the bench reads.
pub struct Gateway;

impl Messages for Gateway {
    fn send<'a>(
        &'a self,
        message: &'a TextMessage,
    ) -> Pin<Box<dyn Future<Output = Delivery> + Send + 'a>> {
        let code = crate::support::outbox::code_in(message.text.expose()).unwrap_or_default();
        println!("sms {} {code}", message.to.as_str());
        Box::pin(std::future::ready(Delivery::Taken))
    }
}

/// Verifies hashes of 8 KiB and one pass, so that what is measured is all the rest.
pub struct FreeHasher {
    pepper: Pepper,
    memory: Mutex<Memory>,
}

impl FreeHasher {
    /// A hasher of this pepper.
    pub fn new(pepper: Pepper) -> Self {
        Self { pepper, memory: Mutex::new(Memory::new()) }
    }
}

impl PasswordHasher for FreeHasher {
    fn verify(
        &self,
        _: Waiting,
        password: Password,
        against: Option<AccountPassword>,
    ) -> Hashing<'_, Option<PasswordMatched>> {
        let mut memory = self.memory.lock().expect("nobody panicked with it");
        let matched = verify(&password, against.as_ref(), &self.pepper, &mut memory);
        Box::pin(std::future::ready(Ok(matched)))
    }

    fn hash(&self, _: Waiting, password: Password, salt: [u8; 16]) -> Hashing<'_, PasswordHash> {
        let mut memory = self.memory.lock().expect("nobody panicked with it");
        let hash = PasswordHash::of(&password, salt, &self.pepper, &mut memory);
        Box::pin(std::future::ready(Ok(hash)))
    }

    fn hashes_run(&self) -> u64 {
        0
    }

    fn waiting(&self) -> usize {
        0
    }
}

/// A ready hash of everybody's password at this cost, as a PHC string without a pepper.
pub fn ready_hash(kib: u32, passes: u32) -> String {
    let salt = [7; 16];
    let params = Params::new(kib, passes, 1, Some(32)).expect("sound parameters");
    let mut output = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(PASSWORD.as_bytes(), &salt, &mut output)
        .expect("a hash");
    let (salt, output) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(output));
    format!("$argon2id$v=19$m={kib},t={passes},p=1${salt}${output}")
}

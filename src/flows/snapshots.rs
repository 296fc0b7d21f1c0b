//! What registers say of a person: fetched before consent, sealed, shown, and released from that
//! snapshot until its max age. A register that does not answer never fails a sign-in.

use std::sync::Arc;

use super::error::Error;
use super::ground::Ground;
use super::standing::Standing;
use crate::domain::account::Account;
use crate::domain::claim::Item;
use crate::domain::person::{HealthInsurance, InsuranceStatus, Person};
use crate::domain::release::Holdings;
use crate::domain::time::{Lifetime, Timestamp};
use crate::ports::insurance::InsuranceRegister;
use crate::ports::population::PopulationRegister;
use crate::ports::registers::Answer;
use crate::sealing::AccountKey;
use crate::store::batch::Batch;
use crate::store::sealed::{Place, open_for_account, seal_for_account, snapshot};
use crate::store::snapshots::{SnapshotRow, list_snapshots, put_snapshot};

/// The population register's word is shown and released for so long where it does not answer; after
/// this nobody can say that it is still so.
const OLDEST: Lifetime = Lifetime::days(30);

/// The registers and how long what they said stands.
#[derive(Clone)]
pub struct Snapshots {
    /// Rows, keys, time and chance.
    pub ground: Ground,
    /// Who people are.
    pub population: Arc<dyn PopulationRegister>,
    /// How people are insured.
    pub insurance: Arc<dyn InsuranceRegister>,
    /// How long the population register's word stands.
    pub population_max_age: Lifetime,
    /// How long the insurer's word stands.
    pub insurance_max_age: Lifetime,
}

/// What we hold of a person from registers.
#[derive(Clone, Default)]
pub struct Snapshot {
    /// From the population register.
    pub person: Option<Person>,
    /// From the insurer.
    pub insurance: Option<HealthInsurance>,
}

/// The person signed in, as a page may show them.
pub struct Who {
    /// Their name; where it may not be told or no register answered, their masked number.
    pub name: String,
    /// Their number, masked.
    pub number: String,
}

/// Which registers a set of items comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needed {
    /// The population register.
    pub person: bool,
    /// The insurer.
    pub insurance: bool,
}

impl Needed {
    /// What these items need.
    pub fn by(items: impl Iterator<Item = Item>) -> Self {
        items.fold(Self::default(), |needed, item| match item {
            Item::Phone | Item::Email | Item::Locale | Item::PersonalNumber | Item::AccountKind => {
                needed
            }
            Item::HealthInsurance => Self { insurance: true, ..needed },
            _ => Self { person: true, ..needed },
        })
    }

    fn nothing(self) -> bool {
        self == Self::default()
    }
}

impl Snapshot {
    /// What can be shown and released.
    #[must_use]
    pub fn holdings<'a>(&'a self, account: &'a Account, now: Timestamp) -> Holdings<'a> {
        Holdings {
            account,
            person: self.person.as_ref(),
            insurance: self.insurance.as_ref(),
            today: now.day(),
        }
    }
}

impl Snapshots {
    /// What stands of what is needed; fetches what does not stand any more.
    pub async fn of<R>(
        &self,
        account: &Account,
        key: &AccountKey,
        needed: Needed,
        now: Timestamp,
    ) -> Result<Snapshot, Error<R>> {
        if needed.nothing() {
            return Ok(Snapshot::default());
        }
        let mut held = Snapshot::default();
        let mut batch = Batch::new();
        let (mut person_at, mut insurance_at) = (None, None);
        for row in list_snapshots(&self.ground.database, &account.id).await? {
            let plain = open_for_account(key, at(account, &row.source), &row.body)
                .ok_or_else(|| Error::inconsistent("snapshots", "body"))?;
            if row.source == POPULATION {
                (held.person, person_at) = (snapshot::read_person(&plain), Some(row.fetched_at));
            } else {
                held.insurance = snapshot::read_insurance(&plain);
                insurance_at = Some(row.fetched_at);
            }
        }
        let stale = |fetched_at: Option<Timestamp>, max_age| {
            fetched_at.is_none_or(|at| now.since(at) >= max_age)
        };
        if stale(person_at, OLDEST) {
            held.person = None;
        }
        if needed.person && stale(person_at, self.population_max_age) {
            self.fetch_person(account, key, (&mut held, &mut batch), now).await;
        }
        if needed.insurance && stale(insurance_at, self.insurance_max_age) {
            self.fetch_insurance(account, key, (&mut held, &mut batch), now).await;
        }
        if !batch.is_empty() {
            self.ground.database.commit(batch).await?;
        }
        Ok(held)
    }

    /// Whom a page greets. Who knows a password alone is told no name, as no client is.
    pub async fn who<R>(&self, standing: &Standing, now: Timestamp) -> Result<Who, Error<R>> {
        let account = &standing.account;
        let may_know = standing.assurance(now).satisfies(Item::Name.released_from());
        let needed = Needed { person: may_know, insurance: false };
        let snapshot = self.of(account, &standing.key, needed, now).await?;
        let number = account.profile.number.masked();
        let name = snapshot.person.map_or_else(|| number.clone(), |person| person.name.whole());
        Ok(Who { name, number })
    }

    /// Without an answer the last word stands for some weeks: a register that is down stops no sign-in.
    /// Its word that there is no such person stands at once.
    async fn fetch_person(
        &self,
        account: &Account,
        key: &AccountKey,
        (held, batch): (&mut Snapshot, &mut Batch),
        now: Timestamp,
    ) {
        match self.population.person(&account.profile.number).await {
            Answer::Found(person) if person.number == account.profile.number => {
                let plain = snapshot::write_person(&person);
                self.keep(account, key, POPULATION, (&plain, person.as_of, now), batch);
                held.person = Some(person);
            }
            Answer::Absent => held.person = None,
            Answer::Found(_) | Answer::Unknown => {}
        }
    }

    /// Without an answer cover is unknown: an old "valid" must not pay for today's care.
    async fn fetch_insurance(
        &self,
        account: &Account,
        key: &AccountKey,
        (held, batch): (&mut Snapshot, &mut Batch),
        now: Timestamp,
    ) {
        let none = |status| HealthInsurance {
            status,
            number10: None,
            number: None,
            facility: None,
            valid_from: None,
            valid_to: None,
            checked_at: now,
        };
        let insurance = match self.insurance.health_insurance(&account.profile.number).await {
            Answer::Found(insurance) => insurance,
            Answer::Absent => none(InsuranceStatus::Invalid),
            Answer::Unknown => {
                held.insurance = Some(none(InsuranceStatus::Unknown));
                return;
            }
        };
        let plain = snapshot::write_insurance(&insurance);
        self.keep(account, key, INSURANCE, (&plain, insurance.checked_at, now), batch);
        held.insurance = Some(insurance);
    }

    fn keep(
        &self,
        account: &Account,
        key: &AccountKey,
        source: &str,
        (plain, as_of, fetched_at): (&[u8], Timestamp, Timestamp),
        batch: &mut Batch,
    ) {
        let body = seal_for_account(key, self.ground.chance(), at(account, source), plain);
        let (account, source) = (account.id.clone(), source.to_owned());
        put_snapshot(batch, &SnapshotRow { account, source, body, as_of, fetched_at });
    }
}

/// Names of the registers in the table.
const POPULATION: &str = "population";
const INSURANCE: &str = "insurance";

/// One register's words cannot be taken for another's.
fn at<'a>(account: &'a Account, source: &str) -> Place<'a> {
    let column = if source == POPULATION { POPULATION } else { INSURANCE };
    Place { table: "snapshots", column, id: account.id.as_str() }
}

//! The ministry's own accounts, in memory: a few made-up people with passwords, and whoever comes by Danh.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use tokio::time::Instant;

use crate::demo::guest::AccountId;
use crate::demo::said::Said;
use crate::demo::{chance, clock};

/// People who had an account here before they knew of Danh: names of the sandbox's fixed people.
pub(super) const SAMPLES: [(&str, &str); 2] =
    [("mai", "Nguyễn Thị Mai"), ("binh", "Trần Văn Bình")];
/// Their password, which the page shows.
pub(super) const SAMPLE_PASSWORD: &str = "Rung-xanh-1";

const MOST_ACCOUNTS: usize = 1_000;
const MOST_WRONG: u32 = 5;
const WAIT: Duration = Duration::from_mins(1);

struct Account {
    /// What it is called and opened by; who came by Danh alone has none.
    own: Option<Own>,
    /// Danh's name for the person.
    danh: Option<String>,
    /// The name that each service knows.
    names: HashMap<&'static str, String>,
}

struct Own {
    login: &'static str,
    name: &'static str,
    hash: String,
    wrong: u32,
    waits: Option<Instant>,
}

/// What pages tell of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    /// The login and the person's name, of an account with a password.
    pub(super) own: Option<(&'static str, &'static str)>,
    pub(super) is_linked: bool,
}

/// All accounts.
pub(super) struct Accounts {
    all: Mutex<BTreeMap<AccountId, Account>>,
    /// Compared where there is no such account, so that the answer takes as long.
    decoy: String,
}

/// The samples' passwords could not be hashed.
#[derive(Debug, thiserror::Error)]
#[error("the demo ministry's passwords could not be hashed")]
pub(crate) struct NoHash;

impl Accounts {
    /// The samples.
    pub(super) fn open() -> Result<Self, NoHash> {
        let hash = || {
            let hash = Argon2::default().hash_password(SAMPLE_PASSWORD.as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|_| NoHash)
        };
        let mut all = BTreeMap::new();
        for (number, (login, name)) in (0..).zip(SAMPLES) {
            let own = Own { login, name, hash: hash()?, wrong: 0, waits: None };
            let account = Account { own: Some(own), danh: None, names: HashMap::new() };
            all.insert(AccountId(number), account);
        }
        Ok(Self { all: Mutex::new(all), decoy: hash()? })
    }

    /// Whose password this is. A try counts before it is judged, so that many at once are no more tries.
    pub(super) fn prove(&self, login: &str, password: &str) -> Result<AccountId, Said> {
        let (found, hash) = self.tried(login)?;
        let is_right = PasswordHash::new(&hash).is_ok_and(|hash| {
            Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
        });
        let id = found.filter(|_| is_right).ok_or(Said::WrongPassword)?;
        if let Some(own) = self.all().get_mut(&id).and_then(|account| account.own.as_mut()) {
            (own.wrong, own.waits) = (0, None);
        }
        Ok(id)
    }

    /// The account of this login, if there is one, and what to compare with.
    fn tried(&self, login: &str) -> Result<(Option<AccountId>, String), Said> {
        let mut all = self.all();
        let named = |account: &Account| account.own.as_ref().is_some_and(|own| own.login == login);
        let found = all.iter_mut().find(|(_, account)| named(account));
        let Some((id, own)) = found.and_then(|(id, account)| Some((*id, account.own.as_mut()?)))
        else {
            return Ok((None, self.decoy.clone()));
        };
        if own.waits.is_some_and(|until| until > clock::moment()) {
            return Err(Said::Wait);
        }
        own.wrong += 1;
        if own.wrong >= MOST_WRONG {
            (own.wrong, own.waits) = (0, Some(clock::moment() + WAIT));
        }
        Ok((Some(id), own.hash.clone()))
    }

    /// The account of a person whom Danh knows by this name.
    pub(super) fn of_danh(&self, danh: &str) -> Option<AccountId> {
        let all = self.all();
        let is_theirs = |account: &Account| account.danh.as_deref() == Some(danh);
        all.iter().find(|(_, account)| is_theirs(account)).map(|(id, _)| *id)
    }

    /// The same, or a new one without a password.
    pub(super) fn admitted(&self, danh: &str) -> AccountId {
        if let Some(id) = self.of_danh(danh) {
            return id;
        }
        let mut all = self.all();
        if all.len() >= MOST_ACCOUNTS {
            let oldest = all.iter().find(|(_, account)| account.own.is_none()).map(|(id, _)| *id);
            oldest.and_then(|id| all.remove(&id));
        }
        let id = AccountId(all.keys().next_back().map_or(0, |last| last.0 + 1));
        let danh = Some(danh.to_owned());
        all.insert(id, Account { own: None, danh, names: HashMap::new() });
        id
    }

    /// Links an account with a password to a person whom Danh knows. What they had here by Danh alone
    /// becomes one with it, and is answered: it is no more. A service that knew only that one knows this
    /// one by its name.
    pub(super) fn link(&self, id: AccountId, danh: &str) -> Result<Option<AccountId>, Said> {
        let mut all = self.all();
        let is_theirs = |account: &Account| account.danh.as_deref() == Some(danh);
        let elsewhere = |(other, account): (&AccountId, &Account)| {
            *other != id && account.own.is_some() && is_theirs(account)
        };
        if all.iter().any(elsewhere) {
            return Err(Said::LinkedElsewhere);
        }
        let account = all.get_mut(&id).ok_or(Said::NotProven)?;
        if account.danh.is_some() && !is_theirs(account) {
            return Err(Said::LinkedElsewhere);
        }
        account.danh = Some(danh.to_owned());
        let former = all.iter().find(|(other, account)| **other != id && is_theirs(account));
        let former = former.map(|(former, _)| *former);
        let names = former.and_then(|former| all.remove(&former)).map(|account| account.names);
        let account = all.get_mut(&id).ok_or(Said::NotProven)?;
        for (service, name) in names.into_iter().flatten() {
            account.names.entry(service).or_insert(name);
        }
        Ok(former)
    }

    /// Unlinks, if this is who is linked and there is another way in.
    pub(super) fn unlink(&self, id: AccountId, danh: &str) -> Result<(), Said> {
        let mut all = self.all();
        let account = all.get_mut(&id).filter(|account| account.own.is_some());
        let link = account.and_then(|account| account.danh.take_if(|linked| linked == danh));
        link.map(drop).ok_or(Said::NotProven)
    }

    /// What pages tell of it; nothing of one that is gone.
    pub(super) fn shown(&self, id: AccountId) -> Option<Shown> {
        let all = self.all();
        let account = all.get(&id)?;
        let own = account.own.as_ref().map(|own| (own.login, own.name));
        Some(Shown { own, is_linked: account.danh.is_some() })
    }

    /// The name that this service knows it by, made when first asked for.
    pub(super) fn name_for(&self, id: AccountId, service: &'static str) -> Option<String> {
        let mut all = self.all();
        let names = &mut all.get_mut(&id)?.names;
        Some(names.entry(service).or_insert_with(chance::unguessable).clone())
    }

    fn all(&self) -> MutexGuard<'_, BTreeMap<AccountId, Account>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r11_two_ways_in_become_one_account_and_two_again() {
        let accounts = Accounts::open().unwrap();
        let came = accounts.admitted("danh-1");
        let own = accounts.prove("mai", SAMPLE_PASSWORD).unwrap();
        assert_ne!(came, own);

        let known = accounts.name_for(came, "one").unwrap();
        assert_eq!(accounts.link(own, "danh-1"), Ok(Some(came)));
        assert_eq!(accounts.of_danh("danh-1"), Some(own));
        assert_eq!(accounts.shown(came), None, "there is one account now");
        assert_eq!(accounts.name_for(own, "one"), Some(known), "the service knows it");

        assert_eq!(accounts.unlink(own, "danh-2"), Err(Said::NotProven));
        accounts.unlink(own, "danh-1").unwrap();
        assert_eq!(accounts.of_danh("danh-1"), None);
    }

    #[test]
    fn an_account_goes_with_one_person_and_a_person_with_one_account() {
        let accounts = Accounts::open().unwrap();
        let (mai, binh) = (AccountId(0), AccountId(1));
        assert_eq!(accounts.link(mai, "danh-1"), Ok(None));
        assert_eq!(accounts.link(mai, "danh-1"), Ok(None), "the same again changes nothing");
        assert_eq!(accounts.link(mai, "danh-2"), Err(Said::LinkedElsewhere));
        assert_eq!(accounts.link(binh, "danh-1"), Err(Said::LinkedElsewhere));
        assert_eq!(accounts.of_danh("danh-1"), Some(mai));
    }

    #[test]
    fn who_came_by_danh_alone_keeps_that_way_in() {
        let accounts = Accounts::open().unwrap();
        let came = accounts.admitted("danh-1");
        assert_eq!(accounts.unlink(came, "danh-1"), Err(Said::NotProven));
        assert_eq!(accounts.admitted("danh-1"), came);
    }

    #[test]
    fn five_wrong_passwords_make_even_the_right_one_wait() {
        let accounts = Accounts::open().unwrap();
        assert_eq!(accounts.prove("nobody", SAMPLE_PASSWORD), Err(Said::WrongPassword));
        for _ in 0..MOST_WRONG {
            assert_eq!(accounts.prove("mai", "wrong"), Err(Said::WrongPassword));
        }
        assert_eq!(accounts.prove("mai", SAMPLE_PASSWORD), Err(Said::Wait));
        assert!(accounts.prove("binh", SAMPLE_PASSWORD).is_ok());
    }

    #[test]
    fn r10_each_service_knows_a_name_of_its_own_and_always_the_same() {
        let accounts = Accounts::open().unwrap();
        let who = accounts.admitted("danh-1");
        let name = accounts.name_for(who, "one").unwrap();
        assert_eq!(accounts.name_for(who, "one").unwrap(), name);
        assert_ne!(accounts.name_for(who, "two").unwrap(), name);
        assert_ne!(name, "danh-1");
    }
}

//! Who it may be that typed a number: looked up the same way for everybody.

use super::{LoginError, LoginFlow};
use crate::credential::attempt::Attempts;
use crate::credential::password_hash::{AccountPassword, PasswordHash};
use crate::domain::account::Account;
use crate::domain::id::AccountId;
use crate::domain::network::CallerNetwork;
use crate::domain::person::LoginName;
use crate::flows::error::Error;
use crate::flows::standing::{Browser, KnownDevice, is_shown, open_account};
use crate::sealing::{AccountKey, number_index};
use crate::store::attempts::{decoy_key, device_key, password_key};
use crate::store::credentials::PASSWORD;
use crate::store::logins::{LoginRow, find_login, find_login_by_old_number};
use crate::store::sealed::{Place, open_for_account};

/// What is known of the number that was typed, whether somebody has it or not.
pub(super) struct Candidate {
    pub(super) row: LoginRow,
    /// The account's device, if it has one.
    pub(super) device: Option<KnownDevice>,
    /// Where a wrong try is counted.
    pub(super) key: String,
    /// The wrong tries that were counted there.
    pub(super) attempts: Attempts,
    /// Whether the number is an old card's, which may be that of two people.
    pub(super) is_old: bool,
    /// The network that counts with it; none where the account's own device is.
    pub(super) network: Option<CallerNetwork>,
}

impl LoginFlow {
    /// The number is looked up the same way for everybody. A number that nobody has is counted by
    /// itself, as an account is: were it to share a count with others, guesses at those would show
    /// in it. What is typed on the account's own device is counted apart, so that strangers never
    /// make its owner wait there.
    pub(super) async fn candidate(
        &self,
        name: &LoginName,
        browser: &Browser,
    ) -> Result<Candidate, LoginError> {
        let ground = &self.hall.ground;
        let index = number_index(&ground.ring, name.as_str());
        let decoy = decoy_key(&index);
        let looked = (&index, decoy.as_str());
        let is_old = matches!(name, LoginName::OldNumber(_));
        let row = if is_old {
            find_login_by_old_number(&ground.database, looked, PASSWORD).await?
        } else {
            find_login(&ground.database, looked, PASSWORD).await?
        };
        let row = row.ok_or_else(|| Error::Broken("one row is always read".to_owned()))?;
        let account = row.account.as_ref().map(|account| &account.id);
        let device =
            row.active_device.as_ref().zip(account).map(|((id, digest), account)| KnownDevice {
                is_here: is_shown(ground, browser, (id, digest.as_ref()), account),
                id: id.clone(),
            });
        let (key, attempts) = match (&device, account) {
            (Some(here), _) if here.is_here => (device_key(&here.id), row.device_attempts),
            (_, Some(account)) => (password_key(account), row.attempts),
            (_, None) => (decoy, row.attempts),
        };
        let own = device.as_ref().is_some_and(|device| device.is_here);
        let network = browser.network.filter(|_| !own);
        Ok(Candidate { row, device, key, attempts, is_old, network })
    }

    #[expect(clippy::type_complexity, reason = "two halves of one opened row, used once")]
    pub(super) fn opened(
        &self,
        row: &LoginRow,
    ) -> Result<(Option<(Account, AccountKey)>, Option<AccountPassword>), LoginError> {
        let Some(account) = &row.account else { return Ok((None, None)) };
        let (account, key) = open_account(&self.hall.ground, account)?;
        let Some((sealed, _)) = &row.verifier else {
            return Ok((Some((account, key)), None));
        };
        let password = open_verifier(&key, &account.id, sealed)?;
        Ok((Some((account, key)), Some(password)))
    }
}

/// The hash of an account's password, opened.
pub fn open_verifier<R>(
    key: &AccountKey,
    account: &AccountId,
    sealed: &[u8],
) -> Result<AccountPassword, Error<R>> {
    let broken = || Error::inconsistent("credentials", "verifier");
    let plain = open_for_account(key, verifier_place(account.as_str()), sealed);
    let plain = plain.ok_or_else(broken)?;
    let text = std::str::from_utf8(&plain).map_err(|_| broken())?;
    let hash = PasswordHash::parse(text).map_err(|_| broken())?;
    Ok(AccountPassword { account: account.clone(), hash })
}

/// Where an account's password verifier stands sealed.
#[must_use]
pub fn verifier_place(account: &str) -> Place<'_> {
    Place { table: "credentials", column: "password", id: account }
}

//! Who it may be that typed a number: looked up the same way for everybody.

use super::{LoginError, LoginFlow, LoginRefusal};
use crate::credential::password_hash::{AccountPassword, PasswordHash};
use crate::domain::account::Account;
use crate::domain::person::LoginName;
use crate::flows::error::Error;
use crate::flows::standing::open_account;
use crate::sealing::{AccountKey, number_index};
use crate::store::attempts::password_key;
use crate::store::credentials::PASSWORD;
use crate::store::logins::{LoginRow, find_login, find_login_by_old_number};
use crate::store::sealed::{Place, open_for_account};

/// What is known of the number that was typed, whether somebody has it or not.
pub(super) struct Candidate {
    pub(super) row: LoginRow,
    pub(super) key: String,
}

impl LoginFlow {
    /// The number is looked up the same way for everybody; a number that nobody has is counted in
    /// one of a bounded number of rows, so that guesses fill no table.
    pub(super) async fn candidate(&self, name: &LoginName) -> Result<Candidate, LoginError> {
        let ground = &self.hall.ground;
        let index = number_index(&ground.ring, name.as_str());
        let (first, second) = (index.first().unwrap_or(&0), index.get(1).unwrap_or(&0));
        let decoy = format!("decoy.{first:02x}{second:02x}");
        let looked = (&index, decoy.as_str());
        let mut rows = match name {
            LoginName::Number(_) => find_login(&ground.database, looked, PASSWORD).await?,
            LoginName::OldNumber(_) => {
                find_login_by_old_number(&ground.database, looked, PASSWORD).await?
            }
        };
        if rows.len() > 1 {
            return Err(Error::Refused(LoginRefusal::Ambiguous));
        }
        let row = rows.pop().ok_or_else(|| Error::Broken("one row is always read".to_owned()))?;
        let key = row.account.as_ref().map_or(decoy, |account| password_key(&account.id));
        Ok(Candidate { row, key })
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
        let plain = open_for_account(&key, verifier_place(account.id.as_str()), sealed);
        let broken = || Error::inconsistent("credentials", "verifier");
        let plain = plain.ok_or_else(broken)?;
        let text = std::str::from_utf8(&plain).map_err(|_| broken())?;
        let hash = PasswordHash::parse(text).map_err(|_| broken())?;
        let password = AccountPassword { account: account.id.clone(), hash };
        Ok((Some((account, key)), Some(password)))
    }
}

/// Where an account's password verifier stands sealed.
#[must_use]
pub fn verifier_place(account: &str) -> Place<'_> {
    Place { table: "credentials", column: "password", id: account }
}

//! Who may enter the account's own pages: somebody signed in on this browser by password and code,
//! whose account may be used. A visit counts as use, so that nobody is signed out while reading.

use super::error::Error;
use super::ground::Ground;
use super::standing::{Browser, Standing, note_use, of_browser};
use crate::domain::account::AccountState;
use crate::domain::password_change::{PasswordAge, PasswordRules};
use crate::domain::session::SessionRules;
use crate::domain::time::Timestamp;
use crate::sealing::Kind;
use crate::store::batch::Batch;
use crate::store::sessions::find_session;

/// The way into the account's own pages.
#[derive(Clone)]
pub struct Admission {
    /// Rows, keys, time and chance.
    pub ground: Ground,
    /// How long sessions stand.
    pub sessions: SessionRules,
    /// When a password is too old.
    pub passwords: PasswordRules,
}

/// The browser has to sign in first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInFirst {
    /// Nobody is signed in, or by a password alone, or by one that has to be changed first.
    Out,
    /// Somebody was, and nobody has used it for too long.
    Idle,
}

impl Admission {
    /// Who comes in, if the browser's cookies say so.
    pub async fn admit(
        &self,
        browser: &Browser,
        now: Timestamp,
    ) -> Result<Standing, Error<SignInFirst>> {
        let standing = of_browser(&self.ground, browser, self.sessions, now).await?;
        let Some(standing) = standing else {
            return Err(Error::Refused(self.why_not(browser, now).await?));
        };
        let active = standing.account.state == AccountState::Active;
        if !active || !standing.session.proofs.are_whole() || self.outlived(&standing) {
            return Err(Error::Refused(SignInFirst::Out));
        }
        let mut batch = Batch::new();
        note_use(&mut batch, &standing.session, now);
        if !batch.is_empty() {
            self.ground.database.commit(batch).await?;
        }
        Ok(standing)
    }

    fn outlived(&self, standing: &Standing) -> bool {
        let proven_at = standing.session.proofs.password_at;
        let age = standing.password.map(|password| self.passwords.judge(password, proven_at));
        age == Some(PasswordAge::Outlived)
    }

    /// Whether it is idleness that keeps the browser out; then the page says so.
    async fn why_not(
        &self,
        browser: &Browser,
        now: Timestamp,
    ) -> Result<SignInFirst, Error<SignInFirst>> {
        let Some(shown) = &browser.session else { return Ok(SignInFirst::Out) };
        let Some(row) = find_session(&self.ground.database, &shown.id).await? else {
            return Ok(SignInFirst::Out);
        };
        let is_idle = now >= row.session.seen_at.plus(self.sessions.idle);
        let fits = shown.digest(&self.ground.ring, Kind::Session, "") == row.digest;
        let idle = fits && is_idle && row.ended_at.is_none();
        Ok(if idle { SignInFirst::Idle } else { SignInFirst::Out })
    }
}

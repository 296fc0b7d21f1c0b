//! Who stands behind a session cookie: the session, its account, and whether the browser is the
//! account's one device. Asked at each visit; never kept.

use super::error::Error;
use super::ground::Ground;
use crate::domain::account::Account;
use crate::domain::assurance::Assurance;
use crate::domain::client::ClientId;
use crate::domain::id::{AccountId, DeviceId, SessionId};
use crate::domain::network::CallerNetwork;
use crate::domain::password_change::PasswordRecord;
use crate::domain::session::{Session, SessionRules};
use crate::domain::time::{Lifetime, Timestamp};
use crate::sealing::{AccountKey, Digest, Handle, Kind};
use crate::store::accounts::AccountRow;
use crate::store::batch::Batch;
use crate::store::sealed::{Place, open_for_account, profile};
use crate::store::sessions::{StandingRow, find_session, touch_session};

/// How often the use of a session is noted.
const NOTED_EVERY: Lifetime = Lifetime::minutes(1);

/// What a browser shows of itself.
#[derive(Debug, Default)]
pub struct Browser {
    /// The session cookie.
    pub session: Option<Handle<SessionId>>,
    /// The device cookie.
    pub device: Option<Handle<DeviceId>>,
    /// What a person would call it, such as "Chrome, Windows".
    pub label: String,
    /// The network that it comes from.
    pub network: Option<CallerNetwork>,
}

/// Somebody signed in.
#[derive(Debug)]
pub struct Standing {
    /// The session.
    pub session: Session,
    /// Whose it is.
    pub account: Account,
    /// The account's own key.
    pub key: AccountKey,
    /// The account's one device.
    pub device: Option<KnownDevice>,
    /// The clients that the person left while the session goes on.
    pub left: Vec<ClientId>,
    /// The account's password, if it has one.
    pub password: Option<PasswordRecord>,
}

impl Standing {
    /// How sure we are of who it is, and by all that was proven in the session that it is they.
    #[must_use]
    pub fn assurance(&self, now: Timestamp) -> Assurance {
        Assurance::new(self.account.ial(now.day()), self.session.proofs.aal())
    }
}

/// The account's one device, and whether this browser is it.
#[derive(Clone, Debug)]
pub struct KnownDevice {
    /// Its name.
    pub id: DeviceId,
    /// Whether this browser showed its handle.
    pub is_here: bool,
}

/// The account of a row, opened.
pub fn open_account<R>(
    ground: &Ground,
    row: &AccountRow,
) -> Result<(Account, AccountKey), Error<R>> {
    let key = AccountKey::unwrap(&ground.ring, &row.id, &row.data_key)
        .ok_or_else(|| Error::inconsistent("accounts", "data_key"))?;
    let plain = open_for_account(&key, profile_place(row.id.as_str()), &row.profile);
    let profile = plain
        .and_then(|plain| profile::read(&plain))
        .ok_or_else(|| Error::inconsistent("accounts", "profile"))?;
    let account = Account {
        id: row.id.clone(),
        state: row.state,
        generation: row.generation,
        device_rule: row.device_rule,
        profile,
    };
    Ok((account, key))
}

/// Where an account's profile stands sealed.
#[must_use]
pub fn profile_place(account: &str) -> Place<'_> {
    Place { table: "accounts", column: "profile", id: account }
}

/// Who stands behind the cookie, if the row fits it and may still be used.
pub fn judge<R>(
    ground: &Ground,
    row: StandingRow,
    browser: &Browser,
    rules: SessionRules,
    now: Timestamp,
) -> Result<Option<Standing>, Error<R>> {
    let fits = fits(ground, &row, browser);
    let usable = row.session.usable(rules, row.account.generation, now) && row.ended_at.is_none();
    if !fits || !usable {
        return Ok(None);
    }
    let (account, key) = open_account(ground, &row.account)?;
    let device = row.active_device.map(|(id, digest)| KnownDevice {
        is_here: is_shown(ground, browser, (&id, digest.as_ref()), &account.id),
        id,
    });
    let (session, password, left) = (row.session, row.password, row.left);
    Ok(Some(Standing { session, account, key, device, left, password }))
}

/// Whether the browser's session ended because its account moved to another browser. Only who shows
/// the session's own handle learns it.
#[must_use]
pub fn moved_away(ground: &Ground, row: Option<&StandingRow>, browser: &Browser) -> bool {
    row.is_some_and(|row| row.ended_by_device && fits(ground, row, browser))
}

/// The session that the browser shows, if it is over by nothing but time: nobody has ended it, and its
/// clients have not heard of it.
#[must_use]
pub fn lapsed(
    ground: &Ground,
    row: &StandingRow,
    browser: &Browser,
    (rules, now): (SessionRules, Timestamp),
) -> Option<(SessionId, AccountId)> {
    let over = now >= row.session.ends_at(rules) && row.ended_at.is_none();
    (over && fits(ground, row, browser)).then(|| (row.session.id.clone(), row.account.id.clone()))
}

fn fits(ground: &Ground, row: &StandingRow, browser: &Browser) -> bool {
    let shown = browser.session.as_ref();
    shown.is_some_and(|shown| shown.digest(&ground.ring, Kind::Session, "") == row.digest)
}

/// Who stands behind the browser's cookies, if anybody.
pub async fn of_browser<R>(
    ground: &Ground,
    browser: &Browser,
    rules: SessionRules,
    now: Timestamp,
) -> Result<Option<Standing>, Error<R>> {
    let Some(shown) = &browser.session else { return Ok(None) };
    match find_session(&ground.database, &shown.id).await? {
        Some(row) => judge(ground, row, browser, rules, now),
        None => Ok(None),
    }
}

/// Notes that the session is in use, once a minute: a write for every look would cost more than it
/// tells.
pub fn note_use(batch: &mut Batch, session: &Session, now: Timestamp) {
    if now.since(session.seen_at) >= NOTED_EVERY {
        touch_session(batch, &session.id, now.minus(NOTED_EVERY), now);
    }
}

/// Whether the browser shows the handle of this account's device.
#[must_use]
pub fn is_shown(
    ground: &Ground,
    browser: &Browser,
    (id, digest): (&DeviceId, Option<&Digest>),
    account: &AccountId,
) -> bool {
    browser.device.as_ref().zip(digest).is_some_and(|(shown, digest)| {
        shown.id == *id && shown.digest(&ground.ring, Kind::Device, account.as_str()) == *digest
    })
}

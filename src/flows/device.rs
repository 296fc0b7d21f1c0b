//! The browser of the newest sign-in is the account's one device (`decisions.md` §7). The first one
//! becomes it without a word; another one ends what ran on the former. A browser serves one account
//! at a time: who signs in where somebody else did takes it, and who comes back to the browser they
//! were last at has moved nowhere.

use super::error::Error;
use super::ground::Ground;
use super::standing::{Browser, KnownDevice};
use crate::domain::account::Generation;
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{AccountId, DeviceId, EventId};
use crate::domain::session::Session;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::sealing::{Handle, Kind};
use crate::store::accounts::next_generation;
use crate::store::batch::Batch;
use crate::store::chain::EventRow;
use crate::store::devices::{
    DeviceRow, ShownDevice, bind_device, cede_device, find_shown_device, retire_device,
    return_to_device,
};
use crate::store::interactions::end_interactions;
use crate::store::sessions::{EndedBy, end_sessions};

/// The device whose handle the browser shows, if that is not the account's own. A browser that
/// shows none, or the right one, costs no read.
pub async fn shown_device<R>(
    ground: &Ground,
    browser: &Browser,
    account: &AccountId,
    former: Option<&KnownDevice>,
) -> Result<Option<ShownDevice>, Error<R>> {
    let is_here = former.is_some_and(|device| device.is_here);
    let Some(handle) = browser.device.as_ref().filter(|_| !is_here) else { return Ok(None) };
    let found = find_shown_device(&ground.database, &handle.id, account).await?;
    Ok(found.filter(|found| {
        handle.digest(&ground.ring, Kind::Device, found.account.as_str()) == found.digest
    }))
}

/// Makes the browser the device of the session's account; its new handle, unless it is it already.
pub fn bind(
    ground: &Ground,
    (former, shown): (Option<&KnownDevice>, Option<&ShownDevice>),
    session: &mut Session,
    (browser, now): (&Browser, Timestamp),
    batch: &mut Batch,
) -> Option<Secret> {
    match (former, shown) {
        (Some(device), _) if device.is_here => {
            session.device = Some(device.id.clone());
            return None;
        }
        (Some(_), Some(shown)) if shown.is_former => {
            return_to_device(batch, &session.account, &shown.browser, now);
        }
        (Some(_), _) => depart(ground, session, now, batch),
        (None, _) => {}
    }
    if let Some((shown, served)) = shown.and_then(|shown| Some((shown, shown.served.as_ref()?))) {
        cede_device(batch, &shown.browser, served, now);
        note(ground, EventKind::DeviceCeded, served.clone(), now, batch);
    }
    let handle = Handle::new(DeviceId::new(now, ground.chance()), ground.chance());
    let account = session.account.clone();
    let digest = handle.digest(&ground.ring, Kind::Device, account.as_str());
    let (id, label) = (handle.id.clone(), browser.label.clone());
    let browser = shown.map_or_else(|| id.clone(), |shown| shown.browser.clone());
    let row = DeviceRow { id, account, digest, label, browser, bound_at: now, retired_at: None };
    bind_device(batch, &row);
    session.device = Some(handle.id.clone());
    Some(handle.to_text())
}

/// Ends what ran on the former device.
fn depart(ground: &Ground, session: &mut Session, now: Timestamp, batch: &mut Batch) {
    let account = session.account.clone();
    next_generation(batch, &account, session.generation);
    session.generation = Generation(session.generation.0 + 1);
    end_interactions(batch, &account, Some(&session.id), "device", now);
    end_sessions(batch, &account, Some(&session.id), EndedBy::Device, now);
    retire_device(batch, &account, now);
    note(ground, EventKind::DeviceChanged, account, now, batch);
}

fn note(ground: &Ground, kind: EventKind, account: AccountId, now: Timestamp, batch: &mut Batch) {
    let event = Event { kind, account: Some(account), client: None, detail: String::new() };
    batch.event(EventRow { id: EventId::new(now, ground.chance()), at: now, event });
}

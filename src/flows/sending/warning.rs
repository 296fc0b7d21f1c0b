//! The owner is told that somebody was made to wait for wrong passwords (`ux.md` §3.3). Never for a
//! number alone: else whoever knows numbers could have messages sent to all of them.

use super::Sending;
use crate::domain::account::Account;
use crate::domain::event::{Event, EventKind};
use crate::domain::id::EventId;
use crate::domain::text::Secret;
use crate::domain::time::{Lifetime, Timestamp};
use crate::flows::error::{Error, Never};
use crate::sealing::warning_index;
use crate::store::attempts::tell_owner;
use crate::store::batch::{Batch, Outcome};
use crate::store::chain::EventRow;
use crate::store::send_budgets::{SendRules, spend_send};

/// After this long the news is none.
const NEWS: Lifetime = Lifetime::hours(6);
/// One in that time. Were they counted with the codes, strangers could spend the owner's.
const WARNINGS: SendRules = SendRules { window: NEWS, per_window: 1, per_day: 4 };

impl Sending {
    /// Tells the owner once of the rounds of wrong tries that were counted under this key, the last
    /// of them then; within the budget that warnings to their phone have, else another time.
    pub async fn warn(
        &self,
        (account, key): (&Account, &str),
        last: Timestamp,
        now: Timestamp,
    ) -> Result<(), Error<Never>> {
        let Some(phone) = account.profile.phones().next() else { return Ok(()) };
        let mut batch = Batch::new();
        tell_owner(&mut batch, key);
        let index = warning_index(&self.ground.ring, phone.as_str());
        spend_send(&mut batch, &index, WARNINGS, now);
        let text = self.warning(last);
        let to = (&account.id, phone);
        let message = self.outbox.write(&mut batch, to, text, now.plus(NEWS), now);
        let event = Event {
            kind: EventKind::OwnerWarned,
            account: Some(account.id.clone()),
            client: None,
            detail: String::new(),
        };
        let id = EventId::new(now, self.ground.chance());
        batch.event(EventRow { id, at: now, event });
        if let Outcome::Done(_) = self.ground.database.commit(batch).await? {
            self.outbox.send(message);
        }
        Ok(())
    }

    /// One part of 160 letters, without a link: there is none to follow here (`ux.md` §4.1).
    fn warning(&self, last: Timestamp) -> Secret {
        let ((hour, minute), (_, month, day)) = (last.clock(), last.day().parts());
        Secret::new(format!(
            "{}: Mat khau cua ban bi nhap sai nhieu lan, lan cuoi {hour:02}:{minute:02} ngay {day:02}/{month:02}. \
             KHONG dua mat khau, ma cho ai. / Many wrong passwords on your account.",
            self.sender,
        ))
    }
}

//! Text messages on their way out. The transaction that makes a message leases it to this process,
//! which sends it after the commit; what was sent is marked in batches. A message whose process died
//! is taken over and sent again under the same name, which the gateway knows.

mod delivering;
mod marks;
mod waiting;

use std::sync::Arc;

pub use self::delivering::Delivering;
pub use self::marks::Carried;
use self::marks::Marks;
use self::waiting::Waiting;
use super::ground::Ground;
use crate::domain::id::{AccountId, MessageId};
use crate::domain::person::Phone;
use crate::domain::text::Secret;
use crate::domain::time::{Lifetime, Timestamp};
use crate::ports::messages::{Messages, TextMessage};
use crate::sealing::Kind;
use crate::store::batch::Batch;
use crate::store::messages::{Lease, MessageRow, insert_message};
use crate::store::sealed::{Place, open_for_server, seal_for_server};

/// How long a process keeps a message to itself.
const LEASE: Lifetime = Lifetime::seconds(20);
/// Messages whose marks one transaction carries along.
const CARRIED: usize = 8;
/// The way out for text messages.
#[derive(Clone)]
pub struct Outbox {
    ground: Ground,
    process: Arc<str>,
    waiting: Arc<Waiting>,
    marks: Marks,
}

impl Outbox {
    /// A way out, and the other end of it.
    #[must_use]
    pub fn open(ground: Ground, gateway: Arc<dyn Messages>) -> (Self, Delivering) {
        let name: [u8; 12] = ground.chance();
        let process = crate::sealing::digest(&ground.ring, Kind::Process, "", &name);
        let process: String =
            process.as_bytes().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let process = process.into();
        let outbox = Self { ground, process, waiting: Arc::default(), marks: Marks::default() };
        (outbox.clone(), Delivering { outbox, gateway })
    }

    /// Adds a message to a transaction; hand it to [`Outbox::send`] once that is committed.
    #[must_use]
    pub fn write(
        &self,
        batch: &mut Batch,
        (account, to): (&AccountId, &Phone),
        text: Secret,
        deadline: Timestamp,
        now: Timestamp,
    ) -> TextMessage {
        let id = MessageId::new(now, self.ground.chance());
        let plain = Secret::new(format!("{}\n{}", to.as_str(), text.expose()));
        let at = Place { table: "messages", column: "body", id: id.as_str() };
        let nonce = self.ground.chance();
        let body = seal_for_server(&self.ground.ring, nonce, at, plain.expose().as_bytes());
        let (account, attempts) = (account.clone(), 1);
        let row = MessageRow { id: id.clone(), account, body, created_at: now, deadline, attempts };
        insert_message(batch, &row, Lease { by: &self.process, until: now.plus(LEASE) });
        TextMessage { id, to: to.clone(), text, deadline }
    }

    /// Sends a committed message soon. Without the other end it waits to be taken over.
    pub fn send(&self, message: TextMessage) {
        self.waiting.add(message);
    }

    /// How many messages wait to be handed over by this process.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Marks what was sent in a transaction that is made anyway, so that marks need none of their
    /// own. Tell [`Carried::stand`] when it stands; else they are marked another time.
    pub fn carry_marks(&self, batch: &mut Batch, now: Timestamp) -> Carried {
        self.marks.carry(CARRIED, batch, now)
    }

    fn read(&self, row: &MessageRow) -> Option<TextMessage> {
        let at = Place { table: "messages", column: "body", id: row.id.as_str() };
        let plain = open_for_server(&self.ground.ring, at, &row.body)?;
        let (to, text) = std::str::from_utf8(&plain).ok()?.split_once('\n')?;
        Some(TextMessage {
            id: row.id.clone(),
            to: Phone::parse(to)?,
            text: Secret::new(text.to_owned()),
            deadline: row.deadline,
        })
    }
}

#[cfg(test)]
mod tests;

//! The chain that events hang on: each row carries the hash of the one before it.
//!
//! A chain belongs to one write connection and its head is in that connection's memory, so that no
//! two sign-ins wait for one another. After a start, or after a commit whose outcome is unknown,
//! a new chain begins (`decisions.md` §10).

use aws_lc_rs::digest::{Context, SHA256};

use super::row::Value;
use crate::domain::event::Event;
use crate::domain::id::EventId;
use crate::domain::time::Timestamp;
use crate::values;

/// Adds an event.
pub const INSERT_EVENT: &str =
    "INSERT INTO events (chain, seq, id, at, kind, account_id, client_id,
    detail, previous, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// The texts of this file.
pub const ALL: &[&str] = &[INSERT_EVENT];

/// A fact for the log, with the name and the moment it stands under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Its name.
    pub id: EventId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub event: Event,
}

/// The head of a chain.
#[derive(Clone, Debug)]
pub(super) struct Chain {
    id: String,
    next: i64,
    previous: [u8; 32],
}

impl Chain {
    /// A chain without events. The name comes from the database's own chance.
    pub(super) fn begin(id: String) -> Self {
        Self { id, next: 0, previous: [0; 32] }
    }

    /// Hangs an event on: the parameters of [`INSERT_EVENT`].
    pub(super) fn append(&mut self, event: &EventRow) -> Vec<Value> {
        let hash = link_hash(&self.previous, &self.id, self.next, event);
        let parameters = values![
            &self.id,
            self.next,
            event.id.as_str(),
            event.at,
            event.event.kind.as_str(),
            event.event.account.as_ref(),
            event.event.client.as_ref(),
            &event.event.detail,
            self.previous,
            hash,
        ];
        self.next += 1;
        self.previous = hash;
        parameters
    }
}

/// The hash of a link: SHA-256 over the previous hash and every field, each led by its length.
#[must_use]
pub fn link_hash(previous: &[u8; 32], chain: &str, seq: i64, event: &EventRow) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(b"danh event 1");
    context.update(previous);
    field(&mut context, Some(chain.as_bytes()));
    field(&mut context, Some(&seq.to_be_bytes()));
    field(&mut context, Some(event.id.as_str().as_bytes()));
    field(&mut context, Some(&event.at.unix().to_be_bytes()));
    let Event { kind, account, client, detail } = &event.event;
    field(&mut context, Some(kind.as_str().as_bytes()));
    field(&mut context, account.as_ref().map(|id| id.as_str().as_bytes()));
    field(&mut context, client.as_ref().map(|id| id.as_str().as_bytes()));
    field(&mut context, Some(detail.as_bytes()));
    let mut hash = [0; 32];
    for (to, from) in hash.iter_mut().zip(context.finish().as_ref()) {
        *to = *from;
    }
    hash
}

/// A field that is absent differs from one that is empty.
fn field(context: &mut Context, bytes: Option<&[u8]>) {
    let length = bytes.map_or(u64::MAX, |b| b.len() as u64);
    context.update(&length.to_be_bytes());
    context.update(bytes.unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client::ClientId;
    use crate::domain::event::EventKind;
    use crate::domain::id::AccountId;

    fn event() -> EventRow {
        row(Event {
            kind: EventKind::ClaimsRead,
            account: None,
            client: ClientId::parse("bank"),
            detail: "name".into(),
        })
    }

    fn row(event: Event) -> EventRow {
        let at = Timestamp::from_unix(1);
        EventRow { id: EventId::new(at, [7; 12]), at, event }
    }

    #[test]
    fn every_field_is_under_the_hash() {
        let of = |e: &EventRow| link_hash(&[0; 32], "c", 0, e);
        let base = of(&event());
        let Event { kind, account, client, detail } = event().event;
        let id = AccountId::new(Timestamp::from_unix(1), [0; 12]);
        let of_kind = Event { kind: EventKind::SignedOut, account, client, detail };
        let owned = Event { kind, account: Some(id), ..of_kind.clone() };
        let nobody = Event { kind, client: None, ..of_kind.clone() };
        let more = Event { kind, detail: "name birthdate".into(), ..of_kind.clone() };
        let later = EventRow { at: Timestamp::from_unix(2), ..event() };
        let [other, owned, nobody, more] = [of_kind, owned, nobody, more].map(row);
        let changed = [&later, &other, &owned, &nobody, &more].map(of);
        assert!(changed.iter().all(|hash| *hash != base));
        assert_ne!(link_hash(&[1; 32], "c", 0, &event()), base);
        assert_ne!(link_hash(&[0; 32], "d", 0, &event()), base);
        assert_ne!(link_hash(&[0; 32], "c", 1, &event()), base);
    }

    #[test]
    fn a_link_carries_the_hash_before_it() {
        let mut chain = Chain::begin("c".into());
        let first = chain.append(&event());
        let second = chain.append(&event());
        assert_eq!(first.last(), second.get(8));
        assert_eq!(second.get(1), Some(&Value::from(1_i64)));
    }
}

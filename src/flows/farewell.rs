//! What the page after a sign-out tells. Nobody is signed in any more who could ask for it, so it is
//! kept for some minutes, sealed, under a name that nobody guesses; it names clients and no person.

use super::error::Error;
use super::ground::Ground;
use crate::domain::client::ClientId;
use crate::domain::id::LogoutRequestId;
use crate::domain::time::{Lifetime, Timestamp};
use crate::store::batch::Batch;
use crate::store::logout_requests::{find_logout_request, insert_logout_request};
use crate::store::sealed::{Place, open_for_server, seal_for_server};

/// How long it can be read.
const KEPT: Lifetime = Lifetime::minutes(10);

/// What became of a sign-out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Farewell {
    /// The one client that was left, if the session goes on.
    pub left: Option<ClientId>,
    /// The clients that were used in the session; they were not told, and may know sessions of
    /// their own.
    pub used: Vec<ClientId>,
}

impl Farewell {
    /// Adds it to the transaction, if there is something to tell.
    pub fn keep(
        &self,
        ground: &Ground,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Option<LogoutRequestId> {
        if self.left.is_none() && self.used.is_empty() {
            return None;
        }
        let id = LogoutRequestId::new(now, ground.chance());
        let sealed =
            seal_for_server(&ground.ring, ground.chance(), place(&id), self.written().as_bytes());
        insert_logout_request(batch, &id, &sealed, now.plus(KEPT), now);
        Some(id)
    }

    /// What was kept under this name, if it still is.
    pub async fn find<R>(
        ground: &Ground,
        id: &LogoutRequestId,
        now: Timestamp,
    ) -> Result<Option<Self>, Error<R>> {
        let Some(sealed) = find_logout_request(&ground.database, id, now).await? else {
            return Ok(None);
        };
        // A request that waits stands in the same table; its seal is of another place.
        let plain = open_for_server(&ground.ring, place(id), &sealed);
        Ok(plain.and_then(|plain| Self::read(std::str::from_utf8(&plain).ok()?)))
    }

    /// The client that was left in the first line, those that were used in the second.
    fn written(&self) -> String {
        let left = self.left.as_ref().map_or("", ClientId::as_str);
        let used: Vec<_> = self.used.iter().map(ClientId::as_str).collect();
        format!("{left}\n{}", used.join(" "))
    }

    fn read(text: &str) -> Option<Self> {
        let (left, used) = text.split_once('\n')?;
        Some(Self {
            left: ClientId::parse(left),
            used: used.split(' ').filter_map(ClientId::parse).collect(),
        })
    }
}

fn place(id: &LogoutRequestId) -> Place<'_> {
    Place { table: "logout_requests", column: "farewell", id: id.as_str() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_back() {
        let name = |text| ClientId::parse(text).expect("a name");
        let both = Farewell { left: Some(name("bank")), used: vec![name("portal"), name("desk")] };
        let none = Farewell { left: None, used: vec![name("bank")] };
        for farewell in [both, none, Farewell { left: None, used: vec![] }] {
            assert_eq!(Farewell::read(&farewell.written()), Some(farewell));
        }
        assert_eq!(Farewell::read("bank"), None);
    }
}

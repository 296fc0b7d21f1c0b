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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Farewell {
    /// The one client that was left, if the session goes on.
    pub left: Option<ClientId>,
    /// The clients that were used in the session.
    pub used: Vec<ClientId>,
    /// Those that hear of it by the person's own browser, each with the session's name for it.
    pub frames: Vec<(ClientId, String)>,
    /// Where the browser goes on to, once they have.
    pub then: Option<String>,
}

impl Farewell {
    /// Adds it to the transaction, if there is something to tell.
    pub fn keep(
        &self,
        ground: &Ground,
        batch: &mut Batch,
        now: Timestamp,
    ) -> Option<LogoutRequestId> {
        if *self == Self::default() {
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

    /// A line each: the client that was left, those that were used, those with a frame, and where next.
    fn written(&self) -> String {
        let left = self.left.as_ref().map_or("", ClientId::as_str);
        let used: Vec<_> = self.used.iter().map(ClientId::as_str).collect();
        let frame = |(client, sid): &(ClientId, String)| format!("{}:{sid}", client.as_str());
        let frames: Vec<_> = self.frames.iter().map(frame).collect();
        let then = self.then.as_deref().unwrap_or_default();
        format!("{left}\n{}\n{}\n{then}", used.join(" "), frames.join(" "))
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.splitn(4, '\n');
        let (left, used, frames, then) =
            (lines.next()?, lines.next()?, lines.next()?, lines.next()?);
        let frame = |text: &str| {
            let (client, sid) = text.split_once(':')?;
            Some((ClientId::parse(client)?, sid.to_owned()))
        };
        Some(Self {
            left: ClientId::parse(left),
            used: used.split(' ').filter_map(ClientId::parse).collect(),
            frames: frames.split(' ').filter_map(frame).collect(),
            then: Some(then.to_owned()).filter(|then| !then.is_empty()),
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
        let both = Farewell {
            left: Some(name("bank")),
            used: vec![name("portal"), name("desk")],
            ..Farewell::default()
        };
        let none = Farewell { used: vec![name("bank")], ..Farewell::default() };
        let frames = Farewell {
            frames: vec![(name("bank"), "0123".to_owned()), (name("desk"), "4567".to_owned())],
            then: Some("https://bank.example/bye?state=a%0Ab".to_owned()),
            ..none.clone()
        };
        for farewell in [both, none, frames, Farewell::default()] {
            assert_eq!(Farewell::read(&farewell.written()), Some(farewell));
        }
        assert_eq!(Farewell::read("bank"), None);
    }
}

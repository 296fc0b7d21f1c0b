//! Initial access tokens: an operator gives one to an organization that was vetted, with the terms under
//! which its clients may stand, for so many clients and so long.

use serde_json::{Map, Value};

use crate::domain::event::{Event, EventKind};
use crate::domain::id::{EventId, InvitationId};
use crate::domain::text::Secret;
use crate::domain::time::{Lifetime, Timestamp};
use crate::flows::error::Error;
use crate::flows::ground::Ground;
use crate::sealing::{Handle, Kind};
use crate::store::batch::{Batch, Outcome};
use crate::store::chain::EventRow;
use crate::store::registrations::{
    InvitationRow, add_invitation, fetch_by_invitation, find_invitation, withdraw_invitation,
};

/// Gives and finds initial access tokens.
#[derive(Clone)]
pub struct Invitations {
    /// Rows, keys, time and chance.
    pub ground: Ground,
}

/// What an operator grants.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// What every client that comes of it is, whatever it says itself.
    pub terms: Map<String, Value>,
    /// How many clients may come of it.
    pub uses: u32,
    /// For how long.
    pub lasts: Lifetime,
}

/// There is no such invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown;

impl Invitations {
    /// Makes a token, told this once: only its digest is kept. Its name comes with it.
    pub async fn give<R>(
        &self,
        invitation: Invitation,
    ) -> Result<(InvitationId, Secret), Error<R>> {
        let (ground, now) = (&self.ground, self.ground.now());
        let handle = Handle::new(InvitationId::new(now, ground.chance()), ground.chance());
        let Invitation { terms, uses, lasts } = invitation;
        let row = InvitationRow {
            id: handle.id.clone(),
            digest: handle.digest(&ground.ring, Kind::Invitation, ""),
            terms: Value::Object(terms).to_string(),
            uses,
            // Each client may be tried a few times until what it names elsewhere is found.
            fetches: uses.saturating_mul(4).saturating_add(20),
            expires_at: now.plus(lasts),
        };
        let mut batch = Batch::new();
        add_invitation(&mut batch, &row);
        self.note(&mut batch, EventKind::ClientInvited, &row.id, now);
        ground.database.commit(batch).await?;
        Ok((row.id, handle.to_text()))
    }

    /// Takes a token back; the clients that came of it stay.
    pub async fn withdraw(&self, id: &InvitationId) -> Result<(), Error<Unknown>> {
        let mut batch = Batch::new();
        withdraw_invitation(&mut batch, id);
        self.note(&mut batch, EventKind::InvitationWithdrawn, id, self.ground.now());
        match self.ground.database.commit(batch).await? {
            Outcome::Done(_) => Ok(()),
            Outcome::Refused(_) => Err(Error::Refused(Unknown)),
        }
    }

    /// The invitation that a token stands for, with its terms, if it can still be used.
    pub(super) async fn find<R>(
        &self,
        token: &Secret,
        now: Timestamp,
    ) -> Result<Option<(InvitationId, Map<String, Value>)>, Error<R>> {
        let Some(shown) = Handle::<InvitationId>::parse(token.expose()) else { return Ok(None) };
        let found = find_invitation(&self.ground.database, &shown.id, now).await?;
        let Some((digest, terms)) = found else { return Ok(None) };
        if shown.digest(&self.ground.ring, Kind::Invitation, "") != digest {
            return Ok(None);
        }
        let terms = serde_json::from_str(&terms)
            .map_err(|_| Error::inconsistent("invitations", "terms"))?;
        Ok(Some((shown.id, terms)))
    }

    /// Whether we go out for it once more.
    pub(super) async fn goes_out<R>(
        &self,
        id: &InvitationId,
        now: Timestamp,
    ) -> Result<bool, Error<R>> {
        let mut batch = Batch::new();
        fetch_by_invitation(&mut batch, id, now);
        Ok(matches!(self.ground.database.commit(batch).await?, Outcome::Done(_)))
    }

    fn note(&self, batch: &mut Batch, kind: EventKind, id: &InvitationId, now: Timestamp) {
        let event = Event { kind, account: None, client: None, detail: id.as_str().to_owned() };
        batch.event(EventRow { id: EventId::new(now, self.ground.chance()), at: now, event });
    }
}

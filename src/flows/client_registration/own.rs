//! A registration as the holder of its token finds it.

use serde_json::{Map, Value};

use super::refusal::{RegistrationError, RegistrationRefusal};
use crate::domain::client::ClientId;
use crate::domain::text::Secret;
use crate::domain::time::{Lifetime, Timestamp};
use crate::flows::client_registry::file::made;
use crate::flows::error::Error;
use crate::flows::ground::Ground;
use crate::sealing::{Digest, Kind, digest};
use crate::store::batch::{Batch, Outcome};
use crate::store::clients::{ClientRow, find_client};
use crate::store::registrations::{RegistrationRow, fetch_by_registration, find_registration};

/// Between two changes that name something elsewhere.
const BETWEEN: Lifetime = Lifetime::minutes(1);

/// A registration and what was read with it.
pub(super) struct Own {
    pub id: ClientId,
    pub row: ClientRow,
    pub registration: RegistrationRow,
    /// Under which it was made.
    pub terms: Map<String, Value>,
}

impl Own {
    /// The client of this name, if the token is its registration's; nobody learns whether there is one.
    pub async fn find(
        ground: &Ground,
        id: &str,
        token: &Secret,
    ) -> Result<Self, RegistrationError> {
        let strange = || Error::Refused(RegistrationRefusal::Token);
        let id = ClientId::parse(id).ok_or_else(strange)?;
        let db = &ground.database;
        let registration = find_registration(db, &id).await?.ok_or_else(strange)?;
        if registration.digest != token_digest(ground, &id, token) {
            return Err(strange());
        }
        let row = find_client(db, &id).await?.ok_or_else(strange)?;
        let terms = serde_json::from_str(&registration.terms)
            .map_err(|_| Error::inconsistent("registrations", "terms"))?;
        Ok(Self { id, row, registration, terms })
    }

    /// Whether we go out for it now.
    pub async fn goes_out(
        &self,
        ground: &Ground,
        now: Timestamp,
    ) -> Result<bool, RegistrationError> {
        let mut batch = Batch::new();
        let whose = (&self.id, &self.registration.digest);
        fetch_by_registration(&mut batch, whose, now.minus(BETWEEN), now);
        Ok(matches!(ground.database.commit(batch).await?, Outcome::Done(_)))
    }
}

/// A new token for a registration, and what is kept of it.
pub(super) fn new_token(ground: &Ground, id: &ClientId) -> (Secret, Digest) {
    let token = made(&ground.chance::<32>());
    let digest = token_digest(ground, id, &token);
    (token, digest)
}

fn token_digest(ground: &Ground, id: &ClientId, token: &Secret) -> Digest {
    digest(&ground.ring, Kind::RegistrationToken, id.as_str(), token.expose().as_bytes())
}

//! Clients as their registration file tells them: all are judged first, then applied in one
//! transaction, and what that changes is told key by key. Applying a file twice changes nothing.

use serde_json::Value;

pub mod file;
mod sectors;

use super::client_secret::{Keeping, TooShort};
use super::clients::parsed;
use super::error::{Error, Never};
use super::ground::Ground;
use crate::domain::client::{Client, ClientId};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::EventId;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::ports::entropy::Entropy;
use crate::sealing::KeyRing;
use crate::store::batch::{Batch, Outcome};
use crate::store::chain::EventRow;
use crate::store::clients::{ClientRow, add_client, change_client, find_client, list_clients};
use crate::store::database::Database;
use crate::store::registrations::forget_registration;
use file::{Asked, FileFault, SecretAsked};

/// The key under which a changed secret is told.
const SECRET: &str = "client_secret";

/// Applies and shows registrations.
#[derive(Clone)]
pub struct ClientRegistry {
    /// Rows, keys and the time.
    pub ground: Ground,
}

/// What a plan needs besides the rows that it is made beside.
#[derive(Clone, Copy)]
pub struct Means<'a> {
    /// Keys, for what is kept of secrets.
    pub ring: &'a KeyRing,
    /// Chance, for secrets that are made.
    pub entropy: &'a dyn Entropy,
    /// When it is made.
    pub now: Timestamp,
}

/// What applying one registration would do.
#[derive(Debug)]
pub struct Planned {
    /// Whose.
    pub id: ClientId,
    /// What it would change.
    pub change: Change,
    /// A secret that was made for it: to be handed over now, for it is shown nowhere again.
    pub made: Option<Secret>,
    row: ClientRow,
    /// What it was judged against.
    former: Option<ClientRow>,
}

/// What a registration changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A new client.
    Added,
    /// These keys.
    Changed(Vec<String>),
    /// Nothing.
    None,
}

impl Change {
    /// As the log of events tells it.
    pub(super) fn keys(&self) -> String {
        match self {
            Self::Added => "added".to_owned(),
            Self::Changed(keys) => keys.join(" "),
            Self::None => String::new(),
        }
    }
}

/// A client as it is registered.
#[derive(Debug)]
pub struct Listed {
    /// What the registration says.
    pub client: Client,
    /// The registration itself; it holds no secret.
    pub document: Value,
    /// When it was last changed.
    pub applied_at: Timestamp,
}

/// Another process applied registrations at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interfered;

impl ClientRegistry {
    /// Finds out what each registration changes, and whether it can stand beside the others. Nothing
    /// is written.
    pub async fn plan(&self, asked: Vec<Asked>) -> Result<Vec<Planned>, Error<Vec<FileFault>>> {
        let Ground { database, ring, entropy, .. } = &self.ground;
        Means { ring, entropy: &**entropy, now: self.ground.now() }.plan(asked, database).await
    }

    /// Writes what changes, each with its event, in one transaction; nothing, if any of it is no
    /// longer what the plan was made for. Of two that apply at once one secret would be dead. A client
    /// that registered itself is the operator's from then on, or it could take back what was applied.
    pub async fn apply(&self, planned: &[Planned]) -> Result<(), Error<Interfered>> {
        let mut batch = Batch::new();
        for one in planned {
            if one.change == Change::None {
                continue;
            }
            let detail = one.change.keys();
            one.write(&mut batch);
            forget_registration(&mut batch, &one.id);
            let id = EventId::new(one.row.applied_at, self.ground.chance());
            let client = Some(one.id.clone());
            let event = Event { kind: EventKind::ClientApplied, account: None, client, detail };
            batch.event(EventRow { id, at: one.row.applied_at, event });
        }
        if batch.is_empty() {
            return Ok(());
        }
        match self.ground.database.commit(batch).await? {
            Outcome::Done(_) => Ok(()),
            Outcome::Refused(_) => Err(Error::Refused(Interfered)),
        }
    }

    /// All clients by name.
    pub async fn list(&self) -> Result<Vec<Listed>, Error<Never>> {
        let rows = list_clients(&self.ground.database).await?;
        rows.iter().map(listed).collect()
    }

    /// The client of this name.
    pub async fn show(&self, id: &ClientId) -> Result<Option<Listed>, Error<Never>> {
        let row = find_client(&self.ground.database, id).await?;
        row.as_ref().map(listed).transpose()
    }
}

impl Means<'_> {
    /// What each registration changes beside those that this database has; nothing is written.
    pub async fn plan(
        &self,
        asked: Vec<Asked>,
        database: &Database,
    ) -> Result<Vec<Planned>, Error<Vec<FileFault>>> {
        self.plan_beside(asked, &list_clients(database).await?)
    }

    /// What each registration changes beside these.
    pub fn plan_beside(
        &self,
        asked: Vec<Asked>,
        rows: &[ClientRow],
    ) -> Result<Vec<Planned>, Error<Vec<FileFault>>> {
        let registered: Vec<_> = rows.iter().map(parsed).collect::<Result<_, _>>()?;
        let faults = sectors::faults(&asked, &registered);
        if !faults.is_empty() {
            return Err(Error::Refused(faults));
        }
        let mut planned = Vec::new();
        for one in asked {
            let before = rows.iter().find(|row| row.id == one.client.id);
            planned.push(self.planned(&one, before)?);
        }
        Ok(planned)
    }

    fn planned(
        &self,
        asked: &Asked,
        before: Option<&ClientRow>,
    ) -> Result<Planned, Error<Vec<FileFault>>> {
        let id = asked.client.id.clone();
        let told = match &asked.secret {
            SecretAsked::Told(secret) => Some(secret),
            SecretAsked::Nothing | SecretAsked::InFile(_) => None,
        };
        let keeping = Keeping { ring: self.ring, entropy: self.entropy };
        let chosen = keeping.choose(&asked.client, told, before);
        let (kept, made) = chosen.map_err(|short| Error::Refused(vec![too_short(&id, short)]))?;
        let change = match before {
            None => Change::Added,
            Some(row) => {
                let former: Value = serde_json::from_str(&row.document)
                    .map_err(|_| Error::inconsistent("clients", "document"))?;
                let mut keys = differing(&former, &asked.document);
                if kept.digest != row.secret_digest {
                    keys.push(SECRET.to_owned());
                }
                if keys.is_empty() { Change::None } else { Change::Changed(keys) }
            }
        };
        let document = asked.document.to_string();
        let told = asked.client.sign_out.back_channel.is_some();
        let row = ClientRow {
            id: id.clone(),
            document,
            secret_digest: kept.digest,
            sealed_secret: kept.sealed,
            told,
            applied_at: self.now,
        };
        Ok(Planned { id, change, made, row, former: before.cloned() })
    }
}

fn too_short(id: &ClientId, TooShort(least): TooShort) -> FileFault {
    let sentence = format!(
        "`{SECRET}` must be {least} characters or more for the keyed hash that is registered"
    );
    FileFault { client: id.as_str().to_owned(), sentence }
}

impl Planned {
    /// Writes it; if it is no longer what the plan was made for, the batch is refused.
    pub(super) fn write(&self, batch: &mut Batch) {
        match &self.former {
            None => add_client(batch, &self.row),
            Some(former) => change_client(batch, &self.row, former),
        };
    }

    /// The registration as it will stand.
    pub(super) fn row(&self) -> &ClientRow {
        &self.row
    }
}

fn listed(row: &ClientRow) -> Result<Listed, Error<Never>> {
    let (document, client) = parsed(row)?;
    Ok(Listed { client, document, applied_at: row.applied_at })
}

/// The keys whose values differ, in order.
fn differing(former: &Value, new: &Value) -> Vec<String> {
    let (Some(former), Some(new)) = (former.as_object(), new.as_object()) else { return vec![] };
    let gone = former.keys().filter(|key| !new.contains_key(*key));
    let changed = new.iter().filter(|(key, value)| former.get(*key) != Some(value));
    let mut keys: Vec<String> = gone.chain(changed.map(|(key, _)| key)).cloned().collect();
    keys.sort();
    keys
}

#[cfg(test)]
mod tests;

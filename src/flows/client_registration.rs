//! Clients register themselves, within the terms of an initial access token that an operator gave them
//! (RFC 7591), and read, change and end their registration by a token of its own (RFC 7592). What they
//! say is judged by the walk that judges the operator's files; what they name elsewhere is fetched first.

use serde_json::{Map, Value};

pub use self::invitations::{Invitation, Invitations, Unknown};
use self::own::{Own, new_token};
pub use self::refusal::RegistrationRefusal;
use self::refusal::{RegistrationError, metadata};
use self::remote::Elsewhere;
pub use self::remote::Remote;
pub use self::statements::Statements;
use self::statements::unchanged;
use super::client_registry::file::{Asked, SecretAsked};
use super::client_registry::{ClientRegistry, Planned};
use super::client_secret::fits;
use super::clients::{Clients, parsed};
use super::error::Error;
use super::ground::Ground;
use crate::domain::client::{Client, ClientId};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{EventId, InvitationId};
use crate::domain::text::{Secret, hexadecimal};
use crate::domain::time::{Lifetime, Timestamp};
use crate::protocol::client_metadata::{self, Strictness};
use crate::protocol::client_registration::{Answer, Refusal, Standing, change, read, within};
use crate::protocol::issuer::Issuer;
use crate::protocol::metadata_reader::Fault;
use crate::store::batch::{Batch, Outcome};
use crate::store::chain::EventRow;
use crate::store::client_ends::end_authorizations_of_client;
use crate::store::client_logos::forget_logo;
use crate::store::clients::{ClientRow, remove_client};
use crate::store::logout_notices::forget_notices;
use crate::store::registrations::{
    RegistrationRow, add_registration, end_registration, rotate_registration, use_invitation,
};
use crate::store::remote_keys::forget_remote_keys;

mod invitations;
mod own;
mod refusal;
mod remote;
mod statements;

/// Other processes have noticed by then that a client is no more; what they gave out until then is dead too.
const NOTICED: Lifetime = Lifetime::minutes(1);

/// Clients that register themselves.
#[derive(Clone)]
pub struct ClientRegistrationFlow {
    /// Who may.
    pub invitations: Invitations,
    /// The walk, and the rows.
    pub registry: ClientRegistry,
    /// Forgets what has changed.
    pub clients: Clients,
    /// What a registration names elsewhere.
    pub remote: Remote,
    /// Our name and addresses.
    pub issuer: Issuer,
    /// By which rules is judged.
    pub strictness: Strictness,
    /// Whose software statements are taken.
    pub statements: Statements,
}

/// Who is charged for going out.
enum Charged<'a> {
    Invitation(&'a InvitationId),
    Registration(&'a Own),
}

impl ClientRegistrationFlow {
    /// Registers a client (RFC 7591 §3).
    pub async fn register(
        &self,
        token: Option<&Secret>,
        body: &[u8],
    ) -> Result<Value, RegistrationError> {
        let (ground, now) = (self.ground(), self.ground().now());
        let token = token.ok_or(Error::Refused(RegistrationRefusal::NoToken))?;
        let invitation = self.invitations.find(token, now).await?;
        let (invitation, terms) = invitation.ok_or(Error::Refused(RegistrationRefusal::Token))?;
        let id = ClientId::parse(&format!("c{}", hexadecimal(&ground.chance::<12>())));
        let id = id.ok_or_else(|| Error::Broken("a name was none".to_owned()))?;
        let mut said = read(body).map_err(metadata)?;
        let vouched = self.statements.laid_over(&mut said, &self.issuer, now)?;
        let standing = Standing { id: &id, since: now.day(), strictness: self.strictness };
        let asked = judged(said, &terms, standing)?;
        self.fetched(&asked, None, Charged::Invitation(&invitation)).await?;
        let planned = self.planned(asked).await?;
        let (token, digest) = new_token(ground, &id);
        // What was vouched for stands like the operator's own terms: no later change takes it back.
        let terms = Value::Object(terms.into_iter().chain(vouched.claims).collect()).to_string();
        let statement = vouched.text;
        let registration = RegistrationRow { digest, terms, statement, created_at: now };
        let mut batch = Batch::new();
        use_invitation(&mut batch, &invitation, now);
        planned.write(&mut batch);
        add_registration(&mut batch, &id, &registration);
        self.note(&mut batch, EventKind::ClientRegistered, (&id, invitation.as_str()), now);
        match ground.database.commit(batch).await? {
            Outcome::Done(_) => self.answer(&planned, &token, &registration),
            // Another request was faster, and it was the last.
            Outcome::Refused(_) => Err(Error::Refused(RegistrationRefusal::Token)),
        }
    }

    /// Tells a client its registration (RFC 7592 §2.1). A secret is told once, when it is made.
    pub async fn read(&self, id: &str, token: Option<&Secret>) -> Result<Value, RegistrationError> {
        let shown = token.ok_or(Error::Refused(RegistrationRefusal::NoToken))?;
        let own = Own::find(self.ground(), id, shown).await?;
        let (document, address) = (document(&own.row)?, self.address(&own.id));
        let answer = Answer {
            document: &document,
            statement: own.registration.statement.as_deref(),
            issued_at: own.registration.created_at,
            secret: None,
            token: shown,
            address: &address,
        };
        Ok(answer.to_json())
    }

    /// Changes a registration as a whole (RFC 7592 §2.2); its token is another one afterwards.
    pub async fn update(
        &self,
        id: &str,
        token: Option<&Secret>,
        body: &[u8],
    ) -> Result<Value, RegistrationError> {
        let shown = token.ok_or(Error::Refused(RegistrationRefusal::NoToken))?;
        let own = Own::find(self.ground(), id, shown).await?;
        let now = self.ground().now();
        let (mut said, secret) = read(body).and_then(change).map_err(metadata)?;
        unchanged(&mut said, own.registration.statement.as_deref())?;
        if said.get("client_id").and_then(Value::as_str) != Some(own.id.as_str()) {
            return Err(metadata(Refusal::about("client_id", "must be the client's own")));
        }
        let (former, before) = parsed(&own.row)?;
        let kept = own.row.secret_digest.as_ref();
        if secret.is_some_and(|secret| !fits(self.ground(), &before, kept, &secret)) {
            let words = "is not the client's: this server makes the secrets";
            return Err(metadata(Refusal::about("client_secret", words)));
        }
        let since = own.registration.created_at.day();
        let standing = Standing { id: &own.id, since, strictness: self.strictness };
        let asked = judged(said, &own.terms, standing)?;
        self.fetched(&asked, Some(&former), Charged::Registration(&own)).await?;
        let goes_on = asked.client.goes_on_from(&before);
        let planned = self.planned(asked).await?;
        let (token, digest) = new_token(self.ground(), &own.id);
        let mut batch = Batch::new();
        rotate_registration(&mut batch, &own.id, (&own.registration.digest, &digest));
        planned.write(&mut batch);
        if !goes_on {
            end_authorizations_of_client(&mut batch, &own.id, now);
        }
        let detail = planned.change.keys();
        self.note(&mut batch, EventKind::ClientUpdated, (&own.id, &detail), now);
        match self.ground().database.commit(batch).await? {
            Outcome::Done(_) => {
                self.clients.forget(&own.id).await;
                self.answer(&planned, &token, &own.registration)
            }
            // Another request of the same token was faster.
            Outcome::Refused(_) => Err(Error::Refused(RegistrationRefusal::Token)),
        }
    }

    /// Ends a registration (RFC 7592 §2.3), and with it all that was given to the client.
    pub async fn end(&self, id: &str, token: Option<&Secret>) -> Result<(), RegistrationError> {
        let shown = token.ok_or(Error::Refused(RegistrationRefusal::NoToken))?;
        let Own { id, registration, .. } = Own::find(self.ground(), id, shown).await?;
        let now = self.ground().now();
        let mut batch = Batch::new();
        end_registration(&mut batch, &id, &registration.digest);
        remove_client(&mut batch, &id);
        end_authorizations_of_client(&mut batch, &id, now.plus(NOTICED));
        forget_remote_keys(&mut batch, &id);
        forget_logo(&mut batch, &id);
        forget_notices(&mut batch, &id);
        self.note(&mut batch, EventKind::ClientRemoved, (&id, ""), now);
        match self.ground().database.commit(batch).await? {
            Outcome::Done(_) => {
                self.clients.forget(&id).await;
                Ok(())
            }
            Outcome::Refused(_) => Err(Error::Refused(RegistrationRefusal::Token)),
        }
    }

    fn ground(&self) -> &Ground {
        &self.registry.ground
    }

    /// Goes out for what this registration names and the former one did not.
    async fn fetched(
        &self,
        asked: &Asked,
        former: Option<&Value>,
        charged: Charged<'_>,
    ) -> Result<(), RegistrationError> {
        let elsewhere = Elsewhere::of(&asked.document, former);
        if elsewhere.is_nothing() {
            return Ok(());
        }
        let now = self.ground().now();
        match charged {
            Charged::Invitation(id) if !self.invitations.goes_out(id, now).await? => {
                return Err(Error::Refused(RegistrationRefusal::Token));
            }
            Charged::Registration(own) if !own.goes_out(self.ground(), now).await? => {
                return Err(Error::Refused(RegistrationRefusal::TooSoon));
            }
            Charged::Invitation(_) | Charged::Registration(_) => {}
        }
        let faults = self.remote.faults(&asked.client, &elsewhere).await;
        if faults.is_empty() { Ok(()) } else { Err(metadata(Refusal::of(&faults))) }
    }

    /// What is to be written, if it can stand beside the other clients.
    async fn planned(&self, asked: Asked) -> Result<Planned, RegistrationError> {
        let planned = self.registry.plan(vec![asked]).await.map_err(|error| {
            error.map(|_| {
                let words = "has the host of another organization's client: an operator must name the \
                             `sector_identifier` of both";
                RegistrationRefusal::Metadata(Refusal::about("redirect_uris", words))
            })
        })?;
        planned.into_iter().next().ok_or_else(|| Error::Broken("a plan of nothing".to_owned()))
    }

    fn address(&self, id: &ClientId) -> String {
        self.issuer.address(&format!("/register/{}", id.as_str()))
    }

    fn answer(
        &self,
        planned: &Planned,
        token: &Secret,
        registration: &RegistrationRow,
    ) -> Result<Value, RegistrationError> {
        let (document, address) = (document(planned.row())?, self.address(&planned.id));
        let answer = Answer {
            document: &document,
            statement: registration.statement.as_deref(),
            issued_at: registration.created_at,
            secret: planned.made.as_ref(),
            token,
            address: &address,
        };
        Ok(answer.to_json())
    }

    fn note(
        &self,
        batch: &mut Batch,
        kind: EventKind,
        (id, detail): (&ClientId, &str),
        now: Timestamp,
    ) {
        let (client, detail) = (Some(id.clone()), detail.to_owned());
        let event = Event { kind, account: None, client, detail };
        batch.event(EventRow { id: EventId::new(now, self.ground().chance()), at: now, event });
    }
}

/// A registration that can stand by itself.
fn judged(
    said: Map<String, Value>,
    terms: &Map<String, Value>,
    standing: Standing<'_>,
) -> Result<Asked, RegistrationError> {
    let faulty = |faults: Vec<Fault>| metadata(Refusal::of(&faults));
    let document = within(said, terms, standing).map_err(faulty)?;
    let client: Client = client_metadata::parse(&document, standing.strictness).map_err(faulty)?;
    Ok(Asked { client, document, secret: SecretAsked::Nothing })
}

fn document(row: &ClientRow) -> Result<Value, RegistrationError> {
    serde_json::from_str(&row.document).map_err(|_| Error::inconsistent("clients", "document"))
}

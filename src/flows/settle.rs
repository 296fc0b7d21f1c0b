//! A settled request is answered: the code is made, what was decided is written down, and the
//! request ends, in one transaction.

use std::ops::RangeInclusive;

use serde_json::{Map, Value};

use super::answering::Answering;
use super::error::Error;
use super::ground::Ground;
use super::own::{self, OwnPlace};
use super::signing::{Signed, Signer};
use super::standing::{Standing, note_use};
use super::tally::Mark;
use super::visit::{Next, Visit, VisitError, VisitRefusal};
use crate::domain::authorization::{Authorization, Terms, TokenRules};
use crate::domain::client::SigningAlgorithm;
use crate::domain::consent::{Decision, Matter, Remembered};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{AuthorizationId, ConsentId, EventId};
use crate::domain::interaction::Settlement;
use crate::protocol::authentication_context::amr;
use crate::protocol::authorization_details;
use crate::protocol::authorization_request::AuthorizationRequest;
use crate::protocol::issuer::Issuer;
use crate::protocol::jwt::TokenType;
use crate::protocol::scope::Scope;
use crate::sealing::{Handle, Kind, pairwise};
use crate::store::authorizations::{
    NewAuthorization, RevokedBy, insert_authorization, revoke_authorizations,
};
use crate::store::batch::{Batch, Outcome};
use crate::store::chain::EventRow;
use crate::store::consents::{ConsentRow, hold_consent, insert_consent};
use crate::store::interactions::end_interaction;
use crate::store::sealed::{Place, seal_for_account, seal_for_server, terms};
use crate::store::sessions::come_back;

/// How settled requests are answered.
#[derive(Clone)]
pub struct Settling {
    /// Rows, keys, time and chance.
    pub ground: Ground,
    /// Our name in every answer.
    pub issuer: Issuer,
    /// Signs receipts.
    pub signer: Signer,
    /// How answers travel.
    pub answering: Answering,
    /// How long codes and tokens stand.
    pub rules: TokenRules,
}

/// A decision in the transaction that is to record it.
struct WrittenDown {
    /// Refused at one of these places is what was decided in sight of something that stands no more.
    places: RangeInclusive<usize>,
    /// What becomes of its receipt.
    mark: Mark,
}

impl Settling {
    /// Answers with a code, or with the error that the achieved level deserves. If what was decided and
    /// the request was judged by changed at this very moment, it is to be judged anew: in the hall, or,
    /// where none waits there, by whoever asked; then there is nothing.
    pub async fn settle(
        &self,
        visit: Visit,
        settlement: &Settlement,
        decision: Option<&Decision>,
    ) -> Result<Option<Next>, VisitError> {
        let Some(standing) = visit.standing.as_ref() else {
            return Err(Error::Refused(VisitRefusal::NotYours));
        };
        let mut batch = Batch::new();
        if let Some(open) = &visit.open {
            end_interaction(&mut batch, &open.id, "settled", visit.now);
        }
        // Before all that comes of it: whoever decides at the same moment waits here, and revokes what
        // then stands before their eyes.
        let (judged_by, receipt) = if let Some(decision) = decision {
            let written = self.write_down(&visit, standing, decision, &mut batch).await?;
            (Some(written.places), Some(written.mark))
        } else {
            let held = visit.last_consent.as_ref().map(|last| hold_consent(&mut batch, last));
            (held.map(|place| place..=place), None)
        };
        note_use(&mut batch, &standing.session, visit.now);
        if visit.was_left() {
            come_back(&mut batch, &standing.session.id, &visit.client.client.id);
        }
        // What was agreed to before and is refused now, or granted for less long, is read by no older
        // token either.
        let taken_back = decision.iter().flat_map(|decision| &decision.rows).any(|new| {
            let before = |old: &Remembered| old.matter == new.matter && old.agreed;
            let less = |old: &Remembered| !new.agreed || new.until < old.until;
            visit.remembered.iter().any(|old| before(old) && less(old))
        });
        if taken_back {
            let whose = (&standing.account.id, &visit.client.client.id);
            revoke_authorizations(&mut batch, whose, RevokedBy::Person, visit.now);
        }
        let answer = if visit.client.client.id.as_str() == own::CLIENT_ID {
            None
        } else {
            let answer = match visit.request.context.stated(settlement.assurance()) {
                Ok(acr) => {
                    let code =
                        self.authorize(&visit, standing, settlement, acr.to_string(), &mut batch);
                    visit.request.reply_to.with_code(&self.issuer, &code)
                }
                Err(error) => visit.request.reply_to.with_error(&self.issuer, error),
            };
            Some(self.answering.answered(answer, &visit.client, visit.now).await?)
        };
        match self.ground.database.commit(batch).await? {
            Outcome::Done(_) => {
                receipt.into_iter().for_each(Mark::hand_out);
                Ok(Some(match answer {
                    Some(answer) => Next::Answer(answer.sent()),
                    None => Next::Own(OwnPlace::of(&visit.request)),
                }))
            }
            Outcome::Refused(place) if judged_by.is_some_and(|by| by.contains(&place)) => {
                Ok(visit.open.map(|open| Next::Hall(open.id)))
            }
            Outcome::Refused(_) => Err(Error::Refused(VisitRefusal::Over)),
        }
    }

    /// Adds the authorization to the transaction; its code leaves here and is kept nowhere.
    fn authorize(
        &self,
        visit: &Visit,
        standing: &Standing,
        settlement: &Settlement,
        acr: String,
        batch: &mut Batch,
    ) -> crate::domain::text::Secret {
        let (request, client) = (&visit.request, &visit.client.client);
        let id = AuthorizationId::new(visit.now, self.ground.chance());
        let code = Handle::new(id.clone(), self.ground.chance());
        let asked = request.asked_claims(client);
        // Nobody comes back whom the person did not let (Core 11).
        let scopes = if settlement.consented().covers(Matter::Offline) {
            request.scopes.clone()
        } else {
            request.scopes.without(Scope::OfflineAccess)
        };
        let terms = Terms {
            redirect_uri: request.redirect_uri().as_str().to_owned(),
            challenge: request.challenge.as_ref().map(|c| c.as_str().to_owned()),
            code_key: request.code_key.clone(),
            nonce: request.nonce.clone(),
            details: granted_details(request, settlement),
            resources: request.resources.iter().map(|r| r.as_str().to_owned()).collect(),
            scopes: scopes.iter().map(|scope| scope.name().to_owned()).collect(),
            userinfo: asked.userinfo,
            id_token: asked.id_token,
            acr,
            amr: amr(settlement.proofs()),
            device_bound: standing.session.device.is_some(),
        };
        let authorization = Authorization::from_settlement(
            settlement,
            id,
            (client.id.clone(), standing.account.generation),
            terms,
            (visit.now, self.rules),
        );
        let at = Place { table: "authorizations", column: "detail", id: authorization.id.as_str() };
        let plain = terms::write(&authorization);
        let detail = seal_for_server(&self.ground.ring, self.ground.chance(), at, &plain);
        insert_authorization(
            batch,
            &NewAuthorization {
                id: &authorization.id,
                client: &authorization.client,
                account: &authorization.account,
                session: &authorization.session,
                generation: authorization.generation,
                detail: &detail,
                code_digest: &code.digest(&self.ground.ring, Kind::Code, client.id.as_str()),
                code_expires_at: visit.now.plus(self.rules.code),
                created_at: authorization.created_at,
                expires_at: authorization.expires_at,
            },
        );
        code.to_text()
    }

    /// A decision leaves one row with a signed receipt that the person can keep, and one event
    /// (Law 91/2025 art. 9: consent can be printed, copied and verified).
    async fn write_down(
        &self,
        visit: &Visit,
        standing: &Standing,
        decision: &Decision,
        batch: &mut Batch,
    ) -> Result<WrittenDown, VisitError> {
        let row = ConsentRow {
            id: ConsentId::new(visit.now, self.ground.chance()),
            account: standing.account.id.clone(),
            client: visit.client.client.id.clone(),
            decisions: decision.rows.clone(),
            given_at: visit.now,
            withdrawn_at: None,
        };
        let claims = self.receipt(visit, standing, decision, &row.id);
        let signing = self.signer.sign(SigningAlgorithm::Es256, TokenType::Receipt, &claims);
        let Signed { text, mark } = signing.await?;
        let nonce = self.ground.chance();
        let at = receipt_place(&row.id);
        let places = insert_consent(
            batch,
            &row,
            visit.last_consent.as_ref(),
            &seal_for_account(&standing.key, nonce, at, text.expose().as_bytes()),
        );
        let agreed = decision.rows.iter().filter(|row| row.agreed).map(|row| row.matter.key());
        batch.event(EventRow {
            id: EventId::new(visit.now, self.ground.chance()),
            at: visit.now,
            event: Event {
                kind: EventKind::ConsentGiven,
                account: Some(row.account),
                client: Some(row.client),
                detail: agreed.collect::<Vec<_>>().join(" "),
            },
        });
        Ok(WrittenDown { places, mark })
    }

    /// Who agreed to what, for whom, why, until when, and how we knew that it was they.
    fn receipt(
        &self,
        visit: &Visit,
        standing: &Standing,
        decision: &Decision,
        id: &ConsentId,
    ) -> Map<String, Value> {
        let client = &visit.client.client;
        let subject = pairwise(&self.ground.ring, &client.subject_sector, &standing.account.id);
        let matters = decision.rows.iter().map(|row| {
            let mut words = Map::new();
            words.insert("matter".into(), row.matter.key().into());
            words.insert("agreed".into(), row.agreed.into());
            words.insert("purpose_version".into(), row.purpose.0.as_str().into());
            words.insert("until".into(), row.until.unix().into());
            if let Matter::Item(item) = row.matter
                && let Some(entry) = client.registered(item)
            {
                words.insert("retention_days".into(), entry.retention_days.into());
            }
            Value::Object(words)
        });
        let mut claims = Map::new();
        claims.insert("iss".into(), self.issuer.as_str().into());
        claims.insert("sub".into(), subject.as_str().into());
        claims.insert("aud".into(), client.id.as_str().into());
        claims.insert("iat".into(), visit.now.unix().into());
        claims.insert("jti".into(), id.as_str().into());
        claims.insert("organization".into(), client.legal_name.as_str().into());
        claims.insert("organization_number".into(), client.organization_number.as_str().into());
        claims.insert("purpose".into(), client.purpose.vi.as_str().into());
        claims.insert("purpose#en".into(), client.purpose.en.as_str().into());
        claims.insert("decisions".into(), matters.collect::<Vec<_>>().into());
        let details = &visit.request.details;
        if decision.consented.covers(Matter::Details) && !details.is_empty() {
            claims.insert("authorization_details".into(), authorization_details::written(details));
        }
        let proofs = standing.session.proofs;
        claims.insert("auth_time".into(), proofs.auth_time().unix().into());
        claims.insert("amr".into(), amr(proofs).into());
        claims
    }
}

/// Word for word what was shown and agreed to.
fn granted_details(request: &AuthorizationRequest, settlement: &Settlement) -> Option<String> {
    let agreed = settlement.consented().covers(Matter::Details) && !request.details.is_empty();
    agreed.then(|| authorization_details::written(&request.details).to_string())
}

/// Where a decision's receipt stands sealed.
#[must_use]
pub fn receipt_place(id: &ConsentId) -> Place<'_> {
    Place { table: "consents", column: "body", id: id.as_str() }
}

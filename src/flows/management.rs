//! Our management resources: what a machine may read in its own name (RFC 6749 §4.4).

use super::error::Error;
use super::proofs;
use super::userinfo::{Sender, UserinfoFlow};
use crate::protocol::bearer::{BearerFault, ShownToken};
use crate::protocol::jwt::Returned;
use crate::protocol::management_token;
use crate::protocol::refusal;
use crate::protocol::scope::{Scope, Scopes};
use crate::store::batch::Batch;
use crate::store::tokens::is_revoked;

/// Lets machines in.
#[derive(Clone)]
pub struct ManagementFlow {
    /// How tokens are read, and what their sender holds.
    pub userinfo: UserinfoFlow,
}

impl ManagementFlow {
    /// Whether a token opens the resource at this path, which this scope is for. The registration as it
    /// is now counts too: a machine that lost the scope has lost it at once.
    pub async fn admit(
        &self,
        shown: &ShownToken,
        sender: Sender<'_>,
        (path, scope): (&str, Scope),
    ) -> Result<(), Error<BearerFault>> {
        let refused = |error| Error::Refused(BearerFault::Refused(error));
        let (ground, issuing) = (&self.userinfo.ground, &self.userinfo.issuing);
        let now = ground.now();
        let read = issuing.signer.read(&shown.token, Returned::AccessToken).ok();
        let read = read.and_then(|read| management_token::read(&read, &issuing.issuer, now));
        let read = read.ok_or(refused(refusal::TOKEN))?;
        if is_revoked(&ground.database, &read.id).await? {
            return Err(refused(refusal::TOKEN));
        }
        let from = (sender.address, path);
        let proof = self.userinfo.held_by(read.bound.as_ref(), (shown, path), sender, now).await;
        let proof = proof.map_err(refused)?;
        let registered = self.userinfo.clients.find(&read.client).await?;
        let registered = registered.ok_or(refused(refusal::TOKEN))?;
        self.userinfo.welcome(&registered.client, from, now).await?;
        let granted = Scopes::parse(&registered.client.scopes.join(" ")).unwrap_or_default();
        if !registered.client.machine || !read.scopes.contains(scope) || !granted.contains(scope) {
            return Err(refused(refusal::SCOPE));
        }
        if let Some(proof) = proof {
            let mut batch = Batch::new();
            let place = proofs::spend(ground, &proof, &mut batch);
            let outcome = ground.database.commit(batch).await?;
            if !outcome.done().is_some_and(|it| it.took(place)) {
                return Err(refused(refusal::PROOF_SPENT));
            }
        }
        Ok(())
    }
}

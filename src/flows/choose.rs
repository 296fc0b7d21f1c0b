//! Which account it is to be (`prompt=select_account`), or whether it is to go on with a service
//! that was left, when somebody is signed in already.

use super::authorization::AuthorizationFlow;
use super::error::Error;
use super::here;
use super::snapshots::{Snapshots, Who};
use super::standing::{Browser, Standing};
use super::visit::{Next, Visit, VisitError, VisitRefusal};
use crate::domain::id::InteractionId;
use crate::domain::interaction::Step;
use crate::store::batch::{Batch, Outcome};
use crate::store::interactions::settle_interaction;
use crate::store::sessions::{EndedBy, end_session};

/// Choosing the account.
#[derive(Clone)]
pub struct ChooseFlow {
    /// The hall.
    pub hall: AuthorizationFlow,
    /// For the name that is shown.
    pub snapshots: Snapshots,
}

impl ChooseFlow {
    /// Who is signed in; nobody is named of whom a password alone is proven.
    pub async fn who(&self, visit: &Visit) -> Result<Option<Who>, VisitError> {
        let standing = visit.standing.as_ref();
        let standing = standing.ok_or(Error::Refused(VisitRefusal::NotYours))?;
        if !standing.session.proofs.are_whole() {
            return Ok(None);
        }
        self.snapshots.who(standing, visit.now).await.map(Some)
    }

    /// The person says that it is somebody else. Of who proved a password alone nothing stays here; a
    /// whole sign-in ends when another person has signed in.
    pub async fn somebody_else(
        &self,
        (id, ticket): (&InteractionId, Option<&str>),
        browser: &Browser,
    ) -> Result<(), VisitError> {
        let visit = self.hall.resume(id, ticket, browser).await?;
        let half = |standing: &&Standing| !standing.session.proofs.are_whole();
        if let Some(standing) = visit.standing.as_ref().filter(half) {
            let mut batch = Batch::new();
            end_session(&mut batch, &standing.session.id, EndedBy::Other, visit.now);
            self.hall.ground.database.commit(batch).await?;
        }
        Ok(())
    }

    /// The person says that it is they.
    pub async fn this_one(
        &self,
        (id, ticket): (&InteractionId, Option<&str>),
        browser: &Browser,
    ) -> Result<Next, VisitError> {
        let mut visit = self.hall.resume(id, ticket, browser).await?;
        if !matches!(visit.step(None), Step::Choose(_)) {
            return self.hall.proceed(visit).await;
        }
        let session = visit.standing.as_ref().map(|standing| standing.session.id.clone());
        if let Some(open) = visit.open.as_mut() {
            open.said.chosen = true;
            let mut batch = Batch::new();
            let (words, browser) = (here::write(open.here, open.said), *open.ticket.browser());
            let done = (words.as_str(), open.round.as_ref().map(|round| &round.id));
            let session = session.as_ref();
            settle_interaction(&mut batch, (&open.id, &browser), session, done, visit.now);
            if let Outcome::Refused(_) = self.hall.ground.database.commit(batch).await? {
                return Err(Error::Refused(VisitRefusal::Over));
            }
        }
        self.hall.proceed(visit).await
    }
}

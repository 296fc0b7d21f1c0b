//! When the owner is told of wrong passwords: with a proof that it is about them, and never for a
//! number alone, which would make the number a way to send messages to anybody.

use super::LoginFlow;
use super::candidate::Candidate;
use crate::domain::account::Account;
use crate::domain::time::Timestamp;
use crate::store::attempts::password_key;

impl LoginFlow {
    /// Somebody holds the known browser and does not know the password: told at once.
    pub(super) async fn warn_on_device(
        &self,
        candidate: &Candidate,
        owner: Option<&Account>,
        now: Timestamp,
    ) {
        let is_here = candidate.device.as_ref().is_some_and(|device| device.is_here);
        if let Some(owner) = owner.filter(|_| is_here) {
            self.warn((owner, &candidate.key), now, now).await;
        }
    }

    /// Strangers were made to wait, and now the password was right, here or with them: the owner is
    /// told, who may be neither.
    pub(super) async fn warn_of_strangers(
        &self,
        candidate: &Candidate,
        owner: &Account,
        now: Timestamp,
    ) {
        let last = candidate.row.attempts.last_failure.unwrap_or(now);
        self.warn((owner, &password_key(&owner.id)), last, now).await;
    }

    /// A warning that cannot be written is no reason to turn the person away.
    async fn warn(&self, whom: (&Account, &str), last: Timestamp, now: Timestamp) {
        if let Err(error) = self.sending.warn(whom, last, now).await {
            tracing::warn!(?error, "the owner could not be told of wrong passwords");
        }
    }
}

//! Requests that end what they came for: a code that whoever holds it did not ask for, a code or a rotated
//! token that comes a second time.

use super::TokenFlow;
use crate::domain::event::EventKind;
use crate::domain::time::Timestamp;
use crate::store::authorizations::{
    AuthorizationRow, RevokedBy, burn_code, revoke_authorization_once,
};
use crate::store::batch::Batch;

impl TokenFlow {
    /// A wrong verifier burns the code: whoever holds it is not who asked for it. If the right one
    /// was quicker, this was a second use.
    pub(super) fn burning(&self, row: &AuthorizationRow, now: Timestamp) -> Batch {
        let mut batch = Batch::new();
        burn_code(&mut batch, &row.id, now, self.revocation(row, now));
        self.note(&mut batch, EventKind::CodeBurned, row, String::new(), now);
        batch
    }

    /// A rotated token that comes back late was stolen, or its successor was: the family dies.
    pub(super) fn family_death(&self, row: &AuthorizationRow, now: Timestamp) -> Batch {
        let mut batch = Batch::new();
        revoke_authorization_once(&mut batch, &row.id, RevokedBy::RefreshReplay, now);
        self.note(&mut batch, EventKind::RefreshReplayed, row, String::new(), now);
        batch
    }

    pub(super) fn revocation(&self, row: &AuthorizationRow, now: Timestamp) -> Batch {
        let mut batch = Batch::new();
        revoke_authorization_once(&mut batch, &row.id, RevokedBy::CodeReplay, now);
        self.note(&mut batch, EventKind::CodeReplayed, row, String::new(), now);
        batch
    }
}

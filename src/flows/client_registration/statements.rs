//! Software statements that registrations show (RFC 7591 §2.3).

use std::sync::Arc;

use serde_json::{Map, Value};

use super::refusal::{RegistrationError, metadata};
use crate::domain::time::Timestamp;
use crate::protocol::client_registration::{Refusal, statement};
use crate::protocol::issuer::Issuer;
use crate::protocol::software_statement::StatementIssuer;

/// Whose software statements are taken, if anybody's.
#[derive(Clone, Debug, Default)]
pub struct Statements(pub Option<Arc<StatementIssuer>>);

/// A statement as it came, and what it vouches for.
#[derive(Debug, Default)]
pub(super) struct Vouched {
    pub text: Option<String>,
    pub claims: Map<String, Value>,
}

impl Statements {
    /// Lays what a statement vouches for over what the client says. To pass over what is to win over all else
    /// would register another client than the one that was meant.
    pub(super) fn laid_over(
        &self,
        said: &mut Map<String, Value>,
        us: &Issuer,
        now: Timestamp,
    ) -> Result<Vouched, RegistrationError> {
        let Some(text) = statement(said).map_err(metadata)? else { return Ok(Vouched::default()) };
        let issuer = self.0.as_ref().ok_or_else(|| metadata(Refusal::unapproved_statement()))?;
        let claims = issuer.read(&text, us, now).map_err(metadata)?;
        said.extend(claims.clone());
        Ok(Vouched { text: Some(text), claims })
    }
}

/// A change may show the statement that the registration was made by, and no other one.
pub(super) fn unchanged(
    said: &mut Map<String, Value>,
    kept: Option<&str>,
) -> Result<(), RegistrationError> {
    let shown = statement(said).map_err(metadata)?;
    if shown.is_none() || shown.as_deref() == kept {
        return Ok(());
    }
    Err(metadata(Refusal::wrong_statement("cannot be changed: register another client by it")))
}

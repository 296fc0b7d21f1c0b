//! What this process did and what it has before it, for the operator's page of metrics.

use std::sync::Arc;

use super::ground::Ground;
use super::outbox::Outbox;
use super::signing::Signer;
use super::tally::TokenCount;
use crate::domain::time::Timestamp;
use crate::ports::certificate::Certificate;
use crate::ports::outside_system::{Counts as SystemCounts, OutsideSystem};
use crate::ports::password_hasher::PasswordHasher;
use crate::ports::token_signer::SignatureCount;
use crate::store::database::Counts;

/// Everything that counts.
#[derive(Clone)]
pub struct Gauges {
    /// Rows.
    pub ground: Ground,
    /// Hashes passwords.
    pub hasher: Arc<dyn PasswordHasher>,
    /// The way out for messages.
    pub outbox: Outbox,
    /// Every system outside that is asked.
    pub outside: Vec<Arc<dyn OutsideSystem>>,
    /// Signs tokens.
    pub signer: Signer,
    /// The certificates that are shown, by the listener that shows them.
    pub certificates: Vec<(&'static str, Arc<dyn Certificate>)>,
}

/// The numbers at one moment.
#[derive(Clone, Debug)]
pub struct Readings {
    /// What the database did since the start.
    pub database: Counts,
    /// Password hashes since the start.
    pub hashes_run: u64,
    /// Passwords that wait to be hashed.
    pub hashes_waiting: usize,
    /// Messages that wait to be handed to the gateway.
    pub messages_waiting: usize,
    /// What each outside system was asked since the start.
    pub outside: Vec<SystemCounts>,
    /// What each key has signed since the start.
    pub signatures: Vec<SignatureCount>,
    /// What became of the tokens that were signed, by kind.
    pub tokens: Vec<(&'static str, TokenCount)>,
    /// When each listener's certificate ends.
    pub certificates_end_at: Vec<(&'static str, Timestamp)>,
}

impl Gauges {
    /// Tells from now on when the certificate of a listener ends.
    pub fn watch(&mut self, listener: &'static str, certificate: Arc<dyn Certificate>) {
        self.certificates.push((listener, certificate));
    }

    /// The numbers now. Nothing is asked of anybody.
    #[must_use]
    pub fn read(&self) -> Readings {
        Readings {
            database: self.ground.database.counts(),
            hashes_run: self.hasher.hashes_run(),
            hashes_waiting: self.hasher.waiting(),
            messages_waiting: self.outbox.waiting(),
            outside: self.outside.iter().map(|system| system.counts()).collect(),
            signatures: self.signer.signatures(),
            tokens: self.signer.tokens(),
            certificates_end_at: self
                .certificates
                .iter()
                .map(|(listener, shown)| (*listener, shown.ends_at()))
                .collect(),
        }
    }
}

//! Keys that never leave a hardware token: made in it, and used there through its PKCS#11 module. A few
//! threads hold a session each, so that a slow token keeps nobody waiting but those who want a
//! signature, and these not for long.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use crate::connectors::counters::Counters;
use crate::domain::client::SigningAlgorithm;
use crate::ports::outside_system::{Counts, OutsideSystem};
use crate::ports::token_signer::SignerError;

pub mod error;
pub mod mechanism;
pub mod pool;
mod seat;
pub mod token;

use pool::{Hand, Job, Made, Pool};
use seat::Seat;
use token::Token;

/// Signatures that may wait for one session.
const ROOM: usize = 64;

/// Signs with the keys of a token.
pub struct Hsm {
    pool: Pool,
    counters: Arc<Counters>,
}

impl Hsm {
    /// Takes as many sessions as the settings say.
    ///
    /// # Errors
    /// If the machine refuses a thread.
    pub fn start(token: &Arc<Token>) -> std::io::Result<Self> {
        let seat = |_| Box::new(Seat::of(Arc::clone(token))) as Box<dyn Hand>;
        let settings = token.settings();
        Self::of((0..settings.sessions).map(seat).collect(), settings.patience)
    }

    fn of(hands: Vec<Box<dyn Hand>>, patience: Duration) -> std::io::Result<Self> {
        let counters = Arc::new(Counters::default());
        let pool = Pool::start(hands, ROOM, patience)?;
        Ok(Self { pool, counters })
    }

    /// Signs with the key of this label. What is made too late for its caller is told to `made` too.
    pub async fn sign(
        &self,
        algorithm: SigningAlgorithm,
        label: &str,
        message: &[u8],
        made: Made,
    ) -> Result<Vec<u8>, SignerError> {
        let (answer, answered) = oneshot::channel();
        let (label, message) = (label.to_owned(), message.to_vec());
        let job = Job { algorithm, label, message, answer, made };
        let outcome = self.pool.answer(job, answered).await;
        self.counters.count(outcome.as_ref().map(|_| ()).map_err(|silence| *silence));
        outcome.map_err(|_| SignerError::Unavailable)
    }
}

impl OutsideSystem for Hsm {
    fn counts(&self) -> Counts {
        self.counters.read("hsm", false)
    }
}

#[cfg(test)]
mod tests;

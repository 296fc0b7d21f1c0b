//! One thread's place at the token: a session and the keys it has found there, given up for fresh ones
//! when something failed.

use std::collections::HashMap;
use std::sync::Arc;

use cryptoki::object::ObjectHandle;
use cryptoki::session::Session;

use super::error::HsmError;
use super::mechanism::signing;
use super::pool::Hand;
use super::token::{Token, device, find};
use crate::domain::client::SigningAlgorithm;

/// One thread's place at the token.
pub(super) struct Seat {
    token: Arc<Token>,
    taken: Option<Taken>,
}

struct Taken {
    generation: u64,
    session: Session,
    keys: HashMap<String, ObjectHandle>,
}

impl Seat {
    pub(super) fn of(token: Arc<Token>) -> Self {
        Self { token, taken: None }
    }

    fn sign_once(
        &mut self,
        algorithm: SigningAlgorithm,
        label: &str,
        message: &[u8],
    ) -> Result<Vec<u8>, (u64, HsmError)> {
        let library = self.token.library();
        let generation = library.generation;
        let failed = |error| (generation, error);
        let kept = self.taken.take().filter(|taken| taken.generation == generation);
        let taken = if let Some(taken) = kept {
            taken
        } else {
            let session = self.token.session(&library.pkcs11).map_err(failed)?;
            Taken { generation, session, keys: HashMap::new() }
        };
        match taken.signed(algorithm, label, message) {
            Ok((taken, signature)) => {
                self.taken = Some(taken);
                Ok(signature)
            }
            Err(error) => Err(failed(error)),
        }
    }
}

impl Taken {
    /// Signs, or gives the session back: what failed once is not trusted again.
    fn signed(
        mut self,
        algorithm: SigningAlgorithm,
        label: &str,
        message: &[u8],
    ) -> Result<(Self, Vec<u8>), HsmError> {
        let (mechanism, data) = signing(algorithm, message);
        let key = match self.keys.get(label) {
            Some(key) => Ok(*key),
            None => find(&self.session, label),
        };
        let signed = key.and_then(|key| {
            self.keys.insert(label.to_owned(), key);
            self.session.sign(&mechanism, key, &data).map_err(device)
        });
        match signed {
            Ok(signature) => Ok((self, signature)),
            Err(error) => {
                drop(self.session.close());
                Err(error)
            }
        }
    }
}

impl Hand for Seat {
    /// At once; else in a fresh session; else with the module loaded anew.
    fn sign(
        &mut self,
        algorithm: SigningAlgorithm,
        label: &str,
        message: &[u8],
    ) -> Result<Vec<u8>, HsmError> {
        let mut last = None;
        for renews in [false, true, false] {
            match self.sign_once(algorithm, label, message) {
                Ok(signature) => return Ok(signature),
                Err((_, error @ (HsmError::Pin | HsmError::PinLocked))) => return Err(error),
                Err((generation, error)) => {
                    last = Some(error);
                    if renews {
                        self.token.renew(generation)?;
                    }
                }
            }
        }
        Err(last.unwrap_or_else(|| HsmError::Device("it was not asked".to_owned())))
    }
}

//! How often each key has signed, for the operator who compares it with the tokens that were issued.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::client::SigningAlgorithm;
use crate::ports::token_signer::SignatureCount;

/// Counts that outlive the keys they count: a key that is gone has still signed.
#[derive(Default)]
pub(super) struct SignatureCounts(Mutex<BTreeMap<Arc<str>, (SigningAlgorithm, u64)>>);

impl SignatureCounts {
    pub(super) fn add(&self, algorithm: SigningAlgorithm, key_id: &Arc<str>) {
        // A number under a poisoned lock is still a whole number.
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.entry(Arc::clone(key_id)).or_insert((algorithm, 0)).1 += 1;
    }

    pub(super) fn read(&self) -> Vec<SignatureCount> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let read = |(key_id, (algorithm, made)): (&Arc<str>, &(SigningAlgorithm, u64))| {
            SignatureCount { algorithm: *algorithm, key_id: Arc::clone(key_id), made: *made }
        };
        counts.iter().map(read).collect()
    }
}

//! How often each key has signed, for the operator who compares it with the tokens that were issued.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::client::SigningAlgorithm;
use crate::ports::token_signer::SignatureCount;

/// Counts that outlive the keys they count: a key that is gone has still signed.
#[derive(Default)]
pub(super) struct SignatureCounts(Mutex<BTreeMap<Arc<str>, SignatureCount>>);

impl SignatureCounts {
    /// A signature was made; perhaps too late for whoever wanted it.
    pub(super) fn add(&self, algorithm: SigningAlgorithm, key_id: &Arc<str>, in_time: bool) {
        // A number under a poisoned lock is still a whole number.
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let none = || SignatureCount { algorithm, key_id: Arc::clone(key_id), made: 0, late: 0 };
        let count = counts.entry(Arc::clone(key_id)).or_insert_with(none);
        count.made += 1;
        count.late += u64::from(!in_time);
    }

    pub(super) fn read(&self) -> Vec<SignatureCount> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }
}

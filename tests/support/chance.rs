//! Chance that repeats itself: the same seed gives the same codes, handles and nonces.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::digest::{SHA256, digest};
use danh::ports::entropy::Entropy;

/// Bytes from a seed and a counter.
pub struct SeededEntropy {
    seed: u64,
    blocks: AtomicU64,
    left: Mutex<Vec<u8>>,
}

impl SeededEntropy {
    /// A source of its own for each seed.
    pub fn new(seed: u64) -> Self {
        Self { seed, blocks: AtomicU64::new(0), left: Mutex::new(Vec::new()) }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        let mut left = self.left.lock().expect("no test panicked while it held chance");
        for byte in buffer {
            if left.is_empty() {
                let block = self.blocks.fetch_add(1, Ordering::SeqCst);
                let text = format!("{} {block}", self.seed);
                left.extend_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
            }
            *byte = left.pop().unwrap_or_default();
        }
    }
}

//! Letting an answer come later.

use std::pin::Pin;

use crate::domain::time::Lifetime;

/// Lets answers wait. No thread is held meanwhile, and only so many wait at a time: the answer of
/// whoever finds no place comes at once, so that the brake is no way to stop others.
pub trait Patience: Send + Sync {
    /// Comes back after the span, or at once.
    fn pause(&self, span: Lifetime) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

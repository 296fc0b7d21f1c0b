//! The certificate that the provider shows, as the operator sees it.

use crate::domain::time::Timestamp;

/// A certificate that comes to its end.
pub trait Certificate: Send + Sync {
    /// From then on no browser takes it.
    fn ends_at(&self) -> Timestamp;
}

//! The answer every register gives: the thing, nothing of that name, or no answer.

/// What came of asking an outside register. Not answering is an answer that flows handle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<T> {
    /// The register knows it.
    Found(T),
    /// The register does not know it.
    Absent,
    /// The register did not answer in time, or not sensibly.
    Unknown,
}

/// A register's answer, later.
pub type Asking<'a, T> =
    std::pin::Pin<Box<dyn std::future::Future<Output = Answer<T>> + Send + 'a>>;

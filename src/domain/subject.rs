//! The pairwise name that one client sees (`sub`). OpenID Connect Core 8.1.

/// A name of one account for one sector; made by `sealing::pairwise` and by nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Subject(String);

impl Subject {
    /// Takes over what the keyed digest yielded.
    #[must_use]
    pub(crate) fn derived(text: String) -> Self {
        Self(text)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

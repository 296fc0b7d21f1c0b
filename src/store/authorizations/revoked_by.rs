//! Why what was authorized is dead, as its row says it.

/// Why an authorization was revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevokedBy {
    /// Its code was used twice.
    CodeReplay,
    /// A rotated refresh token came back.
    RefreshReplay,
    /// The client gave it back.
    Client,
    /// The person stopped it.
    Person,
}

impl RevokedBy {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::CodeReplay => "code_replay",
            Self::RefreshReplay => "refresh_replay",
            Self::Client => "client",
            Self::Person => "person",
        }
    }
}

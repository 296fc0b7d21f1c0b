//! Which rules a client lives by.

/// Which rules a client lives by; fixed at registration. No rule of one serves a client of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Profile {
    /// OpenID Connect as stock software speaks it.
    Oidc,
    /// FAPI 2.0 Security Profile: pushed requests, keys instead of secrets, tokens bound to their holder.
    Fapi2,
    /// FAPI 2.0 Message Signing on top of it: signed requests and signed answers.
    Fapi2Signed,
}

impl Profile {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Oidc, Self::Fapi2, Self::Fapi2Signed];

    /// The word of a registration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Oidc => "oidc",
            Self::Fapi2 => "fapi2",
            Self::Fapi2Signed => "fapi2-signed",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.as_str() == text)
    }

    /// Whether the FAPI 2.0 Security Profile holds.
    #[must_use]
    pub fn is_fapi2(self) -> bool {
        self >= Self::Fapi2
    }
}

//! How a client wants to hear that a person signed out, beyond what it asked itself.

use super::registered_url::{BrowserUrl, RegisteredUrl};

/// What a client registered about sign-outs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignOut {
    /// Where we tell it, from server to server.
    pub back_channel: Option<RegisteredUrl>,
    /// Whether that must name the session. It always does.
    pub back_channel_session: bool,
    /// What the person's own browser opens, in a frame.
    pub front_channel: Option<BrowserUrl>,
    /// Whether that must name issuer and session.
    pub front_channel_session: bool,
}

impl SignOut {
    /// Whether it hears of them at all.
    #[must_use]
    pub fn hears(&self) -> bool {
        self.back_channel.is_some() || self.front_channel.is_some()
    }
}

//! What every door needs of the house: form tokens, the time of a page, names of requests, and the
//! reading of a browser's cookies.

use super::ground::Ground;
use super::standing::Browser;
use crate::domain::network::CallerNetwork;
use crate::domain::text::hexadecimal;
use crate::domain::time::Timestamp;
use crate::sealing::{FORM_TOKEN_LENGTH, Handle, form_token, form_token_fits};

/// Form tokens and the like.
#[derive(Clone)]
pub struct Forms {
    /// Keys, time and chance.
    pub ground: Ground,
}

impl Forms {
    /// Characters of a token.
    pub const TOKEN_LENGTH: usize = FORM_TOKEN_LENGTH;

    /// A token for a form of whoever holds this cookie's text; another each time, so that no answer's
    /// length or bytes tell it.
    #[must_use]
    pub fn token(&self, holder: &str) -> String {
        form_token(&self.ground.ring, holder, self.ground.chance())
    }

    /// Whether a form came from a page that was given to this holder.
    #[must_use]
    pub fn fits(&self, holder: &str, token: &str) -> bool {
        form_token_fits(&self.ground.ring, holder, token)
    }

    /// Now, for what a page shows.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.ground.now()
    }

    /// A name for a request, in logs and on error pages.
    #[must_use]
    pub fn request_name(&self) -> String {
        hexadecimal(&self.ground.chance::<6>())
    }
}

impl Browser {
    /// Reads the cookies of a browser; what is no handle of ours is as if it were not there.
    #[must_use]
    pub fn read(
        (session, device): (Option<&str>, Option<&str>),
        label: String,
        network: Option<CallerNetwork>,
    ) -> Self {
        Self {
            session: session.and_then(Handle::parse),
            device: device.and_then(Handle::parse),
            label,
            network,
        }
    }

    /// The name of the session that the browser shows, empty if it shows none. A form is held by it
    /// and not by the cookie's whole text: proving oneself again in another tab gives the cookie
    /// another secret, and the form is the same person's still.
    #[must_use]
    pub fn session_name(&self) -> &str {
        self.session.as_ref().map_or("", |shown| shown.id.as_str())
    }
}

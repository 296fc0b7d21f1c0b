//! The ticket that binds a browser to an open request. It is given when the request is opened and
//! needs no row: a keyed digest says that it is ours and for which request. At the first proof the
//! row remembers which ticket it was, and from then on no other will do.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::id::InteractionId;
use crate::domain::text::Secret;
use crate::sealing::{Digest, KeyRing, Kind, digest};

/// A browser's hold on one open request.
#[derive(Clone, Debug)]
pub struct Ticket {
    text: Secret,
    browser: Digest,
}

impl Ticket {
    /// A new ticket from 32 unpredictable bytes.
    #[must_use]
    pub fn new(ring: &KeyRing, id: &InteractionId, chance: [u8; 32]) -> Self {
        let mac = digest(ring, Kind::Interaction, id.as_str(), &chance);
        let text = [&chance[..], mac.as_bytes()].concat();
        Self {
            text: Secret::new(URL_SAFE_NO_PAD.encode(text)),
            browser: digest(ring, Kind::Interaction, "browser", &chance),
        }
    }

    /// Reads what a browser shows for this request; a stranger's or another request's is none.
    #[must_use]
    pub fn parse(ring: &KeyRing, id: &InteractionId, shown: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(shown).ok().filter(|bytes| bytes.len() == 64)?;
        let (chance, mac) = bytes.split_at_checked(32)?;
        let expected = digest(ring, Kind::Interaction, id.as_str(), chance);
        (Digest::from_bytes(mac)? == expected).then(|| Self {
            text: Secret::new(shown.to_owned()),
            browser: digest(ring, Kind::Interaction, "browser", chance),
        })
    }

    /// What the cookie holds.
    #[must_use]
    pub fn text(&self) -> &Secret {
        &self.text
    }

    /// What the row remembers of it.
    #[must_use]
    pub fn browser(&self) -> &Digest {
        &self.browser
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::Timestamp;

    #[test]
    fn a_ticket_is_for_one_request_and_cannot_be_made_by_others() {
        let ring = KeyRing::from_root(&[3; 32]);
        let id = |chance| InteractionId::new(Timestamp::from_unix(1), [chance; 12]);
        let ticket = Ticket::new(&ring, &id(1), [9; 32]);
        let shown = ticket.text().expose().to_owned();
        let read = Ticket::parse(&ring, &id(1), &shown).expect("ours");
        assert_eq!(read.browser(), ticket.browser());
        assert!(Ticket::parse(&ring, &id(2), &shown).is_none());
        assert!(Ticket::parse(&KeyRing::from_root(&[4; 32]), &id(1), &shown).is_none());
        for wrong in ["", "a", &shown[1..], &"A".repeat(86)] {
            assert!(Ticket::parse(&ring, &id(1), wrong).is_none());
        }
    }
}

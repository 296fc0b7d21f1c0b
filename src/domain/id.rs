//! Names of our own records: time-ordered, so that new rows land side by side (`decisions/0001`),
//! and of one type each, so that one cannot be taken for another.

use super::text::hexadecimal;
use super::time::Timestamp;

/// Eight hexadecimal digits of seconds, twenty-four of chance: 32 lower-case digits.
fn ordered(now: Timestamp, chance: [u8; 12]) -> String {
    let seconds = u32::try_from(now.unix().max(0)).unwrap_or(u32::MAX);
    let mut name = [0; 16];
    let (moment, rest) = name.split_at_mut(4);
    moment.copy_from_slice(&seconds.to_be_bytes());
    rest.copy_from_slice(&chance);
    hexadecimal(&name)
}

/// What all these names have in common, for code that carries any of them (`sealing::digest::Handle`).
pub trait OrderedId: Sized {
    /// Reads a name that we made; anything else is none of ours.
    fn parse(text: &str) -> Option<Self>;
    /// The name as tables and addresses write it.
    fn as_str(&self) -> &str;
}

fn is_ordered(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// A new name: the moment first, then chance.
            #[must_use]
            pub fn new(now: Timestamp, chance: [u8; 12]) -> Self {
                Self(ordered(now, chance))
            }

            /// Reads a name that we made; anything else is none of ours.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                is_ordered(text).then(|| Self(text.to_owned()))
            }

            /// The name as tables and addresses write it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl OrderedId for $name {
            fn parse(text: &str) -> Option<Self> {
                Self::parse(text)
            }

            fn as_str(&self) -> &str {
                self.as_str()
            }
        }
    )*};
}

ids! {
    /// Our record of a person.
    AccountId;
    /// An authenticated browser. Public half of its handle.
    SessionId;
    /// An unanswered authorization request; stands in `/gd/{id}`.
    InteractionId;
    /// What an account authorized for a client.
    AuthorizationId;
    /// A remembered decision about a client's claims.
    ConsentId;
    /// All the codes sent for one interaction, tried together.
    OtpRoundId;
    /// A code sent to a phone.
    ChallengeId;
    /// Evidence that was shown for an account.
    ProofingId;
    /// A sign-out that waits for a person's yes.
    LogoutRequestId;
    /// A text message waiting or sent.
    MessageId;
    /// A row of the audit log.
    EventId;
    /// Public half of a refresh token's handle.
    RefreshTokenId;
    /// An access token (`jti`).
    AccessTokenId;
    /// A browser bound to an account.
    DeviceId;
    /// Public half of an initial access token.
    InvitationId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_names_sort_later() {
        let early = AccountId::new(Timestamp::from_unix(1_700_000_000), [255; 12]);
        let late = AccountId::new(Timestamp::from_unix(1_700_000_001), [0; 12]);
        assert!(early < late);
        assert_eq!(AccountId::parse(early.as_str()), Some(early));
    }

    #[test]
    fn a_foreign_name_is_not_read() {
        for wrong in ["", "0123", &"g".repeat(32), &"A".repeat(32), &"0".repeat(33)] {
            assert_eq!(SessionId::parse(wrong), None, "{wrong}");
        }
    }
}

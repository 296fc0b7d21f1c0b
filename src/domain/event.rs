//! The audit vocabulary: closed, and free of personal data. A detail names claims, never values.

use super::client::ClientId;
use super::id::AccountId;

/// An audit fact about an account, a client, or both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// To whom, if it is about a person.
    pub account: Option<AccountId>,
    /// With which client, if one took part.
    pub client: Option<ClientId>,
    /// Claim names, scopes or the like, separated by spaces.
    pub detail: String,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        /// What happened.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum EventKind { $($(#[$doc])* $name),* }

        impl EventKind {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The word in the log.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),* }
            }

            /// Reads the word in the log.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
            }
        }
    };
}

kinds! {
    /// An account was brought in with its evidence.
    AccountImported = "account.imported";
    /// An account was locked.
    AccountLocked = "account.locked";
    /// Codes of an account count again that was guessed at too often.
    AccountUnbarred = "account.unbarred";
    /// A password was right.
    PasswordProven = "login.password";
    /// A password was wrong.
    PasswordMissed = "login.password_missed";
    /// The owner was told by a message that many passwords were wrong.
    OwnerWarned = "login.owner_warned";
    /// A code was sent.
    OtpSent = "login.otp_sent";
    /// A code was right.
    OtpProven = "login.otp";
    /// A code was wrong.
    OtpMissed = "login.otp_missed";
    /// The person set another password; what was signed in or issued before is dead.
    PasswordChanged = "password.changed";
    /// The account moved to another browser; what was on the former is dead.
    DeviceChanged = "device.changed";
    /// Another account took the account's browser; nothing of its own has ended.
    DeviceCeded = "device.ceded";
    /// A session ended at the person's wish.
    SignedOut = "session.signed_out";
    /// The person agreed to share.
    ConsentGiven = "consent.given";
    /// The person did not share.
    ConsentRefused = "consent.refused";
    /// The person stopped sharing.
    ConsentStopped = "consent.stopped";
    /// Tokens were issued.
    TokensIssued = "token.issued";
    /// Tokens were issued to a client that came back.
    TokensRefreshed = "token.refreshed";
    /// A code was used twice; all that came from it is dead.
    CodeReplayed = "token.code_replayed";
    /// A code was tried with a wrong verifier and burned.
    CodeBurned = "token.code_burned";
    /// A rotated refresh token was used again; its family is dead.
    RefreshReplayed = "token.refresh_replayed";
    /// A client gave a token back.
    TokenRevoked = "token.revoked";
    /// Claims were released.
    ClaimsRead = "claims.read";
    /// Somebody who proved to be a client, or showed its token, came from a network that it did not register.
    ClientKeptOut = "client.kept_out";
    /// A client was registered or changed.
    ClientApplied = "client.applied";
    /// An operator gave an initial access token, by which clients register themselves.
    ClientInvited = "client.invited";
    /// An operator took an initial access token back.
    InvitationWithdrawn = "client.invitation_withdrawn";
    /// A client registered itself.
    ClientRegistered = "client.registered";
    /// A client changed its own registration.
    ClientUpdated = "client.updated";
    /// A client ended its own registration; what was authorized for it is dead.
    ClientRemoved = "client.removed";
}

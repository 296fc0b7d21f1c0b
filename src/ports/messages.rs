//! Text messages.

use std::pin::Pin;

use crate::domain::id::MessageId;
use crate::domain::person::Phone;
use crate::domain::time::Timestamp;

/// One text message. The gateway sends a message of the same id at most once.
#[derive(Clone)]
pub struct TextMessage {
    /// Our name for it, the gateway's idempotency key.
    pub id: MessageId,
    /// To whom.
    pub to: Phone,
    /// The words, with the code in them.
    pub text: crate::domain::text::Secret,
    /// After this it must not be sent any more.
    pub deadline: Timestamp,
}

/// What the gateway said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It took the message.
    Taken,
    /// It will not take this message, now or later.
    Refused,
    /// It did not answer; the same message may be given again.
    Unknown,
}

/// Sends text messages.
pub trait Messages: Send + Sync {
    /// Hands one message over.
    fn send<'a>(
        &'a self,
        message: &'a TextMessage,
    ) -> Pin<Box<dyn Future<Output = Delivery> + Send + 'a>>;
}

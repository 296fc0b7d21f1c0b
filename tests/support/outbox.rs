//! An outbox instead of a gateway: tests read what would have been sent.

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use danh::ports::messages::{Delivery, Messages, TextMessage};

/// Keeps every message it is given.
#[derive(Clone, Default)]
pub struct Outbox(Arc<Mutex<Vec<TextMessage>>>);

impl Outbox {
    /// How many messages were handed over.
    pub fn count(&self) -> usize {
        self.messages().len()
    }

    /// The words of the newest message to this number (`+84…`).
    pub fn newest(&self, phone: &str) -> Option<String> {
        self.newest_after(0, phone)
    }

    /// The same, if it came after so many others.
    pub fn newest_after(&self, count: usize, phone: &str) -> Option<String> {
        let messages = self.messages();
        let mut newest = messages.iter().skip(count).rev();
        let own = newest.find(|message| message.to.as_str() == phone)?;
        Some(own.text.expose().to_owned())
    }

    /// The words of all messages to this number, in no order.
    pub fn all(&self, phone: &str) -> Vec<String> {
        let messages = self.messages();
        let own = messages.iter().filter(|message| message.to.as_str() == phone);
        own.map(|message| message.text.expose().to_owned()).collect()
    }

    /// The six digits of the newest message to this number.
    pub fn code(&self, phone: &str) -> Option<String> {
        code_in(&self.newest(phone)?)
    }

    fn messages(&self) -> Vec<TextMessage> {
        self.0.lock().expect("no test panicked while it held the outbox").clone()
    }
}

impl Messages for Outbox {
    fn send<'a>(
        &'a self,
        message: &'a TextMessage,
    ) -> Pin<Box<dyn Future<Output = Delivery> + Send + 'a>> {
        let mut kept = self.0.lock().expect("no test panicked while it held the outbox");
        if kept.iter().all(|former| former.id != message.id) {
            kept.push(message.clone());
        }
        Box::pin(std::future::ready(Delivery::Taken))
    }
}

/// The first run of exactly six digits.
pub fn code_in(text: &str) -> Option<String> {
    text.split(|c: char| !c.is_ascii_digit()).find(|run| run.len() == 6).map(str::to_owned)
}

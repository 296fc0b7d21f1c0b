//! Text messages on their way out. The transaction that makes a message leases it to this process,
//! which sends it after the commit; what was sent is marked in batches. A message whose process died
//! is taken over and sent again under the same name, which the gateway knows.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;

use super::error::{Error, Never};
use super::ground::Ground;
use crate::domain::id::{AccountId, MessageId};
use crate::domain::person::Phone;
use crate::domain::text::Secret;
use crate::domain::time::{Lifetime, Timestamp};
use crate::ports::messages::{Delivery, Messages, TextMessage};
use crate::sealing::Kind;
use crate::store::batch::Batch;
use crate::store::messages::{
    Lease, MessageRow, give_up_overdue, insert_message, mark_failed, mark_sent, message, take_over,
};
use crate::store::sealed::{Place, open_for_server, seal_for_server};

/// How long a process keeps a message to itself.
const LEASE: Lifetime = Lifetime::seconds(20);
/// Messages taken over at a time.
const HANDFUL: u32 = 50;
/// Messages given to the gateway at once.
const AT_ONCE: usize = 32;
/// Messages whose marks one transaction carries along.
const CARRIED: usize = 8;
/// What was sent and rode with no transaction is marked together, this often; well before a lease
/// ends.
const MARKING: Duration = Duration::from_secs(5);
/// Abandoned messages are looked for this often.
const LOOKING: Duration = Duration::from_secs(5);
/// At the end the gateway is listened to for so long; what it did not answer is taken over by others.
const LAST_WORD: Duration = Duration::from_secs(3);

/// The way out for text messages.
#[derive(Clone)]
pub struct Outbox {
    ground: Ground,
    process: Arc<str>,
    sender: mpsc::UnboundedSender<TextMessage>,
    /// What the gateway answered and no row says yet.
    done: Arc<Mutex<Vec<(MessageId, Delivery)>>>,
}

/// The other end, run once in the background.
pub struct Delivering {
    outbox: Outbox,
    gateway: Arc<dyn Messages>,
    waiting: mpsc::UnboundedReceiver<TextMessage>,
}

impl Outbox {
    /// A way out, and the other end of it.
    #[must_use]
    pub fn open(ground: Ground, gateway: Arc<dyn Messages>) -> (Self, Delivering) {
        let (sender, waiting) = mpsc::unbounded_channel();
        let name: [u8; 12] = ground.chance();
        let process = crate::sealing::digest(&ground.ring, Kind::Process, "", &name);
        let process: String =
            process.as_bytes().iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let outbox = Self { ground, process: process.into(), sender, done: Arc::default() };
        (outbox.clone(), Delivering { outbox, gateway, waiting })
    }

    /// Adds a message to a transaction; hand it to [`Outbox::send`] once that is committed.
    #[must_use]
    pub fn write(
        &self,
        batch: &mut Batch,
        (account, to): (&AccountId, &Phone),
        text: Secret,
        deadline: Timestamp,
        now: Timestamp,
    ) -> TextMessage {
        let id = MessageId::new(now, self.ground.chance());
        let plain = Secret::new(format!("{}\n{}", to.as_str(), text.expose()));
        let at = Place { table: "messages", column: "body", id: id.as_str() };
        let nonce = self.ground.chance();
        let body = seal_for_server(&self.ground.ring, nonce, at, plain.expose().as_bytes());
        let (account, attempts) = (account.clone(), 1);
        let row = MessageRow { id: id.clone(), account, body, created_at: now, deadline, attempts };
        insert_message(batch, &row, Lease { by: &self.process, until: now.plus(LEASE) });
        TextMessage { id, to: to.clone(), text, deadline }
    }

    /// Sends a committed message soon. Without the other end it waits to be taken over.
    pub fn send(&self, message: TextMessage) {
        let _unsent = self.sender.send(message);
    }

    /// Marks what was sent in a transaction that is made anyway, so that marks need none of their
    /// own. Should it fail, nothing is lost: an unmarked message is sent again under the same name.
    pub fn carry_marks(&self, batch: &mut Batch, now: Timestamp) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let few = done.len().min(CARRIED);
        mark(batch, done.drain(..few), now);
    }

    fn read(&self, row: &MessageRow) -> Option<TextMessage> {
        let at = Place { table: "messages", column: "body", id: row.id.as_str() };
        let plain = open_for_server(&self.ground.ring, at, &row.body)?;
        let (to, text) = std::str::from_utf8(&plain).ok()?.split_once('\n')?;
        Some(TextMessage {
            id: row.id.clone(),
            to: Phone::parse(to)?,
            text: Secret::new(text.to_owned()),
            deadline: row.deadline,
        })
    }
}

impl Delivering {
    /// Sends until it is told to stop. By then nobody writes messages any more: what waits is still
    /// given to the gateway, its answers are heard, and every mark is durable when this returns.
    pub async fn run(mut self, mut stop: oneshot::Receiver<()>) {
        let mut marking = tokio::time::interval(MARKING);
        let mut looking = tokio::time::interval(LOOKING);
        let mut sending = JoinSet::new();
        loop {
            tokio::select! {
                _ = &mut stop => break,
                Some(message) = self.waiting.recv(), if sending.len() < AT_ONCE => {
                    self.hand_over(message, &mut sending);
                }
                Some(sent) = sending.join_next(), if !sending.is_empty() => {
                    let mut done =
                        self.outbox.done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.extend(sent.ok());
                }
                _ = marking.tick() => self.mark().await,
                _ = looking.tick() => {
                    if let Err(error) = self.take_over().await {
                        tracing::warn!(?error, "abandoned messages could not be taken over");
                    }
                }
            }
        }
        self.end(sending).await;
    }

    fn hand_over(&self, message: TextMessage, sending: &mut JoinSet<(MessageId, Delivery)>) {
        let gateway = Arc::clone(&self.gateway);
        if self.outbox.ground.now() < message.deadline {
            sending.spawn(async move {
                let delivery = gateway.send(&message).await;
                (message.id, delivery)
            });
        }
    }

    async fn end(mut self, mut sending: JoinSet<(MessageId, Delivery)>) {
        while let Ok(message) = self.waiting.try_recv() {
            self.hand_over(message, &mut sending);
        }
        let heard = async {
            while let Some(sent) = sending.join_next().await {
                let mut done = self.outbox.done.lock().unwrap_or_else(PoisonError::into_inner);
                done.extend(sent.ok());
            }
        };
        if tokio::time::timeout(LAST_WORD, heard).await.is_err() {
            tracing::warn!("the gateway did not answer in time; others take its messages over");
        }
        self.mark().await;
    }

    /// Marks what the gateway took or refused; what it did not answer waits for the end of its lease.
    async fn mark(&self) {
        let done = {
            let mut done = self.outbox.done.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::take(&mut *done)
        };
        let mut batch = Batch::new();
        mark(&mut batch, done.into_iter(), self.outbox.ground.now());
        if !batch.is_empty() && self.outbox.ground.database.commit(batch).await.is_err() {
            // Nothing is lost: an unmarked message is sent again under the same name.
            tracing::warn!("sent messages could not be marked");
        }
    }

    async fn take_over(&self) -> Result<(), Error<Never>> {
        let now = self.outbox.ground.now();
        let lease = Lease { by: &self.outbox.process, until: now.plus(LEASE) };
        let mut batch = Batch::new();
        give_up_overdue(&mut batch, now);
        let taken = take_over(&mut batch, lease, HANDFUL, now);
        let Some(finished) = self.outbox.ground.database.commit(batch).await?.done() else {
            return Ok(());
        };
        for row in finished.rows(taken) {
            if let Some(message) = self.outbox.read(&message(row)?) {
                self.outbox.send(message);
            }
        }
        Ok(())
    }
}

fn mark(batch: &mut Batch, done: impl Iterator<Item = (MessageId, Delivery)>, now: Timestamp) {
    for (id, delivery) in done {
        match delivery {
            Delivery::Taken => _ = mark_sent(batch, &id, now),
            Delivery::Refused => _ = mark_failed(batch, &id, now),
            Delivery::Unknown => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::Notify;

    use super::*;
    use crate::flows::test_ground::ground;

    /// A gateway that says when it was asked, and answers when it is let.
    #[derive(Default)]
    struct Slow {
        asked: Notify,
        answers: Notify,
    }

    impl Messages for Slow {
        fn send<'a>(
            &'a self,
            _: &'a TextMessage,
        ) -> std::pin::Pin<Box<dyn Future<Output = Delivery> + Send + 'a>> {
            Box::pin(async {
                self.asked.notify_one();
                self.answers.notified().await;
                Delivery::Taken
            })
        }
    }

    #[tokio::test]
    async fn what_the_gateway_takes_while_we_stop_is_marked_before_the_end() {
        let ground = ground("outbox-end").await;
        let gateway = Arc::new(Slow::default());
        let (outbox, delivering) = Outbox::open(ground.clone(), gateway.clone());
        let now = ground.now();
        let account = AccountId::new(now, [1; 12]);
        let phone = Phone::parse("0500000001").expect("a number");
        let mut batch = Batch::new();
        let mut write = || {
            let (text, deadline) = (Secret::new("x".into()), now.plus(Lifetime::minutes(2)));
            outbox.write(&mut batch, (&account, &phone), text, deadline, now)
        };
        let (first, second) = (write(), write());
        assert!(ground.database.commit(batch).await.expect("a commit").done().is_some());
        outbox.send(first);
        let (stop, stopped) = oneshot::channel();
        let running = tokio::spawn(delivering.run(stopped));
        gateway.asked.notified().await;
        // One is at the gateway, one has not left yet, and nothing is marked.
        outbox.send(second);
        stop.send(()).expect("it runs");
        gateway.answers.notify_one();
        gateway.asked.notified().await;
        gateway.answers.notify_one();
        running.await.expect("it ends well");
        let open = "SELECT count(*) AS count FROM messages WHERE sent_at IS NULL";
        let row = ground.database.fetch_optional(open, vec![]).await.expect("an answer");
        assert_eq!(row.and_then(|row| row.int("count").ok()), Some(0));
    }
}

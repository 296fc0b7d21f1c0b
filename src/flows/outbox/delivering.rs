//! The other end of the way out: it hands messages to the gateway, marks what was answered, and takes
//! over what others left behind. The three go on beside one another, so that a slow database delays no
//! code that is on its way.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::task::JoinSet;
use tokio::time::{Interval, MissedTickBehavior, interval, timeout};

use super::{LEASE, Outbox};
use crate::domain::id::MessageId;
use crate::flows::error::{Error, Never};
use crate::ports::messages::{Delivery, Messages, TextMessage};
use crate::store::batch::{Batch, Outcome};
use crate::store::messages::{Lease, give_up_overdue, message, take_over};

/// Messages taken over by one transaction; while it comes back full another follows.
const HANDFUL: u32 = 50;
/// No more are taken over while so many wait: a lease shall not end in the queue.
const ENOUGH: usize = 1000;
/// Messages given to the gateway at once.
const AT_ONCE: usize = 32;
/// Marks that one transaction writes.
const MARKED: usize = 250;
/// What was sent and rode with no transaction is marked together, this often; well before a lease
/// ends.
const MARKING: Duration = Duration::from_secs(5);
/// Abandoned messages are looked for this often.
const LOOKING: Duration = Duration::from_secs(5);
/// At the end the gateway is listened to for so long; what it did not answer is taken over by others.
const LAST_WORD: Duration = Duration::from_secs(3);

type Sending = JoinSet<(MessageId, Delivery)>;

/// The other end, run once in the background.
pub struct Delivering {
    pub(super) outbox: Outbox,
    pub(super) gateway: Arc<dyn Messages>,
}

impl Delivering {
    /// Sends until it is told to stop. By then nobody writes messages any more: what waits is still
    /// given to the gateway, its answers are heard, and every mark is durable when this returns.
    pub async fn run(self, stop: oneshot::Receiver<()>) {
        let mut sending = Sending::new();
        let work = async {
            tokio::join!(self.send(&mut sending), self.keep_marking(), self.keep_looking());
        };
        tokio::select! {
            _ = stop => {}
            () = work => {}
        }
        self.end(sending).await;
    }

    async fn send(&self, sending: &mut Sending) {
        loop {
            tokio::select! {
                message = self.outbox.waiting.next(), if sending.len() < AT_ONCE => {
                    self.hand_over(message, sending);
                }
                Some(sent) = sending.join_next(), if !sending.is_empty() => {
                    if let Ok((id, delivery)) = sent {
                        self.outbox.marks.add(id, delivery);
                    }
                }
            }
        }
    }

    fn hand_over(&self, message: TextMessage, sending: &mut Sending) {
        let gateway = Arc::clone(&self.gateway);
        if self.outbox.ground.now() < message.deadline {
            sending.spawn(async move {
                let delivery = gateway.send(&message).await;
                (message.id, delivery)
            });
        }
    }

    async fn end(&self, mut sending: Sending) {
        while let Some(message) = self.outbox.waiting.take() {
            self.hand_over(message, &mut sending);
        }
        let heard = async {
            while let Some(sent) = sending.join_next().await {
                if let Ok((id, delivery)) = sent {
                    self.outbox.marks.add(id, delivery);
                }
            }
        };
        if timeout(LAST_WORD, heard).await.is_err() {
            tracing::warn!("the gateway did not answer in time; others take its messages over");
        }
        while self.mark().await {}
    }

    async fn keep_marking(&self) {
        let mut ticks = every(MARKING);
        loop {
            ticks.tick().await;
            while self.mark().await {}
        }
    }

    async fn keep_looking(&self) {
        let mut ticks = every(LOOKING);
        loop {
            ticks.tick().await;
            if let Err(error) = self.look().await {
                tracing::warn!(?error, "abandoned messages could not be taken over");
            }
        }
    }

    /// Marks what the gateway took or refused; whether more is left to mark now.
    pub(super) async fn mark(&self) -> bool {
        let ground = &self.outbox.ground;
        let mut batch = Batch::new();
        let carried = self.outbox.marks.carry(MARKED, &mut batch, ground.now());
        let count = batch.len();
        if let Ok(Outcome::Done(_)) = ground.database.commit(batch).await {
            carried.stand();
            return count == MARKED;
        }
        tracing::warn!("sent messages could not be marked");
        false
    }

    /// Takes over all that was left behind, as far as it can be sent within its lease.
    pub(super) async fn look(&self) -> Result<(), Error<Never>> {
        let ground = &self.outbox.ground;
        while self.outbox.waiting.len() < ENOUGH {
            let now = ground.now();
            let lease = Lease { by: &self.outbox.process, until: now.plus(LEASE) };
            let mut batch = Batch::new();
            give_up_overdue(&mut batch, now);
            let taken = take_over(&mut batch, lease, HANDFUL, now);
            let Outcome::Done(finished) = ground.database.commit(batch).await? else { break };
            for row in finished.rows(taken) {
                if let Some(message) = self.outbox.read(&message(row)?) {
                    self.outbox.send(message);
                }
            }
            if finished.touched(taken) < u64::from(HANDFUL) {
                break;
            }
        }
        Ok(())
    }
}

/// After a slow one the next is a whole pause away.
fn every(pause: Duration) -> Interval {
    let mut ticks = interval(pause);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

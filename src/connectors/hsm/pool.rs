//! Threads that sign, each with a session of its own, and a bounded queue before them. A caller who
//! gave up is passed over, so that what piled up while the token was slow is gone as soon as it is not.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;

use super::error::HsmError;
use crate::connectors::counters::Silence;
use crate::domain::client::SigningAlgorithm;

/// What one thread signs with. It may take its time, and mends itself.
pub trait Hand: Send {
    /// Signs with the key of this label.
    fn sign(
        &mut self,
        algorithm: SigningAlgorithm,
        label: &str,
        message: &[u8],
    ) -> Result<Vec<u8>, HsmError>;
}

/// Is told of a signature that was made, and whether it came in time.
pub type Made = Box<dyn FnOnce(bool) + Send>;

/// One signature that is wanted.
pub struct Job {
    /// By which algorithm.
    pub algorithm: SigningAlgorithm,
    /// With which key.
    pub label: String,
    /// Of what.
    pub message: Vec<u8>,
    /// Where it goes.
    pub answer: oneshot::Sender<Result<Vec<u8>, HsmError>>,
    /// Who counts it.
    pub made: Made,
}

/// The threads; they end when it is dropped, each after the signature at hand.
pub struct Pool {
    shared: Arc<Shared>,
    room: usize,
    patience: Duration,
}

struct Shared {
    queue: Mutex<Queue>,
    arrived: Condvar,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    closed: bool,
}

impl Pool {
    /// A thread for each hand, with `room` callers to wait for each.
    ///
    /// # Errors
    /// If the machine refuses a thread.
    pub fn start(hands: Vec<Box<dyn Hand>>, room: usize, patience: Duration) -> io::Result<Self> {
        let room = room.saturating_mul(hands.len());
        let shared =
            Arc::new(Shared { queue: Mutex::new(Queue::default()), arrived: Condvar::new() });
        for (number, hand) in hands.into_iter().enumerate() {
            let shared = Arc::clone(&shared);
            let name = format!("hsm-{number}");
            std::thread::Builder::new().name(name).spawn(move || shared.work(hand))?;
        }
        Ok(Self { shared, room, patience })
    }

    /// Waits for a signature, as long as anybody may.
    pub(super) async fn answer(
        &self,
        job: Job,
        answered: oneshot::Receiver<Result<Vec<u8>, HsmError>>,
    ) -> Result<Vec<u8>, Silence> {
        if !self.shared.take_in(job, self.room) {
            return Err(Silence::Crowded);
        }
        match tokio::time::timeout(self.patience, answered).await {
            Ok(Ok(Ok(signature))) => Ok(signature),
            Ok(_) => Err(Silence::Failed),
            Err(_) => Err(Silence::Late),
        }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.locked().closed = true;
        self.shared.arrived.notify_all();
    }
}

impl Shared {
    fn locked(&self) -> MutexGuard<'_, Queue> {
        // Nothing is changed in two steps under this lock.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_in(&self, job: Job, room: usize) -> bool {
        let mut queue = self.locked();
        if queue.jobs.len() >= room {
            // Those who gave up take nobody's place.
            queue.jobs.retain(|job| !job.answer.is_closed());
        }
        if queue.jobs.len() >= room {
            return false;
        }
        queue.jobs.push_back(job);
        drop(queue);
        self.arrived.notify_one();
        true
    }

    fn next(&self) -> Option<Job> {
        let mut queue = self.locked();
        loop {
            if queue.closed {
                return None;
            }
            if let Some(job) = queue.jobs.pop_front() {
                return Some(job);
            }
            queue = self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn work(&self, mut hand: Box<dyn Hand>) {
        let mut complained = false;
        while let Some(job) = self.next() {
            if job.answer.is_closed() {
                continue;
            }
            let signed = hand.sign(job.algorithm, &job.label, &job.message);
            match &signed {
                // Said once, not for every token that is wanted while it lasts.
                Err(error) if !complained => tracing::error!(%error, "nothing is signed"),
                Ok(_) if complained => tracing::info!("the token signs again"),
                _ => {}
            }
            complained = signed.is_err();
            let made = signed.is_ok();
            let in_time = job.answer.send(signed).is_ok();
            if made {
                (job.made)(in_time);
            }
        }
    }
}

//! A few threads that hash passwords, at low priority, each with memory of its own. The queue is
//! bounded and fair: what would wait longer than a person does is told so at once, and a crowd behind
//! one network waits behind itself.

mod queue;

use std::io;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use tokio::sync::oneshot;

use self::queue::FairQueue;
use crate::credential::password::Password;
use crate::credential::password_hash::{
    AccountPassword, Memory, PasswordHash, PasswordMatched, Pepper, verify,
};
use crate::ports::password_hasher::{Busy, Hashing, PasswordHasher, Waiting};

/// Nobody waits longer for an answer.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// How far the threads step back behind those that answer requests (`nice`).
const STEP_BACK: i32 = 10;

/// The pool; its threads end when it is dropped.
pub struct PasswordPool {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    queue: Mutex<Queue>,
    arrived: Condvar,
    pepper: Pepper,
    hashes_run: AtomicU64,
}

struct Queue {
    jobs: FairQueue<Waiting, Job>,
    closed: bool,
}

enum Job {
    Verify(Password, Option<Box<AccountPassword>>, oneshot::Sender<Option<PasswordMatched>>),
    Hash(Password, [u8; 16], oneshot::Sender<PasswordHash>),
}

impl PasswordPool {
    /// Starts as many threads, one a core that is given to passwords, with `room` to wait for them.
    ///
    /// # Errors
    /// If the machine refuses a thread.
    pub fn start(threads: NonZeroUsize, room: usize, pepper: Pepper) -> io::Result<Self> {
        let queue = Queue { jobs: FairQueue::new(room), closed: false };
        let shared = Arc::new(Shared {
            queue: Mutex::new(queue),
            arrived: Condvar::new(),
            pepper,
            hashes_run: AtomicU64::new(0),
        });
        let start = |number: usize| {
            let shared = Arc::clone(&shared);
            std::thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || shared.work())
        };
        let threads = (0..threads.get()).map(start).collect::<io::Result<_>>()?;
        Ok(Self { shared, threads })
    }

    async fn answer<T>(
        &self,
        whose: Waiting,
        job: Job,
        answer: oneshot::Receiver<T>,
    ) -> Result<T, Busy> {
        self.shared.push(whose, job)?;
        // Who gives up drops the receiver, and the job is not begun; who has to give way to others is
        // dropped with the sender.
        match tokio::time::timeout(LONGEST_WAIT, answer).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) | Err(_) => Err(Busy),
        }
    }
}

impl PasswordHasher for PasswordPool {
    fn verify(
        &self,
        whose: Waiting,
        password: Password,
        against: Option<AccountPassword>,
    ) -> Hashing<'_, Option<PasswordMatched>> {
        let (sender, receiver) = oneshot::channel();
        let against = against.map(Box::new);
        Box::pin(self.answer(whose, Job::Verify(password, against, sender), receiver))
    }

    fn hash(
        &self,
        whose: Waiting,
        password: Password,
        salt: [u8; 16],
    ) -> Hashing<'_, PasswordHash> {
        let (sender, receiver) = oneshot::channel();
        Box::pin(self.answer(whose, Job::Hash(password, salt, sender), receiver))
    }

    fn hashes_run(&self) -> u64 {
        self.shared.hashes_run.load(Ordering::Relaxed)
    }

    fn waiting(&self) -> usize {
        self.shared.queue().jobs.len()
    }
}

impl Drop for PasswordPool {
    fn drop(&mut self) {
        self.shared.queue().closed = true;
        self.shared.arrived.notify_all();
        for thread in self.threads.drain(..) {
            // A thread that panicked has nothing left to tell.
            let _ended = thread.join();
        }
    }
}

impl Shared {
    fn queue(&self) -> MutexGuard<'_, Queue> {
        // Nothing can panic halfway through a change of the queue, so a poisoned one is whole.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, whose: Waiting, job: Job) -> Result<(), Busy> {
        let mut queue = self.queue();
        if queue.closed {
            return Err(Busy);
        }
        if queue.jobs.is_full() {
            queue.jobs.retain(Job::is_awaited);
        }
        queue.jobs.push(whose, job).map_err(|_| Busy)?;
        drop(queue);
        self.arrived.notify_one();
        Ok(())
    }

    fn next(&self) -> Option<Job> {
        let mut queue = self.queue();
        loop {
            if queue.closed {
                queue.jobs.clear();
                return None;
            }
            if let Some(job) = queue.jobs.next() {
                return Some(job);
            }
            queue = self.arrived.wait(queue).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn work(&self) {
        step_back();
        // Taken with the first hash: until then a provider that idles, or only just starts, holds none.
        let mut memory = None;
        while let Some(job) = self.next() {
            if job.is_awaited() {
                self.hashes_run.fetch_add(1, Ordering::Relaxed);
                job.run(&self.pepper, memory.get_or_insert_with(Memory::new));
            }
        }
    }
}

impl Job {
    fn is_awaited(&self) -> bool {
        match self {
            Self::Verify(.., answer) => !answer.is_closed(),
            Self::Hash(.., answer) => !answer.is_closed(),
        }
    }

    /// Runs the hash; that nobody waits for the answer any more is no fault.
    fn run(self, pepper: &Pepper, memory: &mut Memory) {
        match self {
            Self::Verify(password, against, answer) => {
                let _unheard = answer.send(verify(&password, against.as_deref(), pepper, memory));
            }
            Self::Hash(password, salt, answer) => {
                let _unheard = answer.send(PasswordHash::of(&password, salt, pepper, memory));
            }
        }
    }
}

/// Lowers this thread's priority. Where the system will not, passwords are hashed all the same.
fn step_back() {
    // On Linux a thread has a priority of its own, and "no process" means the calling thread.
    #[cfg(target_os = "linux")]
    if rustix::process::setpriority_process(None, STEP_BACK).is_err() {
        tracing::warn!("the threads that hash passwords run at the same priority as all others");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::AccountId;
    use crate::domain::text::Secret;
    use crate::domain::time::Timestamp;

    const ROOM: usize = 20;
    const SOMEBODY: Waiting = Waiting::Network(None);

    fn typed(text: &str) -> Password {
        Password::typed(&Secret::new(text.to_owned())).expect("short enough")
    }

    fn pool() -> PasswordPool {
        PasswordPool::start(NonZeroUsize::MIN, ROOM, Pepper::from_key(&[1; 32])).expect("a thread")
    }

    #[tokio::test]
    async fn the_pool_hashes_verifies_and_counts() {
        let pool = pool();
        let hash = pool.hash(SOMEBODY, typed("Suối-xa-29"), [5; 16]).await.expect("a hash");
        let account = AccountId::new(Timestamp::from_unix(1_800_000_000), [1; 12]);
        let kept = AccountPassword { account, hash };
        let right = pool.verify(SOMEBODY, typed("Suối-xa-29"), Some(kept.clone())).await;
        assert!(right.expect("an answer").is_some());
        let wrong = pool.verify(SOMEBODY, typed("Suối-xa-28"), Some(kept)).await;
        assert!(wrong.expect("an answer").is_none());
        assert_eq!(pool.hashes_run(), 3);
    }

    #[tokio::test]
    async fn an_unknown_account_costs_the_same_count() {
        let pool = pool();
        assert!(
            pool.verify(SOMEBODY, typed("Suối-xa-29"), None).await.expect("an answer").is_none()
        );
        assert_eq!(pool.hashes_run(), 1);
    }

    #[tokio::test]
    async fn a_full_queue_answers_busy_at_once_and_the_abandoned_are_not_hashed() {
        let pool = pool();
        let many: Vec<_> = (0..ROOM + 8)
            .map(|_| {
                let (sender, receiver) = oneshot::channel();
                let pushed =
                    pool.shared.push(SOMEBODY, Job::Verify(typed("Suối-xa-29"), None, sender));
                (pushed, receiver)
            })
            .collect();
        let refused = many.iter().filter(|(pushed, _)| *pushed == Err(Busy)).count();
        assert!((6..=8).contains(&refused), "{refused} were refused");
        drop(many);
        assert!(pool.verify(SOMEBODY, typed("Suối-xa-29"), None).await.is_ok());
        assert!(pool.hashes_run() < 8, "{} were run", pool.hashes_run());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn only_the_pool_s_threads_step_back() {
        let before = rustix::process::getpriority_process(None).expect("a priority");
        let lowered = std::thread::spawn(|| {
            step_back();
            rustix::process::getpriority_process(None).expect("a priority")
        });
        assert_eq!(lowered.join().expect("a thread"), STEP_BACK.max(before));
        assert_eq!(rustix::process::getpriority_process(None).expect("a priority"), before);
    }
}

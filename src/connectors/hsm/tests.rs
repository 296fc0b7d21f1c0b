use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;

use super::error::HsmError;
use super::*;

/// A hand that waits until it is let go.
struct Slow {
    gate: mpsc::Receiver<()>,
}

impl Hand for Slow {
    fn sign(
        &mut self,
        _: SigningAlgorithm,
        label: &str,
        message: &[u8],
    ) -> Result<Vec<u8>, HsmError> {
        match self.gate.recv() {
            Ok(()) if label == "broken" => Err(HsmError::Device("as the test wants it".to_owned())),
            Ok(()) => Ok(message.to_vec()),
            Err(_) => Err(HsmError::Device("the test is over".to_owned())),
        }
    }
}

struct Trial {
    hsm: Hsm,
    gate: mpsc::Sender<()>,
    in_time: Arc<AtomicU64>,
    late: Arc<AtomicU64>,
}

impl Trial {
    fn with_patience(patience: Duration) -> Self {
        let (gate, held) = mpsc::channel();
        let hands: Vec<Box<dyn Hand>> = vec![Box::new(Slow { gate: held })];
        let hsm = Hsm::of(hands, patience).expect("a thread");
        Self { hsm, gate, in_time: Arc::default(), late: Arc::default() }
    }

    async fn sign(&self, label: &str) -> Result<Vec<u8>, SignerError> {
        let (in_time, late) = (Arc::clone(&self.in_time), Arc::clone(&self.late));
        let made = Box::new(move |came: bool| {
            if came { &in_time } else { &late }.fetch_add(1, Ordering::SeqCst);
        });
        self.hsm.sign(SigningAlgorithm::Es256, label, b"message", made).await
    }

    fn open(&self) {
        self.gate.send(()).expect("the hand is there");
    }
}

#[tokio::test]
async fn a_signature_comes_from_the_hand_and_a_failure_is_no_answer() {
    let trial = Trial::with_patience(Duration::from_secs(20));
    trial.open();
    assert_eq!(trial.sign("key").await.expect("a signature"), b"message");
    trial.open();
    assert!(matches!(trial.sign("broken").await, Err(SignerError::Unavailable)));
    let counts = trial.hsm.counts();
    assert_eq!((counts.answered, counts.failed, counts.system), (1, 1, "hsm"));
}

#[tokio::test]
async fn nobody_waits_longer_than_the_patience_and_what_comes_later_is_counted() {
    let trial = Trial::with_patience(Duration::from_millis(30));
    assert!(matches!(trial.sign("key").await, Err(SignerError::Unavailable)));
    assert_eq!(trial.hsm.counts().late, 1);
    // The hand is still at it; what it makes then is for nobody.
    trial.open();
    while trial.late.load(Ordering::SeqCst) == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(trial.in_time.load(Ordering::SeqCst), 0);
}

/// One thread answers everybody here: were it to wait for the token itself, nothing would move.
#[tokio::test(flavor = "current_thread")]
async fn a_crowd_before_a_slow_token_is_bounded_and_holds_up_nobody_else() {
    let trial = Trial::with_patience(Duration::from_mins(1));
    let crowd: Vec<_> = (0..ROOM + 40).map(|_| trial.sign("key")).collect();
    let mut crowd = futures_util::future::join_all(crowd);
    // Everybody has asked once the first look is over, and this thread is free again.
    assert!(futures_util::poll!(&mut crowd).is_pending());
    let crowded = trial.hsm.counts().crowded;
    assert!((39..=40).contains(&crowded), "{crowded}: one more if the hand had begun");
    for _ in 0..=ROOM {
        trial.open();
    }
    let answers = crowd.await;
    let signed = answers.iter().filter(|answer| answer.is_ok()).count() as u64;
    assert_eq!(signed, (ROOM as u64) + 40 - crowded);
    assert_eq!(trial.hsm.counts().answered, signed);
}

#[tokio::test]
async fn who_gave_up_takes_nobody_s_place() {
    let trial = Trial::with_patience(Duration::from_mins(1));
    let mut crowd: Vec<_> = (0..ROOM * 2).map(|_| Box::pin(trial.sign("key"))).collect();
    for one in &mut crowd {
        assert!(futures_util::poll!(one).is_pending() || trial.hsm.counts().crowded > 0);
    }
    drop(crowd);
    let mut next = Box::pin(trial.sign("key"));
    assert!(futures_util::poll!(&mut next).is_pending(), "there is room again");
    // At most one of those who left was being served.
    trial.open();
    trial.open();
    assert_eq!(next.await.expect("a signature"), b"message");
}

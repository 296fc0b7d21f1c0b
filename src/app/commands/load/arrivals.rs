//! People come when they come: an open arrival rate. A slow answer does not hold the next one back, and
//! each wait is counted from the moment somebody meant to begin.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Semaphore, mpsc};
use tokio::time::Instant;

use super::failed::Failed;
use super::figures::Figures;

/// So many may be under way; a server that lets more pile up has failed anyhow.
const MOST_UNDER_WAY: usize = 20_000;

/// How many come, and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// Arrivals a second, on average.
    pub(super) rate: f64,
    /// For so long.
    pub(super) seconds: f64,
    /// Draws the moments; the same seed draws the same ones.
    pub(super) seed: u64,
}

impl Plan {
    /// The moments, in seconds from the start: gaps are exponential, as those of strangers are.
    pub(super) fn moments(self) -> impl Iterator<Item = f64> {
        let mut state = self.seed;
        let mut at = 0.0;
        std::iter::from_fn(move || {
            at -= (1.0 - part(&mut state)).ln() / self.rate;
            (at < self.seconds).then_some(at)
        })
    }
}

/// A number from 0 to 1 (splitmix64).
#[expect(clippy::cast_precision_loss, reason = "53 bits are what a float holds")]
fn part(state: &mut u64) -> f64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((mixed ^ (mixed >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Runs the operation at each moment and gathers what came of it.
pub(super) async fn run<O, F>(plan: Plan, operation: O) -> Figures
where
    O: Fn() -> F,
    F: Future<Output = Result<(), Failed>> + Send + 'static,
{
    let (tell, mut told) = mpsc::unbounded_channel();
    let places = Arc::new(Semaphore::new(MOST_UNDER_WAY));
    let gathering = tokio::spawn(async move {
        let mut figures = Figures::default();
        while let Some((latency, outcome)) = told.recv().await {
            figures.note(latency, outcome);
        }
        figures
    });
    let start = Instant::now();
    let mut not_begun = 0;
    for moment in plan.moments() {
        let intended = start + Duration::from_secs_f64(moment);
        if intended > Instant::now() {
            tokio::time::sleep_until(intended).await;
        }
        let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
            not_begun += 1;
            continue;
        };
        let (work, tell) = (operation(), tell.clone());
        tokio::spawn(async move {
            let outcome = work.await;
            let _ = tell.send((micros(intended.elapsed()), outcome));
            drop(place);
        });
    }
    drop(tell);
    let mut figures = gathering.await.unwrap_or_default();
    figures.micros = micros(start.elapsed());
    figures.not_begun = not_begun;
    figures
}

fn micros(span: Duration) -> u64 {
    u64::try_from(span.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrivals_are_as_many_as_asked_and_the_same_for_the_same_seed() {
        let plan = Plan { rate: 100.0, seconds: 100.0, seed: 1 };
        let moments: Vec<_> = plan.moments().collect();
        assert!((9_700..10_300).contains(&moments.len()), "{}", moments.len());
        assert!(moments.is_sorted());
        assert_eq!(plan.moments().collect::<Vec<_>>(), moments);
    }

    #[tokio::test]
    async fn a_slow_answer_holds_nobody_back() {
        let plan = Plan { rate: 200.0, seconds: 0.5, seed: 3 };
        let figures = run(plan, || async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            Ok(())
        });
        let figures = figures.await;
        assert!((70..140).contains(&figures.done()), "{}", figures.done());
        assert!(figures.micros < 1_500_000, "{}", figures.micros);
    }
}

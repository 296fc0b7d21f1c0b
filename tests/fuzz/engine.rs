//! Runs one target: a seed becomes a mutant, the mutant is shown to the target, and if that falls the
//! numbers to do it again are told.

use std::time::{Duration, Instant};

/// How long each target runs where nothing else is said: long enough to see that it runs.
const SMOKE: Duration = Duration::from_secs(1);

/// Chance that repeats itself (splitmix64).
pub struct Dice(u64);

impl Dice {
    /// Any number.
    pub fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below this one, or nothing if there is none.
    pub fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.any() % (count.max(1) as u64)).expect("below a size")
    }

    /// One of these.
    pub fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }

    /// Whether it is one time in so many.
    pub fn rarely(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }
}

/// Told if the target falls.
struct Execution {
    target: &'static str,
    seed: u64,
    number: u64,
}

impl Drop for Execution {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let Self { target, seed, number } = self;
            eprintln!(
                "{target} fell; again: DANH_FUZZ_SEED={seed} DANH_FUZZ_FIRST={number} DANH_FUZZ_RUNS=1"
            );
        }
    }
}

/// Shows mutants to a target, as often or as long as the environment says.
pub fn fuzz<T>(
    target: &'static str,
    mut mutant: impl FnMut(&mut Dice) -> T,
    mut shown: impl FnMut(T),
) {
    let read = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = read("DANH_FUZZ_SEED").unwrap_or(20_261_122);
    let first = read("DANH_FUZZ_FIRST").unwrap_or(0);
    let span = read("DANH_FUZZ_SECONDS").map_or(SMOKE, Duration::from_secs);
    let runs = read("DANH_FUZZ_RUNS");
    let began = Instant::now();
    let mut number = first;
    let goes_on = |number: u64| match runs {
        Some(runs) => number - first < runs,
        // The clock is looked at now and then: it takes longer than some targets.
        None => !number.is_multiple_of(64) || began.elapsed() < span,
    };
    while goes_on(number) {
        let execution = Execution { target, seed, number };
        // Each execution has chance of its own, so that any of them can be done alone.
        let mut dice = Dice(seed ^ number.wrapping_mul(0xD134_2543_DE82_EF95));
        shown(mutant(&mut dice));
        drop(execution);
        number += 1;
    }
    let micros = began.elapsed().as_micros() / u128::from((number - first).max(1));
    println!("{target}: {} executions, {micros} us each, seed {seed}", number - first);
}

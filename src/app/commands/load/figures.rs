//! What a run measured: latencies from the intended start, failures by class, rates.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::failed::Failed;

/// What is gathered while a run goes on.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// Microseconds from the intended start to the end, of those that succeeded.
    latencies: Vec<u64>,
    failures: BTreeMap<String, u64>,
    /// From the first intended start to the last end.
    pub(super) micros: u64,
    /// Operations that were not even begun, because too many were under way.
    pub(super) not_begun: u64,
}

impl Figures {
    /// Takes one operation down.
    pub(super) fn note(&mut self, latency: u64, outcome: Result<(), Failed>) {
        match outcome {
            Ok(()) => self.latencies.push(latency),
            Err(Failed(class)) => *self.failures.entry(class).or_default() += 1,
        }
    }

    /// How many succeeded.
    pub(super) fn done(&self) -> u64 {
        self.latencies.len() as u64
    }

    /// How many failed.
    pub(super) fn failed(&self) -> u64 {
        self.failures.values().sum()
    }

    /// All of it as facts.
    #[expect(clippy::cast_precision_loss, reason = "counts of a run are far below 2^52")]
    pub(super) fn facts(&mut self) -> Value {
        self.latencies.sort_unstable();
        let at = |part: f64| {
            let last = self.latencies.len().saturating_sub(1);
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a place in the list"
            )]
            let place = (part * last as f64).ceil() as usize;
            self.latencies.get(place).map(|micros| *micros as f64 / 1000.0)
        };
        let seconds = self.micros as f64 / 1e6;
        json!({
            "done": self.done(),
            "failed": self.failed(),
            "failures": self.failures,
            "not_begun": self.not_begun,
            "seconds": seconds,
            "per_second": if seconds > 0.0 { self.done() as f64 / seconds } else { 0.0 },
            "milliseconds": {
                "p50": at(0.5), "p90": at(0.9), "p99": at(0.99), "p99.9": at(0.999), "max": at(1.0),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_read_from_the_sorted_list() {
        let mut figures = Figures { micros: 2_000_000, ..Figures::default() };
        for latency in (1..=1000).rev() {
            figures.note(latency * 1000, Ok(()));
        }
        figures.note(5, Err(Failed::status("token", 400)));
        figures.note(5, Err(Failed::status("token", 400)));
        let facts = figures.facts();
        assert_eq!(facts["milliseconds"]["p50"], 501.0);
        assert_eq!(facts["milliseconds"]["p99"], 991.0);
        assert_eq!(facts["milliseconds"]["max"], 1000.0);
        assert_eq!((&facts["per_second"], &facts["failed"]), (&500.0.into(), &2.into()));
        assert_eq!(facts["failures"]["token: status 400"], 2);
        assert!(Figures::default().facts()["milliseconds"]["p50"].is_null());
    }
}

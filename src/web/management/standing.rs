//! Metrics that stand elsewhere and are copied when somebody looks.

use prometheus::{IntCounterVec, IntGauge, IntGaugeVec, Opts, Registry};

use crate::flows::gauges::Readings;

/// What is copied.
pub(super) struct Standing {
    commits: IntGauge,
    sql_calls: IntGauge,
    rows_written: IntGauge,
    hashes: IntGauge,
    hashes_waiting: IntGauge,
    messages_waiting: IntGauge,
    certificate_ends_at: IntGaugeVec,
    resting: IntGaugeVec,
    questions: IntCounterVec,
    asked_again: IntCounterVec,
    signatures: IntCounterVec,
    late: IntCounterVec,
    issued: IntCounterVec,
    dropped: IntCounterVec,
}

impl Standing {
    /// Nothing yet, in this registry.
    pub(super) fn within(registry: &Registry) -> Result<Self, prometheus::Error> {
        let gauge = |name: &str, words: &str| {
            let gauge = IntGauge::new(name, words)?;
            registry.register(Box::new(gauge.clone()))?;
            Ok::<_, prometheus::Error>(gauge)
        };
        let counter = |name: &str, words: &str, labels: &[&str]| {
            let counter = IntCounterVec::new(Opts::new(name, words), labels)?;
            registry.register(Box::new(counter.clone()))?;
            Ok::<_, prometheus::Error>(counter)
        };
        let ends = "danh_certificate_ends_at_seconds";
        let ends = Opts::new(ends, "When the certificate of a listener ends, in Unix time.");
        let certificate_ends_at = IntGaugeVec::new(ends, &["listener"])?;
        registry.register(Box::new(certificate_ends_at.clone()))?;
        let resting = Opts::new("danh_outside_resting", "1 while a system outside is left alone.");
        let resting = IntGaugeVec::new(resting, &["system"])?;
        registry.register(Box::new(resting.clone()))?;
        Ok(Self {
            commits: gauge("danh_commits", "Transactions since the start.")?,
            sql_calls: gauge("danh_sql_calls", "Statements since the start.")?,
            rows_written: gauge("danh_rows_written", "Rows written since the start.")?,
            hashes: gauge("danh_password_hashes", "Password hashes since the start.")?,
            hashes_waiting: gauge(
                "danh_password_hashes_waiting",
                "Passwords that wait to be hashed.",
            )?,
            messages_waiting: gauge(
                "danh_messages_waiting",
                "Messages that wait to be handed to the gateway.",
            )?,
            certificate_ends_at,
            resting,
            questions: counter(
                "danh_outside_questions_total",
                "Questions to systems outside by what came of them.",
                &["system", "outcome"],
            )?,
            asked_again: counter(
                "danh_outside_retries_total",
                "Questions to systems outside that were asked again.",
                &["system"],
            )?,
            signatures: counter(
                "danh_signatures_total",
                "Signatures by the key that made them.",
                &["algorithm", "key"],
            )?,
            late: counter(
                "danh_signatures_late_total",
                "Signatures that came too late for whoever had asked.",
                &["algorithm", "key"],
            )?,
            issued: counter(
                "danh_tokens_issued_total",
                "Signed tokens that were handed out.",
                &["kind"],
            )?,
            dropped: counter(
                "danh_tokens_dropped_total",
                "Signed tokens that nobody got, because what they cost was not recorded.",
                &["kind"],
            )?,
        })
    }

    /// Copies what was read.
    pub(super) fn set(&self, read: &Readings) {
        let set =
            |gauge: &IntGauge, count: u64| gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
        set(&self.commits, read.database.commits);
        set(&self.sql_calls, read.database.calls);
        set(&self.rows_written, read.database.rows_written);
        set(&self.hashes, read.hashes_run);
        set(&self.hashes_waiting, read.hashes_waiting as u64);
        set(&self.messages_waiting, read.messages_waiting as u64);
        for (listener, ends_at) in &read.certificates_end_at {
            self.certificate_ends_at.with_label_values(&[listener]).set(ends_at.unix());
        }
        for count in &read.signatures {
            let labels = [count.algorithm.as_str(), &*count.key_id];
            raise(&self.signatures, &labels, count.made);
            raise(&self.late, &labels, count.late);
        }
        for (kind, count) in &read.tokens {
            raise(&self.issued, &[kind], count.issued);
            raise(&self.dropped, &[kind], count.dropped);
        }
        for counts in &read.outside {
            let system = counts.system;
            self.resting.with_label_values(&[system]).set(i64::from(counts.is_resting));
            raise(&self.asked_again, &[system], counts.asked_again);
            for (outcome, count) in [
                ("answered", counts.answered),
                ("resting", counts.resting),
                ("crowded", counts.crowded),
                ("failed", counts.failed),
                ("late", counts.late),
                ("no_sense", counts.no_sense),
            ] {
                raise(&self.questions, &[system, outcome], count);
            }
        }
    }
}

/// A counter only rises, to where the count stands.
fn raise(counter: &IntCounterVec, labels: &[&str], count: u64) {
    let counter = counter.with_label_values(labels);
    counter.inc_by(count.saturating_sub(counter.get()));
}

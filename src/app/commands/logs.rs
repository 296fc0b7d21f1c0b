//! The log: JSON lines on standard error.

use tracing_subscriber::EnvFilter;

/// Begins the log at this level; what other makers' code says is heard from warnings on.
pub(super) fn begin(level: &str) {
    let filter = EnvFilter::new(format!("warn,danh={level}"));
    let log = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr);
    // A second beginning, as the demo has, changes nothing.
    let _already = log.try_init();
}

//! How a running command is told to stop.

use tokio::signal::unix::{SignalKind, signal};

/// Waits for Ctrl-C or a termination signal.
pub(super) async fn stop_asked_for() -> std::io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}

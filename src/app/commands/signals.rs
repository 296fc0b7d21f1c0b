//! How a running command is told to stop.

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Hears Ctrl-C and the termination signal from the moment it is made. It is made before a command
/// listens or says that it is ready: whoever stops it then finds a command that drains, and not one
/// that the signal kills.
pub(super) struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    pub(super) fn hear() -> std::io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// Waits for either of them.
    pub(super) async fn asked(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

//! Patience that takes no time: tests read how long answers would have waited.

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use danh::domain::time::Lifetime;
use danh::ports::patience::Patience;

/// Writes down every pause.
#[derive(Clone, Default)]
pub struct Pauses(Arc<Mutex<Vec<i64>>>);

impl Pauses {
    /// The pauses since the last look, in seconds.
    pub fn taken(&self) -> Vec<i64> {
        std::mem::take(&mut self.0.lock().expect("no test panicked while it held the pauses"))
    }
}

impl Patience for Pauses {
    fn pause(&self, span: Lifetime) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        let mut taken = self.0.lock().expect("no test panicked while it held the pauses");
        taken.push(span.as_seconds());
        Box::pin(std::future::ready(()))
    }
}

//! What the provider spent meanwhile: processor time and memory from the system, work from its metrics.

use serde_json::{Value, json};

use super::http::Http;

/// `/proc` counts processor time in hundredths of a second, on every Linux.
const MICROS_PER_TICK: u64 = 10_000;

/// Where to look.
#[derive(Default)]
pub(super) struct Watch {
    /// The provider's process.
    pub(super) pid: Option<u32>,
    /// Its operator's server.
    pub(super) management: Option<Http>,
}

/// What was spent until a moment.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent {
    cpu_micros: Option<u64>,
    commits: Option<f64>,
    sql_calls: Option<f64>,
    rows_written: Option<f64>,
}

impl Watch {
    /// Looks now.
    pub(super) async fn look(&self) -> Spent {
        let mut spent = Spent { cpu_micros: self.pid.and_then(cpu_micros), ..Spent::default() };
        if let Some(management) = &self.management
            && let Ok(answer) = management.get("/metrics", "").await
        {
            let text = String::from_utf8_lossy(&answer.body);
            spent.commits = metric(&text, "danh_commits");
            spent.sql_calls = metric(&text, "danh_sql_calls");
            spent.rows_written = metric(&text, "danh_rows_written");
        }
        spent
    }

    /// What one operation cost between two looks, and the memory now.
    #[expect(clippy::cast_precision_loss, reason = "figures of a run are far below 2^52")]
    pub(super) fn facts(&self, before: Spent, after: Spent, operations: u64) -> Value {
        let each = |before: Option<f64>, after: Option<f64>| {
            let spent = after? - before?;
            (operations > 0).then(|| (spent / operations as f64 * 100.0).round() / 100.0)
        };
        let cpu = |spent: Spent| spent.cpu_micros.map(|micros| micros as f64);
        json!({
            "cpu_micros_each": each(cpu(before), cpu(after)),
            "commits_each": each(before.commits, after.commits),
            "sql_calls_each": each(before.sql_calls, after.sql_calls),
            "rows_written_each": each(before.rows_written, after.rows_written),
            "memory_mib": self.pid.and_then(memory_mib),
        })
    }
}

fn cpu_micros(pid: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold spaces; utime and stime are the 14th and 15th field.
    let (_, rest) = text.rsplit_once(')')?;
    let mut fields = rest.split_whitespace().skip(11);
    let mut ticks = || fields.next().and_then(|field| field.parse::<u64>().ok());
    Some((ticks()? + ticks()?) * MICROS_PER_TICK)
}

fn memory_mib(pid: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024)
}

fn metric(text: &str, name: &str) -> Option<f64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    line.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_tells_of_this_very_process() {
        let pid = std::process::id();
        assert!(cpu_micros(pid).is_some() && memory_mib(pid).is_some_and(|mib| mib > 0));
        assert_eq!(cpu_micros(u32::MAX), None);
    }

    #[test]
    fn a_metric_is_read_by_its_whole_name() {
        let text = "# HELP danh_commits x\ndanh_commits_total 3\ndanh_commits 7\n";
        assert_eq!(metric(text, "danh_commits"), Some(7.0));
        let (before, after) = (
            Spent { commits: Some(7.0), ..Spent::default() },
            Spent { commits: Some(19.0), ..Spent::default() },
        );
        let facts = Watch::default().facts(before, after, 2);
        assert_eq!(facts["commits_each"], 6.0);
        assert!(facts["cpu_micros_each"].is_null());
    }
}

//! CPU time as the kernel counts it for each thread, in nanoseconds (`/proc/…/schedstat`).

use std::fs;
use std::time::{Duration, Instant};

/// What a thread has used so far. Of one that runs at this moment up to a tick may be missing, so
/// that spans are long or are read when all is at rest.
fn used(schedstat: &str) -> Option<u64> {
    schedstat.split_whitespace().next()?.parse().ok()
}

/// What the calling thread has used.
pub fn of_this_thread() -> Duration {
    let text = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux counts CPU time");
    Duration::from_nanos(used(&text).expect("nanoseconds"))
}

/// What all living threads of a process have used.
pub fn of_process(id: u32) -> Duration {
    let tasks = fs::read_dir(format!("/proc/{id}/task")).expect("the process runs");
    let one = |task: fs::DirEntry| fs::read_to_string(task.path().join("schedstat")).ok();
    let total = tasks.flatten().filter_map(one).filter_map(|text| used(&text)).sum();
    Duration::from_nanos(total)
}

/// Memory that a process holds now, in MiB (`VmRSS`).
pub fn resident(id: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{id}/status")).expect("the process runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("Linux says");
    let kib: f64 = line.trim_end_matches("kB").trim().parse().expect("a number");
    kib / 1024.0
}

/// Microseconds of this thread's CPU that one call takes, over about this long.
pub fn micros_each(span: Duration, mut work: impl FnMut()) -> f64 {
    work();
    let (begun, before, mut count) = (Instant::now(), of_this_thread(), 0.0);
    while begun.elapsed() < span {
        work();
        count += 1.0;
    }
    of_this_thread().saturating_sub(before).as_secs_f64() * 1e6 / count
}

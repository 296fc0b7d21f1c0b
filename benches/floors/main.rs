//! The floors: what the machine can do without us. `cargo bench --bench floors`.
#![allow(clippy::disallowed_methods, reason = "a bench holds the watch in its own hand")]
#![allow(dead_code, reason = "the bench of the house uses the other part of these files")]

mod cpu;
mod crypto;
mod hashing;
mod writer;

use std::time::Duration;

const ROUNDS: usize = 3;
const SPAN: Duration = Duration::from_millis(700);

fn main() {
    let folder = std::env::temp_dir().join(format!("danh-floors-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a temporary folder");
    let file = folder.join("bare.sqlite");
    let keys = crypto::Keys::new();
    let mut rows: Vec<(String, &str, Vec<f64>)> = Vec::new();
    let mut note = |name: &str, unit: &'static str, value: f64| match rows
        .iter_mut()
        .find(|(known, ..)| known == name)
    {
        Some((.., values)) => values.push(value),
        None => rows.push((name.to_owned(), unit, vec![value])),
    };
    for _ in 0..ROUNDS {
        let raw = keys.measure(SPAN);
        note("ES256 sign, josekit over OpenSSL", "µs CPU", raw.es256_sign);
        note("ES256 verify, the same", "µs CPU", raw.es256_verify);
        note("one verification and two signatures", "µs CPU", raw.exchange);
        note("RS256 sign, 2048 bits", "µs CPU", raw.rs256_sign);
        for threads in [1, 2] {
            let hashed = hashing::measure(threads, SPAN * 2);
            note(&format!("Argon2id 19 MiB t=2, {threads} thread(s)"), "/s", hashed.rate);
            note(&format!("the same, CPU each, {threads} thread(s)"), "ms CPU", hashed.millis_each);
        }
        for callers in [1, 8, 32] {
            let rate = writer::rows_per_second(&file, callers, SPAN);
            note(&format!("bare shared-commit writer, {callers} in flight"), "rows/s", rate);
        }
    }
    println!("| floor | median of {ROUNDS} | low – high | |\n| --- | ---: | ---: | --- |");
    for (name, unit, mut values) in rows {
        values.sort_by(f64::total_cmp);
        let at = |place: usize| values.get(place).copied().unwrap_or_default();
        let (low, middle, high) = (at(0), at(ROUNDS / 2), at(ROUNDS - 1));
        println!("| {name} | {middle:.1} | {low:.1} – {high:.1} | {unit} |");
    }
    let _left_behind = std::fs::remove_dir_all(&folder);
}

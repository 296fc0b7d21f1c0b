//! Things that may happen once only, tried by many at once, round after round.
//!
//! A twentieth of the rounds runs with every change, all of them with `tests/run --long`.

#[path = "../support/mod.rs"]
mod support;

mod assertions;
mod codes_by_sms;
mod decisions;
mod endings;
mod late_ends;
mod passwords;
mod proofs;
mod redemptions;
mod refreshes;
mod registrations;
mod rotation;
mod signatures;
mod stopping;
mod tabs;

use std::sync::Barrier;
use std::thread;

use support::http::Response;

const ROUNDS: usize = 1000;

fn rounds() -> usize {
    if std::env::var_os("DANH_TEST_LONG").is_some() { ROUNDS } else { ROUNDS / 20 }
}

/// Does the same `count` times at once.
fn at_once(count: usize, what: impl Fn() -> Response + Sync) -> Vec<Response> {
    let start = Barrier::new(count);
    let one = || {
        start.wait();
        what()
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..count).map(|_| scope.spawn(one)).collect();
        threads.into_iter().map(|thread| thread.join().expect("an answer")).collect()
    })
}

/// Those answers that carry tokens, and those that do not. An overloaded provider may say that it is busy:
/// that is neither, and whoever is told so asks again.
fn sorted(answers: Vec<Response>, again: impl Fn() -> Response) -> (Vec<Response>, Vec<Response>) {
    let settled = answers.into_iter().map(|mut answer| {
        for _ in 0..100 {
            if answer.status != 503 {
                break;
            }
            answer.assert_error(503, "temporarily_unavailable");
            answer = again();
        }
        answer
    });
    settled.partition(|answer| answer.status == 200)
}

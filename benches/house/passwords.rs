//! Sign-ins with the password hash against Argon2id alone, and what other requests feel meanwhile.

use std::thread;
use std::time::Duration;

use super::crowd::{Done, Until, crowd};
use super::hashing;
use super::sheet::{Sheet, Target};
use super::standing::HASH_THREADS;
use super::walk::Party;
use super::{Bench, SPAN};

/// Sign-ins of a round, so many at once.
const SIGN_INS: u32 = 160;
const AT_ONCE: u32 = 8;

/// Compares, in turns.
pub fn measure(bench: &Bench, sheet: &mut Sheet) {
    let accounts = SIGN_INS * bench.rounds;
    let server = bench.provider(&bench.file("hashed.sqlite"), accounts, true);
    let bank = Party::bank(&bench.key, server.port);
    for round in 0..bench.rounds {
        let alone = hashing::measure(HASH_THREADS, SPAN * 2);
        let calm = discovery(server.port, SPAN * 2);
        let before = server.used();
        let (done, meanwhile) = thread::scope(|scope| {
            let probe = scope.spawn(|| discovery(server.port, SPAN * 3));
            let done = crowd(server.port, AT_ONCE, Until::Count(SIGN_INS), |browser, _, number| {
                let place = round * SIGN_INS + number;
                let code = bank.sign_in(browser, &server.inbox, place);
                let (lines, body) = bank.exchange(&code);
                browser.post("/token", &lines, &body).expect(200);
            });
            (done, probe.join().expect("the probe ends"))
        });
        let millis = done.micros_each(server.used().saturating_sub(before)) / 1e3;
        let least = Target::AtLeast(0.9);
        sheet.note("password sign-ins/s ÷ Argon2id alone", least, done.rate() / alone.rate);
        sheet.note("password sign-ins/s", Target::None, done.rate());
        sheet.note("Argon2id alone/s, two threads", Target::None, alone.rate);
        let by_cpu = "CPU of Argon2id alone ÷ of a password sign-in";
        sheet.note(by_cpu, Target::None, alone.millis_each / millis);
        let (calm, busy) = (calm.p99(), meanwhile.p99());
        let allowed = (calm * 2.0).max(calm + 5.0);
        let name = "p99 of discovery during password sign-ins ÷ allowed";
        sheet.note(name, Target::AtMost(1.0), busy / allowed);
        sheet.note("p99 of discovery, nothing else, ms", Target::None, calm);
        sheet.note("p99 of discovery during password sign-ins, ms", Target::None, busy);
    }
}

/// One caller that asks every two milliseconds.
fn discovery(port: u16, span: Duration) -> Done {
    let begun = std::time::Instant::now();
    let mut spans = Vec::new();
    let mut connection = super::http::Connection::open(port);
    while begun.elapsed() < span {
        let asked = std::time::Instant::now();
        connection.get("/.well-known/openid-configuration").expect(200);
        spans.push(asked.elapsed());
        thread::sleep(Duration::from_millis(2));
    }
    Done { count: 0.0, seconds: 0.0, spans }
}

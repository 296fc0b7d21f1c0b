//! Discovery and keys against an actix-web handler that sends the same bytes.

use super::crowd::{Until, crowd};
use super::http::Connection;
use super::process::Server;
use super::sheet::{Sheet, Target};
use super::{Bench, SPAN};

const CALLERS: u32 = 8;
const DOCUMENTS: [(&str, &str); 2] =
    [("discovery", "/.well-known/openid-configuration"), ("JWKS", "/jwks")];

/// Compares rates and CPU time, in turns.
pub fn measure(bench: &Bench, sheet: &mut Sheet) {
    let house = bench.provider(&bench.file("documents.sqlite"), 0, false);
    let files = DOCUMENTS.map(|(name, target)| {
        let document = Connection::open(house.port).get(target).expect(200).body;
        let file = bench.file(name);
        std::fs::write(&file, document).expect("the folder is ours");
        file
    });
    let [first, second] = &files;
    let plain = Server::start(&["plain", first, second]);
    for _ in 0..bench.rounds {
        for (number, (name, target)) in DOCUMENTS.iter().enumerate() {
            let (floor, floor_micros) = load(&plain, &format!("/{number}"));
            let (ours, micros) = load(&house, target);
            let least = Target::AtLeast(0.7);
            sheet.note(&format!("{name}: rate ÷ actix-web, same bytes"), least, ours / floor);
            let by_cpu = format!("{name}: CPU of actix-web ÷ ours");
            sheet.note(&by_cpu, Target::None, floor_micros / micros);
            sheet.note(&format!("{name}: answers/s"), Target::None, ours);
            sheet.note(&format!("{name}: actix-web's answers/s"), Target::None, floor);
            sheet.note(&format!("{name}: µs CPU"), Target::None, micros);
            sheet.note(&format!("{name}: actix-web's µs CPU"), Target::None, floor_micros);
        }
    }
}

fn load(server: &Server, target: &str) -> (f64, f64) {
    let before = server.used();
    let done = crowd(server.port, CALLERS, Until::Passed(SPAN), |connection, _, _| {
        connection.get(target).expect(200);
    });
    (done.rate(), done.micros_each(server.used().saturating_sub(before)))
}

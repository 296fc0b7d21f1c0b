//! Sign-ins without the password hash, the code exchange, UserInfo and refresh, against their raw
//! cryptography and the bare writer.

use std::path::Path;
use std::sync::Mutex;

use super::crowd::{Until, crowd};
use super::crypto::{Keys, Raw};
use super::process::{Counts, Server};
use super::sheet::{Sheet, Target};
use super::walk::Party;
use super::{Bench, SHORT, SPAN, writer};

/// Sign-ins of a round, at this many in flight.
const SIGN_INS: u32 = 480;
const IN_FLIGHT: u32 = 32;
/// Codes that are redeemed in a round.
const CODES: u32 = 240;
/// Commits of a sign-in, as the target divides the bare writer by.
const COMMITS: f64 = 6.0;

/// A provider with people who have not signed in yet.
struct Town {
    server: Server,
    bank: Party,
    treasury: Party,
    accounts: u32,
    next: u32,
}

impl Town {
    fn of(bench: &Bench, database: &str, accounts: u32) -> Self {
        let server = bench.provider(database, accounts, false);
        let bank = Party::bank(&bench.key, server.port);
        let treasury = Party::treasury(&bench.key, server.port);
        treasury.begin(&mut super::http::Connection::open(server.port));
        Self { server, bank, treasury, accounts, next: 0 }
    }

    /// So many more people: where they stand is spread over all accounts.
    fn strangers(&mut self, count: u32) -> impl Fn(u32) -> u32 + use<> {
        let (first, all) = (self.next, u64::from(self.accounts));
        self.next += count;
        assert!(self.next <= self.accounts, "every stranger was used up");
        // 7919 is a prime that divides no round number of accounts.
        move |number| {
            let place = u64::from(first + number) * 7919 % all;
            u32::try_from(place).unwrap_or_default()
        }
    }

    /// Codes for as many strangers.
    fn codes(&mut self, party: &Party, count: u32) -> Vec<String> {
        let who = self.strangers(count);
        let (codes, server) = (Mutex::new(Vec::new()), &self.server);
        crowd(server.port, 16, Until::Count(count), |browser, _, number| {
            let code = party.sign_in(browser, &server.inbox, who(number));
            codes.lock().expect("nobody panicked with it").push(code);
        });
        codes.into_inner().expect("nobody panicked with it")
    }

    /// Whole sign-ins with the exchange: a second, µs CPU each, and counted work each.
    fn sign_ins(&mut self, count: u32, in_flight: u32) -> (f64, f64, Counts) {
        let bank = self.bank.clone();
        self.sign_ins_at(&bank, count, in_flight)
    }

    fn sign_ins_at(&mut self, party: &Party, count: u32, in_flight: u32) -> (f64, f64, Counts) {
        let who = self.strangers(count);
        let (counts, used) = (self.server.counts(), self.server.used());
        let server = &self.server;
        let done = crowd(server.port, in_flight, Until::Count(count), |browser, _, number| {
            let code = party.sign_in(browser, &server.inbox, who(number));
            let (lines, body) = party.exchange(&code);
            party.learn(&browser.post("/token", &lines, &body).expect(200));
        });
        let micros = done.micros_each(self.server.used().saturating_sub(used));
        let work = self.server.counts() - counts;
        let each = |all: f64| all / done.count;
        let work =
            Counts { commits: each(work.commits), calls: each(work.calls), rows: each(work.rows) };
        (done.rate(), micros, work)
    }
}

/// On SQLite at synchronous FULL, beside the bare writer.
pub fn on_sqlite(bench: &Bench, sheet: &mut Sheet) {
    let mut town = Town::of(bench, &bench.file("sqlite.sqlite"), bench.accounts);
    let (keys, bare) = (Keys::new(), bench.file("bare.sqlite"));
    let tokens = refresh_tokens(&mut town);
    sheet.note("SQLite: memory before load, MiB", Target::None, town.server.resident());
    for _ in 0..bench.rounds {
        let raw = keys.measure(SHORT);
        note_raw(sheet, raw);
        let access_tokens = exchange(&mut town, raw, "SQLite", sheet);
        userinfo(&town, raw, &access_tokens, ("SQLite", sheet));
        for in_flight in [8, 32] {
            let floor = writer::rows_per_second(Path::new(&bare), in_flight, SPAN);
            let (rate, micros) = refresh(&town, &tokens, in_flight);
            let name = |what: &str| format!("SQLite: refresh, {in_flight} in flight: {what}");
            sheet.note(&name("rate ÷ bare writer"), Target::AtLeast(0.6), rate / floor);
            sheet.note(&name("/s"), Target::None, rate);
            sheet.note(&name("bare writer's rows/s"), Target::None, floor);
            sheet.note(&name("µs CPU"), Target::AtMost(250.0), micros);
        }
        let floor = writer::rows_per_second(Path::new(&bare), IN_FLIGHT, SPAN);
        let rate = sign_in(&mut town, raw, "SQLite", sheet);
        let share = Target::AtLeast(0.36);
        sheet.note("SQLite: sign-ins/s ÷ (bare writer ÷ 6)", share, rate * COMMITS / floor);
        sheet.note("SQLite: bare writer's rows/s, 32 in flight", Target::None, floor);
    }
    // The bench's hasher keeps 19 MiB as one thread of the pool does; they are not counted.
    let resident = town.server.resident() - 19.0;
    sheet.note("SQLite: memory under load besides hashing, MiB", Target::AtMost(60.0), resident);
}

/// On PostgreSQL.
pub fn on_postgres(bench: &Bench, sheet: &mut Sheet) {
    let Some(database) = Bench::postgres() else {
        println!("No PostgreSQL here; its lines are left out.");
        return;
    };
    let mut town = Town::of(bench, &database, 20_000);
    let keys = Keys::new();
    let tokens = refresh_tokens(&mut town);
    for _ in 0..bench.rounds {
        let raw = keys.measure(SHORT);
        let access_tokens = exchange(&mut town, raw, "PostgreSQL", sheet);
        userinfo(&town, raw, &access_tokens, ("PostgreSQL", sheet));
        for in_flight in [8, 32] {
            let (rate, micros) = refresh(&town, &tokens, in_flight);
            let name = |what: &str| format!("PostgreSQL: refresh, {in_flight} in flight: {what}");
            sheet.note(&name("/s"), Target::None, rate);
            sheet.note(&name("µs CPU"), Target::AtMost(250.0), micros);
        }
        sign_in(&mut town, raw, "PostgreSQL", sheet);
    }
}

/// CPU per sign-in with a thousand accounts and with many, in turns.
pub fn growth(bench: &Bench, sheet: &mut Sheet) {
    let rounds = bench.rounds.max(3);
    let mut few = Town::of(bench, &bench.file("few.sqlite"), 1000);
    let mut many = Town::of(bench, &bench.file("many.sqlite"), bench.accounts);
    let each = 1000 / (rounds + 1);
    few.sign_ins(each, 8);
    many.sign_ins(each, 8);
    for _ in 0..rounds {
        let (_, few, _) = few.sign_ins(each, 8);
        let (_, many, _) = many.sign_ins(each, 8);
        let name = format!("CPU per sign-in, {} accounts ÷ 1000", bench.accounts);
        sheet.note(&name, Target::AtMost(1.1), many / few);
    }
}

fn note_raw(sheet: &mut Sheet, raw: Raw) {
    sheet.note("raw ES256 signature, µs CPU", Target::None, raw.es256_sign);
    sheet.note("raw ES256 verification, µs CPU", Target::None, raw.es256_verify);
    sheet.note("raw verification and two signatures, µs CPU", Target::None, raw.exchange);
}

/// `/token` with private_key_jwt and two ES256 tokens; brings the access tokens.
fn exchange(town: &mut Town, raw: Raw, on: &str, sheet: &mut Sheet) -> Vec<String> {
    let bank = town.bank.clone();
    let codes = town.codes(&bank, CODES);
    let requests: Vec<_> = codes.iter().map(|code| town.bank.exchange(code)).collect();
    let (tokens, server) = (Mutex::new(Vec::new()), &town.server);
    let before = server.used();
    let done = crowd(server.port, 8, Until::Count(CODES), |connection, _, number| {
        let Some((lines, body)) = requests.get(number as usize) else { return };
        let answer = connection.post("/token", lines, body).expect(200);
        let token = answer.between("\"access_token\":\"", "\"").to_owned();
        tokens.lock().expect("nobody panicked with it").push(token);
    });
    let micros = done.micros_each(server.used().saturating_sub(before));
    let most = Target::AtMost(2.2);
    sheet.note(&format!("{on}: code exchange, CPU ÷ raw"), most, micros / raw.exchange);
    sheet.note(&format!("{on}: code exchange, µs CPU"), Target::None, micros);
    tokens.into_inner().expect("nobody panicked with it")
}

fn userinfo(town: &Town, raw: Raw, tokens: &[String], (on, sheet): (&str, &mut Sheet)) {
    let server = &town.server;
    let before = server.used();
    let done = crowd(server.port, 8, Until::Passed(SPAN), |connection, _, number| {
        if let Some(token) = tokens.get(number as usize % tokens.len()) {
            connection.get_with("/userinfo", token).expect(200);
        }
    });
    let micros = done.micros_each(server.used().saturating_sub(before));
    let beside = micros - raw.es256_verify;
    let most = Target::AtMost(150.0);
    sheet.note(&format!("{on}: userinfo, µs CPU besides one raw verification"), most, beside);
    sheet.note(&format!("{on}: userinfo, µs CPU"), Target::None, micros);
}

fn refresh_tokens(town: &mut Town) -> Vec<String> {
    let hospital = Party::hospital();
    let codes = town.codes(&hospital, IN_FLIGHT);
    let redeemed = codes.iter().map(|code| {
        let (lines, body) = hospital.exchange(code);
        let mut connection = super::http::Connection::open(town.server.port);
        let answer = connection.post("/token", &lines, &body).expect(200);
        answer.between("\"refresh_token\":\"", "\"").to_owned()
    });
    redeemed.collect()
}

fn refresh(town: &Town, tokens: &[String], in_flight: u32) -> (f64, f64) {
    let (server, hospital) = (&town.server, Party::hospital());
    let requests: Vec<_> = tokens.iter().map(|token| hospital.refresh(token)).collect();
    let before = server.used();
    let done = crowd(server.port, in_flight, Until::Passed(SPAN), |connection, thread, _| {
        let Some((lines, body)) = requests.get(thread as usize) else { return };
        connection.post("/token", lines, body).expect(200);
    });
    (done.rate(), done.micros_each(server.used().saturating_sub(before)))
}

fn sign_in(town: &mut Town, raw: Raw, on: &str, sheet: &mut Sheet) -> f64 {
    let (rate, micros, work) = town.sign_ins(SIGN_INS, IN_FLIGHT);
    let name = |what: &str| format!("{on}: whole sign-in, {what}");
    // The receipt of the consent is signed as well.
    let cryptography = raw.exchange + raw.es256_sign;
    sheet.note(&name("CPU ÷ raw cryptography"), Target::AtMost(4.7), micros / cryptography);
    sheet.note(&name("µs CPU"), Target::AtMost(1500.0), micros);
    sheet.note(&name("commits"), Target::AtMost(6.0), work.commits);
    sheet.note(&name("SQL calls"), Target::AtMost(30.0), work.calls);
    sheet.note(&name("rows written"), Target::AtMost(20.0), work.rows);
    sheet.note(&name("/s at 32 in flight"), Target::AtLeast(400.0), rate);
    // The same by FAPI 2.0, seconds later: pushed, proven by a key twice, bound.
    let treasury = town.treasury.clone();
    let (_, strict, work) = town.sign_ins_at(&treasury, SIGN_INS, IN_FLIGHT);
    let name = |what: &str| format!("{on}: FAPI 2.0 sign-in, {what}");
    sheet.note(&name("CPU ÷ plain sign-in"), Target::AtMost(1.35), strict / micros);
    sheet.note(&name("µs CPU"), Target::None, strict);
    sheet.note(&name("commits"), Target::AtMost(6.0), work.commits);
    rate
}

//! Who is counted, whatever a request says of where it comes from; and what one network can do to the
//! others.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

use crate::support::house::{House, Kind};
use crate::support::http::Request;
use crate::support::people::{BINH, MAI, NAM, PASSWORD};
use crate::support::processes::Processes;

/// Spellings of the header by which requests have claimed to come from elsewhere.
const SPELLINGS: [(&str, &str); 31] = [
    ("X-Forwarded-For", "203.0.113.1"),
    ("X-Forwarded-For", "203.0.113.1, 198.51.100.1"),
    ("X-Forwarded-For", "127.0.0.1"),
    ("X-Forwarded-For", "::1"),
    ("X-Forwarded-For", "[::1]:80"),
    ("X-Forwarded-For", "unknown"),
    ("X-Forwarded-For", ","),
    ("X-Forwarded-For", ""),
    ("X-Forwarded-For", "203.0.113.1:80"),
    ("X-Forwarded-For", "\"203.0.113.1\""),
    ("x-forwarded-for", "203.0.113.2"),
    ("X-FORWARDED-FOR", "203.0.113.3"),
    ("X_Forwarded_For", "203.0.113.4"),
    ("X-Forwarded_For", "203.0.113.5"),
    ("X-ForwardedFor", "203.0.113.6"),
    ("X-Forwarded-For-Original", "203.0.113.7"),
    ("X-Original-Forwarded-For", "203.0.113.8"),
    ("X-Real-IP", "203.0.113.9"),
    ("X-Real-Ip", "203.0.113.10"),
    ("X-Client-IP", "203.0.113.11"),
    ("Client-IP", "203.0.113.12"),
    ("True-Client-IP", "203.0.113.13"),
    ("CF-Connecting-IP", "203.0.113.14"),
    ("Fastly-Client-IP", "203.0.113.15"),
    ("X-Cluster-Client-IP", "203.0.113.16"),
    ("X-Remote-IP", "203.0.113.17"),
    ("X-Originating-IP", "203.0.113.18"),
    ("X-Remote-Addr", "203.0.113.19"),
    ("Forwarded", "for=203.0.113.20"),
    ("Forwarded", "for=\"[2001:db8::1]\";proto=https"),
    ("Via", "1.1 203.0.113.21"),
];

fn knocks(house: &Processes, header: (&str, &str)) -> u16 {
    Request::get("/userinfo").header(header.0, header.1).send(&house.authority).status
}

/// inc_cve_2025_64484: nobody gets a fresh allowance by claiming another address.
#[test]
fn no_spelling_of_a_header_moves_a_request_to_another_network() {
    let tight = [("DANH__HTTP__NETWORK_RATE", "1"), ("DANH__HTTP__NETWORK_BURST", "40")];
    let house = Processes::start_with(None, &tight);
    while knocks(&house, ("X-Nothing", "1")) != 429 {}
    let passed = SPELLINGS.into_iter().filter(|header| knocks(&house, *header) != 429).count();
    // One request a second is allowed; the knocking takes about so long.
    assert!(passed <= 3, "{passed} of {} got through", SPELLINGS.len());
    let answer = Request::get("/userinfo").send(&house.authority);
    if answer.status == 429 {
        assert_eq!(answer.header("retry-after"), Some("5"));
        assert_eq!(answer.member("error").as_deref(), Some("temporarily_unavailable"));
    }
    let page = Request::get("/tro-giup").send(&house.authority);
    if page.status == 429 {
        assert_eq!(page.header("retry-after"), Some("60"));
        assert!(page.text().contains("data-error="));
    }
}

/// Behind a proxy that is trusted, the last address before it is counted, however many headers it came in.
#[test]
fn behind_a_proxy_the_address_that_the_proxy_saw_is_counted() {
    let behind = [
        ("DANH__HTTP__NETWORK_RATE", "1"),
        ("DANH__HTTP__NETWORK_BURST", "20"),
        ("DANH__HTTP__TRUSTED_PROXIES", "[\"127.0.0.1/32\"]"),
    ];
    let house = Processes::start_with(None, &behind);
    let forged = |count: usize, seen: &str| {
        let forged = format!("198.51.100.{}", count % 250);
        let one = Request::get("/userinfo").header("X-Forwarded-For", &format!("{forged}, {seen}"));
        let two = Request::get("/userinfo")
            .header("X-Forwarded-For", &forged)
            .header("X-Forwarded-For", seen);
        [one, two].map(|request| request.send(&house.authority).status)
    };
    let answers: Vec<_> = (0..60).flat_map(|count| forged(count, "203.0.113.9")).collect();
    let refused = answers.iter().filter(|status| **status == 429).count();
    assert!(refused > 80, "{refused} of 120 were refused: what a client claims was believed");
    assert_ne!(forged(0, "203.0.113.10")[0], 429, "another network has an allowance of its own");
}

/// The tests' own machine is a proxy that is believed, so that browsers may come from anywhere.
pub const BEHIND: (&str, &str) = ("DANH__HTTP__TRUSTED_PROXIES", "[\"127.0.0.1/32\"]");

/// A crowd behind one address fills the queue of the hashes again and again, and who comes from another
/// is served all the same. Who is told that it is busy finds the number still typed.
#[test]
fn a_crowd_behind_one_network_keeps_nobody_else_from_signing_in() {
    let narrow = [BEHIND, ("DANH__SIGN_IN__HASH_QUEUE", "4")];
    let house = House::open_set(Kind::Sqlite, &narrow);
    let party = house.client("hospital");
    let (over, numbers) = (AtomicBool::new(false), AtomicU32::new(0));
    let crowd = || {
        let mut browser = house.browser().with_header("X-Forwarded-For", "203.0.113.9");
        let page = browser.open(&party.ask(&[]).url);
        let (form, mut busy) = (page.form("#login-submit"), 0);
        while !over.load(Ordering::SeqCst) {
            let number = format!("999188{:06}", 500_000 + numbers.fetch_add(1, Ordering::SeqCst));
            let form = form.clone().fill("username", &number).fill("password", PASSWORD);
            let answer = browser.submit(&page, &form, &form.pressed("#login-submit"));
            if answer.response.status == 503 {
                busy += 1;
                assert_eq!(answer.name(), "login");
                assert_eq!(answer.response.header("retry-after"), Some("5"));
                assert_eq!(answer.form("#login-submit").value("username"), Some(&*number));
                assert!(answer.words().contains("rất nhiều người"), "{}", answer.words());
            }
        }
        busy
    };
    let busy: u32 = thread::scope(|scope| {
        let crowd: Vec<_> = (0..16).map(|_| scope.spawn(crowd)).collect();
        while numbers.load(Ordering::SeqCst) < 32 {
            thread::yield_now();
        }
        for (count, person) in [MAI, BINH, NAM].into_iter().enumerate() {
            let from = format!("198.51.100.{count}");
            let mut browser = house.browser().with_header("X-Forwarded-For", &from);
            let page = browser.open(&party.ask(&[]).url);
            let page = browser.type_password(&page, person);
            assert_eq!(page.name(), "otp", "{}: {}", person.name, page.words());
        }
        over.store(true, Ordering::SeqCst);
        crowd.into_iter().map(|one| one.join().expect("it was answered")).sum()
    });
    assert!(busy > 0, "the queue was never full");
}

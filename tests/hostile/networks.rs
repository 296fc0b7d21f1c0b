//! Who is counted, whatever a request says of where it comes from; and what one network can do to the
//! others.

use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::thread;

use crate::support::browser::{Browser, Page};
use crate::support::house::{House, Kind};
use crate::support::http::Request;
use crate::support::people::{BINH, Citizen, MAI, NAM, PASSWORD};
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
const BEHIND: (&str, &str) = ("DANH__HTTP__TRUSTED_PROXIES", "[\"127.0.0.1/32\"]");

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

fn from(house: &House, address: &str) -> Browser {
    house.browser().with_header("X-Forwarded-For", address)
}

fn at_the_password(house: &House, mut browser: Browser) -> (Browser, Page) {
    let page = browser.open(&house.client("hospital").ask(&[]).url);
    assert_eq!(page.name(), "login", "{}", page.words());
    (browser, page)
}

fn try_password(house: &House, address: &str, number: &str) -> Page {
    let (mut browser, page) = at_the_password(house, from(house, address));
    browser.press(&page, "#login-submit", |form| {
        form.fill("username", number).fill("password", "Sai-mat-khau-9")
    })
}

/// A list of numbers and one password is tried through one address for so long and no longer. Everybody
/// behind it is told the same, known number or not; the own browser of an account goes on.
#[test]
fn wrong_passwords_of_one_network_are_counted_together_and_its_own_devices_are_not() {
    let few = [BEHIND, ("DANH__SIGN_IN__NETWORK_WRONG_PASSWORDS_PER_HOUR", "12")];
    House::on_each_database_set(&few, |house| {
        let crowd = "203.0.113.9";
        let hospital = house.client("hospital");
        let own = house.visit_with(from(house, crowd), &hospital, MAI, &[]).browser;
        for number in 0..12 {
            let page = try_password(house, crowd, &format!("9991886{number:05}"));
            assert_eq!((page.name().as_str(), page.response.status), ("login", 422), "{number}");
        }
        let told = [MAI.number, BINH.number, "999188600099"].map(|number| {
            let page = try_password(house, crowd, number);
            assert_eq!((page.name().as_str(), page.response.status), ("waiting", 429), "{number}");
            assert_eq!(page.error().as_deref(), Some("network_passwords"));
            assert_eq!(page.response.header("retry-after"), Some("300"));
            page.words()
        });
        assert!(told.iter().all(|words| *words == told[0]), "{told:?}");
        let page = try_password(house, "198.51.100.7", BINH.number);
        assert_eq!(page.name(), "login", "another network is not concerned");
        let mut own = own;
        let page = own.open(&hospital.ask(&[("prompt", "login")]).url);
        assert_eq!(own.type_password(&page, MAI).name(), "otp", "the account's own browser");
        house.clock.pass_seconds(300);
        assert_eq!(try_password(house, crowd, BINH.number).name(), "login");
    });
}

/// A crowd that comes at once has no more tries than a queue; and right passwords cost their network none.
#[test]
fn of_guesses_that_come_at_once_a_network_has_no_more_than_in_a_row() {
    let few = [BEHIND, ("DANH__SIGN_IN__NETWORK_WRONG_PASSWORDS_PER_HOUR", "12")];
    House::on_each_database_set(&few, |house| {
        let crowd = "203.0.113.9";
        let judged = |round: usize| -> usize {
            let together = Barrier::new(30);
            let guess = |number: usize| {
                let (mut browser, page) = at_the_password(house, from(house, crowd));
                together.wait();
                let number = format!("99918{round}6{number:05}");
                let page = browser.press(&page, "#login-submit", |form| {
                    form.fill("username", &number).fill("password", "Sai-mat-khau-9")
                });
                usize::from(page.response.status == 422)
            };
            let guess = &guess;
            thread::scope(|scope| {
                let all: Vec<_> = (0..30).map(|one| scope.spawn(move || guess(one))).collect();
                all.into_iter().map(|one| one.join().expect("it was answered")).sum()
            })
        };
        for person in [MAI, BINH, NAM].into_iter().cycle().take(15) {
            let (mut browser, page) = at_the_password(house, from(house, crowd));
            assert_ne!(browser.type_password(&page, person).name(), "waiting", "a right one");
        }
        assert_eq!(judged(0), 12);
        for round in 1..3 {
            house.clock.pass_seconds(300);
            assert_eq!(judged(round), 1);
        }
    });
}

/// Whoever holds many passwords makes no crowd of phones ring: codes are counted by network and by operator.
#[test]
fn codes_are_sent_so_often_from_one_network_and_to_one_operator() {
    let ask = |house: &House, address: &str, person: Citizen| {
        let (mut browser, page) = at_the_password(house, from(house, address));
        let page = browser.type_password(&page, person);
        if page.name() == "otp" {
            return page;
        }
        assert_eq!(page.name(), "resend", "signed in by the password, and no code was sent");
        browser.press(&page, "#resend-submit", |form| form)
    };
    let few = [BEHIND, ("DANH__SIGN_IN__NETWORK_CODES_PER_HOUR", "2")];
    House::on_each_database_set(&few, |house| {
        assert_eq!(ask(house, "203.0.113.9", MAI).name(), "otp");
        assert_eq!(ask(house, "203.0.113.9", BINH).name(), "otp");
        let page = ask(house, "203.0.113.9", NAM);
        assert_eq!(page.error().as_deref(), Some("network_codes"), "{}", page.words());
        assert_eq!(page.response.header("retry-after"), Some("1800"));
        assert_eq!(ask(house, "198.51.100.7", NAM).name(), "otp");
        assert_eq!(house.await_count(3), 3);
    });
    let few = [BEHIND, ("DANH__SIGN_IN__OPERATOR_CODES_PER_MINUTE", "2")];
    House::on_each_database_set(&few, |house| {
        assert_eq!(ask(house, "203.0.113.9", MAI).name(), "otp");
        assert_eq!(ask(house, "198.51.100.7", BINH).name(), "otp");
        let page = ask(house, "192.0.2.5", NAM);
        assert_eq!(page.error().as_deref(), Some("operator_codes"), "{}", page.words());
        house.clock.pass_seconds(30);
        assert_eq!(ask(house, "192.0.2.5", NAM).name(), "otp");
        assert_eq!(house.await_count(3), 3);
    });
}

/// What nobody proved anything for fills no disk: each network has room for so many requests that wait.
#[test]
fn requests_that_wait_for_somebody_are_so_many_of_each_network() {
    let few = [BEHIND, ("DANH__HTTP__NETWORK_KEPT_REQUESTS", "5")];
    House::on_each_database_set(&few, |house| {
        let (hospital, portal) = (house.client("hospital"), house.client("portal"));
        let open = |address: &str, other: &[(&str, &str)]| {
            from(house, address).open(&hospital.ask(other).url)
        };
        for _ in 0..5 {
            assert_eq!(open("203.0.113.9", &[]).name(), "login");
        }
        let page = open("203.0.113.9", &[]);
        assert_eq!((page.error().as_deref(), page.response.status), (Some("busy"), 429));
        assert!(page.response.header("retry-after").is_some());
        let posted = |target: &str, fields: Vec<(String, String)>| {
            let form = Request::form(target, &fields).header("X-Forwarded-For", "203.0.113.9");
            form.send(&house.authority).status
        };
        assert_eq!(posted("/authorize", hospital.parameters(&[]).0), 429);
        assert_eq!(posted("/end_session", vec![("state".into(), "x".into())]), 429);
        assert_eq!(
            posted("/par", portal.parameters(&[]).0),
            503,
            "of a client that proves nothing"
        );
        // What is answered at once needs no room, and others have their own.
        let page = open("203.0.113.9", &[("prompt", "none")]);
        assert_eq!(page.parameter("error").as_deref(), Some("login_required"));
        assert_eq!(open("198.51.100.7", &[]).name(), "login");
        assert_eq!(hospital.push(&[]).0.status, 201, "a client that proves itself");
        house.clock.pass_seconds(360);
        assert_eq!(open("203.0.113.9", &[]).name(), "login");
    });
}

//! What one network may have of what all share: wrong passwords, codes, requests that wait; and that who
//! has done nothing there is not the one who pays.

use std::sync::Barrier;
use std::thread;

use crate::networks::BEHIND;
use crate::support::browser::{Browser, Page};
use crate::support::house::House;
use crate::support::http::Request;
use crate::support::people::{BINH, Citizen, MAI, NAM};

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

/// Who presses for a code and gets none, or types the password when the number had its codes, spends
/// nothing of what the neighbours and the operator's other numbers get.
#[test]
fn a_press_that_sends_no_code_costs_nobody_one() {
    let few = [
        BEHIND,
        ("DANH__SIGN_IN__OPERATOR_CODES_PER_MINUTE", "2"),
        ("DANH__SIGN_IN__NETWORK_CODES_PER_HOUR", "3"),
        ("DANH__SIGN_IN__OTP_SENDS_PER_2_HOURS", "2"),
    ];
    House::on_each_database_set(&few, |house| {
        let signing_in = |address: &str, person: Citizen| {
            let (mut browser, page) = at_the_password(house, from(house, address));
            let page = browser.type_password(&page, person);
            (browser, page)
        };
        let (mut browser, page) = signing_in("203.0.113.9", MAI);
        let again = browser.follow(&page, "a[href$='/gui-lai']");
        let mut press = |count: usize| {
            let told = (0..count).map(|_| browser.press(&again, "#resend-submit", |form| form));
            told.map(|page| page.response.status).collect::<Vec<_>>()
        };
        assert_eq!(press(4), [429; 4], "too early");
        assert_eq!(signing_in("198.51.100.7", BINH).1.name(), "otp", "the operator's other code");
        house.clock.pass_seconds(60);
        assert_eq!(press(4), [200, 429, 429, 429], "the number's last code, and no more");
        house.clock.pass_seconds(60);
        assert_eq!(press(4), [429; 4], "spent");
        for _ in 0..4 {
            let (_, page) = signing_in("203.0.113.9", MAI);
            assert_ne!(page.name(), "otp", "the number had its code");
        }
        assert_eq!(signing_in("203.0.113.9", NAM).1.name(), "otp", "the network's other code");
        assert_eq!(house.await_count(4), 4);
    });
}

/// A crowd of strangers at an address takes the room of whom nobody knows there, and not that of a browser
/// that is signed in or is an account's own; which has so much of it and no more.
#[test]
fn strangers_take_no_room_from_a_browser_that_is_known() {
    let few = [
        BEHIND,
        ("DANH__HTTP__NETWORK_KEPT_REQUESTS", "3"),
        ("DANH__HTTP__ACCOUNT_KEPT_REQUESTS", "4"),
    ];
    House::on_each_database_set(&few, |house| {
        let (crowd, hospital) = ("203.0.113.9", house.client("hospital"));
        let own = |person| {
            let browser = from(house, crowd);
            house.visit_with(browser, &hospital, person, &[]).browser
        };
        let (mut mai, binh) = (own(MAI), own(BINH));
        let ask = |browser: &mut Browser| {
            let page = browser.open(&hospital.ask(&[("prompt", "login")]).url);
            (page.name(), page.response.status)
        };
        let (come_in, turned_away) = (("login".to_owned(), 200), ("error".to_owned(), 429));
        assert_eq!(ask(&mut from(house, crowd)), come_in, "the last place");
        let stranger = || from(house, crowd);
        assert_eq!(ask(&mut stranger()), turned_away);
        assert_eq!(stranger().open("/dang-nhap").response.status, 429, "nor by our own door");
        // Who is signed in.
        assert_eq!([ask(&mut mai), ask(&mut mai)], [come_in.clone(), come_in.clone()]);
        // Who is not any more, in the browser that the account knows.
        let mut gone = mai.clone().with_cookie("danh_session", "gone");
        assert_eq!(gone.open("/dang-nhap").name(), "login");
        assert_eq!(ask(&mut gone), come_in);
        assert_eq!(ask(&mut gone), turned_away, "four are all that wait for one account");
        assert_eq!(ask(&mut mai), turned_away);
        // Each account has its own, and nobody has it who merely knows the name of a device.
        let device = binh.cookie("danh_device").expect("its device").to_owned();
        let (name, _) = device.split_once('.').expect("a handle");
        let forged = format!("{name}.{}", "A".repeat(device.len() - name.len() - 1));
        let nameless = binh.clone().with_cookie("danh_session", "gone");
        let mut thief = nameless.clone().with_cookie("danh_device", &forged);
        assert_eq!(ask(&mut thief), turned_away);
        assert_eq!(ask(&mut nameless.clone()), come_in);
        // A browser that the account left is none of its own.
        house.visit(&hospital, BINH, &[]);
        assert_eq!(ask(&mut nameless.clone()), turned_away);
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
        // To begin anew is to wait anew, once there is a reason to; before, the same request goes on.
        let mut browser = from(house, "198.51.100.9");
        let page = browser.open(&hospital.ask(&[]).url);
        for _ in 0..9 {
            let anew = browser.open(page.url.join("tiep-tuc").expect("an address").as_str());
            assert_eq!((anew.name().as_str(), anew.url.path()), ("login", page.url.path()));
        }
        // What is answered at once needs no room, and others have their own.
        let page = open("203.0.113.9", &[("prompt", "none")]);
        assert_eq!(page.parameter("error").as_deref(), Some("login_required"));
        assert_eq!(open("198.51.100.7", &[]).name(), "login");
        assert_eq!(hospital.push(&[]).0.status, 201, "a client that proves itself");
        house.clock.pass_seconds(360);
        assert_eq!(open("203.0.113.9", &[]).name(), "login");
    });
}

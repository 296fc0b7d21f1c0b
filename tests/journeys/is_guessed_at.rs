//! Strangers guess at a person's password: the browser that the account knows stays open to its owner.

use crate::support::browser::{Browser, Page};
use crate::support::house::House;
use crate::support::people::{BINH, Citizen, MAI, NAM, PASSWORD};

const WRONG: &str = "Sai-mat-khau-9";

/// The number that two people have had, and one that nobody had.
const SHARED: &str = "999000031";
const NOBODYS: &str = "999777777";

fn at_the_door(house: &House, browser: &mut Browser) -> Page {
    browser.open(&house.client("hospital").ask(&[("prompt", "login")]).url)
}

fn try_password(browser: &mut Browser, page: &Page, number: &str, password: &str) -> Page {
    browser.press(page, "#login-submit", |form| {
        form.fill("username", number).fill("password", password)
    })
}

/// So many wrong tries from one browser; returns the last answer.
fn guess(house: &House, browser: &mut Browser, number: &str, times: u32) -> Page {
    let mut page = at_the_door(house, browser);
    let door = page.clone();
    for _ in 0..times {
        page = try_password(browser, &door, number, WRONG);
    }
    page
}

/// The browser in which this person signed in before.
fn known_browser(house: &House, person: Citizen) -> Browser {
    house.visit(&house.client("hospital"), person, &[]).browser
}

/// inc_mitid_2021: who knows a number alone keeps nobody from signing in where they always do.
#[test]
fn strangers_never_make_the_known_browser_wait() {
    House::on_each_database(|house| {
        let mut known = known_browser(house, MAI);
        let mut stranger = house.browser();
        let told = guess(house, &mut stranger, MAI.number, 6);
        assert_eq!(told.error().as_deref(), Some("password_wait"));
        let page = at_the_door(house, &mut known);
        let told = try_password(&mut known, &page, MAI.number, WRONG);
        assert!(told.words().contains("Còn 4 lần"), "its own count: {}", told.words());
        let told = try_password(&mut known, &page, MAI.number, PASSWORD);
        assert_eq!(told.name(), "otp", "{}", told.words());
        // What the owner did there opens nothing for strangers.
        let told = guess(house, &mut stranger, MAI.number, 1);
        assert_eq!(told.error().as_deref(), Some("password_wait"));
    });
}

/// Who holds the known browser has no more tries there than anybody has.
#[test]
fn the_known_browser_waits_for_its_own_misses_alone() {
    House::on_each_database(|house| {
        let mut known = known_browser(house, MAI);
        let told = guess(house, &mut known, MAI.number, 5);
        assert_eq!(told.error().as_deref(), Some("password_wait"));
        let page = at_the_door(house, &mut known);
        let told = try_password(&mut known, &page, MAI.number, PASSWORD);
        assert_eq!(told.error().as_deref(), Some("password_wait"), "the right one waits too");
        let mut other = house.browser();
        let page = at_the_door(house, &mut other);
        let told = try_password(&mut other, &page, MAI.number, PASSWORD);
        assert_eq!(told.name(), "otp", "another browser: {}", told.words());
    });
}

/// A known browser is known to one account: to others it is a stranger's, and a former one too.
#[test]
fn a_browser_that_another_account_knows_is_a_stranger_s() {
    House::on_each_database(|house| {
        let mut former = known_browser(house, MAI);
        let mut known = known_browser(house, MAI);
        let mut other = known_browser(house, BINH);
        for stranger in [&mut former, &mut other] {
            guess(house, stranger, MAI.number, 2);
        }
        let told = guess(house, &mut house.browser(), MAI.number, 1);
        assert_eq!(told.error().as_deref(), Some("password_wait"), "five in one count");
        let page = at_the_door(house, &mut known);
        let told = try_password(&mut known, &page, MAI.number, PASSWORD);
        assert_eq!(told.name(), "otp", "{}", told.words());
    });
}

/// The warnings among a person's messages, once they got so many messages.
fn warnings(house: &House, person: Citizen, messages: usize) -> Vec<String> {
    for _ in 0..500 {
        let all = house.outbox.all(person.phone);
        if all.len() >= messages {
            assert_eq!(all.len(), messages, "{all:?}");
            let warnings = all.into_iter().filter(|text| text.contains("nhap sai nhieu lan"));
            return warnings.collect();
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    unreachable!("{} did not get {messages} messages", person.name)
}

/// A number alone sends nothing; with the next right password the owner hears of the guesses, once.
#[test]
fn the_owner_is_told_of_strangers_guesses_with_the_next_right_password() {
    House::on_each_database(|house| {
        let mut known = known_browser(house, MAI);
        let told = guess(house, &mut house.browser(), MAI.number, 7);
        assert_eq!(told.error().as_deref(), Some("password_wait"));
        assert_eq!(warnings(house, MAI, 1), [""; 0], "nothing but the code of before");
        house.clock.pass_seconds(60);
        let page = at_the_door(house, &mut known);
        try_password(&mut known, &page, MAI.number, PASSWORD);
        let first = warnings(house, MAI, 3);
        assert_eq!(first.len(), 1, "a code and a warning");
        let text = &first[0];
        assert!(text.is_ascii() && text.len() <= 160, "one part: {} {text}", text.len());
        assert!(text.contains(" 12:00 "), "the last of the wrong tries: {text}");
        let page = at_the_door(house, &mut known);
        try_password(&mut known, &page, MAI.number, PASSWORD);
        assert_eq!(warnings(house, MAI, 4), first, "a round is told once");
        house.clock.pass_seconds(15 * 60);
        guess(house, &mut house.browser(), MAI.number, 5);
        let mut other = house.browser();
        house.clock.pass_seconds(6 * 3600);
        let page = at_the_door(house, &mut other);
        try_password(&mut other, &page, MAI.number, PASSWORD);
        assert_eq!(warnings(house, MAI, 6).len(), 2, "the next round, whoever was right");
        assert_eq!(house.events("login.owner_warned"), 2);
    });
}

/// Who holds the known browser and guesses is one of whom the owner hears at once.
#[test]
fn the_owner_is_told_when_the_known_browser_is_made_to_wait() {
    House::on_each_database(|house| {
        let mut known = known_browser(house, MAI);
        guess(house, &mut known, MAI.number, 4);
        assert_eq!(warnings(house, MAI, 1), [""; 0]);
        guess(house, &mut known, MAI.number, 3);
        assert_eq!(warnings(house, MAI, 2).len(), 1, "once a round");
        house.clock.pass_seconds(6 * 3600);
        guess(house, &mut known, MAI.number, 5);
        assert_eq!(warnings(house, MAI, 3).len(), 2);
    });
}

/// Strangers who know the number bring about warnings, so many and no more; and no code of the owner's is
/// spent on them.
#[test]
fn warnings_cost_the_owner_no_code() {
    let few = [("DANH__SIGN_IN__OTP_SENDS_PER_2_HOURS", "2")];
    House::on_each_database_set(&few, |house| {
        let mut known = known_browser(house, MAI);
        house.clock.pass_seconds(2 * 3600);
        for round in 0..2 {
            guess(house, &mut house.browser(), MAI.number, 5);
            let page = at_the_door(house, &mut known);
            let told = try_password(&mut known, &page, MAI.number, PASSWORD);
            assert_eq!(told.name(), "otp", "{round}: {}", told.words());
            assert_eq!(warnings(house, MAI, 3 + round).len(), 1, "{round}");
            house.clock.pass_seconds(15 * 60);
        }
        let page = at_the_door(house, &mut known);
        let told = try_password(&mut known, &page, MAI.number, PASSWORD);
        assert_ne!(told.name(), "otp", "both codes were sent");
    });
}

/// inc_cve_2025_24806: two names of one person have one count.
#[test]
fn old_and_new_number_of_a_person_are_counted_together() {
    House::on_each_database(|house| {
        let mut stranger = house.browser();
        guess(house, &mut stranger, NAM.number, 2);
        let told = guess(house, &mut stranger, "999000003", 2);
        assert!(told.words().contains("Còn 1 lần"), "{}", told.words());
        let told = guess(house, &mut stranger, NAM.number, 1);
        assert_eq!(told.error().as_deref(), Some("password_wait"));
    });
}

/// R94: an old number of two people asks for the twelve digits, and so does every other old number,
/// whatever the password: that there are such people is told to nobody.
#[test]
fn an_old_number_of_two_people_asks_for_the_twelve_digits_and_tells_nothing() {
    House::on_each_database(|house| {
        let told = |number: &str, password: &str| {
            let mut browser = house.browser();
            let page = at_the_door(house, &mut browser);
            let before = house.work().hashes;
            let told = try_password(&mut browser, &page, number, password);
            assert_eq!((told.name().as_str(), told.response.status), ("login", 422));
            assert_eq!(house.work().hashes - before, 1, "one hash for everybody");
            told.words().replace(number, "NUMBER")
        };
        for password in [WRONG, PASSWORD] {
            let shared = told(SHARED, password);
            assert!(shared.contains("nhập số định danh 12 chữ số"), "{shared}");
            assert_eq!(shared, told(NOBODYS, password));
        }
        // A right password was tried against nobody, so the people themselves lost no try.
        let mut browser = house.browser();
        let told = guess(house, &mut browser, "999090000031", 1);
        assert!(told.words().contains("Còn 4 lần"), "{}", told.words());
        let page = at_the_door(house, &mut browser);
        let told = try_password(&mut browser, &page, "999090000032", PASSWORD);
        assert_eq!(told.name(), "otp", "the twelve digits lead in");
    });
}

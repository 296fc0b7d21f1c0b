//! Bình mistypes, waits too long, asks for another code, and a thief guesses.

use crate::support::browser::{Browser, Page};
use crate::support::house::House;
use crate::support::people::{BINH, Citizen, TWO_NUMBERS};

fn after_the_password(house: &House, person: Citizen) -> (Browser, Page) {
    let mut browser = house.browser();
    let page = browser.open(&house.client("hospital").ask(&[]).url);
    let page = browser.type_password(&page, person);
    (browser, page)
}

fn at_the_code(house: &House) -> (Browser, Page) {
    let (browser, page) = after_the_password(house, BINH);
    assert_eq!(page.name(), "otp", "{}", page.words());
    (browser, page)
}

fn try_code(browser: &mut Browser, page: &Page, code: &str) -> Page {
    browser.press(page, "#otp-submit", |form| form.fill("code", code))
}

fn wrong(code: &str) -> String {
    let first = if code.starts_with('1') { '2' } else { '1' };
    code.chars().enumerate().map(|(at, digit)| if at == 0 { first } else { digit }).collect()
}

/// R57
#[test]
fn a_code_serves_at_119_seconds_and_not_at_121() {
    House::on_each_database(|house| {
        let (mut browser, page) = at_the_code(house);
        let code = house.await_code(BINH);
        house.clock.pass_seconds(119);
        assert_eq!(try_code(&mut browser, &page, &code).name(), "consent");
    });
    House::on_each_database(|house| {
        let (mut browser, page) = at_the_code(house);
        let code = house.await_code(BINH);
        house.clock.pass_seconds(121);
        let page = try_code(&mut browser, &page, &code);
        assert_eq!((page.name().as_str(), page.response.status), ("otp", 422));
        assert!(page.words().contains("hết hạn"), "{}", page.words());
    });
}

#[test]
fn a_mistyped_code_is_told_and_the_right_one_still_works_once() {
    House::on_each_database(|house| {
        let (mut browser, page) = at_the_code(house);
        let code = house.await_code(BINH);
        for nonsense in ["", "12345", "1234567", "abcdef"] {
            let page = try_code(&mut browser, &page, nonsense);
            assert_eq!((page.name().as_str(), page.response.status), ("otp", 422), "{nonsense}");
        }
        let again = try_code(&mut browser, &page, &wrong(&code));
        assert_eq!((again.name().as_str(), again.response.status), ("otp", 422));
        let spaced =
            format!("{} {}", code.get(..3).unwrap_or_default(), code.get(3..).unwrap_or_default());
        let consent = try_code(&mut browser, &again, &spaced);
        assert_eq!(consent.name(), "consent", "{}", consent.words());
        // The form once more, as by the back button: the code is spent and the person is where they were.
        let back = try_code(&mut browser, &page, &code);
        assert!(["consent", "otp"].contains(&back.name().as_str()), "{}", back.name());
    });
}

/// R97
#[test]
fn a_new_code_comes_after_half_a_minute_and_the_old_one_lives_on() {
    House::on_each_database(|house| {
        let (mut browser, page) = at_the_code(house);
        let first = house.await_code(BINH);
        let again = browser.follow(&page, "a[href$='/gui-lai']");
        let early = browser.press(&again, "#resend-submit", |form| form);
        assert!([422, 429].contains(&early.response.status), "{}", early.words());
        assert_eq!(house.outbox.count(), 1);
        house.clock.pass_seconds(31);
        let again = browser.follow(&page, "a[href$='/gui-lai']");
        let page = browser.press(&again, "#resend-submit", |form| form);
        assert_eq!(page.name(), "otp", "{}", page.words());
        let second = house.await_code(BINH);
        assert_ne!(first, second);
        assert_eq!(
            try_code(&mut browser, &page, &first).name(),
            "consent",
            "good until its own end"
        );
    });
}

/// A code is bound to its transaction: another tab's code is none here.
#[test]
fn a_code_of_another_transaction_is_wrong_here() {
    House::on_each_database(|house| {
        let (_, _) = at_the_code(house);
        let elsewhere = house.await_code(BINH);
        house.clock.pass_seconds(31);
        let (mut browser, page) = at_the_code(house);
        let here = house.await_code(BINH);
        if here != elsewhere {
            assert_eq!(try_code(&mut browser, &page, &elsewhere).name(), "otp");
        }
        assert_eq!(try_code(&mut browser, &page, &here).name(), "consent");
    });
}

/// R96: five tries belong to the request, whatever number of codes was sent for it; then it begins anew, at once.
#[test]
fn who_spent_all_tries_begins_anew_and_has_nothing_to_wait_for() {
    House::on_each_database(|house| {
        let (mut browser, page) = at_the_code(house);
        let code = house.await_code(BINH);
        for _ in 0..4 {
            assert_eq!(try_code(&mut browser, &page, &wrong(&code)).name(), "otp");
        }
        let spent = try_code(&mut browser, &page, &wrong(&code));
        assert_eq!((spent.name().as_str(), spent.response.status), ("tries_spent", 429));
        assert_eq!(spent.response.header("retry-after"), None);
        assert_eq!(
            try_code(&mut browser, &page, &code).name(),
            "tries_spent",
            "the right one is too late"
        );
        let anew = browser.follow(&spent, "a[href$='/tiep-tuc']");
        assert_eq!(anew.name(), "resend", "the password still stands: {}", anew.words());
        let sent = house.outbox.count();
        for page in ["ma", "ma/gui-lai", "ma/cach-khac"] {
            let address = spent.url.join(page);
            let page = browser.open(address.expect("an address").as_str());
            assert!(
                ["tries_spent", "interrupted"].contains(&page.name().as_str()),
                "{}",
                page.words()
            );
        }
        assert_eq!(house.outbox.count(), sent, "no code is sent that nothing takes");
    });
}

const SEVEN_IN_A_ROW: [(&str, &str); 1] = [("DANH__SIGN_IN__OTP_MISSES_IN_A_ROW", "7")];

/// Types so many wrong codes for one request; the last page and how it was answered.
fn miss(house: &House, count: usize) -> Page {
    let (mut browser, page) = at_the_code(house);
    let wrong = wrong(&house.await_code(BINH));
    let tries = (0..count).map(|_| try_code(&mut browser, &page, &wrong));
    tries.last().expect("some were typed")
}

/// R57: whoever has the password guesses at codes for so long and no longer, over all requests and days;
/// from then on even the right code is none, until the person was seen.
#[test]
fn a_number_that_was_guessed_at_too_often_in_a_row_proves_nothing_more() {
    House::on_each_database_set(&SEVEN_IN_A_ROW, |house| {
        assert_eq!(miss(house, 5).name(), "tries_spent", "this request has no more tries");
        house.clock.pass_seconds(5 * 24 * 3600);
        let (mut waiting, page) = at_the_code(house);
        let code = house.await_code(BINH);
        let barred = miss(house, 2);
        assert_eq!((barred.name().as_str(), barred.response.status), ("barred", 403));
        assert_eq!(barred.error().as_deref(), Some("codes_barred"));
        assert!(barred.words().contains("nhập sai quá nhiều lần"), "{}", barred.words());
        house.clock.pass_seconds(60);
        assert_eq!(try_code(&mut waiting, &page, &wrong(&code)).name(), "barred");
        assert_eq!(try_code(&mut waiting, &page, &code).name(), "barred", "the right one too");
        let (count, again) = (house.outbox.count(), waiting.follow(&page, "a[href$='/gui-lai']"));
        assert_eq!(waiting.press(&again, "#resend-submit", |form| form).name(), "barred");
        let (mut browser, page) = after_the_password(house, BINH);
        assert_eq!(page.name(), "resend", "no code was sent: {}", page.words());
        assert_eq!(browser.press(&page, "#resend-submit", |form| form).name(), "barred");
        assert_eq!(house.outbox.count(), count, "and none is sent");
        house.unbar(BINH);
        let (mut browser, page) = at_the_code(house);
        let code = house.await_code(BINH);
        assert_eq!(try_code(&mut browser, &page, &code).name(), "consent");
    });
}

/// R57: what a number received is judged by that number, also when a code was sent to another one since.
#[test]
fn a_code_of_a_barred_number_is_none_though_another_number_was_chosen() {
    House::on_each_database_set(&SEVEN_IN_A_ROW, |house| {
        let (mut browser, page) = after_the_password(house, TWO_NUMBERS);
        let first = house.await_code(TWO_NUMBERS);
        let (mut other, elsewhere) = after_the_password(house, TWO_NUMBERS);
        house.clock.pass_seconds(31);
        for _ in 0..2 {
            assert_eq!(try_code(&mut browser, &page, &wrong(&first)).name(), "otp");
        }
        for _ in 0..5 {
            try_code(&mut other, &elsewhere, &wrong(&first));
        }
        assert_eq!(try_code(&mut browser, &page, &first).name(), "barred");
        let ways = browser.follow(&page, "a[href$='/cach-khac']");
        let page = browser.press(&ways, "#way-submit", |form| form.tick("way", "1", true));
        assert_eq!(page.name(), "otp", "{}", page.words());
        let told = try_code(&mut browser, &page, &first);
        assert_eq!((told.name().as_str(), told.response.status), ("otp", 422), "a former code");
        let receiving = Citizen { phone: "+84500000931", ..TWO_NUMBERS };
        let second = house.await_code(receiving);
        let told = try_code(&mut browser, &page, &second);
        assert_eq!(told.name(), "consent", "the fifth try was left: {}", told.words());
    });
}

/// R57: a right code forgets the wrong ones, so that nobody who mistypes now and then is ever barred.
#[test]
fn a_right_code_forgets_the_wrong_ones_in_a_row() {
    House::on_each_database_set(&SEVEN_IN_A_ROW, |house| {
        for _ in 0..3 {
            miss(house, 4);
            house.clock.pass_seconds(60);
            let (mut browser, page) = at_the_code(house);
            let code = house.await_code(BINH);
            assert_eq!(try_code(&mut browser, &page, &wrong(&code)).name(), "otp");
            assert_eq!(try_code(&mut browser, &page, &code).name(), "consent");
            house.clock.pass_seconds(60);
        }
    });
}

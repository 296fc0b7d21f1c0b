//! Somebody mistypes a password, and somebody else tries numbers: before the right password all are alike.

use crate::support::browser::{Browser, Page};
use crate::support::house::{House, Work};
use crate::support::people::{LAN, MAI, PASSWORD};

const NOBODY: &str = "999188999999";

fn at_the_door(house: &House) -> (Browser, Page) {
    let mut browser = house.browser();
    let page = browser.open(&house.client("hospital").ask(&[]).url);
    (browser, page)
}

/// The page without what differs from request to request.
fn plain(page: &Page, number: &str) -> String {
    page.words().replace(number, "NUMBER")
}

/// R96: growing waits instead of a puzzle, the same for a number that nobody has.
#[test]
fn a_known_and_an_unknown_number_get_the_same_words_count_and_wait() {
    House::on_each_database(|house| {
        let [known, unknown] = [MAI.number, NOBODY].map(|number| six_tries(house, number));
        let words = |story: &[Try]| story.iter().map(|one| one.told.clone()).collect::<Vec<_>>();
        assert_eq!(words(&known), words(&unknown));
        let unlike = known.iter().zip(&unknown).filter(|(one, other)| one.work != other.work);
        // The outbox looks around every few seconds and may fall into one try of either story.
        assert!(unlike.count() <= 2, "the same statements, commits and hashes");
        let (_, last) = &known.last().expect("six tries").told;
        assert!(!last.contains(MAI.name));
    });
}

/// One try: what was told, and what it cost.
struct Try {
    told: (u16, String),
    work: Work,
}

fn six_tries(house: &House, number: &str) -> Vec<Try> {
    let (mut browser, page) = at_the_door(house);
    let tries = (0..6).map(|_| {
        let before = house.work();
        let told = browser.try_password(&page, number, "Sai-mat-khau-9");
        let told = (told.response.status, plain(&told, number));
        Try { told, work: house.work() - before }
    });
    tries.collect()
}

/// R96: after three errors a try is answered late, right or wrong, and nobody has to solve a thing.
#[test]
fn after_three_errors_answers_come_late() {
    House::on_each_database(|house| {
        for number in [MAI.number, NOBODY] {
            let (mut browser, page) = at_the_door(house);
            let pauses = [(); 6].map(|()| {
                let told = browser.try_password(&page, number, "Sai-mat-khau-9");
                assert!(!told.has("img, canvas"), "no puzzle");
                house.pauses.taken()
            });
            let late = [vec![], vec![], vec![], vec![2], vec![4], vec![]];
            assert_eq!(pauses, late, "who has to wait is told so at once");
        }
        house.clock.pass_seconds(15 * 60 + 1);
        let (mut browser, page) = at_the_door(house);
        let told = browser.try_password(&page, MAI.number, PASSWORD);
        assert_eq!((told.name().as_str(), house.pauses.taken()), ("otp", vec![4]));
        let (mut browser, page) = at_the_door(house);
        browser.try_password(&page, MAI.number, PASSWORD);
        assert_eq!(house.pauses.taken(), [0; 0], "a right one sets all back");
    });
}

#[test]
fn a_wait_ends_by_itself_and_nobody_is_locked_out_for_good() {
    House::on_each_database(|house| {
        let (mut browser, page) = at_the_door(house);
        for _ in 0..6 {
            browser.try_password(&page, MAI.number, "Sai-mat-khau-9");
        }
        let told = browser.try_password(&page, MAI.number, PASSWORD);
        assert_ne!(told.name(), "otp", "the right password waits too");
        house.clock.pass_seconds(15 * 60 + 1);
        let told = browser.try_password(&page, MAI.number, PASSWORD);
        assert_eq!(told.name(), "otp", "{}", told.words());
    });
}

#[test]
fn a_locked_account_is_told_only_to_who_knows_the_password() {
    House::on_each_database(|house| {
        let (mut browser, page) = at_the_door(house);
        let stranger = browser.try_password(&page, LAN.number, "Sai-mat-khau-9");
        let nobody = browser.try_password(&page, NOBODY, "Sai-mat-khau-9");
        assert_eq!(plain(&stranger, LAN.number), plain(&nobody, NOBODY));
        let owner = browser.try_password(&page, LAN.number, PASSWORD);
        assert!(owner.words().contains("khóa"), "{}", owner.words());
        assert_eq!(house.outbox.count(), 0);
        let asked = house.client("hospital").ask(&[("prompt", "none")]);
        let page = browser.open(&asked.url);
        assert_eq!(house.client("hospital").error(&page, &asked), "login_required");
    });
}

#[test]
fn what_is_no_number_is_told_and_what_was_typed_is_kept() {
    House::on_each_database(|house| {
        for number in ["", "12345", "99918800000x", "<b>x</b>"] {
            let (mut browser, page) = at_the_door(house);
            let told = browser.try_password(&page, number, PASSWORD);
            assert_eq!((told.name().as_str(), told.response.status), ("login", 422), "{number}");
            assert_eq!(told.form("#login-submit").value("username"), Some(number));
            assert!(!told.response.text().contains("<b>x"), "it is shown as text");
            assert_eq!(told.form("#login-submit").value("password").unwrap_or_default(), "");
        }
        let (mut browser, page) = at_the_door(house);
        let told = browser.try_password(&page, MAI.number, &"a".repeat(129));
        assert_eq!(told.response.status, 422, "129 characters are refused in words");
    });
}

//! Mai agrees, and comes back: what the page tells her of what is new, what goes on, what changed.

use crate::support::browser::{Browser, Page};
use crate::support::house::{House, Kind};
use crate::support::people::MAI;
use crate::support::relying_party::{Asked, RelyingParty};
use crate::support::walk::Fetched;

const OFFLINE: [(&str, &str); 1] = [("scope", "openid profile offline_access")];
const SIGN_IN: [(&str, &str); 1] = [("scope", "openid")];
const A_DAY_ON: u32 = 25 * 3600;

/// Walks until the page asks for consent, or needs no more.
fn to_consent(house: &House, browser: &mut Browser, asked: &Asked) -> Page {
    let mut page = browser.open(&asked.url);
    for _ in 0..4 {
        page = match page.name().as_str() {
            "login" => browser.type_password(&page, MAI),
            "otp" => house.type_code(browser, &page, MAI),
            _ => return page,
        };
    }
    page
}

/// Agrees for good, with these boxes ticked.
fn agree(party: &RelyingParty, stands: (Browser, Page, Asked), ticked: &[&str]) -> Fetched {
    let (mut browser, page, asked) = stands;
    let page = browser.press(&page, "#consent-accept", |form| {
        let form = form.tick("duration", "lasting", true);
        ticked.iter().fold(form, |form, claim| form.tick("claim", claim, true))
    });
    let code = party.code(&page, &asked);
    party.fetched(crate::support::walk::Visit { browser, asked, page, code })
}

/// Signs in and agrees for good.
fn lasting(
    house: &House,
    party: &RelyingParty,
    other: &[(&str, &str)],
    ticked: &[&str],
) -> Fetched {
    let (mut browser, asked) = (house.browser(), party.ask(other));
    let page = to_consent(house, &mut browser, &asked);
    agree(party, (browser, page, asked), ticked)
}

fn says(page: &Page, all: &[&str]) {
    for words in all {
        assert!(page.words().contains(words), "“{words}” in {}", page.words());
    }
}

fn says_not(page: &Page, none: &[&str]) {
    for words in none {
        assert!(!page.words().contains(words), "no “{words}” in {}", page.words());
    }
}

/// P64: who gets a refresh token is told to the person first, in the list afterwards, and on the receipt.
#[test]
fn coming_back_is_told_before_it_is_granted_and_stands_in_the_list() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let (mut browser, asked) =
            (house.browser(), party.ask(&[("scope", "openid offline_access")]));
        let page = to_consent(house, &mut browser, &asked);
        says(&page, &["Được vào lại khi bạn không ở đây", "Đồng ý và đăng nhập", "Trong bao lâu"]);
        says_not(&page, &["không biết bạn là ai", "Tiếp tục đăng nhập", "0 thông tin"]);
        let fetched = agree(&party, (browser, page, asked), &[]);
        assert!(fetched.tokens.member("refresh_token").is_some());
        let mut browser = fetched.visit.browser;
        let list = browser.open("/toi/chia-se");
        let list = house.walk(&mut browser, list, MAI);
        let list = if list.name() == "home" { browser.open("/toi/chia-se") } else { list };
        let told = ["Khi bạn không ở đây", "Được vào lại đến"];
        says(&list, &told);
        let detail = browser.follow(&list, "main a[href^='/toi/chia-se/']");
        says(&detail, &told);
        let receipt = browser.follow(&detail, "main a[href*='/bien-nhan/']");
        says(&receipt, &told);
        let stop = browser.open("/toi/chia-se/hospital/dung");
        says(&stop, &["Vào lại khi bạn không ở đây"]);
        let stopped = browser.press(&stop, "#stop-confirm", |form| form);
        says(&stopped, &["Không vào lại được nữa"]);
        says_not(&stopped, &["Được vào lại đến"]);
        let english = browser.open("/toi/chia-se/hospital?ui_locales=en");
        says(&english, &["When you are away", "Can no longer come back"]);
    });
}

#[test]
fn coming_back_asked_later_is_what_is_new() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let first = lasting(house, &party, &[], &[]);
        assert_eq!(first.tokens.member("refresh_token"), None);
        let (mut browser, asked) = (first.visit.browser, party.ask(&OFFLINE));
        let page = to_consent(house, &mut browser, &asked);
        says(&page, &["Đăng nhập vào", "Lần này thêm: vào lại khi bạn không ở đây."]);
        says(&page, &["Bạn đã đồng ý từ trước: họ và tên, ngày sinh.", "Đồng ý và đăng nhập"]);
        says_not(&page, &["muốn xem thêm", "0 thông tin", "Đồng ý chia sẻ"]);
        let more = agree(&party, (browser, page, asked), &[]);
        assert!(more.tokens.member("refresh_token").is_some());
    });
}

/// A sign-in can be agreed to for a year as well, and says what it tells.
#[test]
fn a_sign_in_that_shares_nothing_can_be_agreed_to_for_good() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let (mut browser, asked) = (house.browser(), party.ask(&SIGN_IN));
        let page = to_consent(house, &mut browser, &asked);
        says(&page, &["mức định danh, cách bạn đăng nhập", "không biết bạn là ai"]);
        says(&page, &["Chỉ lần này", "Cả những lần sau, đến", "Tiếp tục đăng nhập"]);
        agree(&party, (browser, page, asked), &[]);
        house.clock.pass_seconds(A_DAY_ON);
        let asked = party.ask(&SIGN_IN);
        let page = to_consent(house, &mut house.browser(), &asked);
        party.code(&page, &asked);
    });
}

#[test]
fn a_sign_in_whose_time_is_over_is_no_wish_for_more() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let once = house.fetch(&party, MAI, &SIGN_IN);
        let (mut browser, asked) = (once.visit.browser, party.ask(&[]));
        let page = to_consent(house, &mut browser, &asked);
        says(&page, &["muốn xem thông tin của bạn", "2 thông tin bắt buộc"]);
        says_not(&page, &["Lần này thêm"]);
        agree(&party, (browser, page, asked), &[]);
        house.clock.pass_seconds(A_DAY_ON);
        let (mut browser, asked) = (house.browser(), party.ask(&[]));
        let page = to_consent(house, &mut browser, &asked);
        says(&page, &["Đăng nhập vào", "Lần này không thêm thông tin nào", "Tiếp tục đăng nhập"]);
        says(&page, &["Thời hạn bạn chọn lần trước đã hết."]);
        says(&page, &["Bạn đã đồng ý từ trước: họ và tên, ngày sinh."]);
        says_not(&page, &["muốn xem thêm", "Lần này thêm", "0 thông tin", "không biết bạn là ai"]);
    });
}

#[test]
fn asking_again_names_nothing_as_new_that_was_agreed_to_before() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let both = [("scope", "openid profile phone")];
        let first = lasting(house, &party, &both, &["phone_number"]);
        let (mut browser, asked) = (first.visit.browser, party.ask(&[("prompt", "consent")]));
        let page = to_consent(house, &mut browser, &asked);
        says(&page, &["2 thông tin bắt buộc", "Bạn đã đồng ý từ trước: số điện thoại."]);
        says_not(&page, &["Lần này thêm", "muốn xem thêm"]);
        let asked = party.ask(&[("scope", "openid profile phone address")]);
        let page = to_consent(house, &mut browser, &asked);
        says(&page, &["muốn xem thêm thông tin", "Lần này thêm: nơi thường trú."]);
        says(&page, &["Bạn đã đồng ý từ trước: họ và tên, ngày sinh, số điện thoại."]);
    });
}

/// The person agreed to words; other words are asked anew, and the page says that it is the words.
#[test]
fn a_purpose_that_was_reworded_is_told_as_that() {
    let house = House::open(Kind::Sqlite);
    let party = house.client("hospital");
    let mut browser = lasting(&house, &party, &[], &[]).visit.browser;
    house.register_anew(|clients| clients.replace("Tiếp đón khám bệnh", "Khám và hẹn khám"));
    // A provider notices the register's change after a while.
    let asks = || {
        std::thread::sleep(std::time::Duration::from_millis(200));
        let page = browser.open(&party.ask(&[]).url);
        (page.name() == "consent").then_some(page)
    };
    let page = std::iter::repeat_with(asks).take(200).flatten().next().expect("it asks anew");
    says(&page, &["Đăng nhập vào", "Khám và hẹn khám", "Tiếp tục đăng nhập"]);
    says(&page, &["Dịch vụ đã viết lại mục đích hoặc thời gian giữ."]);
    says(&page, &["Bạn đã đồng ý từ trước: họ và tên, ngày sinh."]);
    says_not(&page, &["muốn xem thêm", "Lần này thêm", "0 thông tin"]);
}

/// How long a service keeps what it sees is part of what is agreed to.
#[test]
fn how_long_it_is_kept_stands_on_the_page_and_on_the_receipt() {
    House::on_each_database(|house| {
        let party = house.client("bank");
        let (mut browser, asked) =
            (house.browser(), party.ask(&[("scope", "openid profile vn.number")]));
        let page = to_consent(house, &mut browser, &asked);
        says(&page, &["Hợp đồng · giữ 10 năm", "Luật phòng chống rửa tiền · giữ 10 năm"]);
        let english = browser.clone().open(&format!("{}?ui_locales=en", page.url.path()));
        says(&english, &["The contract · kept 10 years"]);
        let mut browser = agree(&party, (browser, page, asked), &[]).visit.browser;
        let detail = browser.open("/toi/chia-se/bank");
        let detail = house.walk(&mut browser, detail, MAI);
        let receipt = browser.follow(&detail, "main a[href*='/bien-nhan/']");
        says(&receipt, &["Họ và tên (giữ 10 năm), số định danh cá nhân (giữ 10 năm)"]);
    });
}

/// A decision for less long ends what lives by the longer one.
#[test]
fn who_agrees_for_once_after_a_year_has_said_once() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let first = lasting(house, &party, &OFFLINE, &[]);
        let refresh = first.tokens.member("refresh_token").expect("a refresh token");
        house.clock.pass_seconds(60);
        let again = [OFFLINE[0], ("prompt", "consent")];
        let once = party.fetched(house.visit_with(first.visit.browser, &party, MAI, &again));
        party.refresh(&refresh).assert_error(400, "invalid_grant");
        let refresh = once.tokens.member("refresh_token").expect("a refresh token");
        assert_eq!(party.refresh(&refresh).status, 200);
    });
}

/// Nobody agrees to what they did not see: a page that was opened before sharing was stopped in another
/// tab asks again instead of granting anew what it called agreed.
#[test]
fn a_page_from_before_a_stop_grants_nothing_that_it_did_not_show() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let first = lasting(house, &party, &[("scope", "openid profile")], &[]);
        let mut browser = first.visit.browser.clone();
        let asked = party.ask(&OFFLINE);
        let old = to_consent(house, &mut browser, &asked);
        says_not(&old, &["bắt buộc"]);
        let stop = browser.open("/toi/chia-se/hospital/dung");
        browser.press(&stop, "#stop-confirm", |form| form);
        let again = browser.press(&old, "#consent-accept", |form| form);
        assert_eq!((again.name().as_str(), again.response.status), ("consent", 409));
        says(&again, &["vừa thay đổi"]);
        let done = browser.press(&again, "#consent-accept", |form| form);
        party.code(&done, &asked);
    });
}

/// Beside what it asks for, a service learns how sure we are and how one signed in: said on each page.
#[test]
fn every_page_says_that_level_and_way_of_sign_in_are_told() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.browser();
        let page = browser.open(&party.ask(&[]).url);
        let page = browser.type_password(&page, MAI);
        let page = house.type_code(&mut browser, &page, MAI);
        says(&page, &["cũng biết mức định danh của bạn và cách bạn đăng nhập"]);
        let english = browser.open(&format!("{}?ui_locales=en", page.url));
        says(&english, &["also learns your level and how you signed in"]);
    });
}

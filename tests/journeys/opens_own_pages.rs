//! Mai opens her own pages by herself, without any service having sent her.

use crate::support::house::House;
use crate::support::people::{BINH, MAI};
use crate::support::token::Token;

#[test]
fn the_bare_address_signs_in_and_greets() {
    House::on_each_database(|house| {
        let mut browser = house.browser();
        let page = browser.open("/");
        assert_eq!(page.name(), "start", "{}", page.words());
        let page = browser.follow(&page, "#start-home");
        assert_eq!(page.name(), "login", "{}", page.words());
        let page = house.walk(&mut browser, page, MAI);
        assert_eq!(page.name(), "home", "{}", page.words());
        let words = page.words();
        for shown in [MAI.name, "999 ••• ••• 001", "mức 2"] {
            assert!(words.contains(shown), "{shown}: {words}");
        }
        for hidden in [MAI.number, "0500000088", MAI.phone] {
            assert!(!page.response.text().contains(hidden), "{hidden}");
        }
        assert_eq!(browser.open("/dang-nhap").name(), "home", "who is signed in goes on at once");
    });
}

#[test]
fn a_password_alone_opens_nothing() {
    House::on_each_database(|house| {
        let mut browser = house.browser();
        let page = browser.open("/toi");
        let page = browser.type_password(&page, MAI);
        assert_eq!(page.name(), "otp", "{}", page.words());
        for address in ["/toi", "/toi/chia-se", "/toi/chia-se/hospital", "/toi/chia-se.csv"] {
            let page = browser.open(address);
            assert!(
                ["otp", "resend"].contains(&page.name().as_str()),
                "{address}: {}",
                page.words()
            );
        }
    });
}

/// A receipt can be kept, verified by anybody, and is shown to nobody else.
#[test]
fn a_receipt_is_signed_and_the_person_s_own() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        let mut browser = fetched.visit.browser.clone();
        let detail = browser.open("/toi/chia-se/hospital");
        let receipt = browser.follow(&detail, "main a[href*='/bien-nhan/']");
        assert_eq!(receipt.name(), "receipt", "{}", receipt.words());
        for shown in ["Bệnh viện Đa khoa Thử", "YT-0001", MAI.name, "Tiếp đón khám bệnh"]
        {
            assert!(receipt.words().contains(shown), "{shown}: {}", receipt.words());
        }
        let signed = browser.follow(&receipt, "main a[href$='.jwt']").response.text();
        let token = Token::verified(&signed, &party.keys()).expect("it verifies");
        assert_eq!(token.text("sub"), fetched.id_token.text("sub"));
        assert_eq!(token.text("aud"), Some("hospital"));

        let mut other = house.visit(&party, BINH, &[]).browser;
        let refused = other.open(receipt.url.as_str());
        assert_eq!(refused.error().as_deref(), Some("not_found"), "{}", refused.words());
        assert_eq!(other.open("/toi/chia-se/school").response.status, 404);
    });
}

/// R123: the list to keep has a line for each read, by whichever door.
#[test]
fn the_list_to_keep_has_a_line_for_each_read() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let fetched = house.fetch(&party, MAI, &[]);
        let mut browser = fetched.visit.browser.clone();
        for (reads, read) in [(0, ""), (1, "userinfo"), (2, "introspection")] {
            match read {
                "userinfo" => assert_eq!(party.userinfo(&fetched.access_token).status, 200),
                "introspection" => {
                    assert_eq!(party.introspect(&fetched.access_token)["active"], true);
                }
                _ => {}
            }
            for address in ["/toi/chia-se.csv", "/toi/chia-se/hospital/bang-ke.csv"] {
                let list = browser.open(address);
                assert_eq!(list.response.header("content-type"), Some("text/csv; charset=utf-8"));
                assert_eq!(list.response.text().lines().count(), 1 + reads, "{read}");
            }
        }
        let list = browser.open("/toi/chia-se.csv").response.text();
        assert!(list.contains("\"hospital\"") && list.contains("Bệnh viện Thử"), "{list}");
        assert!(!list.contains(MAI.name), "a list of reads holds no values: {list}");
    });
}

/// What was stopped stays in the list, with the moment; and a stranger's form stops nothing.
#[test]
fn stopping_takes_the_person_s_own_form_and_is_remembered() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mut browser = house.visit(&party, MAI, &[]).browser;
        let page = browser.open("/toi/chia-se/hospital/dung");
        let form = page.form("#stop-confirm");
        let fields = form.pressed("#stop-confirm");
        let bare: Vec<_> = fields.iter().filter(|(name, _)| name != "csrf").cloned().collect();
        assert_eq!(browser.submit(&page, &form, &bare).response.status, 403);
        let mut other = house.visit(&party, BINH, &[]).browser;
        assert_eq!(other.submit(&page, &form, &fields).response.status, 403);
        let asked = party.ask(&[("prompt", "none")]);
        party.code(&browser.open(&asked.url), &asked);

        let page = browser.press(&page, "#stop-confirm", |form| form);
        assert_eq!(page.name(), "shared_detail", "{}", page.words());
        assert!(page.words().contains("Bạn đã dừng"), "{}", page.words());
        assert!(!page.has("#stop-sharing"));
        assert!(browser.open("/toi/chia-se").words().contains("Bạn đã dừng"));
    });
}

/// Who opens one of these pages signed out comes to that page; no address leads anywhere else.
#[test]
fn a_sign_in_leads_to_the_page_that_was_meant() {
    House::on_each_database(|house| {
        house.fetch(&house.client("hospital"), MAI, &[]);
        for (address, name) in [
            ("/toi/chia-se/hospital", "shared_detail"),
            ("/toi/chia-se", "shared"),
            ("/toi/chia-se/hospital/dung", "stop_sharing"),
            ("/dang-nhap?den=https://elsewhere.example/", "home"),
            ("/dang-nhap?den=//elsewhere.example/toi", "home"),
            ("/dang-nhap?den=/dang-xuat", "home"),
        ] {
            let mut browser = house.browser();
            let page = browser.open(address);
            assert_eq!(page.name(), "login", "{address}: {}", page.words());
            let page = house.walk(&mut browser, page, MAI);
            house.clock.pass_seconds(40 * 60);
            assert_eq!(page.name(), name, "{address}: {} {}", page.url, page.words());
        }
    });
}

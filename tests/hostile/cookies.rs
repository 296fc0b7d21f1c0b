//! Cookies that were cut, changed, exchanged or made up.

use crate::support::browser::Browser;
use crate::support::house::House;
use crate::support::people::{BINH, MAI};
use crate::{assert_unmoved, each};

fn is_signed_in(house: &House, mut browser: Browser) -> bool {
    let party = house.client("hospital");
    let asked = party.ask(&[("prompt", "none")]);
    let page = browser.open(&asked.url);
    assert!(page.response.status < 500, "{}", page.response.status);
    page.parameter("code").is_some()
}

/// inc_cve_2026_27840: a session is its whole handle: cut or changed in any place it is none.
#[test]
fn a_session_that_was_cut_or_changed_is_none() {
    House::on_each_database(|house| {
        let browser = house.visit(&house.client("hospital"), MAI, &[]).browser;
        assert!(is_signed_in(house, browser.clone()));
        let session = browser.cookie_names().into_iter().find(|name| name.contains("session"));
        let session = session.expect("a session").to_owned();
        let value = browser.cookie(&session).expect("its handle").to_owned();
        for spoiled in each(spoilt(&value)) {
            let thief = browser.clone().with_cookie(&session, &spoiled);
            assert!(!is_signed_in(house, thief), "{spoiled:?} is taken for {value:?}");
        }
        assert!(is_signed_in(house, browser));
    });
}

/// The device's handle proves no session, and one person's is nothing in another's browser.
#[test]
fn cookies_of_two_people_do_not_mix() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let mai = house.fetch(&party, MAI, &[]);
        let binh = house.fetch(&party, BINH, &[]);
        let (mai_s, binh_s) = (mai.id_token.text("sub"), binh.id_token.text("sub"));
        assert_ne!(mai_s, binh_s);
        let [mai, binh] = [&mai, &binh].map(|one| one.visit.browser.clone());
        let name = |part: &str| {
            let names = mai.cookie_names();
            names.into_iter().find(|name| name.contains(part)).expect("a cookie").to_owned()
        };
        let (session, device) = (name("session"), name("device"));
        let of =
            |browser: &Browser, name: &str| browser.cookie(name).unwrap_or_default().to_owned();
        let swapped = mai.clone().with_cookie(&session, &of(&mai, &device));
        assert!(!is_signed_in(house, swapped), "a device is no session");
        // Half of one and half of the other.
        let (head, tail) = (of(&mai, &session), of(&binh, &session));
        let mixed = format!(
            "{}.{}",
            head.split('.').next().unwrap_or_default(),
            tail.split('.').nth(1).unwrap_or_default()
        );
        assert!(!is_signed_in(house, mai.clone().with_cookie(&session, &mixed)));
        assert_unmoved(house);
    });
}

/// Everything one can do to a handle by hand.
pub fn spoilt(handle: &str) -> Vec<String> {
    let mut all: Vec<String> =
        (0..handle.len()).filter_map(|at| handle.get(..at).map(str::to_owned)).collect();
    for (at, c) in handle.char_indices() {
        let (head, tail) = handle.split_at(at);
        let rest = tail.get(1..).unwrap_or_default();
        // The neighbours of a letter differ in the last bits, which a careless reader drops.
        let near = char::from_u32(u32::from(c) ^ 1).filter(char::is_ascii_alphanumeric);
        let others = ['A', 'a', '0', '_', '-'].into_iter().chain(near).filter(|other| *other != c);
        all.extend(others.map(|other| format!("{head}{other}{rest}")));
        all.push(format!("{head}{rest}"));
        all.push(format!("{head}{c}{tail}"));
    }
    all.extend([format!("{handle}="), format!("{handle}."), format!("{handle}%00")]);
    all.extend([format!("{handle}.{handle}"), handle.to_lowercase(), handle.to_uppercase()]);
    all.retain(|spoiled| spoiled != handle);
    all
}

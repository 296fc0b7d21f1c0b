//! Addresses of the hall that were guessed.

use crate::support::house::House;
use crate::support::http::Request;
use crate::{assert_told, assert_unmoved};

/// inc_cve_2026_3872: no made-up address opens anything, nor tells whether there is such a request.
#[test]
fn a_guessed_address_opens_nothing() {
    House::on_each_database(|house| {
        let page = house.browser().open(&house.client("hospital").ask(&[]).url);
        let own = page.url.path().split('/').nth(2).unwrap_or_default().to_owned();
        let mut guesses = vec![
            "0".repeat(32),
            "f".repeat(32),
            own.to_uppercase(),
            format!("{own}0"),
            own.get(1..).unwrap_or_default().to_owned(),
            own.chars().rev().collect(),
            format!("{own}%00"),
            format!("{own}%2f.."),
            format!("{own};x"),
            "..".to_owned(),
            "%2e%2e%2f".to_owned(),
            "'%20OR%20'1'='1".to_owned(),
            "%f0%9f%92%a9".to_owned(),
            "x".repeat(5_000),
        ];
        guesses.extend((0..own.len()).map(|at| flipped(&own, at)));
        for guess in guesses {
            for page in ["", "/dang-nhap", "/ma", "/dong-y", "/tiep-tuc", "/ma/gui-lai", "/thoi"] {
                let target = format!("/gd/{guess}{page}");
                let answer = Request::get(&target).send(&house.authority);
                assert_told(&answer, &target);
            }
        }
        // The real one, without its cookie, is told no more than a made-up one is.
        let known = Request::get(&format!("/gd/{own}/dang-nhap")).send(&house.authority);
        let unknown = Request::get(&format!("/gd/{}/dang-nhap", flipped(&own, 31)));
        assert_eq!(known.status, unknown.send(&house.authority).status);
        assert_unmoved(house);
    });
}

/// The text with one digit changed.
fn flipped(id: &str, at: usize) -> String {
    let change = |(place, digit): (usize, char)| match (place == at, digit) {
        (false, _) => digit,
        (true, '0') => '1',
        (true, _) => '0',
    };
    id.chars().enumerate().map(change).collect()
}

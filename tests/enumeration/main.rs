//! Who tries numbers learns nothing: before the right password everybody is answered with the same bytes
//! for the same work, whether there is such a person or not, and whatever became of their account.

#[path = "../support/mod.rs"]
mod support;

use danh::sealing::{KeyRing, number_index};
use support::browser::Page;
use support::building::ROOT;
use support::house::{House, Work};
use support::people::{BINH, LAN, MAI, PASSWORD};

const WRONG: &str = "Sai-mat-khau-9";

/// Numbers of twelve digits, and what is the matter with them.
const NUMBERS: [(&str, &str); 8] = [
    ("nobody has it", "999188999999"),
    ("nobody has it either", "999088000077"),
    ("its owner is well", MAI.number),
    ("its owner has a known browser", BINH.number),
    ("locked", LAN.number),
    ("not activated", "999085000006"),
    ("has no phone", "999090000021"),
    ("has no password", "999090000022"),
];

/// Old numbers of nine digits.
const OLD_NUMBERS: [(&str, &str); 3] = [
    ("nobody had it", "999777777"),
    ("Năm had it", "999000003"),
    ("two people had it", "999000031"),
];

/// Five wrong tries, one that has to wait, and the right password, which waits too.
const TRIES: [&str; 7] = [WRONG, WRONG, WRONG, WRONG, WRONG, WRONG, PASSWORD];

/// What one try showed, and what it cost.
struct Told {
    status: u16,
    headers: Vec<Option<String>>,
    length: usize,
    body: String,
    work: Work,
    pauses: Vec<i64>,
}

/// R96: bytes, statements, commits and hashes are the same for all, try by try.
#[test]
fn before_the_right_password_everybody_is_answered_alike() {
    House::on_each_database(|house| {
        house.visit(&house.client("hospital"), BINH, &[]);
        let sent = house.outbox.count();
        for numbers in [&NUMBERS[..], &OLD_NUMBERS[..]] {
            let stories: Vec<_> =
                numbers.iter().map(|(who, number)| (who, story(house, number))).collect();
            let (_, first) = stories.first().expect("a number");
            for (who, other) in &stories {
                for (count, (one, other)) in first.iter().zip(other).enumerate() {
                    let place = format!("try {}: {who}", count + 1);
                    assert_eq!(
                        (one.status, &one.headers),
                        (other.status, &other.headers),
                        "{place}"
                    );
                    assert_eq!(one.length, other.length, "{place}");
                    assert!(one.body == other.body, "{place}:\n{}\n{}", one.body, other.body);
                    assert_eq!(one.work, other.work, "{place}");
                    assert_eq!(one.pauses, other.pauses, "{place}");
                }
            }
        }
        assert_eq!(house.outbox.count(), sent, "nobody got a message for any of this");
    });
}

/// Guesses at one number show in no other: else the count of a number that nobody has would fall by
/// guesses at its neighbours, as no account's does.
#[test]
fn no_two_numbers_that_nobody_has_are_counted_together() {
    let ring = KeyRing::from_root(&ROOT);
    let begin = |number: &String| number_index(&ring, number)[..2].to_vec();
    let mut seen = std::collections::BTreeMap::new();
    let [one, other] = (0..)
        .map(|count| format!("9991990{count:05}"))
        .find_map(|number| seen.insert(begin(&number), number.clone()).map(|one| [one, number]))
        .expect("of so many numbers two begin alike");
    House::on_each_database(|house| {
        let left = |number: &str| {
            let mut browser = house.browser();
            let page = browser.open(&house.client("hospital").ask(&[]).url);
            let told = browser.press(&page, "#login-submit", |form| {
                form.fill("username", number).fill("password", WRONG)
            });
            let words = told.words();
            (1..5).find(|left| words.contains(&format!("Còn {left} lần")))
        };
        assert_eq!([left(&one), left(&one), left(&other)], [Some(4), Some(3), Some(4)]);
    });
}

/// Told twice, four days apart, when all tries are forgotten; the outbox looks around every few seconds,
/// so that of each work the smaller counts.
fn story(house: &House, number: &str) -> Vec<Told> {
    let [mut once, again] = [0, 1].map(|_| {
        house.clock.pass_seconds(4 * 24 * 3600);
        tries(house, number)
    });
    for (one, other) in once.iter_mut().zip(again) {
        if (other.work.calls, other.work.commits) < (one.work.calls, one.work.commits) {
            one.work = other.work;
        }
    }
    once
}

fn tries(house: &House, number: &str) -> Vec<Told> {
    let mut browser = house.browser();
    let page = browser.open(&house.client("hospital").ask(&[]).url);
    let form = page.form("#login-submit");
    let told = TRIES.map(|password| {
        let form = form.clone().fill("username", number).fill("password", password);
        let before = settled(house);
        let answer = browser.submit(&page, &form, &form.pressed("#login-submit"));
        let told = told(&page, &answer, number, settled(house) - before);
        Told { pauses: house.pauses.taken(), ..told }
    });
    told.into()
}

/// The work so far, once what was answered is also counted.
fn settled(house: &House) -> Work {
    std::thread::sleep(std::time::Duration::from_millis(15));
    house.work()
}

/// The answer without what is this request's own, each replaced by as many letters.
fn told(page: &Page, answer: &Page, number: &str, work: Work) -> Told {
    let response = &answer.response;
    let names = ["content-type", "content-length", "cache-control", "content-security-policy"];
    let more = ["set-cookie", "vary", "retry-after", "referrer-policy", "location"];
    let headers = names.into_iter().chain(more);
    let mut body = response.text();
    let id = page.url.path().split('/').nth(2).unwrap_or_default();
    let token = page.form("#login-submit").value("csrf").unwrap_or_default().len();
    for own in tokens(&body) {
        assert_eq!(own.len(), token);
        body = body.replace(&own, "TOKEN");
    }
    body = body.replace(id, "ID").replace(number, "NUMBER");
    // A moment is told in words; the stories are told at other moments.
    let body = body.split("<time").map(after_time).collect::<Vec<_>>().join("<time");
    Told {
        status: response.status,
        headers: headers.map(|name| response.header(name).map(str::to_owned)).collect(),
        length: response.body.len(),
        body,
        work,
        pauses: vec![],
    }
}

fn tokens(body: &str) -> Vec<String> {
    let fields = body.split("name=\"csrf\" value=\"").skip(1);
    fields.filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect()
}

fn after_time(part: &str) -> &str {
    part.split_once("</time>").map_or(part, |(_, rest)| rest)
}

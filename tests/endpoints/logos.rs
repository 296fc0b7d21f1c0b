//! The logos that clients publish: fetched by us alone, drawn anew, and shown from our own address.

use std::io::Cursor;
use std::sync::{Arc, Mutex};

use png::{ColorType, Decoder, Encoder};
use scraper::Selector;

use crate::support::browser::Page;
use crate::support::house::{House, Kind};
use crate::support::http::{Request, Response};
use crate::support::neighbour::{Neighbour, answer};
use crate::support::people::MAI;
use crate::support::relying_party::RelyingParty;

/// What the hospital's server answers as its logo; nothing is an error of its own.
type Published = Arc<Mutex<Option<Vec<u8>>>>;

/// A square of one colour.
fn square(side: u32, colour: [u8; 3]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, side, side);
    encoder.set_color(ColorType::Rgb);
    let mut writer = encoder.write_header().expect("a head");
    writer.write_image_data(&colour.repeat((side * side) as usize)).expect("dots");
    writer.finish().expect("an end");
    file
}

fn publish(published: &Published, file: Option<Vec<u8>>) {
    *published.lock().expect("no panic") = file;
}

/// A hospital that publishes a logo, and a house that may go there.
fn with_hospital(story: impl Fn(&House, &Neighbour, &Published)) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let published: Published = Arc::default();
        let shown = Arc::clone(&published);
        let server = Neighbour::new(move |_, out| match shown.lock().expect("no panic").as_ref() {
            // What the sender says that it is counts for nothing.
            Some(file) => answer(out, "200 OK", &["Content-Type: text/html"], file),
            None => answer(out, "500 Internal Server Error", &[], b""),
        });
        let settings = server.settings();
        let settings = settings.each_ref().map(|(name, value)| (name.as_str(), value.as_str()));
        let house = House::open_set(kind, &settings);
        house.register_anew(|clients| {
            let pages = format!(
                "logo_uri = {:?}\npolicy_uri = \"https://hospital.example/policy\"\n\"policy_uri#en\" = \"https://hospital.example/en/policy\"\ntos_uri = \"https://hospital.example/terms\"\nclient_uri = \"https://hospital.example/\"\n",
                server.url("/logo.png")
            );
            let number = "vn_organization_number = \"YT-0001\"";
            clients.replace(number, &format!("{pages}{number}"))
        });
        story(&house, &server, &published);
    }
}

/// Walks to the consent page in a fresh browser.
fn consent(house: &House, party: &RelyingParty, language: &str) -> Page {
    let mut browser = house.browser();
    let asked = party.ask(&[("prompt", "consent"), ("ui_locales", language)]);
    let login = browser.open(&asked.url);
    let otp = browser.type_password(&login, MAI);
    let page = house.type_code(&mut browser, &otp, MAI);
    assert_eq!(page.name(), "consent", "{}", page.words());
    page
}

fn attribute(page: &Page, selector: &str, name: &str) -> Option<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let html = page.html();
    html.select(&selector).next()?.attr(name).map(str::to_owned)
}

fn logo(page: &Page) -> Option<String> {
    attribute(page, ".who img.logo", "src")
}

fn has_drawing(page: &Page) -> bool {
    attribute(page, ".who .mono[aria-hidden=true]", "class").is_some()
}

fn get(house: &House, address: &str) -> Response {
    Request::get(address).send(&house.authority)
}

/// P81: the logo is ours by the time that a browser sees it, and the client's pages are a link away.
#[test]
fn p81_logo_policy_and_terms_are_on_the_consent_page() {
    with_hospital(|house, server, published| {
        publish(published, Some(square(512, [200, 0, 0])));
        let party = house.client("hospital");
        let page = consent(house, &party, "vi");
        let address = logo(&page).expect("a logo");
        assert!(address.starts_with("/bieu-trung/hospital/"), "{address}");
        assert_eq!(attribute(&page, ".who img.logo", "alt").as_deref(), Some(""));
        assert!(!has_drawing(&page));
        assert_eq!(server.received().len(), 1);
        assert!(!page.response.text().contains(&server.url("/")), "no browser is led there");
        for (selector, english, there) in [
            ("#policy", false, "https://hospital.example/policy"),
            ("#terms", false, "https://hospital.example/terms"),
            ("details a", false, "https://hospital.example/"),
            ("#policy", true, "https://hospital.example/en/policy"),
            ("#terms", true, "https://hospital.example/terms"),
        ] {
            let page = if english { consent(house, &party, "en") } else { page.clone() };
            assert_eq!(attribute(&page, selector, "href").as_deref(), Some(there));
            assert_eq!(attribute(&page, selector, "rel").as_deref(), Some("noreferrer"));
        }
        assert_eq!(server.received().len(), 1, "it is fetched once for all of them");
        let picture = get(house, &address);
        assert_eq!(picture.status, 200);
        for (name, value) in [
            ("content-type", "image/png"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "public, max-age=31536000, immutable"),
        ] {
            assert_eq!(picture.header(name), Some(value), "{name}");
        }
        let reader = Decoder::new(Cursor::new(&picture.body)).read_info().expect("a PNG");
        assert_eq!((reader.info().width, reader.info().height), (104, 104));
        assert!(picture.body.len() <= 4096);
    });
}

#[test]
fn a_client_without_a_picture_has_the_drawing_of_its_kind() {
    with_hospital(|house, server, published| {
        let party = house.client("hospital");
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
        for (count, none) in
            [None, Some(svg.to_vec()), Some(vec![b'x'; 300 * 1024])].into_iter().enumerate()
        {
            publish(published, none);
            let page = consent(house, &party, "vi");
            assert!(has_drawing(&page) && logo(&page).is_none());
            assert_eq!(server.received().len(), count + 1, "it is asked");
            consent(house, &party, "vi");
            assert_eq!(server.received().len(), count + 1, "once an hour at most");
            house.clock.pass_seconds(3600);
        }
        for nothing in [
            "/bieu-trung/hospital/0123456789abcdef.png",
            "/bieu-trung/nobody/x.png",
            "/bieu-trung/x/y",
            "/bieu-trung/hospital/x.svg",
        ] {
            let answer = get(house, nothing);
            assert_eq!(answer.status, 404, "{nothing}");
            assert!(answer.body.is_empty() && answer.header("x-content-type-options").is_some());
        }
    });
}

/// A newer logo is shown the day after; while the server is silent the former one is.
#[test]
fn a_logo_is_looked_at_anew_once_a_day_and_outlives_a_silence() {
    with_hospital(|house, server, published| {
        let party = house.client("hospital");
        publish(published, Some(square(64, [200, 0, 0])));
        let first = logo(&consent(house, &party, "vi")).expect("a logo");
        publish(published, Some(square(64, [0, 0, 200])));
        house.clock.pass_seconds(24 * 3600 - 60);
        assert_eq!(logo(&consent(house, &party, "vi")).as_ref(), Some(&first));
        assert_eq!(server.received().len(), 1);
        house.clock.pass_seconds(60);
        // Nobody waits for what may be newer: this page has the former, the next the new one.
        assert_eq!(logo(&consent(house, &party, "vi")).as_ref(), Some(&first));
        let second = (0..500).find_map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(10));
            let shown = logo(&consent(house, &party, "vi"));
            shown.filter(|address| *address != first)
        });
        let second = second.expect("the new logo");
        assert_eq!((server.received().len(), get(house, &first).status), (2, 404));
        publish(published, None);
        house.clock.pass_seconds(48 * 3600);
        assert_eq!(logo(&consent(house, &party, "vi")).as_ref(), Some(&second));
        assert_eq!(get(house, &second).status, 200);
        house.clock.pass_seconds(28 * 24 * 3600);
        assert_eq!(get(house, &second).status, 404, "a month is too long");
    });
}

/// A client that registered none costs nothing more than before.
#[test]
fn a_client_without_a_logo_uri_costs_nothing() {
    House::on_each_database(|house| {
        let party = house.client("hospital");
        let page = consent(house, &party, "vi");
        assert!(has_drawing(&page) && logo(&page).is_none());
        assert!(attribute(&page, "#policy, #terms, details a", "href").is_none());
    });
}

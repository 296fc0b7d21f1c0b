//! Mai goes to a service of a ministry's. The ministry is our client and the service's provider, and has
//! accounts of its own: two hops, over the network, as they are built.

use std::time::Duration;

use serde_json::Value;

use crate::support::browser::Page;
use crate::support::demo::{Demo, Roaming, json_in};
use crate::support::house::Kind;
use crate::support::http::Request;
use crate::support::people::{BINH, Citizen, MAI, PASSWORD};

const OWN_PASSWORD: &str = "Rung-xanh-1";

/// The three ends of a walk, and who walks.
struct Walk<'a> {
    browser: Roaming<'a>,
    danh: String,
    ministry: String,
    service: String,
}

fn on_each_database(story: impl Fn(&mut Walk<'_>)) {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let demo = Demo::start(kind);
        story(&mut Walk {
            browser: Roaming::new(&demo),
            danh: demo.issuer(),
            ministry: demo.service("demo-ministry"),
            service: demo.service("demo-permits"),
        });
    }
}

impl Walk<'_> {
    /// From the service's first page over both hops and back.
    fn go_in(&mut self, person: Citizen) -> Page {
        let page = self.open(&self.service.clone());
        assert_eq!(page.name(), "welcome");
        let page = self.browser.follow(&page, "#sign-in");
        let (page, _) = self.through(page, person, "received");
        page
    }

    /// Does what each page asks, until this one; at the ministry's door, Danh. Answers the pages seen, too.
    fn through(&mut self, mut page: Page, person: Citizen, last: &str) -> (Page, Vec<String>) {
        let mut seen = Vec::new();
        while page.name() != last {
            seen.push(page.name());
            assert!(seen.len() < 10, "asked again and again: {seen:?}");
            page = match page.name().as_str() {
                "welcome" => self.browser.follow(&page, "#sign-in"),
                "choose" => self.browser.press(&page, "#choose-other", |form| form),
                "login" => self.browser.press(&page, "#login-submit", |form| {
                    form.fill("username", person.number).fill("password", PASSWORD)
                }),
                "otp" => {
                    let code = self.browser.code(person);
                    self.browser.press(&page, "#otp-submit", |form| form.fill("code", &code))
                }
                "consent" => self.browser.press(&page, "#consent-accept", |form| form),
                "offer" => self.browser.press(&page, "#go-on", |form| form),
                other => unreachable!("{other} at {}: {}", page.url, page.words()),
            };
        }
        (page, seen)
    }

    fn open(&mut self, base: &str) -> Page {
        self.browser.open(&format!("{base}/"))
    }

    /// By the ministry's own password.
    fn enter_locally(&mut self, password: &str) -> Page {
        let page = self.open(&self.ministry.clone());
        self.browser
            .press(&page, "#own-submit", |form| form.fill("name", "mai").fill("password", password))
    }

    /// What the ministry's first page says of the account.
    fn is_linked(&mut self) -> bool {
        let page = self.open(&self.ministry.clone());
        assert_eq!(page.name(), "home", "{}", page.words());
        page.has("body[data-linked=true]")
    }

    /// Nobody is signed in at any of the three. Notices from server to server take a moment.
    fn is_out_everywhere(&mut self) {
        for place in [self.ministry.clone(), self.service.clone()] {
            let mut name = self.open(&place).name();
            for _ in 0..500 {
                if name == "welcome" {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
                name = self.open(&place).name();
            }
            assert_eq!(name, "welcome", "{place}");
        }
        let page = self.browser.open(&format!("{}/toi", self.danh));
        assert_eq!(page.name(), "login", "{}", page.words());
    }
}

/// R10 R40: how sure and when go through both hops unchanged, names do not, and neither hop takes anybody's
/// word for who the other is.
#[test]
fn r10_r40_level_and_time_go_through_two_hops_unchanged_and_names_do_not() {
    on_each_database(|walk| {
        let page = walk.go_in(MAI);
        let behind = json_in(&page, "#id-claims");
        let page = walk.open(&walk.ministry.clone());
        let between = json_in(&page, "#id-claims");
        assert!(between["acr"].as_str().is_some_and(|acr| acr.starts_with("urn:danh:acr:")));
        assert!(between["auth_time"].is_i64());
        for same in ["acr", "auth_time"] {
            assert_eq!(behind[same], between[same], "{same}");
        }
        assert_eq!(
            (&behind["iss"], &between["iss"]),
            (&walk.ministry.clone().into(), &walk.danh.clone().into())
        );
        for own in ["sub", "sid", "aud"] {
            assert_ne!(behind[own], between[own], "{own}");
        }
        assert!(!behind.to_string().contains(between["sub"].as_str().expect("a name")));

        // Nobody asks in the ministry's name without its key.
        let fields = [
            ("client_id", "demo-ministry"),
            ("response_type", "code"),
            ("scope", "openid"),
            ("redirect_uri", &format!("{}/tro-ve", walk.ministry)),
        ];
        let authority = walk.danh.trim_start_matches("http://").to_owned();
        Request::form("/par", &fields).send(&authority).assert_error(401, "invalid_client");
    });
}

/// R10 R138: whoever ends one of the three sessions ends all, and the next citizen signs in at once on the
/// same browser, which forgets nothing.
#[test]
fn r10_r138_a_sign_out_at_any_end_is_one_at_all_three_and_the_next_citizen_goes_in_at_once() {
    on_each_database(|walk| {
        let mut names: Vec<Value> = Vec::new();
        let people = [MAI, BINH, MAI];
        for (place, person) in ["service", "ministry", "danh"].into_iter().zip(people) {
            let page = walk.go_in(person);
            names.push(json_in(&page, "#id-claims")["sub"].clone());
            let page = match place {
                "service" => walk.browser.press(&page, "#sign-out", |form| form),
                "ministry" => {
                    let page = walk.open(&walk.ministry.clone());
                    walk.browser.press(&page, "#sign-out", |form| form)
                }
                _ => {
                    let page = walk.browser.open(&format!("{}/dang-xuat", walk.danh));
                    walk.browser.press(&page, "#logout-confirm", |form| form)
                }
            };
            let last = if place == "danh" { "logged_out" } else { "farewell" };
            assert_eq!(page.name(), last, "{place}: {}", page.words());
            walk.is_out_everywhere();
        }
        assert_ne!(names[0], names[1], "each citizen has a name of their own");
        assert_eq!(names[0], names[2], "and is known by it again");

        // Without signing out: the wish for somebody else goes through both hops.
        let page = walk.go_in(MAI);
        let page = walk.browser.follow(&page, "#somebody-else");
        let (page, _) = walk.through(page, BINH, "received");
        assert_eq!(json_in(&page, "#id-claims")["sub"], names[1]);
    });
}

/// R11: two ways in become one account after a proof of both, and two again after a step-up alone.
#[test]
fn r11_an_account_is_linked_after_a_proof_of_both_and_unlinked_after_a_step_up() {
    on_each_database(|walk| {
        // The ministry's password alone: an account, and no level of ours.
        let page = walk.enter_locally("Khong-phai-1");
        assert!(page.has("body[data-notice=wrong-password]"), "{}", page.words());
        walk.enter_locally(OWN_PASSWORD);
        assert!(!walk.is_linked());
        let alone = json_in(&walk.go_in(MAI), "#id-claims");
        assert_eq!(alone.get("acr"), None);

        // The other proof, which is asked for although nothing but the password was typed.
        let page = walk.open(&walk.ministry.clone());
        let page = walk.browser.press(&page, "#link", |form| form.fill("password", OWN_PASSWORD));
        let (page, seen) = walk.through(page, MAI, "home");
        assert!(seen.starts_with(&["login".to_owned(), "otp".to_owned()]), "{seen:?}");
        assert!(page.has("body[data-notice=linked][data-linked=true]"), "{}", page.words());
        let page = walk.open(&walk.service.clone());
        walk.browser.press(&page, "#sign-out", |form| form);
        walk.is_out_everywhere();

        // Both ways lead to one account.
        let linked = json_in(&walk.go_in(MAI), "#id-claims");
        assert_eq!(linked["sub"], alone["sub"]);
        assert!(linked["acr"].is_string());

        // Another site's form unlinks nothing, nor does another citizen's proof.
        let page = walk.open(&walk.ministry.clone());
        walk.browser.sent_from = "cross-site";
        walk.browser.press(&page, "#unlink", |form| form);
        walk.browser.sent_from = "same-origin";
        assert!(walk.is_linked());
        let page = walk.browser.press(&page, "#unlink", |form| form);
        let (page, _) = walk.through(page, BINH, "otp");
        let code = walk.browser.code(BINH);
        let page = walk.browser.press(&page, "#otp-submit", |form| form.fill("code", &code));
        let page = walk.browser.press(&page, "#consent-accept", |form| form);
        assert!(page.has("body[data-notice=not-proven]"), "{}: {}", page.url, page.words());
        walk.enter_locally(OWN_PASSWORD);
        assert!(walk.is_linked());

        // The citizen's own does, by every proof anew.
        let page = walk.open(&walk.ministry.clone());
        let page = walk.browser.press(&page, "#unlink", |form| form);
        let (page, seen) = walk.through(page, MAI, "home");
        assert!(seen.contains(&"login".to_owned()) && seen.contains(&"otp".to_owned()), "{seen:?}");
        assert!(page.has("body[data-notice=unlinked][data-linked=false]"), "{}", page.words());
    });
}

/// R10: a broker is two doors more; what a stranger or another site asks there ends nothing and leads nowhere.
#[test]
fn r10_what_another_site_asks_of_the_broker_ends_nothing_and_leads_nowhere() {
    on_each_database(|walk| {
        walk.go_in(MAI);
        let (ministry, service) = (walk.ministry.clone(), walk.service.clone());
        let authority = ministry.trim_start_matches("http://").to_owned();
        for asked in [
            "",
            "?post_logout_redirect_uri=https%3A%2F%2Felse.example%2F",
            "?id_token_hint=a.b.c&post_logout_redirect_uri=https%3A%2F%2Felse.example%2F",
        ] {
            let page = walk.browser.open(&format!("{ministry}/ket-thuc{asked}"));
            assert_eq!(page.name(), "home", "{asked}: {}", page.url);
        }
        let page = walk.open(&ministry);
        walk.browser.sent_from = "cross-site";
        let page = walk.browser.press(&page, "#sign-out", |form| form);
        assert_eq!(page.name(), "home", "another site's form signs nobody out");
        walk.browser.sent_from = "same-origin";

        let told = Request::form("/dang-xuat-tu-xa", &[("logout_token", "a.b.c")]);
        assert_eq!(told.send(&authority).status, 400);
        let elsewhere = "client_id=demo-permits&response_type=code&scope=openid&state=s\
                         &redirect_uri=https%3A%2F%2Felse.example%2F";
        let answer = Request::get(&format!("/xac-thuc?{elsewhere}")).send(&authority);
        assert_eq!((answer.status, answer.location()), (400, None));
        // The registered address hears what is wrong, and no code comes of it.
        let plain =
            elsewhere.replace("https%3A%2F%2Felse.example%2F", &format!("{service}/tro-ve"));
        let answer = Request::get(&format!("/xac-thuc?{plain}")).send(&authority);
        assert!(answer.location().is_some_and(|to| to.contains("error=invalid_request")));
        let guessed = [
            ("grant_type", "authorization_code"),
            ("code", "guessed"),
            ("redirect_uri", &*format!("{service}/tro-ve")),
            ("client_id", "demo-permits"),
            ("code_verifier", &"v".repeat(43)),
        ];
        Request::form("/ma", &guessed).send(&authority).assert_error(400, "invalid_grant");
        assert_eq!(walk.open(&service).name(), "received");
        assert_eq!(walk.open(&ministry).name(), "home");
    });
}

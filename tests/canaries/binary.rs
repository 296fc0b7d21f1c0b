//! The built binary: canaries in everything that a client, a browser or a person can send, and then a
//! look into all that it wrote: logs at their most talkative, metrics, the database's own bytes.

use std::collections::BTreeSet;

use crate::needles::Needles;
use crate::support::http::{Request, Response};
use crate::support::people::PASSWORD;
use crate::support::postgres;
use crate::support::processes::{Person, Processes};
use crate::support::rows;

/// Stands in everything that is sent.
const CANARY: &str = "kanarienvogel";
/// What the sandbox holds of these people.
const MAI: (&str, &str, [&str; 4]) =
    ("999188000001", "+84500000088", ["Nguyễn Thị Mai", "Nguyen Thi Mai", "Hoa Sen", "500000088"]);

/// R117: on SQLite, whose files are read byte for byte.
#[test]
fn the_binary_writes_no_canary_anywhere_on_sqlite() {
    let house = Processes::start(None);
    let secrets = sign_ins(&house);
    let stored = house.stored();
    assert!(stored.len() > 10_000, "the files were read");
    assert_clean(&house, &secrets, &stored);
}

/// R117: on PostgreSQL, every row of every table.
#[test]
fn the_binary_writes_no_canary_anywhere_on_postgresql() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let address = runtime.expect("a runtime").block_on(postgres::new_database());
    let house = Processes::start(Some(&address));
    let secrets = sign_ins(&house);
    let stored = rows::everything(&address);
    assert!(stored.len() > 10_000, "the rows were read");
    assert_clean(&house, &secrets, &stored);
}

/// All the secrets that went to and fro.
type Secrets = BTreeSet<String>;

fn sign_ins(house: &Processes) -> Secrets {
    let rounds = if std::env::var_os("DANH_TEST_LONG").is_some() { 1000 } else { 25 };
    let (number, phone, facts) = MAI;
    let mai = Person { number: number.to_owned(), phone: phone.to_owned() };
    let mut secrets: Secrets = facts.map(str::to_owned).into();
    secrets.extend([CANARY, number, PASSWORD, "tests-only"].map(str::to_owned));
    for round in 0..rounds {
        sign_in(house, &mai, round, &mut secrets);
    }
    secrets
}

fn sign_in(house: &Processes, mai: &Person, round: usize, secrets: &mut Secrets) {
    let party = house.client("hospital");
    let mark = |field: &str| format!("{CANARY}-{field}-{round}");
    let mut browser = house
        .browser()
        .with_header("User-Agent", &mark("agent"))
        .with_header("Referer", &format!("https://hospital.example/{}", mark("referer")))
        .with_header("X-Request-Id", &mark("request"))
        .with_header("X-Forwarded-For", &mark("network"))
        .with_header("Accept-Language", &format!("vi, {};q=0.1", mark("language")));
    let (state, nonce, unknown) = (mark("state"), mark("nonce"), mark("unknown"));
    let claims =
        format!(r#"{{"userinfo":{{"{}":null,"name":{{"essential":true}}}}}}"#, mark("claim"));
    let scope = format!("openid profile phone address offline_access {}", mark("scope"));
    let asked = party.ask(&[
        ("state", &state),
        ("nonce", &nonce),
        ("scope", &scope),
        ("claims", &claims),
        ("login_hint", &mai.number),
        ("acr_values", &format!("urn:{} urn:danh:acr:ial1.aal2", mark("acr"))),
        ("ui_locales", &format!("{} vi", mark("locale"))),
        ("prompt", "consent"),
        ("extra", &unknown),
    ]);
    // The client's own words come back to it in the address; ours never hold them.
    let page = browser.open(&asked.url);
    assert_eq!(page.name(), "login", "{}", page.words());
    browser.plant("danh_planted", &mark("cookie"));
    let typed = mark("name");
    for (name, password) in [(typed.as_str(), "x"), (mai.number.as_str(), &mark("password"))] {
        browser.press(&page, "#login-submit", |form| {
            form.fill("username", name).fill("password", password)
        });
    }
    let page = browser.press(&page, "#login-submit", |form| {
        form.fill("username", &mai.number).fill("password", PASSWORD)
    });
    let code = house.await_code(mai);
    browser.press(&page, "#otp-submit", |form| form.fill("code", &mark("code")));
    let page = browser.press(&page, "#otp-submit", |form| form.fill("code", &code));
    assert_eq!(page.name(), "consent", "{}", page.words());
    let page = browser.press(&page, "#consent-accept", |form| form);
    let code = page.parameter("code").expect("a code");
    let mut asked = asked;
    asked.state = state;
    let tokens = party.redeem(&code, &asked);
    assert_eq!(tokens.status, 200, "{}", tokens.text());
    let [access, refresh, id] = ["access_token", "refresh_token", "id_token"]
        .map(|name| tokens.member(name).unwrap_or_default());
    assert_eq!(party.userinfo(&access).status, 200);
    party.introspect(&access);
    strangers(house, &mark("stranger"));
    let addresses = browser.visited.iter().filter(|url| url.contains(&house.authority)).skip(1);
    for address in addresses {
        for word in [CANARY, &mai.number, &mai.phone, PASSWORD, &code] {
            assert!(!address.contains(word), "{word} stands in {address}");
        }
    }
    let half = |text: &str| text.rsplit('.').next().unwrap_or_default().to_owned();
    secrets.extend([half(&code), half(&access), half(&refresh), half(&id)]);
    let cookies = browser.cookie_names().into_iter().filter(|name| *name != "danh_language");
    let cookies = cookies.filter_map(|name| browser.cookie(name)).map(half);
    secrets.extend(cookies.filter(|half| half.len() > 20));
}

/// What comes with a canary and is refused.
fn strangers(house: &Processes, mark: &str) {
    let requests = [
        Request::get(&format!("/authorize?client_id={mark}&redirect_uri=https://{mark}.example")),
        Request::get(&format!("/{mark}?{mark}={mark}")),
        Request::get(&format!("/gd/{mark}/ma")),
        Request::get("/userinfo").bearer(mark),
        Request::new(&mark.to_uppercase().replace('-', ""), "/token"),
        Request::form(
            "/token",
            &[("grant_type", mark), ("client_id", mark), ("client_secret", mark)],
        ),
        Request::form("/token", &[("grant_type", "authorization_code"), ("code", mark)])
            .basic("hospital", mark),
        Request::form("/par", &[("client_assertion", mark), ("client_assertion_type", mark)]),
        Request::form("/introspect", &[("token", mark)]).basic(mark, mark),
        Request::get(&format!("/end_session?id_token_hint={mark}&state={mark}")),
    ];
    for request in requests {
        let status = request.send(&house.authority).status;
        assert!(status < 500, "{status}");
    }
}

fn assert_clean(house: &Processes, secrets: &Secrets, stored: &[u8]) {
    let metrics: Response = Request::get("/metrics").send(&house.management);
    for name in ["danh_requests_total", "danh_outside_resting{system=\"sms\"} 0"] {
        assert!(metrics.text().contains(name), "{}", metrics.text());
    }
    let places =
        [("a log", house.written()), ("a metric", metrics.text()), ("the database", text(stored))];
    assert!(places.iter().all(|(_, text)| !text.is_empty()), "something was written at all");
    let needles = Needles::of(secrets.iter().map(String::as_str));
    for (place, text) in &places {
        if let Some(secret) = needles.found_in(text) {
            unreachable!("{secret} lies open in {place}: {}", near(text, secret));
        }
    }
    assert!(!house.written().contains("panicked"));
}

fn near(text: &str, word: &str) -> String {
    let line = text.lines().find(|line| line.to_lowercase().contains(&word.to_lowercase()));
    line.unwrap_or_default().chars().take(600).collect()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

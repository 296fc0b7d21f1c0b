//! `danh demo` as it is built, and a browser without script that goes from one part of it to another.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::Duration;

use serde_json::Value;
use url::Url;

use super::browser::{Browser, Page};
use super::databases::Folder;
use super::form::{Form, selector};
use super::house::Kind;
use super::http::Request;
use super::outbox::code_in;
use super::people::Citizen;
use super::postgres;
use super::rows::block_on;

/// The ports that it takes, from the one below the provider's.
const PORTS: u16 = 12;

/// The demo, with a database of its own, stopped when the test is over.
pub struct Demo {
    /// What it said of itself.
    said: Value,
    child: Child,
    folder: Folder,
}

impl Demo {
    /// Starts it and waits until it is ready.
    pub fn start(kind: Kind) -> Self {
        let folder = Folder::new();
        let port = free_row();
        let mut command = Command::new(env!("CARGO_BIN_EXE_danh"));
        command.env_clear().args(["demo", "--json", "--port", &port.to_string(), "--dir"]);
        command.arg(folder.file("demo")).stdin(Stdio::null()).stdout(Stdio::piped());
        command.env("DANH__SIGN_IN__OTP_SENDS_PER_2_HOURS", "100");
        if kind == Kind::Postgres {
            let address = folder.file("address");
            std::fs::write(&address, block_on(postgres::new_database())).expect("a file");
            command
                .env("DANH__DATABASE__KIND", "postgres")
                .env("DANH__DATABASE__URL_FILE", address);
        }
        let mut child = command.spawn().expect("the binary runs");
        let mut line = String::new();
        let out = child.stdout.take().expect("an output");
        BufReader::new(out).read_line(&mut line).expect("a line");
        let said = serde_json::from_str(&line);
        Self { said: said.expect("the demo says where it is"), child, folder }
    }

    /// The provider's address.
    pub fn issuer(&self) -> String {
        self.said["issuer"].as_str().expect("an issuer").to_owned()
    }

    /// A service's address.
    pub fn service(&self, client_id: &str) -> String {
        self.said["services"][client_id].as_str().expect("a service").to_owned()
    }

    fn sandbox(&self) -> String {
        let address = Url::parse(self.said["sandbox"].as_str().expect("a sandbox"));
        authority(&address.expect("an address"))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// One browser, over all of the demo. Every part has cookies of its own name, so that none is missed.
pub struct Roaming<'a> {
    demo: &'a Demo,
    browsers: Vec<(String, Browser)>,
    read: HashSet<String>,
    /// Headers that a form is sent with, beside its own.
    pub sent_from: &'static str,
}

impl<'a> Roaming<'a> {
    /// A fresh one.
    pub fn new(demo: &'a Demo) -> Self {
        Self { demo, browsers: vec![], read: HashSet::new(), sent_from: "same-origin" }
    }

    /// Opens a whole address and goes wherever it leads.
    pub fn open(&mut self, address: &str) -> Page {
        let url = Url::parse(address).expect("an address");
        let page = self.at(&url).open(address);
        self.onward(page)
    }

    /// Presses a button of the page; `change` fills in the form before.
    pub fn press(&mut self, page: &Page, button: &str, change: impl FnOnce(Form) -> Form) -> Page {
        let from = self.sent_from;
        let browser = self.at(&page.url);
        *browser = browser.clone().with_header("Sec-Fetch-Site", from);
        let page = browser.press(page, button, change);
        self.onward(page)
    }

    /// Follows the link that this selector finds.
    pub fn follow(&mut self, page: &Page, link: &str) -> Page {
        let page = self.at(&page.url).follow(page, link);
        self.onward(page)
    }

    /// The newest code of this person's that was not read yet.
    pub fn code(&mut self, person: Citizen) -> String {
        let (sandbox, target) =
            (self.demo.sandbox(), format!("/sms?to={}", person.phone.replace('+', "%2B")));
        for _ in 0..1_000 {
            let messages = Request::get(&target).send(&sandbox).json();
            let messages = messages.as_array().cloned().unwrap_or_default();
            let name = |message: &Value| message["id"].as_str().unwrap_or_default().to_owned();
            let fresh = messages.iter().find(|message| !self.read.contains(&name(message)));
            if let Some(fresh) = fresh {
                self.read.extend(messages.iter().map(name));
                return fresh["text"].as_str().and_then(code_in).expect("a code");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        unreachable!("no code came to {}", person.name)
    }

    /// A redirect from one part to another is where the browser of one stops.
    fn onward(&mut self, mut page: Page) -> Page {
        for _ in 0..12 {
            if page.response.location().is_none() {
                return page;
            }
            let url = page.url.clone();
            page = self.at(&url).open(url.as_str());
        }
        unreachable!("the demo redirects in a circle at {}", page.url)
    }

    fn at(&mut self, url: &Url) -> &mut Browser {
        let place = authority(url);
        let known = self.browsers.iter().position(|(known, _)| *known == place);
        let index = known.unwrap_or_else(|| {
            self.browsers.push((place.clone(), Browser::new(&place)));
            self.browsers.len() - 1
        });
        &mut self.browsers[index].1
    }
}

/// The text of an element, parsed as JSON.
pub fn json_in(page: &Page, element: &str) -> Value {
    let html = page.html();
    let found = html.select(&selector(element)).next();
    let text: String = found.map(|one| one.text().collect()).unwrap_or_default();
    let parsed = serde_json::from_str(&text);
    assert!(parsed.is_ok(), "no {element} at {}: {}", page.url, page.words());
    parsed.expect("just asserted")
}

fn authority(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    format!("{host}:{}", url.port_or_known_default().unwrap_or_default())
}

/// The second of a row of ports that nobody uses now.
fn free_row() -> u16 {
    static ROWS: AtomicU16 = AtomicU16::new(0);
    let begin = 10_000 + u16::try_from(std::process::id() % 500).expect("a small number") * PORTS;
    loop {
        // Tests of one process that run at once take different rows.
        let first = begin + ROWS.fetch_add(1, Ordering::SeqCst) * PORTS;
        let free = |port| TcpListener::bind(("127.0.0.1", port)).is_ok();
        if (first..first + PORTS).all(free) {
            return first + 1;
        }
    }
}

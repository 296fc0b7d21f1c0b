//! The built binary, as an operator runs it: a sandbox and a provider as processes of their own, with
//! keys, clients and people brought in by commands, and everything they write caught in a file.
//!
//! Long because: a provider and its sandbox, as an operator runs them, are one thing.

use std::collections::HashSet;
use std::fs::File;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::assertion::ClientKey;
use super::browser::{Browser, Page};
use super::clock::FrozenClock;
use super::databases::Folder;
use super::http::Request;
use super::outbox::code_in;
use super::people::PASSWORD;
use super::relying_party::{Proof, RelyingParty};

/// How long a process may take until it answers.
const PATIENCE: Duration = Duration::from_mins(1);
/// Where the provider and the commands write.
const WRITTEN: &str = "written";
/// The people of the sandbox.
const PEOPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/config/sandbox/accounts.toml");

/// A provider and its sandbox.
pub struct Processes {
    /// Where the provider listens, `host:port`.
    pub authority: String,
    /// Where its operator looks.
    pub management: String,
    /// Where the sandbox listens.
    pub sandbox: String,
    folder: Folder,
    provider: Option<Child>,
    outside: Child,
    read: Mutex<HashSet<String>>,
    environment: Vec<(String, String)>,
}

/// Somebody who can sign in.
#[derive(Clone, Debug)]
pub struct Person {
    /// The personal number.
    pub number: String,
    /// The phone that gets codes.
    pub phone: String,
}

impl Processes {
    /// Both, on an SQLite file, or on the PostgreSQL database at this address.
    pub fn start(postgres: Option<&str>) -> Self {
        Self::start_with(postgres, &[])
    }

    /// The same with settings by environment.
    pub fn start_with(postgres: Option<&str>, environment: &[(&str, &str)]) -> Self {
        let folder = Folder::new();
        let [authority, management, sandbox] = free_addresses();
        let settings = settings(&folder, [&authority, &management, &sandbox], postgres);
        std::fs::write(folder.file("danh.toml"), settings).expect("a file");
        std::fs::write(folder.file("token"), "tests-only-bearer").expect("a file");
        let clients = clients(&key_of_nobody());
        std::fs::write(folder.file("clients.toml"), clients).expect("a file");
        let token = folder.file("token").display().to_string();
        let words = ["sandbox", "--people", "2000", "--listen", &sandbox, "--token-file", &token];
        let outside = danh(&folder, "played", &words).spawn().expect("the sandbox starts");
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let environment = environment.iter().map(owned).collect();
        let (provider, read) = (None, Mutex::default());
        let mut house =
            Self { authority, management, sandbox, folder, provider, outside, read, environment };
        house.carry_out(&["keys", "new"]);
        house.carry_out(&["migrate"]);
        let clients = house.folder.file("clients.toml").display().to_string();
        house.carry_out(&["clients", "apply", &clients]);
        house.carry_out(&["accounts", "import", PEOPLE]);
        await_answer(&house.sandbox, "/");
        house.begin();
        house
    }

    /// Starts the provider and waits until it is ready.
    pub fn begin(&mut self) {
        let mut provider = danh(&self.folder, WRITTEN, &["serve"]);
        let provider = provider.envs(self.environment.clone()).spawn();
        self.provider = Some(provider.expect("the provider starts"));
        await_answer(&self.management, "/health/ready");
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        if let Some(mut provider) = self.provider.take() {
            provider.kill().expect("it can be killed");
            drop(provider.wait());
        }
    }

    /// `kill -9` by whoever only looks on; [`Processes::kill`] tidies up behind it.
    pub fn strike(&self) {
        let id = self.provider.as_ref().expect("it runs").id().to_string();
        drop(Command::new("kill").args(["-9", &id]).status());
    }

    /// Asks the provider to end, and waits until it has.
    pub fn end(&mut self) {
        if let Some(mut provider) = self.provider.take() {
            let id = provider.id().to_string();
            drop(Command::new("kill").args(["-INT", &id]).status());
            drop(provider.wait());
        }
    }

    /// Whether the provider runs.
    pub fn lives(&mut self) -> bool {
        self.provider.as_mut().is_some_and(|one| matches!(one.try_wait(), Ok(None)))
    }

    /// Bytes of memory the provider holds.
    pub fn memory(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// Bytes of memory the provider held at most since its peak was forgotten.
    pub fn peak(&self) -> u64 {
        self.status("VmHWM:")
    }

    /// Forgets the peak, and tells what is held now.
    pub fn forget_peak(&self) -> u64 {
        let id = self.provider.as_ref().expect("it runs").id();
        std::fs::write(format!("/proc/{id}/clear_refs"), "5").expect("the peak can be forgotten");
        self.peak()
    }

    fn status(&self, name: &str) -> u64 {
        let id = self.provider.as_ref().expect("it runs").id();
        let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.split_whitespace().next()).and_then(|n| n.parse().ok());
        kib.map_or(0, |kib: u64| kib * 1024)
    }

    /// Runs a command to its end.
    pub fn carry_out(&self, words: &[&str]) -> String {
        let mut command = danh(&self.folder, WRITTEN, words);
        let output = command.envs(self.environment.clone()).stdout(Stdio::piped()).output();
        let output = output.expect("danh runs");
        assert!(output.status.success(), "{words:?}:\n{}", self.written());
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Brings this many made-up people, whose accounts are not bound to one browser.
    pub fn bring_people(&self, count: u32) -> Vec<Person> {
        let count = count.to_string();
        let lines = self.carry_out(&["sandbox", "--people", "2000", "--accounts", &count]);
        let file = self.folder.file("people.jsonl");
        std::fs::write(&file, &lines).expect("a file");
        self.carry_out(&["accounts", "import", &file.display().to_string()]);
        let read = |line: &str| {
            let line: Value = serde_json::from_str(line).expect("JSON");
            let text = |name: &str| line[name].as_str().expect(name).to_owned();
            Person { number: text("number"), phone: text("phone") }
        };
        lines.lines().map(read).collect()
    }

    /// A fresh browser.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.authority)
    }

    /// A registered client that proves itself by a secret, or not at all.
    pub fn client(&self, id: &str) -> RelyingParty {
        let file: toml::Table = clients("{}").parse().expect("TOML");
        let all = file["client"].as_array().expect("clients").clone();
        let one =
            all.iter().find(|one| one["client_id"].as_str() == Some(id)).expect("it is there");
        let text = |name: &str| one.get(name).and_then(|value| value.as_str()).unwrap_or_default();
        let proof = match text("token_endpoint_auth_method") {
            "client_secret_basic" => Proof::Basic(text("client_secret").to_owned()),
            "client_secret_post" => Proof::Post(text("client_secret").to_owned()),
            _ => Proof::None,
        };
        RelyingParty {
            authority: self.authority.clone(),
            id: id.to_owned(),
            redirect_uri: one["redirect_uris"][0].as_str().expect("a URI").to_owned(),
            proof,
            scope: "openid profile".to_owned(),
            clock: FrozenClock::new(),
            holder: None,
            pushes: false,
            line: None,
        }
    }

    /// Answers page after page until the browser leaves, or a page needs no more.
    pub fn walk(&self, browser: &mut Browser, mut page: Page, person: &Person) -> Page {
        for _ in 0..8 {
            page = match page.name().as_str() {
                "login" => browser.press(&page, "#login-submit", |form| {
                    form.fill("username", &person.number).fill("password", PASSWORD)
                }),
                "otp" => {
                    let code = self.await_code(person);
                    browser.press(&page, "#otp-submit", |form| form.fill("code", &code))
                }
                "consent" => browser.press(&page, "#consent-accept", |form| form),
                _ => return page,
            };
        }
        page
    }

    /// The newest code that came to this person and was not read before.
    pub fn await_code(&self, person: &Person) -> String {
        let target = format!("/sms?limit=1&to={}", person.phone.replace('+', "%2B"));
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            let messages = Request::get(&target).send(&self.sandbox).json();
            let id = messages[0]["id"].as_str().unwrap_or_default().to_owned();
            if !id.is_empty() && self.read.lock().expect("no reader panicked").insert(id) {
                return messages[0]["text"].as_str().and_then(code_in).expect("a code");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        unreachable!("no code came:\n{}", self.written())
    }

    /// Everything that provider and commands wrote so far.
    pub fn written(&self) -> String {
        let bytes = std::fs::read(self.folder.file(WRITTEN)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Every byte of SQLite's files.
    pub fn stored(&self) -> Vec<u8> {
        let files = ["danh.sqlite", "danh.sqlite-wal", "danh.sqlite-shm"];
        let read = |name| std::fs::read(self.folder.file(name)).unwrap_or_default();
        files.into_iter().flat_map(read).collect()
    }

    /// The path of a file of this house.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.file(name)
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        self.kill();
        drop(self.outside.kill());
        drop(self.outside.wait());
    }
}

/// The binary with the house's settings; whatever it says goes into this file.
fn danh(folder: &Folder, into: &str, words: &[&str]) -> Command {
    let written = File::options().create(true).append(true).open(folder.file(into));
    let written = written.expect("a file");
    let mut command = Command::new(env!("CARGO_BIN_EXE_danh"));
    command.env_clear().args(words).arg("--config").arg(folder.file("danh.toml"));
    command.stdin(Stdio::null()).stdout(written.try_clone().expect("a file")).stderr(written);
    command
}

fn settings(folder: &Folder, addresses: [&str; 3], postgres: Option<&str>) -> String {
    let [authority, management, sandbox] = addresses;
    let path = |name: &str| folder.file(name).display().to_string();
    let database = match postgres {
        None => format!("path = {:?}", path("danh.sqlite")),
        Some(address) => {
            std::fs::write(folder.file("address"), address).expect("a file");
            format!("kind = \"postgres\"\nurl_file = {:?}", path("address"))
        }
    };
    let (keys, token) = (path("keys"), path("token"));
    format!(
        "[http]\nissuer = \"http://{authority}\"\nlisten = \"{authority}\"\n\
         management_listen = \"{management}\"\nworkers = 2\nnetwork_rate = 100000\n\
         network_burst = 100000\nnetwork_kept_requests = 1000000\n[database]\n{database}\n[keys]\nfolder = {keys:?}\n[registries]\n\
         population_url = \"http://{sandbox}/population\"\n\
         insurance_url = \"http://{sandbox}/insurance\"\n\
         carrier_url = \"http://{sandbox}/carrier\"\ntoken_file = {token:?}\n[messages]\n\
         sms_url = \"http://{sandbox}/sms\"\ntoken_file = {token:?}\n[sign_in]\nhash_threads = 1\n\
         otp_sends_per_2_hours = 10000\notp_sends_per_day = 10000\n\
         network_wrong_passwords_per_hour = 1000000\nnetwork_codes_per_hour = 1000000\n[logs]\nlevel = \"debug\"\n"
    )
}

/// Addresses that nobody uses now. The sockets are held together, so that no two are the same.
fn free_addresses() -> [String; 3] {
    let sockets = [0; 3].map(|_| TcpListener::bind("127.0.0.1:0").expect("a free port"));
    sockets.map(|socket| socket.local_addr().expect("an address").to_string())
}

fn await_answer(authority: &str, target: &str) {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if Request::get(target).try_send(authority).is_ok_and(|answer| answer.status == 200) {
            return;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    unreachable!("{authority} does not answer")
}

/// The tests' clients. A file takes no secret with spaces, which the tests' own registration does.
fn clients(key: &str) -> String {
    include_str!("clients.toml").replace("KEY", key).replace("hospital secret/", "hospital-secret/")
}

/// A key for the bank, which takes no part here.
fn key_of_nobody() -> String {
    toml::Value::try_from(ClientKey::new().public()).expect("a table").to_string()
}

//! What the sandbox's pages show, as typed views over templates checked at compile time.

use askama::Template;

use super::faults::{Fault, Kind, System};
use super::inbox::Arrived;
use super::named::{NamedPerson, Words};
use super::people::People;
use super::settings::Tile;
use super::way_back::WayBack;
use super::words::{self, Language};
use crate::domain::person::Phone;

/// What every page has.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) page: &'static str,
    pub(super) language: Language,
}

impl Frame {
    const fn say<'a>(&self, vi: &'a str, en: &'a str) -> &'a str {
        self.language.say(vi, en)
    }

    fn words<'a>(&self, words: &'a Words) -> &'a str {
        self.language.say(&words.vi, &words.en)
    }

    const fn tag(&self) -> &'static str {
        self.language.tag()
    }

    const fn other_tag(&self) -> &'static str {
        self.language.other().tag()
    }

    /// Keeps the language in the links, whatever the browser prefers.
    const fn query(&self) -> &'static str {
        self.language.say("?ui_locales=vi", "?ui_locales=en")
    }
}

/// The first page: services, people, the newest messages.
#[derive(Template)]
#[template(path = "start.html", config = "src/sandbox/pages/askama.toml")]
pub(super) struct Start<'a> {
    pub(super) frame: Frame,
    pub(super) tiles: &'a [Tile],
    pub(super) people: Vec<PersonCard<'a>>,
    pub(super) messages: Vec<MessageRow>,
    pub(super) password: &'static str,
}

/// All messages.
#[derive(Template)]
#[template(path = "inbox.html", config = "src/sandbox/pages/askama.toml")]
pub(super) struct Inbox {
    pub(super) frame: Frame,
    /// What the links keep, to lead back to the page that waits for a code.
    pub(super) back: String,
    pub(super) messages: Vec<MessageRow>,
}

/// The messages alone, for the script that looks for new ones.
#[derive(Template)]
#[template(path = "messages.html", config = "src/sandbox/pages/askama.toml")]
pub(super) struct Messages {
    pub(super) frame: Frame,
    pub(super) messages: Vec<MessageRow>,
}

/// Faults that stand, and buttons for more.
#[derive(Template)]
#[template(path = "faults.html", config = "src/sandbox/pages/askama.toml")]
pub(super) struct Faults {
    frame: Frame,
    standing: Vec<StandingFault>,
    systems: Vec<FaultySystem>,
}

/// A test citizen on the first page.
pub(super) struct PersonCard<'a> {
    document: String,
    whole_name: &'a str,
    shows: &'a Words,
    walk: &'a Words,
    has_account: bool,
    phone: Option<String>,
}

/// A message on a page.
pub(super) struct MessageRow {
    id: String,
    to: String,
    receiver: String,
    phone: String,
    received_at: String,
    clock: String,
    code: Option<String>,
    fill: Option<String>,
    text: String,
}

struct StandingFault {
    system: Words,
    system_name: String,
    kind: Words,
    delay: Option<u32>,
    for_number: String,
}

struct FaultySystem {
    name: String,
    words: Words,
    kinds: Vec<Button>,
}

struct Button {
    name: String,
    words: Words,
}

impl Faults {
    pub(super) fn new(frame: Frame, standing: Vec<Fault>) -> Self {
        let systems = System::ALL.into_iter().map(|system| FaultySystem {
            name: wire_name(&system),
            words: words::system(system),
            kinds: Kind::of(system)
                .iter()
                .map(|kind| Button { name: wire_name(kind), words: words::kind(*kind) })
                .collect(),
        });
        let standing = standing.into_iter().map(|fault| StandingFault {
            system: words::system(fault.system),
            system_name: wire_name(&fault.system),
            kind: words::kind(fault.kind),
            delay: (fault.kind == Kind::Slow).then_some(fault.milliseconds),
            for_number: fault.for_number.unwrap_or_default(),
        });
        Self { frame, standing: standing.collect(), systems: systems.collect() }
    }
}

impl<'a> PersonCard<'a> {
    pub(super) fn new(person: &'a NamedPerson) -> Self {
        let citizen = person.citizen.as_ref();
        let phone = citizen.and_then(|citizen| citizen.phone.as_ref());
        Self {
            document: grouped(&person.document, &[3, 3, 3, 3]),
            whole_name: &person.whole_name,
            shows: &person.shows,
            walk: &person.walk,
            has_account: person.has_account,
            phone: phone.map(national),
        }
    }
}

impl MessageRow {
    pub(super) fn new(message: Arrived, people: &People, back: Option<&WayBack>) -> Self {
        let phone = Phone::parse(&message.to);
        let receiver = phone.as_ref().and_then(|phone| people.by_phone(phone));
        let (hour, minute) = message.moment().clock();
        Self {
            receiver: receiver.map_or_else(String::new, |citizen| citizen.name.whole()),
            phone: phone.as_ref().map(national).unwrap_or_default(),
            received_at: format!("{}T{hour:02}:{minute:02}+07:00", message.moment().day()),
            clock: format!("{hour:02}:{minute:02}"),
            code: message.bound_code().map(|(_, code)| code.to_owned()),
            fill: back.and_then(|back| back.with_code_of(&message)),
            id: message.id,
            to: message.to,
            text: message.text,
        }
    }
}

/// The name a value has in JSON and in forms.
fn wire_name(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// `0500 000 088`, as people write it.
fn national(phone: &Phone) -> String {
    let digits = format!("0{}", phone.as_str().strip_prefix("+84").unwrap_or_default());
    grouped(&digits, &[4, 3, 3])
}

/// Digits in groups of so many; a text of another length stays as it is.
fn grouped(digits: &str, groups: &[usize]) -> String {
    if digits.len() != groups.iter().sum::<usize>() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.to_owned();
    }
    let mut rest = digits;
    let mut parts = Vec::with_capacity(groups.len());
    for count in groups {
        let (head, tail) = rest.split_at(*count);
        parts.push(head);
        rest = tail;
    }
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_write_them() {
        assert_eq!(grouped("999188000001", &[3, 3, 3, 3]), "999 188 000 001");
        assert_eq!(grouped("X0000014 (DEU)", &[3, 3, 3, 3]), "X0000014 (DEU)");
        assert_eq!(
            Phone::parse("0500000088").as_ref().map(national).as_deref(),
            Some("0500 000 088")
        );
    }

    #[test]
    fn systems_and_faults_have_the_names_of_the_interface() {
        assert_eq!(wire_name(&System::Population), "population");
        assert_eq!(wire_name(&Kind::Lost), "lost");
    }
}

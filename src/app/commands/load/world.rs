//! What every operation of a run shares: the servers, the relying party, the people.

use std::collections::HashMap;
use std::io::BufRead;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::failed::Failed;
use super::http::Http;
use super::ledger::Ledger;
use super::party::Party;
use crate::connectors::system_clock::SystemClock;
use crate::ports::clock::Clock;

/// Nobody waits longer for a message.
const PATIENCE: Duration = Duration::from_secs(12);

/// Somebody who can sign in.
pub(super) struct Person {
    pub(super) number: String,
    phone: String,
}

/// What every operation shares.
pub(super) struct World {
    /// The provider's name.
    pub(super) issuer: String,
    /// The provider.
    pub(super) provider: Http,
    /// The sandbox, where messages arrive.
    pub(super) sandbox: Http,
    /// The relying party.
    pub(super) party: Party,
    /// Who signs in, one after the other.
    pub(super) people: Vec<Person>,
    /// Everybody's password.
    pub(super) password: String,
    /// What is asked for.
    pub(super) scope: String,
    /// Whether requests are pushed first.
    pub(super) pushed: bool,
    /// One code in so many is redeemed twice at once; 0 for none.
    pub(super) replay_every: u64,
    /// What was acknowledged, if it is to be checked.
    pub(super) ledger: Option<Ledger>,
    pub(super) next: AtomicUsize,
    pub(super) seen: Mutex<HashMap<String, String>>,
    pub(super) clock: SystemClock,
}

impl World {
    /// The next person; after the last the first comes again.
    pub(super) fn person(&self) -> Option<&Person> {
        let place = self.next.fetch_add(1, Ordering::Relaxed);
        self.people.get(place.checked_rem(self.people.len())?)
    }

    /// Looks what lies in the inbox of somebody who is new to this run: another run may have left a code
    /// there a moment ago, and it would be taken for the next one.
    pub(super) async fn look_before(&self, person: &Person) -> Result<(), Failed> {
        if self.seen().contains_key(&person.number) {
            return Ok(());
        }
        let answer = self.sandbox.get(&inbox_of(person), "").await;
        let newest = answer.map_err(|e| Failed::of("inbox", e))?.json();
        let id = newest.as_ref().and_then(|all| all.as_array()?.first()?.get("id")?.as_str());
        self.seen().entry(person.number.clone()).or_insert(id.unwrap_or_default().to_owned());
        Ok(())
    }

    /// The code that was sent to this person since it was last looked.
    pub(super) async fn code_sent(&self, person: &Person) -> Result<String, Failed> {
        let target = inbox_of(person);
        let mut pause = Duration::from_millis(2);
        let waited = async {
            loop {
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_millis(50));
                let answer = self.sandbox.get(&target, "").await;
                let answer = answer.map_err(|e| Failed::of("inbox", e))?;
                if let Some(code) = self.unseen(person, answer.json()) {
                    return Ok(code);
                }
            }
        };
        match tokio::time::timeout(PATIENCE, waited).await {
            Ok(found) => found,
            Err(_) => Err(Failed::lacks("inbox", "message")),
        }
    }

    /// Now, in seconds.
    pub(super) fn now(&self) -> i64 {
        self.clock.now().unix()
    }

    fn seen(&self) -> MutexGuard<'_, HashMap<String, String>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unseen(&self, person: &Person, messages: Option<Value>) -> Option<String> {
        let messages = messages?;
        let message = messages.as_array()?.first()?;
        let id = message.get("id")?.as_str()?;
        if self
            .seen()
            .insert(person.number.clone(), id.to_owned())
            .is_some_and(|before| before == id)
        {
            return None;
        }
        // The last line is what phones fill in: `@host #123456`.
        let (_, code) = message.get("text")?.as_str()?.rsplit_once('#')?;
        Some(code.trim().to_owned())
    }
}

/// Where the newest message of a person is read.
fn inbox_of(person: &Person) -> String {
    format!("/sms?to={}&limit=1", person.phone.replace('+', "%2B"))
}

/// Everybody of an accounts file.
pub(super) fn people(path: &Path) -> std::io::Result<Vec<Person>> {
    let file = std::io::BufReader::new(std::fs::File::open(path)?);
    let mut people = Vec::new();
    for line in file.lines() {
        let Ok(account) = serde_json::from_str::<Value>(&line?) else { continue };
        let text = |member| Some(account.get(member)?.as_str()?.to_owned());
        if let (Some(number), Some(phone)) = (text("number"), text("phone")) {
            people.push(Person { number, phone });
        }
    }
    Ok(people)
}

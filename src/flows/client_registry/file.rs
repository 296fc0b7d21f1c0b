//! A file of registrations: `[[client]]` tables with the names of RFC 7591, as `danh clients apply`
//! takes them. Every fault of every client is told, so that a file is mended in one go.

use std::collections::HashSet;
use std::fmt;
use std::path::PathBuf;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::domain::client::{Client, ClientId};
use crate::domain::text::Secret;
use crate::flows::own;
use crate::protocol::client_metadata::{self, Strictness};

const SECRET: &str = "client_secret";
const SECRET_FILE: &str = "client_secret_file";
const SHORTEST_SECRET: usize = 24;
const LONGEST_SECRET: usize = 256;

/// A registration that may be applied.
#[derive(Debug)]
pub struct Asked {
    /// What it says.
    pub client: Client,
    /// Its metadata, without any secret.
    pub document: Value,
    /// What it says about a secret.
    pub secret: SecretAsked,
}

/// What a registration says about its secret.
#[derive(Debug)]
pub enum SecretAsked {
    /// Nothing: the former stays, or one is made.
    Nothing,
    /// It stands in a file of its own.
    InFile(PathBuf),
    /// This is it.
    Told(Secret),
}

/// One thing wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFault {
    /// Which client, by its place and, if it has one, its name.
    pub client: String,
    /// What about it.
    pub sentence: String,
}

impl fmt::Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.client, self.sentence)
    }
}

/// Reads a file.
///
/// # Errors
/// Every fault of every client.
pub fn read(text: &str, strictness: Strictness) -> Result<Vec<Asked>, Vec<FileFault>> {
    let of_file = |sentence: &str| {
        vec![FileFault { client: "the file".to_owned(), sentence: sentence.to_owned() }]
    };
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or("");
        let line = 1 + before.matches('\n').count();
        of_file(&format!("is not TOML: {} (line {line})", error.message()))
    })?;
    if table.keys().any(|key| key != "client") {
        return Err(of_file("holds more than [[client]] tables"));
    }
    let Some(toml::Value::Array(clients)) = table.get("client") else {
        return Err(of_file("holds no [[client]] table"));
    };
    let mut faults = Vec::new();
    let mut asked: Vec<Asked> = Vec::new();
    let mut names = HashSet::new();
    for (place, client) in clients.iter().enumerate() {
        let mut metadata = json(client);
        let name = named(place, &metadata);
        let mut told = |sentence: String| {
            faults.push(FileFault { client: name.clone(), sentence });
        };
        let secret = secret(&mut metadata, strictness).map_err(&mut told);
        match client_metadata::parse(&metadata, strictness) {
            Ok(client) => {
                let refused = own_faults(&client, secret.as_ref().ok());
                for sentence in refused {
                    told(sentence.to_owned());
                }
                if !names.insert(client.id.clone()) {
                    told("`client_id` stands twice in this file".to_owned());
                }
                if let Ok(secret) = secret {
                    let document = complete(metadata, &client);
                    asked.push(Asked { client, document, secret });
                }
            }
            Err(found) => {
                for fault in found {
                    told(fault.to_string());
                }
            }
        }
    }
    if faults.is_empty() { Ok(asked) } else { Err(faults) }
}

/// A secret as a client may have it: long enough not to be guessed, and writable in a header.
#[must_use]
pub fn acceptable(secret: &str) -> Option<Secret> {
    let fits = (SHORTEST_SECRET..=LONGEST_SECRET).contains(&secret.len())
        && secret.bytes().all(|byte| byte.is_ascii_graphic());
    fits.then(|| Secret::new(secret.to_owned()))
}

/// A new secret.
pub(in crate::flows) fn made(chance: &[u8]) -> Secret {
    Secret::new(URL_SAFE_NO_PAD.encode(chance))
}

/// The profile is written out: which one is meant where none is named depends on the mode, and who reads the
/// registration later does not know in which it was judged.
fn complete(mut metadata: Value, client: &Client) -> Value {
    if let Some(members) = metadata.as_object_mut() {
        members.entry("vn_profile").or_insert(client.profile.as_str().into());
    }
    metadata
}

fn named(place: usize, metadata: &Value) -> String {
    let id = metadata.get("client_id").and_then(Value::as_str).and_then(ClientId::parse);
    match id {
        Some(id) => format!("client {} ({})", place + 1, id.as_str()),
        None => format!("client {}", place + 1),
    }
}

/// Takes the secret out of the metadata, so that it is stored nowhere by accident.
fn secret(metadata: &mut Value, strictness: Strictness) -> Result<SecretAsked, String> {
    let Some(members) = metadata.as_object_mut() else { return Ok(SecretAsked::Nothing) };
    let (told, file) = (members.get(SECRET).cloned(), members.get(SECRET_FILE).cloned());
    // What stays keeps its order, so that the registration reads as it was written.
    members.retain(|key, _| key != SECRET && key != SECRET_FILE);
    match (told, file) {
        (None, None) => Ok(SecretAsked::Nothing),
        (Some(_), Some(_)) => {
            Err(format!("`{SECRET}` and `{SECRET_FILE}` are two ways of one thing"))
        }
        (None, Some(Value::String(path))) if !path.is_empty() => {
            Ok(SecretAsked::InFile(PathBuf::from(path)))
        }
        (None, Some(_)) => Err(format!("`{SECRET_FILE}` must be the path of a file")),
        (Some(_), None) if strictness == Strictness::Production => {
            Err(format!("`{SECRET}` must not stand in a file that is kept; name `{SECRET_FILE}`"))
        }
        (Some(value), None) => {
            let secret = value.as_str().and_then(acceptable).ok_or_else(|| {
                format!(
                    "`{SECRET}` must be {SHORTEST_SECRET} to {LONGEST_SECRET} visible ASCII characters"
                )
            })?;
            Ok(SecretAsked::Told(secret))
        }
    }
}

fn own_faults(client: &Client, secret: Option<&SecretAsked>) -> Vec<&'static str> {
    let mut faults = Vec::new();
    if client.id.as_str() == own::CLIENT_ID {
        faults.push("`client_id` is the name of our own account pages");
    }
    if !client.credential.is_secret()
        && matches!(secret, Some(SecretAsked::InFile(_) | SecretAsked::Told(_)))
    {
        faults.push("`client_secret` is given, and the client does not authenticate by one");
    }
    faults
}

/// TOML as JSON; a day without quotes is the same day as one with them.
#[must_use]
pub fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::String(text.clone()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(flag) => Value::Bool(*flag),
        toml::Value::Datetime(moment) => Value::String(moment.to_string()),
        toml::Value::Array(list) => Value::Array(list.iter().map(json).collect()),
        toml::Value::Table(table) => {
            let members = table.iter().map(|(key, value)| (key.clone(), json(value)));
            Value::Object(members.collect::<Map<_, _>>())
        }
    }
}

//! Where answers may go, and under which sector the client's subjects are made.
//!
//! RFC 6749 §3.1.2.2, OpenID Connect Core 8.1 (sector identifier), RP-Initiated Logout 2.

use std::collections::BTreeSet;

use url::Url;

use super::super::issuer::is_loopback;
use super::super::metadata_reader::Reader;
use super::super::{redirect_uri, registered_url};
use crate::domain::client::RedirectUri;

const NAMED: &str = "sector_identifier";
const BY_LIST: &str = "sector_identifier_uri";

/// What this part reads.
pub(super) struct Answers {
    pub redirect_uris: Vec<RedirectUri>,
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    pub continuation_origins: Vec<String>,
    pub subject_sector: String,
}

pub(super) fn read(reader: &mut Reader<'_>, public: bool) -> Option<Answers> {
    let redirect_uris = uris(reader, "redirect_uris", public);
    if redirect_uris.is_empty() {
        reader.fault("redirect_uris", "must name at least one address to answer at");
    }
    let post_logout_redirect_uris = uris(reader, "post_logout_redirect_uris", public);
    let continuation_origins = origins(reader);
    initiation(reader);
    let subject_sector = sector(reader, &redirect_uris);
    Some(Answers {
        redirect_uris,
        post_logout_redirect_uris,
        continuation_origins,
        subject_sector: subject_sector?,
    })
}

fn uris(reader: &mut Reader<'_>, key: &str, public: bool) -> Vec<RedirectUri> {
    let mut uris: Vec<RedirectUri> = Vec::new();
    for text in reader.texts(key) {
        match redirect_uri::judged(text, public) {
            Ok(uri) if uris.contains(&uri) => reader.fault(key, format!("names {text} twice")),
            Ok(uri) => uris.push(uri),
            Err(sentence) => reader.fault(key, format!("{sentence}: {text}")),
        }
    }
    uris
}

fn origins(reader: &mut Reader<'_>) -> Vec<String> {
    const KEY: &str = "vn_continuation_origins";
    let texts = reader.texts(KEY);
    for text in &texts {
        let secure =
            |url: &Url| url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url));
        let url = Url::parse(text).ok().filter(secure);
        if url.is_none_or(|url| url.origin().ascii_serialization() != **text) {
            reader.fault(KEY, format!("must be origins such as https://broker.example: {text}"));
        }
    }
    texts.into_iter().map(str::to_owned).collect()
}

/// Where somebody else may let a sign-in begin (Core 4): it is told to whoever reads the registration, and we
/// never go there.
fn initiation(reader: &mut Reader<'_>) {
    const KEY: &str = "initiate_login_uri";
    if let Some(Err(sentence)) = reader.text(KEY).map(registered_url::judged) {
        reader.fault(KEY, sentence);
    }
}

/// One host of one's own names the sector; loopback, shared and several hosts do not.
fn sector(reader: &mut Reader<'_>, uris: &[RedirectUri]) -> Option<String> {
    const KEY: &str = NAMED;
    if reader.text("subject_type").is_some_and(|kind| kind != "pairwise") {
        reader
            .fault("subject_type", "must be pairwise: two services never see one name of a person");
    }
    let host = |text: &str| is_host_name(text).then(|| text.to_owned());
    if reader.has(BY_LIST) {
        return by_list(reader);
    }
    if reader.has(KEY) {
        return reader.parsed(
            KEY,
            host,
            "must be a host name in lower case, without scheme and path",
        );
    }
    let hosts: BTreeSet<_> = uris.iter().map(redirect_uri::own_host).collect();
    let mut each = hosts.into_iter();
    match (each.next(), each.next()) {
        (Some(Some(host)), None) => Some(host),
        (None, _) => None,
        _ => {
            reader.fault(
                KEY,
                "is missing: redirect_uris on loopback, on a shared platform or on several hosts do not say whose subjects these are",
            );
            None
        }
    }
}

fn is_host_name(text: &str) -> bool {
    let legal = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-.".contains(&b);
    (3..=200).contains(&text.len()) && text.bytes().all(legal)
}

/// The host of a list that holds every address (Core 8.1). Who registers has it fetched or answers for it.
fn by_list(reader: &mut Reader<'_>) -> Option<String> {
    if reader.has(NAMED) {
        reader.fault(BY_LIST, format!("cannot stand beside `{NAMED}`: one names the sector"));
        return None;
    }
    let judged = registered_url::judged(reader.text(BY_LIST)?);
    let url = judged.map_err(|sentence| reader.fault(BY_LIST, sentence)).ok()?;
    let host = redirect_uri::unshared_host(url.as_str()).filter(|host| is_host_name(host));
    if host.is_none() {
        reader.fault(BY_LIST, "must stand on a host of the client's own, on no shared platform");
    }
    host
}

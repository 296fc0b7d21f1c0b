//! What the client may ask about a person, what for, and how long it keeps it.
//!
//! RFC 7591 §2 (`scope`, `grant_types`); `claims.md` §3 for who may ask what; Decree 356/2025 wants
//! purpose and retention with each item.

use serde_json::Value;

use super::super::metadata_reader::Reader;
use super::super::scope::Scope;
use super::machine;
use crate::domain::authorization_detail::DetailType;
use crate::domain::claim::{Claim, Item};
use crate::domain::client::{RegisteredItem, Sector};

/// What this part reads.
pub(super) struct Disclosure {
    pub sector: Sector,
    pub scopes: Vec<String>,
    pub offline: bool,
    pub items: Vec<RegisteredItem>,
    pub detail_types: Vec<DetailType>,
}

/// The word for each sector.
pub(super) const SECTORS: [(&str, Sector); 4] = [
    ("state", Sector::State),
    ("health", Sector::Health),
    ("finance", Sector::Finance),
    ("private", Sector::Private),
];

const CLAIMS: &str = "vn_claims";

pub(super) fn read(reader: &mut Reader<'_>, machine: bool) -> Option<Disclosure> {
    let sector = |text: &str| SECTORS.iter().find(|row| row.0 == text).map(|row| row.1);
    let sector = reader.parsed(
        "vn_sector",
        sector,
        "must be \"state\", \"health\", \"finance\" or \"private\"",
    );
    let offline = !machine && grants(reader);
    let scopes = if machine { machine::scopes(reader) } else { scopes(reader, offline) };
    let items = items(reader);
    for scope in scopes.iter().filter(|scope| !scope.claims().is_empty()) {
        let carries = |registered: &RegisteredItem| {
            scope.claims().iter().any(|claim| claim.item() == registered.item)
        };
        if !items.iter().any(carries) {
            let sentence = format!(
                "has {}, but `vn_claims` says of nothing that it carries what it is for",
                scope.name()
            );
            reader.fault("scope", sentence);
        }
    }
    let sector = sector?;
    for registered in items.iter().filter(|registered| !may_ask(sector, registered.item)) {
        let name = registered.item.lead().name();
        reader.fault(CLAIMS, format!("must not have {name}: this sector may not ask for it"));
    }
    let detail_types = detail_types(reader, sector);
    let scopes = scopes.into_iter().map(|scope| scope.name().to_owned()).collect();
    Some(Disclosure { sector, scopes, offline, items, detail_types })
}

fn detail_types(reader: &mut Reader<'_>, sector: Sector) -> Vec<DetailType> {
    const KEY: &str = "authorization_details_types";
    let mut types = Vec::new();
    for text in reader.texts(KEY) {
        match DetailType::parse(text) {
            Some(kind) if !may_be_allowed(sector, kind) => {
                reader.fault(KEY, format!("must not have {text}: this sector may not ask for it"));
            }
            Some(kind) if !types.contains(&kind) => types.push(kind),
            Some(_) => reader.fault(KEY, "must not name a type twice"),
            None => reader.fault(KEY, "must hold only payment_initiation and hospital_visit"),
        }
    }
    types
}

/// Who may ever ask to be allowed something: money is moved by banks, visits are opened by hospitals.
#[must_use]
pub(super) fn may_be_allowed(sector: Sector, kind: DetailType) -> bool {
    match kind {
        DetailType::PaymentInitiation => sector == Sector::Finance,
        DetailType::HospitalVisit => sector == Sector::Health,
    }
}

/// Who may ever ask for an item (`claims.md` §3).
#[must_use]
pub(super) fn may_ask(sector: Sector, item: Item) -> bool {
    match item {
        Item::PersonalNumber => sector != Sector::Private,
        Item::HealthInsurance => matches!(sector, Sector::State | Sector::Health),
        _ => true,
    }
}

/// Whether refresh tokens are among the grants.
fn grants(reader: &mut Reader<'_>) -> bool {
    const KEY: &str = "grant_types";
    let grants = reader.texts(KEY);
    for grant in &grants {
        if !["authorization_code", "refresh_token"].contains(grant) {
            reader.fault(
                KEY,
                format!("must hold only authorization_code and refresh_token, or client_credentials alone, not {grant}"),
            );
        }
    }
    if !grants.is_empty() && !grants.contains(&"authorization_code") {
        reader.fault(KEY, "must hold authorization_code");
    }
    grants.contains(&"refresh_token")
}

fn scopes(reader: &mut Reader<'_>, offline: bool) -> Vec<Scope> {
    const KEY: &str = "scope";
    let text = if reader.has(KEY) { reader.text(KEY).unwrap_or("openid") } else { "openid" };
    let mut scopes = Vec::new();
    for name in text.split(' ').filter(|name| !name.is_empty()) {
        match Scope::parse(name) {
            Some(scope) if scope.is_management() => {
                let sentence = format!("cannot have {name}: it is for client_credentials alone");
                reader.fault(KEY, sentence);
            }
            Some(scope) if scopes.contains(&scope) => {}
            Some(scope) => scopes.push(scope),
            None => {
                let known: Vec<_> = Scope::all().map(Scope::name).collect();
                reader.fault(KEY, format!("has {name}, which is none of: {}", known.join(" ")));
            }
        }
    }
    if !scopes.contains(&Scope::OpenId) {
        reader.fault(KEY, "must contain openid");
    }
    if scopes.contains(&Scope::OfflineAccess) != offline {
        reader
            .fault(KEY, "must contain offline_access exactly when grant_types holds refresh_token");
    }
    scopes
}

fn items(reader: &mut Reader<'_>) -> Vec<RegisteredItem> {
    let mut items: Vec<RegisteredItem> = Vec::new();
    let entries = match reader.value(CLAIMS) {
        None => &[][..],
        Some(Value::Array(entries)) if entries.len() <= 50 => entries,
        Some(_) => {
            reader.fault(CLAIMS, "must be a list of at most 50 tables");
            &[]
        }
    };
    for (at, entry) in entries.iter().enumerate() {
        let place = format!("{CLAIMS}[{at}]");
        let Some(members) = entry.as_object() else {
            reader.fault(&place, "must be a table");
            continue;
        };
        let known = ["claim", "purpose", "purpose#en", "required", "retention_days"];
        let mut part = Reader::new(members, &format!("{place}."), &known);
        match item(&mut part) {
            Some(new) if items.iter().any(|old| old.item == new.item) => {
                part.fault("claim", "stands in the list already");
            }
            Some(new) => items.push(new),
            None => {}
        }
        reader.faults_of(part);
    }
    items
}

fn item(part: &mut Reader<'_>) -> Option<RegisteredItem> {
    let claim = part.parsed("claim", Claim::parse, "is not a claim that this server knows");
    if let Some(claim) = claim.filter(|claim| claim.item().lead() != *claim) {
        let lead = claim.item().lead().name();
        part.fault("claim", format!("must be {lead}: what belongs to it is agreed to with it"));
    }
    let purpose = part.bilingual("purpose", 60);
    let required = part.flag("required");
    let retention_days = part.number("retention_days", 1, 36_500);
    if !part.has("retention_days") {
        part.fault("retention_days", "is missing: say for how many days it is kept");
    }
    Some(RegisteredItem {
        item: claim?.item(),
        purpose: purpose?,
        required,
        retention_days: retention_days?,
    })
}

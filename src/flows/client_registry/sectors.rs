//! Whose subjects are whose: by its sector a client knows people, so one sector of two organizations
//! would let them compare whom they know (`decisions.md` §6). A host that two share says nothing of
//! that; only when both name the sector themselves is it meant.

use serde_json::Value;

use super::file::{Asked, FileFault};
use crate::domain::client::Client;

const NAMED: &str = "sector_identifier";

/// A registration, as far as it tells its sector.
struct Placed<'a> {
    client: &'a Client,
    document: &'a Value,
}

/// The clients of a file whose sector is, unmeant, that of another organization's client, be that in
/// the file or registered already. What the file replaces does not count.
pub(super) fn faults(asked: &[Asked], registered: &[(Value, Client)]) -> Vec<FileFault> {
    let new = || asked.iter().map(|one| Placed { client: &one.client, document: &one.document });
    let stays = |one: &Placed<'_>| new().all(|new| new.client.id != one.client.id);
    let old = || {
        let all = registered.iter().map(|(document, client)| Placed { client, document });
        all.filter(stays)
    };
    let fault = |one: Placed<'_>| {
        let other = new().chain(old()).find(|other| one.is_mistaken_for(other))?;
        let (sector, other) = (&one.client.subject_sector, other.client.id.as_str());
        let sentence = format!(
            "the host {sector} is also that of `{other}`, a client of another organization: both \
             must name their `{NAMED}`, or the two know each person by the same name"
        );
        Some(FileFault { client: one.client.id.as_str().to_owned(), sentence })
    };
    new().filter_map(fault).collect()
}

impl Placed<'_> {
    fn is_mistaken_for(&self, other: &Self) -> bool {
        let (mine, theirs) = (self.client, other.client);
        mine.subject_sector == theirs.subject_sector
            && mine.organization_number != theirs.organization_number
            && !(self.is_named() && other.is_named())
    }

    fn is_named(&self) -> bool {
        self.document.get(NAMED).is_some()
    }
}

//! What a request wishes of a person: asked ∩ registered, each with the registration's own purpose.

use std::collections::BTreeSet;

use crate::domain::claim::Item;
use crate::domain::client::{Bilingual, Client};
use crate::domain::consent::{Matter, PurposeVersion, Remembered, Wish, unasked};
use crate::domain::id::InteractionId;
use crate::domain::text::hexadecimal;
use crate::domain::time::Timestamp;
use crate::protocol::authorization_details;
use crate::protocol::authorization_request::AuthorizationRequest;
use crate::protocol::scope::Scope;
use crate::sealing::{KeyRing, Kind, digest};

/// The wishes of a request, the sign-in itself first.
#[must_use]
pub fn of_request(
    request: &AuthorizationRequest,
    (client, interaction): (&Client, Option<&InteractionId>),
    ring: &KeyRing,
) -> Vec<Wish> {
    // Our own pages receive nothing that would leave the house.
    if client.id.as_str() == super::own::CLIENT_ID {
        return Vec::new();
    }
    let purpose = words_version(ring, &client.purpose, None);
    let mut wishes =
        vec![Wish { matter: Matter::SignIn, required: true, purpose: purpose.clone() }];
    if client.offline && request.scopes.contains(Scope::OfflineAccess) {
        wishes.push(Wish { matter: Matter::Offline, required: true, purpose });
    }
    if !request.details.is_empty() {
        let purpose = details_version(ring, request, interaction);
        wishes.push(Wish { matter: Matter::Details, required: true, purpose });
    }
    let asked = request.asked_claims(client);
    let items: BTreeSet<Item> = asked.userinfo.union(&asked.id_token).map(|c| c.item()).collect();
    wishes.extend(client.items.iter().filter(|entry| items.contains(&entry.item)).map(|entry| {
        Wish {
            matter: Matter::Item(entry.item),
            required: entry.required,
            purpose: words_version(ring, &entry.purpose, Some(entry.retention_days)),
        }
    }));
    wishes
}

/// What nobody was asked about, where nobody can be asked (`prompt=none`): coming back without the
/// person is then ignored and is no error (Core 11).
pub fn leave_out_unasked(wishes: &mut Vec<Wish>, remembered: &[Remembered], now: Timestamp) {
    let unasked = unasked(wishes, remembered, now);
    wishes.retain(|wish| wish.matter != Matter::Offline || !unasked.contains(wish));
}

/// What is asked for this once, of this request alone: an answer to it never answers another.
fn details_version(
    ring: &KeyRing,
    request: &AuthorizationRequest,
    interaction: Option<&InteractionId>,
) -> PurposeVersion {
    let which = interaction.map_or("", InteractionId::as_str);
    let text = format!("{which}\n{}", authorization_details::written(&request.details));
    let digest = digest(ring, Kind::Purpose, "details", text.as_bytes());
    let (short, _) = digest.as_bytes().split_at(8);
    PurposeVersion(hexadecimal(short))
}

/// A short name of what the page says in both languages of why, and of how long it is kept; other
/// words, another name.
fn words_version(ring: &KeyRing, purpose: &Bilingual, days: Option<u32>) -> PurposeVersion {
    let days = days.map(|days| days.to_string()).unwrap_or_default();
    let words = format!("{}\n{}\n{days}", purpose.vi.as_str(), purpose.en.as_str());
    let digest = digest(ring, Kind::Purpose, "", words.as_bytes());
    let (short, _) = digest.as_bytes().split_at(8);
    PurposeVersion(hexadecimal(short))
}

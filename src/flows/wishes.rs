//! What a request wishes of a person: asked ∩ registered, each with the registration's own purpose.

use std::collections::BTreeSet;

use crate::domain::claim::Item;
use crate::domain::client::{Bilingual, Client};
use crate::domain::consent::{Matter, PurposeVersion, Wish};
use crate::domain::text::hexadecimal;
use crate::protocol::authorization_request::AuthorizationRequest;
use crate::protocol::scope::Scope;
use crate::sealing::{KeyRing, Kind, digest};

/// The wishes of a request, the sign-in itself first.
#[must_use]
pub fn of_request(request: &AuthorizationRequest, client: &Client, ring: &KeyRing) -> Vec<Wish> {
    // Our own pages receive nothing that would leave the house.
    if client.id.as_str() == super::own::CLIENT_ID {
        return Vec::new();
    }
    let version = |purpose: &Bilingual| purpose_version(ring, purpose);
    let mut wishes =
        vec![Wish { matter: Matter::SignIn, required: true, purpose: version(&client.purpose) }];
    if client.offline && request.scopes.contains(Scope::OfflineAccess) {
        let purpose = version(&client.purpose);
        wishes.push(Wish { matter: Matter::Offline, required: true, purpose });
    }
    let asked = request.asked_claims(client);
    let items: BTreeSet<Item> = asked.userinfo.union(&asked.id_token).map(|c| c.item()).collect();
    wishes.extend(client.items.iter().filter(|entry| items.contains(&entry.item)).map(|entry| {
        Wish {
            matter: Matter::Item(entry.item),
            required: entry.required,
            purpose: version(&entry.purpose),
        }
    }));
    wishes
}

/// A short name of the purpose's words in both languages; other words, another name.
fn purpose_version(ring: &KeyRing, purpose: &Bilingual) -> PurposeVersion {
    let words = format!("{}\n{}", purpose.vi.as_str(), purpose.en.as_str());
    let digest = digest(ring, Kind::Purpose, "", words.as_bytes());
    let (short, _) = digest.as_bytes().split_at(8);
    PurposeVersion(hexadecimal(short))
}

//! What is kept of a client's secret: its keyed digest; and for `client_secret_jwt` alone, whose assertions cannot
//! be verified by a digest, the secret itself, sealed under a key of ours that opens in its row only.

use super::client_registry::file;
use super::ground::Ground;
use crate::domain::client::{Client, ClientCredential, MacAlgorithm};
use crate::domain::text::Secret;
use crate::ports::entropy::Entropy;
use crate::protocol::compact::mac::MacKey;
use crate::sealing::{Digest, KeyRing, Kind, digest};
use crate::store::clients::ClientRow;
use crate::store::sealed::{Place, open_for_server, seal_for_server};

/// A client's secret as its row holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Tells whether a secret is this one.
    pub digest: Option<Digest>,
    /// The secret, sealed.
    pub sealed: Option<Vec<u8>>,
}

/// How secrets are kept.
#[derive(Clone, Copy)]
pub struct Keeping<'a> {
    /// Keys, for digests and seals.
    pub ring: &'a KeyRing,
    /// Chance, for secrets that are made and for seals.
    pub entropy: &'a dyn Entropy,
}

/// A secret is too short for the keyed hash that is registered: it needs so many characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooShort(pub usize);

impl Keeping<'_> {
    /// A secret that is told is taken; else the former stays, if it serves; else one is made and handed back.
    ///
    /// # Errors
    /// If a secret is told that is too short for its use.
    pub fn choose(
        &self,
        client: &Client,
        told: Option<&Secret>,
        former: Option<&ClientRow>,
    ) -> Result<(Kept, Option<Secret>), TooShort> {
        if !client.credential.is_secret() {
            return Ok((Kept::default(), None));
        }
        let algorithm = mac_algorithm(client);
        if let Some(told) = told {
            let least = algorithm.map_or(0, MacAlgorithm::shortest_secret);
            if told.expose().len() < least {
                return Err(TooShort(least));
            }
            return Ok((self.kept(client, told, former), None));
        }
        let stays = former.and_then(|row| self.staying(client, row));
        if let Some(stays) = stays {
            return Ok((stays, None));
        }
        let mut chance = vec![0; algorithm.map_or(32, MacAlgorithm::chance)];
        self.entropy.fill(&mut chance);
        let made = file::made(&chance);
        Ok((self.kept(client, &made, None), Some(made)))
    }

    /// A secret that is the former one is not sealed anew, so that applying a file twice changes nothing.
    fn kept(&self, client: &Client, secret: &Secret, former: Option<&ClientRow>) -> Kept {
        let bytes = secret.expose().as_bytes();
        let digest = digest(self.ring, Kind::ClientSecret, client.id.as_str(), bytes);
        let stays = former.filter(|row| row.secret_digest == Some(digest));
        if let Some(stays) = stays.and_then(|row| self.staying(client, row)) {
            return stays;
        }
        let sealed = mac_algorithm(client).map(|_| {
            seal_for_server(self.ring, self.entropy.bytes(), place(client.id.as_str()), bytes)
        });
        Kept { digest: Some(digest), sealed }
    }

    fn staying(&self, client: &Client, row: &ClientRow) -> Option<Kept> {
        let digest = Some(row.secret_digest?);
        if mac_algorithm(client).is_none() {
            return Some(Kept { digest, sealed: None });
        }
        mac_key(self.ring, client, row)?;
        Some(Kept { digest, sealed: row.sealed_secret.clone() })
    }
}

/// The key that verifies this client's assertions, if a secret does.
#[must_use]
pub fn mac_key(ring: &KeyRing, client: &Client, row: &ClientRow) -> Option<MacKey> {
    let algorithm = mac_algorithm(client)?;
    let sealed = row.sealed_secret.as_deref()?;
    let mut secret = open_for_server(ring, place(row.id.as_str()), sealed)?;
    let secret = Secret::new(String::from_utf8(std::mem::take(&mut *secret)).ok()?);
    MacKey::build(algorithm, &secret)
}

/// Whether a secret that is shown is the one that is kept.
#[must_use]
pub fn fits(ground: &Ground, client: &Client, kept: Option<&Digest>, shown: &Secret) -> bool {
    let bytes = shown.expose().as_bytes();
    let shown = digest(&ground.ring, Kind::ClientSecret, client.id.as_str(), bytes);
    kept.is_some_and(|kept| *kept == shown)
}

fn mac_algorithm(client: &Client) -> Option<MacAlgorithm> {
    match client.credential {
        ClientCredential::SecretJwt { algorithm } => Some(algorithm),
        _ => None,
    }
}

fn place(id: &str) -> Place<'_> {
    Place { table: "clients", column: "sealed_secret", id }
}

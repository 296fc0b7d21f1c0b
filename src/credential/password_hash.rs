//! Password hashes: Argon2id at m = 19 MiB, t = 2, p = 1, over an HMAC of the password under a key
//! that is not in the database (the pepper), so that a stolen table alone cannot be searched.
//!
//! A hash is a PHC string. One of ours names its pepper (`keyid`); a ready hash from elsewhere names
//! none, is verified without, and is due to be made anew once the password is known to be right.

use std::fmt;

use argon2::password_hash::phc::{Output, PasswordHash as Phc, Salt};
use argon2::{Algorithm, Argon2, Block, KeyId, Params, ParamsBuilder, Version};
use aws_lc_rs::hmac;
use zeroize::Zeroizing;

use super::password::Password;
use crate::domain::id::AccountId;

const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;

/// Ready hashes may cost at most this much: they are run on our threads.
const MOST_MEMORY_KIB: u32 = 64 * 1024;
const MOST_PASSES: u32 = 8;
const MOST_LANES: u32 = 4;

/// Names the pepper in a PHC string.
const PEPPER_NAME: &[u8] = b"danh1";

/// What an unknown account's password is tried against: same cost, and whatever comes of it is no.
const DECOY_SALT: [u8; 16] = *b"nobody's account";

/// The pepper's key, prepared. It comes from the key ring, which this room does not know.
pub struct Pepper(hmac::Key);

impl Pepper {
    /// Prepares the key.
    #[must_use]
    pub fn from_key(key: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, key))
    }
}

impl fmt::Debug for Pepper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pepper(…)")
    }
}

/// The 19 MiB that a hash fills; kept between hashes, because fetching them anew costs a third of
/// the time.
pub struct Memory(Vec<Block>);

impl Memory {
    /// Memory for one hash at a time at our own cost.
    #[must_use]
    pub fn new() -> Self {
        Self(vec![Block::new(); MEMORY_KIB as usize])
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory(…)")
    }
}

/// A password's hash as its column holds it.
#[derive(Clone)]
pub struct PasswordHash {
    text: String,
    params: Params,
    salt: Salt,
    output: Output,
    peppered: bool,
}

/// Why a text is no hash that we take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashRefused {
    /// Not a PHC string with salt and hash.
    #[error("not a PHC string of a whole hash")]
    Form,
    /// Not Argon2id of version 19.
    #[error("not Argon2id, version 19")]
    Algorithm,
    /// Too dear for a server that many use at once.
    #[error("above 64 MiB, 8 passes or 4 lanes")]
    Cost,
    /// Under a pepper that is not ours.
    #[error("names a key that is not ours")]
    Pepper,
}

impl PasswordHash {
    /// Reads a PHC string, our own or a ready one.
    ///
    /// # Errors
    /// If it is none that we could verify.
    pub fn parse(text: &str) -> Result<Self, HashRefused> {
        let phc = Phc::new(text).map_err(|_| HashRefused::Form)?;
        let version = phc.version.map(Version::try_from);
        if phc.algorithm != argon2::ARGON2ID_IDENT || version != Some(Ok(Version::V0x13)) {
            return Err(HashRefused::Algorithm);
        }
        let params = Params::try_from(&phc).map_err(|_| HashRefused::Form)?;
        let (Some(salt), Some(output)) = (phc.salt, phc.hash) else {
            return Err(HashRefused::Form);
        };
        if output.len() < 16 || !params.data().is_empty() {
            return Err(HashRefused::Form);
        }
        let cheap = params.m_cost() <= MOST_MEMORY_KIB
            && params.t_cost() <= MOST_PASSES
            && params.p_cost() <= MOST_LANES;
        if !cheap {
            return Err(HashRefused::Cost);
        }
        let peppered = params.keyid() == PEPPER_NAME;
        if !peppered && !params.keyid().is_empty() {
            return Err(HashRefused::Pepper);
        }
        Ok(Self { text: text.to_owned(), params, salt, output, peppered })
    }

    /// Hashes a password; `salt` is sixteen unpredictable bytes.
    ///
    /// # Panics
    /// Never: our own cost fits our own memory, and both have a PHC spelling.
    #[must_use]
    pub fn of(password: &Password, salt: [u8; 16], pepper: &Pepper, memory: &mut Memory) -> Self {
        let salt = Salt::new(&salt).expect("a PHC salt may have 16 bytes");
        let params = own_params();
        let output = run(&params, &salt, &material(password, Some(pepper)), memory)
            .expect("our own cost fits our own memory");
        let phc = Phc {
            algorithm: argon2::ARGON2ID_IDENT,
            version: Some(Version::V0x13.into()),
            params: (&params).try_into().expect("our own cost has a PHC spelling"),
            salt: Some(salt),
            hash: Some(output),
        };
        Self { text: phc.to_string(), params, salt, output, peppered: true }
    }

    /// The PHC string, for the column.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it was made elsewhere or at another cost, and should be made anew when the password
    /// is next at hand.
    #[must_use]
    pub fn needs_rehash(&self) -> bool {
        let (mine, own) = (&self.params, own_params());
        !self.peppered
            || (mine.m_cost(), mine.t_cost(), mine.p_cost())
                != (own.m_cost(), own.t_cost(), own.p_cost())
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

/// The password of an account.
#[derive(Clone, Debug)]
pub struct AccountPassword {
    /// Whose.
    pub account: AccountId,
    /// Its hash.
    pub hash: PasswordHash,
}

/// Witness: this account's password was typed. Made by [`verify`] alone.
#[derive(Debug)]
pub struct PasswordMatched {
    account: AccountId,
    needs_rehash: bool,
}

impl PasswordMatched {
    /// Whose password it was.
    #[must_use]
    pub fn account(&self) -> &AccountId {
        &self.account
    }

    /// Whether the hash should be made anew now.
    #[must_use]
    pub fn needs_rehash(&self) -> bool {
        self.needs_rehash
    }
}

/// Tries a password. Without an account the same work is done, and the answer is no.
#[must_use]
pub fn verify(
    password: &Password,
    against: Option<&AccountPassword>,
    pepper: &Pepper,
    memory: &mut Memory,
) -> Option<PasswordMatched> {
    let Some(AccountPassword { account, hash }) = against else {
        let _no = PasswordHash::of(password, DECOY_SALT, pepper, memory);
        return None;
    };
    let pepper = hash.peppered.then_some(pepper);
    let output = run(&hash.params, &hash.salt, &material(password, pepper), memory)?;
    // `Output` compares in constant time.
    (output == hash.output)
        .then(|| PasswordMatched { account: account.clone(), needs_rehash: hash.needs_rehash() })
}

fn own_params() -> Params {
    let name = KeyId::new(PEPPER_NAME).expect("the pepper's name has at most 8 bytes");
    let mut params = ParamsBuilder::new();
    params.m_cost(MEMORY_KIB).t_cost(PASSES).p_cost(LANES).keyid(name).output_len(32);
    params.build().expect("our own cost is within Argon2's limits")
}

/// What Argon2 hashes: the password, or its HMAC under the pepper.
fn material(password: &Password, pepper: Option<&Pepper>) -> Zeroizing<Vec<u8>> {
    let bytes = password.expose().as_bytes();
    Zeroizing::new(match pepper {
        Some(Pepper(key)) => hmac::sign(key, bytes).as_ref().to_vec(),
        None => bytes.to_vec(),
    })
}

fn run(params: &Params, salt: &Salt, material: &[u8], memory: &mut Memory) -> Option<Output> {
    let length = params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN);
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let mut output = Zeroizing::new(vec![0; length]);
    let fits = params.block_count() <= memory.0.len();
    let filled = if fits {
        argon2.hash_password_into_with_memory(material, salt, &mut output, &mut memory.0)
    } else {
        // A dearer hash from elsewhere brings its own memory, once: then it is made anew.
        argon2.hash_password_into(material, salt, &mut output)
    };
    filled.ok()?;
    Output::new(&output).ok()
}

#[cfg(test)]
mod tests;

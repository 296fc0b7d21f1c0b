//! Keys: the ring that grows from the root, and the keys that sign.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::app::config::Config;
use crate::app::failure::Failure;
use crate::connectors::hsm::token::{HsmSettings, Token};
use crate::connectors::key_file::KeyFile;
use crate::connectors::key_file::folder::KeyFolder;
use crate::domain::time::Timestamp;
use crate::sealing::KeyRing;
use crate::store::batch::Batch;
use crate::store::database::Database;
use crate::store::settings::{find_setting, put_setting_once};

/// The name under which the database remembers which root key it was filled under.
const CHECK_VALUE: &str = "keys.check_value";

/// The folder that the settings name.
pub(in crate::app) fn key_folder(config: &Config) -> KeyFolder {
    KeyFolder::at(&config.keys.folder)
}

/// The same, with the token that holds the keys that sign, if one does.
pub(in crate::app) fn key_folder_with_token(config: &Config) -> Result<KeyFolder, Failure> {
    let (folder, keys) = (key_folder(config), &config.keys);
    if !keys.in_a_token() {
        return Ok(folder);
    }
    let settings = HsmSettings {
        module: keys.pkcs11_module.clone(),
        label: keys.pkcs11_token_label.clone(),
        pin_file: keys.pkcs11_pin_file.clone(),
        sessions: usize::try_from(keys.pkcs11_sessions).unwrap_or(1),
        patience: Duration::from_millis(keys.pkcs11_milliseconds.into()),
    };
    let token =
        Token::open(settings).map_err(|error| Failure::Refused(format!("`[keys]`: {error}")))?;
    Ok(folder.with_token(Arc::new(token)))
}

/// The ring of the root key.
pub(in crate::app) fn open_ring(config: &Config) -> Result<KeyRing, Failure> {
    Ok(KeyRing::from_root(&*key_folder(config).root()?))
}

/// The ring of the root key, and the keys that sign now.
pub(in crate::app) fn open_keys(
    config: &Config,
    now: Timestamp,
) -> Result<(KeyRing, Arc<KeyFile>), Failure> {
    let ring = open_ring(config)?;
    Ok((ring, Arc::new(KeyFile::open(key_folder_with_token(config)?, now)?)))
}

/// Refuses a root key under which this database was not filled: nothing in it would open, and all
/// who signed up would be strangers. The first one to come is remembered.
pub(in crate::app) async fn fit(database: &Database, ring: &KeyRing) -> Result<(), Failure> {
    let ours = URL_SAFE_NO_PAD.encode(ring.check_value());
    let mut known = find_setting(database, CHECK_VALUE).await?;
    if known.is_none() {
        let mut batch = Batch::new();
        put_setting_once(&mut batch, CHECK_VALUE, &ours);
        database.commit(batch).await?;
        // Another process may have been first, with another key.
        known = find_setting(database, CHECK_VALUE).await?;
    }
    judged(known.as_deref(), &ours)
}

/// The same for whoever only looks: nothing is remembered.
pub(in crate::app) async fn fits(database: &Database, ring: &KeyRing) -> Result<(), Failure> {
    let ours = URL_SAFE_NO_PAD.encode(ring.check_value());
    let known = find_setting(database, CHECK_VALUE).await?;
    judged(Some(known.as_deref().unwrap_or(&ours)), &ours)
}

fn judged(known: Option<&str>, ours: &str) -> Result<(), Failure> {
    if known == Some(ours) {
        return Ok(());
    }
    Err(Failure::Refused(
        "root.key does not fit this database: it was filled under another one".to_owned(),
    ))
}

//! A folder for a run: accounts to import, clients to apply, and the clients' key and secret.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::party::{BY_KEY, BY_SECRET, CALLBACK, new_key, unguessable};
use crate::app::failure::Failure;
use crate::connectors::system_clock::SystemClock;
use crate::ports::clock::Clock;
use crate::sandbox::accounts;
use crate::sandbox::settings::SEED;
use crate::sandbox::synthetic::{SyntheticPeople, people_with_adults};

/// The accounts, as JSON Lines.
pub(super) const ACCOUNTS: &str = "accounts.jsonl";
/// The clients, for `danh clients apply`.
pub(super) const CLIENTS: &str = "clients.toml";
/// The key of one client, PKCS #8.
pub(super) const KEY: &str = "load.key";
/// The secret of the other.
pub(super) const SECRET: &str = "load.secret";

/// Fills the folder.
pub(super) fn prepare(folder: &Path, count: u32, hash: &str) -> Result<(), Failure> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let (pkcs8, keys) =
        new_key().ok_or_else(|| Failure::Refused("the machine made no key".to_owned()))?;
    private(&folder.join(KEY), &pkcs8)?;
    let secret = folder.join(SECRET);
    private(&secret, unguessable::<32>().as_bytes())?;
    let secret = std::fs::canonicalize(secret)?;
    let keys = format!(
        "token_endpoint_auth_method = \"private_key_jwt\"\n\
         token_endpoint_auth_signing_alg = \"ES256\"\njwks = {}\n",
        inline(&keys)
    );
    let by_secret = format!(
        "token_endpoint_auth_method = \"client_secret_basic\"\nclient_secret_file = {}\n",
        serde_json::to_string(&secret.to_string_lossy())?
    );
    let clients = format!("{}{}", registration(BY_KEY, &keys), registration(BY_SECRET, &by_secret));
    std::fs::write(folder.join(CLIENTS), clients)?;
    let today = SystemClock::new().now().day();
    let people = SyntheticPeople::new(SEED, people_with_adults(count), today);
    let mut out = BufWriter::new(File::create(folder.join(ACCOUNTS))?);
    accounts::write_lines(&people, (count, hash), today, &mut out)?;
    Ok(out.flush()?)
}

fn private(path: &PathBuf, bytes: &[u8]) -> std::io::Result<()> {
    let mut file =
        OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)
}

/// JSON as an inline TOML value; a JWK Set holds tables, lists and texts alone.
fn inline(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Object(members) => {
            let members = members.iter().map(|(key, value)| format!("{key} = {}", inline(value)));
            format!("{{ {} }}", members.collect::<Vec<_>>().join(", "))
        }
        serde_json::Value::Array(list) => {
            format!("[{}]", list.iter().map(inline).collect::<Vec<_>>().join(", "))
        }
        other => other.to_string(),
    }
}

fn registration(id: &str, credential: &str) -> String {
    format!(
        r#"[[client]]
client_id = "{id}"
client_name = "Phép đo tải"
"client_name#en" = "Load run"
redirect_uris = ["{CALLBACK}"]
{credential}grant_types = ["authorization_code", "refresh_token"]
scope = "openid profile phone offline_access"
id_token_signed_response_alg = "ES256"
default_acr_values = ["urn:danh:acr:ial1.aal2"]
sector_identifier = "load.example"
vn_profile = "oidc"
vn_legal_name = "Phòng đo tải (mẫu)"
vn_organization_number = "TN-0099"
vn_sector = "private"
vn_connected_since = "2026-01-01"
vn_purpose = "Đo tải"
"vn_purpose#en" = "To measure"
vn_alternative = "Không có"
"vn_alternative#en" = "There is none"
vn_claims = [
  {{ claim = "name", purpose = "Để đo", "purpose#en" = "To measure", required = true, retention_days = 1 }},
  {{ claim = "phone_number", purpose = "Để đo", "purpose#en" = "To measure", required = true, retention_days = 1 }},
]

"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flows::client_registry::file::read;
    use crate::protocol::client_metadata::Strictness;

    #[test]
    fn what_is_prepared_can_be_applied() {
        let folder = std::env::temp_dir().join(format!("danh-load-{}", std::process::id()));
        let told = prepare(&folder, 50, accounts::LIGHT_HASH);
        assert!(told.is_ok(), "{told:?}");
        let text = std::fs::read_to_string(folder.join(CLIENTS)).unwrap();
        let clients = read(&text, Strictness::Trial).unwrap();
        assert_eq!(clients.len(), 2);
        let lines = std::fs::read_to_string(folder.join(ACCOUNTS)).unwrap();
        assert_eq!(lines.lines().count(), 50);
        std::fs::remove_dir_all(folder).unwrap();
    }
}

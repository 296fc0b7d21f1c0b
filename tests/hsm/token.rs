//! A token of a test's own.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::databases::Folder;

/// Its label.
pub const LABEL: &str = "danh test";
/// Its PIN.
const PIN: &str = "2468-canary";

/// The token, and where its PIN stands.
pub struct SoftToken {
    folder: Folder,
}

impl SoftToken {
    /// A fresh one.
    pub fn new() -> Self {
        let folder = Folder::new();
        let token = Self { folder };
        std::fs::create_dir_all(token.objects()).expect("a folder");
        let settings = format!(
            "directories.tokendir = {}\nobjectstore.backend = file\nlog.level = ERROR\n",
            token.objects().display()
        );
        std::fs::write(token.settings(), settings).expect("a file");
        let mut tool = Command::new("softhsm2-util");
        tool.args(["--init-token", "--free", "--so-pin", "13579", "--pin", PIN, "--label", LABEL]);
        let made = tool.env("SOFTHSM2_CONF", token.settings()).output();
        let made = made.expect("softhsm2-util is missing: install softhsm2");
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        token.write_pin("pin", PIN);
        token
    }

    /// The PKCS#11 module.
    pub fn module() -> String {
        let known = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so"];
        let named = std::env::var("DANH_TEST_PKCS11_MODULE").ok();
        let found = known.into_iter().map(str::to_owned).find(|path| Path::new(path).exists());
        named.or(found).expect("SoftHSM's module is missing: install softhsm2")
    }

    /// What a process needs to know to use it.
    pub fn environment(&self) -> Vec<(String, String)> {
        [
            ("SOFTHSM2_CONF", self.settings().display().to_string()),
            ("DANH__KEYS__PKCS11_MODULE", Self::module()),
            ("DANH__KEYS__PKCS11_TOKEN_LABEL", LABEL.to_owned()),
            ("DANH__KEYS__PKCS11_PIN_FILE", self.folder.file("pin").display().to_string()),
            ("DANH__KEYS__PKCS11_SESSIONS", "2".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    /// Writes a file with a PIN for its owner alone.
    pub fn write_pin(&self, name: &str, pin: &str) -> PathBuf {
        let path = self.folder.file(name);
        std::fs::write(&path, format!("{pin}\n")).expect("a file");
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&path, private).expect("a mode");
        path
    }

    /// Pulls it.
    pub fn pull(&self) {
        std::fs::rename(self.objects(), self.folder.file("away")).expect("it is there");
        std::fs::create_dir_all(self.objects()).expect("an empty slot");
    }

    /// Puts it back.
    pub fn put_back(&self) {
        std::fs::remove_dir_all(self.objects()).expect("the slot is empty");
        std::fs::rename(self.folder.file("away"), self.objects()).expect("it is there");
    }

    fn objects(&self) -> PathBuf {
        self.folder.file("objects")
    }

    fn settings(&self) -> PathBuf {
        self.folder.file("softhsm2.conf")
    }
}

//! A PostgreSQL cluster of this test's own, that can be killed: with `fsync`, for what is tested is
//! whether a promise holds.

use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::postgres::{as_owner, programs};

/// The cluster.
pub struct Cluster {
    folder: PathBuf,
}

impl Cluster {
    /// Makes a cluster and starts it.
    pub fn start() -> Self {
        let folder = std::env::temp_dir().join(format!("danh-crash-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
        let cluster = Self { folder };
        let mut initdb = as_owner(&cluster.folder);
        initdb.arg(programs().expect("PostgreSQL is installed").join("initdb"));
        initdb.arg("-D").arg(cluster.folder.join("data"));
        initdb.args(["-U", "danh", "--auth=trust", "--locale=C", "--encoding=UTF8"]);
        let made = initdb.stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(made.is_ok_and(|status| status.success()), "the cluster is made");
        cluster.begin();
        cluster
    }

    /// The address of its database.
    pub fn address(&self) -> String {
        let host = self.folder.to_string_lossy().replace('/', "%2F");
        format!("postgres://danh@{host}/postgres")
    }

    /// Starts the server, and waits until it has recovered.
    pub fn begin(&self) {
        for _ in 0..100 {
            let mut control = as_owner(&self.folder);
            control.arg(programs().expect("PostgreSQL is installed").join("pg_ctl"));
            control.arg("-D").arg(self.folder.join("data"));
            control.arg("-l").arg(self.folder.join("log")).args(["-w", "-s", "start", "-o"]);
            let place = self.folder.display();
            control.arg(format!("-k {place} -c listen_addresses= -c max_connections=100"));
            control.stdout(Stdio::null()).stderr(Stdio::null());
            if control.status().is_ok_and(|status| status.success()) {
                return;
            }
            // Children of the killed server may still hold its memory.
            std::thread::sleep(Duration::from_millis(100));
        }
        unreachable!("the cluster does not start: {:?}", std::fs::read(self.folder.join("log")))
    }

    /// `kill -9` of the server.
    pub fn kill(&mut self) {
        let lines = std::fs::read_to_string(self.folder.join("data/postmaster.pid"));
        let lines = lines.unwrap_or_default();
        if let Some(id) = lines.lines().next() {
            drop(Command::new("kill").args(["-9", id]).status());
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
        std::thread::sleep(Duration::from_millis(300));
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

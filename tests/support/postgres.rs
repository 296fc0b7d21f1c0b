//! A throw-away PostgreSQL cluster: made once per test process, gone when the process is.
//!
//! `DANH_TEST_POSTGRES_URL` names a cluster that is there already (`tests/run` starts one for all);
//! its user must be allowed to create databases. Each test makes a database of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use sqlx::{Connection, Executor, PgConnection};

static CLUSTER: OnceLock<Cluster> = OnceLock::new();
static COUNT: AtomicU32 = AtomicU32::new(0);

struct Cluster {
    address: String,
    /// Holds the pipe whose end tells the cluster to stop, however this process ends.
    _keeper: Option<Child>,
}

/// Starts a server and keeps it until its standard input ends, then leaves nothing behind.
const KEEPER: &str = r#"
dir=$1; bin=$2
"$bin/initdb" -D "$dir/data" -U danh --auth=trust --locale=C --encoding=UTF8 --no-sync >"$dir/log" 2>&1 || exit 1
"$bin/postgres" -D "$dir/data" -k "$dir" -c listen_addresses= -c fsync=on -c max_connections=300 \
    -c shared_buffers=64MB >>"$dir/log" 2>&1 &
server=$!
cat >/dev/null
kill -INT $server; wait $server; rm -rf "$dir"
"#;

/// The address of a new, empty database with C collation.
pub async fn new_database() -> String {
    new_database_like("TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'UTF8'").await
}

/// The address of a new, empty database made with these options.
pub async fn new_database_like(options: &str) -> String {
    let cluster = tokio::task::spawn_blocking(|| CLUSTER.get_or_init(Cluster::start));
    let cluster = cluster.await.expect("the cluster starts");
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("danh_test_{}_{number}", std::process::id());
    let mut connection = cluster.connect().await;
    let statement = format!("CREATE DATABASE {name} {options}");
    connection.execute(sqlx::AssertSqlSafe(statement)).await.expect("a test may create a database");
    let mut address = url::Url::parse(&cluster.address).expect("the cluster has an address");
    address.set_path(&name);
    address.into()
}

impl Cluster {
    fn start() -> Self {
        if let Ok(address) = std::env::var("DANH_TEST_POSTGRES_URL") {
            return Self { address, _keeper: None };
        }
        let programs = programs().expect("PostgreSQL is installed (tests/run installs it)");
        let folder = std::env::temp_dir().join(format!("danh-postgres-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary folder can be made");
        let keeper = as_owner(&folder)
            .args(["sh", "-c", KEEPER, "keeper"])
            .args([&folder, &programs])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("the cluster's keeper starts");
        let host = folder.to_string_lossy().replace('/', "%2F");
        Self { address: format!("postgres://danh@{host}/postgres"), _keeper: Some(keeper) }
    }

    /// Connects, waiting for a cluster that is still being made.
    async fn connect(&self) -> PgConnection {
        let mut connection = PgConnection::connect(&self.address).await;
        for _ in 0..600 {
            if connection.is_ok() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            connection = PgConnection::connect(&self.address).await;
        }
        connection.expect("the cluster answers")
    }
}

/// PostgreSQL refuses to run as root, so root becomes the package's own user.
pub fn as_owner(folder: &Path) -> Command {
    let me = std::fs::metadata("/proc/self").map(|m| std::os::unix::fs::MetadataExt::uid(&m));
    if me.is_ok_and(|uid| uid != 0) {
        return Command::new("env");
    }
    let chown = Command::new("chown").arg("postgres").arg(folder).status();
    assert!(chown.is_ok_and(|s| s.success()), "the folder can be given to postgres");
    let mut command = Command::new("runuser");
    command.args(["-u", "postgres", "--"]);
    command
}

/// Where the newest server's programs are.
pub fn programs() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.flatten();
    let folders = versions.map(|version| version.path().join("bin"));
    folders.filter(|bin| bin.join("initdb").exists()).max()
}

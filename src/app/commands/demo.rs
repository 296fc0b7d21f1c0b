//! `danh demo`: provider, sandbox and services on this machine, with nothing asked.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use super::Call;
use super::serve;
use super::signals::StopSignals;
use crate::app::config::Config;
use crate::app::failure::{Failure, reason};
use crate::app::wiring;
use crate::connectors::key_file::folder::KeyFolder;
use crate::connectors::key_file::rotation;
use crate::connectors::system_clock::SystemClock;
use crate::connectors::system_entropy::SystemEntropy;
use crate::demo::{DemoHandle, DemoSettings, Office};
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::flows::accounts::AccountsFlow;
use crate::flows::accounts::entry::Door;
use crate::flows::accounts::file::tables;
use crate::flows::client_registry::ClientRegistry;
use crate::flows::client_registry::file::read;
use crate::flows::ground::Ground;
use crate::ports::clock::Clock;
use crate::ports::entropy::Entropy;
use crate::protocol::client_metadata::Strictness;
use crate::sandbox::{self, Running, SandboxSettings, Tile};

/// Runs everything on this machine.
#[derive(Debug, Args)]
#[command(
    after_help = "It makes its own settings and refuses --config; what is to differ is said by \
                        DANH__… in the environment."
)]
pub(super) struct Demo {
    /// Where its files are kept; a fresh folder unless one is named.
    #[arg(long, value_name = "DIR")]
    dir: Option<PathBuf>,
    /// The provider's port; all other ports move with it: one below it, and up to ten above.
    #[arg(long, default_value_t = 8080, value_parser = clap::value_parser!(u16).range(1024..=65000))]
    port: u16,
}

pub(super) async fn run(call: &Call, demo: &Demo) -> Result<(), Failure> {
    super::logs::begin("warn");
    if call.file {
        let words = "`demo` makes its own settings; what is to differ is said by DANH__… in the environment";
        return Err(Failure::Usage(words.to_owned()));
    }
    let clock = SystemClock::new();
    let folder = folder(demo)?;
    let config = settings(&folder, demo.port)?;
    // Before anything is filled: another demo in this folder would lose its own addresses.
    let _claim = wiring::claim(&config)?;
    free(demo.port)?;
    let now = clock.now();
    keys(&config, now)?;
    let services = DemoSettings::new(config.http.issuer.clone(), demo.port.saturating_add(1))?;
    let mut stop = StopSignals::hear()?;
    let sandbox = sandbox(&folder, demo.port, now, &services).await?;
    fill(&config, &services, now).await?;
    let serving = Box::pin(serve::start(&config)).await?;
    let services = crate::demo::serve(services).await?;
    tell(call, (&config, &folder), &sandbox, &services);
    stop.asked().await;
    services.stop().await;
    serving.stop().await;
    sandbox.stop().await?;
    Ok(())
}

/// Whether the demo's ports are free: who finds one taken is told how to choose others, and nothing has
/// begun by then.
fn free(port: u16) -> Result<(), Failure> {
    let before = port.saturating_sub(1);
    for port in [0, 1, 2, 3, 4, 6, 7, 11].map(|further| before.saturating_add(further)) {
        std::net::TcpListener::bind(("127.0.0.1", port)).map_err(|error| {
            let why = reason(&error);
            Failure::Refused(format!(
                "port {port}: {why}; `--port` chooses others, such as `--port 18080`"
            ))
        })?;
    }
    Ok(())
}

fn folder(demo: &Demo) -> Result<PathBuf, Failure> {
    use std::os::unix::fs::DirBuilderExt;
    let folder = demo.dir.clone().unwrap_or_else(|| {
        let entropy: &dyn Entropy = &SystemEntropy;
        let name: String = entropy.bytes::<6>().iter().map(|b| format!("{b:02x}")).collect();
        std::env::temp_dir().join(format!("danh-demo-{name}"))
    });
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
    Ok(folder)
}

/// The defaults, with every file in the demo's folder and every port beside the provider's.
fn settings(folder: &Path, port: u16) -> Result<Config, Failure> {
    let sandbox = format!("http://127.0.0.1:{}", port.saturating_add(10));
    let token = folder.join("sandbox.token");
    let (database, keys) = (folder.join("danh.sqlite"), folder.join("keys"));
    let chosen = [
        ("http", "issuer", format!("http://localhost:{port}")),
        ("http", "listen", format!("127.0.0.1:{port}")),
        ("http", "management_listen", format!("127.0.0.1:{}", port.saturating_sub(1))),
        ("database", "path", database.to_string_lossy().into_owned()),
        ("keys", "folder", keys.to_string_lossy().into_owned()),
        ("registries", "population_url", format!("{sandbox}/population")),
        ("registries", "insurance_url", format!("{sandbox}/insurance")),
        ("registries", "carrier_url", format!("{sandbox}/carrier")),
        ("registries", "token_file", token.to_string_lossy().into_owned()),
        ("messages", "sms_url", format!("{sandbox}/sms")),
        ("messages", "token_file", token.to_string_lossy().into_owned()),
        ("pages", "inbox_url", format!("{sandbox}/inbox")),
    ];
    let mut tables = toml::Table::new();
    for (section, key, value) in chosen {
        let section = tables.entry(section).or_insert_with(|| toml::Table::new().into());
        if let toml::Value::Table(section) = section {
            section.insert(key.to_owned(), value.into());
        }
    }
    // The ministry hears of sign-outs, from server to server, on this machine.
    let told = toml::Value::Array(vec![format!("127.0.0.1:{}", port.saturating_add(5)).into()]);
    tables.insert(
        "egress".to_owned(),
        toml::Table::from_iter([("allowed_hosts".to_owned(), told)]).into(),
    );
    Config::read(&tables.to_string(), super::environment())
        .map_err(|error| Failure::Usage(error.to_string()))
}

/// Keys are made once for a folder; a second start finds them.
fn keys(config: &Config, now: Timestamp) -> Result<(), Failure> {
    let folder = KeyFolder::at(&config.keys.folder);
    if folder.root().is_err() {
        rotation::begin(&folder, &SystemEntropy, now)?;
    }
    Ok(())
}

/// The sandbox, which asks for a secret that is made once for the folder.
async fn sandbox(
    folder: &Path,
    port: u16,
    now: Timestamp,
    services: &DemoSettings,
) -> Result<Running, Failure> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let path = folder.join("sandbox.token");
    if !path.exists() {
        let entropy: &dyn Entropy = &SystemEntropy;
        let secret: String = entropy.bytes::<24>().iter().map(|b| format!("{b:02x}")).collect();
        let mut file =
            std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path)?;
        file.write_all(secret.as_bytes())?;
    }
    let bearer = Secret::new(std::fs::read_to_string(&path)?.trim().to_owned());
    let clock = Arc::new(SystemClock::new());
    let tile = |office: Office| {
        let (name, about) = (office.name(), office.about());
        let words =
            |(vi, en): (&str, &str)| sandbox::named::Words { vi: vi.to_owned(), en: en.to_owned() };
        Tile { address: services.address(office), name: words(name), about: words(about) }
    };
    let address: SocketAddr = ([127, 0, 0, 1], port.saturating_add(10)).into();
    let settings = SandboxSettings {
        address,
        bearer,
        people: sandbox::settings::PEOPLE,
        seed: sandbox::settings::SEED,
        named_people: None,
        first_start: now,
        tiles: Office::ALL.into_iter().map(tile).collect(),
        clock: Arc::new(move || clock.now()),
    };
    Ok(sandbox::serve(settings).await?)
}

/// The named people's accounts and the services' registrations.
async fn fill(config: &Config, services: &DemoSettings, now: Timestamp) -> Result<(), Failure> {
    let ground = wiring::open_ground(config).await?;
    let door = Door { production: false, today: now.day() };
    let broken = |what: &str| Failure::Refused(format!("the demo's own {what} cannot be read"));
    let people = tables(sandbox::accounts::NAMED, door).map_err(|_| broken("accounts"))?;
    let flow = AccountsFlow { ground: ground.clone() };
    let mut refused = Vec::new();
    let mut tell = |line, fault: crate::flows::accounts::entry::EntryFault| {
        refused.push(format!("account {line}: {} {}", fault.member, fault.reason));
    };
    let imported = flow.import(people.into_iter().map(Ok), &mut tell).await;
    imported.map_err(|_| broken("accounts"))?;
    if let Some(fault) = refused.first() {
        return Err(Failure::Refused(fault.clone()));
    }
    register(ground, services).await
}

async fn register(ground: Ground, services: &DemoSettings) -> Result<(), Failure> {
    let file = crate::demo::registrations(services);
    let asked = read(&file, Strictness::Trial).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Failure::Refused(faults.join("\n"))
    })?;
    let registry = ClientRegistry { ground };
    let failed = || Failure::Refused("the services could not be registered".to_owned());
    let planned = registry.plan(asked).await.map_err(|_| failed())?;
    registry.apply(&planned).await.map_err(|_| failed())
}

fn tell(call: &Call, place: (&Config, &Path), sandbox: &Running, services: &DemoHandle) {
    let (config, folder) = place;
    let start = format!("http://{}/", sandbox.address());
    if call.json {
        let services: serde_json::Map<_, _> = services
            .addresses()
            .iter()
            .map(|(office, address)| (office.client_id().to_owned(), address.as_str().into()))
            .collect();
        println!(
            "{}",
            serde_json::json!({
                "issuer": config.http.issuer,
                "management": format!("http://{}", config.http.management_listen),
                "sandbox": start,
                "services": services,
                "folder": folder,
            })
        );
        return;
    }
    println!("Danh is ready. Begin here:  {start}");
    println!();
    for (office, address) in services.addresses() {
        let ((_, name), (_, about)) = (office.name(), office.about());
        println!("  {address:<26} {name}: {about}");
    }
    println!("  {:<26} the provider", config.http.issuer);
    println!("  http://{:<19} health and metrics", config.http.management_listen.to_string());
    println!();
    println!("Sign in as 999188000001 (Nguyễn Thị Mai), password {}.", sandbox::accounts::PASSWORD);
    println!(
        "The six digits are in the inbox at {start}inbox; more people stand on the start page."
    );
    println!("Everything is kept in {}. Ctrl-C stops it all.", folder.display());
}

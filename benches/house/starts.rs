//! From `danh serve` to the first answer on a database that is there already, and memory when idle.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::sheet::{Sheet, Target};
use super::{Bench, cpu};

const STARTS: u32 = 7;

/// Starts the real program on both databases.
pub fn measure(bench: &Bench, sheet: &mut Sheet) {
    let file = bench.file("start.sqlite");
    drop(bench.provider(&file, 1000, false));
    let settings = format!("kind = \"sqlite\"\npath = {file:?}");
    starts(bench, sheet, ("SQLite", &settings, 50.0));
    if let Some(address) = Bench::postgres() {
        drop(bench.provider(&address, 1000, false));
        let file = bench.file("postgres.url");
        std::fs::write(&file, address).expect("the folder is ours");
        let settings = format!("kind = \"postgres\"\nurl_file = {file:?}");
        starts(bench, sheet, ("PostgreSQL", &settings, 200.0));
    }
}

fn starts(bench: &Bench, sheet: &mut Sheet, (on, database, most): (&str, &str, f64)) {
    for _ in 0..STARTS {
        let (port, management) = (free_port(), free_port());
        let text = format!(
            "[http]\nissuer = \"http://127.0.0.1:{port}\"\nlisten = \"127.0.0.1:{port}\"\n\
             management_listen = \"127.0.0.1:{management}\"\n[database]\n{database}\n\
             [keys]\nfolder = {:?}\n",
            bench.file("keys")
        );
        let file = bench.file("danh.toml");
        std::fs::write(&file, text).expect("the folder is ours");
        let begun = Instant::now();
        let mut danh = Command::new(std::env::current_exe().expect("this program has a path"))
            .args(["--config", &file, "serve"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        while first_answer(port).is_none() {
            assert!(danh.try_wait().expect("it can be looked at").is_none(), "danh did not stand");
            thread::sleep(Duration::from_micros(500));
        }
        let millis = begun.elapsed().as_secs_f64() * 1e3;
        let name = format!("{on}: start to first answer, ms");
        sheet.note(&name, Target::AtMost(most), millis);
        thread::sleep(Duration::from_millis(500));
        let name = format!("{on}: idle memory, MiB");
        sheet.note(&name, Target::AtMost(30.0), cpu::resident(danh.id()));
        end(&mut danh);
    }
}

fn first_answer(port: u16) -> Option<()> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let request = "GET /.well-known/openid-configuration HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    stream.write_all(request.as_bytes()).ok()?;
    let mut bytes = [0; 12];
    stream.read_exact(&mut bytes).ok()?;
    (bytes == *b"HTTP/1.1 200").then_some(())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

fn end(child: &mut Child) {
    // It is our own and holds nothing but a copy of rows made for this.
    let _ended = child.kill().and_then(|()| child.wait());
}

//! A day of noise in a minute: the process is no larger afterwards.

use crate::support::http::Request;
use crate::support::processes::Processes;

/// So much may differ by the accidents of an allocator.
const ALLOWANCE: u64 = 12 * 1024 * 1024;

fn noise(house: &Processes, round: usize) {
    let at = &house.authority;
    let long = format!("token={}", "x".repeat(1_000_000)).into_bytes();
    let form = "application/x-www-form-urlencoded";
    let big = |target| Request::new("POST", target).header("Content-Type", form).body(long.clone());
    let gibberish = format!("{round:08}{}", "z".repeat(200));
    // A refused body lingers a second until its sender is done.
    let large =
        if round.is_multiple_of(20) { vec![big("/token"), big("/authorize")] } else { vec![] };
    let small = [
        Request::get(&format!("/authorize?client_id={gibberish}&state={gibberish}")),
        Request::get(&format!("/gd/{gibberish}/ma"))
            .header("Cookie", &format!("danh_session={gibberish}")),
        Request::get("/userinfo").bearer(&gibberish),
        Request::form("/token", &[("client_id", gibberish.as_str()), ("grant_type", "x")]),
        Request::form("/introspect", &[("token", gibberish.as_str())]).basic(&gibberish, "x"),
        Request::get("/authorize").header("Accept-Language", &gibberish),
        Request::get(&format!("/{gibberish}")).header("User-Agent", &gibberish),
        Request::new(&format!("M{round}"), "/token"),
    ];
    for request in large.into_iter().chain(small) {
        let status = request.send(at).status;
        assert!((400..500).contains(&status), "{status}");
    }
}

/// inc_cve_2026_79651: nothing that a stranger writes is kept in memory.
#[test]
fn noise_leaves_nothing_behind_in_memory() {
    let house = Processes::start(None);
    let rounds = if std::env::var_os("DANH_TEST_LONG").is_some() { 2_000 } else { 40 };
    (0..rounds / 2).for_each(|round| noise(&house, round));
    let before = house.memory();
    (rounds / 2..rounds * 2).for_each(|round| noise(&house, round));
    let after = house.memory();
    assert!(after < before + ALLOWANCE, "it grew from {before} to {after} bytes");
    assert!(!house.written().contains("panicked"));
}

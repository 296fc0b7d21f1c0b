//! `danh clients`.

use crate::{Desk, is_private};

const SHOP: &str = include_str!("../support/shop.toml");

fn listed(desk: &Desk) -> usize {
    desk.danh(&["clients", "list", "--json"]).facts()["clients"].as_array().map_or(0, Vec::len)
}

#[test]
fn a_file_is_applied_once_and_its_secret_is_handed_over_once() {
    let desk = Desk::new();
    desk.write("clients.toml", SHOP);
    let apply = ["clients", "apply", "clients.toml", "--secrets", "made/secrets"];
    desk.danh(&["clients", "apply", "clients.toml"]).refused(1, "--secrets");
    assert_eq!(listed(&desk), 0);
    assert!(desk.danh(&apply).done().starts_with("+ shop"));
    let secret = desk.read("made/secrets/shop.secret");
    assert!(secret.len() == 43 && is_private(&desk.path("made/secrets/shop.secret")));
    assert_eq!(desk.danh(&apply).done(), "= shop\n");
    assert!(desk.read("made/secrets/shop.secret") == secret);
    let shown = desk.danh(&["clients", "show", "shop"]);
    assert!(shown.done().contains("Sample shop") && !shown.out.contains(&secret));
    desk.danh(&["clients", "show", "nobody"]).refused(1, "no such client");
}

#[test]
fn a_secret_file_that_stands_is_not_written_over() {
    let desk = Desk::new();
    desk.write("clients.toml", SHOP);
    desk.write("shop.secret", "somebody needs this");
    desk.danh(&["clients", "apply", "clients.toml", "--secrets", "."]).refused(1, "shop");
    assert_eq!(desk.read("shop.secret"), "somebody needs this");
    assert_eq!(listed(&desk), 0);
}

#[test]
fn a_dry_run_tells_and_changes_nothing() {
    let desk = Desk::new();
    desk.write("clients.toml", SHOP);
    let dry = desk.danh(&["clients", "apply", "clients.toml", "--dry-run", "--json"]).facts();
    assert_eq!((&dry["clients"][0]["change"], &dry["dry_run"]), (&"added".into(), &true.into()));
    assert_eq!(listed(&desk), 0);
    desk.danh(&["clients", "apply", "clients.toml", "--secrets", "."]).done();
    desk.write("clients.toml", &SHOP.replace("To deliver", "To send"));
    let dry = desk.danh(&["clients", "apply", "clients.toml", "--dry-run"]);
    assert!(dry.done().starts_with("~ shop: vn_purpose#en\n"), "{}", dry.out);
    assert!(desk.danh(&["clients", "show", "shop"]).done().contains("To deliver"));
}

#[test]
fn one_faulty_client_keeps_all_out_and_every_fault_is_told() {
    let desk = Desk::new();
    let other = SHOP.replace("\"shop\"", "\"other\"").replace("redirect_uris", "redirect_uri");
    let third = SHOP.replace("\"shop\"", "\"third\"").replace("\"private\"", "\"moon\"");
    desk.write("clients.toml", &format!("{SHOP}{other}{third}"));
    let said = desk.danh(&["clients", "apply", "clients.toml", "--secrets", "."]);
    said.refused(1, "client 2 (other)");
    said.refused(1, "client 3 (third): `vn_sector`");
    assert_eq!(listed(&desk), 0);
    assert!(!desk.path("shop.secret").exists());
}

#[test]
fn a_secret_comes_by_a_file_of_its_own_that_nobody_else_reads() {
    let desk = Desk::new();
    desk.write("clients.toml", &format!("{SHOP}client_secret_file = \"shop.key\"\n"));
    let apply = ["clients", "apply", "clients.toml"];
    desk.danh(&apply).refused(1, "shop.key cannot be read: there is no such file");
    desk.write("shop.key", "canary-0123456789-0123456789-0123");
    desk.danh(&apply).refused(1, "read by others");
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(desk.path("shop.key"), private).expect("a change");
    assert_eq!(desk.danh(&apply).done(), "+ shop\n");
    for file in std::fs::read_dir(desk.path("")).expect("a folder").flatten() {
        let bytes = std::fs::read(file.path()).unwrap_or_default();
        let has = bytes.windows(6).any(|part| part == b"canary");
        assert_eq!(has, file.file_name() == "shop.key", "{:?}", file.file_name());
    }
}

#[test]
fn files_that_are_none_are_refused() {
    let desk = Desk::new();
    desk.danh(&["clients", "apply", "nowhere.toml"])
        .refused(2, "nowhere.toml cannot be read: there is no such file");
    for (text, word) in
        [("", "no [[client]]"), ("[[client]", "not TOML"), ("[http]\nmode = 1", "more than")]
    {
        desk.write("clients.toml", text);
        desk.danh(&["clients", "apply", "clients.toml"]).refused(1, word);
    }
    std::fs::write(desk.path("clients.toml"), [0xff, 0xfe, 0]).expect("a file");
    desk.danh(&["clients", "apply", "clients.toml"]).refused(2, "cannot be read");
}

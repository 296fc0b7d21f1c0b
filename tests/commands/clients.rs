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

/// What a client of the shop's file says more.
fn with(lines: &str) -> String {
    let basic = "token_endpoint_auth_method = \"client_secret_basic\"";
    SHOP.replace(basic, lines)
}

#[test]
fn what_cannot_work_in_this_place_is_said_when_it_is_applied() {
    let desk = Desk::new();
    let said = |lines: &str, config: &str| {
        desk.write("danh.toml", config);
        desk.write("clients.toml", &with(lines));
        desk.danh(&["clients", "apply", "clients.toml", "--dry-run"]).done().to_owned()
    };
    let by_name = "token_endpoint_auth_method = \"tls_client_auth\"\ntls_client_auth_san_dns = \"shop.example\"";
    let told = said(by_name, "");
    assert!(
        told.starts_with("+ shop\n! shop: It proves itself by a certificate, and nowhere"),
        "{told}"
    );
    assert!(
        told.contains("`tls.mutual_listen`") && told.contains("`tls.client_roots_file`"),
        "{told}"
    );
    let published = |address: &str| {
        format!(
            "token_endpoint_auth_method = \"self_signed_tls_client_auth\"\njwks_uri = \"{address}\""
        )
    };
    let own = "[tls]\nmutual_listen = \"127.0.0.1:0\"\nmutual_issuer_base = \"https://mtls.example\"\nmutual_certificate_file = \"a\"\nmutual_key_file = \"b\"\n";
    assert_eq!(
        said(&published("https://shop.example/keys"), own),
        "+ shop\nNothing was written.\n"
    );
    let told = said(&published("https://localhost:8443/keys"), own);
    assert!(
        told.contains("! shop: `jwks_uri` cannot be used: it leads to no public host"),
        "{told}"
    );
    assert_eq!(told.matches('!').count(), 1, "{told}");
    let allowed = format!("{own}[egress]\nallowed_hosts = [\"localhost:8443\"]\n");
    assert_eq!(
        said(&published("https://localhost:8443/keys"), &allowed),
        "+ shop\nNothing was written.\n"
    );
}

#[test]
fn warnings_stand_among_the_facts_and_keep_nobody_out() {
    let desk = Desk::new();
    let lines = "token_endpoint_auth_method = \"none\"\nlogo_uri = \"https://10.0.0.1/logo.png\"\nbackchannel_logout_uri = \"https://shop.local/bye\"\nvn_agreement = \"1\"\nvn_agreement_until = \"2026-01-31\"";
    desk.write("clients.toml", &with(lines));
    let facts = desk.danh(&["clients", "apply", "clients.toml", "--json"]).facts();
    let warnings = facts["clients"][0]["warnings"].as_array().cloned().unwrap_or_default();
    let told: Vec<_> = warnings.iter().filter_map(|one| one.as_str()).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    for (sentence, word) in told.iter().zip(["`backchannel_logout_uri`", "`logo_uri`", "has ended"])
    {
        assert!(sentence.contains(word), "{told:?}");
    }
    assert_eq!(listed(&desk), 1);
    // As before: the same file changes nothing, and says the same.
    let again = desk.danh(&["clients", "apply", "clients.toml"]);
    assert!(again.done().starts_with("= shop\n! shop: "), "{}", again.out);
}

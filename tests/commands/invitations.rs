//! `danh clients invite` and `uninvite`.

use crate::{Desk, is_private};

const TERMS: &str = r#"
vn_profile = "oidc"
vn_legal_name = "Quán Thử"
vn_organization_number = "Q-0001"
vn_sector = "private"
vn_purpose = "Giao hàng"
"vn_purpose#en" = "To deliver"
vn_alternative = "Đến quán"
"vn_alternative#en" = "Come by"
scope = "openid profile"
vn_claims = [
  { claim = "name", purpose = "Gọi tên", "purpose#en" = "To call you", required = true, retention_days = 30 },
]
"#;

#[test]
fn a_token_is_written_once_to_a_file_of_its_owner_and_taken_back() {
    let desk = Desk::new();
    desk.write("terms.toml", TERMS);
    let invite =
        ["clients", "invite", "terms.toml", "--out", "cafe.token", "--uses", "3", "--json"];
    let facts = desk.danh(&invite).facts();
    assert_eq!((&facts["uses"], &facts["days"]), (&3.into(), &30.into()));
    let token = desk.read("cafe.token");
    let id = facts["id"].as_str().expect("a name");
    assert!(token.len() == 76 && token.starts_with(id) && is_private(&desk.path("cafe.token")));
    assert!(!facts.to_string().contains(&token));
    desk.danh(&invite).refused(1, "cafe.token");
    assert_eq!(desk.read("cafe.token"), token, "what stands is not written over");
    desk.danh(&["clients", "uninvite", id]).done();
    desk.danh(&["clients", "uninvite", id]).refused(1, "no such initial access token");
    desk.danh(&["clients", "uninvite", "x"]).refused(1, "no such initial access token");
}

#[test]
fn terms_under_which_no_client_could_stand_make_no_token() {
    let desk = Desk::new();
    for (wrong, word) in [
        (TERMS.replace("vn_sector", "vn_secter"), "vn_secter"),
        (TERMS.replace("\"private\"", "\"moon\""), "vn_sector"),
        (TERMS.replace("vn_purpose =", "# vn_purpose ="), "vn_purpose"),
        (TERMS.replace("openid profile", "openid email"), "scope"),
        (format!("redirect_uris = [\"http://quan.example/\"]\n{TERMS}"), "redirect_uris"),
        (format!("client_id = \"mine\"\n{TERMS}"), "client_id"),
        ("scope = ".to_owned(), "TOML"),
    ] {
        desk.write("terms.toml", &wrong);
        let said = desk.danh(&["clients", "invite", "terms.toml", "--out", "cafe.token"]);
        said.refused(1, word);
        assert!(!desk.path("cafe.token").exists(), "{word}");
    }
    for wrong in [["--uses", "0"], ["--days", "0"], ["--days", "400"]] {
        let mut words = vec!["clients", "invite", "terms.toml", "--out", "cafe.token"];
        words.extend(wrong);
        desk.danh(&words).refused(2, wrong[0]);
    }
}

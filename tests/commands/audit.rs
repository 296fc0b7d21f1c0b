//! `danh audit verify`.

use crate::Desk;

#[test]
fn a_whole_log_is_told_whole_and_an_altered_one_fails() {
    let desk = Desk::new();
    let lines: Vec<_> =
        (0..9).map(|number| format!("{{\"number\":\"99918800000{number}\"}}")).collect();
    desk.write("accounts.jsonl", &lines.join("\n"));
    desk.danh(&["accounts", "import", "accounts.jsonl"]).done();
    let facts = desk.danh(&["audit", "verify", "--json"]).facts();
    assert_eq!((&facts["events"], &facts["faults"]), (&9.into(), &serde_json::json!([])));
    assert!(desk.danh(&["audit", "verify"]).done().starts_with("The log is whole: 9 events"));
    let database = rusqlite::Connection::open(desk.path("danh.sqlite")).expect("a database");
    let altered = database.execute("UPDATE events SET detail = 'chip' WHERE seq = 4", []);
    assert_eq!(altered, Ok(1));
    let said = desk.danh(&["audit", "verify"]);
    said.refused(1, "broken at 1 places");
    assert!(said.out.contains("at 4: it was altered"), "{}", said.out);
    assert_eq!(database.execute("DELETE FROM events WHERE seq = 2", []), Ok(1));
    let said = desk.danh(&["audit", "verify"]);
    said.refused(1, "broken at 2 places");
    assert!(said.out.contains("at 3: the event before it is missing"), "{}", said.out);
}

#[test]
fn where_there_is_no_log_one_sentence_says_so_and_none_is_made() {
    let desk = Desk::bare();
    let said = desk.danh(&["audit", "verify"]);
    said.refused(1, "there is no database yet at danh.sqlite");
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    assert!(!desk.path("danh.sqlite").exists());
    desk.write("danh.sqlite", "");
    desk.danh(&["audit", "verify"]).refused(1, "lacks");
    assert!(desk.read("danh.sqlite").is_empty());
}

//! Every SQL text is understood by both databases, and none reads a whole table on the walk.

use danh::store::database::{Database, DatabaseSettings};
use danh::store::migrate::migrate;

use crate::databases::Folder;
use crate::on_both;

/// What is read whole, and why that is right.
const READ_WHOLE: [(&str, &str); 2] = [
    ("FROM clients ORDER BY client_id", "all registrations, for a list"),
    ("FROM migrations ORDER BY number", "all migrations, at start"),
];

on_both! {
    async fn every_text_prepares(database) {
        let mut refused = Vec::new();
        for sql in danh::store::all_sql() {
            if let Err(error) = database.prepare(sql).await {
                refused.push(error.to_string());
            }
        }
        assert!(refused.is_empty(), "{refused:#?}");
        assert!(danh::store::all_sql().count() > 80);
    }
}

#[tokio::test]
async fn a_million_accounts_cost_no_more_to_search_than_a_thousand() {
    let folder = Folder::new();
    let path = folder.file("danh.db");
    let settings = DatabaseSettings::Sqlite { path: path.clone() };
    let database = Database::open(&settings).await.expect("it opens");
    migrate(&database).await.expect("the tables are made");
    let connection = rusqlite::Connection::open(&path).expect("it opens again");
    let mut scans = Vec::new();
    for sql in danh::store::all_sql() {
        if READ_WHOLE.iter().any(|(part, _)| sql.contains(part)) {
            continue;
        }
        let explained = format!("EXPLAIN QUERY PLAN {sql}");
        let mut statement = connection.prepare(&explained).expect("a plan");
        let mut steps = statement.raw_query();
        while let Some(step) = steps.next().expect("a step") {
            let step: String = step.get("detail").expect("a word");
            // `q` is one row of our own making, to which a number is joined; `newest` and what it is
            // made of are rows that another step of the plan has found, and so are `lanes`, a row a client.
            let made = ["SCAN q", "SCAN newest", "SCAN lanes"].contains(&&*step)
                || step.contains("(subquery");
            if step.contains("SCAN") && !step.contains("CONSTANT ROW") && !made {
                scans.push(format!("{step}: {sql}"));
            }
        }
    }
    assert!(scans.is_empty(), "{scans:#?}");
}

//! Every SQL text is understood by both databases, and the tables are the same on both.

use crate::on_both;

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

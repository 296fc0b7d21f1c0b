//! A list to keep, as spreadsheets read it (RFC 4180), in UTF-8 with the mark by which they know it.

/// A list.
pub(super) struct Spreadsheet(String);

impl Spreadsheet {
    /// An empty one.
    pub(super) fn new() -> Self {
        Self("\u{feff}".to_owned())
    }

    /// More rows of one that was begun elsewhere.
    pub(super) const fn continued() -> Self {
        Self(String::new())
    }

    /// Adds a row.
    pub(super) fn row(&mut self, cells: &[&str]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.0.push(',');
            }
            self.cell(cell);
        }
        self.0.push_str("\r\n");
    }

    /// The text.
    pub(super) fn into_text(self) -> String {
        self.0
    }

    /// A cell that begins like a formula would be run as one; an apostrophe keeps it text.
    fn cell(&mut self, text: &str) {
        self.0.push('"');
        if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            self.0.push('\'');
        }
        self.0.push_str(&text.replace('"', "\"\""));
        self.0.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_text_whatever_it_holds() {
        let mut list = Spreadsheet::new();
        list.row(&["Lúc", "a \"b\", c"]);
        list.row(&["=1+1", ""]);
        assert_eq!(list.into_text(), "\u{feff}\"Lúc\",\"a \"\"b\"\", c\"\r\n\"'=1+1\",\"\"\r\n");
    }
}

//! A file of accounts, told entry by entry: JSON Lines as a stream, or TOML for a handful of people.

use std::io::{self, BufRead, Read};

use serde::Deserialize;
use serde_json::Value;

use super::entry::{Door, Entry, EntryFault, read};
use crate::protocol::strict_json;

/// The longest line of a stream; nobody's account is longer.
const LONGEST: u64 = 16 * 1024;

/// An entry, or what is wrong with it, and where it stands.
#[derive(Debug)]
pub struct Numbered {
    /// On which line it begins.
    pub line: u64,
    /// The entry.
    pub entry: Result<Entry, EntryFault>,
}

/// The lines of a stream. Memory does not grow with it.
pub struct Lines<R> {
    reader: R,
    door: Door,
    line: u64,
}

impl<R: BufRead> Lines<R> {
    /// Reads from here.
    pub fn of(reader: R, door: Door) -> Self {
        Self { reader, door, line: 0 }
    }

    fn next_line(&mut self) -> io::Result<Option<Result<Vec<u8>, EntryFault>>> {
        self.line += 1;
        let mut bytes = Vec::new();
        let limit = LONGEST + 1;
        if (&mut self.reader).take(limit).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        if bytes.len() as u64 == limit && bytes.last() != Some(&b'\n') {
            self.skip_line()?;
            return Ok(Some(Err(of_line("is longer than 16 KiB"))));
        }
        Ok(Some(Ok(bytes)))
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let (used, ended) = {
                let held = self.reader.fill_buf()?;
                match held.iter().position(|byte| *byte == b'\n') {
                    Some(at) => (at + 1, true),
                    None => (held.len(), held.is_empty()),
                }
            };
            self.reader.consume(used);
            if ended {
                return Ok(());
            }
        }
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<Numbered>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let bytes = match self.next_line() {
                Ok(Some(Ok(bytes))) => bytes,
                Ok(Some(Err(fault))) => {
                    return Some(Ok(Numbered { line: self.line, entry: Err(fault) }));
                }
                Ok(None) => return None,
                Err(error) => return Some(Err(error)),
            };
            if bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            return Some(Ok(Numbered { line: self.line, entry: of_json(&bytes, self.door) }));
        }
    }
}

fn of_json(bytes: &[u8], door: Door) -> Result<Entry, EntryFault> {
    let text = std::str::from_utf8(bytes).map_err(|_| of_line("is not UTF-8"))?;
    let members = strict_json::object(text.trim(), bytes.len());
    read(&members.ok_or(of_line("is not one JSON object with each member once"))?, door)
}

const fn of_line(reason: &'static str) -> EntryFault {
    EntryFault { member: "the line", reason }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(default)]
    account: Vec<toml::Spanned<toml::Table>>,
}

/// Why a TOML file is none of accounts, and on which line. Nothing of it is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoTables {
    /// Where reading ended.
    pub line: u64,
}

/// The `[[account]]` tables of a TOML file.
///
/// # Errors
/// If the file is not TOML, or holds anything but such tables.
pub fn tables(text: &str, door: Door) -> Result<Vec<Numbered>, NoTables> {
    let line_at = |at: usize| {
        let before = text.as_bytes().get(..at).unwrap_or_default();
        before.split(|byte| *byte == b'\n').count() as u64
    };
    let tables: Tables = toml::from_str(text)
        .map_err(|error| NoTables { line: line_at(error.span().map_or(0, |span| span.start)) })?;
    let numbered = |table: toml::Spanned<toml::Table>| {
        let line = line_at(table.span().start);
        let entry = match serde_json::to_value(table.into_inner()) {
            Ok(Value::Object(members)) => read(&members, door),
            _ => Err(EntryFault { member: "the table", reason: "cannot be read" }),
        };
        Numbered { line, entry }
    };
    Ok(tables.account.into_iter().map(numbered).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn door() -> Door {
        Door { production: false, today: Day::new(2026, 11, 21).expect("a day") }
    }

    use crate::domain::time::Day;

    #[test]
    fn each_line_is_an_account_and_a_faulty_one_costs_only_itself() {
        let long = format!("{{\"number\":\"{}\"}}", "9".repeat(20_000));
        let text = format!(
            "{{\"number\":\"999188000001\"}}\n\n{long}\nnot json\n\
             {{\"number\":\"999188000002\",\"number\":\"999188000003\"}}\n\
             {{\"number\":\"999188000004\"}}"
        );
        let read: Vec<_> = Lines::of(text.as_bytes(), door()).map(Result::unwrap).collect();
        let seen: Vec<_> =
            read.iter().map(|one| (one.line, one.entry.as_ref().err().map(|e| e.reason))).collect();
        assert_eq!(
            seen,
            [
                (1, None),
                (3, Some("is longer than 16 KiB")),
                (4, Some("is not one JSON object with each member once")),
                (5, Some("is not one JSON object with each member once")),
                (6, None),
            ]
        );
    }

    #[test]
    fn a_table_says_on_which_line_it_stands() {
        let text =
            "# people\n\n[[account]]\nnumber = \"999188000001\"\n\n[[account]]\nnumber = 1\n";
        let read = tables(text, door()).expect("tables");
        assert!(read[0].line == 3 && read[0].entry.is_ok());
        assert!(read[1].line == 6 && read[1].entry.is_err());
        assert_eq!(tables("\n[[account]]\nnumber = 09", door()).err().map(|e| e.line), Some(3));
        assert!(tables("[[acount]]\n", door()).is_err());
    }

    #[test]
    fn the_sandbox_s_people_can_all_be_read() {
        let text = include_str!("../../../config/sandbox/accounts.toml");
        let read = tables(text, door()).expect("tables");
        assert!(read.len() > 10 && read.iter().all(|one| one.entry.is_ok()));
    }
}

//! `conformance/README.md` names only tests that exist, each requirement once, and leaves none out.

use std::collections::{BTreeMap, BTreeSet};

use crate::assert_none;
use crate::sizes::functions;
use crate::source::{Source, has_ending, read, rust, tracked};

const PAPER: &str = "conformance/README.md";

/// One row: a requirement, in words, and the tests that show it (or why none does yet).
struct Row {
    line: usize,
    number: String,
    proof: String,
}

fn rows(paper: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    for (position, line) in paper.lines().enumerate() {
        let cells: Vec<_> = line.split('|').map(str::trim).collect();
        let Some((number, proof)) = cells.get(1).zip(cells.get(3)) else { continue };
        let named = number.starts_with(['P', 'R'])
            && number.len() > 1
            && number.chars().skip(1).all(|c| c.is_ascii_digit());
        if named || number.starts_with("inc_") {
            let (number, proof) = ((*number).to_owned(), (*proof).to_owned());
            rows.push(Row { line: position + 1, number, proof });
        }
    }
    rows
}

fn faults(paper: &str, sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = BTreeMap::new();
    for row in rows(paper) {
        let place = format!("{PAPER}:{}: {}", row.line, row.number);
        if let Some(former) = seen.insert(row.number.clone(), row.line) {
            faults.push(format!("{place} stands in line {former} already"));
        }
        let proofs: Vec<_> = row.proof.split('`').filter(|part| part.contains("::")).collect();
        if proofs.is_empty() && !row.proof.starts_with("none: ") {
            faults.push(format!("{place} names no test and does not say why"));
        }
        for proof in proofs {
            if let Some(fault) = false_proof(proof, sources) {
                faults.push(format!("{place} {fault}"));
            }
        }
    }
    faults
}

fn false_proof(proof: &str, sources: &[Source]) -> Option<String> {
    let (file, name) = proof.split_once("::")?;
    let Some(source) = sources.iter().find(|source| source.path == file) else {
        // Tests in another language are found by their title.
        let text = read(file).unwrap_or_default();
        return (!text.contains(name))
            .then(|| format!("names {proof}, which {file} does not hold"));
    };
    let exists = functions(&source.bare).iter().any(|(_, found)| *found == name);
    (!exists).then(|| format!("names {proof}, which does not exist"))
}

/// Every requirement that a test says it shows has a row, so that the table is whole.
fn unlisted(paper: &str, sources: &[Source]) -> Vec<String> {
    let listed: BTreeSet<_> = rows(paper).into_iter().map(|row| row.number).collect();
    let mut faults = BTreeSet::new();
    for source in sources {
        for line in source.text.lines().filter_map(|line| line.trim_start().strip_prefix("/// ")) {
            let words = line.split(|c: char| !c.is_ascii_alphanumeric());
            let is_number = |word: &&str| {
                word.len() > 1
                    && word.starts_with(['P', 'R'])
                    && word.chars().skip(1).all(|c| c.is_ascii_digit())
            };
            let leading = words.take_while(|word| word.is_empty() || is_number(word));
            for number in leading.filter(|word| !word.is_empty() && !listed.contains(*word)) {
                faults.insert(format!("{}: {number} has no row in {PAPER}", source.path));
            }
        }
    }
    faults.into_iter().collect()
}

/// What the issues that are finished promised to show.
fn promised() -> BTreeSet<String> {
    let provider = (1..=75).chain(85..=93).map(|number| format!("P{number}"));
    let people = [1, 57, 58, 112, 114, 117, 120, 123, 138, 139, 167];
    let people = people.into_iter().chain(94..=99).map(|number| format!("R{number}"));
    provider.chain(people).collect()
}

#[test]
fn everything_promised_has_its_row() {
    let paper = read(PAPER).expect("the table of requirements is there");
    let listed: BTreeSet<_> = rows(&paper).into_iter().map(|row| row.number).collect();
    let missing: Vec<_> = promised().difference(&listed).cloned().collect();
    assert_none("Promised and not in the table:", &missing);
}

/// Pages of the manual that `src/manual/mod.rs` does not bind in.
fn loose_pages(paths: &[String], binding: &str) -> Vec<String> {
    let page = |path: &&String| path.starts_with("src/manual/") && has_ending(path, "md");
    let bound = |path: &str| {
        let name = path.strip_prefix("src/manual/").unwrap_or(path);
        binding.contains(&format!("include_str!(\"{name}\")"))
    };
    paths.iter().filter(page).filter(|path| !bound(path)).cloned().collect()
}

#[test]
fn every_page_of_the_manual_is_bound_in() {
    let binding = read("src/manual/mod.rs").unwrap_or_default();
    assert_none("Loose pages of the manual:", &loose_pages(tracked(), &binding));
    assert_eq!(loose_pages(&["src/manual/lost.md".into()], &binding).len(), 1);
}

#[test]
fn every_row_names_a_test_that_exists() {
    let paper = read(PAPER).expect("the table of requirements is there");
    assert_none("The table of requirements is wrong:", &faults(&paper, rust()));
}

#[test]
fn every_test_that_names_a_requirement_has_its_row() {
    let paper = read(PAPER).expect("the table of requirements is there");
    assert_none("The table of requirements is not whole:", &unlisted(&paper, rust()));
}

/// Lines of the README's table of standards that say yes and lead to no test, or to none that exists.
fn unshown(readme: &str, paths: &[String]) -> Vec<String> {
    let table = readme.split("## What it does").nth(1).unwrap_or_default();
    let table = table.split("\n## ").next().unwrap_or_default();
    let answers = table.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---"));
    let says_yes =
        |line: &&str| line.split('|').nth(2).is_some_and(|it| it.trim().starts_with("yes"));
    let is_unshown = |line: &&str| {
        let mut links = line.split("](tests/").skip(1).filter_map(|rest| rest.split(')').next());
        let exists =
            |link: &str| paths.iter().any(|path| path.strip_prefix("tests/") == Some(link));
        links.clone().next().is_none() || !links.all(exists)
    };
    answers.filter(says_yes).filter(is_unshown).map(str::to_owned).collect()
}

#[test]
fn every_line_of_the_readme_that_says_yes_leads_to_its_tests() {
    let readme = read("README.md").expect("the README is there");
    assert_none("Said and not shown:", &unshown(&readme, tracked()));
    let paper = "## What it does\n| | |\n| a | yes |\n| b | yes: [b](tests/none.rs) |\n| c | not yet |\n\n## How";
    assert_eq!(unshown(paper, tracked()).len(), 2);
}

#[test]
fn a_row_without_its_test_is_seen() {
    let source = [Source::new("tests/endpoints/token.rs", "/// P52 P53 a code\nfn a_code() {}")];
    let paper = "| P52 | what | `tests/endpoints/token.rs::a_code` |\n\
                 | P52 | what | `tests/endpoints/token.rs::no_code` |\n\
                 | P54 | what | soon |\n| P55 | what | `tests/none.rs::x` |\n| P65 | what | none: comes with encryption |\n";
    assert_eq!(faults(paper, &source).len(), 4);
    assert_eq!(unlisted(paper, &source).len(), 1);
}

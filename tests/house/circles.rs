//! No circles: within a room, files use only files that are more basic.
//!
//! A file and the private files in the folder of its name are one thing to the rest of the house; such
//! a file may name what its own front declares.

use std::collections::{BTreeMap, BTreeSet};

use crate::assert_none;
use crate::references::{module_of, references};
use crate::source::{Source, rust};

type Graph = BTreeMap<String, BTreeSet<String>>;

/// Which file uses which, by module name.
fn graph(sources: &[Source]) -> Graph {
    let inner: Vec<_> = sources.iter().filter(|one| one.path.starts_with("src/")).collect();
    let private: BTreeSet<_> = inner.iter().flat_map(|one| private_files(one)).collect();
    let modules: BTreeSet<_> = inner.iter().map(|one| module_of(&one.path)).collect();
    let mut graph = Graph::new();
    for source in inner.into_iter().filter(|one| !one.code.is_empty()) {
        let here = module_of(&source.path);
        let uses = graph.entry(here.join("::")).or_default();
        for reference in references(source) {
            let mut words = if reference.inside {
                reference.words
            } else {
                here.iter().cloned().chain(reference.words).collect()
            };
            while !words.is_empty() && !modules.contains(&words) {
                words.pop();
            }
            let own_front = here.split_last().is_some_and(|(_, front)| front == words.as_slice());
            let known = !words.is_empty() && words != here;
            if known && !(own_front && private.contains(&here)) {
                uses.insert(words.join("::"));
            }
        }
    }
    graph
}

/// The modules that a file declares for itself alone.
fn private_files(source: &Source) -> Vec<Vec<String>> {
    let lines = source.code.lines().map(str::trim);
    let names = lines.filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';'));
    let here = module_of(&source.path);
    names.map(|name| here.iter().cloned().chain([name.to_owned()]).collect()).collect()
}

/// Each circle once, as the names along it.
fn circles(graph: &Graph) -> Vec<String> {
    let mut faults = BTreeSet::new();
    let mut done = BTreeSet::new();
    for start in graph.keys() {
        walk(graph, start, &mut Vec::new(), &mut done, &mut faults);
    }
    faults.into_iter().collect()
}

fn walk<'a>(
    graph: &'a Graph,
    here: &'a str,
    trail: &mut Vec<&'a str>,
    done: &mut BTreeSet<&'a str>,
    faults: &mut BTreeSet<String>,
) {
    if let Some(begin) = trail.iter().position(|name| *name == here) {
        let circle: Vec<_> = trail.iter().skip(begin).copied().chain([here]).collect();
        faults.insert(circle.join(" > "));
        return;
    }
    if !done.insert(here) {
        return;
    }
    trail.push(here);
    for next in graph.get(here).into_iter().flatten() {
        walk(graph, next, trail, done, faults);
    }
    trail.pop();
}

#[test]
fn no_files_go_in_a_circle() {
    assert_none("These files use one another in a circle:", &circles(&graph(rust())));
}

#[test]
fn a_circle_is_seen() {
    let house = [
        Source::new("src/flows/mod.rs", "pub mod a;\npub mod b;"),
        Source::new("src/flows/a.rs", "use super::b::B;"),
        Source::new("src/flows/b.rs", "pub struct B;\nfn f() { crate::flows::a::go() }"),
    ];
    assert_eq!(circles(&graph(&house)), ["flows::a > flows::b > flows::a"]);
    let front = |declares: &str| {
        let front = format!("{declares} parts;\npub struct Whole;\nuse parts::Part;");
        let parts = Source::new("src/flows/a/parts.rs", "use super::Whole;\npub struct Part;");
        circles(&graph(&[Source::new("src/flows/a.rs", &front), parts])).len()
    };
    assert_eq!((front("pub mod"), front("mod")), (1, 0));
}

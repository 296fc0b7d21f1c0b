//! No circles: within a room, files use only files that are more basic.

use std::collections::{BTreeMap, BTreeSet};

use crate::assert_none;
use crate::references::{module_of, references};
use crate::source::{Source, rust};

type Graph = BTreeMap<String, BTreeSet<String>>;

/// Which file uses which, by module name.
fn graph(sources: &[Source]) -> Graph {
    let inner: Vec<_> = sources.iter().filter(|one| one.path.starts_with("src/")).collect();
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
            if !words.is_empty() && words != here {
                uses.insert(words.join("::"));
            }
        }
    }
    graph
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
}

//! The house inspects itself: arrows run down, files stay small, time and chance have one door each,
//! and every paper that names a test names one that exists.
//!
//! Each rule is a function from what was read to the list of faults; the test beside it asks for none,
//! and a test with a planted fault shows that the rule can see.

#[path = "house/arrows.rs"]
mod arrows;
#[path = "house/circles.rs"]
mod circles;
#[path = "house/doors.rs"]
mod doors;
#[path = "house/names.rs"]
mod names;
#[path = "house/papers.rs"]
mod papers;
#[path = "house/references.rs"]
mod references;
#[path = "house/sizes.rs"]
mod sizes;
#[path = "house/source.rs"]
mod source;
#[path = "house/tables.rs"]
mod tables;
#[path = "house/tree.rs"]
mod tree;
#[path = "house/witnesses.rs"]
mod witnesses;

/// Fails with every fault on a line of its own.
fn assert_none(rule: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{rule}\n  {}\n", faults.join("\n  "));
}

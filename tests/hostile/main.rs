//! Input that nobody honest sends: each piece gets a clear error, and the house stands as before.
//!
//! A tenth of the longer lists runs with every change, all of them with `tests/run --long`.

#[path = "../support/mod.rs"]
mod support;

mod addresses;
mod bodies;
mod bombs;
mod cookbook;
mod cookies;
mod fetches;
mod forms;
mod handles;
mod memory;
mod mutants;
mod neighbours;
mod networks;
mod redirects;
mod request_objects;
mod tokens;
mod twice;
mod vectors;

use support::house::House;
use support::http::{Request, Response};

/// The endpoints that take a form from a client, and answer JSON.
const FOR_CLIENTS: [&str; 4] = ["/par", "/token", "/introspect", "/revoke"];

/// Which of a long list are tried: every one, or one in ten.
fn each<T>(list: Vec<T>) -> Vec<T> {
    let long = std::env::var_os("DANH_TEST_LONG").is_some();
    let step = if long { 1 } else { 10 };
    list.into_iter().step_by(step).collect()
}

/// A refusal that whoever asked can understand: of the client's class, as JSON with an error or as a page
/// of ours that names one, and never redirecting.
fn assert_told(answer: &Response, what: &str) {
    let status = answer.status;
    assert!((400..500).contains(&status), "{what}: {status} {}", answer.text());
    assert_eq!(answer.location(), None, "{what}");
    let kind = answer.header("content-type").unwrap_or_default();
    let named = match kind {
        _ if kind.starts_with("application/json") => answer.member("error").is_some(),
        _ if kind.starts_with("text/html") => answer.text().contains("data-error="),
        _ => false,
    };
    assert!(named, "{what}: {status} {kind}: {}", answer.text());
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{what}");
}

/// The house answers as if nothing had been.
fn assert_unmoved(house: &House) {
    let answer = Request::get("/.well-known/openid-configuration").send(&house.authority);
    assert_eq!(answer.status, 200);
    let page = house.browser().open(&house.client("hospital").ask(&[]).url);
    assert_eq!(page.name(), "login", "{}", page.words());
}

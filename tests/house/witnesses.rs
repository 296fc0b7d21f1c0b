//! Witnesses: what can be made in one place only, so that having it proves that it was made there.
//!
//! Rust's privacy ends at the module's edge and cannot name a sibling; for the few constructors that a
//! sibling needs, this list does.

use crate::assert_none;
use crate::source::{Source, line_of, rust};

/// A constructor, and the files that may name it.
const WITNESSES: &[(&str, &[&str])] = &[
    // Only a proof opens a session; the store reads back what a proof opened.
    ("Session::stands", &["src/credential/proof.rs", "src/store/sessions.rs"]),
    // A redirect URI is one that registration judged, or our own.
    (
        "RedirectUri::judged",
        &["src/protocol/redirect_uri.rs", "src/protocol/example.rs", "src/flows/own.rs"],
    ),
    // We go only to what a registration named.
    ("RegisteredUrl::judged", &["src/protocol/registered_url.rs"]),
    ("BrowserUrl::judged", &["src/protocol/registered_url.rs"]),
    ("Subject::derived", &["src/sealing/pairwise.rs"]),
    // A key is held by who made a fresh proof with it.
    (".of_key(", &["src/protocol/dpop.rs"]),
    // Consent is given to the person's page, or read back as it was given.
    ("Consented::recalled", &["src/store/sealed/terms.rs"]),
    // A certificate is shown in a handshake of ours or by a proxy that we believe.
    ("ClientCertificate::shown", &["src/web/peer.rs", "src/protocol/client_certificate/tests.rs"]),
    // What is shown is held; tokens are bound to it by no other way.
    (".of_certificate(", &["src/protocol/client_certificate.rs", "src/domain/confirmation.rs"]),
];

fn forged(sources: &[Source]) -> Vec<String> {
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| source.path.starts_with("src/")) {
        for (witness, makers) in WITNESSES {
            let named = source.code.match_indices(witness);
            for (at, _) in named.filter(|_| !makers.contains(&source.path.as_str())) {
                faults.push(format!("{}:{}: {witness}", source.path, line_of(&source.code, at)));
            }
        }
    }
    faults
}

#[test]
fn witnesses_are_made_where_they_are_witnessed() {
    assert_none("Made where nobody saw it:", &forged(rust()));
}

#[test]
fn a_forged_witness_is_seen() {
    let forger = Source::new("src/flows/login.rs", "let session = Session::stands(a, b, c, d);");
    assert_eq!(forged(&[forger]).len(), 1);
}

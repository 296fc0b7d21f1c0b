//! Redirect URIs that have ever confused a parser.

use url::form_urlencoded;

use super::*;

/// P22, and the class "redirect_uri matching" of security.md 1.1: no mutant is accepted.
#[test]
fn p22_of_thousands_of_mutants_only_the_exact_uri_is_accepted() {
    let client = example::client();
    let mut tried = 0;
    for registered in &client.redirect_uris {
        for mutant in mutants(registered.as_str()) {
            let known = client.redirect_uris.iter().any(|uri| uri.as_str() == mutant);
            assert_eq!(client.redirect_uri(&mutant).is_some(), known, "{mutant:?}");
            let encoded: String = form_urlencoded::byte_serialize(mutant.as_bytes()).collect();
            let text = format!("client_id=bank&redirect_uri={encoded}");
            let read = Params::parse(text.as_bytes()).ok();
            let addressed = read.is_some_and(|params| address(&params, Some(&client)).is_ok());
            assert_eq!(addressed, known, "{mutant:?}");
            tried += 1;
        }
    }
    assert!(tried > 4_000, "{tried}");
}

/// Every place of the URI, with everything that has ever confused a parser put in.
fn mutants(uri: &str) -> Vec<String> {
    const INSERTS: [&str; 40] = [
        "@",
        "@evil.example",
        "\\",
        "/",
        "//",
        "/../",
        "/..;/",
        "/./",
        "%2e",
        "%2f",
        "%5c",
        "%00",
        "%0d%0a",
        "\t",
        "\n",
        "\r",
        "\0",
        " ",
        "#",
        "#a",
        "?",
        "&",
        "&code=x",
        ";",
        ":",
        ":443",
        ":80",
        ".",
        "。",
        "．",
        "*",
        "[",
        "]",
        "\u{202e}",
        "\u{200d}",
        "ａ",
        "é",
        "а",
        "+",
        "%",
    ];
    let mut all: Vec<String> = ["javascript:", "data:,", "//", "http://localhost/", "null", " "]
        .iter()
        .flat_map(|start| [format!("{start}{uri}"), (*start).to_owned()])
        .collect();
    all.extend([uri.to_uppercase(), uri.replace("https", "http"), uri.replace("https", "HTTPS")]);
    for (at, c) in uri.char_indices() {
        let (head, tail) = uri.split_at(at);
        let rest = &tail[c.len_utf8()..];
        all.extend(INSERTS.iter().map(|insert| format!("{head}{insert}{tail}")));
        all.extend(INSERTS.iter().map(|insert| format!("{head}{insert}{rest}")));
        all.extend([head.to_owned(), format!("{head}{rest}"), format!("{head}{c}{tail}")]);
        all.push(format!("{head}%{:02x}{rest}", u32::from(c)));
        all.push(format!("{head}{}{rest}", c.to_ascii_uppercase()));
    }
    all.extend(INSERTS.iter().map(|insert| format!("{uri}{insert}")));
    all
}

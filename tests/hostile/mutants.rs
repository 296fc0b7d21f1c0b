//! Redirect URIs that have ever confused a parser.

/// What is put into every place of the URI.
const PIECES: [&str; 22] = [
    "@",
    "@evil.example",
    "\\",
    "/",
    "//",
    "/../",
    "/..;/",
    "%2e",
    "%2f",
    "%00",
    "%0d%0a",
    "\t",
    "\n",
    "\0",
    " ",
    "#",
    "?",
    "&code=x",
    ";",
    ":443",
    "。",
    "\u{200d}",
];

/// More than a thousand addresses that are nearly this one.
pub fn of(uri: &str) -> Vec<String> {
    let mut all: Vec<String> = [
        "javascript:alert(1)//",
        "data:text/html,",
        "//",
        "https://evil.example/?u=",
        "http://localhost/",
        " ",
    ]
    .iter()
    .map(|start| format!("{start}{uri}"))
    .collect();
    all.extend(
        ["null", "about:blank", "javascript:alert(1)", "*", "https://*.example/callback"]
            .map(str::to_owned),
    );
    all.extend([uri.to_uppercase(), uri.replace("https", "http"), uri.replace("https", "HTTPS")]);
    all.extend([
        uri.replace("://", ":/"),
        uri.replace("://", ":\\\\"),
        uri.replace("://", ":////"),
    ]);
    for (at, c) in uri.char_indices() {
        let (head, tail) = uri.split_at(at);
        let rest = tail.get(c.len_utf8()..).unwrap_or_default();
        all.extend(PIECES.iter().map(|piece| format!("{head}{piece}{tail}")));
        all.extend(PIECES.iter().map(|piece| format!("{head}{piece}{rest}")));
        all.extend([head.to_owned(), format!("{head}{rest}"), format!("{head}{c}{tail}")]);
        all.push(format!("{head}%{:02x}{rest}", u32::from(c)));
        all.push(format!("{head}{}{rest}", c.to_ascii_uppercase()));
    }
    all.extend(PIECES.iter().map(|piece| format!("{uri}{piece}")));
    all.retain(|mutant| mutant != uri);
    all
}

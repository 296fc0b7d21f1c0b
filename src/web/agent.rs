//! What a person would call the browser. For display alone: nothing is decided by it.

/// Words found in `User-Agent`, most telling first.
const BROWSERS: [(&str, &str); 8] = [
    ("coc_coc", "Cốc Cốc"),
    ("OPR/", "Opera"),
    ("UCBrowser", "UC Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Edg/", "Edge"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Words for the machine.
const MACHINES: [(&str, &str); 6] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
];

/// "Chrome, Windows", or a dash where nothing is known.
#[must_use]
pub fn label(agent: &str) -> String {
    let find = |words: &[(&str, &'static str)]| {
        words.iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| *name)
    };
    match (find(&BROWSERS), find(&MACHINES)) {
        (Some(browser), Some(machine)) => format!("{browser}, {machine}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "–".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_called_as_people_call_it() {
        let chrome = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/156.0 Safari/537.36";
        assert_eq!(label(chrome), "Chrome, Windows");
        assert_eq!(
            label("Mozilla/5.0 (iPhone; CPU iPhone OS) Version/18 Safari/604"),
            "Safari, iPhone"
        );
        assert_eq!(label("curl/8"), "–");
    }
}

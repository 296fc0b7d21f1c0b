//! `ui_locales`: the language of the pages.
//!
//! OpenID Connect Core 3.1.2.1: BCP 47 tags in order of preference; what we do not speak is passed over
//! and never an error (Core 15.1). Matching is RFC 4647 §3.4 lookup.

/// Languages that pages are written in, in order of discovery.
pub const SUPPORTED: [&str; 2] = ["vi", "en"];

/// The first language of the list that we speak.
#[must_use]
pub fn choose(preferences: &str) -> Option<&'static str> {
    preferences.split(' ').take(20).find_map(|tag| {
        let primary = tag.split('-').next().unwrap_or(tag);
        SUPPORTED.into_iter().find(|language| language.eq_ignore_ascii_case(primary))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P15, P39.
    #[test]
    fn p39_the_first_language_we_speak_is_chosen() {
        for (preferences, expected) in [
            ("en-GB vi", Some("en")),
            ("fr-CA VI-vn en", Some("vi")),
            ("vi", Some("vi")),
            ("enx de", None),
            ("", None),
            ("- -- \u{0}", None),
        ] {
            assert_eq!(choose(preferences), expected, "{preferences}");
        }
    }
}

//! What an access token is good for: a resource, by the URI that its server is known by.

/// The URI of a resource (RFC 8707 §2): absolute, without a fragment, compared byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Resource(String);

impl Resource {
    /// Reads a URI that may name a resource. It holds no white space, so that a list of them can be
    /// written with spaces between.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once(':')?;
        let letters = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
        let begins = scheme.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
        let visible = text.bytes().all(|b| b.is_ascii_graphic() && !b"\"\\#<>".contains(&b));
        let fits = begins && scheme.bytes().all(letters) && !rest.is_empty() && visible;
        (fits && text.len() <= 512).then(|| Self(text.to_owned()))
    }

    /// The URI.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resource_is_an_absolute_uri_without_a_fragment() {
        for good in ["https://api.bank.example", "https://a.example/x?y=z", "urn:vn:register:1"] {
            assert!(Resource::parse(good).is_some(), "{good}");
        }
        let long = format!("https://a.example/{}", "x".repeat(512));
        for wrong in
            ["", "api", "/api", "https:", "https://a.example/#x", "ht tp://a", "1a:b", &long]
        {
            assert!(Resource::parse(wrong).is_none(), "{wrong}");
        }
    }
}

//! From the inbox back to the page that waits for a code, with the code.
//!
//! A phone offers to type a code that a message binds to the host of the page (`@host #123456`). The inbox
//! does the same: the code travels behind `#`, which no browser sends to a server.

use url::{Url, form_urlencoded};

use super::inbox::Arrived;

/// The page that somebody came from.
pub(super) struct WayBack(Url);

impl WayBack {
    /// Reads the parameter `ve`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let page = matches!(url.scheme(), "http" | "https") && url.has_host();
        (page && url.username().is_empty() && url.password().is_none()).then_some(Self(url))
    }

    /// The link that fills in this message's code, if the message was meant for that page.
    pub(super) fn with_code_of(&self, message: &Arrived) -> Option<String> {
        let (host, code) = message.bound_code()?;
        let mut url = self.0.clone();
        url.set_fragment(Some(&format!("ma={code}")));
        (self.0.host_str() == Some(host)).then(|| url.into())
    }

    /// What a link of these pages adds to keep the way.
    pub(super) fn kept(&self) -> String {
        let way = form_urlencoded::Serializer::new(String::new())
            .append_pair("ve", self.0.as_str())
            .finish();
        format!("&{way}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_goes_back_only_to_the_host_that_it_is_bound_to() {
        let text = "DINHDANH: Ma 123456\n@id.example #123456".to_owned();
        let message = Arrived {
            id: "1".into(),
            to: "+84500000088".into(),
            text,
            received_at: 0,
            deadline: 0,
        };
        let link = |back: &str| WayBack::parse(back).and_then(|way| way.with_code_of(&message));
        assert_eq!(
            link("https://id.example:8443/gd/1/ma").as_deref(),
            Some("https://id.example:8443/gd/1/ma#ma=123456")
        );
        for elsewhere in [
            "https://evil.example/gd/1/ma",
            "https://id.example.evil/",
            "javascript:alert(1)",
            "https://id.example@evil/",
            "/gd/1/ma",
            "",
        ] {
            assert_eq!(link(elsewhere), None, "{elsewhere}");
        }
    }
}

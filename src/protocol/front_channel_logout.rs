//! What a person's browser opens in a frame, so that a client ends its own session there.
//!
//! OpenID Connect Front-Channel Logout 1.0 §2: `iss` and `sid` are added to the registered address.

use url::Url;

use super::issuer::Issuer;
use crate::domain::registered_url::BrowserUrl;
use crate::domain::text::Secret;

/// The address of the frame. `sid` is the session's name for this client.
#[must_use]
pub fn frame(registered: &BrowserUrl, issuer: &Issuer, sid: &str) -> Option<Secret> {
    let mut url = Url::parse(registered.as_str()).ok()?;
    url.query_pairs_mut().append_pair("iss", issuer.as_str()).append_pair("sid", sid);
    Some(Secret::new(url.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::registered_url::for_browsers;

    /// P98: issuer and session are added to what was registered, and nothing else.
    #[test]
    fn p98_a_frame_names_issuer_and_session_beside_what_was_registered() {
        let issuer = Issuer::parse("https://danh.example").expect("an issuer");
        for (registered, expected) in [
            (
                "https://a.example/bye",
                "https://a.example/bye?iss=https%3A%2F%2Fdanh.example&sid=01",
            ),
            (
                "https://a.example/bye?x=1",
                "https://a.example/bye?x=1&iss=https%3A%2F%2Fdanh.example&sid=01",
            ),
        ] {
            let registered = for_browsers(registered).expect("an address");
            let frame = frame(&registered, &issuer, "01").expect("an address");
            assert_eq!(frame.expose(), expected);
        }
    }
}

//! `response_type`: a code, and nothing else.
//!
//! RFC 6749 §3.1.1 and §4.1.2.1; RFC 9700 §2.1.2: neither implicit nor hybrid answers exist here, so no
//! token ever travels through an address bar (`decisions.md` §8).

use super::error::OAuthError;
use super::refusal;

/// The one value.
pub const SUPPORTED: &str = "code";

/// Refuses anything but `code`.
pub fn only_code(text: Option<&str>) -> Result<(), OAuthError> {
    match text {
        None => Err(refusal::RESPONSE_TYPE_MISSING),
        Some(SUPPORTED) => Ok(()),
        Some(_) => Err(refusal::RESPONSE_TYPE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P6, P19, P27, P59, P60, P116: shown refused.
    #[test]
    fn p19_p27_p60_p116_every_other_response_type_is_refused() {
        assert_eq!(only_code(Some("code")), Ok(()));
        assert_eq!(only_code(None), Err(refusal::RESPONSE_TYPE_MISSING));
        for wrong in
            ["token", "id_token", "id_token token", "code id_token", "code token", "none", "Code"]
        {
            assert_eq!(only_code(Some(wrong)), Err(refusal::RESPONSE_TYPE), "{wrong}");
        }
    }
}

//! `prompt`: which pages must be shown, or that none may.
//!
//! OpenID Connect Core 3.1.2.1: space-delimited, `none` stands alone. A value we do not know is refused
//! rather than ignored, so that nobody believes a page was shown. `create` joins with registration.

use super::error::OAuthError;
use super::refusal;

/// What the client wants shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prompt {
    /// No page may be shown.
    None,
    /// Pages as needed, and these in any case.
    Pages {
        /// Sign in anew, session or not.
        login: bool,
        /// Ask again for consent.
        consent: bool,
        /// Let the person choose who they are.
        select_account: bool,
    },
}

/// Values that discovery announces.
pub const SUPPORTED: [&str; 4] = ["none", "login", "consent", "select_account"];

impl Prompt {
    /// Reads the parameter; absent means pages as needed.
    pub fn parse(text: Option<&str>) -> Result<Self, OAuthError> {
        let values: Vec<&str> = text.unwrap_or("").split(' ').filter(|v| !v.is_empty()).collect();
        if values.iter().any(|value| !SUPPORTED.contains(value)) {
            return Err(refusal::PROMPT_UNKNOWN);
        }
        match values.contains(&"none") {
            true if values.len() > 1 => Err(refusal::PROMPT_NONE_ALONE),
            true => Ok(Self::None),
            false => Ok(Self::Pages {
                login: values.contains(&"login"),
                consent: values.contains(&"consent"),
                select_account: values.contains(&"select_account"),
            }),
        }
    }

    /// No page may be shown.
    #[must_use]
    pub fn is_none(self) -> bool {
        self == Self::None
    }

    /// The person must sign in anew.
    #[must_use]
    pub fn login(self) -> bool {
        matches!(self, Self::Pages { login: true, .. })
    }

    /// The person must be asked again.
    #[must_use]
    pub fn consent(self) -> bool {
        matches!(self, Self::Pages { consent: true, .. })
    }

    /// The person must choose an account.
    #[must_use]
    pub fn select_account(self) -> bool {
        matches!(self, Self::Pages { select_account: true, .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P33, P34.
    #[test]
    fn p34_none_stands_alone() {
        assert_eq!(Prompt::parse(Some("none")), Ok(Prompt::None));
        for wrong in ["none login", "consent none", "none none"] {
            assert_eq!(Prompt::parse(Some(wrong)), Err(refusal::PROMPT_NONE_ALONE), "{wrong}");
        }
    }

    #[test]
    fn the_other_values_may_stand_together_in_any_order() {
        let both = Prompt::parse(Some("consent login")).expect("a prompt");
        assert!(both.login() && both.consent() && !both.select_account() && !both.is_none());
        let unasked = Prompt::parse(None).expect("a prompt");
        assert!(!(unasked.login() || unasked.consent() || unasked.select_account()));
    }

    #[test]
    fn a_value_that_is_not_served_is_refused() {
        for wrong in ["create", "Login", "login,consent", "x"] {
            assert_eq!(Prompt::parse(Some(wrong)), Err(refusal::PROMPT_UNKNOWN), "{wrong}");
        }
    }
}

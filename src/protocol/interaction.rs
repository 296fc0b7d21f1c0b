//! What a request that comes to nothing is told, by the step at which it stood.

use super::error::OAuthError;
use super::refusal;
use crate::domain::interaction::{ChooseReason, Step};

/// What `prompt=none` answers in place of a page (OpenID Connect Core 3.1.2.6).
#[must_use]
pub fn unprompted(step: &Step) -> Option<OAuthError> {
    match step {
        // Whoever signed out of a service is not signed in to it (RP-Initiated Logout 1.0 §2).
        Step::Login(_) | Step::Choose(ChooseReason::Left) => Some(refusal::LOGIN),
        Step::Choose(ChooseReason::Asked) => Some(refusal::SELECT_ACCOUNT),
        Step::Closed(_) | Step::Otp | Step::PasswordChange { .. } => Some(refusal::INTERACTION),
        Step::LevelTooLow(_) => Some(refusal::UNMET),
        Step::Consent(_) => Some(refusal::CONSENT),
        Step::Settled(_) => None,
    }
}

/// What is answered when the person goes back to the service: that they refused (RFC 6749 §4.1.2.1),
/// but for an essential `acr` out of reach, which no person can help (OpenID Connect Core Error
/// Code unmet_authentication_requirements 1.0).
#[must_use]
pub fn left(step: &Step) -> OAuthError {
    match step {
        Step::LevelTooLow(_) => refusal::UNMET,
        _ => refusal::DENIED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::AccountState;
    use crate::domain::interaction::{LoginReason, Shortfall};

    /// P41
    #[test]
    fn who_goes_back_refused_unless_the_level_was_out_of_reach() {
        let steps = [
            Step::Login(LoginReason::NoSession),
            Step::Choose(ChooseReason::Asked),
            Step::Closed(AccountState::AppOnly),
            Step::Otp,
            Step::PasswordChange { postponable: false },
            Step::Consent(Vec::new()),
        ];
        for step in steps {
            assert_eq!(left(&step), refusal::DENIED, "{step:?}");
        }
        assert_eq!(left(&Step::LevelTooLow(Shortfall::Authentication)), refusal::UNMET);
    }

    /// P34: each step has its own error where no page may be shown.
    #[test]
    fn a_request_that_may_show_no_page_is_told_which_one_is_missing() {
        let told = [
            (Step::Login(LoginReason::Again), refusal::LOGIN),
            (Step::Choose(ChooseReason::Asked), refusal::SELECT_ACCOUNT),
            (Step::Choose(ChooseReason::Left), refusal::LOGIN),
            (Step::Closed(AccountState::NotActivated), refusal::INTERACTION),
            (Step::Otp, refusal::INTERACTION),
            (Step::PasswordChange { postponable: true }, refusal::INTERACTION),
            (Step::LevelTooLow(Shortfall::Authentication), refusal::UNMET),
            (Step::Consent(Vec::new()), refusal::CONSENT),
        ];
        for (step, error) in told {
            assert_eq!(unprompted(&step), Some(error), "{step:?}");
        }
    }
}

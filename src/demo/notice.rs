//! What can go wrong on the way back, in plain words.

use super::office::Office;
use super::words::{Language, Words};

/// Why nobody is signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Notice {
    /// `access_denied`: the person did not share, or stopped.
    NotShared,
    /// `unmet_authentication_requirements`: the level asked was not reached.
    LevelNotReached,
    /// `login_required` and its relatives: the provider would have had to ask something.
    NotSignedIn,
    /// `temporarily_unavailable`, `server_error`, or no answer at all.
    ProviderDown,
    /// The answer belongs to no sign-in of this browser, or names another issuer.
    NotOurs,
    /// The tokens did not verify, or the level in them is not what was asked.
    NotBelieved,
    /// Any other error: this service is set up wrongly.
    SetUpWrongly,
}

impl Notice {
    /// Reads the `error` parameter (RFC 6749 §4.1.2.1, OpenID Connect Core §3.1.2.6).
    pub(super) fn from_error(error: &str) -> Self {
        match error {
            "access_denied" => Self::NotShared,
            "unmet_authentication_requirements" => Self::LevelNotReached,
            "login_required"
            | "interaction_required"
            | "consent_required"
            | "account_selection_required" => Self::NotSignedIn,
            "temporarily_unavailable" | "server_error" => Self::ProviderDown,
            _ => Self::SetUpWrongly,
        }
    }

    /// A short name for scripts and tests.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::NotShared => "not-shared",
            Self::LevelNotReached => "level-not-reached",
            Self::NotSignedIn => "not-signed-in",
            Self::ProviderDown => "provider-down",
            Self::NotOurs => "not-ours",
            Self::NotBelieved => "not-believed",
            Self::SetUpWrongly => "set-up-wrongly",
        }
    }

    /// What happened.
    pub(super) const fn headline(self, language: Language) -> &'static str {
        let words = match self {
            Self::NotShared => Words::new("Bạn chưa chia sẻ gì", "You have not shared anything"),
            Self::LevelNotReached => {
                Words::new("Chưa đủ mức xác minh", "The level needed was not reached")
            }
            Self::NotSignedIn => Words::new("Bạn chưa đăng nhập", "You are not signed in"),
            Self::ProviderDown => {
                Words::new("Nơi đăng nhập chưa trả lời", "The sign-in office does not answer")
            }
            Self::NotOurs => {
                Words::new("Không tìm thấy lần đăng nhập này", "This sign-in was not found")
            }
            Self::NotBelieved => {
                Words::new("Câu trả lời chưa đáng tin", "The answer could not be trusted")
            }
            Self::SetUpWrongly => {
                Words::new("Trang này cài đặt chưa đúng", "This site is set up wrongly")
            }
        };
        words.of(language)
    }

    /// What to do now; the paper way is always open.
    pub(super) fn advice(self, office: Office, language: Language) -> &'static str {
        let words = match self {
            Self::NotShared => office.story().paper_way,
            Self::LevelNotReached => Words::new(
                "Dịch vụ này cần xác minh thêm một bước. Đăng nhập lại và làm đủ các bước, hoặc đến quầy.",
                "This office needs one more step of proof. Sign in again and finish it, or come to the desk.",
            ),
            Self::NotSignedIn => {
                Words::new("Bấm nút đăng nhập để tiếp tục.", "Press the sign-in button to go on.")
            }
            Self::ProviderDown => Words::new(
                "Chờ ít phút rồi bấm nút đăng nhập lần nữa.",
                "Wait a few minutes, then press the sign-in button again.",
            ),
            Self::NotOurs => Words::new(
                "Có thể cookie bị chặn, hoặc bạn đã dừng quá lâu. Bấm nút đăng nhập để bắt đầu lại.",
                "Cookies may be blocked, or you paused for too long. Press the sign-in button to start again.",
            ),
            Self::NotBelieved => Words::new(
                "Không có thông tin nào được giữ lại. Bấm nút đăng nhập để thử lần nữa.",
                "Nothing was kept. Press the sign-in button to try again.",
            ),
            Self::SetUpWrongly => Words::new(
                "Bạn không làm gì sai. Báo cho người quản lý trang.",
                "You did nothing wrong. Tell the people who run this site.",
            ),
        };
        words.of(language)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_tells_the_paper_way() {
        let notice = Notice::from_error("access_denied");
        assert_eq!(notice, Notice::NotShared);
        assert!(notice.advice(Office::Hospital, Language::Vi).contains("bằng giấy"));
    }

    #[test]
    fn an_unknown_error_blames_nobody_but_the_site() {
        assert_eq!(Notice::from_error("invalid_scope"), Notice::SetUpWrongly);
        assert_eq!(Notice::from_error(""), Notice::SetUpWrongly);
    }
}

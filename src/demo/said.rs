//! What the ministry has to say about accounts and their links.

use super::words::{Language, Words};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// No such account, or not its password.
    WrongPassword,
    /// Too many wrong passwords.
    Wait,
    /// Linked.
    Linked,
    /// No longer linked.
    Unlinked,
    /// This account, or this identity, is linked to another already.
    LinkedElsewhere,
    /// Danh said another person, or said it too long ago.
    NotProven,
}

impl Said {
    /// A short name for scripts and tests.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::WrongPassword => "wrong-password",
            Self::Wait => "wait",
            Self::Linked => "linked",
            Self::Unlinked => "unlinked",
            Self::LinkedElsewhere => "linked-elsewhere",
            Self::NotProven => "not-proven",
        }
    }

    /// What happened.
    pub(super) const fn headline(self, language: Language) -> &'static str {
        match self {
            Self::WrongPassword => {
                Words::new("Chưa đúng tên hoặc mật khẩu", "Wrong name or password")
            }
            Self::Wait => Words::new("Sai nhiều lần quá", "Wrong too many times"),
            Self::Linked => Words::new("Đã liên kết", "The two are linked"),
            Self::Unlinked => Words::new("Đã bỏ liên kết", "The two are no longer linked"),
            Self::LinkedElsewhere => {
                Words::new("Đã liên kết với nơi khác", "Linked elsewhere already")
            }
            Self::NotProven => Words::new("Chưa chứng minh được", "That was no proof"),
        }
        .of(language)
    }

    /// What to do now.
    pub(super) const fn advice(self, language: Language) -> &'static str {
        match self {
            Self::WrongPassword => Words::new(
                "Xem lại tên và mật khẩu tài khoản của Bộ rồi thử lại.",
                "Check the name and password of your Ministry account and try again.",
            ),
            Self::Wait => Words::new("Chờ một phút rồi thử lại.", "Wait a minute, then try again."),
            Self::Linked => Words::new(
                "Từ nay bạn vào tài khoản này bằng cả hai cách.",
                "From now on either way leads to this account.",
            ),
            Self::Unlinked => Words::new(
                "Từ nay bạn vào tài khoản này bằng mật khẩu của Bộ.",
                "From now on you enter this account by its own password.",
            ),
            Self::LinkedElsewhere => Words::new(
                "Một tài khoản chỉ đi với một người. Bỏ liên kết cũ trước.",
                "One account goes with one person. Undo the former link first.",
            ),
            Self::NotProven => Words::new(
                "Đăng nhập lại đúng là bạn, rồi làm lại bước này.",
                "Sign in again as yourself, then repeat this step.",
            ),
        }
        .of(language)
    }
}

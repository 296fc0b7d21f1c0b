//! The three services: who each is, what it needs, and what it says.

use super::words::Words;

/// A demo relying party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Office {
    /// Opens accounts: needs to be sure of the person and of this sign-in.
    Bank,
    /// Checks patients in: needs the health-insurance card.
    Hospital,
    /// Keeps files for residents: needs to know only that it is the same person.
    Portal,
}

/// What a service wants to read about a person, and why.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wish {
    /// The claim.
    pub(super) claim: &'static str,
    /// What the claim is called on our own pages.
    pub(super) label: Words,
    /// What for, at most 60 characters a language; shown by the provider.
    pub(super) purpose: Words,
    /// Whether the service cannot be given without it.
    pub(super) required: bool,
    /// For how many days the service keeps it.
    pub(super) retention_days: u32,
}

/// What a service tells its visitors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Story {
    /// Its everyday name.
    pub(super) name: Words,
    /// What the visitor came for.
    pub(super) headline: Words,
    /// Why a sign-in is needed.
    pub(super) intro: Words,
    /// Said when it worked.
    pub(super) done: Words,
    /// What the whole request is for, at most 60 characters a language.
    pub(super) purpose: Words,
    /// What a person does who does not share.
    pub(super) paper_way: Words,
}

const NAME: Words = Words::new("Họ và tên", "Full name");

const BANK_WISHES: &[Wish] = &[
    Wish {
        claim: "name",
        label: NAME,
        purpose: Words::new("Để ghi tên chủ tài khoản", "To name the account holder"),
        required: true,
        retention_days: 3650,
    },
    Wish {
        claim: "vn_personal_number",
        label: Words::new("Số định danh cá nhân", "Personal ID number"),
        purpose: Words::new("Để nhận biết khách hàng theo luật", "To know the customer, by law"),
        required: true,
        retention_days: 3650,
    },
    Wish {
        claim: "address",
        label: Words::new("Nơi thường trú", "Permanent residence"),
        purpose: Words::new("Để gửi thẻ và giấy báo", "To send the card and notices"),
        required: true,
        retention_days: 3650,
    },
];

const HOSPITAL_WISHES: &[Wish] = &[
    Wish {
        claim: "name",
        label: NAME,
        purpose: Words::new("Để gọi đúng người bệnh", "To call the right patient"),
        required: true,
        retention_days: 3650,
    },
    Wish {
        claim: "birthdate",
        label: Words::new("Ngày sinh", "Date of birth"),
        purpose: Words::new("Để không nhầm hồ sơ bệnh án", "To pick the right medical file"),
        required: true,
        retention_days: 3650,
    },
    Wish {
        claim: "vn_health_insurance",
        label: Words::new("Thẻ bảo hiểm y tế", "Health insurance card"),
        purpose: Words::new("Để tính phần bảo hiểm trả", "To work out what insurance pays"),
        required: true,
        retention_days: 365,
    },
    Wish {
        claim: "phone_number",
        label: Words::new("Số điện thoại", "Phone number"),
        purpose: Words::new("Để nhắn lịch hẹn và kết quả", "To text appointments and results"),
        required: false,
        retention_days: 365,
    },
];

const BANK: Story = Story {
    name: Words::new("Ngân hàng Trúc Xanh", "Green Bamboo Bank"),
    headline: Words::new("Mở tài khoản qua mạng", "Open an account online"),
    intro: Words::new(
        "Ngân hàng phải biết chắc bạn là ai rồi mới mở tài khoản. Bạn không phải gửi ảnh thẻ.",
        "The bank must be sure who you are before it opens an account. You send no photo of a card.",
    ),
    done: Words::new("Đã mở tài khoản", "Account opened"),
    purpose: Words::new("Mở tài khoản thanh toán", "Open a payment account"),
    paper_way: Words::new(
        "Mang thẻ căn cước đến quầy giao dịch để mở tài khoản như thường lệ.",
        "Bring your identity card to a branch and open the account there as usual.",
    ),
};

const HOSPITAL: Story = Story {
    name: Words::new("Bệnh viện Sông Cầu", "Song Cau Hospital"),
    headline: Words::new("Tiếp đón khám bệnh", "Check in for a visit"),
    intro: Words::new(
        "Bệnh viện xem thẻ bảo hiểm y tế của bạn qua mạng. Bạn không cần mang thẻ giấy.",
        "The hospital looks at your health insurance online. You need no paper card.",
    ),
    done: Words::new("Đã tiếp đón", "You are checked in"),
    purpose: Words::new(
        "Tiếp đón khám bệnh bằng bảo hiểm y tế",
        "Check in for a visit paid by health insurance",
    ),
    paper_way: Words::new(
        "Đưa thẻ bảo hiểm y tế bằng giấy và giấy tờ có ảnh tại quầy.",
        "Show your paper insurance card and a photo ID at the desk.",
    ),
};

const PORTAL: Story = Story {
    name: Words::new("Cổng dịch vụ công Ba Sông", "Ba Song public services"),
    headline: Words::new("Hồ sơ của bạn với tỉnh", "Your files with the province"),
    intro: Words::new(
        "Cổng chỉ cần biết vẫn là bạn để mở đúng hồ sơ. Cổng không xem tên hay số định danh.",
        "The portal only needs to know it is you again. It does not see your name or ID number.",
    ),
    done: Words::new("Bạn đã vào cổng", "You are signed in"),
    purpose: Words::new("Vào hồ sơ của bạn", "Open your own files"),
    paper_way: Words::new(
        "Nộp hồ sơ giấy tại bộ phận một cửa của xã, phường.",
        "Hand in paper files at the one-stop office of your commune or ward.",
    ),
};

impl Office {
    /// All three, by port.
    pub const ALL: [Self; 3] = [Self::Bank, Self::Hospital, Self::Portal];

    /// A short name in ASCII: for the cookie, the stylesheet and the registration.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Bank => "bank",
            Self::Hospital => "hospital",
            Self::Portal => "portal",
        }
    }

    /// The name it is registered under.
    #[must_use]
    pub const fn client_id(self) -> &'static str {
        match self {
            Self::Bank => "demo-bank",
            Self::Hospital => "demo-hospital",
            Self::Portal => "demo-portal",
        }
    }

    /// Its everyday name, in Vietnamese and in English: for a list of what runs.
    #[must_use]
    pub const fn name(self) -> (&'static str, &'static str) {
        let name = self.story().name;
        (name.vi, name.en)
    }

    /// What a visitor does there, in Vietnamese and in English.
    #[must_use]
    pub const fn about(self) -> (&'static str, &'static str) {
        let purpose = self.story().purpose;
        (purpose.vi, purpose.en)
    }

    /// Cookies know no ports, so that each service has a name of its own.
    pub(super) const fn cookie(self) -> &'static str {
        match self {
            Self::Bank => "demo_bank",
            Self::Hospital => "demo_hospital",
            Self::Portal => "demo_portal",
        }
    }

    /// How far its port lies behind the first.
    pub(super) const fn port_offset(self) -> u16 {
        match self {
            Self::Bank => 0,
            Self::Hospital => 1,
            Self::Portal => 2,
        }
    }

    /// What it says.
    pub(super) const fn story(self) -> &'static Story {
        match self {
            Self::Bank => &BANK,
            Self::Hospital => &HOSPITAL,
            Self::Portal => &PORTAL,
        }
    }

    /// What it wants to read.
    pub(super) const fn wishes(self) -> &'static [Wish] {
        match self {
            Self::Bank => BANK_WISHES,
            Self::Hospital => HOSPITAL_WISHES,
            Self::Portal => &[],
        }
    }

    /// Scopes beside `openid`; what they do not cover is asked by the `claims` parameter.
    pub(super) const fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Bank => &["address", "vn.number"],
            Self::Hospital | Self::Portal => &[],
        }
    }

    /// The level without which the service cannot go on.
    pub(super) const fn needs(self) -> Option<&'static str> {
        match self {
            Self::Bank => Some("urn:danh:acr:ial2.aal2"),
            Self::Hospital | Self::Portal => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_fit_into_the_sixty_characters_of_a_registration() {
        for office in Office::ALL {
            let own = office.story().purpose;
            for words in office.wishes().iter().map(|wish| wish.purpose).chain([own]) {
                assert!(words.vi.chars().count() <= 60, "{}", words.vi);
                assert!(words.en.chars().count() <= 60, "{}", words.en);
            }
        }
    }

    #[test]
    fn no_sentence_for_citizens_is_longer_than_twenty_words() {
        for office in Office::ALL {
            let story = office.story();
            for words in [story.intro, story.paper_way, story.headline, story.done] {
                for sentence in words.vi.split('.').chain(words.en.split('.')) {
                    assert!(sentence.split_whitespace().count() <= 20, "{sentence}");
                }
            }
        }
    }
}

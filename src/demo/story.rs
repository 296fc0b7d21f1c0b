//! What each service says to its visitors, and what it wishes to know of them.

use super::words::Words;

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

pub(super) const BY_DANH: Words =
    Words::new("Đăng nhập bằng Định danh điện tử", "Sign in with Electronic identity");
pub(super) const BY_THE_MINISTRY: Words =
    Words::new("Đăng nhập bằng Cổng Bộ Rừng và Nước", "Sign in by the Ministry’s portal");

const NAME: Words = Words::new("Họ và tên", "Full name");

pub(super) const BANK_WISHES: &[Wish] = &[
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

pub(super) const HOSPITAL_WISHES: &[Wish] = &[
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

pub(super) const BANK: Story = Story {
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

pub(super) const HOSPITAL: Story = Story {
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

pub(super) const PORTAL: Story = Story {
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

pub(super) const MINISTRY: Story = Story {
    name: Words::new("Cổng Bộ Rừng và Nước", "Ministry of Forests and Water"),
    headline: Words::new("Một cổng cho mọi dịch vụ của Bộ", "One door to all our services"),
    intro: Words::new(
        "Đăng nhập một lần ở đây để dùng mọi dịch vụ của Bộ.",
        "Sign in here once to use every service of the Ministry.",
    ),
    done: Words::new("Bạn đã vào cổng Bộ", "You are signed in at the Ministry"),
    purpose: Words::new("Vào các dịch vụ của Bộ", "Open the services of the Ministry"),
    paper_way: Words::new(
        "Nộp hồ sơ giấy tại bộ phận một cửa của Bộ.",
        "Hand in paper files at the one-stop office of the Ministry.",
    ),
};

pub(super) const PERMITS: Story = Story {
    name: Words::new("Giấy phép vào rừng", "Forest permits"),
    headline: Words::new("Xin giấy phép vào rừng", "Ask for a forest permit"),
    intro: Words::new(
        "Dịch vụ này của Bộ Rừng và Nước, và cho bạn vào bằng cổng của Bộ.",
        "This service belongs to the Ministry of Forests and Water and lets you in through its door.",
    ),
    done: Words::new("Bạn có thể xin giấy phép", "You may ask for a permit"),
    purpose: Words::new("Xin giấy phép qua cổng Bộ", "Ask for a permit through the Ministry"),
    paper_way: Words::new(
        "Xin giấy phép bằng giấy tại trạm kiểm lâm.",
        "Ask for a paper permit at the ranger station.",
    ),
};

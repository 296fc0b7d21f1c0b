//! What came about a person, and how sure the service may be of it, in human words.

use serde_json::Value;

use super::client::DemoIdToken;
use super::office::Office;
use super::words::{Language, Words};

/// Everything that one sign-in brought.
pub(super) struct Received {
    /// Kept as the hint for signing out; never shown.
    pub(super) id_token: DemoIdToken,
    /// The ID token's claims, verified.
    pub(super) id_claims: Value,
    /// The UserInfo answer; an empty object where nothing was asked.
    pub(super) user_info: Value,
}

/// A line of a summary list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) label: &'static str,
    pub(super) value: String,
}

/// The three results at a hospital desk (`ux.md` §4 L).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Insurance {
    /// Pays for this visit.
    Valid,
    /// Does not, or nothing valid is known.
    Invalid,
    /// The register did not answer.
    Unknown,
}

impl Insurance {
    /// Reads `vn_health_insurance`; what is not said is not known.
    pub(super) fn of(user_info: &Value) -> Self {
        match text(user_info, &["vn_health_insurance", "status"]) {
            Some("valid") => Self::Valid,
            Some("invalid") => Self::Invalid,
            _ => Self::Unknown,
        }
    }

    /// A short name for the stylesheet and tests.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Unknown => "unknown",
        }
    }

    /// The result.
    pub(super) const fn headline(self, language: Language) -> &'static str {
        match self {
            Self::Valid => language.say("Có BHYT hợp lệ", "Health insurance is valid"),
            Self::Invalid => {
                language.say("Không có thông tin hợp lệ", "No valid health insurance found")
            }
            Self::Unknown => language.say("Chưa tra được", "Could not be looked up yet"),
        }
    }

    /// What the desk does now.
    pub(super) const fn advice(self, language: Language) -> &'static str {
        match self {
            Self::Valid => language.say(
                "Tiếp đón. Nhắc người bệnh lần sau dùng CCCD hoặc ứng dụng.",
                "Check in. Remind the patient to use the identity card or the app next time.",
            ),
            Self::Invalid => language.say(
                "Thông tin BHYT chưa có trên CCCD, lần này dùng thẻ BHYT và giấy tờ tùy thân có ảnh.",
                "The identity card carries no insurance. Use the insurance card and a photo ID this time.",
            ),
            Self::Unknown => language.say(
                "Cơ quan bảo hiểm chưa trả lời. Đăng nhập lại sau, hoặc dùng thẻ giấy.",
                "The insurer has not answered. Sign in again later, or use the paper card.",
            ),
        }
    }
}

impl Received {
    /// The person's name, if it was shared.
    pub(super) fn name(&self) -> Option<&str> {
        text(&self.user_info, &["name"])
    }

    /// What was received, in the order in which the service wished for it.
    pub(super) fn rows(&self, office: Office, language: Language) -> Vec<Row> {
        let mut rows = Vec::new();
        for wish in office.wishes() {
            let label = wish.label.of(language);
            let came = self
                .user_info
                .get(wish.claim)
                .and_then(|value| spoken(wish.claim, value, language));
            let value = came.unwrap_or_else(|| language.say("Không nhận", "Not received").into());
            rows.push(Row { label, value });
        }
        if let Some(subject) = text(&self.id_claims, &["sub"]) {
            let label = language.say("Mã riêng của bạn ở đây", "Your own code here");
            rows.push(Row { label, value: subject.to_owned() });
        }
        rows
    }

    /// How sure the service may be: `vn_assurance`, `amr`, `auth_time` and `acr`.
    pub(super) fn trust(&self, language: Language) -> Vec<Row> {
        let claims = &self.id_claims;
        let mut rows = Vec::new();
        let mut row = |label: Words, value: Option<String>| {
            if let Some(value) = value {
                rows.push(Row { label: label.of(language), value });
            }
        };
        let identity = text(claims, &["vn_assurance", "ial"]).and_then(identity);
        row(Words::new("Bạn là ai", "Who you are"), identity.map(|w| w.of(language).to_owned()));
        let level = claims.pointer("/vn_assurance/eid_level").and_then(Value::as_u64);
        row(
            Words::new("Mức định danh điện tử", "e-ID level"),
            level.map(|level| format!("{} {level}", language.say("Mức", "Level"))),
        );
        let sign_in = text(claims, &["vn_assurance", "aal"]).and_then(authentication);
        row(
            Words::new("Lần đăng nhập này", "This sign-in"),
            sign_in.map(|w| w.of(language).to_owned()),
        );
        row(Words::new("Bạn đã dùng", "You used"), methods(claims, language));
        let moment = claims.get("auth_time").and_then(Value::as_i64).and_then(clock_time);
        row(Words::new("Lúc", "At"), moment);
        let acr = text(claims, &["acr"]).map(ToOwned::to_owned);
        row(Words::new("Mã mức (acr)", "Level code (acr)"), acr);
        rows
    }
}

/// A member's text by its path.
fn text<'a>(value: &'a Value, path: &[&str]) -> Option<&'a str> {
    path.iter().try_fold(value, |value, name| value.get(name))?.as_str()
}

/// A claim's value as a person would say it.
fn spoken(claim: &str, value: &Value, language: Language) -> Option<String> {
    match claim {
        "vn_personal_number" => value.as_str().map(in_threes),
        "birthdate" => value.as_str().map(day),
        "address" => text(value, &["formatted"]).map(|lines| lines.replace('\n', ", ")),
        "vn_health_insurance" => card(value, language),
        _ => value.as_str().map(ToOwned::to_owned),
    }
}

/// `999188000001` as `999 188 000 001`.
fn in_threes(number: &str) -> String {
    let mut grouped = String::new();
    for (place, digit) in number.chars().enumerate() {
        if place > 0 && place % 3 == 0 {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1988-03-12` as `12/03/1988`; a year stays a year.
fn day(iso: &str) -> String {
    match iso.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => format!("{day}/{month}/{year}"),
        [year, month] => format!("{month}/{year}"),
        _ => iso.to_owned(),
    }
}

/// The insurance card in a line: number and last valid day, as far as they are known.
fn card(value: &Value, language: Language) -> Option<String> {
    let number = text(value, &["number"]);
    let last = text(value, &["valid_to"])
        .map(|last| format!("{} {}", language.say("đến", "until"), day(last)));
    let parts: Vec<String> = number.map(ToOwned::to_owned).into_iter().chain(last).collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Identity assurance, spoken.
const fn known_identity(level: u8) -> Words {
    match level {
        0 => Words::new("Tự khai, chưa kiểm tra", "Self-declared, not checked"),
        1 => Words::new("Khớp với cơ sở dữ liệu dân cư", "Matches the population register"),
        2 => Words::new(
            "Khớp với dân cư và thêm một nguồn chắc chắn",
            "Matches the population register and one more strong source",
        ),
        _ => Words::new(
            "Đã kiểm tra trực tiếp hoặc bằng chứng thư số",
            "Checked in person or by a certificate",
        ),
    }
}

fn identity(ial: &str) -> Option<Words> {
    let level = ial.strip_prefix("ial")?.parse::<u8>().ok()?;
    (level <= 3).then(|| known_identity(level))
}

fn authentication(aal: &str) -> Option<Words> {
    match aal {
        "aal1" => Some(Words::new("Một lớp bảo vệ", "One layer of proof")),
        "aal2" => Some(Words::new("Hai lớp bảo vệ", "Two layers of proof")),
        "aal2-phr" => Some(Words::new(
            "Hai lớp bảo vệ, trang giả không lừa được",
            "Two layers of proof that a fake site cannot catch",
        )),
        "aal3" => Some(Words::new(
            "Khóa trong phần cứng, mức cao nhất",
            "A key in hardware, the highest level",
        )),
        _ => None,
    }
}

/// `amr` (RFC 8176), the ways that mean something to a person.
fn methods(claims: &Value, language: Language) -> Option<String> {
    let names: Vec<&str> =
        claims.get("amr")?.as_array()?.iter().filter_map(Value::as_str).collect();
    let mut spoken = Vec::new();
    for name in &names {
        spoken.push(match *name {
            "pwd" => language.say("mật khẩu", "password"),
            "otp" if names.contains(&"sms") => {
                language.say("mã 6 số qua tin nhắn", "6-digit code by text message")
            }
            "otp" => language.say("mã 6 số", "6-digit code"),
            "pin" => language.say("mã bảo vệ", "passcode"),
            "face" => language.say("khuôn mặt", "face"),
            "fpt" => language.say("vân tay", "fingerprint"),
            "sc" => language.say("thẻ có chip", "chip card"),
            _ => continue,
        });
    }
    (!spoken.is_empty()).then(|| spoken.join(language.say(" và ", " and ")))
}

/// Seconds since 1970 as a clock in Viet Nam shows them.
fn clock_time(seconds: i64) -> Option<String> {
    let here = time::UtcOffset::from_hms(7, 0, 0).ok()?;
    let moment = time::OffsetDateTime::from_unix_timestamp(seconds).ok()?.to_offset(here);
    Some(format!(
        "{:02}:{:02}, {:02}/{:02}/{}",
        moment.hour(),
        moment.minute(),
        moment.day(),
        u8::from(moment.month()),
        moment.year()
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_days_and_hours_are_written_as_people_write_them() {
        assert_eq!(in_threes("999188000001"), "999 188 000 001");
        assert_eq!(day("1988-03-12"), "12/03/1988");
        assert_eq!(day("1955"), "1955");
        assert_eq!(clock_time(0).as_deref(), Some("07:00, 01/01/1970"));
    }

    #[test]
    fn insurance_that_says_nothing_is_unknown_and_not_invalid() {
        let status = |status: &str| json!({ "vn_health_insurance": { "status": status } });
        assert_eq!(Insurance::of(&status("valid")), Insurance::Valid);
        assert_eq!(Insurance::of(&status("invalid")), Insurance::Invalid);
        assert_eq!(Insurance::of(&status("unknown")), Insurance::Unknown);
        assert_eq!(Insurance::of(&json!({})), Insurance::Unknown);
    }

    #[test]
    fn a_code_by_text_message_is_named_once() {
        let claims = json!({ "amr": ["pwd", "otp", "sms", "mfa"] });
        assert_eq!(
            methods(&claims, Language::Vi).as_deref(),
            Some("mật khẩu và mã 6 số qua tin nhắn")
        );
        assert_eq!(methods(&json!({}), Language::Vi), None);
    }

    #[test]
    fn a_card_is_a_number_and_a_last_day() {
        let whole = json!({ "number": "GD4790000000001", "valid_to": "2027-12-31" });
        assert_eq!(card(&whole, Language::Vi).as_deref(), Some("GD4790000000001, đến 31/12/2027"));
        assert_eq!(card(&json!({ "status": "unknown" }), Language::En), None);
    }
}

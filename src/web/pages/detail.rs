//! What a client wants to be allowed this once (RFC 9396), in plain words: each fact on a line of its own.

use super::moment;
use super::words::Words;
use crate::domain::authorization_detail::{AuthorizationDetail, Dong, HospitalVisit, Payment};
use crate::domain::text::Line;
use crate::web::locale::Language;

/// One thing to be allowed, as the page tells it.
#[derive(Clone, Debug)]
pub struct Detail {
    /// What it is.
    pub heading: &'static str,
    /// Its facts: what, and how it is.
    pub facts: Vec<(&'static str, String)>,
}

impl Detail {
    /// In words.
    #[must_use]
    pub fn told(say: Words, language: Language, detail: &AuthorizationDetail) -> Self {
        match detail {
            AuthorizationDetail::Payment(payment) => Self::payment(say, language, payment),
            AuthorizationDetail::Visit(visit) => Self::visit(say, visit),
        }
    }

    fn payment(say: Words, language: Language, payment: &Payment) -> Self {
        let facts = [
            (say.detail_amount(), Some(amount(language, payment.amount))),
            (say.detail_creditor(), Some(payment.creditor.as_str().to_owned())),
            (say.detail_account(), Some(payment.account.as_str().to_owned())),
            (say.detail_bank(), text(payment.bank.as_ref())),
            (say.detail_remittance(), text(payment.remittance.as_ref())),
        ];
        Self { heading: say.detail_payment(), facts: known(facts) }
    }

    fn visit(say: Words, visit: &HospitalVisit) -> Self {
        let facts = [
            (say.detail_facility(), Some(visit.facility.as_str().to_owned())),
            (say.detail_day(), Some(moment::date(&visit.day))),
            (say.detail_department(), text(visit.department.as_ref())),
        ];
        Self { heading: say.detail_visit(), facts: known(facts) }
    }
}

fn known<const N: usize>(
    facts: [(&'static str, Option<String>); N],
) -> Vec<(&'static str, String)> {
    facts.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

fn text<const MAX: usize>(line: Option<&Line<MAX>>) -> Option<String> {
    line.map(|line| line.as_str().to_owned())
}

/// Grouped by thousands, as each language writes it: an amount is read right at a glance.
fn amount(language: Language, amount: Dong) -> String {
    let (mark, unit) = match language {
        Language::Vietnamese => ('.', "đồng"),
        Language::English => (',', "VND"),
    };
    let digits = amount.amount().to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(mark);
        }
        grouped.push(digit);
    }
    format!("{grouped} {unit}")
}

#[cfg(test)]
impl Detail {
    pub(crate) fn samples(frame: &super::view::Frame) -> Vec<Self> {
        fn line<const MAX: usize>(text: &str) -> Line<MAX> {
            Line::parse(text).expect("a line")
        }
        let payment = AuthorizationDetail::Payment(Payment {
            amount: Dong::parse("2000000").expect("an amount"),
            creditor: line("Cửa hàng Hoa Sen"),
            account: line("0123456789"),
            bank: Line::parse("Ngân hàng Thử Nghiệm"),
            remittance: Line::parse("Don hang 12"),
        });
        let visit = AuthorizationDetail::Visit(HospitalVisit {
            facility: line("Bệnh viện Đa khoa Sông Cầu"),
            day: frame.now.day(),
            department: Line::parse("Khoa Nội"),
        });
        [payment, visit].iter().map(|d| Self::told(frame.words(), frame.language, d)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_grouped_by_thousands() {
        let told = |language, text| amount(language, Dong::parse(text).expect("an amount"));
        for (text, vi, en) in [
            ("5", "5 đồng", "5 VND"),
            ("999", "999 đồng", "999 VND"),
            ("2000000", "2.000.000 đồng", "2,000,000 VND"),
            ("123456789", "123.456.789 đồng", "123,456,789 VND"),
        ] {
            assert_eq!(told(Language::Vietnamese, text), vi);
            assert_eq!(told(Language::English, text), en);
        }
    }
}

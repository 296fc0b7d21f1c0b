//! What a client wants to be allowed to do this once, in more than a word: a payment, a visit.
//!
//! RFC 9396. Each kind is written out here with the facts a person needs in order to judge it; there is no
//! kind that nobody can put into plain words.

use super::text::Line;
use super::time::Day;

/// What kinds there are (`authorization_details_types`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DetailType {
    /// A bank moves money for the person.
    PaymentInitiation,
    /// A hospital opens a visit for the person.
    HospitalVisit,
}

impl DetailType {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::PaymentInitiation, Self::HospitalVisit];

    /// The value of `type`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::PaymentInitiation => "payment_initiation",
            Self::HospitalVisit => "hospital_visit",
        }
    }

    /// Reads it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }
}

/// One thing to be allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthorizationDetail {
    /// Money goes to somebody.
    Payment(Payment),
    /// The person is expected somewhere.
    Visit(HospitalVisit),
}

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// How much.
    pub amount: Dong,
    /// To whom.
    pub creditor: Line<140>,
    /// Into which account.
    pub account: Line<60>,
    /// At which bank, if it is another.
    pub bank: Option<Line<140>>,
    /// What the payee reads.
    pub remittance: Option<Line<140>>,
}

/// A visit to a hospital or clinic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HospitalVisit {
    /// Where.
    pub facility: Line<140>,
    /// When.
    pub day: Day,
    /// In which department.
    pub department: Option<Line<140>>,
}

/// An amount in đồng, which has no smaller coin in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dong(u64);

impl Dong {
    /// Far above any payment of a person; below what a number of JSON holds exactly.
    const MOST: u64 = 1_000_000_000_000;

    /// Reads an amount: digits, no sign, not nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let digits = (1..=13).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        let amount: u64 = text.parse().ok().filter(|_| digits && !text.starts_with('0'))?;
        (amount <= Self::MOST).then_some(Self(amount))
    }

    /// The amount.
    #[must_use]
    pub const fn amount(self) -> u64 {
        self.0
    }
}

impl AuthorizationDetail {
    /// Of which kind it is.
    #[must_use]
    pub fn kind(&self) -> DetailType {
        match self {
            Self::Payment(_) => DetailType::PaymentInitiation,
            Self::Visit(_) => DetailType::HospitalVisit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_written_one_way() {
        assert_eq!(Dong::parse("2000000").map(Dong::amount), Some(2_000_000));
        for wrong in ["", "0", "01", "-1", "1.5", "1,000", " 1", "1000000000001", "99999999999999"]
        {
            assert_eq!(Dong::parse(wrong), None, "{wrong}");
        }
    }
}

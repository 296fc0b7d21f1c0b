//! Codes sent to a person: six digits, good for one transaction and a short while.

use super::proof::OtpMatched;
use crate::domain::id::AccountId;
use crate::domain::text::Secret;
use crate::domain::time::{Lifetime, Timestamp};

/// A code; never printed.
#[derive(Clone, Debug)]
pub struct OtpCode(Secret);

impl OtpCode {
    /// A code from unpredictable bytes. Reducing 128 bits to a million codes prefers none of them by
    /// more than one part in 2^108.
    #[must_use]
    pub fn draw(chance: [u8; 16]) -> Self {
        Self(Secret::new(format!("{:06}", u128::from_be_bytes(chance) % 1_000_000)))
    }

    /// Reads what a person typed: spaces and hyphens are dropped, six digits remain.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.len() > 64 {
            return None;
        }
        let dropped = |c: &char| c.is_whitespace() || matches!(c, '-' | '\u{2010}'..='\u{2014}');
        let code: String = typed.chars().filter(|c| !dropped(c)).collect();
        let exact = code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
        exact.then(|| Self(Secret::new(code)))
    }

    /// The six digits, for the message and the digest.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// How long codes live and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtpRules {
    /// A code lives this long, to its own expiry.
    pub lifetime: Lifetime,
    /// Tries of one transaction, over all its codes.
    pub tries: u32,
    /// A further code may be sent this long after the last.
    pub resend_after: Lifetime,
    /// At most [`OtpRules::sends_per_window`] sends to a number within this span.
    pub window: Lifetime,
    /// See [`OtpRules::window`].
    pub sends_per_window: u32,
    /// At most this many sends to a number within 24 hours.
    pub sends_per_day: u32,
    /// After this many wrong codes in a row, over all transactions, the number proves nothing more.
    pub misses_in_a_row: u32,
}

impl Default for OtpRules {
    /// `decisions.md` §6.
    fn default() -> Self {
        Self {
            lifetime: Lifetime::seconds(120),
            tries: 5,
            resend_after: Lifetime::seconds(30),
            window: Lifetime::hours(2),
            sends_per_window: 5,
            sends_per_day: 10,
            misses_in_a_row: 100,
        }
    }
}

/// Why no code is sent now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendRefusal {
    /// The last one has just left.
    TooSoon {
        /// From then on one may be sent.
        until: Timestamp,
    },
    /// The number had its share.
    ShareUsed {
        /// From then on one may be sent.
        until: Timestamp,
    },
}

impl OtpRules {
    /// Whether a code may be sent to a number that had these `sends`, oldest first; only those of
    /// the last 24 hours count.
    ///
    /// # Errors
    /// With the moment from which one may be sent.
    pub fn may_send(&self, sends: &[Timestamp], now: Timestamp) -> Result<(), SendRefusal> {
        let full_until = |span: Lifetime, most: u32| {
            let within: Vec<_> = sends.iter().filter(|sent| sent.plus(span) > now).collect();
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            let surplus = within.len().checked_sub(most)?;
            Some(within.get(surplus).map_or(now.plus(span), |sent| sent.plus(span)))
        };
        let shares = [
            full_until(self.window, self.sends_per_window),
            full_until(Lifetime::days(1), self.sends_per_day),
        ];
        if let Some(until) = shares.into_iter().flatten().max() {
            return Err(SendRefusal::ShareUsed { until });
        }
        match sends.last().map(|last| last.plus(self.resend_after)) {
            Some(until) if until > now => Err(SendRefusal::TooSoon { until }),
            _ => Ok(()),
        }
    }

    /// How many tries a transaction has left.
    #[must_use]
    pub fn tries_left(&self, taken: u32) -> u32 {
        self.tries.saturating_sub(taken)
    }
}

/// A code that was sent in this transaction, and the digest that what was typed would have as it.
#[derive(Clone, Copy)]
pub struct SentCode<'a> {
    /// Digest of what was sent.
    pub expected: &'a [u8; 32],
    /// Digest of what was typed.
    pub typed: &'a [u8; 32],
    /// Until when it lives.
    pub expires_at: Timestamp,
    /// Whether it has served already.
    pub used: bool,
}

/// Why a typed code proves nothing. The try is taken in the store before the code is looked at, so
/// none of these gives a try back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtpRefusal {
    /// No code of this transaction.
    Wrong,
    /// The right code, too late.
    Late,
    /// The right code, a second time.
    Used,
}

/// Judges a typed code against all codes of its transaction.
///
/// # Errors
/// If none of them is this code, or it no longer serves.
pub fn judge(
    account: &AccountId,
    sent: &[SentCode<'_>],
    now: Timestamp,
) -> Result<OtpMatched, OtpRefusal> {
    let mut answer = Err(OtpRefusal::Wrong);
    for code in sent {
        // Every code is compared, in constant time, whatever came before.
        let same = aws_lc_rs::constant_time::verify_slices_are_equal(code.expected, code.typed);
        if same.is_ok() && answer.is_err() {
            answer = match (code.used, now > code.expires_at) {
                (true, _) => Err(OtpRefusal::Used),
                (false, true) => Err(OtpRefusal::Late),
                (false, false) => Ok(()),
            };
        }
    }
    answer.map(|()| OtpMatched::of(account.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);

    fn account() -> AccountId {
        AccountId::new(NOW, [1; 12])
    }

    fn at(seconds_ago: u32) -> Timestamp {
        NOW.minus(Lifetime::seconds(seconds_ago))
    }

    #[test]
    fn a_code_has_six_digits_however_small() {
        assert_eq!(OtpCode::draw([0; 16]).expose(), "000000");
        let mut chance = [0; 16];
        chance[15] = 7;
        assert_eq!(OtpCode::draw(chance).expose(), "000007");
        assert_eq!(OtpCode::draw([255; 16]).expose(), "211455");
    }

    #[test]
    fn a_code_is_read_as_people_type_it() {
        for typed in ["012345", " 012 345 ", "012-345", "0 1 2 3 4 5", "012\u{a0}345", "012–345"]
        {
            assert_eq!(OtpCode::parse(typed).expect(typed).expose(), "012345");
        }
        for wrong in ["", "12345", "1234567", "12345a", "１２３４５６", "+12345", &" ".repeat(99)]
        {
            assert!(OtpCode::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn r57_a_code_serves_at_119_seconds_and_not_at_121() {
        let sent = |age| SentCode {
            expected: &[1; 32],
            typed: &[1; 32],
            expires_at: at(age).plus(OtpRules::default().lifetime),
            used: false,
        };
        assert!(judge(&account(), &[sent(119)], NOW).is_ok());
        assert_eq!(judge(&account(), &[sent(121)], NOW).err(), Some(OtpRefusal::Late));
    }

    #[test]
    fn any_living_code_of_the_transaction_serves_once() {
        let code = |expected, used| SentCode {
            expected,
            typed: &[2; 32],
            expires_at: NOW.plus(Lifetime::seconds(9)),
            used,
        };
        let matched = judge(&account(), &[code(&[1; 32], false), code(&[2; 32], false)], NOW);
        assert_eq!(matched.expect("the second code").account(), &account());
        let refused = |codes: &[SentCode<'_>]| judge(&account(), codes, NOW).err();
        assert_eq!(refused(&[code(&[2; 32], true)]), Some(OtpRefusal::Used));
        assert_eq!(refused(&[code(&[1; 32], false)]), Some(OtpRefusal::Wrong));
        assert_eq!(refused(&[]), Some(OtpRefusal::Wrong));
    }

    #[test]
    fn codes_are_sent_thirty_seconds_apart_five_in_two_hours_ten_a_day() {
        let rules = OtpRules::default();
        assert_eq!(rules.may_send(&[], NOW), Ok(()));
        assert_eq!(rules.may_send(&[at(30)], NOW), Ok(()));
        let until = at(29).plus(rules.resend_after);
        assert_eq!(rules.may_send(&[at(29)], NOW), Err(SendRefusal::TooSoon { until }));
        let five = [at(7_000), at(300), at(200), at(100), at(40)];
        let until = at(7_000).plus(rules.window);
        assert_eq!(rules.may_send(&five, NOW), Err(SendRefusal::ShareUsed { until }));
        assert_eq!(rules.may_send(&five, until), Ok(()));
        let ten: Vec<_> = (0..10).rev().map(|hour| at(hour * 8_000 + 7_300)).collect();
        let until = at(9 * 8_000 + 7_300).plus(Lifetime::days(1));
        assert_eq!(rules.may_send(&ten, NOW), Err(SendRefusal::ShareUsed { until }));
    }

    #[test]
    fn a_transaction_has_five_tries() {
        let rules = OtpRules::default();
        assert_eq!([0, 4, 5, 9].map(|taken| rules.tries_left(taken)), [5, 1, 0, 0]);
    }
}

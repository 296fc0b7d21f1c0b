//! Thousands of words sought in a hundred megabytes: one pass, whatever their number.

use std::collections::HashMap;

/// So many first bytes of a word are compared at once; no word is shorter.
const HEAD: usize = 6;
/// Bits of the sieve that lets nearly all places of a text through unseen.
const SIEVE_BITS: u32 = 20;

/// Words, each as it is in any case of its letters, and as hexadecimal digits.
pub struct Needles {
    by_head: HashMap<u64, Vec<(String, String)>>,
    sieve: Vec<bool>,
}

impl Needles {
    /// These words.
    pub fn of<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let mut all = Self { by_head: HashMap::new(), sieve: vec![false; 1 << SIEVE_BITS] };
        for word in words {
            for form in [word.to_lowercase(), hex(word)] {
                assert!(form.len() >= HEAD, "{word} is too short to be told from chance");
                let head = form.as_bytes().first_chunk().copied().map(head);
                let head = head.expect("it is long enough");
                if let Some(place) = all.sieve.get_mut(place(head)) {
                    *place = true;
                }
                all.by_head.entry(head).or_default().push((form, word.to_owned()));
            }
        }
        all
    }

    /// One of the words, if the text holds any.
    pub fn found_in(&self, text: &str) -> Option<&str> {
        let lower = text.to_lowercase();
        let bytes = lower.as_bytes();
        bytes.windows(HEAD).enumerate().find_map(|(at, window)| {
            let head = head(*window.first_chunk()?);
            if self.sieve.get(place(head)) != Some(&true) {
                return None;
            }
            let rest = bytes.get(at..)?;
            let mut alike = self.by_head.get(&head)?.iter();
            let found = alike.find(|(form, _)| rest.starts_with(form.as_bytes()));
            found.map(|(_, word)| word.as_str())
        })
    }
}

fn head(bytes: [u8; HEAD]) -> u64 {
    bytes.iter().fold(0, |head, byte| head << 8 | u64::from(*byte))
}

/// Fibonacci hashing spreads heads that differ in few letters.
fn place(head: u64) -> usize {
    let spread = head.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (u64::BITS - SIEVE_BITS);
    usize::try_from(spread).unwrap_or_default()
}

fn hex(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut all, byte| {
        write!(all, "{byte:02x}").expect("memory");
        all
    })
}

#[test]
fn a_word_is_found_wherever_it_stands_in_any_case_and_as_hexadecimal_digits() {
    let words = ["Hoa Sen", "Nguyễn Thị Mai", "999188000001", "canary-1", "canary-22"];
    let needles = Needles::of(words);
    for word in words {
        for form in [word.to_owned(), word.to_uppercase(), hex(word), hex(word).to_uppercase()] {
            for text in [form.clone(), format!("{form}."), format!("ộ\u{0}{form}")] {
                let found = needles.found_in(&text).map(str::to_owned);
                assert_eq!(found.as_deref(), Some(word), "{text}");
            }
        }
    }
    for text in ["", "Hoa", "Hoa Se", "canary-", "canary-2", "99918800000", "hoa  sen"] {
        assert_eq!(needles.found_in(text), None, "{text}");
    }
}

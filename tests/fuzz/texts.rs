//! Bytes mutated without knowing what they mean, and words that have confused parsers before.

use crate::engine::Dice;

/// Put in anywhere.
pub const WORDS: [&str; 40] = [
    "",
    "\0",
    "\n",
    "\r\n",
    " ",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    "[[[[[[[[",
    ":",
    ",",
    ".",
    "..",
    "=",
    "==",
    "&",
    "%00",
    "%",
    "%zz",
    "+",
    "-",
    "/",
    "#",
    "null",
    "true",
    "0",
    "-1",
    "1e999",
    "9223372036854775808",
    "0.1",
    "none",
    "HS256",
    "é",
    "\u{202e}",
    "\u{feff}",
];

/// One to four changes somewhere.
pub fn mutated(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(4) {
        change(&mut bytes, dice);
    }
    bytes
}

/// The same as text; what is no text any more is replaced.
pub fn mutated_text(seed: &str, dice: &mut Dice) -> String {
    String::from_utf8_lossy(&mutated(seed.as_bytes(), dice)).into_owned()
}

fn change(bytes: &mut Vec<u8>, dice: &mut Dice) {
    let (at, other) = (dice.below(bytes.len() + 1), dice.below(bytes.len() + 1));
    let (from, to) = (at.min(other), at.max(other));
    match dice.below(9) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(from..to)),
        2 => {
            let part = bytes[from..to].to_vec();
            bytes.splice(at..at, part);
        }
        3 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << dice.below(8);
            }
        }
        4 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = u8::try_from(dice.below(256)).expect("a byte");
            }
        }
        5 => bytes.reverse(),
        6 if bytes.len() < 40_000 => {
            let word = dice.one(&WORDS).repeat(1 + dice.below(3));
            bytes.splice(at..at, word.into_bytes());
        }
        7 if bytes.len() < 4_000 => {
            let word = dice.one(&WORDS).repeat(dice.below(3_000));
            bytes.splice(at..at, word.into_bytes());
        }
        _ => {
            let part = dice.one(&WORDS).as_bytes().to_vec();
            bytes.splice(from..to.min(from + 8), part);
        }
    }
}

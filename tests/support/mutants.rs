//! Settings with a few changes somewhere, drawn by a seed.

/// Chance that repeats itself, from a seed (splitmix64).
pub struct Dice(pub u64);

impl Dice {
    /// A number below this one.
    pub fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        usize::try_from((mixed ^ (mixed >> 31)) % u64::try_from(count).expect("small"))
            .expect("small")
    }
}

const VALUES: [&str; 16] = [
    "",
    "0",
    "-1",
    "1",
    "65536",
    "9223372036854775807",
    "1e400",
    "true",
    "\"\"",
    "\"x\"",
    "\"http://id.example.vn\"",
    "\"\\u0000\"",
    "[]",
    "[1, \"a\"]",
    "{ a = 1 }",
    "'''",
];

/// One change somewhere.
fn mutilate(lines: &mut Vec<String>, dice: &mut Dice) {
    let at = dice.below(lines.len());
    match dice.below(7) {
        0 => _ = lines.remove(at),
        1 => lines.insert(at, lines.get(at).cloned().unwrap_or_default()),
        2 => lines.insert(at, format!("key_{} = 1", dice.below(9))),
        3 => lines.insert(at, format!("[section_{}]", dice.below(9))),
        4 => {
            let other = dice.below(lines.len());
            lines.swap(at, other);
        }
        5 => {
            if let Some(line) = lines.get_mut(at)
                && let Some((key, _)) = line.split_once('=')
            {
                *line = format!("{key}= {}", VALUES.get(dice.below(VALUES.len())).unwrap_or(&""));
            }
        }
        _ => {
            if let Some(line) = lines.get_mut(at) {
                let mut letters: Vec<char> = line.chars().collect();
                if !letters.is_empty() {
                    let place = dice.below(letters.len());
                    let letter = char::from(u8::try_from(dice.below(128)).expect("ASCII"));
                    *letters.get_mut(place).expect("in the line") = letter;
                }
                *line = letters.into_iter().collect();
            }
        }
    }
}

/// The lines of settings that say something.
pub fn settings(text: &str) -> Vec<String> {
    text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect()
}

/// The same settings with one to three changes.
pub fn mutilated(whole: &[String], dice: &mut Dice) -> String {
    let mut lines = whole.to_vec();
    for _ in 0..=dice.below(3) {
        mutilate(&mut lines, dice);
    }
    lines.join("\n")
}

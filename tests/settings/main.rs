//! Ten thousand mutilated configurations: each is taken whole or refused in one plain sentence.

use danh::app::config::{Config, DEFAULTS};

/// Chance that repeats itself, from a seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
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

#[test]
fn ten_thousand_mutilated_configurations_are_taken_or_refused_in_a_sentence() {
    let mut dice = Dice(2026);
    let whole: Vec<String> =
        DEFAULTS.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect();
    let mut refused = 0;
    for _ in 0..10_000 {
        let mut lines = whole.clone();
        for _ in 0..=dice.below(3) {
            mutilate(&mut lines, &mut dice);
        }
        if let Err(error) = Config::read(&lines.join("\n"), std::iter::empty()) {
            refused += 1;
            let words = error.to_string();
            assert!((10..=600).contains(&words.len()), "{words}");
            assert!(!words.contains("panicked") && !words.contains("Error {"), "{words}");
        }
    }
    assert!(refused > 3_000, "only {refused} were refused: the changes are too mild");
}

#[test]
fn an_unknown_key_is_answered_with_the_nearest_one() {
    for (written, meant) in [
        ("[http]\nisuer = 1", "http.issuer"),
        ("[sign_in]\notp_second = 1", "sign_in.otp_seconds"),
        ("[databases]\nkind = 1", "database"),
    ] {
        let error = Config::read(written, std::iter::empty()).expect_err("refused").to_string();
        assert!(error.contains(meant), "{error}");
    }
}

#[test]
fn no_secret_is_a_value() {
    let secrets = ["password", "secret", "token ", "private"];
    let keys = DEFAULTS
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('='));
    for (key, _) in keys {
        let named = secrets.iter().any(|word| key.contains(word));
        assert!(!named || key.trim().ends_with("_file") || key.contains("password_"), "{key}");
    }
}

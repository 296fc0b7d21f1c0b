//! Ten thousand mutilated configurations: each is taken whole or refused in one plain sentence.

#[path = "../support/mutants.rs"]
mod mutants;

use danh::app::config::{Config, DEFAULTS};
use mutants::{Dice, mutilated, settings};

#[test]
fn ten_thousand_mutilated_configurations_are_taken_or_refused_in_a_sentence() {
    let mut dice = Dice(2026);
    let whole = settings(DEFAULTS);
    let mut refused = 0;
    for _ in 0..10_000 {
        let text = mutilated(&whole, &mut dice);
        if let Err(error) = Config::read(&text, std::iter::empty()) {
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
        let of_passwords = key.contains("password_") || key.contains("_passwords_");
        assert!(!named || key.trim().ends_with("_file") || of_passwords, "{key}");
    }
}

use super::*;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;

/// Cheap enough for many tests: memory in KiB, passes, lanes.
const SMALL: (u32, u32, u32) = (64, 1, 1);

fn typed(text: &str) -> Password {
    Password::typed(&Secret::new(text.to_owned())).expect("short enough")
}

fn account(hash: PasswordHash) -> AccountPassword {
    AccountPassword { account: AccountId::new(Timestamp::from_unix(1_800_000_000), [1; 12]), hash }
}

fn ready(password: &str, (memory, passes, lanes): (u32, u32, u32)) -> String {
    let params = Params::new(memory, passes, lanes, Some(32)).expect("a possible cost");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let mut output = [0; 32];
    argon2
        .hash_password_into(password.as_bytes(), b"sixteen salt now", &mut output)
        .expect("a hash");
    Phc {
        algorithm: argon2::ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: (&params).try_into().expect("a spelling"),
        salt: Some(Salt::new(b"sixteen salt now").expect("a salt")),
        hash: Some(Output::new(&output).expect("an output")),
    }
    .to_string()
}

#[test]
fn the_right_password_matches_and_says_whose_it_is() {
    let (pepper, mut memory) = (Pepper::from_key(&[1; 32]), Memory::new());
    let hash = PasswordHash::of(&typed("Suối-xa-29"), [5; 16], &pepper, &mut memory);
    let text = hash.as_str().to_owned();
    assert!(text.starts_with("$argon2id$v=19$m=19456,t=2,p=1,keyid="), "{text}");
    let kept = account(PasswordHash::parse(&text).expect("our own hash"));
    // The same word from a keyboard that sends accents apart.
    let apart = typed("Suo\u{302}\u{301}i-xa-29");
    let matched = verify(&apart, Some(&kept), &pepper, &mut memory).expect("the same password");
    assert_eq!(matched.account(), &kept.account);
    assert!(!matched.needs_rehash());
    assert!(verify(&typed("Suối-xa-28"), Some(&kept), &pepper, &mut memory).is_none());
}

#[test]
fn without_the_pepper_a_hash_is_of_no_use() {
    let mut memory = Memory::new();
    let hash =
        PasswordHash::of(&typed("Suối-xa-29"), [5; 16], &Pepper::from_key(&[1; 32]), &mut memory);
    let other = Pepper::from_key(&[2; 32]);
    assert!(verify(&typed("Suối-xa-29"), Some(&account(hash)), &other, &mut memory).is_none());
}

#[test]
fn a_ready_hash_matches_without_pepper_and_is_due_to_be_made_anew() {
    let (pepper, mut memory) = (Pepper::from_key(&[1; 32]), Memory::new());
    for cost in [SMALL, (19_456, 2, 1), (20_000, 1, 2)] {
        let hash = PasswordHash::parse(&ready("Suối-xa-29", cost)).expect("a ready hash");
        let kept = account(hash);
        let matched = verify(&typed("Suối-xa-29"), Some(&kept), &pepper, &mut memory);
        assert!(matched.expect("the password").needs_rehash());
        assert!(verify(&typed("Suối-xa-28"), Some(&kept), &pepper, &mut memory).is_none());
    }
}

#[test]
fn nobody_s_password_never_matches() {
    let (pepper, mut memory) = (Pepper::from_key(&[1; 32]), Memory::new());
    assert!(verify(&typed("Suối-xa-29"), None, &pepper, &mut memory).is_none());
}

#[test]
fn passwords_that_differ_in_their_last_character_differ() {
    let (pepper, mut memory) = (Pepper::from_key(&[1; 32]), Memory::new());
    let long = "ế".repeat(127);
    let kept =
        account(PasswordHash::of(&typed(&format!("{long}1")), [5; 16], &pepper, &mut memory));
    assert!(verify(&typed(&format!("{long}2")), Some(&kept), &pepper, &mut memory).is_none());
    assert!(verify(&typed(&format!("{long}1")), Some(&kept), &pepper, &mut memory).is_some());
}

#[test]
fn hashes_that_are_foreign_weak_or_too_dear_are_refused() {
    let good = ready("x", SMALL);
    assert!(PasswordHash::parse(&good).is_ok());
    for (text, expected) in [
        (String::new(), HashRefused::Form),
        ("Thu-nghiem-1".into(), HashRefused::Form),
        ("$argon2id$v=19$m=64,t=1,p=1$c2l4dGVlbiBzYWx0IG5vdw".into(), HashRefused::Form),
        (good.replace("argon2id", "argon2i"), HashRefused::Algorithm),
        (good.replace("argon2id", "scrypt"), HashRefused::Algorithm),
        (good.replace("v=19", "v=16"), HashRefused::Algorithm),
        (good.replace("$v=19", ""), HashRefused::Algorithm),
        (good.replace("m=64", "m=1048576"), HashRefused::Cost),
        (good.replace("t=1", "t=1000"), HashRefused::Cost),
        (good.replace("p=1", "p=1,keyid=Zm9yZWlnbg"), HashRefused::Pepper),
    ] {
        assert_eq!(PasswordHash::parse(&text).err(), Some(expected), "{text}");
    }
}

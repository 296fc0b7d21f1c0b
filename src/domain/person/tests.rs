//! Numbers, names and phones as people write them.

use super::*;

#[test]
fn a_number_may_be_typed_in_groups() {
    let number = NationalId::parse(" 999 188.000-0\u{2011}01 ").expect("twelve digits");
    assert_eq!(number.as_str(), "999188000001");
    assert_eq!(number.masked(), "999 ••• ••• 001");
    assert_eq!(format!("{number:?}"), "NationalId(…)");
}

#[test]
fn a_wrong_number_is_told_apart_by_its_fault() {
    assert_eq!(LoginName::parse("  "), Err(NationalIdError::Empty));
    assert_eq!(LoginName::parse("99918800000a"), Err(NationalIdError::NotDigits));
    assert_eq!(LoginName::parse("9991880000012"), Err(NationalIdError::Length(13)));
    assert!(matches!(LoginName::parse("012345678"), Ok(LoginName::OldNumber(_))));
    assert_eq!(NationalId::parse("012345678"), Err(NationalIdError::Length(9)));
    assert_eq!(LoginName::parse("９９９１８８０００００１"), Err(NationalIdError::NotDigits));
}

#[test]
fn a_phone_is_one_number_however_it_is_written() {
    let phone = Phone::parse("0912 345 088").expect("a number");
    for same in ["+84912345088", "84912345088", "0912.345.088", "091-234-5088", "0912–345–088"]
    {
        assert_eq!(Phone::parse(same).as_ref(), Some(&phone), "{same}");
    }
    assert_eq!(phone.masked(), "09•• ••• 088");
    for wrong in ["912345088", "09123450888", "0012345678", "+85912345088", "phone", ""] {
        assert_eq!(Phone::parse(wrong), None, "{wrong}");
    }
}

#[test]
fn a_birth_date_keeps_the_precision_of_the_register() {
    let year = BirthDate::parse("1955").expect("a year");
    assert_eq!((year.claim(), year.precision()), ("1955".into(), "year"));
    assert_eq!(year.latest(), Day::new(1955, 12, 31));
    let month = BirthDate::parse("1955-02").expect("a month");
    assert_eq!((month.to_string(), month.claim()), ("1955-02".into(), "1955".into()));
    assert_eq!(month.latest(), Day::new(1955, 2, 28));
    assert_eq!(BirthDate::parse("1955-13"), None);
}

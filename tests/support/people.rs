//! The people of the tests: those of the sandbox's files and of `accounts.toml`, all of province 999.

use danh::domain::person::{
    Address, BirthDate, HealthInsurance, InsuranceStatus, NationalId, Person, PersonName, Phone,
    Sex,
};
use danh::domain::text::Line;
use danh::domain::time::Timestamp;

use super::registers::PaperRegisters;

/// Somebody who can sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Citizen {
    /// The personal number.
    pub number: &'static str,
    /// The phone that gets codes, E.164.
    pub phone: &'static str,
    /// Name as the register has it.
    pub name: &'static str,
}

/// Everybody's password.
pub const PASSWORD: &str = "Thu-nghiem-1";

/// Level 2, all papers.
pub const MAI: Citizen =
    Citizen { number: "999188000001", phone: "+84500000088", name: "Nguyễn Thị Mai" };

/// Level 1 only.
pub const BINH: Citizen =
    Citizen { number: "999088000002", phone: "+84500000002", name: "Trần Văn Bình" };

/// Born in a year; has an old number too.
pub const NAM: Citizen =
    Citizen { number: "999055000003", phone: "+84500000003", name: "Lê Văn Năm" };

/// Locked by the police.
pub const LAN: Citizen =
    Citizen { number: "999190000005", phone: "+84500000005", name: "Hoàng Thị Lan" };

/// Her password is older than 180 days.
pub const XUAN: Citizen =
    Citizen { number: "999187000023", phone: "+84500000023", name: "Cao Thị Xuân" };

/// Her card ends in forty days.
pub const HAN: Citizen =
    Citizen { number: "999190000024", phone: "+84500000024", name: "Vũ Thị Hạn" };

/// Has no phone, so that no code can come.
pub const KHONG: Citizen =
    Citizen { number: "999090000021", phone: "", name: "Đỗ Thị Không" };

/// Has another number that may receive codes, and is in no register.
pub const TWO_NUMBERS: Citizen =
    Citizen { number: "999090000031", phone: "+84500000031", name: "" };

/// Writes down what the registers hold of these people.
pub fn write_down(registers: &PaperRegisters, now: Timestamp) {
    let mai_lives = Address {
        line: Line::parse("Số 12 đường Hoa Sen"),
        commune: line("Phường Sông Cầu"),
        commune_code: Some("99001".into()),
        province: line("Tỉnh Đắk Lắk"),
        province_code: Some("66".into()),
    };
    for (citizen, birth, sex, address) in [
        (MAI, "1988-03-12", Sex::Female, Some(mai_lives.clone())),
        (KHONG, "1990-05-05", Sex::Female, Some(mai_lives)),
        (BINH, "1988-07-02", Sex::Male, None),
        (NAM, "1955", Sex::Male, None),
        (LAN, "1990-01-20", Sex::Female, None),
        (HAN, "1990-11-02", Sex::Female, None),
        (XUAN, "1987-09-02", Sex::Female, None),
    ] {
        let number = NationalId::parse(citizen.number).expect("a number");
        let mut words: Vec<_> = citizen.name.split(' ').collect();
        let given = words.pop().unwrap_or_default();
        let family = words.remove(0);
        registers.add_person(Person {
            number: number.clone(),
            name: PersonName {
                family: line(family),
                middle: Line::parse(&words.join(" ")),
                given: line(given),
            },
            birth: BirthDate::parse(birth).expect("a date"),
            sex,
            address,
            nationalities: vec!["VNM".into()],
            as_of: now,
        });
        if let Some(phone) = Phone::parse(citizen.phone) {
            registers.add_subscription(&phone, &number);
        }
        let today = now.day();
        registers.add_insurance(
            &number,
            HealthInsurance {
                status: InsuranceStatus::Valid,
                number10: Some("9990000678".into()),
                number: Some("GD4799990000678".into()),
                facility: Line::parse("Bệnh viện Đa khoa Sông Cầu"),
                valid_from: Some(today.plus_days(-200)),
                valid_to: Some(today.plus_days(165)),
                checked_at: now,
            },
        );
    }
}

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::parse(text).expect("a line")
}

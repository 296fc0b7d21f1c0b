//! Places to live: the real provinces of `config/lists/provinces.toml`, communes that sound real and
//! are made up. Their codes begin with 99, which no real commune has.

use std::sync::LazyLock;

use serde::Deserialize;

use super::chance::Draws;
use crate::domain::person::Address;
use crate::domain::text::Line;

/// How many communes each province of the sandbox has.
const COMMUNES: u32 = 29;

const COMMUNE_FIRST: &[&str] =
    &["An", "Bình", "Đông", "Hòa", "Long", "Phú", "Tân", "Thanh", "Vĩnh"];
const COMMUNE_SECOND: &[&str] =
    &["Châu", "Giang", "Hải", "Khánh", "Lạc", "Lộc", "Mỹ", "Sơn", "Thạnh", "Thới", "Xuân"];
const STREETS: &[&str] = &[
    "đường Lúa Mới",
    "đường Bờ Sông",
    "đường Hoa Sen",
    "đường Cây Đa",
    "đường Bến Đò",
    "đường Giếng Nước",
    "đường Ngọn Đồi",
    "đường Đồng Xanh",
];
const HAMLETS: &[&str] = &["thôn Đông", "thôn Đoài", "thôn Thượng", "ấp Cầu Tre", "bản Suối Trong"];

#[derive(Deserialize)]
struct Provinces {
    province: Vec<Province>,
}

#[derive(Deserialize)]
struct Province {
    code: String,
    name: String,
    kind: String,
}

/// The list is compiled in; a test reads it, so it cannot be broken here.
static PROVINCES: LazyLock<Vec<Province>> = LazyLock::new(|| {
    let text = include_str!("../../config/lists/provinces.toml");
    toml::from_str::<Provinces>(text).map(|list| list.province).unwrap_or_default()
});

/// A place of residence in the new two-tier form: no district.
pub(super) fn address(draws: &mut Draws) -> Option<Address> {
    let provinces = &*PROVINCES;
    let at = draws.below(u32::try_from(provinces.len()).ok()?);
    let province = provinces.get(usize::try_from(at).ok()?)?;
    let commune = draws.below(COMMUNES);
    let kind = if province.kind == "city" { "Thành phố" } else { "Tỉnh" };
    Some(Address {
        line: Line::parse(&line(draws)?),
        commune: Line::parse(&commune_name(at, commune)?)?,
        commune_code: Some(format!("99{:03}", (at * COMMUNES + commune) % 1000)),
        province: Line::parse(&format!("{kind} {}", province.name))?,
        province_code: Some(province.code.clone()),
    })
}

fn line(draws: &mut Draws) -> Option<String> {
    let house = 1 + draws.below(300);
    Some(if draws.percent(40) {
        format!("Số nhà {house}, {}", draws.one(HAMLETS)?)
    } else {
        format!("Số {house} {}", draws.one(STREETS)?)
    })
}

/// The same commune of the same province has always the same name.
fn commune_name(province: u32, commune: u32) -> Option<String> {
    let mut draws = Draws::new(0x00C0_FFEE, u64::from(province * COMMUNES + commune));
    let kind = if draws.percent(35) { "Phường" } else { "Xã" };
    Some(format!("{kind} {} {}", draws.one(COMMUNE_FIRST)?, draws.one(COMMUNE_SECOND)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_thirty_four_provinces_and_every_person_can_live_in_one() {
        assert_eq!(PROVINCES.len(), 34);
        for index in 0..2_000 {
            let address = address(&mut Draws::new(3, index)).expect("a place");
            assert!(address.province_code.is_some_and(|code| code.len() == 2));
            assert!(address.commune_code.is_some_and(|code| code.len() == 5));
        }
    }
}

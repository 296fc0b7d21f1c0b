//! Words for the level of an account, as citizens know it: level 1 and level 2 of the e-ID.
//! Arguments are references because templates hand them over so.

use super::words::Words;
use crate::domain::assurance::Ial;

/// Inside a sentence: "mức 2".
#[must_use]
pub fn word(say: &Words, level: &Ial) -> &'static str {
    match level {
        Ial::Ial3 => say.level_3(),
        Ial::Ial2 => say.level_2(),
        Ial::Ial1 | Ial::Ial0 => say.level_below(),
    }
}

/// As a fact of its own: "Định danh mức 2".
#[must_use]
pub fn fact(say: &Words, level: &Ial) -> &'static str {
    match level {
        Ial::Ial3 => say.level_is_3(),
        Ial::Ial2 => say.level_is_2(),
        Ial::Ial1 => say.level_is_1(),
        Ial::Ial0 => say.level_is_0(),
    }
}

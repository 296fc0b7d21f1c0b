//! What was done for one authorization request, as its row keeps it: words separated by spaces.

use super::visit::Said;
use crate::domain::session::ProvedHere;

const PASSWORD: &str = "password";
const CHOSEN: &str = "chosen";
const POSTPONED: &str = "postponed";

/// What was proven. That a code was right stands where the codes stand, and nowhere twice.
#[must_use]
pub fn read(text: &str, otp: bool) -> ProvedHere {
    ProvedHere { password: has(text, PASSWORD), otp }
}

/// What was said.
#[must_use]
pub fn said(text: &str) -> Said {
    Said { chosen: has(text, CHOSEN), postponed: has(text, POSTPONED) }
}

/// The words for the row.
#[must_use]
pub fn write(here: ProvedHere, said: Said) -> String {
    let words = [(here.password, PASSWORD), (said.chosen, CHOSEN), (said.postponed, POSTPONED)];
    words.iter().filter(|(done, _)| *done).map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
}

fn has(text: &str, wanted: &str) -> bool {
    text.split(' ').any(|word| word == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_read_back() {
        for (password, otp, chosen, postponed) in
            [(true, true, true, false), (false, false, true, true), (true, false, false, true)]
        {
            let here = ProvedHere { password, otp };
            let spoken = Said { chosen, postponed };
            let text = write(here, spoken);
            assert_eq!((read(&text, otp), said(&text)), (here, spoken));
        }
        assert_eq!(read("", false), ProvedHere::default());
        assert_eq!(said(""), Said::default());
    }
}

//! What was done for one authorization request, as its row keeps it: words separated by spaces.

use crate::domain::session::ProvedHere;

const PASSWORD: &str = "password";
const CHOSEN: &str = "chosen";

/// What was proven. That a code was right stands where the codes stand, and nowhere twice.
#[must_use]
pub fn read(text: &str, otp: bool) -> ProvedHere {
    ProvedHere { password: text.split(' ').any(|word| word == PASSWORD), otp }
}

/// Whether the account was chosen.
#[must_use]
pub fn chosen(text: &str) -> bool {
    text.split(' ').any(|word| word == CHOSEN)
}

/// The words for the row.
#[must_use]
pub fn write(here: ProvedHere, chosen: bool) -> String {
    let words = [(here.password, PASSWORD), (chosen, CHOSEN)];
    words.iter().filter(|(said, _)| *said).map(|(_, word)| *word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_read_back() {
        for (password, otp, said) in
            [(true, true, true), (false, false, true), (true, false, false)]
        {
            let here = ProvedHere { password, otp };
            let text = write(here, said);
            assert_eq!((read(&text, otp), chosen(&text)), (here, said));
        }
        assert_eq!(read("", false), ProvedHere::default());
    }
}

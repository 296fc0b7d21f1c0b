//! A client's logo, drawn anew: what a client publishes is read as a picture and nothing else, made small, and
//! written by us. Nothing of the file itself is ever shown to anybody.
//!
//! OpenID Connect Dynamic Client Registration 2 (`logo_uri`). The kind is what the first bytes say, whatever
//! the sender calls it; drawings that can hold script (SVG) are none.

mod canvas;
mod pixels;

use self::pixels::Pixels;

/// How long and wide the drawing is at most: 52 dots of a page, at two dots each.
const SIDE: usize = 104;
/// How heavy it may be.
pub const HEAVIEST: usize = 4 * 1024;
/// Tried one after the other until one is light enough: the longest side, and the bits of each colour.
const LIGHTER: [(usize, u32); 7] =
    [(SIDE, 8), (SIDE, 5), (SIDE, 4), (SIDE / 2, 8), (SIDE / 2, 5), (SIDE / 2, 4), (SIDE / 2, 3)];

/// Why a file is no logo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LogoRefusal {
    /// Its first bytes are of no picture that is taken.
    #[error("it is no PNG, JPEG or WebP")]
    Kind,
    /// Its sides are too short or too long.
    #[error("its sides are not of 16 to 1024 dots")]
    Size,
    /// It moves.
    #[error("it is animated")]
    Moving,
    /// It cannot be read to its end.
    #[error("it is broken")]
    Broken,
    /// However small it is drawn, it is too heavy.
    #[error("it cannot be drawn in 4 KiB")]
    Heavy,
}

/// What a page shows, as PNG.
pub fn drawn(file: &[u8]) -> Result<Vec<u8>, LogoRefusal> {
    let pixels = Pixels::read(file)?;
    for (side, bits) in LIGHTER {
        let png = pixels.fitted(side).coarse(bits).png().ok_or(LogoRefusal::Broken)?;
        if png.len() <= HEAVIEST {
            return Ok(png);
        }
    }
    Err(LogoRefusal::Heavy)
}

#[cfg(test)]
mod tests;

//! Pixels, made fewer and written.

use std::ops::Range;

use png::{BitDepth, ColorType, Compression, Encoder};

use super::pixels::Pixels;

impl Pixels {
    /// Drawn so that the longest side is no longer than this; never drawn larger.
    pub(super) fn fitted(&self, side: usize) -> Self {
        let longest = self.width.max(self.height).max(1);
        let short = |length: usize| (length * side / longest).clamp(1, length.max(1));
        let (width, height) = if longest <= side {
            (self.width, self.height)
        } else {
            (short(self.width), short(self.height))
        };
        let mut dots = Vec::with_capacity(width * height);
        for row in 0..height {
            let rows = span(row, height, self.height);
            for column in 0..width {
                dots.push(self.mean(&span(column, width, self.width), &rows));
            }
        }
        Self { width, height, dots }
    }

    /// The mean of a field, in which a dot counts as much as it covers.
    fn mean(&self, columns: &Range<usize>, rows: &Range<usize>) -> [u8; 4] {
        let (mut sums, mut cover, mut count) = ([0_u64; 3], 0_u64, 0_u64);
        for row in rows.clone() {
            let field = row * self.width + columns.start..row * self.width + columns.end;
            for [red, green, blue, covers] in self.dots.get(field).unwrap_or(&[]) {
                let covers = u64::from(*covers);
                for (sum, colour) in sums.iter_mut().zip([red, green, blue]) {
                    *sum += u64::from(*colour) * covers;
                }
                (cover, count) = (cover + covers, count + 1);
            }
        }
        let mean = |sum: u64, of: u64| u8::try_from((sum + of / 2) / of.max(1)).unwrap_or(u8::MAX);
        let [red, green, blue] = sums.map(|sum| mean(sum, cover));
        [red, green, blue, mean(cover, count)]
    }

    /// The same in colours of so many bits each, which is lighter to write.
    pub(super) fn coarse(mut self, bits: u32) -> Self {
        let steps = (1_u32 << bits.clamp(1, 8)) - 1;
        let near = |value: u8| {
            let step = (u32::from(value) * steps + 127) / 255;
            u8::try_from((step * 255 + steps / 2) / steps).unwrap_or(u8::MAX)
        };
        self.dots.iter_mut().for_each(|dot| *dot = dot.map(near));
        self
    }

    /// As PNG, with nothing in it but the dots.
    pub(super) fn png(&self) -> Option<Vec<u8>> {
        let mut file = Vec::new();
        let (width, height) = (u32::try_from(self.width).ok()?, u32::try_from(self.height).ok()?);
        let mut encoder = Encoder::new(&mut file, width, height);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_compression(Compression::High);
        let is_opaque = self.dots.iter().all(|[.., cover]| *cover == 255);
        encoder.set_color(if is_opaque { ColorType::Rgb } else { ColorType::Rgba });
        let kept = if is_opaque { 3 } else { 4 };
        let bytes: Vec<u8> =
            self.dots.iter().flat_map(|dot| dot.iter().take(kept)).copied().collect();
        let mut writer = encoder.write_header().ok()?;
        writer.write_image_data(&bytes).ok()?;
        writer.finish().ok()?;
        Some(file)
    }
}

/// The dots of a side that one dot of a shorter one stands for.
fn span(at: usize, of: usize, length: usize) -> Range<usize> {
    let start = at * length / of;
    start..((at + 1) * length / of).max(start + 1)
}

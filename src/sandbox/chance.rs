//! Chance that can be repeated: the same seed and index always draw the same person.

/// A stream of numbers that looks random and is not: SplitMix64, good enough for making people up.
#[derive(Clone, Debug)]
pub struct Draws(u64);

impl Draws {
    /// The stream of one index under one seed.
    #[must_use]
    pub const fn new(seed: u64, index: u64) -> Self {
        Self(mix(seed ^ mix(index)))
    }

    /// The next 64 bits.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number from 0 up to, not including, `bound`.
    pub fn below(&mut self, bound: u32) -> u32 {
        let wide = (u128::from(self.next()) * u128::from(bound)) >> 64;
        u32::try_from(wide).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One entry of a list, each as likely as its weight says.
    pub fn weighted<'a, T>(&mut self, list: &'a [(T, u32)]) -> Option<&'a T> {
        let mut left = self.below(list.iter().map(|entry| entry.1).sum());
        list.iter().find_map(|(entry, weight)| {
            let hit = left < *weight;
            left = left.saturating_sub(*weight);
            hit.then_some(entry)
        })
    }

    /// One entry of a list, each as likely as the others.
    pub fn one<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        let bound = u32::try_from(list.len()).ok()?;
        list.get(usize::try_from(self.below(bound)).ok()?)
    }
}

const fn mix(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_index_draws_the_same_numbers() {
        let first: Vec<u64> = std::iter::repeat_with({
            let mut draws = Draws::new(7, 42);
            move || draws.next()
        })
        .take(5)
        .collect();
        let mut again = Draws::new(7, 42);
        assert!(first.iter().all(|number| *number == again.next()));
        assert_ne!(Draws::new(7, 43).next(), Draws::new(7, 42).next());
    }

    #[test]
    fn weights_are_kept() {
        let mut draws = Draws::new(1, 1);
        let list = [("often", 90), ("never", 0), ("seldom", 10)];
        let often = (0..10_000).filter(|_| draws.weighted(&list) == Some(&"often")).count();
        assert!((8_800..9_200).contains(&often), "{often}");
        assert!((0..1_000).all(|_| draws.weighted(&list) != Some(&"never")));
    }
}

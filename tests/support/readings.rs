//! What a house has counted of itself.

use danh::flows::gauges::Readings;

use super::house::House;

impl House {
    /// The numbers that its metrics would tell.
    pub fn readings(&self) -> Readings {
        self.running.gauges.read()
    }
}

//! Floor 3: one SQL text, two databases. SQL stands beside the rows it reads.

pub mod sealed;

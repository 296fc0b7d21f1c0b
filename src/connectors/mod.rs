//! Floor 4: the plugs of the outside world, one system a file. Nothing here decides.

pub mod password_pool;
pub mod system_clock;
pub mod system_entropy;

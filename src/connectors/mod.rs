//! Floor 4: the plugs of the outside world, one system a file. Nothing here decides.

pub mod breaker;
pub mod carrier_registry;
pub mod certificate_file;
pub mod counters;
pub mod egress;
pub mod hsm;
pub mod http;
pub mod insurance_registry;
pub mod key_file;
pub mod password_pool;
pub mod population_registry;
mod register;
pub mod sms;
pub mod system_clock;
pub mod system_entropy;
pub mod waiting_room;

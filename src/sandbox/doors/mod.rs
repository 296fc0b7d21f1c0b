//! The sandbox's doors: the four systems, the faults, and the pages a person looks at.

mod faults;
mod gateway;
mod pages;
mod registers;
mod systems;

use actix_web::web;

/// Every address of the sandbox.
pub(super) fn all(config: &mut web::ServiceConfig) {
    config.app_data(web::PayloadConfig::new(16 * 1024));
    config.configure(registers::routes).configure(gateway::routes);
    config.configure(faults::routes).configure(pages::routes);
}

//! Stories of people, each a file, over a real listener and on every database there is.

mod agrees_again;
mod allows_a_payment;
mod answers_for_somebody_else;
mod asks_for_more_than_a_password_may_give;
mod changes_an_old_password;
mod comes_while_a_register_is_silent;
mod goes_through_a_broker;
mod is_guessed_at;
mod is_signed_out_everywhere;
mod looks_at_what_was_shared;
mod moves_to_another_browser;
mod opens_own_pages;
mod opens_two_tabs;
mod reads_what_the_settings_say;
mod shares_a_computer;
mod signs_in_at_little_cost;
mod signs_in_to_three_services;
mod signs_out;
mod types_a_wrong_code;
mod types_a_wrong_password;

#[path = "../support/mod.rs"]
mod support;

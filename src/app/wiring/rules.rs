//! What the settings say to the flows and doors, in their own words.

use std::num::{NonZeroU32, NonZeroUsize};

use crate::app::config::{Config, SignIn};
use crate::credential::attempt::AttemptRules;
use crate::credential::otp::OtpRules;
use crate::domain::network::Network;
use crate::domain::time::Lifetime;
use crate::flows::authorization::InteractionRules;
use crate::flows::ground::Ground;
use crate::flows::sweep::Sweep;
use crate::store::expiry::ExpiryRules;
use crate::web::door::Shown;
use crate::web::listener::Listening;
use crate::web::pages::view::Limits;

pub(super) fn sweep(config: &Config, ground: &Ground) -> Sweep {
    let rules = ExpiryRules {
        session: config.lifetimes.sessions().absolute,
        attempts: attempts(&config.sign_in).forgotten_after,
        attempts_kept: config.sign_in.password_counts_kept,
    };
    Sweep { ground: ground.clone(), rules }
}

pub(super) fn shown(config: &Config) -> Shown {
    let inbox = Some(config.pages.inbox_url.clone()).filter(|address| !address.is_empty());
    let (sign_in, lifetimes) = (&config.sign_in, &config.lifetimes);
    let limits = Limits {
        session_idle_minutes: lifetimes.session_idle_minutes,
        request_idle_minutes: lifetimes.interaction_idle_minutes,
        resend_seconds: sign_in.otp_resend_seconds,
        codes: sign_in.otp_sends_per_2_hours.min(sign_in.otp_sends_per_day),
    };
    Shown { hotline: config.pages.hotline.clone(), limits, sandbox: config.pages.ribbon, inbox }
}

pub(super) fn interactions(config: &Config) -> InteractionRules {
    let lifetimes = &config.lifetimes;
    InteractionRules {
        idle: Lifetime::minutes(lifetimes.interaction_idle_minutes),
        absolute: Lifetime::minutes(lifetimes.interaction_minutes),
        pushed: Lifetime::seconds(lifetimes.pushed_request_seconds),
    }
}

pub(super) fn otp(sign_in: &SignIn) -> OtpRules {
    OtpRules {
        lifetime: Lifetime::seconds(sign_in.otp_seconds),
        tries: sign_in.otp_tries,
        resend_after: Lifetime::seconds(sign_in.otp_resend_seconds),
        sends_per_window: sign_in.otp_sends_per_2_hours,
        sends_per_day: sign_in.otp_sends_per_day,
        misses_in_a_row: sign_in.otp_misses_in_a_row,
        ..OtpRules::default()
    }
}

pub(super) fn attempts(sign_in: &SignIn) -> AttemptRules {
    AttemptRules {
        tries: sign_in.password_tries,
        waits: sign_in.password_waits_minutes.iter().map(|m| Lifetime::minutes(*m)).collect(),
        pauses: sign_in.password_pauses_seconds.iter().map(|s| Lifetime::seconds(*s)).collect(),
        ..AttemptRules::default()
    }
}

pub(super) fn listening(config: &Config) -> Listening {
    let at_least_one = |count: u32| NonZeroU32::new(count).unwrap_or(NonZeroU32::MIN);
    Listening {
        workers: threads(config.http.workers).get(),
        rate: (at_least_one(config.http.network_rate), at_least_one(config.http.network_burst)),
        trusted: config.http.trusted_proxies.iter().filter_map(|n| Network::parse(n)).collect(),
        drain: config.http.drain_seconds,
        certificate: None,
    }
}

pub(super) fn threads(wanted: usize) -> NonZeroUsize {
    let cores = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    NonZeroUsize::new(wanted).unwrap_or_else(cores)
}

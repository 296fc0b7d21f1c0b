//! The operator's server: is it alive, may it be sent requests, and what did it do.

mod standing;

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::http::header;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use prometheus::{
    Histogram, HistogramOpts, IntCounter, IntCounterVec, Opts, Registry, TextEncoder,
};

use self::standing::Standing;
use crate::flows::gauges::Gauges;
use crate::flows::readiness::Readiness;

/// What is counted.
pub struct Metrics {
    registry: Registry,
    served: IntCounterVec,
    spent: Histogram,
    turned_away: IntCounter,
    standing: Standing,
}

impl Metrics {
    /// Counters that begin at nothing.
    ///
    /// # Errors
    /// If a name were used twice, which would be a fault of ours.
    pub fn new() -> Result<Self, prometheus::Error> {
        let registry = Registry::new();
        let served = IntCounterVec::new(
            Opts::new("danh_requests_total", "Requests by place and status."),
            &["place", "status"],
        )?;
        let spent = Histogram::with_opts(
            HistogramOpts::new("danh_request_seconds", "Time to answer.")
                .buckets(vec![0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5]),
        )?;
        let turned_away =
            IntCounter::new("danh_turned_away_total", "Requests beyond a network's limit.")?;
        registry.register(Box::new(served.clone()))?;
        registry.register(Box::new(spent.clone()))?;
        registry.register(Box::new(turned_away.clone()))?;
        let standing = Standing::within(&registry)?;
        Ok(Self { registry, served, spent, turned_away, standing })
    }

    /// A request was answered. Places are patterns of ours, so there are only so many.
    pub fn served(&self, place: &str, status: u16, micros: u64) {
        self.served.with_label_values(&[place, &status.to_string()]).inc();
        #[expect(clippy::cast_precision_loss, reason = "no request lasts 2^52 microseconds")]
        self.spent.observe(micros as f64 / 1e6);
    }

    /// A request was beyond its network's limit.
    pub fn turned_away(&self) {
        self.turned_away.inc();
    }
}

/// All that is counted, and what stands elsewhere.
#[derive(Clone)]
pub struct Figures {
    /// What is counted here.
    pub metrics: Arc<Metrics>,
    /// What stands elsewhere.
    pub gauges: Gauges,
}

impl Figures {
    /// Of the text.
    pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4";

    /// As Prometheus reads it.
    #[must_use]
    pub fn text(&self) -> String {
        let metrics = &self.metrics;
        metrics.standing.set(&self.gauges.read());
        TextEncoder::new().encode_to_string(&metrics.registry.gather()).unwrap_or_default()
    }
}

/// The operator's server on a listener that is bound already.
///
/// # Errors
/// If the listener cannot be used.
pub fn operator(
    listener: TcpListener,
    readiness: Readiness,
    figures: Figures,
) -> std::io::Result<Server> {
    let (readiness, figures) = (Data::new(readiness), Data::new(figures));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(readiness.clone())
            .app_data(figures.clone())
            .route("/health/live", web::get().to(live))
            .route("/health/ready", web::get().to(ready))
            .route("/metrics", web::get().to(count))
    });
    Ok(server.workers(1).shutdown_timeout(1).disable_signals().listen(listener)?.run())
}

async fn live() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("alive\n")
}

async fn ready(readiness: Data<Readiness>) -> HttpResponse {
    match readiness.judge().await {
        Ok(()) => HttpResponse::Ok().content_type("text/plain").body("ready\n"),
        Err(reason) => HttpResponse::ServiceUnavailable()
            .insert_header((header::RETRY_AFTER, "1"))
            .content_type("text/plain")
            .body(format!("{reason}\n")),
    }
}

async fn count(figures: Data<Figures>) -> HttpResponse {
    HttpResponse::Ok().content_type(Figures::CONTENT_TYPE).body(figures.text())
}

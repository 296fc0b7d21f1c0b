//! The operator's server: is it alive, may it be sent requests, and what did it do.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::dev::Server;
use actix_web::http::header;
use actix_web::web::{self, Data};
use actix_web::{App, HttpResponse, HttpServer};
use prometheus::{
    Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder,
};

use crate::flows::readiness::Readiness;

/// What is counted.
pub struct Metrics {
    registry: Registry,
    served: IntCounterVec,
    spent: Histogram,
    turned_away: IntCounter,
    commits: IntGauge,
    sql_calls: IntGauge,
    rows_written: IntGauge,
    hashes: IntGauge,
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
        let commits = IntGauge::new("danh_commits", "Transactions since the start.")?;
        let sql_calls = IntGauge::new("danh_sql_calls", "Statements since the start.")?;
        let rows_written = IntGauge::new("danh_rows_written", "Rows written since the start.")?;
        let hashes = IntGauge::new("danh_password_hashes", "Password hashes since the start.")?;
        registry.register(Box::new(served.clone()))?;
        registry.register(Box::new(spent.clone()))?;
        registry.register(Box::new(turned_away.clone()))?;
        for gauge in [&commits, &sql_calls, &rows_written, &hashes] {
            registry.register(Box::new(gauge.clone()))?;
        }
        Ok(Self { registry, served, spent, turned_away, commits, sql_calls, rows_written, hashes })
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

    fn text(&self, readiness: &Readiness) -> String {
        let counts = readiness.counts();
        let set =
            |gauge: &IntGauge, count: u64| gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
        set(&self.commits, counts.commits);
        set(&self.sql_calls, counts.calls);
        set(&self.rows_written, counts.rows_written);
        set(&self.hashes, readiness.hashes_run());
        TextEncoder::new().encode_to_string(&self.registry.gather()).unwrap_or_default()
    }
}

/// The operator's server on a listener that is bound already.
///
/// # Errors
/// If the listener cannot be used.
pub fn operator(
    listener: TcpListener,
    readiness: Readiness,
    metrics: Arc<Metrics>,
) -> std::io::Result<Server> {
    let (readiness, metrics) = (Data::new(readiness), Data::from(metrics));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(readiness.clone())
            .app_data(metrics.clone())
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

async fn count(metrics: Data<Metrics>, readiness: Data<Readiness>) -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; version=0.0.4").body(metrics.text(&readiness))
}

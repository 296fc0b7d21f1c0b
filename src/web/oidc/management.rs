//! `/management/metrics`: what is counted here, for a machine that may not come to the management address.

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use crate::flows::error::Error;
use crate::flows::management::ManagementFlow;
use crate::protocol::bearer::{Shown, scheme, token};
use crate::protocol::scope::Scope;
use crate::web::door::{self, Door};
use crate::web::management::Figures;
use crate::web::{error, sender};

const METRICS: &str = "/management/metrics";

/// Adds the resource.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(METRICS).route(web::get().to(metrics)));
}

async fn metrics(
    request: HttpRequest,
    door: Data<Door>,
    flow: Data<ManagementFlow>,
    figures: Data<Figures>,
) -> HttpResponse {
    let answer = answered(&request, &door, &flow, &figures).await;
    sender::with_nonce(answer, &flow.userinfo.proofs.nonce())
}

async fn answered(
    request: &HttpRequest,
    door: &Door,
    flow: &ManagementFlow,
    figures: &Figures,
) -> HttpResponse {
    let authorization = request.headers().get(header::AUTHORIZATION).and_then(|v| v.to_str().ok());
    let scheme = scheme(authorization);
    let query = door::query(request).ok();
    let shown = match token(Shown { authorization, form: None, query: query.as_ref() }) {
        Ok(shown) => shown,
        Err(fault) => return error::bearer(door, request, scheme, Error::Refused(fault)),
    };
    match flow.admit(&shown, sender::of(request), (METRICS, Scope::Metrics)).await {
        Ok(()) => door
            .answer(StatusCode::OK)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .content_type(Figures::CONTENT_TYPE)
            .body(figures.text()),
        Err(failure) => error::bearer(door, request, scheme, failure),
    }
}

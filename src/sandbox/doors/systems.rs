//! What the four systems' doors have in common: who may ask, and what a fault does to an answer.

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use crate::domain::text::Secret;
use crate::sandbox::faults::{Fault, Kind};

/// A body longer than any reader should accept.
const TOO_LONG: usize = 1024 * 1024;

/// What a door answers, or why not.
pub(super) type Reply = Result<HttpResponse, Refusal>;

/// A refusal in the form that every system of the sandbox uses: `{"error": "…"}`.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub(super) struct Refusal {
    status: StatusCode,
    error: &'static str,
}

impl Refusal {
    pub(super) const BAD_REQUEST: Self = Self::new(StatusCode::BAD_REQUEST, "bad_request");

    pub(super) const fn new(status: StatusCode, error: &'static str) -> Self {
        Self { status, error }
    }
}

impl ResponseError for Refusal {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            response.insert_header((RETRY_AFTER, "30"));
        }
        response.json(json!({ "error": self.error }))
    }
}

/// Refuses whoever does not hold the shared secret.
pub(super) fn admitted(request: &HttpRequest, secret: &Secret) -> Result<(), Refusal> {
    let given = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let given = given.and_then(|value| value.strip_prefix("Bearer ")).unwrap_or("");
    if bool::from(given.as_bytes().ct_eq(secret.expose().as_bytes())) {
        Ok(())
    } else {
        Err(Refusal::new(StatusCode::UNAUTHORIZED, "unauthorized"))
    }
}

/// Reads a body of the right shape.
pub(super) fn read<T: serde::de::DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    serde_json::from_slice(body).map_err(|_| Refusal::BAD_REQUEST)
}

/// Lets a fault happen before the answer is made; some faults are an answer of their own.
pub(super) async fn before_answering(fault: Option<&Fault>) -> Result<(), Refusal> {
    match fault.map(|fault| (fault, fault.kind)) {
        Some((fault, Kind::Slow)) => {
            actix_web::rt::time::sleep(fault.delay()).await;
            Ok(())
        }
        Some((_, Kind::Down)) => Err(Refusal::new(StatusCode::SERVICE_UNAVAILABLE, "down")),
        Some((_, Kind::Busy)) => Err(Refusal::new(StatusCode::TOO_MANY_REQUESTS, "busy")),
        _ => Ok(()),
    }
}

/// Nonsense in place of an answer: four kinds, by turns.
pub(super) fn nonsense(turn: usize, mut answer: Value) -> HttpResponse {
    let members = answer.as_object_mut();
    match (turn % 4, members) {
        (0, Some(members)) => {
            members.insert("number".into(), "999000000099".into());
            HttpResponse::Ok().json(answer)
        }
        (1, Some(members)) => {
            let changed: Vec<Value> = members.values().cloned().collect();
            HttpResponse::Ok().json(json!({ "version": 2, "record": changed }))
        }
        (2, _) => {
            let whole = answer.to_string();
            let half: String = whole.chars().take(whole.chars().count() / 2).collect();
            HttpResponse::Ok().content_type("application/json").body(half)
        }
        _ => HttpResponse::Ok().json(json!({ "padding": "0".repeat(TOO_LONG), "answer": answer })),
    }
}

//! A form that a person's browser posts in a client's name.

use actix_web::http::StatusCode;
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse};

use crate::protocol::params::{Params, ParamsError};
use crate::web::door::{self, Door, FormError};
use crate::web::error;
use crate::web::pages::error::Problem;

/// Its parameters or what is wrong with them, which the flow judges; or the page to show because it
/// is no form at all.
pub(super) fn posted(
    request: &HttpRequest,
    door: &Door,
    body: &Bytes,
) -> Result<Result<Params, ParamsError>, HttpResponse> {
    match door::form(request, body) {
        Ok(params) => Ok(Ok(params)),
        Err(FormError::Params(error)) => Ok(Err(error)),
        Err(FormError::Kind) => {
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            Err(error::problem_page(door, request, status, Problem::BadRequest))
        }
    }
}

//! `/end_session` (OpenID Connect RP-Initiated Logout 1.0 §2): GET has the browser's cookies, POST
//! has none and leads to a GET that does.

use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::posted::posted;
use crate::flows::logout::LogoutFlow;
use crate::web::door::{self, Door};
use crate::web::own::logout::{failed, go};

/// Adds the endpoint.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/end_session").route(web::get().to(by_get)).route(web::post().to(by_post)),
    );
}

async fn by_get(request: HttpRequest, door: Data<Door>, flow: Data<LogoutFlow>) -> HttpResponse {
    match flow.begin(door::query(&request), &door.browser(&request)).await {
        Ok(answered) => go(&door, &answered),
        Err(failure) => failed(&request, &door, &failure),
    }
}

async fn by_post(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<LogoutFlow>,
) -> HttpResponse {
    let params = match posted(&request, &door, &body) {
        Ok(params) => params,
        Err(page) => return page,
    };
    match flow.receive(params, door::caller(&request)).await {
        Ok(answered) => go(&door, &answered),
        Err(failure) => failed(&request, &door, &failure),
    }
}

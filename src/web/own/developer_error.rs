//! `/loi/{topic}`: where the `error_uri` of an answer leads.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, Path, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::entrance::not_found;
use crate::protocol::error::ErrorTopic;
use crate::web::door::Door;
use crate::web::headers::FormTargets;
use crate::web::pages::developer_error::DeveloperError;

/// Adds the page.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/loi/{topic}").get(show));
}

async fn show(request: HttpRequest, name: Path<String>, door: Data<Door>) -> HttpResponse {
    let Some(topic) = ErrorTopic::parse(&name) else { return not_found(&request, &door) };
    let page = DeveloperError { frame: door.frame(&request, "", None), topic };
    door.page(&request, StatusCode::OK, &page, &FormTargets::own())
}

//! `/gd/{id}`: the hall itself leads on to the page that stands; and a request that lay idle is taken
//! up again with what was typed.

use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::visitor::Visitor;
use crate::flows::authorization::AuthorizationFlow;
use crate::web::door::Door;

/// Adds the addresses.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/gd/{id}").get(resume));
    config.service(web::resource("/gd/{id}/tiep-tuc").get(take_up_again));
}

async fn resume(
    request: HttpRequest,
    door: Data<Door>,
    hall: Data<AuthorizationFlow>,
) -> HttpResponse {
    let (visitor, visit) = match Visitor::at(&request, &door, &hall).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    match hall.proceed(visit).await {
        Ok(next) => visitor.go(&request, &door, &next, Vec::new()),
        Err(failure) => visitor.failed(&request, &door, &failure),
    }
}

async fn take_up_again(
    request: HttpRequest,
    door: Data<Door>,
    hall: Data<AuthorizationFlow>,
) -> HttpResponse {
    let visitor = match Visitor::read(&request, &door) {
        Ok(visitor) => visitor,
        Err(page) => return page,
    };
    match hall.take_up_again(visitor.hold(), &visitor.browser).await {
        Ok(None) => door.see_other(&format!("/gd/{}", visitor.id.as_str())).finish(),
        Ok(Some((ticket, id))) => {
            let secret = ticket.text().expose();
            let mut cookies = door.cookies().keep_interaction(&request, &id, secret);
            cookies.push(door.cookies().drop_interaction(&visitor.id));
            let mut answer = door.see_other(&format!("/gd/{}", id.as_str())).finish();
            for cookie in &cookies {
                if let Err(error) = answer.add_cookie(cookie) {
                    tracing::error!(%error, "a cookie could not be written");
                }
            }
            answer
        }
        Err(failure) => visitor.failed(&request, &door, &failure),
    }
}

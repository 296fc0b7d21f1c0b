//! `/gd/{id}/doi-mat-khau`: another password in the place of one that served too long.

use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::visitor::{Visitor, standing_at};
use crate::domain::interaction::Step;
use crate::domain::text::Secret;
use crate::domain::time::Lifetime;
use crate::flows::error::Error;
use crate::flows::password_change::{
    Lacking, PasswordChangeFlow, PasswordChangeRefusal, TypedTwice,
};
use crate::web::door::Door;
use crate::web::error;
use crate::web::pages::fault::{Fault, Faults};
use crate::web::pages::password_change::PasswordChange;

/// Adds the page.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/gd/{id}/doi-mat-khau")
            .route(web::get().to(show))
            .route(web::post().to(submit)),
    );
}

async fn show(
    request: HttpRequest,
    door: Data<Door>,
    flow: Data<PasswordChangeFlow>,
) -> HttpResponse {
    page(&request, &door, &flow, (StatusCode::OK, Faults::none())).await
}

async fn submit(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<PasswordChangeFlow>,
) -> HttpResponse {
    let (visitor, form) = match Visitor::with_form(&request, &door, &body) {
        Ok(read) => read,
        Err(page) => return page,
    };
    if form.text("decision") == "later" {
        return match flow.postpone(visitor.hold(), &visitor.browser).await {
            Ok(next) => visitor.go(&request, &door, &next, Vec::new()),
            Err(failure) => visitor.failed(&request, &door, &failure),
        };
    }
    let typed = TypedTwice {
        password: form.secret("new_password"),
        again: form.secret("new_password_again"),
    };
    let submitted = flow.submit(visitor.hold(), &visitor.browser, &typed);
    let faults = match Box::pin(submitted).await {
        Ok(signed_in) => {
            let session = signed_in.session.as_ref().map(Secret::expose);
            let cookies = session.map(|s| door.cookies().keep_session(s)).into_iter().collect();
            return visitor.go(&request, &door, &signed_in.next, cookies);
        }
        Err(Error::Refused(PasswordChangeRefusal::Visit(refusal))) => {
            return visitor.refused(&request, &door, &refusal);
        }
        Err(Error::Refused(PasswordChangeRefusal::Busy)) => {
            return error::page(&door, &request, &Error::<()>::Unavailable("password hashes"));
        }
        Err(Error::Refused(refusal)) => faults(refusal),
        Err(failure) => return error::page(&door, &request, &failure),
    };
    page(&request, &door, &flow, (StatusCode::UNPROCESSABLE_ENTITY, faults)).await
}

/// What to correct, all at once; what a password lacks goes before what speaks against it.
fn faults(refusal: PasswordChangeRefusal) -> Faults {
    let (lacking, differs) = match refusal {
        PasswordChangeRefusal::TooLong => return Fault::NewPasswordLong.into(),
        PasswordChangeRefusal::Unchanged => return Fault::NewPasswordOld.into(),
        PasswordChangeRefusal::Unfit { lacking, differs } => (lacking, differs),
        _ => return Fault::NewPasswordEmpty.into(),
    };
    let (against, lacks): (Vec<_>, Vec<_>) =
        lacking.into_iter().partition(|one| matches!(one, Lacking::Rarity | Lacking::Distance));
    let first = match (lacks.is_empty(), against.first()) {
        (false, _) => Some(Fault::NewPasswordLacks(lacks)),
        (true, Some(Lacking::Distance)) => Some(Fault::NewPasswordOwn),
        (true, Some(_)) => Some(Fault::NewPasswordCommon),
        (true, None) => None,
    };
    Faults(first.into_iter().chain(differs.then_some(Fault::NewPasswordDiffers)).collect())
}

async fn page(
    request: &HttpRequest,
    door: &Door,
    flow: &PasswordChangeFlow,
    (status, faults): (StatusCode, Faults),
) -> HttpResponse {
    let (visitor, visit) = match Visitor::at(request, door, &flow.hall).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let (Step::PasswordChange { postponable }, Some(standing)) =
        (visit.step(None), visit.standing.as_ref())
    else {
        return visitor.step_done(request, door, standing_at(&visit));
    };
    let frame = visitor.frame(request, door, &visit);
    let page = PasswordChange {
        action: visitor.address("doi-mat-khau"),
        number: standing.account.profile.number.as_str().to_owned(),
        days: visit.password_rules.lifetime.as_seconds() / Lifetime::days(1).as_seconds(),
        postponable,
        leave: visitor.leave(&visit, frame.language),
        faults,
        frame,
    };
    door.page(request, status, &page, &Visitor::targets(&visit))
}

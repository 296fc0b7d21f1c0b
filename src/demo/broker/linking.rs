//! Linking an account with Danh after a proof of both, and undoing it after a fresh one of Danh.

use actix_web::{HttpRequest, HttpResponse, web};

use super::ministry::{Ministry, danh_name, is_own_form, proven};
use super::portal::{Credentials, cookied, depart, proved, told};
use crate::demo::clock;
use crate::demo::desk::to;
use crate::demo::guest::Errand;
use crate::demo::said::Said;
use crate::demo::sign_in::Wanted;
use crate::demo::visitors::Visitor;

/// For so many seconds a sign-in at Danh is fresh enough to link by.
const FRESH: i64 = 300;

/// The password is typed now; if Danh's proof is fresh the two are linked, or else Danh is asked anew.
pub(super) async fn link(
    ministry: web::Data<Ministry>,
    request: HttpRequest,
    form: web::Form<Credentials>,
) -> HttpResponse {
    let id = ministry.desk.visitor_id(&request);
    if !is_own_form(&request) {
        return to("/").finish();
    }
    let account = match proved(&ministry, form.into_inner()).await {
        Ok(account) => account,
        Err(said) => return told(&ministry, &id, said),
    };
    let now = clock::seconds();
    let at_danh = |visitor: &mut Visitor| {
        let received = visitor.received.as_ref()?;
        let proven = proven(received);
        let will_do = proven.is_strong() && now - proven.auth_time <= FRESH;
        will_do.then(|| (danh_name(received).to_owned(), proven))
    };
    let Some((danh, proven)) = ministry.desk.visitors.with(&id, at_danh).flatten() else {
        let wanted = fresh(&ministry, &id);
        return depart(&ministry, &request, wanted, Some(Errand::Link(account))).await;
    };
    if let Err(said) = ministry.link(account, &danh) {
        return told(&ministry, &id, said);
    }
    let ended = ministry.desk.visitors.with(&id, |visitor| {
        visitor.guest.said = Some(Said::Linked);
        visitor.guest.enter(Some(account), proven)
    });
    if let Some(ended) = ended.flatten() {
        ministry.tell(&ended);
    }
    let id = ministry.desk.visitors.rename(&id).unwrap_or(id);
    cookied(&ministry, &id)
}

/// Danh is asked who it is, by every proof anew.
pub(super) async fn unlink(ministry: web::Data<Ministry>, request: HttpRequest) -> HttpResponse {
    let id = ministry.desk.visitor_id(&request);
    let account = ministry.desk.visitors.with(&id, |visitor| {
        let session = visitor.guest.session.as_ref();
        session.filter(|_| is_own_form(&request)).map(|session| session.account)
    });
    let Some(account) = account.flatten() else { return to("/").finish() };
    let wanted = fresh(&ministry, &id);
    depart(&ministry, &request, wanted, Some(Errand::Unlink(account))).await
}

fn fresh(ministry: &Ministry, id: &str) -> Wanted {
    Wanted { language: ministry.desk.language(id, None), somebody_else: false, fresh: true }
}

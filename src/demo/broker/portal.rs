//! What a person can do at the ministry: look, and sign in by either way.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::ministry::{Ministry, danh_name, is_own_form, proven};
use super::pages::{Door, Home, Offer};
use crate::demo::brokered::Wish;
use crate::demo::clock;
use crate::demo::desk::to;
use crate::demo::guest::{AccountId, Errand, Proven, Sent};
use crate::demo::notice::Notice;
use crate::demo::received::Received;
use crate::demo::said::Said;
use crate::demo::sign_in::Wanted;
use crate::demo::visitors::Visitor;
use crate::demo::visits::{Answer, Asked, redeemed, show};

/// One of three pages: somebody is signed in, somebody came by Danh and has no account yet, or nobody.
pub(super) async fn look(
    ministry: web::Data<Ministry>,
    request: HttpRequest,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let desk = &ministry.desk;
    let id = desk.visitor_id(&request);
    let frame = desk.frame(desk.language(&id, asked.language()), "/");
    let seen = desk.visitors.with(&id, |visitor| {
        if asked.gives_up() {
            visitor.guest.waiting = None;
        }
        let session = visitor.guest.session.as_ref();
        let shown = session.and_then(|session| ministry.accounts.shown(session.account));
        let waits = visitor.guest.waiting.is_some();
        match (shown, &visitor.received) {
            (Some(account), received) if !waits => {
                Ok(Home::new(frame, account, (received.as_ref(), visitor.guest.said)))
            }
            (None, Some(_)) => Err((true, waits, visitor.notice, visitor.guest.said)),
            _ => Err((false, waits, visitor.notice, visitor.guest.said)),
        }
    });
    match seen {
        Some(Ok(home)) => show(StatusCode::OK, &home),
        Some(Err((true, _, _, said))) => show(StatusCode::OK, &Offer::new(frame, said)),
        Some(Err((false, waits, notice, said))) => {
            show(StatusCode::OK, &Door::new(frame, waits, (notice, said)))
        }
        None => show(StatusCode::OK, &Door::new(frame, false, (None, None))),
    }
}

/// To Danh, to sign in as the service wishes or the person.
pub(super) async fn send_off(
    ministry: web::Data<Ministry>,
    request: HttpRequest,
    asked: web::Query<Asked>,
) -> HttpResponse {
    let id = ministry.desk.visitor_id(&request);
    let wish = |visitor: &mut Visitor| {
        visitor.guest.waiting.as_ref().map(|asked| (asked.wish, asked.not_before.is_some()))
    };
    let (wish, fresh) =
        ministry.desk.visitors.with(&id, wish).flatten().unwrap_or((Wish::Anybody, false));
    let wanted = Wanted {
        language: ministry.desk.language(&id, asked.language()),
        somebody_else: asked.is_somebody_else() || wish == Wish::SomebodyElse,
        fresh,
    };
    depart(&ministry, &request, wanted, None).await
}

/// To Danh, for this errand.
pub(super) async fn depart(
    ministry: &Ministry,
    request: &HttpRequest,
    wanted: Wanted,
    errand: Option<Errand>,
) -> HttpResponse {
    let desk = &ministry.desk;
    let id = desk.visitor_id(request);
    let Some(base) = desk.base(request) else { return to("/").finish() };
    let Some(metadata) = desk.provider.metadata().await else {
        return desk.told(&id, Notice::ProviderDown);
    };
    let sent = desk.party().send_off((&desk.provider, &metadata), base, wanted).await;
    let (address, pending) = match sent {
        Ok(sent) => sent,
        Err(notice) => return desk.told(&id, notice),
    };
    let id = desk.admitted(&id);
    desk.visitors.with(&id, |visitor| {
        visitor.language = wanted.language;
        visitor.notice = None;
        visitor.guest.said = None;
        let state = pending.state.secret().clone();
        visitor.guest.sent = errand.map(|errand| Sent { errand, state, since: clock::seconds() });
        visitor.expect(pending);
    });
    to(address.as_str()).insert_header(desk.cookie(&id)).finish()
}

/// From Danh: a sign-in, or the proof that an errand needed.
pub(super) async fn come_back(
    ministry: web::Data<Ministry>,
    request: HttpRequest,
    answer: web::Query<Answer>,
) -> HttpResponse {
    let desk = &ministry.desk;
    let id = desk.visitor_id(&request);
    let state = answer.state.clone().unwrap_or_default();
    let sent = desk.visitors.with(&id, |visitor| visitor.guest.take_sent(&state)).flatten();
    let received = match redeemed(desk, &id, answer.into_inner()).await {
        Ok(received) => received,
        Err(notice) => return desk.told(&id, notice),
    };
    let (who, said) = match settled(&ministry, &received, sent) {
        Ok(settled) => settled,
        Err(said) => return told(&ministry, &id, said),
    };
    let mut proven = proven(&received);
    if said == Some(Said::Unlinked) {
        // What Danh says is not said of this account any more.
        proven.acr = None;
    }
    ministry.enter(&id, (who, proven), Some(received));
    desk.visitors.with(&id, |visitor| visitor.guest.said = said);
    match desk.visitors.rename(&id) {
        Some(id) => cookied(&ministry, &id),
        None => desk.told(&id, Notice::NotOurs),
    }
}

/// Whose sign-in this is, and what was done besides.
fn settled(
    ministry: &Ministry,
    received: &Received,
    sent: Option<Sent>,
) -> Result<(Option<AccountId>, Option<Said>), Said> {
    let danh = danh_name(received);
    let Some(sent) = sent else { return Ok((ministry.accounts.of_danh(danh), None)) };
    let proven = proven(received);
    if proven.auth_time < sent.since || !proven.is_strong() {
        return Err(Said::NotProven);
    }
    match sent.errand {
        Errand::Link(account) => {
            ministry.link(account, danh)?;
            Ok((Some(account), Some(Said::Linked)))
        }
        Errand::Unlink(account) => {
            ministry.accounts.unlink(account, danh)?;
            Ok((Some(account), Some(Said::Unlinked)))
        }
    }
}

/// The name and password of an account of the ministry's own.
#[derive(Deserialize)]
pub(super) struct Credentials {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) password: String,
}

/// Signs in by the ministry's own password.
pub(super) async fn enter_locally(
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
    let id = ministry.desk.admitted(&id);
    let proven = Proven { acr: None, auth_time: clock::seconds() };
    ministry.enter(&id, (Some(account), proven), None);
    ministry.desk.visitors.with(&id, |visitor| visitor.guest.said = None);
    cookied(&ministry, &ministry.desk.visitors.rename(&id).unwrap_or(id))
}

/// Whose password this is; hashing keeps no page waiting.
pub(super) async fn proved(
    ministry: &web::Data<Ministry>,
    form: Credentials,
) -> Result<AccountId, Said> {
    let ministry = ministry.clone();
    let name = form.name.trim().to_lowercase();
    web::block(move || ministry.accounts.prove(&name, &form.password))
        .await
        .unwrap_or(Err(Said::WrongPassword))
}

/// Who came by Danh and has no account here gets one without a password.
pub(super) async fn go_on(ministry: web::Data<Ministry>, request: HttpRequest) -> HttpResponse {
    let id = ministry.desk.visitor_id(&request);
    let came = |visitor: &mut Visitor| {
        let received = visitor.received.as_ref().filter(|_| is_own_form(&request))?;
        let who = ministry.accounts.admitted(danh_name(received));
        visitor.guest.enter(Some(who), proven(received))
    };
    if let Some(ended) = ministry.desk.visitors.with(&id, came).flatten() {
        ministry.tell(&ended);
    }
    ministry.onward(&id)
}

/// Onward under a new cookie.
pub(super) fn cookied(ministry: &Ministry, id: &str) -> HttpResponse {
    let mut onward = ministry.onward(id);
    let (name, value) = ministry.desk.cookie(id);
    if let Ok(value) = value.parse() {
        onward.headers_mut().insert(name, value);
    }
    onward
}

/// Back to the first page, which says this.
pub(super) fn told(ministry: &Ministry, id: &str, said: Said) -> HttpResponse {
    let id = ministry.desk.admitted(id);
    ministry.desk.visitors.with(&id, |visitor| visitor.guest.said = Some(said));
    to("/").insert_header(ministry.desk.cookie(&id)).finish()
}

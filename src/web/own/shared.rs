//! `/toi/chia-se`: what was shared, each read, stopping, and the list to keep.

use std::io;
use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::{self, Stream, StreamExt};

use super::entrance::{holder, not_found, not_ours, turned_away};
use super::spreadsheet::Spreadsheet;
use crate::domain::client::{ClientId, Sector};
use crate::domain::id::EventId;
use crate::domain::shared::SharingEnd;
use crate::domain::time::Timestamp;
use crate::flows::clients::Registered;
use crate::flows::error::Error;
use crate::flows::shared::{Read, Reads, Share, SharedFlow, SharedRefusal};
use crate::web::door::Door;
use crate::web::error;
use crate::web::form::PageForm;
use crate::web::headers::FormTargets;
use crate::web::locale::Language;
use crate::web::pages::shared::{End, Entry, Shared};
use crate::web::pages::shared_detail::{self, SharedDetail};
use crate::web::pages::stop_sharing::StopSharing;
use crate::web::pages::words::Words;
use crate::web::pages::{item, moment};

/// The list.
pub(super) const LIST: &str = "/toi/chia-se";
/// By this parameter the detail goes on with older reads.
const BEFORE: &str = "truoc";

/// Adds the pages.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource(LIST).get(list));
    config.service(web::resource("/toi/chia-se.csv").get(every_read));
    config.service(web::resource("/toi/chia-se/{client}").get(detail));
    config.service(web::resource("/toi/chia-se/{client}/bang-ke.csv").get(every_read));
    config.service(
        web::resource("/toi/chia-se/{client}/dung")
            .route(web::get().to(ask))
            .route(web::post().to(stop)),
    );
}

async fn list(request: HttpRequest, door: Data<Door>, flow: Data<SharedFlow>) -> HttpResponse {
    let shares = match flow.look(&door.browser(&request)).await {
        Ok(shares) => shares,
        Err(Error::Refused(why)) => return turned_away(&request, &door, why),
        Err(failure) => return error::page(&door, &request, &failure),
    };
    let frame = door.frame(&request, "", None);
    let (active, ended): (Vec<_>, Vec<_>) =
        shares.iter().partition(|share| share.sharing.end.stands());
    let entries = |shares: Vec<&Share>| {
        shares.into_iter().map(|share| entry(share, frame.language)).collect::<Vec<_>>()
    };
    let page = Shared {
        active: entries(active),
        ended: entries(ended),
        csv: "/toi/chia-se.csv".to_owned(),
        home: "/toi".to_owned(),
        frame,
    };
    door.page(&request, StatusCode::OK, &page, &FormTargets::own())
}

async fn detail(request: HttpRequest, door: Data<Door>, flow: Data<SharedFlow>) -> HttpResponse {
    let Some(client) = client(&request) else { return not_found(&request, &door) };
    let before = url::form_urlencoded::parse(request.query_string().as_bytes())
        .find_map(|(name, value)| EventId::parse(&value).filter(|_| name == BEFORE));
    let looked = flow.look_closer(&door.browser(&request), &client, before.as_ref()).await;
    let (share, reads) = match looked {
        Ok(found) => found,
        Err(failure) => return failed(&request, &door, &failure),
    };
    let frame = door.frame(&request, "", None);
    let address = address(&share.client);
    let older = reads.last().filter(|_| reads.len() >= SharedFlow::ON_PAGE as usize);
    let registered = share.registered.as_ref().map(|registered| &registered.client);
    let page = SharedDetail {
        entry: entry(&share, frame.language),
        legal_name: registered.map_or_else(String::new, |c| c.legal_name.as_str().to_owned()),
        purpose: registered.map_or_else(String::new, |c| frame.language.of(&c.purpose)),
        since: share.sharing.since,
        older: older.map(|read| format!("{address}?{BEFORE}={}", read.id.as_str())),
        reads: reads.iter().map(|r| shared_detail::Read { at: r.at, items: r.items() }).collect(),
        back: LIST.to_owned(),
        receipt: format!("/toi/chia-se/bien-nhan/{}", share.receipt.as_str()),
        csv: format!("{address}/bang-ke.csv"),
        frame,
    };
    door.page(&request, StatusCode::OK, &page, &FormTargets::own())
}

async fn every_read(
    request: HttpRequest,
    door: Data<Door>,
    flow: Data<SharedFlow>,
) -> HttpResponse {
    let of_one = request.match_info().get("client").is_some();
    let client = client(&request);
    if of_one && client.is_none() {
        return not_found(&request, &door);
    }
    let mut reads = match flow.every_read(&door.browser(&request), client).await {
        Ok(reads) => reads,
        Err(Error::Refused(why)) => return turned_away(&request, &door, why),
        Err(failure) => return error::page(&door, &request, &failure),
    };
    // The first page is fetched before anything is answered: what fails at once is told as a page.
    let first = match reads.next_page().await {
        Ok(page) => page.unwrap_or_default(),
        Err(failure) => return error::page(&door, &request, &failure),
    };
    let say = Words(door.language(&request, None));
    let mut sheet = Spreadsheet::new();
    let (when, service) = (say.shared_detail_when(), say.shared_service());
    sheet.row(&[when, service, "client_id", say.shared_detail_what(), "claims"]);
    write(&mut sheet, say, &first);
    let head = stream::iter([Ok(Bytes::from(sheet.into_text()))]);
    door.answer(StatusCode::OK)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, "attachment; filename=\"chia-se.csv\""))
        .content_type("text/csv; charset=utf-8")
        .streaming(head.chain(rest(reads, say)))
}

/// The other pages, each fetched when the one before was sent. If one cannot be, the answer breaks off,
/// and a browser sees that its end is missing.
fn rest(reads: Reads, say: Words) -> impl Stream<Item = io::Result<Bytes>> {
    stream::try_unfold(reads, move |mut reads| async move {
        let page = reads.next_page().await.map_err(|_| {
            tracing::warn!("a list of reads broke off");
            io::Error::other("the list breaks off")
        })?;
        Ok(page.map(|page| {
            let mut sheet = Spreadsheet::continued();
            write(&mut sheet, say, &page);
            (Bytes::from(sheet.into_text()), reads)
        }))
    })
}

fn write(sheet: &mut Spreadsheet, say: Words, reads: &[(Read, Option<Arc<Registered>>)]) {
    for (read, registered) in reads {
        let name = name(registered.as_ref(), &read.client, say.0);
        let claims: Vec<_> = read.claims.iter().map(|claim| claim.name()).collect();
        let what = item::seen(&say, &read.items());
        sheet.row(&[&stamp(read), &name, read.client.as_str(), &what, &claims.join(" ")]);
    }
}

async fn ask(request: HttpRequest, door: Data<Door>, flow: Data<SharedFlow>) -> HttpResponse {
    let Some(client) = client(&request) else { return not_found(&request, &door) };
    let share = match flow.look_closer(&door.browser(&request), &client, None).await {
        Ok((share, _)) => share,
        Err(failure) => return failed(&request, &door, &failure),
    };
    if !share.sharing.end.stands() {
        return door.see_other(&address(&client)).finish();
    }
    let frame = door.frame(&request, &holder(&request, &door), None);
    let page = StopSharing {
        action: format!("{}/dung", address(&client)),
        service: name(share.registered.as_ref(), &client, frame.language),
        items: share.sharing.items,
        offline: share.sharing.offline.is_some(),
        back: address(&client),
        frame,
    };
    door.page(&request, StatusCode::OK, &page, &FormTargets::own())
}

async fn stop(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<SharedFlow>,
) -> HttpResponse {
    let Some(client) = client(&request) else { return not_found(&request, &door) };
    let form = PageForm::read(&request, &body);
    let form = form.filter(|form| door.is_own_form(&request, &holder(&request, &door), form));
    if form.is_none_or(|form| form.text("decision") != "stop") {
        return not_ours(&request, &door);
    }
    match flow.stop(&door.browser(&request), &client).await {
        Ok(()) => door.see_other(&address(&client)).finish(),
        Err(failure) => failed(&request, &door, &failure),
    }
}

/// A sharing as the list shows it.
fn entry(share: &Share, language: Language) -> Entry {
    let address = address(&share.client);
    let registered = share.registered.as_ref();
    Entry {
        service: name(registered, &share.client, language),
        sector: registered.map_or(Sector::Private, |registered| registered.client.sector),
        items: share.sharing.items.clone(),
        offline: share.sharing.offline,
        end: end(share.sharing.end),
        last_read: share.last_read,
        reads: share.reads,
        stop: share.sharing.end.stands().then(|| format!("{address}/dung")),
        detail: address,
    }
}

pub(super) fn end(end: SharingEnd) -> End {
    match end {
        SharingEnd::Until(at) => End::On(at.day()),
        SharingEnd::Once(at) => End::Once(at),
        SharingEnd::Stopped(at) => End::Stopped(at),
        SharingEnd::Over(at) => End::Over(at),
    }
}

/// The client's name, or the name it is registered under if it is registered no more.
pub(super) fn name(
    registered: Option<&Arc<Registered>>,
    client: &ClientId,
    language: Language,
) -> String {
    registered.map_or_else(|| client.as_str().to_owned(), |r| language.of(&r.client.name))
}

/// `2026-11-21 16:15`, as spreadsheets sort it, by the clock of Viet Nam.
fn stamp(read: &Read) -> String {
    let at: &Timestamp = &read.at;
    format!("{} {}", at.day(), moment::clock(at))
}

fn client(request: &HttpRequest) -> Option<ClientId> {
    request.match_info().get("client").and_then(ClientId::parse)
}

pub(super) fn address(client: &ClientId) -> String {
    format!("{LIST}/{}", client.as_str())
}

fn failed(request: &HttpRequest, door: &Door, failure: &Error<SharedRefusal>) -> HttpResponse {
    match failure {
        Error::Refused(SharedRefusal::SignInFirst(why)) => turned_away(request, door, *why),
        Error::Refused(SharedRefusal::Unknown) => not_found(request, door),
        failure => error::page(door, request, failure),
    }
}

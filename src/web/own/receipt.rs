//! `/toi/chia-se/bien-nhan/{id}`: what was agreed, to keep, to print, and signed.

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::entrance::{not_found, turned_away};
use super::shared::{address, name};
use crate::domain::client::Sector;
use crate::domain::consent::Duration;
use crate::domain::id::ConsentId;
use crate::flows::error::Error;
use crate::flows::receipt::{self, ReceiptFlow, ReceiptRefusal};
use crate::web::door::Door;
use crate::web::error;
use crate::web::headers::FormTargets;
use crate::web::locale::Language;
use crate::web::pages::receipt::Receipt;
use crate::web::pages::shared::{End, Entry};

/// Adds the page and the signed copy.
pub fn routes(config: &mut ServiceConfig) {
    config.service(web::resource("/toi/chia-se/bien-nhan/{id}").get(show));
    config.service(web::resource("/toi/chia-se/bien-nhan/{id}/ban-ky.jwt").get(signed));
}

async fn show(request: HttpRequest, door: Data<Door>, flow: Data<ReceiptFlow>) -> HttpResponse {
    let receipt = match found(&request, &door, &flow).await {
        Ok(receipt) => receipt,
        Err(page) => return page,
    };
    let frame = door.frame(&request, "", None);
    let (vietnamese, english) = &receipt.purpose;
    let purpose = match frame.language {
        Language::Vietnamese => vietnamese,
        Language::English => english,
    };
    let page = Receipt {
        number: receipt.id.as_str().to_owned(),
        entry: entry(&receipt, frame.language),
        items: receipt.items.clone(),
        legal_name: receipt.legal_name.clone(),
        organization_number: receipt.organization_number.clone(),
        account: receipt.person.clone(),
        purpose: purpose.clone(),
        at: receipt.at,
        signed: Some(format!("/toi/chia-se/bien-nhan/{}/ban-ky.jwt", receipt.id.as_str())),
        back: address(&receipt.client),
        frame,
    };
    door.page(&request, StatusCode::OK, &page, &FormTargets::own())
}

async fn signed(request: HttpRequest, door: Data<Door>, flow: Data<ReceiptFlow>) -> HttpResponse {
    let receipt = match found(&request, &door, &flow).await {
        Ok(receipt) => receipt,
        Err(page) => return page,
    };
    let name = format!("attachment; filename=\"bien-nhan-{}.jwt\"", receipt.id.as_str());
    door.answer(StatusCode::OK)
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .content_type("application/jwt")
        .body(receipt.signed.expose().to_owned())
}

async fn found(
    request: &HttpRequest,
    door: &Door,
    flow: &ReceiptFlow,
) -> Result<receipt::Receipt, HttpResponse> {
    let id = request.match_info().get("id").and_then(ConsentId::parse);
    let Some(id) = id else { return Err(not_found(request, door)) };
    let looked = flow.look(&door.browser(request), &id).await;
    looked.map_err(|failure| match failure {
        Error::Refused(ReceiptRefusal::SignInFirst(why)) => turned_away(request, door, why),
        Error::Refused(ReceiptRefusal::Unknown) => not_found(request, door),
        failure => error::page(door, request, &failure),
    })
}

/// What was agreed then, whatever became of it.
fn entry(receipt: &receipt::Receipt, language: Language) -> Entry {
    let registered = receipt.registered.as_ref();
    let once = receipt.until <= receipt.at.plus(Duration::Once.span());
    Entry {
        service: name(registered, &receipt.client, language),
        sector: registered.map_or(Sector::Private, |registered| registered.client.sector),
        items: receipt.items.iter().map(|(item, _)| *item).collect(),
        offline: receipt.offline,
        end: if once { End::Once(receipt.until) } else { End::On(receipt.until.day()) },
        last_read: None,
        reads: 0,
        detail: address(&receipt.client),
        stop: None,
    }
}

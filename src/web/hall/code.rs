//! `/gd/{id}/ma`: the six digits; `…/gui-lai`: another code; `…/cach-khac`: another number.

use actix_web::cookie::Cookie;
use actix_web::http::StatusCode;
use actix_web::web::{self, Bytes, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::dead_end;
use super::visitor::{Visitor, name, standing_at};
use crate::domain::text::Secret;
use crate::flows::error::Error;
use crate::flows::otp::{OtpFlow, OtpRefusal, Proven};
use crate::flows::own;
use crate::flows::sending::{SendRefusal, Sent};
use crate::flows::visit::{Stop, Visit};
use crate::web::door::Door;
use crate::web::error;
use crate::web::pages::another_way::{AnotherWay, Phone};
use crate::web::pages::fault::{Fault, Faults};
use crate::web::pages::otp::Otp;
use crate::web::pages::resend::Resend;

/// Adds the pages.
pub fn routes(config: &mut ServiceConfig) {
    config.service(
        web::resource("/gd/{id}/ma").route(web::get().to(show)).route(web::post().to(submit)),
    );
    config.service(
        web::resource("/gd/{id}/ma/gui-lai")
            .route(web::get().to(show_resend))
            .route(web::post().to(resend)),
    );
    config.service(
        web::resource("/gd/{id}/ma/cach-khac")
            .route(web::get().to(show_ways))
            .route(web::post().to(choose_way)),
    );
}

/// A page of this step: the visitor and the visit, or what is shown in their stead. The pages of sending
/// again say how many codes are left, so for them those are `counted`.
async fn at_step(
    (request, door, flow): (&HttpRequest, &Door, &OtpFlow),
    counted: bool,
) -> Result<(Visitor, Visit, Sent), HttpResponse> {
    let (visitor, visit) = Visitor::at(request, door, &flow.hall).await?;
    let stop = standing_at(&visit);
    if stop != Some(Stop::Otp) {
        return Err(visitor.step_done(request, door, stop));
    }
    let sending = &flow.sending;
    let sent = if counted { sending.look_again(&visit).await } else { sending.look(&visit).await };
    match sent {
        Ok(sent) if sent.tries_left == 0 => {
            Err(dead_end::tries_spent(request, door, (&visitor, &visit)))
        }
        Ok(sent) => Ok((visitor, visit, sent)),
        Err(failure) => Err(visitor.failed(request, door, &failure)),
    }
}

async fn show(request: HttpRequest, door: Data<Door>, flow: Data<OtpFlow>) -> HttpResponse {
    match at_step((&request, &door, &flow), false).await {
        Ok((visitor, visit, sent)) => {
            let again = request.query_string().split('&').any(|pair| pair == "lai=1");
            let told = (StatusCode::OK, Faults::none(), again);
            page(&request, &door, (&visitor, &visit, &sent), told)
        }
        Err(page) => page,
    }
}

async fn submit(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<OtpFlow>,
) -> HttpResponse {
    let (visitor, form) = match Visitor::with_form(&request, &door, &body) {
        Ok(read) => read,
        Err(page) => return page,
    };
    let submitted = flow.submit(visitor.hold(), &visitor.browser, form.text("code")).await;
    let refusal = match submitted {
        Ok(proven) => {
            return visitor.go(&request, &door, &proven.signed_in.next, kept(&door, &proven));
        }
        Err(Error::Refused(OtpRefusal::Visit(refusal))) => {
            return visitor.refused(&request, &door, &refusal);
        }
        Err(Error::Refused(refusal)) => refusal,
        Err(failure) => return error::page(&door, &request, &failure),
    };
    let (visitor, visit, sent) = match at_step((&request, &door, &flow), false).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let fault = match refusal {
        OtpRefusal::Empty => Fault::CodeEmpty,
        OtpRefusal::Wrong { left } if left <= 3 => Fault::CodeLeft(left),
        OtpRefusal::Wrong { .. } => Fault::CodeWrong,
        OtpRefusal::Late { ended_at } => Fault::CodeExpired(ended_at),
        OtpRefusal::Spent => {
            return dead_end::tries_spent(&request, &door, (&visitor, &visit));
        }
        OtpRefusal::Done => return visitor.step_done(&request, &door, None),
        OtpRefusal::Barred => {
            return dead_end::codes_barred(&request, &door, (&visitor, &visit));
        }
        OtpRefusal::Format | OtpRefusal::Visit(_) => Fault::CodeFormat,
    };
    let told = (StatusCode::UNPROCESSABLE_ENTITY, fault.into(), false);
    page(&request, &door, (&visitor, &visit, &sent), told)
}

async fn show_resend(request: HttpRequest, door: Data<Door>, flow: Data<OtpFlow>) -> HttpResponse {
    match at_step((&request, &door, &flow), true).await {
        Ok((visitor, visit, sent)) => {
            let told = (StatusCode::OK, Faults::none());
            resend_page(&request, &door, (&visitor, &visit, &sent), told)
        }
        Err(page) => page,
    }
}

async fn resend(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<OtpFlow>,
) -> HttpResponse {
    if let Err(page) = Visitor::with_form(&request, &door, &body) {
        return page;
    }
    let (visitor, visit, sent) = match at_step((&request, &door, &flow), true).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let place = sent.to.as_ref().and_then(|to| sent.phones.iter().position(|phone| phone == to));
    send(&request, &door, &flow, (visitor, visit, sent), place.unwrap_or(0)).await
}

async fn send(
    request: &HttpRequest,
    door: &Door,
    flow: &OtpFlow,
    (visitor, visit, sent): (Visitor, Visit, Sent),
    place: usize,
) -> HttpResponse {
    let fault = match flow.sending.again(&visit, place).await {
        Ok(()) => return door.see_other(&visitor.address("ma?lai=1")).finish(),
        Err(Error::Refused(SendRefusal::Wait { until })) => {
            let seconds = until.since(visit.now).as_seconds();
            Fault::SendTooEarly(u32::try_from(seconds).unwrap_or(u32::MAX))
        }
        Err(Error::Refused(SendRefusal::Spent { until })) => {
            return dead_end::codes_spent(request, door, (&visitor, &visit), until);
        }
        Err(Error::Refused(SendRefusal::Barred)) => {
            return dead_end::codes_barred(request, door, (&visitor, &visit));
        }
        Err(Error::Refused(SendRefusal::Crowd(crowd))) => {
            return dead_end::crowd_of_codes(request, door, (&visitor, &visit), crowd);
        }
        Err(Error::Refused(SendRefusal::NoPhone)) => Fault::NotSent,
        Err(Error::Refused(SendRefusal::Visit(refusal))) => {
            return visitor.refused(request, door, &refusal);
        }
        Err(failure) => return error::page(door, request, &failure),
    };
    let told = (StatusCode::TOO_MANY_REQUESTS, fault.into());
    resend_page(request, door, (&visitor, &visit, &sent), told)
}

async fn show_ways(request: HttpRequest, door: Data<Door>, flow: Data<OtpFlow>) -> HttpResponse {
    match at_step((&request, &door, &flow), true).await {
        Ok((visitor, visit, sent)) => {
            let told = (StatusCode::OK, Faults::none());
            ways_page(&request, &door, (&visitor, &visit, &sent), told)
        }
        Err(page) => page,
    }
}

async fn choose_way(
    request: HttpRequest,
    body: Bytes,
    door: Data<Door>,
    flow: Data<OtpFlow>,
) -> HttpResponse {
    let form = match Visitor::with_form(&request, &door, &body) {
        Ok((_, form)) => form,
        Err(page) => return page,
    };
    let (visitor, visit, sent) = match at_step((&request, &door, &flow), true).await {
        Ok(found) => found,
        Err(page) => return page,
    };
    let way = form.text("way").parse::<usize>().ok().filter(|place| *place < sent.phones.len());
    let Some(place) = way else {
        let told = (StatusCode::UNPROCESSABLE_ENTITY, Fault::NothingChosen.into());
        return ways_page(&request, &door, (&visitor, &visit, &sent), told);
    };
    send(&request, &door, &flow, (visitor, visit, sent), place).await
}

fn page(
    request: &HttpRequest,
    door: &Door,
    (visitor, visit, sent): (&Visitor, &Visit, &Sent),
    (status, faults, sent_again): (StatusCode, Faults, bool),
) -> HttpResponse {
    let (Some(to), Some(until)) = (&sent.to, sent.good_until) else {
        // Signed in by a password alone, and now more is asked: a code is sent when the person says so,
        // never because a browser was led here. If none may be sent, that page says what is left.
        return resend_page(request, door, (visitor, visit, sent), (status, faults));
    };
    let frame = visitor.frame(request, door, visit);
    let client = &visit.client.client;
    let page = Otp {
        action: visitor.address("ma"),
        service: (client.id.as_str() != own::CLIENT_ID).then(|| name(client, frame.language)),
        tail: to.tail().to_owned(),
        until,
        sent_again,
        resend: visitor.address("ma/gui-lai"),
        another_way: visitor.address("ma/cach-khac"),
        other: visitor.somebody_else(),
        leave: visitor.leave(visit, frame.language),
        inbox: door.inbox(frame.language, &visitor.address("ma")),
        faults,
        frame,
    };
    door.page(request, status, &page, &Visitor::targets(visit))
}

fn resend_page(
    request: &HttpRequest,
    door: &Door,
    (visitor, visit, sent): (&Visitor, &Visit, &Sent),
    (status, faults): (StatusCode, Faults),
) -> HttpResponse {
    if let (0, Some(until)) = (sent.sends_left, sent.spent_until) {
        return dead_end::codes_spent(request, door, (visitor, visit), until);
    }
    let tail = sent.to.as_ref().or(sent.phones.first()).map(|phone| phone.tail().to_owned());
    let frame = visitor.frame(request, door, visit);
    let page = Resend {
        other: visitor.somebody_else(),
        leave: visitor.leave(visit, frame.language),
        frame,
        action: visitor.address("ma/gui-lai"),
        back: visitor.address("ma"),
        tail: tail.unwrap_or_default(),
        first: sent.to.is_none(),
        left: sent.sends_left,
        faults,
    };
    door.page(request, status, &page, &Visitor::targets(visit))
}

fn ways_page(
    request: &HttpRequest,
    door: &Door,
    (visitor, visit, sent): (&Visitor, &Visit, &Sent),
    (status, faults): (StatusCode, Faults),
) -> HttpResponse {
    let phone = |(place, phone): (usize, &crate::domain::person::Phone)| Phone {
        value: place.to_string(),
        tail: phone.tail().to_owned(),
        current: sent.to.as_ref() == Some(phone),
    };
    let frame = visitor.frame(request, door, visit);
    let page = AnotherWay {
        other: visitor.somebody_else(),
        leave: visitor.leave(visit, frame.language),
        frame,
        action: visitor.address("ma/cach-khac"),
        back: visitor.address("ma"),
        phones: sent.phones.iter().enumerate().map(phone).collect(),
        faults,
    };
    door.page(request, status, &page, &Visitor::targets(visit))
}

fn kept(door: &Door, proven: &Proven) -> Vec<Cookie<'static>> {
    let session = proven.signed_in.session.as_ref().map(Secret::expose);
    let device = proven.device.as_ref().map(Secret::expose);
    let session = session.map(|handle| door.cookies().keep_session(handle));
    session.into_iter().chain(device.map(|handle| door.cookies().keep_device(handle))).collect()
}

//! A broker: the ministry is a client of Danh's, and the provider of a service behind it.
//!
//! It has accounts of its own beside "sign in with Danh", and links the two after a proof of both. To the
//! service it gives names of its own making, and passes on unchanged how sure Danh was and when
//! (`acr`, `auth_time`). A session that ends at any of the three ends at all three.
//!
//! Not here: a register of services. There is one, and it is known by the demo's settings.

mod accounts;
mod codes;
mod leaving;
mod linking;
mod ministry;
mod pages;
mod portal;
mod provider;
mod tokens;

use actix_web::web;

use super::settings::{CALLBACK, FAREWELL, NOTIFIED};
use super::visits;
pub(super) use ministry::Ministry;

/// Every address of the ministry.
pub(super) fn routes(routes: &mut web::ServiceConfig) {
    routes
        .route("/", web::get().to(portal::look))
        .route("/dang-nhap", web::get().to(portal::send_off))
        .route(CALLBACK, web::get().to(portal::come_back))
        .route("/tai-khoan", web::post().to(portal::enter_locally))
        .route("/tiep-tuc", web::post().to(portal::go_on))
        .route("/lien-ket", web::post().to(linking::link))
        .route("/bo-lien-ket", web::post().to(linking::unlink))
        .route("/dang-xuat", web::post().to(leaving::leave))
        .route(FAREWELL, web::get().to(leaving::farewell))
        .route(NOTIFIED, web::post().to(leaving::notified))
        .route("/.well-known/openid-configuration", web::get().to(provider::discovery))
        .route("/khoa", web::get().to(provider::keys))
        .route("/xac-thuc", web::get().to(provider::authorize))
        .route("/ma", web::post().to(provider::token))
        .route("/ket-thuc", web::get().to(provider::end_session))
        .configure(visits::assets);
}

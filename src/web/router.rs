//! All doors in one list.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};

use super::door::Door;
use super::error::{ClientsOnly, problem_page, refused};
use super::own::{self, OwnPages};
use super::pages::error::Problem;
use super::{hall, oidc, pages};
use crate::flows::authorization::AuthorizationFlow;
use crate::flows::choose::ChooseFlow;
use crate::flows::client_registration::ClientRegistrationFlow;
use crate::flows::consent::ConsentFlow;
use crate::flows::introspection::IntrospectionFlow;
use crate::flows::login::LoginFlow;
use crate::flows::management::ManagementFlow;
use crate::flows::otp::OtpFlow;
use crate::flows::password_change::PasswordChangeFlow;
use crate::flows::publication::Publication;
use crate::flows::pushed_authorization::PushedAuthorizationFlow;
use crate::flows::revocation::RevocationFlow;
use crate::flows::token::TokenFlow;
use crate::flows::userinfo::UserinfoFlow;

/// No body is longer than this; what is longer is refused while it is read.
const LONGEST_BODY: usize = 64 * 1024;

/// Everything that doors lead to.
#[derive(Clone)]
pub struct House {
    /// What doors share.
    pub door: Door,
    /// `/authorize` and the hall.
    pub authorization: AuthorizationFlow,
    /// `/par`.
    pub pushed_authorization: PushedAuthorizationFlow,
    /// `/token`.
    pub token: TokenFlow,
    /// `/userinfo`.
    pub userinfo: UserinfoFlow,
    /// `/introspect`.
    pub introspection: IntrospectionFlow,
    /// `/revoke`.
    pub revocation: RevocationFlow,
    /// `/register`, if clients register themselves.
    pub registration: Option<ClientRegistrationFlow>,
    /// Discovery and keys.
    pub publication: Publication,
    /// The page of number and password.
    pub login: LoginFlow,
    /// The page of the code.
    pub otp: OtpFlow,
    /// The page of a new password.
    pub password_change: PasswordChangeFlow,
    /// The page of the account.
    pub choose: ChooseFlow,
    /// The page of consent.
    pub consent: ConsentFlow,
    /// The account's own pages, and signing out.
    pub own: OwnPages,
}

/// Adds every door.
pub fn routes(config: &mut ServiceConfig, house: &House) {
    config
        .app_data(web::PayloadConfig::new(LONGEST_BODY))
        .app_data(Data::new(house.door.clone()))
        .app_data(Data::new(house.authorization.clone()))
        .app_data(Data::new(house.pushed_authorization.clone()))
        .app_data(Data::new(house.token.clone()))
        .app_data(Data::new(house.userinfo.clone()))
        .app_data(Data::new(ManagementFlow { userinfo: house.userinfo.clone() }))
        .app_data(Data::new(house.introspection.clone()))
        .app_data(Data::new(house.revocation.clone()))
        .app_data(Data::new(house.publication.clone()))
        .app_data(Data::new(house.login.clone()))
        .app_data(Data::new(house.otp.clone()))
        .app_data(Data::new(house.password_change.clone()))
        .app_data(Data::new(house.choose.clone()))
        .app_data(Data::new(house.consent.logos.clone()))
        .app_data(Data::new(house.consent.clone()));
    oidc::discovery::routes(config, house.door.issuer());
    own::routes(config, &house.own);
    if let Some(flow) = &house.registration {
        oidc::client_registration::routes(config, flow);
    }
    for routes in ROUTES {
        routes(config);
    }
    config.default_service(web::to(not_found));
}

const ROUTES: [fn(&mut ServiceConfig); 18] = [
    oidc::jwks::routes,
    oidc::authorize::routes,
    oidc::pushed_authorization::routes,
    oidc::token::routes,
    oidc::userinfo::routes,
    oidc::introspection::routes,
    oidc::revocation::routes,
    oidc::end_session::routes,
    oidc::management::routes,
    hall::resume::routes,
    hall::login::routes,
    hall::code::routes,
    hall::password_change::routes,
    hall::choose::routes,
    hall::consent::routes,
    hall::dead_end::routes,
    hall::logo::routes,
    pages::assets::routes,
];

/// Adds the doors that clients themselves come to, and none for people.
pub fn client_routes(config: &mut ServiceConfig, house: &House) {
    config
        .app_data(web::PayloadConfig::new(LONGEST_BODY))
        .app_data(ClientsOnly)
        .app_data(Data::new(house.door.clone()))
        .app_data(Data::new(house.pushed_authorization.clone()))
        .app_data(Data::new(house.token.clone()))
        .app_data(Data::new(house.userinfo.clone()))
        .app_data(Data::new(house.introspection.clone()))
        .app_data(Data::new(house.revocation.clone()));
    for routes in CLIENT_ROUTES {
        routes(config);
    }
    config.default_service(web::to(no_endpoint));
}

/// What `mtls_endpoint_aliases` may name.
const CLIENT_ROUTES: [fn(&mut ServiceConfig); 5] = [
    oidc::pushed_authorization::routes,
    oidc::token::routes,
    oidc::userinfo::routes,
    oidc::introspection::routes,
    oidc::revocation::routes,
];

async fn no_endpoint(request: HttpRequest, door: Data<Door>) -> HttpResponse {
    refused(&door, &request, StatusCode::NOT_FOUND)
}

async fn not_found(request: HttpRequest, door: Data<Door>) -> HttpResponse {
    problem_page(&door, &request, StatusCode::NOT_FOUND, Problem::NotFound)
}

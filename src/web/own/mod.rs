//! The doors of the account's own pages, `/toi/…`, and of signing out, `/dang-xuat/…`; and the pages
//! that everybody may read. Who is not signed in signs in on the way, by the same hall as for a client.

pub mod developer_error;
pub mod entrance;
pub mod home;
pub mod leaflet;
pub mod logout;
pub mod receipt;
pub mod shared;
pub mod spreadsheet;
pub mod start;

use actix_web::web::{Data, ServiceConfig};

use crate::flows::home::HomeFlow;
use crate::flows::logout::LogoutFlow;
use crate::flows::receipt::ReceiptFlow;
use crate::flows::shared::SharedFlow;

/// Everything that these doors lead to.
#[derive(Clone)]
pub struct OwnPages {
    /// `/toi`
    pub home: HomeFlow,
    /// `/toi/chia-se`
    pub shared: SharedFlow,
    /// `/toi/chia-se/bien-nhan/{id}`
    pub receipt: ReceiptFlow,
    /// `/end_session`, `/dang-xuat`
    pub logout: LogoutFlow,
}

/// Adds the doors.
pub fn routes(config: &mut ServiceConfig, pages: &OwnPages) {
    config
        .app_data(Data::new(pages.home.clone()))
        .app_data(Data::new(pages.shared.clone()))
        .app_data(Data::new(pages.receipt.clone()))
        .app_data(Data::new(pages.logout.clone()));
    for routes in ROUTES {
        routes(config);
    }
}

const ROUTES: [fn(&mut ServiceConfig); 8] = [
    start::routes,
    leaflet::routes,
    developer_error::routes,
    entrance::routes,
    home::routes,
    shared::routes,
    receipt::routes,
    logout::routes,
];

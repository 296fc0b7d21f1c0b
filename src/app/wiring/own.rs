//! The account's own pages and signing out, put together.

use crate::flows::admission::Admission;
use crate::flows::authorization::AuthorizationFlow;
use crate::flows::home::HomeFlow;
use crate::flows::logout::LogoutFlow;
use crate::flows::logout_case::LogoutCases;
use crate::flows::receipt::ReceiptFlow;
use crate::flows::shared::SharedFlow;
use crate::flows::snapshots::Snapshots;
use crate::web::own::OwnPages;

/// Puts them together on the ground of the hall.
pub(super) fn pages(hall: &AuthorizationFlow, snapshots: &Snapshots) -> OwnPages {
    let (ground, clients) = (hall.ground.clone(), hall.clients.clone());
    let (sessions, passwords) = (hall.sessions, hall.passwords);
    let admission = Admission { ground: ground.clone(), sessions, passwords };
    let snapshots = snapshots.clone();
    let shared = SharedFlow { admission: admission.clone(), clients: clients.clone() };
    let cases = LogoutCases {
        ground,
        clients: clients.clone(),
        hints: hall.hints.clone(),
        sessions: hall.sessions,
        room: hall.room.clone(),
    };
    OwnPages {
        home: HomeFlow {
            admission: admission.clone(),
            snapshots: snapshots.clone(),
            shared: shared.clone(),
        },
        receipt: ReceiptFlow { admission, clients, snapshots: snapshots.clone() },
        logout: LogoutFlow { cases, snapshots },
        shared,
    }
}

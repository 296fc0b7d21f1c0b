//! A receipt of a consent, as the person may keep it: what it says, and its signed text.

use std::sync::Arc;

use serde_json::Value;

use super::admission::{Admission, SignInFirst};
use super::clients::{Clients, Registered};
use super::error::Error;
use super::settle::receipt_place;
use super::snapshots::Snapshots;
use super::standing::Browser;
use crate::domain::claim::Item;
use crate::domain::client::ClientId;
use crate::domain::consent::Matter;
use crate::domain::id::ConsentId;
use crate::domain::text::Secret;
use crate::domain::time::Timestamp;
use crate::protocol::jwt::{Returned, read_own};
use crate::protocol::jwt_claims::Claims;
use crate::store::consents::{ReceiptRow, find_receipt};
use crate::store::sealed::open_for_account;

/// Receipts.
#[derive(Clone)]
pub struct ReceiptFlow {
    /// Who may enter.
    pub admission: Admission,
    /// Who the clients are.
    pub clients: Clients,
    /// For the person's name.
    pub snapshots: Snapshots,
}

/// What a receipt says.
pub struct Receipt {
    /// Its number.
    pub id: ConsentId,
    /// For whom.
    pub client: ClientId,
    /// The client's registration today; none if it is registered no more.
    pub registered: Option<Arc<Registered>>,
    /// Its name in the register of organisations, as it was.
    pub legal_name: String,
    /// Its number there.
    pub organization_number: String,
    /// What for, in Vietnamese and English.
    pub purpose: (String, String),
    /// What was agreed to, each with the days that the client keeps it.
    pub items: Vec<(Item, u32)>,
    /// Until when the client may come back without the person, if that was agreed to.
    pub offline: Option<Timestamp>,
    /// The latest end of it.
    pub until: Timestamp,
    /// Who agreed.
    pub person: String,
    /// When.
    pub at: Timestamp,
    /// The signed text.
    pub signed: Secret,
}

/// Why there is no receipt to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptRefusal {
    /// The browser has to sign in first.
    SignInFirst(SignInFirst),
    /// There is no such receipt, or it is somebody else's.
    Unknown,
}

impl ReceiptFlow {
    /// This person's receipt of this number.
    pub async fn look(
        &self,
        browser: &Browser,
        id: &ConsentId,
    ) -> Result<Receipt, Error<ReceiptRefusal>> {
        let now = self.admission.ground.now();
        let admitted = self.admission.admit(browser, now).await;
        let standing = admitted.map_err(|e| e.map(ReceiptRefusal::SignInFirst))?;
        let (db, account) = (&self.admission.ground.database, &standing.account);
        let row = find_receipt(db, id, &account.id).await?;
        let row = row.ok_or(Error::Refused(ReceiptRefusal::Unknown))?;
        let signed = open_for_account(&standing.key, receipt_place(&row.id), &row.body)
            .and_then(|plain| String::from_utf8(plain.to_vec()).ok())
            .map(Secret::new)
            .ok_or_else(|| Error::inconsistent("consents", "body"))?;
        let who = self.snapshots.who(&standing, now).await?;
        let registered = self.clients.find(&row.client).await?;
        told(row, signed, registered, who.name)
            .ok_or_else(|| Error::inconsistent("consents", "body"))
    }
}

/// The seal has shown that we wrote it; the signature is for others, and its key may be gone by now.
fn told(
    row: ReceiptRow,
    signed: Secret,
    registered: Option<Arc<Registered>>,
    person: String,
) -> Option<Receipt> {
    let verified = read_own(signed.expose(), Returned::Receipt, |_, _, _, _| true).ok()?;
    let claims = verified.claims();
    let text = |name| claims.text(name).map(str::to_owned);
    let Agreed { items, offline, until } = agreed(claims)?;
    Some(Receipt {
        legal_name: text("organization")?,
        organization_number: text("organization_number")?,
        purpose: (text("purpose")?, text("purpose#en")?),
        items,
        offline,
        until,
        id: row.id,
        client: row.client,
        at: row.created_at,
        registered,
        person,
        signed,
    })
}

/// What was agreed to, and the latest moment at which one of the decisions ends.
struct Agreed {
    items: Vec<(Item, u32)>,
    offline: Option<Timestamp>,
    until: Timestamp,
}

fn agreed(claims: &Claims) -> Option<Agreed> {
    let decisions = claims.member("decisions")?.as_array()?;
    let agreed =
        decisions.iter().filter(|d| d.get("agreed").and_then(Value::as_bool) == Some(true));
    let mut told = Agreed { items: Vec::new(), offline: None, until: Timestamp::from_unix(0) };
    for decision in agreed {
        let number = |name| decision.get(name).and_then(Value::as_i64);
        let end = number("until").map(Timestamp::from_unix)?;
        match decision.get("matter").and_then(Value::as_str).and_then(Matter::parse)? {
            Matter::Item(item) => {
                let days = u32::try_from(number("retention_days")?).ok()?;
                told.items.push((item, days));
            }
            Matter::Offline => told.offline = Some(end),
            Matter::SignIn | Matter::Details => {}
        }
        told.until = told.until.max(end);
    }
    told.items.sort_unstable();
    Some(told)
}

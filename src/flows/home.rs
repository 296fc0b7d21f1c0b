//! The account's own page: who you are to us, how sure we are, and how many may see something.

use super::admission::{Admission, SignInFirst};
use super::error::Error;
use super::shared::SharedFlow;
use super::snapshots::{Snapshots, Who};
use super::standing::Browser;
use crate::domain::assurance::Ial;
use crate::domain::person::Phone;
use crate::domain::time::{Day, Timestamp};

/// The account's own page.
#[derive(Clone)]
pub struct HomeFlow {
    /// Who may enter.
    pub admission: Admission,
    /// For the name.
    pub snapshots: Snapshots,
    /// What is shared.
    pub shared: SharedFlow,
}

/// What the page shows.
pub struct AtHome {
    /// Name and number.
    pub who: Who,
    /// The owned phone, masked.
    pub phone: Option<String>,
    /// The account's level today.
    pub level: Ial,
    /// The last day of the card behind it.
    pub card_valid_to: Option<Day>,
    /// When this browser signed in.
    pub signed_in: Timestamp,
    /// How many clients may see something now.
    pub shared: usize,
}

impl HomeFlow {
    /// What the page shows to this browser.
    pub async fn look(&self, browser: &Browser) -> Result<AtHome, Error<SignInFirst>> {
        let now = self.admission.ground.now();
        let standing = self.admission.admit(browser, now).await?;
        let account = &standing.account;
        Ok(AtHome {
            who: self.snapshots.who(&standing, now).await?,
            phone: account.profile.phone.as_ref().map(Phone::masked),
            level: account.ial(now.day()),
            card_valid_to: account.profile.card_valid_to,
            signed_in: standing.session.created_at,
            shared: self.shared.count_standing(&account.id, now).await?,
        })
    }
}

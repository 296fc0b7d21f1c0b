//! Consent: what a client wishes is shown with its real values, and the person decides.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::authorization::AuthorizationFlow;
use super::error::Error;
use super::logos::{Logo, Logos};
use super::snapshots::{Needed, Snapshot, Snapshots};
use super::standing::Browser;
use super::visit::{Next, Visit, VisitError, VisitRefusal};
use crate::domain::claim::{ClaimValue, Item};
use crate::domain::consent::{Duration, Matter, News, Wish, decide};
use crate::domain::event::{Event, EventKind};
use crate::domain::id::{EventId, InteractionId};
use crate::domain::interaction::Step;
use crate::domain::release::Holdings;
use crate::domain::text::hexadecimal;
use crate::protocol::refusal;
use crate::sealing::{Kind, digest};
use crate::store::batch::Batch;
use crate::store::chain::EventRow;

/// Asking for consent.
#[derive(Clone)]
pub struct ConsentFlow {
    /// The hall.
    pub hall: AuthorizationFlow,
    /// Registers, for the values that are shown.
    pub snapshots: Snapshots,
    /// Pictures of clients.
    pub logos: Logos,
}

/// What the page shows.
pub struct Asking {
    /// The visit.
    pub visit: Visit,
    /// The wishes on this page, each with the value that would be shared.
    pub wishes: Vec<(Wish, Option<ClaimValue>)>,
    /// All that is asked, in one word: an answer is to this and nothing else.
    pub mark: String,
    /// What of it is new to a person who decided before.
    pub news: News,
    /// The person's name, or where it may not be told or is not known, their masked number.
    pub greeted: String,
    /// What we hold of the person.
    pub snapshot: Snapshot,
    /// The client's picture.
    pub logo: Option<Arc<Logo>>,
}

/// Why a decision came to nothing.
#[derive(Debug)]
pub enum ConsentRefusal {
    /// The visit itself came to nothing.
    Visit(VisitRefusal),
    /// The service needs something that we do not hold.
    Missing(Vec<Item>),
    /// The page asked something else than what is open now.
    Changed,
}

/// What a person answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What the page asked: the [`Asking::mark`] of then.
    pub asked: String,
    /// What was ticked; what is required was a fact of the page.
    pub ticked: BTreeSet<Matter>,
    /// For how long.
    pub duration: Duration,
}

/// What is on the page now.
pub enum Look {
    /// The wishes.
    Asking(Box<Asking>),
    /// Another page is next.
    Elsewhere(Box<Next>),
}

impl ConsentFlow {
    /// What the page shows, or where the browser goes instead.
    pub async fn look(
        &self,
        (id, ticket): (&InteractionId, Option<&str>),
        browser: &Browser,
    ) -> Result<Look, VisitError> {
        let visit = self.hall.resume(id, ticket, browser).await?;
        match visit.step(None) {
            Step::Consent(open) => Ok(Look::Asking(Box::new(self.asking(visit, open).await?))),
            _ => Ok(Look::Elsewhere(Box::new(self.hall.proceed(visit).await?))),
        }
    }

    /// The person agrees: required wishes were facts of the page, optional ones count if ticked.
    pub async fn agree(
        &self,
        (id, ticket): (&InteractionId, Option<&str>),
        browser: &Browser,
        answer: &Answer,
    ) -> Result<Next, Error<ConsentRefusal>> {
        let visit = self.hall.resume(id, ticket, browser).await.map_err(visited)?;
        let Step::Consent(open) = visit.step(None) else {
            return self.hall.proceed(visit).await.map_err(visited);
        };
        // Sharing was stopped in another tab, or a decision ran out: nobody agrees to what they did not see.
        if self.mark(&open) != answer.asked {
            return Err(Error::Refused(ConsentRefusal::Changed));
        }
        let missing = beyond(&visit, &open);
        if !missing.is_empty() {
            return Err(Error::Refused(ConsentRefusal::Missing(missing)));
        }
        let former = (&visit.remembered[..], answer.duration);
        let decision = decide(&visit.offered(), &open, &answer.ticked, former, visit.now);
        self.hall.proceed_decided(visit, &decision).await.map_err(visited)
    }

    /// The person does not share; the client is told, and nothing is remembered but the event.
    pub async fn refuse(
        &self,
        (id, ticket): (&InteractionId, Option<&str>),
        browser: &Browser,
    ) -> Result<Next, VisitError> {
        let visit = self.hall.resume(id, ticket, browser).await?;
        let mut batch = Batch::new();
        if let Some(standing) = &visit.standing {
            let id = EventId::new(visit.now, self.hall.ground.chance());
            let event = Event {
                kind: EventKind::ConsentRefused,
                account: Some(standing.account.id.clone()),
                client: Some(visit.client.client.id.clone()),
                detail: String::new(),
            };
            batch.event(EventRow { id, at: visit.now, event });
        }
        self.hall.give_up(&visit, refusal::DENIED, batch).await
    }

    /// What is asked, in one word for the page's form.
    fn mark(&self, open: &[Wish]) -> String {
        let asked: Vec<_> = open.iter().map(Wish::mark).collect();
        let ring = &self.hall.ground.ring;
        let name = digest(ring, Kind::Purpose, "asked", asked.join(" ").as_bytes());
        let (short, _) = name.as_bytes().split_at(8);
        hexadecimal(short)
    }

    async fn asking(&self, visit: Visit, open: Vec<Wish>) -> Result<Asking, VisitError> {
        let Some(standing) = visit.standing.as_ref() else {
            return Err(Error::Refused(VisitRefusal::NotYours));
        };
        let items = open.iter().filter_map(|wish| match wish.matter {
            Matter::Item(item) => Some(item),
            _ => None,
        });
        // The page greets the person by name whatever is asked, where it may be told.
        let achieved = visit.achieved();
        let may_know = achieved.is_some_and(|level| level.satisfies(Item::Name.released_from()));
        let needed = Needed::by(items);
        let needed = Needed { person: needed.person || may_know, ..needed };
        let snapshot =
            self.snapshots.of(&standing.account, &standing.key, needed, visit.now).await?;
        let name = snapshot.person.as_ref().filter(|_| may_know).map(|person| person.name.whole());
        let greeted = name.unwrap_or_else(|| standing.account.profile.number.masked());
        let holdings = snapshot.holdings(&standing.account, visit.now);
        let news = News::of(&open, &visit.remembered, visit.now);
        let value = |matter: Matter| match matter {
            Matter::Item(item) => {
                let least = item.released_from();
                let in_reach = achieved.is_some_and(|level| level.satisfies(least));
                holdings.value(item.lead()).filter(|_| in_reach)
            }
            _ => None,
        };
        let mark = self.mark(&open);
        let wishes = open.into_iter().map(|wish| {
            let value = value(wish.matter);
            (wish, value)
        });
        let wishes = wishes.collect();
        let logo = self.logos.of(&visit.client.client).await?;
        Ok(Asking { visit, wishes, mark, news, greeted, snapshot, logo })
    }
}

impl Asking {
    /// Required items that we hold nothing of.
    #[must_use]
    pub fn missing(&self) -> Vec<Item> {
        let missing = self.wishes.iter().filter(|(wish, value)| wish.required && value.is_none());
        missing
            .filter_map(|(wish, _)| match wish.matter {
                Matter::Item(item) => Some(item),
                _ => None,
            })
            .collect()
    }
}

/// Required items that the account alone shows to be beyond reach. What registers do not hold was told
/// on the page, which then had no button; asking them again would only repeat that.
fn beyond(visit: &Visit, open: &[Wish]) -> Vec<Item> {
    let Some(standing) = visit.standing.as_ref() else { return Vec::new() };
    let achieved = visit.achieved();
    let holdings = Holdings::of_account_alone(&standing.account, visit.now.day());
    let beyond = |item: &Item| {
        !achieved.is_some_and(|level| level.satisfies(item.released_from()))
            || holdings.lacks(*item)
    };
    let required = open.iter().filter(|wish| wish.required);
    let items = required.filter_map(|wish| match wish.matter {
        Matter::Item(item) => Some(item),
        _ => None,
    });
    items.filter(beyond).collect()
}

fn visited(error: VisitError) -> Error<ConsentRefusal> {
    error.map(ConsentRefusal::Visit)
}

use super::file::{Lines, tables};
use super::import::MADE_UP;
use super::*;
use crate::domain::account::Channel;
use crate::domain::assurance::Ial;
use crate::domain::person::Phone;
use crate::flows::accounts::entry::Door;
use crate::flows::test_ground::{ground, today};
use crate::store::events::list_events;
use crate::store::proofings::list_proofings;
use crate::store::settings::find_setting;

async fn flow(name: &str) -> AccountsFlow {
    AccountsFlow { ground: ground(name).await }
}

fn door() -> Door {
    Door { production: false, today: today() }
}

async fn import(flow: &AccountsFlow, text: &str) -> (Imported, Vec<(u64, EntryFault)>) {
    let mut faults = Vec::new();
    let lines = Lines::of(text.as_bytes(), door());
    let came = flow.import(lines, &mut |line, fault| faults.push((line, fault))).await;
    (came.expect("an import"), faults)
}

fn name(text: &str) -> LoginName {
    LoginName::parse(text).expect("a number")
}

fn line(number: u32) -> String {
    format!(
        "{{\"number\":\"999188{number:06}\",\"phone\":\"05{number:08}\",\"evidence\":\
         [{{\"channel\":\"chip\",\"proven_at\":\"today-3\",\"valid_to\":\"today\"}}]}}\n"
    )
}

#[tokio::test]
async fn a_thousand_come_and_come_only_once() {
    let flow = flow("thousand").await;
    let text: String = (0..1_000).map(line).collect();
    let (came, faults) = import(&flow, &text).await;
    assert_eq!((came.added, came.known, faults.len()), (1_000, 0, 0));
    let (again, _) = import(&flow, &format!("{text}{}", line(1_000))).await;
    assert_eq!((again.added, again.known, again.refused), (1, 1_000, 0));
    let made_up = find_setting(&flow.ground.database, MADE_UP).await.expect("a read");
    assert_eq!(made_up.as_deref(), Some("yes"));
}

#[tokio::test]
async fn what_was_brought_is_found_again() {
    let flow = flow("found").await;
    let text = include_str!("../../../config/sandbox/accounts.toml");
    let entries = tables(text, door()).expect("tables").into_iter().map(Ok);
    let came = flow.import(entries, &mut |_, _| panic!("no fault")).await.expect("an import");
    assert!(came.added > 10 && came.known == 0);
    let shown = flow.show(&name("999188000001")).await.expect("Mai");
    assert_eq!(shown.account.profile.phone.as_ref().map(Phone::as_str), Some("+84500000088"));
    assert_eq!(shown.account.ial(shown.today), Ial::Ial3);
    assert_eq!(shown.password_since, Some(today().begins()));
    let db = &flow.ground.database;
    let proofings = list_proofings(db, &shown.account.id).await.expect("a read");
    assert_eq!(proofings.iter().map(|p| p.channel).collect::<Vec<_>>(), [Channel::PoliceStation]);
    let events = list_events(db, &shown.account.id, None, 9).await.expect("a read");
    assert_eq!(events[0].event.kind, EventKind::AccountImported);
    assert_eq!(events[0].event.detail, "police_station");
    let old = flow.show(&name("999000003")).await.expect("Năm by his old number");
    assert!(old.account.profile.number.as_str() == "999055000003");
    let shared = flow.show(&name("999000016")).await.expect_err("two people");
    assert!(matches!(shared, Error::Refused(AccountRefusal::Ambiguous)));
    let nobody = flow.show(&name("999188999999")).await.expect_err("nobody");
    assert!(matches!(nobody, Error::Refused(AccountRefusal::Unknown)));
}

#[tokio::test]
async fn a_phone_belongs_to_one_account() {
    let flow = flow("phone").await;
    let other = line(1).replace("999188000001", "999188000002");
    let (came, faults) = import(&flow, &format!("{}{other}", line(1))).await;
    assert_eq!((came.added, came.refused), (1, 1));
    assert_eq!((faults[0].0, faults[0].1.member), (2, "phone"));
    let (_, faults) = import(&flow, &other).await;
    assert_eq!(faults[0].1.member, "phone");
}

#[tokio::test]
async fn a_lock_kills_what_was_issued_and_is_written_down_once() {
    let flow = flow("lock").await;
    import(&flow, &line(7)).await;
    let name = name("999188000007");
    let locked = flow.lock(&name, LockedBy::Police).await.expect("a lock");
    assert_eq!(locked, 0);
    let shown = flow.show(&name).await.expect("an account");
    assert_eq!(shown.account.generation.0, 1);
    assert!(matches!(shown.account.state, AccountState::Locked { by: LockedBy::Police, .. }));
    let again = flow.lock(&name, LockedBy::Owner).await.expect_err("it is the police's");
    let police = |reason| matches!(reason, AccountRefusal::Locked { by: LockedBy::Police, .. });
    assert!(matches!(again, Error::Refused(reason) if police(reason)));
    let events = list_events(&flow.ground.database, &shown.account.id, None, 9).await;
    let kinds: Vec<_> = events.expect("a read").iter().map(|row| row.event.kind).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == EventKind::AccountLocked).count(), 1);
}

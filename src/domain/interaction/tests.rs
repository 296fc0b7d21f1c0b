mod wishes;

use super::super::account::{Channel, Evidence};
use super::super::assurance::Ial;
use super::super::claim::Item;
use super::super::consent::{Duration, Matter, PurposeVersion, decide};
use super::super::password_change::ChangePolicy;
use super::*;

const NOW: Timestamp = Timestamp::from_unix(1_790_000_000);

#[derive(Clone)]
struct Story {
    asked: AskedAuthentication,
    account: Account,
    session: Option<Session>,
    here: ProvedHere,
    password: PasswordRecord,
    policy: ChangePolicy,
    postponed: bool,
    chosen: bool,
    left: bool,
    as_hinted: Option<bool>,
    wishes: Vec<Wish>,
    remembered: Vec<Remembered>,
}

impl Story {
    /// A known person with a code two minutes old, before a client that remembers nothing.
    fn begins() -> Self {
        let mut account = Account::example();
        account.profile.evidence =
            vec![Evidence { channel: Channel::Chip, proven_at: NOW, valid_to: None }];
        let wish = |matter| Wish { matter, required: true, purpose: PurposeVersion("a".into()) };
        let proofs = Proofs {
            password_at: NOW.minus(Lifetime::seconds(130)),
            otp_at: Some(NOW.minus(Lifetime::seconds(120))),
        };
        Self {
            asked: AskedAuthentication {
                acceptable: vec![],
                essential: false,
                default: Assurance::new(Ial::Ial2, Aal::Aal2),
                again: false,
                choose: false,
                consent_again: false,
                max_age: None,
            },
            session: Some(Session::stands(
                (SessionId::new(NOW, [2; 12]), account.id.clone(), account.generation),
                None,
                (NOW, NOW),
                proofs,
            )),
            account,
            here: ProvedHere::default(),
            password: PasswordRecord { set_at: NOW, stronger_beside: false },
            policy: ChangePolicy::Require,
            postponed: false,
            chosen: false,
            left: false,
            as_hinted: None,
            wishes: vec![wish(Matter::SignIn), wish(Matter::Item(Item::Name))],
            remembered: vec![],
        }
    }

    fn agreed(mut self) -> Self {
        let none = std::collections::BTreeSet::new();
        let former = (&[][..], Duration::Year);
        self.remembered = decide(&self.wishes, &self.wishes, &none, former, NOW).rows;
        self
    }

    fn step(&self) -> Step {
        next_step(&Facts {
            asked: &self.asked,
            standing: self.session.as_ref().map(|session| (session, &self.account)),
            here: self.here,
            password: Some(self.password),
            password_rules: PasswordRules { policy: self.policy, lifetime: Lifetime::days(180) },
            postponed: self.postponed,
            chosen: self.chosen,
            left: self.left,
            as_hinted: self.as_hinted,
            wishes: &self.wishes,
            remembered: &self.remembered,
            decided: None,
            now: NOW,
        })
    }
}

#[test]
fn a_stranger_signs_in() {
    let story = Story { session: None, ..Story::begins() };
    assert_eq!(story.step(), Step::Login(LoginReason::NoSession));
}

#[test]
fn one_session_serves_many_clients_when_level_and_age_suffice() {
    assert!(matches!(Story::begins().step(), Step::Consent(open) if open.len() == 2));
    assert!(matches!(Story::begins().agreed().step(), Step::Settled(_)));
}

/// P33
#[test]
fn prompt_login_counts_only_what_is_proven_for_this_request() {
    let mut story = Story::begins().agreed();
    story.asked.again = true;
    assert_eq!(story.step(), Step::Login(LoginReason::Again));
    story.here = ProvedHere { password: true, otp: false };
    assert_eq!(story.step(), Step::Otp);
    story.here.otp = true;
    assert!(matches!(story.step(), Step::Settled(_)));
}

/// P36, P37
#[test]
fn max_age_renews_every_counted_proof() {
    let mut story = Story::begins().agreed();
    story.asked.max_age = Some(Lifetime::seconds(1));
    assert_eq!(story.step(), Step::Login(LoginReason::Again));
    story.asked.max_age = Some(Lifetime::seconds(125));
    assert_eq!(story.step(), Step::Login(LoginReason::Again), "the password is 130 seconds old");
    story.here = ProvedHere { password: true, otp: false };
    story.asked.max_age = Some(Lifetime::seconds(60));
    assert_eq!(story.step(), Step::Otp, "the code is 120 seconds old");
    story.here = ProvedHere::default();
    story.asked.max_age = Some(Lifetime::seconds(10_000));
    assert!(matches!(story.step(), Step::Settled(_)));
}

/// P38
#[test]
fn a_hint_at_somebody_else_is_no_sign_in() {
    let mut story = Story::begins().agreed();
    story.as_hinted = Some(false);
    assert_eq!(story.step(), Step::Login(LoginReason::OtherAccount));
    story.as_hinted = Some(true);
    assert!(matches!(story.step(), Step::Settled(_)));
}

#[test]
fn select_account_asks_once() {
    let mut story = Story::begins().agreed();
    story.asked.choose = true;
    assert_eq!(story.step(), Step::Choose(ChooseReason::Asked));
    story.chosen = true;
    assert!(matches!(story.step(), Step::Settled(_)));
}

/// P87: whoever signed out of a service is asked before it gets anything again.
#[test]
fn a_service_that_was_left_goes_on_only_with_the_persons_word() {
    let mut story = Story { left: true, ..Story::begins().agreed() };
    assert_eq!(story.step(), Step::Choose(ChooseReason::Left));
    story.here = ProvedHere { password: true, otp: false };
    assert!(matches!(story.step(), Step::Settled(_)));
    story.here = ProvedHere::default();
    story.chosen = true;
    assert!(matches!(story.step(), Step::Settled(_)));
}

#[test]
fn a_closed_account_gets_no_further_than_its_own_page() {
    for state in [AccountState::NotActivated, AccountState::AppOnly] {
        let mut story = Story::begins().agreed();
        story.account.state = state;
        assert_eq!(story.step(), Step::Closed(state));
    }
}

/// P40, P41
#[test]
fn an_essential_level_is_reached_or_the_request_fails() {
    let wanted = |ial, aal| vec![Assurance::new(ial, aal)];
    let mut story = Story::begins().agreed();
    story.asked.acceptable = wanted(Ial::Ial3, Aal::Aal2);
    assert!(matches!(story.step(), Step::Settled(_)), "a wish is told the truth");
    story.asked.essential = true;
    let held = Ial::Ial2;
    let identity = Shortfall::Identity { needed: Ial::Ial3, held, card_ended: None };
    assert_eq!(story.step(), Step::LevelTooLow(identity));
    story.asked.acceptable = wanted(Ial::Ial2, Aal::Aal3);
    assert_eq!(story.step(), Step::LevelTooLow(Shortfall::Authentication));
    story.asked.acceptable.push(Assurance::new(Ial::Ial1, Aal::Aal2));
    assert!(matches!(story.step(), Step::Settled(_)), "values are tried in order");
}

/// P41
#[test]
fn what_is_short_is_what_would_help() {
    let mut story = Story::begins().agreed();
    story.asked.essential = true;
    let with = |acceptable: &[(Ial, Aal)]| {
        let mut story = story.clone();
        story.asked.acceptable =
            acceptable.iter().map(|(ial, aal)| Assurance::new(*ial, *aal)).collect();
        story.step()
    };
    let short =
        |needed, held| Step::LevelTooLow(Shortfall::Identity { needed, held, card_ended: None });
    // Of several the least that these proofs can reach, however little another asks of the evidence.
    let many = [(Ial::Ial1, Aal::Aal3), (Ial::Ial3, Aal::Aal2), (Ial::Ial3, Aal::Aal1)];
    assert_eq!(with(&many), short(Ial::Ial3, Ial::Ial2));
    // More evidence would not help: nobody is sent to the police in vain.
    assert_eq!(with(&[(Ial::Ial3, Aal::Aal3)]), Step::LevelTooLow(Shortfall::Authentication));
    // A client that requires its registered level and names nothing.
    story.asked.default = Assurance::new(Ial::Ial3, Aal::Aal2);
    assert_eq!(story.step(), short(Ial::Ial3, Ial::Ial2));
    // The card ended, and with it the level.
    let yesterday = NOW.day().plus_days(-1);
    story.account.profile.card_valid_to = Some(yesterday);
    let (needed, held, card_ended) = (Ial::Ial3, Ial::Ial1, Some(yesterday));
    let aged = Shortfall::Identity { needed, held, card_ended };
    assert_eq!(story.step(), Step::LevelTooLow(aged));
}

#[test]
fn a_code_is_asked_only_when_the_level_needs_it() {
    let mut story = Story::begins().agreed();
    if let Some(session) = &mut story.session {
        session.proofs.otp_at = None;
    }
    assert_eq!(story.step(), Step::Otp);
    story.asked.acceptable = vec![Assurance::new(Ial::Ial1, Aal::Aal1)];
    let Step::Settled(settlement) = story.step() else { panic!("nothing is left to ask") };
    assert_eq!(settlement.assurance(), Assurance::new(Ial::Ial2, Aal::Aal1));
}

#[test]
fn prompt_consent_asks_everything_again() {
    let mut story = Story::begins().agreed();
    story.asked.consent_again = true;
    assert!(matches!(story.step(), Step::Consent(open) if open.len() == 2));
}

/// A story whose password was set so many days ago, with these proofs given for the request.
fn with_password(days: u32, policy: ChangePolicy, (password, otp): (bool, bool)) -> Story {
    let set_at = NOW.minus(Lifetime::days(days));
    let record = PasswordRecord { set_at, stronger_beside: false };
    let here = ProvedHere { password, otp };
    Story { password: record, policy, here, ..Story::begins().agreed() }
}

#[test]
fn r62_an_old_password_is_changed_before_the_sign_in_goes_on() {
    use ChangePolicy::{Off, Remind, Require};
    let change = |postponable| Step::PasswordChange { postponable };
    let settled = |step: Step| matches!(step, Step::Settled(_));
    for both in [(true, true), (false, false)] {
        assert!(settled(with_password(180, Require, both).step()), "{both:?}");
        assert!(settled(with_password(1000, Off, both).step()), "{both:?}");
    }
    assert_eq!(with_password(181, Require, (true, true)).step(), change(false));
    assert_eq!(with_password(181, Remind, (true, true)).step(), change(true));
    let later = Story { postponed: true, ..with_password(181, Remind, (true, true)) };
    assert!(settled(later.step()), "a reminder may be put off");
    let never = Story { postponed: true, ..with_password(181, Require, (true, true)) };
    assert_eq!(never.step(), change(false), "a duty may not");
    let mut waived = with_password(181, Require, (true, true));
    waived.password.stronger_beside = true;
    assert!(settled(waived.step()));
}

#[test]
fn r62_an_old_password_is_changed_only_by_who_proved_it_and_the_phone_for_this_request() {
    use ChangePolicy::{Remind, Require};
    let nothing = with_password(181, Require, (false, false)).step();
    assert_eq!(nothing, Step::Login(LoginReason::Outlived));
    let mut story = with_password(181, Require, (true, false));
    story.asked.acceptable = vec![Assurance::new(Ial::Ial1, Aal::Aal1)];
    assert_eq!(story.step(), Step::Otp, "though the request asks for a password alone");
    for here in [(false, false), (true, false), (false, true)] {
        let reminded = with_password(181, Remind, here).step();
        assert!(matches!(reminded, Step::Settled(_)), "a reminder asks for no more proofs");
    }
}

#[test]
fn r62_a_session_goes_on_while_its_password_grows_old() {
    let mut story = with_password(0, ChangePolicy::Require, (false, false));
    // It was 180 days old when it was proven, and is older now.
    let proven_at = NOW.minus(Lifetime::seconds(130));
    story.password.set_at = proven_at.minus(Lifetime::days(180));
    assert!(matches!(story.step(), Step::Settled(_)));
}

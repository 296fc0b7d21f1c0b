//! Every page in every state worth looking at, for the tests and for a browser.

use scraper::Html;

use super::another_way::AnotherWay;
use super::barred::Barred;
use super::cannot_continue::CannotContinue;
use super::choose::Choose;
use super::consent::Consent;
use super::detail::Detail;
use super::developer_error::DeveloperError;
use super::error::ErrorPage;
use super::fault::{Fault, Faults};
use super::form_post::FormPost;
use super::home::Home;
use super::interrupted::Interrupted;
use super::item::Matters;
use super::leaflet::{Leaflet, Topic};
use super::logged_out::LoggedOut;
use super::login::{Login, Reason};
use super::logout::Logout;
use super::otp::Otp;
use super::password_change::PasswordChange;
use super::receipt::Receipt;
use super::refused::Refused;
use super::resend::Resend;
use super::shared::Shared;
use super::shared_detail::SharedDetail;
use super::start::Start;
use super::stop_sharing::StopSharing;
use super::tries_spent::TriesSpent;
use super::view::Frame;
use super::waiting::{Wait, Waiting};
use crate::domain::claim::Item;
use crate::flows::password_change::Lacking;
use crate::protocol::error::ErrorTopic;
use crate::web::locale::Language;

/// A page of a test: the name of its file, what is special about it, its text.
pub(super) struct Sample {
    pub(super) page: &'static str,
    pub(super) variant: &'static str,
    pub(super) language: Language,
    pub(super) html: String,
}

impl Sample {
    /// The name of its file when it is written out.
    pub(super) fn name(&self) -> String {
        let joint = if self.variant.is_empty() { "" } else { "-" };
        format!("{}{joint}{}.{}", self.page, self.variant, self.language.tag())
    }

    pub(super) fn parsed(&self) -> Html {
        Html::parse_document(&self.html)
    }
}

/// Every page in every state worth looking at.
pub(super) fn samples() -> Vec<Sample> {
    Language::ALL.into_iter().flat_map(samples_in).collect()
}

fn samples_in(language: Language) -> Vec<Sample> {
    let frame = Frame::sample(language);
    let mut samples = Vec::new();
    let mut add = |page, variant, view: &dyn askama::DynTemplate| {
        let html = view.dyn_render().expect("a page");
        samples.push(Sample { page, variant, language, html });
    };
    sign_in(&frame, &mut add);
    codes(&frame, &mut add);
    password_change(&frame, &mut add);
    consent(&frame, &mut add);
    sign_out(&frame, &mut add);
    own_pages(&frame, &mut add);
    dead_ends(&frame, &mut add);
    developer_errors(&frame, &mut add);
    for page in ErrorPage::samples(&frame) {
        add("error", page.problem.code(), &page);
    }
    samples
}

type Add<'a> = dyn FnMut(&'static str, &'static str, &dyn askama::DynTemplate) + 'a;

fn sign_in(frame: &Frame, add: &mut Add) {
    let login = Login::sample(frame.clone());
    add("login", "", &login);
    let faults = Faults(vec![Fault::NumberLength(11), Fault::PasswordEmpty]);
    let username = "99918800000".to_owned();
    add("login", "faults", &Login { username, faults, ..login.clone() });
    add("login", "own", &Login { requester: None, ..login.clone() });
    let outlived = Some(Reason::Outlived);
    add("login", "outlived", &Login { reason: outlived, ..login.clone() });
    let elsewhere = Some(Reason::Elsewhere);
    add("login", "elsewhere", &Login { reason: elsewhere, ..login.clone() });
    let faults = Faults::from(Fault::SignIn(1));
    let again = Some(Reason::AskedAgain);
    add("login", "again", &Login { reason: again, faults, ..login.clone() });
    let username = "999188000001".to_owned();
    add("login", "busy", &Login { username, faults: Fault::SignInBusy.into(), ..login });
    let choose = Choose::sample(frame.clone());
    add("choose", "", &choose);
    add("choose", "own", &Choose { requester: None, ..choose });
}

fn codes(frame: &Frame, add: &mut Add) {
    let otp = Otp::sample(frame.clone());
    add("otp", "", &otp);
    add("otp", "again", &Otp { sent_again: true, service: None, ..otp.clone() });
    for (variant, fault) in [
        ("empty", Fault::CodeEmpty),
        ("format", Fault::CodeFormat),
        ("wrong", Fault::CodeWrong),
        ("left", Fault::CodeLeft(2)),
        ("expired", Fault::CodeExpired(frame.now)),
    ] {
        add("otp", variant, &Otp { faults: fault.into(), ..otp.clone() });
    }
    let resend = Resend::sample(frame.clone());
    add("resend", "", &resend);
    let early = Fault::SendTooEarly(12);
    add("resend", "early", &Resend { faults: early.into(), ..resend.clone() });
    add("resend", "not_sent", &Resend { left: 1, faults: Fault::NotSent.into(), ..resend });
    let another = AnotherWay::sample(frame.clone());
    add("another_way", "", &another);
    let faults = Fault::NothingChosen.into();
    add("another_way", "nothing", &AnotherWay { faults, ..another.clone() });
    add("another_way", "none", &AnotherWay { phones: Vec::new(), ..another });
}

fn password_change(frame: &Frame, add: &mut Add) {
    let page = PasswordChange::sample(frame.clone());
    add("password_change", "", &page);
    let own = PasswordChange { postponable: true, leave: None, ..page.clone() };
    add("password_change", "reminded", &own);
    let all = vec![Lacking::Length, Lacking::Lower, Lacking::Upper, Lacking::Digit];
    for (variant, fault) in [
        ("lacks", Fault::NewPasswordLacks(all)),
        ("empty", Fault::NewPasswordEmpty),
        ("long", Fault::NewPasswordLong),
        ("common", Fault::NewPasswordCommon),
        ("own", Fault::NewPasswordOwn),
        ("old", Fault::NewPasswordOld),
    ] {
        let faults = Faults(vec![fault, Fault::NewPasswordDiffers]);
        add("password_change", variant, &PasswordChange { faults, ..page.clone() });
    }
}

fn sign_out(frame: &Frame, add: &mut Add) {
    let logout = Logout::sample(frame.clone());
    add("logout", "", &logout);
    add("logout", "half", &Logout { account: None, ..logout.clone() });
    add("logout", "own", &Logout { service: None, ..logout });
    let out = LoggedOut::sample(frame.clone());
    add("logged_out", "", &out);
    add("logged_out", "idle", &LoggedOut { idle: true, used: Vec::new(), ..out.clone() });
    let frames = vec!["https://tiepdon.songcau.example/bye?iss=x&sid=y".to_owned()];
    let then = Some("https://tiepdon.songcau.example/farewell?state=x\"><y".to_owned());
    let told = out.used.clone();
    let framed = LoggedOut { told, used: Vec::new(), frames, then, ..out.clone() };
    add("logged_out", "told", &framed);
    let left = out.used.first().cloned();
    add("logged_out", "left", &LoggedOut { left, used: Vec::new(), ..out });
}

fn own_pages(frame: &Frame, add: &mut Add) {
    let home = Home::sample(frame.clone());
    add("home", "", &home);
    let card_valid_to = Some(frame.now.day().plus_days(-1));
    add("home", "card-over", &Home { card_valid_to, shared: 1, ..home });
    let shared = Shared::sample(frame.clone());
    add("shared", "", &shared);
    add("shared", "none", &Shared { active: Vec::new(), ended: Vec::new(), ..shared });
    let detail = SharedDetail::sample(frame.clone());
    add("shared_detail", "", &detail);
    add("shared_detail", "none", &SharedDetail { reads: Vec::new(), ..detail });
    let stop = StopSharing::sample(frame.clone());
    add("start", "", &Start { frame: frame.clone(), home: "/toi".into() });
    add("stop_sharing", "", &stop);
    let (items, offline) = (Vec::new(), true);
    add("stop_sharing", "offline", &StopSharing { items, offline, ..stop });
    add("receipt", "", &Receipt::sample(frame.clone()));
    for topic in Topic::ALL {
        let name = topic.path().trim_start_matches('/');
        add("leaflet", name, &Leaflet { frame: frame.clone(), topic });
    }
}

fn dead_ends(frame: &Frame, add: &mut Add) {
    add("refused", "", &Refused::sample(frame.clone()));
    add("form_post", "", &FormPost::sample(frame.clone()));
    let of_networks = [Wait::PasswordsOfNetwork, Wait::CodesOfNetwork, Wait::CodesOfOperator];
    for wait in [Wait::Password, Wait::Codes].into_iter().chain(of_networks) {
        add("waiting", wait.code(), &Waiting::sample(frame.clone(), wait));
    }
    add("tries_spent", "", &TriesSpent::sample(frame.clone()));
    for (name, page) in Barred::samples(frame) {
        add("barred", name, &page);
    }
    for (name, page) in Interrupted::samples(frame) {
        add("interrupted", name, &page);
    }
    for (name, page) in CannotContinue::samples(frame) {
        add("cannot_continue", name, &page);
    }
}

fn developer_errors(frame: &Frame, add: &mut Add) {
    for topic in ErrorTopic::ALL {
        let page = DeveloperError { frame: frame.clone(), topic };
        add("developer_error", topic.as_str(), &page);
    }
}

fn consent(frame: &Frame, add: &mut Add) {
    let consent = Consent::sample(frame.clone());
    add("consent", "", &consent);
    let already = Matters { items: vec![Item::Name, Item::Birthdate], offline: true };
    let added = Matters { items: vec![Item::Phone, Item::Address], offline: false };
    let more = Consent { required: Vec::new(), already, added, ..consent.clone() };
    add("consent", "more", &more);
    add("consent", "offline", &Consent { offline: true, ..consent.clone() });
    let details = Detail::samples(frame);
    let sign_in = Consent { required: Vec::new(), optional: Vec::new(), ..consent.clone() };
    add("consent", "payment", &Consent { details: details.clone(), ..sign_in.clone() });
    add("consent", "visit", &Consent { details, ..consent.clone() });
    add("consent", "sign-in", &sign_in);
    let again = Consent { already: more.already.clone(), reworded: true, ..sign_in.clone() };
    add("consent", "reworded", &again);
    let added = Matters { items: Vec::new(), offline: true };
    let back = Consent { offline: true, added, ran_out: true, ..sign_in };
    add("consent", "come-back", &back);
    let mut drawn = consent.clone();
    drawn.requester.logo = Some("/bieu-trung/hospital/0123456789abcdef.png".into());
    add("consent", "logo", &drawn);
    let missing = vec![Item::HealthInsurance];
    let required = consent.required.iter().take(2).cloned().collect();
    add("consent", "missing", &Consent { required, missing, ..consent });
}

//! What holds for every page, in both languages: looked at from its samples, without a browser.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use askama::Template;
use flate2::Compression;
use flate2::write::GzEncoder;
use scraper::{ElementRef, Html, Selector};

use super::another_way::AnotherWay;
use super::barred::Barred;
use super::cannot_continue::CannotContinue;
use super::choose::Choose;
use super::consent::Consent;
use super::error::ErrorPage;
use super::fault::{Fault, Faults};
use super::form_post::FormPost;
use super::home::Home;
use super::interrupted::Interrupted;
use super::leaflet::{Leaflet, Topic};
use super::logged_out::LoggedOut;
use super::login::{Login, Reason};
use super::logout::Logout;
use super::otp::Otp;
use super::receipt::Receipt;
use super::refused::Refused;
use super::resend::Resend;
use super::shared::Shared;
use super::shared_detail::SharedDetail;
use super::stop_sharing::StopSharing;
use super::view::Frame;
use super::waiting::{Wait, Waiting};
use super::words::TEXTS;
use crate::domain::claim::Item;
use crate::web::locale::Language;

/// A page of a test: the name of its file, what is special about it, its text.
struct Sample {
    page: &'static str,
    variant: &'static str,
    language: Language,
    html: String,
}

impl Sample {
    fn name(&self) -> String {
        let joint = if self.variant.is_empty() { "" } else { "-" };
        format!("{}{joint}{}.{}", self.page, self.variant, self.language.tag())
    }

    fn parsed(&self) -> Html {
        Html::parse_document(&self.html)
    }
}

/// Every page in every state worth looking at.
fn samples() -> Vec<Sample> {
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
    consent(&frame, &mut add);
    sign_out(&frame, &mut add);
    own_pages(&frame, &mut add);
    dead_ends(&frame, &mut add);
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
    let own = Login { requester: None, reason: Some(Reason::Elsewhere), ..login.clone() };
    add("login", "own", &own);
    add("login", "idle", &Login { requester: None, reason: Some(Reason::Idle), ..login.clone() });
    let faults = Faults::from(Fault::SignIn(1));
    let again = Some(Reason::AskedAgain);
    add("login", "again", &Login { reason: again, faults, ..login });
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

fn sign_out(frame: &Frame, add: &mut Add) {
    let logout = Logout::sample(frame.clone());
    add("logout", "", &logout);
    add("logout", "own", &Logout { service: None, ..logout });
    let out = LoggedOut::sample(frame.clone());
    add("logged_out", "", &out);
    add("logged_out", "idle", &LoggedOut { idle: true, told: Vec::new(), back: None, ..out });
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
    add("stop_sharing", "", &stop);
    add("stop_sharing", "no-erasure", &StopSharing { erasure: false, items: Vec::new(), ..stop });
    add("receipt", "", &Receipt::sample(frame.clone()));
    for topic in Topic::ALL {
        let name = topic.path().trim_start_matches('/');
        add("leaflet", name, &Leaflet { frame: frame.clone(), topic });
    }
}

fn dead_ends(frame: &Frame, add: &mut Add) {
    add("refused", "", &Refused::sample(frame.clone()));
    add("form_post", "", &FormPost::sample(frame.clone()));
    for wait in [Wait::Password, Wait::Codes] {
        add("waiting", wait.code(), &Waiting::sample(frame.clone(), wait));
    }
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

fn consent(frame: &Frame, add: &mut Add) {
    let consent = Consent::sample(frame.clone());
    add("consent", "", &consent);
    let already = vec![Item::Name, Item::Birthdate];
    let (required, optional) = (Vec::new(), consent.optional.clone());
    add("consent", "more", &Consent { required, optional, already, ..consent.clone() });
    let (required, optional) = (Vec::new(), Vec::new());
    add("consent", "sign-in", &Consent { required, optional, ..consent.clone() });
    let missing = vec![Item::HealthInsurance];
    let required = consent.required.iter().take(2).cloned().collect();
    add("consent", "missing", &Consent { required, missing, ..consent });
}

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn text(element: ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first tag that is closed out of order or never; browsers forgive it, we do not.
fn left_open(html: &str) -> Option<String> {
    const EMPTY: [&str; 5] = ["meta", "link", "input", "br", "!DOCTYPE"];
    let mut open: Vec<&str> = Vec::new();
    for part in html.split('<').skip(1) {
        let tag = part.split('>').next().unwrap_or("");
        let name = tag.trim_start_matches('/').split([' ', '/', '\n']).next().unwrap_or("");
        if let Some(closing) = tag.strip_prefix('/') {
            if open.pop() != Some(closing) {
                return Some(tag.to_owned());
            }
        } else if !EMPTY.contains(&name) && !tag.ends_with('/') {
            open.push(name);
        }
    }
    open.pop().map(str::to_owned)
}

#[test]
fn every_page_renders_in_both_languages() {
    for sample in samples() {
        let (name, page) = (sample.name(), sample.parsed());
        assert_eq!(left_open(&sample.html), None, "{name}: a tag is not closed");
        let html = all(&page, "html");
        assert_eq!(html[0].attr("lang"), Some(sample.language.tag()), "{name}");
        assert_eq!(all(&page, "h1").len(), 1, "{name}: one heading");
        let id = all(&page, "body")[0].attr("id").unwrap_or("").replace('-', "_");
        assert_eq!(id, sample.page, "{name}: the body is named as the file");
        assert!(!all(&page, "title")[0].inner_html().starts_with(' '), "{name}: a title");
        assert!(!sample.html.contains("{{") && !sample.html.contains("{ $"), "{name}");
    }
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    for sample in samples() {
        let (name, page) = (sample.name(), sample.parsed());
        assert!(all(&page, "[style], style").is_empty(), "{name}: no style but the sheet");
        for script in all(&page, "script") {
            assert!(script.inner_html().is_empty(), "{name}: no inline script");
            assert!(script.attr("src").is_some_and(|s| s.starts_with("/assets/")), "{name}");
            assert!(script.attr("defer").is_some(), "{name}: deferred");
        }
        for element in all(&page, "*") {
            assert!(element.value().attrs().all(|(key, _)| !key.starts_with("on")), "{name}");
        }
        for link in all(&page, "link[href], img[src]") {
            let address = link.attr("href").or(link.attr("src")).unwrap_or("");
            assert!(address.starts_with("/assets/") && address.contains('.'), "{name}: {address}");
        }
    }
}

#[test]
fn ids_are_unique_and_every_reference_finds_one() {
    for sample in samples() {
        let (name, page) = (sample.name(), sample.parsed());
        let mut ids = BTreeSet::new();
        for element in all(&page, "[id]") {
            assert!(
                ids.insert(element.attr("id").unwrap_or("")),
                "{name}: {:?} twice",
                element.attr("id")
            );
        }
        let references = ["for", "aria-labelledby", "aria-describedby", "data-live", "data-shows"];
        for attribute in references {
            for element in all(&page, &format!("[{attribute}]")) {
                for id in element.attr(attribute).unwrap_or("").split(' ') {
                    assert!(ids.contains(id), "{name}: {attribute}={id}");
                }
            }
        }
        for link in all(&page, "a[href^='#']") {
            let id = link.attr("href").unwrap_or("").trim_start_matches('#');
            assert!(ids.contains(id), "{name}: #{id}");
        }
    }
}

#[test]
fn every_form_is_a_post_with_a_token_and_labelled_fields() {
    for sample in samples() {
        let (name, page) = (sample.name(), sample.parsed());
        let foreign = sample.page == "form_post";
        for form in all(&page, "form") {
            assert_eq!(form.attr("method"), Some("post"), "{name}");
            let token =
                Selector::parse("input[type=hidden][name=csrf][value]").expect("a selector");
            assert_eq!(form.select(&token).count(), usize::from(!foreign), "{name}: a token");
            let button = Selector::parse("button[type=submit]").expect("a selector");
            assert!(form.select(&button).count() > 0, "{name}: a button");
        }
        for field in all(&page, "input:not([type=hidden])") {
            let inside =
                field.ancestors().filter_map(ElementRef::wrap).any(|e| e.value().name() == "label");
            let id = field.attr("id").unwrap_or("-");
            assert!(
                inside || !all(&page, &format!("label[for='{id}']")).is_empty(),
                "{name}: {id}"
            );
        }
        for button in all(&page, "button") {
            assert!(button.attr("type").is_some(), "{name}: a button says what it does");
            assert!(!text(button).is_empty(), "{name}: a button has words");
        }
    }
}

#[test]
fn fields_carry_the_attributes_of_the_catalogue() {
    let expected: [(&str, &[(&str, &str)]); 3] = [
        (
            "#username",
            &[
                ("type", "text"),
                ("inputmode", "numeric"),
                ("autocomplete", "username webauthn"),
                ("spellcheck", "false"),
                ("name", "username"),
            ],
        ),
        (
            "#password",
            &[("type", "password"), ("autocomplete", "current-password"), ("name", "password")],
        ),
        (
            "#code",
            &[
                ("type", "text"),
                ("inputmode", "numeric"),
                ("autocomplete", "one-time-code"),
                ("pattern", "[0-9 \\-]*"),
                ("name", "code"),
            ],
        ),
    ];
    for sample in samples() {
        let page = sample.parsed();
        for (selector, attributes) in expected {
            for field in all(&page, selector) {
                for (key, value) in attributes {
                    assert_eq!(
                        field.attr(key),
                        Some(*value),
                        "{}: {selector} {key}",
                        sample.name()
                    );
                }
                assert_eq!(field.attr("maxlength"), None, "{}", sample.name());
            }
        }
    }
}

#[test]
fn the_hooks_for_scripted_browsers_stand() {
    let hooks = [
        ("login", "#username, #password, #login-submit", 3),
        ("otp", "#code, #otp-submit", 2),
        (
            "consent",
            "#consent-accept[name=decision][value=allow], #consent-deny[name=decision][value=deny]",
            2,
        ),
        ("consent", "input[type=checkbox][name=claim][value=phone_number]", 1),
        ("error", "body[data-error]", 1),
        ("logout", "#logout-confirm[name=decision]", 1),
        ("resend", "#resend-submit", 1),
    ];
    for sample in
        samples().iter().filter(|sample| sample.variant.is_empty() || sample.page == "error")
    {
        let page = sample.parsed();
        for (_, selector, count) in hooks.iter().filter(|hook| hook.0 == sample.page) {
            assert_eq!(all(&page, selector).len(), *count, "{}: {selector}", sample.name());
        }
    }
}

#[test]
fn a_fault_is_told_on_top_and_beside_its_field() {
    for sample in samples().iter().filter(|sample| sample.html.contains("id=\"faults\"")) {
        let (name, page) = (sample.name(), sample.parsed());
        let prefix = if sample.language == Language::Vietnamese { "Lỗi: " } else { "Error: " };
        assert!(all(&page, "title")[0].inner_html().starts_with(prefix), "{name}");
        assert_eq!(all(&page, "#faults [role=alert]").len(), 1, "{name}");
        for link in all(&page, "#faults a") {
            let field = link.attr("href").unwrap_or("").trim_start_matches('#');
            let beside = all(&page, &format!("#{field}-fault"));
            assert_eq!(text(beside[0]), text(link), "{name}: {field}");
            let described = all(&page, &format!("#{field}[aria-describedby~='{field}-fault']"));
            assert_eq!(described.len(), 1, "{name}: {field}");
        }
        for secret in all(&page, "#password, #code") {
            assert_eq!(secret.attr("value"), None, "{name}: secrets are not kept");
        }
    }
}

#[test]
fn required_items_are_facts_and_optional_ones_start_unticked() {
    for sample in samples().iter().filter(|s| s.page == "consent" && s.variant.is_empty()) {
        let page = sample.parsed();
        assert_eq!(all(&page, "[aria-labelledby=required] input").len(), 0);
        assert_eq!(all(&page, "input[name=claim]").len(), 2);
        assert_eq!(all(&page, "input[name=claim][checked]").len(), 0);
        assert_eq!(all(&page, "input[name=duration][checked]")[0].attr("value"), Some("once"));
    }
}

#[test]
fn a_name_from_outside_cannot_become_markup() {
    let mut page = Consent::sample(Frame::sample(Language::Vietnamese));
    page.requester.name = "<script>alert(1)</script>".into();
    page.account = "<b onclick=x>\"'".into();
    page.purpose = "<img src=x>".into();
    let html = page.render().expect("a page");
    assert!(
        !html.contains("<script>alert") && !html.contains("<b onclick") && !html.contains("<img")
    );
}

#[test]
fn pages_weigh_no_more_than_a_slow_line_carries() {
    let mut heaviest = (0, String::new());
    for sample in samples() {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(sample.html.as_bytes()).expect("a vector takes bytes");
        let size = encoder.finish().expect("a vector takes bytes").len();
        assert!(size <= 6 << 10, "{}: {size} B gzip", sample.name());
        heaviest = heaviest.max((size, sample.name()));
    }
    println!("heaviest: {} B gzip, {}", heaviest.0, heaviest.1);
}

/// `ux.md` §2.6.
#[test]
fn the_words_keep_the_rules_of_wording() {
    const FORBIDDEN: [&str; 12] = [
        "vui lòng",
        "không hợp lệ",
        "thất bại",
        "lỗi hệ thống",
        "đã có lỗi",
        "chúng tôi",
        "click",
        "submit",
        "user",
        "token",
        "client",
        "otp",
    ];
    for (key, vietnamese, english) in TEXTS {
        let lower = vietnamese.to_lowercase();
        for word in FORBIDDEN {
            assert!(!lower.contains(word), "{key}: {word}");
        }
        for word in ["please", "sorry", "invalid", "oops", "click"] {
            assert!(!english.to_lowercase().contains(word), "{key}: {word}");
        }
        for sentence in vietnamese.split(['.', '?', '!', ':', '\n', ';']) {
            let words = sentence.split_whitespace().count();
            assert!(words <= 26, "{key}: {words} words in “{sentence}”");
        }
        let shouted = vietnamese
            .split_whitespace()
            .filter(|word| word.chars().count() > 3 && word.chars().all(char::is_uppercase));
        assert!(shouted.clone().all(|word| word == "CMND" || word == "TTTB"), "{key}: capitals");
    }
}

#[test]
fn every_message_is_used() {
    let mut sources = String::new();
    read_sources(Path::new("src/web/pages"), &mut sources);
    let unused: Vec<_> =
        TEXTS.iter().filter(|(key, ..)| !sources.contains(&format!(".{key}("))).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

fn read_sources(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).expect("the pages' folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_sources(&path, sources);
        } else if path.extension().is_some_and(|ending| ending == "rs" || ending == "html") {
            sources.push_str(&fs::read_to_string(&path).expect("a source"));
        }
    }
}

/// With `DANH_SAMPLES=folder`, writes every sample and the assets there, for a browser to look at.
#[test]
fn writes_samples() {
    let Some(folder) = std::env::var_os("DANH_SAMPLES") else { return };
    let folder = Path::new(&folder);
    fs::create_dir_all(folder.join("assets")).expect("a folder");
    for asset in super::assets::all() {
        fs::write(folder.join(asset.address().trim_start_matches('/')), asset.plain())
            .expect("a file");
    }
    for sample in samples() {
        fs::write(folder.join(format!("{}.html", sample.name())), &sample.html).expect("a file");
    }
}

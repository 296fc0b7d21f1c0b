//! What holds for every page, in both languages: looked at from its samples, without a browser.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use askama::Template;
use flate2::Compression;
use flate2::write::GzEncoder;
use scraper::{ElementRef, Html, Selector};

use super::consent::Consent;
use super::samples::samples;
use super::view::Frame;
use crate::web::locale::Language;

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).expect("a selector")).collect()
}

fn text(element: ElementRef) -> String {
    element.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first tag that is closed out of order or never; browsers forgive it, we do not.
fn left_open(html: &str) -> Option<String> {
    const EMPTY: [&str; 6] = ["meta", "link", "input", "img", "br", "!DOCTYPE"];
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
            let own = ["/assets/", "/bieu-trung/"].iter().any(|own| address.starts_with(own));
            assert!(own && address.contains('.'), "{name}: {address}");
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
    let expected: [(&str, &[(&str, &str)]); 6] = [
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
            "#new_password",
            &[
                ("type", "password"),
                ("autocomplete", "new-password"),
                (
                    "passwordrules",
                    "minlength: 8; required: lower; required: upper; required: digit; \
                     required: special",
                ),
                ("name", "new_password"),
            ],
        ),
        (
            "#new_password_again",
            &[
                ("type", "password"),
                ("autocomplete", "new-password"),
                ("name", "new_password_again"),
            ],
        ),
        // For password managers alone.
        ("[hidden] #account", &[("autocomplete", "username"), ("readonly", "")]),
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
        ("password_change", "#new_password, #new_password_again, #password-change-submit", 3),
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
        for secret in all(&page, "input[type=password], #code") {
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

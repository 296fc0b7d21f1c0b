//! The pages: whole in both languages, every link answers, nothing inline.

use danh::ports::messages::Messages;
use scraper::{Html, Selector};

use crate::house::{Sandbox, message};

const PAGES: [&str; 3] = ["/", "/inbox", "/faults"];

fn all(html: &str, selector: &str, attribute: &str) -> Vec<String> {
    let selector = Selector::parse(selector).expect("a selector");
    let page = Html::parse_document(html);
    page.select(&selector).filter_map(|e| e.attr(attribute).map(str::to_owned)).collect()
}

#[tokio::test]
async fn every_link_and_file_of_every_page_answers() {
    let sandbox = Sandbox::start().await;
    for page in PAGES.iter().flat_map(|page| [(*page).to_owned(), format!("{page}?ui_locales=en")])
    {
        let (status, html) = sandbox.page(&page).await;
        assert_eq!(status, 200, "{page}");
        let links = all(&html, "[href]", "href").into_iter().chain(all(&html, "[src]", "src"));
        for link in links.filter(|link| !link.starts_with('#')) {
            let path = if link.starts_with('?') { format!("/{link}") } else { link };
            assert_eq!(sandbox.page(&path).await.0, 200, "{path} on {page}");
        }
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn the_pages_speak_the_language_that_was_asked_for() {
    let sandbox = Sandbox::start().await;
    for page in PAGES {
        for (query, language) in [("", "vi"), ("?ui_locales=en", "en"), ("?ui_locales=vi", "vi")] {
            let (_, html) = sandbox.page(&format!("{page}{query}")).await;
            assert_eq!(all(&html, "html", "lang"), [language]);
        }
    }
    let (_, english) = sandbox.page("/?ui_locales=en").await;
    assert!(english.contains("Signs") || english.contains("sign in"));
    assert!(sandbox.page("/").await.1.contains("Công dân mẫu"));
    sandbox.stop().await;
}

#[tokio::test]
async fn the_first_page_lists_everybody_with_number_password_and_a_walk() {
    let sandbox = Sandbox::start().await;
    let (_, html) = sandbox.page("/").await;
    let page = Html::parse_document(&html);
    let cards = Selector::parse(".people > li").expect("a selector");
    assert_eq!(page.select(&cards).count(), 16);
    for words in ["999 188 000 001", "Thu-nghiem-1", "X0000014 (DEU)", "0500 000 088"] {
        assert!(html.contains(words), "{words}");
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn the_inbox_shows_the_code_of_the_last_line_and_escapes_the_rest() {
    let sandbox = Sandbox::start().await;
    let text = "Ma <b>654321</b>\n@localhost #654321";
    sandbox.gateway().send(&message("0500000088", text)).await;
    for path in ["/", "/inbox", "/inbox/messages", "/inbox/messages?few=1"] {
        let (_, html) = sandbox.page(path).await;
        assert!(html.contains(">654321</p>"), "{path}");
        assert!(html.contains("Nguyễn Thị Mai") && html.contains("@localhost #654321"), "{path}");
        assert!(!html.contains("<b>654321"), "{path}");
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn a_button_switches_a_fault_on_and_off_without_script() {
    let sandbox = Sandbox::start().await;
    let press = async |form: &str| {
        let asked = sandbox.client().post(sandbox.address("/faults"));
        let asked = asked.header("content-type", "application/x-www-form-urlencoded");
        let answer = asked.body(form.to_owned()).send().await.expect("an answer");
        assert_eq!(answer.status(), 303);
        answer.headers()["location"].to_str().expect("a path").to_owned()
    };
    let phone = "for_number=0500+000+088";
    let back = press(&format!("system=sms&kind=slow&milliseconds=700&{phone}&ui_locales=en")).await;
    assert_eq!(back, "/faults?ui_locales=en");
    let (_, html) = sandbox.page(&back).await;
    assert!(html.contains("700 ms") && html.contains("+84500000088"));
    press("system=sms&kind=off&for_number=%2B84500000088&ui_locales=vi").await;
    assert!(sandbox.page("/faults").await.1.contains("Không có sự cố nào"));
    sandbox.stop().await;
}

#[tokio::test]
async fn the_pages_obey_their_own_policy_and_stay_small() {
    let sandbox = Sandbox::start().await;
    for page in PAGES {
        let asked = sandbox.client().get(sandbox.address(page)).send().await.expect("an answer");
        let policy = asked.headers()["content-security-policy"].to_str().expect("a policy");
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
        assert_eq!(asked.headers()["cache-control"], "no-store");
        let html = asked.text().await.expect("a page");
        assert!(!html.contains(" style=") && !html.contains("<style") && !html.contains("onclick"));
        assert!(all(&html, "script:not([src])", "src").is_empty());
        assert!(html.len() < 40_000, "{page}: {}", html.len());
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn the_pages_speak_what_the_browser_prefers_and_hand_the_language_on() {
    let sandbox = Sandbox::start().await;
    let asked = sandbox.client().get(sandbox.address("/")).header("accept-language", "en-GB,en");
    let html = asked.send().await.expect("an answer").text().await.expect("a page");
    assert_eq!(all(&html, "html", "lang"), ["en"]);
    assert!(all(&html, ".tile", "href").iter().all(|link| link.ends_with("?ui_locales=en")));
    let (_, html) = sandbox.page("/?ui_locales=vi").await;
    assert!(all(&html, "nav a", "href").iter().all(|link| link.ends_with("?ui_locales=vi")));
    sandbox.stop().await;
}

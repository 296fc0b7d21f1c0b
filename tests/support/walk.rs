//! A person's walk through the hall: does what each page asks until the browser leaves the provider.

use super::browser::{Browser, Page};
use super::house::House;
use super::http::Response;
use super::people::{Citizen, PASSWORD};
use super::relying_party::{Asked, RelyingParty};
use super::token::Token;

/// A sign-in that went well, with everything it brought.
pub struct Visit {
    /// The person's browser, still signed in.
    pub browser: Browser,
    /// What the relying party had asked.
    pub asked: Asked,
    /// The callback.
    pub page: Page,
    /// The code, still unused unless tokens were fetched.
    pub code: String,
}

/// A visit whose code was redeemed.
pub struct Fetched {
    /// The visit.
    pub visit: Visit,
    /// The token answer.
    pub tokens: Response,
    /// The ID token, verified.
    pub id_token: Token,
    /// The access token.
    pub access_token: String,
}

impl House {
    /// Signs a person in with a fresh browser and agrees to all that is required.
    pub fn visit(&self, party: &RelyingParty, person: Citizen, other: &[(&str, &str)]) -> Visit {
        self.visit_with(self.browser(), party, person, other)
    }

    /// The same with a browser that may be signed in already.
    pub fn visit_with(
        &self,
        mut browser: Browser,
        party: &RelyingParty,
        person: Citizen,
        other: &[(&str, &str)],
    ) -> Visit {
        let asked = party.ask(other);
        let page = browser.open(&asked.url);
        let page = self.walk(&mut browser, page, person);
        let code = party.code(&page, &asked);
        Visit { browser, asked, page, code }
    }

    /// Signs in and redeems the code.
    pub fn fetch(&self, party: &RelyingParty, person: Citizen, other: &[(&str, &str)]) -> Fetched {
        party.fetched(self.visit(party, person, other))
    }

    /// Answers page after page until the browser leaves, or a page needs no more.
    pub fn walk(&self, browser: &mut Browser, mut page: Page, person: Citizen) -> Page {
        for _ in 0..8 {
            page = match page.name().as_str() {
                "login" => browser.type_password(&page, person),
                "otp" => self.type_code(browser, &page, person),
                "consent" => browser.press(&page, "#consent-accept", |form| form),
                "resend" => browser.press(&page, "#resend-submit", |form| form),
                "interrupted" if page.has("a.btn") => browser.follow(&page, "a.btn"),
                _ => return page,
            };
        }
        page
    }

    /// Types the newest code that came to the person's phone.
    pub fn type_code(&self, browser: &mut Browser, page: &Page, person: Citizen) -> Page {
        let code = self.await_code(person);
        browser.press(page, "#otp-submit", |form| form.fill("code", &code))
    }
}

impl Browser {
    /// Types number and password.
    pub fn type_password(&mut self, page: &Page, person: Citizen) -> Page {
        self.try_password(page, person.number, PASSWORD)
    }

    /// Types this number and this password.
    pub fn try_password(&mut self, page: &Page, number: &str, password: &str) -> Page {
        self.press(page, "#login-submit", |form| {
            form.fill("username", number).fill("password", password)
        })
    }

    /// Types a new password, twice.
    pub fn change_password(&mut self, page: &Page, password: &str, again: &str) -> Page {
        self.press(page, "#password-change-submit", |form| {
            form.fill("new_password", password).fill("new_password_again", again)
        })
    }
}

impl RelyingParty {
    /// Redeems the code of a visit.
    pub fn fetched(&self, visit: Visit) -> Fetched {
        let tokens = self.redeem(&visit.code, &visit.asked);
        assert_eq!(tokens.status, 200, "{}", tokens.text());
        let id_token = self.id_token(&tokens);
        let access_token = tokens.member("access_token").expect("an access token");
        Fetched { visit, tokens, id_token, access_token }
    }
}

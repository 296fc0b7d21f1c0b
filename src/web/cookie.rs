//! Cookies: one for the session, one for the browser as a device, one for each open request.
//!
//! Behind https their names carry `__Host-`, so that no other host can plant them; over http on
//! loopback that prefix is not allowed. Cookies know no ports, hence the prefix `danh_`.

use actix_web::HttpRequest;
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};

use crate::domain::id::InteractionId;

/// Open requests a browser may hold; the oldest is dropped.
const OPEN_REQUESTS: usize = 8;

/// Days a browser stays known as a device.
const DEVICE_DAYS: i64 = 400;

/// How cookies are named and sent here.
#[derive(Clone, Copy, Debug)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    /// For an issuer that is https, or not.
    #[must_use]
    pub fn new(secure: bool) -> Self {
        Self { secure }
    }

    /// The session's handle, if the browser sent one.
    #[must_use]
    pub fn session(self, request: &HttpRequest) -> Option<String> {
        self.read(request, "session")
    }

    /// The device's handle, if the browser sent one.
    #[must_use]
    pub fn device(self, request: &HttpRequest) -> Option<String> {
        self.read(request, "device")
    }

    /// What binds this browser to an open request.
    #[must_use]
    pub fn interaction(self, request: &HttpRequest, id: &InteractionId) -> Option<String> {
        self.read(request, &interaction_name(id.as_str()))
    }

    /// The language the person chose.
    #[must_use]
    pub fn language(self, request: &HttpRequest) -> Option<String> {
        self.read(request, "language")
    }

    /// The language that a client wished for last.
    #[must_use]
    pub fn wished_language(self, request: &HttpRequest) -> Option<String> {
        self.read(request, "wish")
    }

    /// Whether the browser keeps cookies of ours at all.
    #[must_use]
    pub fn are_kept(self, request: &HttpRequest) -> bool {
        let prefix = self.name("");
        request.cookies().is_ok_and(|all| all.iter().any(|c| c.name().starts_with(&prefix)))
    }

    /// Keeps the session until the browser closes; the server ends it earlier.
    #[must_use]
    pub fn keep_session(self, handle: &str) -> Cookie<'static> {
        self.make("session", handle.to_owned())
    }

    /// Forgets the session.
    #[must_use]
    pub fn drop_session(self) -> Cookie<'static> {
        self.dropped("session")
    }

    /// Keeps the browser known as a device.
    #[must_use]
    pub fn keep_device(self, handle: &str) -> Cookie<'static> {
        let mut cookie = self.make("device", handle.to_owned());
        cookie.set_max_age(Duration::days(DEVICE_DAYS));
        cookie
    }

    /// Keeps the chosen language for a year.
    #[must_use]
    pub fn keep_language(self, language: &str) -> Cookie<'static> {
        let mut cookie = self.make("language", language.to_owned());
        cookie.set_max_age(Duration::days(365));
        cookie
    }

    /// Keeps the language that a client wished for, until another wishes or the browser closes.
    #[must_use]
    pub fn wish_language(self, language: &str) -> Cookie<'static> {
        self.make("wish", language.to_owned())
    }

    /// Binds an open request to this browser, and lets go of the oldest ones beyond the limit.
    #[must_use]
    pub fn keep_interaction(
        self,
        request: &HttpRequest,
        id: &InteractionId,
        secret: &str,
    ) -> Vec<Cookie<'static>> {
        let prefix = self.name(&interaction_name(""));
        let mut open: Vec<String> = request
            .cookies()
            .map(|all| {
                all.iter()
                    .filter_map(|c| c.name().strip_prefix(&prefix).map(str::to_owned))
                    .collect()
            })
            .unwrap_or_default();
        open.retain(|known| known != id.as_str());
        open.sort();
        let surplus = (open.len() + 1).saturating_sub(OPEN_REQUESTS);
        let mut cookies: Vec<_> =
            open.iter().take(surplus).map(|old| self.dropped(&interaction_name(old))).collect();
        cookies.push(self.make(&interaction_name(id.as_str()), secret.to_owned()));
        cookies
    }

    /// Lets go of a request that was answered.
    #[must_use]
    pub fn drop_interaction(self, id: &InteractionId) -> Cookie<'static> {
        self.dropped(&interaction_name(id.as_str()))
    }

    fn read(self, request: &HttpRequest, part: &str) -> Option<String> {
        request.cookie(&self.name(part)).map(|cookie| cookie.value().to_owned())
    }

    /// `Lax`, for the way in from a relying party is a cross-site GET.
    fn make(self, part: &str, value: String) -> Cookie<'static> {
        Cookie::build(self.name(part), value)
            .path("/")
            .http_only(true)
            .secure(self.secure)
            .same_site(SameSite::Lax)
            .finish()
    }

    fn dropped(self, part: &str) -> Cookie<'static> {
        let mut cookie = self.make(part, String::new());
        cookie.make_removal();
        cookie.set_path("/");
        cookie
    }

    fn name(self, part: &str) -> String {
        if self.secure { format!("__Host-danh_{part}") } else { format!("danh_{part}") }
    }
}

fn interaction_name(id: &str) -> String {
    format!("gd_{id}")
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;
    use crate::domain::time::Timestamp;

    fn id(second: i64) -> InteractionId {
        InteractionId::new(Timestamp::from_unix(second), [7; 12])
    }

    #[test]
    fn a_ninth_request_lets_go_of_the_oldest() {
        let cookies = Cookies::new(true);
        let mut request = TestRequest::default();
        for second in 1..=8 {
            request =
                request.cookie(cookies.make(&interaction_name(id(second).as_str()), "x".into()));
        }
        let set = cookies.keep_interaction(&request.to_http_request(), &id(9), "secret");
        assert_eq!(set.len(), 2);
        assert!(set.iter().any(|c| c.name().ends_with(id(1).as_str()) && c.value().is_empty()));
        assert!(set.iter().all(|c| c.name().starts_with("__Host-danh_gd_")));
    }

    #[test]
    fn every_cookie_is_for_the_server_alone() {
        for secure in [true, false] {
            let cookie = Cookies::new(secure).keep_session("handle");
            assert_eq!((cookie.http_only(), cookie.secure()), (Some(true), Some(secure)));
            assert_eq!((cookie.path(), cookie.domain()), (Some("/"), None));
            assert_eq!(cookie.same_site(), Some(SameSite::Lax));
        }
    }
}

//! A browser without script: it keeps cookies, follows redirects while they stay with the provider, and
//! fills in forms. It stops where a redirect leaves for a relying party, as nobody listens there.

use scraper::Html;
use url::Url;

use super::form::{Form, selector};
use super::http::{Request, Response};

/// One person's browser.
#[derive(Clone, Debug)]
pub struct Browser {
    authority: String,
    cookies: Vec<Cookie>,
    headers: Vec<(String, String)>,
    /// Every address it went to, in order, the ones it only stopped before among them.
    pub visited: Vec<String>,
}

#[derive(Clone, Debug)]
struct Cookie {
    name: String,
    value: String,
    path: String,
}

/// Where a walk ended: a page, or the door to a relying party.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its address; for a relying party the whole redirect.
    pub url: Url,
    /// The last answer.
    pub response: Response,
}

impl Browser {
    /// A fresh one that knows the provider at `host:port`.
    pub fn new(authority: &str) -> Self {
        let headers = vec![("Accept-Language".to_owned(), "vi".to_owned())];
        Self { authority: authority.to_owned(), cookies: vec![], headers, visited: vec![] }
    }

    /// Sends this header with every request from now on.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Opens an address: a whole one, or a path of the provider.
    pub fn open(&mut self, address: &str) -> Page {
        let base =
            Url::parse(&format!("http://{}/", self.authority)).expect("the provider's address");
        let url = base.join(address).expect("an address");
        self.walk(url, Request::get)
    }

    /// Asks for an address once, follows nothing, keeps nothing; the provider may be gone.
    pub fn ask_once(&self, target: &str) -> Option<Response> {
        let pairs: Vec<_> =
            self.cookies.iter().filter(|one| one.path == "/").map(Cookie::pair).collect();
        let request = Request::get(target).header("Cookie", &pairs.join("; "));
        request.try_send(&self.authority).ok()
    }

    /// Sends a form that another site holds: browsers keep `SameSite` cookies back from it.
    pub fn sent_from(&mut self, origin: &str, target: &str, fields: &[(String, String)]) -> Page {
        let url = Url::parse(&format!("http://{}{target}", self.authority)).expect("an address");
        let kept = std::mem::take(&mut self.cookies);
        let request = Request::form(target, fields)
            .header("Origin", origin)
            .header("Sec-Fetch-Site", "cross-site");
        let response = self.exchange(&url, request);
        for cookie in kept {
            if self.cookies.iter().all(|new| new.name != cookie.name || new.path != cookie.path) {
                self.cookies.push(cookie);
            }
        }
        match response.location() {
            None => Page { url, response },
            Some(location) => {
                let next = url.join(location).expect("a redirect names an address");
                if next.host_str() == url.host_str() && next.port() == url.port() {
                    return self.open(next.as_str());
                }
                Page { url: next, response }
            }
        }
    }

    /// Presses a button (`#id`) of the page; `change` fills in the form before.
    pub fn press(&mut self, page: &Page, button: &str, change: impl FnOnce(Form) -> Form) -> Page {
        let form = change(page.form(button));
        self.submit(page, &form, &form.pressed(button))
    }

    /// Sends a form with fields of the test's own making.
    pub fn submit(&mut self, page: &Page, form: &Form, fields: &[(String, String)]) -> Page {
        let mut url = page.url.join(&form.action).expect("the form's action is an address");
        if !form.post {
            url.query_pairs_mut().clear().extend_pairs(fields);
            return self.walk(url, Request::get);
        }
        let origin = page.url.origin().ascii_serialization();
        self.walk(url, |target| Request::form(target, fields).header("Origin", &origin))
    }

    /// Follows the link that this selector finds.
    pub fn follow(&mut self, page: &Page, link: &str) -> Page {
        let html = page.html();
        let anchor = html.select(&selector(link)).next().expect("the page has the link");
        let url =
            page.url.join(anchor.value().attr("href").unwrap_or_default()).expect("an address");
        self.walk(url, Request::get)
    }

    /// The value of a cookie, if the browser holds it.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|one| one.name == name).map(|one| one.value.as_str())
    }

    /// The names of all cookies it holds.
    pub fn cookie_names(&self) -> Vec<&str> {
        self.cookies.iter().map(|one| one.name.as_str()).collect()
    }

    /// The same browser with another value of a cookie that it holds.
    #[must_use]
    pub fn with_cookie(mut self, name: &str, value: &str) -> Self {
        for cookie in self.cookies.iter_mut().filter(|one| one.name == name) {
            value.clone_into(&mut cookie.value);
        }
        self
    }

    /// Puts a cookie into the browser, as another host of the same site could.
    pub fn plant(&mut self, name: &str, value: &str) {
        self.cookies.push(Cookie { name: name.into(), value: value.into(), path: "/".into() });
    }

    /// The cookies it would send to this path, as the header has them.
    pub fn cookie_line(&self, path: &str) -> String {
        let belongs = |cookie: &&Cookie| path.starts_with(cookie.path.trim_end_matches('/'));
        let pairs: Vec<_> = self.cookies.iter().filter(belongs).map(Cookie::pair).collect();
        pairs.join("; ")
    }

    /// Forgets everything, as a closed private window does.
    pub fn forget(&mut self) {
        self.cookies.clear();
    }

    fn walk(&mut self, mut url: Url, first: impl Fn(&str) -> Request) -> Page {
        let mut request = first(&target(&url));
        for _ in 0..12 {
            let response = self.exchange(&url, request);
            let Some(location) = response.location() else {
                return Page { url, response };
            };
            let next = url.join(location).expect("a redirect names an address");
            if next.host_str() != url.host_str() || next.port() != url.port() {
                self.visited.push(next.to_string());
                return Page { url: next, response };
            }
            url = next;
            request = Request::get(&target(&url));
        }
        unreachable!("the provider redirects in a circle: {:?}", self.visited)
    }

    fn exchange(&mut self, url: &Url, mut request: Request) -> Response {
        self.visited.push(url.to_string());
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let belongs = |cookie: &&Cookie| {
            let path = cookie.path.trim_end_matches('/');
            url.path() == path
                || url.path().strip_prefix(path).is_some_and(|rest| rest.starts_with('/'))
        };
        let pairs: Vec<_> = self.cookies.iter().filter(belongs).map(Cookie::pair).collect();
        if !pairs.is_empty() {
            request = request.header("Cookie", &pairs.join("; "));
        }
        let response = request.send(&self.authority);
        for line in response.headers("set-cookie") {
            self.keep(line);
        }
        response
    }

    fn keep(&mut self, line: &str) {
        let mut parts = line.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let mut cookie = Cookie { name: name.into(), value: value.into(), path: "/".into() };
        let mut dead = false;
        for (word, argument) in parts.filter_map(|part| part.split_once('=')) {
            match word.to_ascii_lowercase().as_str() {
                "path" => argument.clone_into(&mut cookie.path),
                "max-age" => dead = argument.parse::<i64>().is_ok_and(|age| age <= 0),
                _ => {}
            }
        }
        self.cookies.retain(|one| one.name != cookie.name || one.path != cookie.path);
        if !dead {
            self.cookies.push(cookie);
        }
    }
}

impl Cookie {
    fn pair(&self) -> String {
        format!("{}={}", self.name, self.value)
    }
}

impl Page {
    /// The page, parsed.
    pub fn html(&self) -> Html {
        Html::parse_document(&self.response.text())
    }

    /// The id of the body: the name of the page's file.
    pub fn name(&self) -> String {
        self.attribute("body", "id").unwrap_or_default()
    }

    /// The code of an error page.
    pub fn error(&self) -> Option<String> {
        self.attribute("body", "data-error")
    }

    /// The form that holds this element (`#id`) or field.
    pub fn form(&self, word: &str) -> Form {
        let form = Form::all(&self.html()).into_iter().find(|form| form.has(word));
        assert!(form.is_some(), "{} has no form with {word}:\n{}", self.url, self.response.text());
        form.expect("just asserted")
    }

    /// Whether something on the page answers to this selector.
    pub fn has(&self, what: &str) -> bool {
        self.html().select(&selector(what)).next().is_some()
    }

    /// The words a reader sees, white space folded.
    pub fn words(&self) -> String {
        let html = self.html();
        let body = html.select(&selector("body")).next();
        let text: String =
            body.map(|body| body.text().collect::<Vec<_>>().join(" ")).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// One parameter of the address, if it stands there exactly once.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let mut values = self.url.query_pairs().filter(|(found, _)| found == name);
        let value = values.next().map(|(_, value)| value.into_owned());
        assert!(values.next().is_none(), "{name} stands twice in {}", self.url);
        value
    }

    fn attribute(&self, element: &str, name: &str) -> Option<String> {
        let html = self.html();
        html.select(&selector(element)).next()?.value().attr(name).map(str::to_owned)
    }
}

fn target(url: &Url) -> String {
    url.query().map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()))
}

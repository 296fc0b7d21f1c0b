//! A browser as small as a sign-in needs: cookies by path, redirects as they come, the form's token.

use super::failed::Failed;
use super::http::{Answer, Http};

/// One person's browser.
pub(super) struct Browser<'a> {
    http: &'a Http,
    issuer: &'a str,
    cookies: Vec<Cookie>,
}

struct Cookie {
    name: String,
    value: String,
    path: String,
}

impl<'a> Browser<'a> {
    /// A fresh one.
    pub(super) fn new(http: &'a Http, issuer: &'a str) -> Self {
        Self { http, issuer, cookies: Vec::new() }
    }

    /// Opens an address of the provider.
    pub(super) async fn open(
        &mut self,
        stage: &'static str,
        target: &str,
    ) -> Result<Answer, Failed> {
        let headers = self.cookie_line(target);
        let answer = self.http.get(target, &headers).await.map_err(|e| Failed::of(stage, e))?;
        self.keep(&answer);
        Ok(answer)
    }

    /// Sends a form of the provider's own.
    pub(super) async fn send(
        &mut self,
        stage: &'static str,
        target: &str,
        form: &str,
    ) -> Result<Answer, Failed> {
        let headers = format!("Origin: {}\r\n{}", self.issuer, self.cookie_line(target));
        let sent = self.http.post(target, &headers, form).await;
        let answer = sent.map_err(|e| Failed::of(stage, e))?;
        self.keep(&answer);
        Ok(answer)
    }

    fn cookie_line(&self, target: &str) -> String {
        let path = target.split('?').next().unwrap_or("/");
        let belongs = |cookie: &&Cookie| {
            let folder = cookie.path.trim_end_matches('/');
            path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let pairs = self.cookies.iter().filter(belongs);
        let pairs: Vec<_> = pairs.map(|c| format!("{}={}", c.name, c.value)).collect();
        if pairs.is_empty() { String::new() } else { format!("Cookie: {}\r\n", pairs.join("; ")) }
    }

    fn keep(&mut self, answer: &Answer) {
        for line in answer.headers("set-cookie") {
            let mut parts = line.split(';').map(str::trim);
            let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
                continue;
            };
            let mut path = "/";
            let mut dead = false;
            for (word, argument) in parts.filter_map(|part| part.split_once('=')) {
                if word.eq_ignore_ascii_case("path") {
                    path = argument;
                } else if word.eq_ignore_ascii_case("max-age") {
                    dead = argument == "0";
                }
            }
            self.cookies.retain(|c| c.name != name || c.path != path);
            if !dead {
                let (name, value, path) = (name.to_owned(), value.to_owned(), path.to_owned());
                self.cookies.push(Cookie { name, value, path });
            }
        }
    }
}

/// The value of the page's hidden field `csrf`.
pub(super) fn form_token(answer: &Answer) -> Option<String> {
    let page = std::str::from_utf8(&answer.body).ok()?;
    let (_, rest) = page.split_once("name=\"csrf\" value=\"")?;
    rest.split('"').next().map(str::to_owned)
}

/// Pairs as a form or a query writes them.
pub(super) fn pairs(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

//! A small HTTP/1.1 client: it sends exactly what it is told, follows nothing, keeps nothing.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// One request, byte for byte.
#[derive(Clone, Debug)]
pub struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The body, whole.
    pub body: Vec<u8>,
}

impl Request {
    /// A request without headers or body.
    pub fn new(method: &str, target: &str) -> Self {
        Self { method: method.into(), target: target.into(), headers: vec![], body: vec![] }
    }

    /// GET.
    pub fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// POST of a form.
    pub fn form<K: AsRef<str>, V: AsRef<str>>(target: &str, fields: &[(K, V)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref())))
            .finish();
        Self::new("POST", target)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body.into_bytes())
    }

    /// Adds a header; the same name may stand twice.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the body.
    #[must_use]
    pub fn body(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self
    }

    /// `Authorization: Basic`, with both halves form-encoded as RFC 6749 §2.3.1 says.
    #[must_use]
    pub fn basic(self, id: &str, secret: &str) -> Self {
        use base64::Engine as _;
        let half =
            |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", half(id), half(secret));
        let pair = base64::engine::general_purpose::STANDARD.encode(pair);
        self.header("Authorization", &format!("Basic {pair}"))
    }

    /// `Authorization: Bearer`.
    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("Authorization", &format!("Bearer {token}"))
    }

    /// Sends it to `host:port` and reads the answer to its end.
    pub fn send(&self, authority: &str) -> Response {
        self.try_send(authority).expect("the server answers")
    }

    /// The same, for tests in which the server may go away.
    pub fn try_send(&self, authority: &str) -> std::io::Result<Response> {
        let mut stream = TcpStream::connect(authority)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        self.exchange(&mut stream, authority)
    }

    /// Sends it on this connection, and reads the answer to its end.
    pub fn exchange(
        &self,
        stream: &mut (impl Read + Write),
        authority: &str,
    ) -> std::io::Result<Response> {
        let mut lines = vec![format!("{} {} HTTP/1.1", self.method, self.target)];
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            lines.push(format!("Host: {authority}"));
        }
        lines.extend(self.headers.iter().map(|(name, value)| format!("{name}: {value}")));
        if !self.body.is_empty() || self.method == "POST" {
            lines.push(format!("Content-Length: {}", self.body.len()));
        }
        lines.push("Connection: close\r\n\r\n".into());
        let head = lines.join("\r\n");
        stream.write_all(head.as_bytes())?;
        // A server may refuse a large body before it has read it; its answer is what counts.
        let _refused_early = stream.write_all(&self.body);
        let mut bytes = Vec::new();
        match stream.read_to_end(&mut bytes) {
            Err(error) if bytes.is_empty() => Err(error),
            _ => Response::parse(&bytes).ok_or_else(|| std::io::Error::other("no HTTP answer")),
        }
    }
}

impl Response {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let split = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(bytes.get(..split)?).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let header = |line: &str| {
            let (name, value) = line.split_once(':')?;
            Some((name.to_ascii_lowercase(), value.trim().to_owned()))
        };
        let headers: Vec<_> = lines.filter_map(header).collect();
        let mut response = Self { status, headers, body: bytes.get(split + 4..)?.to_vec() };
        if response.header("transfer-encoding") == Some("chunked") {
            response.body = unchunked(&response.body)?;
        }
        Some(response)
    }

    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let of_name = |(found, _): &&(String, String)| found.eq_ignore_ascii_case(name);
        self.headers.iter().find(of_name).map(|(_, value)| value.as_str())
    }

    /// Every header of this name.
    pub fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let of_name = move |(found, _): &&(String, String)| found.eq_ignore_ascii_case(name);
        self.headers.iter().filter(of_name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| {
            serde_json::Value::String(format!("{} {}", self.status, self.text()))
        })
    }

    /// Where it redirects to, if it does.
    pub fn location(&self) -> Option<&str> {
        (300..400).contains(&self.status).then(|| self.header("location")).flatten()
    }

    /// One member of a JSON object, as text.
    pub fn member(&self, name: &str) -> Option<String> {
        self.json().get(name)?.as_str().map(str::to_owned)
    }

    /// Asserts an error of a resource, and that the challenge says the same (RFC 6750 §3, RFC 9449 §7.1).
    pub fn assert_challenged(&self, status: u16, code: &str) {
        let error = (self.status, self.member("error"));
        assert_eq!(error, (status, Some(code.to_owned())), "{}", self.text());
        let challenge = self.header("www-authenticate").unwrap_or_default();
        assert!(challenge.contains(&format!("error=\"{code}\"")), "{challenge}");
    }

    /// Asserts an OAuth error: status, code, JSON, no-store and legal characters (RFC 6749 §5.2).
    pub fn assert_error(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.member("error").as_deref()),
            (status, Some(code)),
            "{}",
            self.text()
        );
        assert!(
            self.header("content-type").is_some_and(|kind| kind.starts_with("application/json"))
        );
        assert!(self.header("cache-control").is_some_and(|cache| cache.contains("no-store")));
        let legal = |c: char| matches!(c, '\x20'..='\x21' | '\x23'..='\x5B' | '\x5D'..='\x7E');
        assert!(self.member("error_description").is_none_or(|text| text.chars().all(legal)));
    }
}

fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let end = body.windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(body.get(..end)?).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(body.get(end + 2..end + 2 + size)?);
        body = body.get(end + 4 + size..)?;
    }
}

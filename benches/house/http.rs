//! A client that keeps its connection and its cookies, and spends as little as it can: it shares the
//! machine with what it measures.

use std::io::{Read, Write};
use std::net::TcpStream;

/// One keep-alive connection of one browser or client.
pub struct Connection {
    stream: TcpStream,
    host: String,
    cookies: Vec<(String, String)>,
    buffer: Vec<u8>,
}

/// An answer.
pub struct Answer {
    /// The status.
    pub status: u16,
    head: String,
    /// The body.
    pub body: String,
}

impl Connection {
    /// Connects to a port of this machine.
    pub fn open(port: u16) -> Self {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("the server listens");
        stream.set_nodelay(true).expect("a socket's setting");
        let host = format!("127.0.0.1:{port}");
        Self { stream, host, cookies: Vec::new(), buffer: vec![0; 64 * 1024] }
    }

    /// Another person sits down.
    pub fn forget(&mut self) {
        self.cookies.clear();
    }

    /// GET.
    pub fn get(&mut self, target: &str) -> Answer {
        self.exchange(&format!("GET {target} HTTP/1.1\r\n"), "")
    }

    /// GET with an access token.
    pub fn get_with(&mut self, target: &str, token: &str) -> Answer {
        self.exchange(&format!("GET {target} HTTP/1.1\r\nAuthorization: Bearer {token}\r\n"), "")
    }

    /// A page's form, sent from its own origin.
    pub fn submit(&mut self, target: &str, body: &str) -> Answer {
        let origin = format!("Origin: http://{}\r\n", self.host);
        self.post(target, &origin, body)
    }

    /// POST of a form with further header lines.
    pub fn post(&mut self, target: &str, lines: &str, body: &str) -> Answer {
        let kind = "Content-Type: application/x-www-form-urlencoded";
        let length = body.len();
        let head =
            format!("POST {target} HTTP/1.1\r\n{kind}\r\nContent-Length: {length}\r\n{lines}");
        self.exchange(&head, body)
    }

    fn exchange(&mut self, head: &str, body: &str) -> Answer {
        let mut request = format!("{head}Host: {}\r\n", self.host);
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            request.push_str("Cookie: ");
            request.push_str(&pairs.join("; "));
            request.push_str("\r\n");
        }
        request.push_str("\r\n");
        request.push_str(body);
        self.stream.write_all(request.as_bytes()).expect("the server reads");
        let answer = self.read();
        for line in answer.head.lines() {
            if let Some(cookie) = header(line, "set-cookie") {
                self.keep(cookie);
            }
        }
        answer
    }

    fn read(&mut self) -> Answer {
        let mut bytes = Vec::new();
        let (split, whole) = loop {
            let count = self.stream.read(&mut self.buffer).expect("the server answers");
            assert!(count > 0, "the server hung up");
            bytes.extend_from_slice(self.buffer.get(..count).unwrap_or_default());
            let split = bytes.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(split) = split {
                let head = String::from_utf8_lossy(bytes.get(..split).unwrap_or_default());
                let length = head.lines().find_map(|line| header(line, "content-length"));
                let length: usize = length.and_then(|text| text.parse().ok()).unwrap_or_default();
                break (split, split + 4 + length);
            }
        };
        while bytes.len() < whole {
            let count = self.stream.read(&mut self.buffer).expect("the rest comes");
            bytes.extend_from_slice(self.buffer.get(..count).unwrap_or_default());
        }
        let text = |from: usize, to: usize| {
            String::from_utf8_lossy(bytes.get(from..to).unwrap_or_default()).into_owned()
        };
        let head = text(0, split);
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
        Answer { status, head, body: text(split + 4, whole) }
    }

    fn keep(&mut self, line: &str) {
        let pair = line.split(';').next().unwrap_or_default();
        let Some((name, value)) = pair.split_once('=') else { return };
        self.cookies.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.cookies.push((name.to_owned(), value.to_owned()));
        }
    }
}

impl Answer {
    /// The nonce for the next proof.
    pub fn nonce(&self) -> Option<&str> {
        self.head.lines().find_map(|line| header(line, "dpop-nonce"))
    }

    /// Where it sends the browser.
    pub fn location(&self) -> &str {
        self.head.lines().find_map(|line| header(line, "location")).unwrap_or_default()
    }

    /// The text between these marks in the body.
    pub fn between(&self, before: &str, after: &str) -> &str {
        let rest = self.body.split_once(before).map_or("", |(_, rest)| rest);
        rest.split_once(after).map_or("", |(found, _)| found)
    }

    /// Asserts the status.
    pub fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}\n{}", self.head, self.body);
        self
    }
}

/// The value of a header line of this name.
fn header<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (found, value) = line.split_once(':')?;
    found.eq_ignore_ascii_case(name).then(|| value.trim())
}

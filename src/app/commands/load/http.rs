//! A small HTTP/1.1 client that keeps its connections: cheap enough to leave the machine to the server
//! that is measured, and frank about what it does not know.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

/// Nobody waits longer for an answer.
const PATIENCE: Duration = Duration::from_secs(15);
/// A connection that lay longer may have been closed by the server at this very moment.
const FRESH: Duration = Duration::from_secs(2);
const LONGEST_HEAD: usize = 64 * 1024;
const LONGEST_BODY: usize = 16 * 1024 * 1024;

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NoAnswer {
    /// Nobody listens: nothing was asked.
    Unreachable,
    /// It was asked, and what came of it is not known.
    Unknown,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    head: String,
    pub(super) body: Vec<u8>,
}

/// One server, and connections to it that wait.
pub(super) struct Http {
    address: SocketAddr,
    authority: String,
    idle: Mutex<Vec<(TcpStream, Instant)>>,
}

impl Http {
    /// The server behind `http://host:port`.
    pub(super) async fn to(base: &str) -> Result<Self, String> {
        let url = url::Url::parse(base).map_err(|_| format!("{base} is no address"))?;
        let (Some(host), "http") = (url.host_str(), url.scheme()) else {
            return Err(format!("{base} does not begin with http://"));
        };
        let port = url.port_or_known_default().unwrap_or(80);
        let found = tokio::net::lookup_host((host, port)).await;
        let mut found: Vec<_> = found.map_err(|_| format!("{host} is not known"))?.collect();
        // The servers of a trial listen on 127.0.0.1.
        found.sort_by_key(SocketAddr::is_ipv6);
        let address = found.first().copied().ok_or_else(|| format!("{host} is not known"))?;
        Ok(Self { address, authority: format!("{host}:{port}"), idle: Mutex::default() })
    }

    /// Asks for a page; `headers` are whole lines.
    pub(super) async fn get(&self, target: &str, headers: &str) -> Result<Answer, NoAnswer> {
        let head = format!("GET {target} HTTP/1.1\r\nHost: {}\r\n{headers}\r\n", self.authority);
        self.send(head.as_bytes()).await
    }

    /// Posts a form.
    pub(super) async fn post(
        &self,
        target: &str,
        headers: &str,
        form: &str,
    ) -> Result<Answer, NoAnswer> {
        let (authority, length) = (&self.authority, form.len());
        let whole = format!(
            "POST {target} HTTP/1.1\r\nHost: {authority}\r\n{headers}\
             Content-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {length}\r\n\r\n{form}"
        );
        self.send(whole.as_bytes()).await
    }

    async fn send(&self, request: &[u8]) -> Result<Answer, NoAnswer> {
        let kept = self.kept();
        let mut stream = match kept {
            Some(stream) => stream,
            None => self.connect().await?,
        };
        let asked = async {
            stream.write_all(request).await?;
            read(&mut stream).await
        };
        match timeout(PATIENCE, asked).await {
            Ok(Ok((answer, stays))) => {
                if stays {
                    self.keep(stream);
                }
                Ok(answer)
            }
            Ok(Err(_)) | Err(_) => Err(NoAnswer::Unknown),
        }
    }

    async fn connect(&self) -> Result<TcpStream, NoAnswer> {
        match timeout(PATIENCE, TcpStream::connect(self.address)).await {
            Ok(Ok(stream)) => {
                // Small requests go out at once.
                let _ = stream.set_nodelay(true);
                Ok(stream)
            }
            _ => Err(NoAnswer::Unreachable),
        }
    }

    fn kept(&self) -> Option<TcpStream> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some((stream, since)) = idle.pop() {
            if since.elapsed() < FRESH {
                return Some(stream);
            }
        }
        None
    }

    fn keep(&self, stream: TcpStream) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push((stream, Instant::now()));
    }
}

impl Answer {
    /// The values of a header, in order.
    pub(super) fn headers<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let fields = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        fields.filter(move |(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, v)| v.trim())
    }

    /// Where it redirects to.
    pub(super) fn location(&self) -> Option<&str> {
        self.headers("location").next()
    }

    /// Its JSON.
    pub(super) fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }
}

/// Reads one answer, and says whether the connection stays.
async fn read(stream: &mut TcpStream) -> std::io::Result<(Answer, bool)> {
    let mut held = Vec::with_capacity(4096);
    let end = loop {
        if let Some(at) = held.windows(4).position(|four| four == b"\r\n\r\n") {
            break at;
        }
        more(stream, &mut held, LONGEST_HEAD).await?;
    };
    let mut body = held.split_off(end + 4);
    let head = String::from_utf8_lossy(&held).into_owned();
    let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(cut)?;
    let mut answer = Answer { status, head, body: Vec::new() };
    let stays = !answer.headers("connection").any(|value| value.eq_ignore_ascii_case("close"));
    let chunked = answer.headers("transfer-encoding").next().is_some();
    if chunked {
        answer.body = chunks(stream, body).await?;
    } else {
        let length = answer.headers("content-length").next().and_then(|text| text.parse().ok());
        let length: usize = length.unwrap_or(0);
        while body.len() < length {
            more(stream, &mut body, LONGEST_BODY).await?;
        }
        answer.body = body;
    }
    Ok((answer, stays))
}

/// RFC 9112 §7.1; what follows the last chunk is not needed.
async fn chunks(stream: &mut TcpStream, mut held: Vec<u8>) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = loop {
            if let Some(at) = held.windows(2).position(|two| two == b"\r\n") {
                break at;
            }
            more(stream, &mut held, LONGEST_BODY).await?;
        };
        let rest = held.split_off(line + 2);
        let size = std::str::from_utf8(&held).ok().and_then(|text| text.split([';', '\r']).next());
        let size = size.and_then(|text| usize::from_str_radix(text.trim(), 16).ok());
        let size = size.filter(|size| body.len() + size < LONGEST_BODY).ok_or_else(cut)?;
        held = rest;
        while held.len() < size + 2 {
            more(stream, &mut held, LONGEST_BODY).await?;
        }
        let rest = held.split_off(size + 2);
        held.truncate(size);
        body.append(&mut held);
        held = rest;
        if size == 0 {
            return Ok(body);
        }
    }
}

async fn more(stream: &mut TcpStream, held: &mut Vec<u8>, most: usize) -> std::io::Result<()> {
    if held.len() > most || stream.read_buf(held).await? == 0 {
        return Err(cut());
    }
    Ok(())
}

fn cut() -> std::io::Error {
    std::io::ErrorKind::UnexpectedEof.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn answered(text: &'static str) -> Result<Answer, NoAnswer> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = [0; 1024];
            let _ = stream.read(&mut asked).await;
            for part in text.as_bytes().chunks(7) {
                stream.write_all(part).await.unwrap();
                stream.flush().await.unwrap();
            }
        });
        Http::to(&base).await.unwrap().get("/", "").await
    }

    #[tokio::test]
    async fn an_answer_in_pieces_is_read_whole() {
        let plain = "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nX-A: 1\r\nx-a: 2\r\n\r\nhello";
        let answer = answered(plain).await.unwrap();
        assert_eq!((answer.status, answer.body.as_slice()), (200, b"hello".as_slice()));
        assert_eq!(answer.headers("X-a").collect::<Vec<_>>(), ["1", "2"]);
        let chunked = "HTTP/1.1 303 See\r\nLocation: /x\r\ntransfer-encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n";
        let answer = answered(chunked).await.unwrap();
        assert_eq!((answer.location(), answer.body.as_slice()), (Some("/x"), b"hello".as_slice()));
    }

    #[tokio::test]
    async fn half_an_answer_is_not_known() {
        let cut = answered("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\nhello").await;
        assert_eq!(cut.err(), Some(NoAnswer::Unknown));
        let nobody = Http::to("http://127.0.0.1:1").await.unwrap().get("/", "").await;
        assert_eq!(nobody.err(), Some(NoAnswer::Unreachable));
    }
}

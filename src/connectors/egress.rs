//! The way out to addresses that clients registered: https and public hosts alone, each name looked up
//! once and the connection pinned to what was judged, no redirect, no proxy, nothing unpacked, little
//! time and few bytes (`decisions.md` §8). For trials and the conformance suite an operator may name
//! hosts of their own, those of this machine without TLS, too; production takes none.

mod address;
pub mod direction;
mod names;
mod places;

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap};
use reqwest::{Certificate, Client, ClientBuilder, RequestBuilder, Response, redirect};
use url::Url;

use self::direction::{is_allowed, is_closed};
use self::names::{Names, NotPublic};
use self::places::Places;
use super::counters::{Counters, Silence};
use crate::domain::registered_url::RegisteredUrl;
use crate::domain::text::Secret;
use crate::domain::time::Lifetime;
use crate::ports::egress::{Bounds, Egress, Fetched, Fruitless, Going};
use crate::ports::outside_system::{Counts, OutsideSystem};

/// Ways out at once, over all hosts and to one of them.
const AT_ONCE: usize = 64;
const TO_ONE_HOST: usize = 4;
/// A host that cannot be connected in this time will not answer in time either.
const CONNECT: Duration = Duration::from_secs(2);

/// What an operator allows beyond the public internet.
#[derive(Clone, Debug, Default)]
pub struct EgressSettings {
    /// Hosts and ports that may be anywhere.
    pub allowed: Vec<(String, u16)>,
    /// The authorities these are certified by, as PEM; the machine's own if none are named.
    pub authorities: Option<Vec<u8>>,
}

/// Why there is no way out.
#[derive(Debug, thiserror::Error)]
#[error("egress: the authorities cannot be read")]
pub struct AuthoritiesError;

/// Goes out.
pub struct EgressWorker {
    allowed: Vec<(String, u16)>,
    trial: Option<Client>,
    /// To those on this machine that an operator allows, without TLS.
    plain: Option<Client>,
    /// Made when first needed: a machine that never goes out needs no authorities.
    public: OnceLock<Option<Client>>,
    places: Places,
    counters: Counters,
}

impl EgressWorker {
    /// A way out by these settings.
    ///
    /// # Errors
    /// If the authorities cannot be read.
    pub fn new(settings: EgressSettings) -> Result<Self, AuthoritiesError> {
        let authorities = settings.authorities.as_deref();
        let trial = match (settings.allowed.is_empty(), authorities) {
            (true, _) => None,
            (false, Some(_)) => Some(client(false, authorities).ok_or(AuthoritiesError)?),
            // A machine may have no authorities, and all it goes to may be its own.
            (false, None) => client(false, None),
        };
        let plain = if settings.allowed.is_empty() { None } else { plain_client() };
        Ok(Self {
            allowed: settings.allowed,
            trial,
            plain,
            public: OnceLock::new(),
            places: Places::new(AT_ONCE, TO_ONE_HOST),
            counters: Counters::default(),
        })
    }

    /// Everything within the time, and counted.
    async fn within<T>(
        &self,
        limit: Lifetime,
        going: impl Future<Output = Result<T, Fruitless>>,
    ) -> Result<T, Fruitless> {
        let limit = Duration::from_secs(limit.as_seconds().unsigned_abs());
        let came = tokio::time::timeout(limit, going).await.unwrap_or(Err(Fruitless::Late));
        self.counters.count(came.as_ref().map(|_| ()).map_err(|why| match why {
            Fruitless::Late => Silence::Late,
            Fruitless::TooLong | Fruitless::Packed => Silence::TooLong,
            Fruitless::Forbidden | Fruitless::Unreachable | Fruitless::Status(_) => Silence::Failed,
        }));
        came
    }

    async fn sent(
        &self,
        url: &RegisteredUrl,
        build: impl FnOnce(&Client, Url) -> RequestBuilder,
    ) -> Result<Response, Fruitless> {
        let url = Url::parse(url.as_str()).map_err(|_| Fruitless::Forbidden)?;
        let client = self.client_for(&url)?;
        let host = url.host_str().ok_or(Fruitless::Forbidden)?.to_owned();
        let _place = self.places.take(&host).await.ok_or(Fruitless::Unreachable)?;
        let request = build(client, url).header(ACCEPT_ENCODING, "identity");
        request.send().await.map_err(|error| why(&error))
    }

    /// The client that may go there. An address that is written in digits is judged here, for no name
    /// is looked up.
    fn client_for(&self, url: &Url) -> Result<&Client, Fruitless> {
        match (url.scheme(), is_allowed(url, &self.allowed)) {
            ("https", true) => return self.trial.as_ref().ok_or(Fruitless::Unreachable),
            ("http", true) => return self.plain.as_ref().ok_or(Fruitless::Unreachable),
            ("https", false) => {}
            _ => return Err(Fruitless::Forbidden),
        }
        if is_closed(url) {
            return Err(Fruitless::Forbidden);
        }
        self.public.get_or_init(|| client(true, None)).as_ref().ok_or_else(|| {
            tracing::warn!("no way out: this machine has no certificate authorities");
            Fruitless::Unreachable
        })
    }
}

impl Egress for EgressWorker {
    fn fetch<'a>(&'a self, url: &'a RegisteredUrl, bounds: Bounds) -> Going<'a, Fetched> {
        Box::pin(self.within(bounds.within, async move {
            let response = self.sent(url, Client::get).await?;
            if response.status().as_u16() != 200 {
                return Err(Fruitless::Status(response.status().as_u16()));
            }
            let headers = response.headers();
            if headers.get(CONTENT_ENCODING).is_some_and(|packed| packed != "identity") {
                return Err(Fruitless::Packed);
            }
            let (media_type, kept_for) = (media_type(headers), kept_for(headers));
            let body = body(response, bounds.bytes).await?;
            Ok(Fetched { body, media_type, kept_for })
        }))
    }

    fn post<'a>(&'a self, url: &'a RegisteredUrl, form: &'a Secret) -> Going<'a, u16> {
        Box::pin(self.within(Bounds::DOCUMENT.within, async move {
            let response = self.sent(url, |client, url| {
                let kind = "application/x-www-form-urlencoded";
                client.post(url).header(CONTENT_TYPE, kind).body(form.expose().to_owned())
            });
            Ok(response.await?.status().as_u16())
        }))
    }
}

impl OutsideSystem for EgressWorker {
    fn counts(&self) -> Counts {
        self.counters.read("egress", false)
    }
}

/// A client without habits: it keeps no connection, follows nothing, and asks no proxy.
fn client(public_only: bool, authorities: Option<&[u8]>) -> Option<Client> {
    // The process has one TLS provider; if `main` has set it, this changes nothing.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    let mut builder = without_habits(public_only).https_only(true);
    if let Some(authorities) = authorities {
        builder = builder.tls_certs_only(Certificate::from_pem_bundle(authorities).ok()?);
    }
    builder.build().ok()
}

/// The same without TLS.
fn plain_client() -> Option<Client> {
    without_habits(false).tls_certs_only([]).build().ok()
}

fn without_habits(public_only: bool) -> ClientBuilder {
    Client::builder()
        .dns_resolver(Names::new(public_only))
        .connect_timeout(CONNECT)
        .redirect(redirect::Policy::none())
        .no_proxy()
        .referer(false)
        .http1_only()
        .pool_max_idle_per_host(0)
        .user_agent("danh")
}

async fn body(mut response: Response, most: usize) -> Result<Vec<u8>, Fruitless> {
    let said = response.content_length().and_then(|length| usize::try_from(length).ok());
    if said.is_some_and(|length| length > most) {
        return Err(Fruitless::TooLong);
    }
    let mut whole = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| why(&error))? {
        if whole.len() + part.len() > most {
            return Err(Fruitless::TooLong);
        }
        whole.extend_from_slice(&part);
    }
    Ok(whole)
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let whole = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(whole.split(';').next()?.trim().to_ascii_lowercase())
}

/// RFC 9111 §5.2.2, as far as it says for how long.
fn kept_for(headers: &HeaderMap) -> Option<Lifetime> {
    let said = headers.get(CACHE_CONTROL)?.to_str().ok()?.to_ascii_lowercase();
    let mut directives = said.split(',').map(str::trim);
    if directives.clone().any(|one| matches!(one, "no-store" | "no-cache")) {
        return Some(Lifetime::seconds(0));
    }
    let seconds = directives.find_map(|one| one.strip_prefix("max-age="))?;
    Some(Lifetime::seconds(seconds.trim_matches('"').parse().ok()?))
}

fn why(error: &reqwest::Error) -> Fruitless {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(one) = cause {
        if one.is::<NotPublic>() {
            return Fruitless::Forbidden;
        }
        cause = one.source();
    }
    if error.is_timeout() { Fruitless::Late } else { Fruitless::Unreachable }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn how_long_a_document_may_be_kept_is_read_from_its_sender() {
        let said = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(CACHE_CONTROL, HeaderValue::from_static(text));
            kept_for(&headers).map(Lifetime::as_seconds)
        };
        assert_eq!(said("public, max-age=600"), Some(600));
        assert_eq!(said("Max-Age=\"60\""), Some(60));
        assert_eq!(said("no-store, max-age=600"), Some(0));
        assert_eq!(said("public"), None);
        assert_eq!(said("max-age=-1"), None);
        assert_eq!(kept_for(&HeaderMap::new()), None);
    }

    #[test]
    fn an_address_in_digits_is_judged_however_it_is_written() {
        let worker = EgressWorker::new(EgressSettings::default()).expect("a worker");
        for text in [
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://169.254.169.254/latest/meta-data/",
            "http://bank.example/",
        ] {
            let url = Url::parse(text).expect("an address");
            assert_eq!(worker.client_for(&url).err(), Some(Fruitless::Forbidden), "{text}");
        }
    }
}

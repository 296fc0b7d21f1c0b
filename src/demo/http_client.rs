//! The HTTP client that `openidconnect` asks for, over the one `reqwest` of the tree.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpClientError, HttpRequest, HttpResponse, http};

const TIME_LIMIT: Duration = Duration::from_secs(5);
const LARGEST_ANSWER: usize = 256 * 1024;

/// Calls the provider: no redirects, no proxy, five seconds, 256 KiB.
#[derive(Clone, Debug)]
pub(super) struct HttpClient(reqwest::Client);

/// What may go wrong on a call.
pub(super) type CallError = HttpClientError<reqwest::Error>;

impl HttpClient {
    /// The demo's own provider is on loopback and speaks plain HTTP. Where the issuer is told to be
    /// behind TLS, this machine's authorities vouch for it, or those that `SSL_CERT_FILE` names.
    pub(super) fn new(issuer: &str) -> Result<Self, CallError> {
        // The process has one TLS provider; if `main` has set it, this changes nothing.
        drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(TIME_LIMIT);
        if !issuer.starts_with("https:") {
            // Without TLS no authorities are needed, and a machine may have none.
            builder = builder.tls_certs_only([]);
        }
        builder.build().map(Self).map_err(|error| CallError::Reqwest(Box::new(error)))
    }

    /// One call.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<HttpResponse, CallError> {
        let failed = |error| CallError::Reqwest(Box::new(error));
        let request = reqwest::Request::try_from(request).map_err(failed)?;
        let mut answer = self.0.execute(request).await.map_err(failed)?;
        let mut whole = http::Response::builder().status(answer.status());
        if let Some(headers) = whole.headers_mut() {
            headers.clone_from(answer.headers());
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            body.extend_from_slice(&piece);
            if body.len() > LARGEST_ANSWER {
                return Err(CallError::Other("the answer is too long".to_owned()));
            }
        }
        whole.body(body).map_err(CallError::Http)
    }
}

impl<'c> AsyncHttpClient<'c> for HttpClient {
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, CallError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

//! What FAPI 2.0 asks of the bank and the ministry beyond what `openidconnect` does: their tokens are bound to
//! a key that they prove with each call (RFC 9449), and their requests are pushed before the visitor is sent
//! off (RFC 9126).

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use serde::Deserialize;
use serde_json::json;
use url::Url;
use url::form_urlencoded::Serializer;

use super::assertion::{AssertionKey, BrokenKey};
use super::http_client::{CallError, HttpClient};
use super::{chance, clock};

/// The key, and the newest nonce that the provider gave.
pub(super) struct Holder {
    key: AssertionKey,
    nonce: Mutex<Option<String>>,
}

impl Holder {
    /// With a key that nobody has had before.
    pub(super) fn generate() -> Result<Self, BrokenKey> {
        Ok(Self { key: AssertionKey::generate("holder")?, nonce: Mutex::default() })
    }

    /// A proof for one call; `token` is what it shows at a resource.
    fn proof(&self, call: &HttpRequest, token: Option<&str>) -> Result<String, BrokenKey> {
        let (uri, method) = (call.uri(), call.method().as_str());
        let (scheme, host) = (uri.scheme_str(), uri.authority().map(http::uri::Authority::as_str));
        let address =
            format!("{}://{}{}", scheme.unwrap_or("https"), host.unwrap_or(""), uri.path());
        let header = json!({ "alg": "ES256", "typ": "dpop+jwt", "jwk": self.key.public_key() });
        let mut claims = json!({
            "jti": chance::unguessable(), "htm": method, "htu": address, "iat": clock::seconds(),
        });
        let nonce = self.nonce.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let hash = token.map(|token| BASE64.encode(digest(&SHA256, token.as_bytes())));
        if let Some(members) = claims.as_object_mut() {
            members.extend(nonce.map(|nonce| ("nonce".to_owned(), nonce.into())));
            members.extend(hash.map(|hash| ("ath".to_owned(), hash.into())));
        }
        self.key.signed(&header, &claims)
    }

    fn learn(&self, answer: &HttpResponse) {
        if let Some(nonce) = answer.headers().get("dpop-nonce").and_then(|it| it.to_str().ok()) {
            let mut known = self.nonce.lock().unwrap_or_else(PoisonError::into_inner);
            *known = Some(nonce.to_owned());
        }
    }
}

/// Calls the provider, with proofs if there is a key.
pub(super) struct Caller<'a> {
    pub(super) http: &'a HttpClient,
    pub(super) holder: Option<&'a Holder>,
}

impl Caller<'_> {
    async fn send(&self, call: HttpRequest) -> Result<HttpResponse, CallError> {
        let Some(holder) = self.holder else { return self.http.send(call).await };
        let answer = self.http.send(proven(holder, call.clone())?).await?;
        holder.learn(&answer);
        if answer.status().is_success() || !wants_nonce(&answer) {
            return Ok(answer);
        }
        let answer = self.http.send(proven(holder, call)?).await?;
        holder.learn(&answer);
        Ok(answer)
    }

    /// Pushes the request of this address, and answers the address that names it.
    pub(super) async fn push(
        &self,
        endpoint: &str,
        address: &Url,
        proof: &[(&str, &str)],
    ) -> Option<Url> {
        #[derive(Deserialize)]
        struct Pushed {
            request_uri: String,
        }
        let mut form = Serializer::new(String::new());
        form.extend_pairs(address.query_pairs()).extend_pairs(proof);
        let call = http::Request::post(endpoint)
            .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.finish().into_bytes());
        let answer = self.send(call.ok()?).await.ok()?;
        if answer.status() != http::StatusCode::CREATED {
            tracing::warn!(status = %answer.status(), "the request was not taken");
            return None;
        }
        let pushed: Pushed = serde_json::from_slice(answer.body()).ok()?;
        let client = address.query_pairs().find(|(name, _)| name == "client_id")?.1.into_owned();
        let mut named = address.clone();
        named.query_pairs_mut().clear().extend_pairs([
            ("client_id", client.as_str()),
            ("request_uri", pushed.request_uri.as_str()),
        ]);
        Some(named)
    }
}

impl<'c> AsyncHttpClient<'c> for Caller<'_> {
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, CallError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// The call with a proof; a token that the crate shows as `Bearer` is shown as what it is.
fn proven(holder: &Holder, mut call: HttpRequest) -> Result<HttpRequest, CallError> {
    let broken = |_| CallError::Other("no proof could be made".to_owned());
    let shown = call.headers().get(http::header::AUTHORIZATION);
    let token = shown.and_then(|it| it.to_str().ok()?.strip_prefix("Bearer ").map(str::to_owned));
    let proof = holder.proof(&call, token.as_deref()).map_err(broken)?;
    let value = |text: &str| {
        let unfit = |_| CallError::Other("a header cannot hold this".to_owned());
        http::HeaderValue::from_str(text).map_err(unfit)
    };
    let headers = call.headers_mut();
    headers.insert("dpop", value(&proof)?);
    if let Some(token) = token {
        headers.insert(http::header::AUTHORIZATION, value(&format!("DPoP {token}"))?);
    }
    Ok(call)
}

fn wants_nonce(answer: &HttpResponse) -> bool {
    #[derive(Deserialize)]
    struct Refused {
        error: String,
    }
    let refused = serde_json::from_slice::<Refused>(answer.body());
    refused.is_ok_and(|refused| refused.error == "use_dpop_nonce")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn claims(call: &HttpRequest) -> Value {
        let proof = call.headers().get("dpop").unwrap().to_str().unwrap();
        let claims = BASE64.decode(proof.split('.').nth(1).unwrap()).unwrap();
        serde_json::from_slice(&claims).unwrap()
    }

    #[test]
    fn a_call_is_proven_for_its_address_its_token_and_the_newest_nonce() {
        let holder = Holder::generate().unwrap();
        let call = || {
            http::Request::get("http://localhost:8080/userinfo?x=1")
                .header("authorization", "Bearer the.token")
                .body(Vec::new())
                .unwrap()
        };
        let first = proven(&holder, call()).unwrap();
        assert_eq!(first.headers()["authorization"], "DPoP the.token");
        let said = claims(&first);
        assert_eq!(said["htu"], "http://localhost:8080/userinfo");
        assert_eq!((&said["htm"], said.get("nonce")), (&json!("GET"), None));
        assert_eq!(said["ath"], BASE64.encode(digest(&SHA256, b"the.token")));
        let answer = http::Response::builder().header("DPoP-Nonce", "n").body(Vec::new());
        holder.learn(&answer.unwrap());
        let second = claims(&proven(&holder, call()).unwrap());
        assert_eq!(second["nonce"], "n");
        assert_ne!(second["jti"], said["jti"]);
    }
}

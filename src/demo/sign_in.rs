//! The walk of a sign-in, as every stock client does it: send off, take back, redeem, verify, read.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use openidconnect::core::{CoreAuthPrompt, CoreJwsSigningAlgorithm, CoreResponseType};
use openidconnect::{
    AccessToken, AccessTokenHash, AuthType, AuthenticationFlow, AuthorizationCode, ClientId,
    ClientSecret, CsrfToken, IdTokenVerifier, LanguageTag, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, RedirectUrl, Scope, TokenResponse, core::CoreJsonWebKey,
};
use serde_json::{Map, Value, json};
use url::Url;

use super::client::{DemoClient, DemoIdToken, DemoTokens, DemoUserClaims, Metadata};
use super::holder::Caller;
use super::notice::Notice;
use super::office::Office;
use super::provider::Provider;
use super::received::Received;
use super::settings::{CALLBACK, DemoSettings};
use super::signed_userinfo::{self, Expected};
use super::visitors::Pending;
use super::words::Language;
use super::{assertion, clock};

/// One service's client, as registered.
#[derive(Clone, Copy)]
pub(super) struct Party<'a> {
    pub(super) office: Office,
    pub(super) settings: &'a DemoSettings,
}

/// How the visitor wishes to be asked.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) language: Language,
    /// Somebody else than before (`prompt=select_account`).
    pub(super) somebody_else: bool,
    /// Every proof anew, whoever is signed in (`prompt=login`, `max_age=0`).
    pub(super) fresh: bool,
}

impl Party<'_> {
    /// The address to send the visitor to, and what to expect back.
    pub(super) async fn send_off(
        self,
        (provider, metadata): (&Provider, &Metadata),
        base: String,
        wanted: Wanted,
    ) -> Result<(Url, Pending), Notice> {
        let client = self.client(metadata, &base)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let mut request = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .set_pkce_challenge(challenge)
            .add_ui_locale(LanguageTag::new(wanted.language.tag().to_owned()));
        for scope in self.office.scopes() {
            request = request.add_scope(Scope::new((*scope).to_owned()));
        }
        if let Some(claims) = self.claims_parameter() {
            request = request.add_extra_param("claims", claims.to_string());
        }
        if wanted.fresh {
            request = request.add_prompt(CoreAuthPrompt::Login).set_max_age(Duration::ZERO);
        } else if wanted.somebody_else {
            request = request.add_prompt(CoreAuthPrompt::SelectAccount);
        }
        let (url, state, nonce) = request.url();
        let url = self.pushed(provider, metadata, url).await?;
        Ok((url, Pending { state, nonce, verifier, base }))
    }

    /// Who has a key sends the request to the provider first; the visitor carries its name only.
    async fn pushed(
        self,
        provider: &Provider,
        metadata: &Metadata,
        url: Url,
    ) -> Result<Url, Notice> {
        let Some(assertion) = self.assertion(metadata)? else { return Ok(url) };
        let more = &metadata.additional_metadata().additional_metadata;
        let endpoint = more.pushed_authorization_request_endpoint.as_deref();
        let endpoint = endpoint.ok_or(Notice::SetUpWrongly)?;
        let proof =
            [("client_assertion_type", assertion::TYPE), ("client_assertion", assertion.as_str())];
        let pushed = self.caller(provider).push(endpoint, &url, &proof).await;
        pushed.ok_or(Notice::SetUpWrongly)
    }

    /// Who has a key proves it with each call.
    fn caller<'a>(&'a self, provider: &'a Provider) -> Caller<'a> {
        Caller { http: &provider.http, holder: self.settings.holder(self.office) }
    }

    /// Redeems the code and reads what was shared.
    pub(super) async fn take_back(
        self,
        provider: &Provider,
        pending: Pending,
        code: String,
    ) -> Result<Received, Notice> {
        let metadata = provider.metadata().await.ok_or(Notice::ProviderDown)?;
        let client = self.client(&metadata, &pending.base)?;
        let mut exchange = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|_| Notice::SetUpWrongly)?
            .set_pkce_verifier(pending.verifier);
        if let Some(assertion) = self.assertion(&metadata)? {
            exchange = exchange
                .add_extra_param("client_assertion_type", assertion::TYPE)
                .add_extra_param("client_assertion", assertion);
        }
        let caller = self.caller(provider);
        let tokens = exchange.request_async(&caller).await.map_err(|error| {
            tracing::warn!(office = self.office.key(), %error, "the code was not redeemed");
            Notice::NotBelieved
        })?;
        if self.verify(&client, &tokens, &pending.nonce).is_err() {
            // A key that is newer than what we know: look again once.
            provider.forget().await;
            let metadata = provider.metadata().await.ok_or(Notice::ProviderDown)?;
            let client = self.client(&metadata, &pending.base)?;
            self.verify(&client, &tokens, &pending.nonce)?;
        }
        let id_token = tokens.id_token().ok_or(Notice::NotBelieved)?.clone();
        let id_claims = payload(&id_token).ok_or(Notice::NotBelieved)?;
        let subject = id_claims.get("sub").and_then(Value::as_str).ok_or(Notice::NotBelieved)?;
        let user_info = self.user_info(provider, &client, tokens.access_token(), subject).await?;
        Ok(Received { id_token, id_claims, user_info })
    }

    fn client(self, metadata: &Metadata, base: &str) -> Result<DemoClient, Notice> {
        let id = ClientId::new(self.office.client_id().to_owned());
        let secret = (self.office == Office::Hospital)
            .then(|| ClientSecret::new(self.settings.hospital_secret.clone()));
        let auth = if secret.is_some() { AuthType::BasicAuth } else { AuthType::RequestBody };
        let redirect =
            RedirectUrl::new(format!("{base}{CALLBACK}")).map_err(|_| Notice::SetUpWrongly)?;
        Ok(DemoClient::from_provider_metadata(metadata.clone(), id, secret)
            .set_auth_type(auth)
            .set_redirect_uri(redirect))
    }

    /// The `claims` parameter (OpenID Connect Core §5.5), where scopes do not say it all.
    fn claims_parameter(self) -> Option<Value> {
        let mut user_info = Map::new();
        for wish in self.office.wishes() {
            let how = if wish.required { json!({ "essential": true }) } else { Value::Null };
            user_info.insert(wish.claim.to_owned(), how);
        }
        let mut whole = Map::new();
        if !user_info.is_empty() {
            whole.insert("userinfo".to_owned(), Value::Object(user_info));
        }
        if let Some(level) = self.office.needs() {
            let acr = json!({ "acr": { "essential": true, "values": [level] } });
            whole.insert("id_token".to_owned(), acr);
        }
        (!whole.is_empty()).then_some(Value::Object(whole))
    }

    fn assertion(self, metadata: &Metadata) -> Result<Option<String>, Notice> {
        let Some(key) = self.settings.key(self.office) else { return Ok(None) };
        key.sign(self.office.client_id(), metadata.issuer().as_str(), clock::seconds())
            .map(Some)
            .map_err(|_| Notice::SetUpWrongly)
    }

    fn verify(self, client: &DemoClient, tokens: &DemoTokens, nonce: &Nonce) -> Result<(), Notice> {
        let id_token = tokens.id_token().ok_or(Notice::NotBelieved)?;
        let verifier = self.verifier(client.id_token_verifier());
        let claims = id_token.claims(&verifier, nonce).map_err(|error| {
            tracing::warn!(office = self.office.key(), %error, "the ID token did not verify");
            Notice::NotBelieved
        })?;
        if let Some(expected) = claims.access_token_hash() {
            let key = id_token.signing_key(&verifier).map_err(|_| Notice::NotBelieved)?;
            let algorithm = id_token.signing_alg().map_err(|_| Notice::NotBelieved)?;
            let actual = AccessTokenHash::from_token(tokens.access_token(), algorithm, key)
                .map_err(|_| Notice::NotBelieved)?;
            if actual != *expected {
                return Err(Notice::NotBelieved);
            }
        }
        Ok(())
    }

    /// The one algorithm registered, and the level asked.
    fn verifier(
        self,
        verifier: IdTokenVerifier<'_, CoreJsonWebKey>,
    ) -> IdTokenVerifier<'_, CoreJsonWebKey> {
        let algorithm = match self.office {
            Office::Portal => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
            _ => CoreJwsSigningAlgorithm::EcdsaP256Sha256,
        };
        let verifier = verifier.set_allowed_algs([algorithm]);
        match self.office.needs() {
            None => verifier,
            Some(level) => verifier.set_auth_context_verifier_fn(move |acr| match acr {
                Some(acr) if acr.as_str() == level => Ok(()),
                _ => Err("the level asked was not reached".to_owned()),
            }),
        }
    }

    async fn user_info(
        self,
        provider: &Provider,
        client: &DemoClient,
        access_token: &AccessToken,
        subject: &str,
    ) -> Result<Value, Notice> {
        match self.office {
            Office::Portal | Office::Ministry | Office::Permits => Ok(json!({})),
            Office::Hospital => {
                let metadata = provider.metadata().await.ok_or(Notice::ProviderDown)?;
                let expected = Expected {
                    issuer: provider.issuer(),
                    client_id: self.office.client_id(),
                    subject,
                };
                signed_userinfo::ask(&metadata, &provider.http, access_token.secret(), expected)
                    .await
                    .ok_or(Notice::NotBelieved)
            }
            Office::Bank => {
                let subject = openidconnect::SubjectIdentifier::new(subject.to_owned());
                let claims: DemoUserClaims = client
                    .user_info(access_token.clone(), Some(subject))
                    .map_err(|_| Notice::SetUpWrongly)?
                    .request_async(&self.caller(provider))
                    .await
                    .map_err(|error| {
                        tracing::warn!(%error, "UserInfo was not read");
                        Notice::NotBelieved
                    })?;
                serde_json::to_value(claims).map_err(|_| Notice::NotBelieved)
            }
        }
    }
}

/// The claims of a token that has been verified, all of them, as they came.
fn payload(id_token: &DemoIdToken) -> Option<Value> {
    let text = id_token.to_string();
    serde_json::from_slice(&BASE64.decode(text.split('.').nth(1)?).ok()?).ok()
}

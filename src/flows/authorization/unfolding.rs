//! A request that a client signed (RFC 9101) is opened: decrypted, verified, judged; what it holds takes the
//! place of everything that stood beside it.

use super::AuthorizationFlow;
use crate::domain::client::KeySource;
use crate::domain::text::Secret;
use crate::flows::clients::Registered;
use crate::flows::error::Error;
use crate::protocol::authorization_request::{PageError, Rejected, address};
use crate::protocol::client_keys::ClientKeys;
use crate::protocol::compact::{Purpose, Unverified};
use crate::protocol::encrypted::Encrypted;
use crate::protocol::error::OAuthError;
use crate::protocol::jwt_claims::Verified;
use crate::protocol::params::Params;
use crate::protocol::{refusal, signed_request};

impl AuthorizationFlow {
    /// The parameters of a request that came by the person's browser: what it refers to is fetched first.
    pub(super) async fn brought<R>(
        &self,
        params: Params,
        from: &Registered,
    ) -> Result<Result<Params, Rejected>, Error<R>> {
        let refers = params.text("request_uri").filter(|_| params.text("request").is_none());
        let Some(uri) = refers else { return self.unfolded(params, from).await };
        match self.references.object(&from.client, uri).await {
            Ok(object) => self.stated(object, from).await,
            Err(error) => Ok(Err(told(&params, from, error))),
        }
    }

    /// The parameters that count.
    pub(in crate::flows) async fn unfolded<R>(
        &self,
        params: Params,
        from: &Registered,
    ) -> Result<Result<Params, Rejected>, Error<R>> {
        let requests = from.client.protections.requests;
        match params.secret("request").filter(|_| requests.signed.is_some()) {
            Some(_) if params.text("request_uri").is_some() => Ok(Err(page(refusal::OBJECT_TWICE))),
            Some(object) => self.stated(object, from).await,
            None if requests.required && params.text("request").is_none() => {
                Ok(Err(told(&params, from, refusal::OBJECT_REQUIRED)))
            }
            None => Ok(Ok(params)),
        }
    }

    /// What a request object says. Until it is verified nothing in or beside it says where an answer may go,
    /// so that its faults are shown on a page, or told to who pushed it.
    async fn stated<R>(
        &self,
        object: Secret,
        from: &Registered,
    ) -> Result<Result<Params, Rejected>, Error<R>> {
        let page = |error: OAuthError| Ok(Err(page(error)));
        let Some(algorithm) = from.client.protections.requests.signed else {
            return page(refusal::REQUEST_OBJECT);
        };
        let object = match self.decrypted(object, from) {
            Ok(object) => object,
            Err(error) => return page(error),
        };
        let Ok(text) = Unverified::parse(object.expose(), Purpose::RequestObject) else {
            return page(refusal::OBJECT_FORM);
        };
        let verified = match &from.client.keys {
            Some(KeySource::At(url)) => {
                let remote = &self.settling.answering.envelopes.remote;
                let Some(mut set) = remote.of(&from.client.id, url).await? else {
                    return page(refusal::CLIENT_KEYS);
                };
                if !set.keys.know(algorithm, text.header().key_id.as_deref())
                    && let Some(newer) = remote.newer(&from.client.id, &set).await?
                {
                    set = newer;
                }
                set.keys.verify(text, algorithm).ok()
            }
            _ => from
                .request_keys
                .as_ref()
                .and_then(|keys: &ClientKeys| keys.verify(text, algorithm).ok()),
        };
        let judged = verified.ok_or(refusal::OBJECT_SIGNATURE).and_then(|object: Verified| {
            let now = self.ground.now();
            signed_request::parameters(&object, &from.client, &self.issuer, now)
        });
        Ok(judged.map_err(self::page))
    }

    /// Encrypted objects are taken from who registered to send them, by that algorithm; plain ones too.
    fn decrypted(&self, object: Secret, from: &Registered) -> Result<Secret, OAuthError> {
        if !Encrypted::is_one(object.expose()) {
            return Ok(object);
        }
        let registered = from.client.protections.requests.encrypted;
        let text = Encrypted::parse(object.expose(), signed_request::LONGEST).ok();
        let text = text.filter(|text| registered == Some(text.algorithm()));
        let text = text.ok_or(refusal::OBJECT_DECRYPTION)?;
        let opened = self.settling.answering.envelopes.opened(&text);
        opened.map_err(|_| refusal::OBJECT_DECRYPTION)
    }
}

fn page(error: OAuthError) -> Rejected {
    Rejected::Page(PageError(error))
}

/// P136: who must sign, or refers to nothing, is told so where an answer may go.
fn told(params: &Params, from: &Registered, error: OAuthError) -> Rejected {
    match address(params, Some(&from.client)) {
        Ok(reply_to) => Rejected::Reply { reply_to: Box::new(reply_to), error },
        Err(page) => Rejected::Page(page),
    }
}

//! What was authorized, written down: a client's words (nonce, redirect URI) may hold anything, so
//! they stand sealed like a person's.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::domain::assurance::{Aal, Assurance, Ial};
use crate::domain::authorization::{Authorization, Terms};
use crate::domain::claim::Claim;
use crate::domain::confirmation::Thumbprint;
use crate::domain::consent::{Consented, Matter};
use crate::domain::time::Timestamp;

#[derive(Serialize, Deserialize)]
struct Written {
    redirect_uri: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    challenge: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code_key: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    details: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    resources: Vec<String>,
    scopes: Vec<String>,
    userinfo: Vec<String>,
    id_token: Vec<String>,
    acr: String,
    amr: Vec<String>,
    device_bound: bool,
    ial: String,
    aal: String,
    auth_time: i64,
    matters: Vec<String>,
    until: i64,
}

/// The sealed half of an authorization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// How sure.
    pub assurance: Assurance,
    /// Since when.
    pub auth_time: Timestamp,
    /// What was agreed to.
    pub consented: Consented,
    /// What the tokens will say.
    pub terms: Terms,
}

/// The sealed half as bytes to seal.
#[must_use]
pub fn write(authorization: &Authorization) -> Zeroizing<Vec<u8>> {
    let terms = &authorization.terms;
    let names = |claims: &BTreeSet<Claim>| claims.iter().map(|c| c.name().to_owned()).collect();
    super::written(&Written {
        redirect_uri: terms.redirect_uri.clone(),
        challenge: terms.challenge.clone(),
        code_key: terms.code_key.as_ref().map(|key| key.as_str().to_owned()),
        nonce: terms.nonce.clone(),
        details: terms.details.clone(),
        resources: terms.resources.clone(),
        scopes: terms.scopes.clone(),
        userinfo: names(&terms.userinfo),
        id_token: names(&terms.id_token),
        acr: terms.acr.clone(),
        amr: terms.amr.clone(),
        device_bound: terms.device_bound,
        ial: authorization.assurance.ial.as_str().to_owned(),
        aal: authorization.assurance.aal.as_str().to_owned(),
        auth_time: authorization.auth_time.unix(),
        matters: authorization.consented.matters().map(|m| m.key().to_owned()).collect(),
        until: authorization.consented.until().unix(),
    })
}

/// The sealed half that was written.
#[must_use]
pub fn read(bytes: &[u8]) -> Option<Detail> {
    let written: Written = super::read(bytes)?;
    let claims = |names: &[String]| {
        names.iter().map(|name| Claim::parse(name)).collect::<Option<BTreeSet<_>>>()
    };
    let code_key = match written.code_key {
        Some(text) => Some(Thumbprint::parse(&text)?),
        None => None,
    };
    let matters = written.matters.iter().map(|key| Matter::parse(key)).collect::<Option<_>>()?;
    Some(Detail {
        assurance: Assurance::new(Ial::parse(&written.ial)?, Aal::parse(&written.aal)?),
        auth_time: Timestamp::from_unix(written.auth_time),
        consented: Consented::recalled(matters, Timestamp::from_unix(written.until)),
        terms: Terms {
            userinfo: claims(&written.userinfo)?,
            id_token: claims(&written.id_token)?,
            redirect_uri: written.redirect_uri,
            challenge: written.challenge,
            code_key,
            nonce: written.nonce,
            details: written.details,
            resources: written.resources,
            scopes: written.scopes,
            acr: written.acr,
            amr: written.amr,
            device_bound: written.device_bound,
        },
    })
}

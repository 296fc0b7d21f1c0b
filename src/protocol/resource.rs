//! `resource`: what an access token is to be good for, and so whom it addresses.
//!
//! RFC 8707 §2, RFC 9068 §3. An authorization request may name several; a token addresses one, for what
//! is good everywhere is worth stealing everywhere. This server's own UserInfo is always allowed, any other
//! only if it is registered. Judged alike wherever it may stand: a client hears at the beginning what it
//! would hear in the end.

use super::error::OAuthError;
use super::issuer::Issuer;
use super::params::Params;
use super::refusal;
use crate::domain::client::Client;
use crate::domain::resource::Resource;

/// No client needs more at once.
const MOST: usize = 10;

/// Our own addresses as a resource: the issuer, which stands for UserInfo too.
#[must_use]
pub fn ours(issuer: &Issuer) -> Option<Resource> {
    Resource::parse(issuer.as_str())
}

/// What a request names, each once, all of them ours or registered.
pub fn asked(
    params: &Params,
    client: &Client,
    issuer: &Issuer,
) -> Result<Vec<Resource>, OAuthError> {
    let mut asked = Vec::new();
    for text in params.text("resource").unwrap_or("").split(' ').filter(|text| !text.is_empty()) {
        let userinfo = text == issuer.address("/userinfo");
        let resource = if userinfo { ours(issuer) } else { Resource::parse(text) };
        let resource = resource.ok_or(refusal::RESOURCE)?;
        let known = resource.as_str() == issuer.as_str() || client.resources.contains(&resource);
        if !known || asked.len() == MOST {
            return Err(refusal::RESOURCE);
        }
        if !asked.contains(&resource) {
            asked.push(resource);
        }
    }
    Ok(asked)
}

/// Whom a token addresses: what is asked now, or the one that the authorization request named, or us.
/// Nothing that the person was not asked about beforehand.
pub fn audience(
    asked: &[Resource],
    granted: &[String],
    issuer: &Issuer,
) -> Result<String, OAuthError> {
    let ours = issuer.as_str();
    match (asked, granted) {
        ([one], _) if one.as_str() == ours || granted.iter().any(|text| text == one.as_str()) => {
            Ok(one.as_str().to_owned())
        }
        ([], []) => Ok(ours.to_owned()),
        ([], [one]) => Ok(one.clone()),
        ([], many) if many.iter().any(|text| text == ours) => Ok(ours.to_owned()),
        ([_], _) => Err(refusal::RESOURCE),
        _ => Err(refusal::RESOURCE_CHOICE),
    }
}

/// The same, if it is still registered: a grant may be a year old.
pub fn still(audience: String, client: &Client, issuer: &Issuer) -> Result<String, OAuthError> {
    let registered = client.resources.iter().any(|resource| resource.as_str() == audience);
    if registered || audience == issuer.as_str() { Ok(audience) } else { Err(refusal::RESOURCE) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::example;

    const API: &str = "https://api.bank.example";
    const OTHER: &str = "https://cards.bank.example";

    fn issuer() -> Issuer {
        Issuer::parse("https://danh.example").expect("an issuer")
    }

    fn named(text: &str) -> Result<Vec<String>, OAuthError> {
        let resources = [API, OTHER].iter().filter_map(|text| Resource::parse(text)).collect();
        let client = Client { resources, ..example::client() };
        let params = Params::parse(text.as_bytes()).expect("parameters");
        let read = asked(&params, &client, &issuer())?;
        Ok(read.iter().map(|resource| resource.as_str().to_owned()).collect())
    }

    #[test]
    fn ours_and_the_registered_may_be_named_several_at_once() {
        assert_eq!(named(""), Ok(vec![]));
        let ours = "https://danh.example".to_owned();
        assert_eq!(named("resource=https://danh.example/userinfo"), Ok(vec![ours.clone()]));
        assert_eq!(
            named(&format!("resource={API}&resource={ours}&resource={API}")),
            Ok(vec![API.to_owned(), ours])
        );
        for wrong in ["https://elsewhere.example", "api", "https://api.bank.example/", "a#b"] {
            let text = format!("resource={wrong}").replace('#', "%23");
            assert_eq!(named(&text), Err(refusal::RESOURCE), "{wrong}");
        }
    }

    #[test]
    fn a_token_addresses_one_and_only_what_was_asked_before() {
        let ours = "https://danh.example";
        for (asked, granted, expected) in [
            (&[][..], &[][..], Ok(ours)),
            (&[], &[API], Ok(API)),
            (&[], &[API, OTHER], Err(refusal::RESOURCE_CHOICE)),
            (&[], &[API, ours], Ok(ours)),
            (&[ours], &[API], Ok(ours)),
            (&[API], &[API, OTHER], Ok(API)),
            (&[OTHER], &[API], Err(refusal::RESOURCE)),
            (&[API], &[], Err(refusal::RESOURCE)),
            (&[API, OTHER], &[API, OTHER], Err(refusal::RESOURCE_CHOICE)),
        ] {
            let list =
                |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
            let asked: Vec<_> = asked.iter().filter_map(|text| Resource::parse(text)).collect();
            let addressed = audience(&asked, &list(granted), &issuer());
            assert_eq!(addressed, expected.map(str::to_owned), "{asked:?} {granted:?}");
        }
    }
}

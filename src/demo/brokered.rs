//! What the service asks of the ministry, read once (OpenID Connect Core §3.1.2.1, RFC 7636 §4.3).

use serde::Deserialize;
use url::Url;

/// The parameters, as they come; further ones are ignored.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    nonce: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    prompt: Option<String>,
    max_age: Option<String>,
    pub(super) ui_locales: Option<String>,
}

/// Whom the service wants to see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Whoever is signed in.
    Anybody,
    /// The same, and nobody is to be asked.
    Silent,
    /// Whoever proves themselves now.
    Fresh,
    /// Whom the person chooses.
    SomebodyElse,
}

/// A request that can be answered.
#[derive(Clone, Debug)]
pub(super) struct Request {
    pub(super) redirect_uri: String,
    pub(super) state: Option<String>,
    pub(super) nonce: Option<String>,
    pub(super) challenge: String,
    pub(super) wish: Wish,
    /// A sign-in before this moment will not do.
    pub(super) not_before: Option<i64>,
}

/// One that cannot.
#[derive(Debug)]
pub(super) enum Refused {
    /// We do not know who asks, or where to answer.
    Here,
    /// The service is told.
    There(Box<Request>, &'static str),
}

impl Request {
    /// Reads it for the one service there is; it came now.
    pub(super) fn read(
        asked: Asked,
        (client, addresses): (&str, &[String]),
        now: i64,
    ) -> Result<Self, Refused> {
        let redirect_uri = asked.redirect_uri.unwrap_or_default();
        if asked.client_id.as_deref() != Some(client) || !addresses.contains(&redirect_uri) {
            return Err(Refused::Here);
        }
        let wish = match asked.prompt.as_deref() {
            None => Ok(Wish::Anybody),
            Some("none") => Ok(Wish::Silent),
            Some("login") => Ok(Wish::Fresh),
            Some("select_account") => Ok(Wish::SomebodyElse),
            Some(_) => Err("invalid_request"),
        };
        let max_age = asked.max_age.map(|age| age.parse::<u32>().map(i64::from)).transpose();
        let wished = wish.unwrap_or(Wish::Anybody);
        let age = max_age.clone().unwrap_or_default();
        let age = if wished == Wish::Fresh { Some(0) } else { age };
        let request = Self {
            redirect_uri,
            state: asked.state,
            nonce: asked.nonce,
            challenge: asked.code_challenge.unwrap_or_default(),
            wish: wished,
            not_before: age.map(|age| now - age),
        };
        let has_openid = asked.scope.is_some_and(|scope| scope.split(' ').any(|s| s == "openid"));
        let error = match asked.response_type.as_deref() {
            Some("code") if !has_openid => "invalid_scope",
            // S256 makes 43 characters of 32 bytes.
            Some("code")
                if asked.code_challenge_method.as_deref() != Some("S256")
                    || request.challenge.len() != 43
                    || max_age.is_err()
                    || wish.is_err() =>
            {
                "invalid_request"
            }
            Some("code") => return Ok(request),
            Some(_) => "unsupported_response_type",
            None => "invalid_request",
        };
        Err(Refused::There(Box::new(request), error))
    }

    /// Whether a sign-in of that moment will do.
    pub(super) fn is_served_by(&self, auth_time: i64) -> bool {
        self.not_before.is_none_or(|moment| auth_time >= moment)
    }

    /// Where the answer goes (RFC 6749 §4.1.2, RFC 9207 §2).
    pub(super) fn answer(&self, issuer: &str, name: &str, value: &str) -> String {
        let pairs = [(name, Some(value)), ("state", self.state.as_deref()), ("iss", Some(issuer))];
        with_pairs(&self.redirect_uri, &pairs)
    }
}

/// An address with these parameters added.
pub(super) fn with_pairs(address: &str, pairs: &[(&str, Option<&str>)]) -> String {
    let Ok(mut url) = Url::parse(address) else { return address.to_owned() };
    let pairs = pairs.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    for (name, value) in pairs {
        url.query_pairs_mut().append_pair(name, value);
    }
    url.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked() -> Asked {
        Asked {
            client_id: Some("us".to_owned()),
            redirect_uri: Some("http://a/b".to_owned()),
            response_type: Some("code".to_owned()),
            scope: Some("openid".to_owned()),
            state: Some("s&t".to_owned()),
            code_challenge: Some("c".repeat(43)),
            code_challenge_method: Some("S256".to_owned()),
            ..Asked::default()
        }
    }

    fn read(asked: Asked) -> Result<Request, Refused> {
        Request::read(asked, ("us", &["http://a/b".to_owned()]), 1_000)
    }

    #[test]
    fn a_whole_request_is_answered_where_it_was_registered() {
        let request = read(asked()).unwrap();
        assert_eq!(request.wish, Wish::Anybody);
        let answer = request.answer("http://op", "code", "c");
        assert_eq!(answer, "http://a/b?code=c&state=s%26t&iss=http%3A%2F%2Fop");
    }

    #[test]
    fn an_older_sign_in_serves_only_who_does_not_mind() {
        let login = Asked { prompt: Some("login".to_owned()), ..asked() };
        let both =
            Asked { prompt: Some("login".to_owned()), max_age: Some("60".to_owned()), ..asked() };
        let minute = Asked { max_age: Some("60".to_owned()), ..asked() };
        for (asked, oldest) in [(login, 1_000), (both, 1_000), (minute, 940), (asked(), 0)] {
            let request = read(asked).unwrap();
            assert!(request.is_served_by(oldest));
            assert!(oldest == 0 || !request.is_served_by(oldest - 1));
        }
    }

    #[test]
    fn a_stranger_or_an_unknown_address_gets_no_redirect() {
        let stranger = Asked { client_id: Some("else".to_owned()), ..asked() };
        let elsewhere = Asked { redirect_uri: Some("http://a/b/c".to_owned()), ..asked() };
        for wrong in [stranger, elsewhere, Asked::default()] {
            assert!(matches!(read(wrong), Err(Refused::Here)));
        }
    }

    #[test]
    fn what_is_missing_or_not_offered_is_told_to_the_service() {
        let plain = Asked { code_challenge_method: Some("plain".to_owned()), ..asked() };
        let token = Asked { response_type: Some("token".to_owned()), ..asked() };
        let scope = Asked { scope: Some("profile".to_owned()), ..asked() };
        let prompt = Asked { prompt: Some("none login".to_owned()), ..asked() };
        for (wrong, expected) in [
            (plain, "invalid_request"),
            (token, "unsupported_response_type"),
            (scope, "invalid_scope"),
            (prompt, "invalid_request"),
        ] {
            assert!(matches!(read(wrong), Err(Refused::There(_, error)) if error == expected));
        }
    }
}

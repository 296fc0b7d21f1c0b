//! The headers that every answer carries, as plain pairs (`security.md` §2.5). Nothing here may be
//! loosened by a page: a page only adds where its form may lead.

/// A header's name and value.
pub type Header = (&'static str, String);

/// Two years, as the preload lists ask.
const STRICT_TRANSPORT: &str = "max-age=63072000; includeSubDomains";

/// What a page never needs; passkeys may be asked for by ourselves.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), camera=(), display-capture=(), \
     fullscreen=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), \
     payment=(), usb=(), publickey-credentials-get=(self)";

/// Where a page's form may lead beside ourselves, and what it may show in frames, which is nothing but on
/// the last page of a sign-out. Chromium applies `form-action` to the redirect that
/// follows a POST, so a page whose POST can end a transaction names where it ends (`decisions.md` §8).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormTargets {
    forms: Vec<String>,
    frames: Vec<String>,
}

impl FormTargets {
    /// Only ourselves.
    #[must_use]
    pub fn own() -> Self {
        Self::default()
    }

    /// And the place of this URI: its origin, or its scheme if it is a private one (`app.example:`).
    /// What cannot be written as a source of the policy is left out, and the browser then refuses.
    #[must_use]
    pub fn and(mut self, uri: &str) -> Self {
        if let Some(source) = source_of(uri)
            && !self.forms.contains(&source)
        {
            self.forms.push(source);
        }
        self
    }

    /// And a frame with this address: its origin alone may be framed.
    #[must_use]
    pub fn framing(mut self, uri: &str) -> Self {
        if let Some(source) = source_of(uri)
            && !self.frames.contains(&source)
        {
            self.frames.push(source);
        }
        self
    }
}

fn source_of(uri: &str) -> Option<String> {
    let url = url::Url::parse(uri).ok()?;
    let source = match url.scheme() {
        "http" | "https" => url.origin().ascii_serialization(),
        "javascript" | "data" | "blob" | "filesystem" | "about" => return None,
        scheme => format!("{scheme}:"),
    };
    // An IPv6 address is no host of the policy's grammar: brackets stay out with the rest.
    let plain = |b: u8| b.is_ascii_alphanumeric() || b":/.-_+".contains(&b);
    source.bytes().all(plain).then_some(source)
}

/// The content security policy of a page: nothing from elsewhere, nothing inline, and no frame but those named.
#[must_use]
pub fn content_security_policy(targets: &FormTargets) -> String {
    let mut policy = String::from(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
         base-uri 'none'; frame-ancestors 'none'; form-action 'self'",
    );
    for target in &targets.forms {
        policy.push(' ');
        policy.push_str(target);
    }
    if !targets.frames.is_empty() {
        policy.push_str("; frame-src ");
        policy.push_str(&targets.frames.join(" "));
    }
    policy
}

/// The headers of a page. `secure` says that the issuer is https: then browsers stay with it.
#[must_use]
pub fn of_page(targets: &FormTargets, secure: bool) -> Vec<Header> {
    let mut headers = vec![
        ("Content-Security-Policy", content_security_policy(targets)),
        ("Cache-Control", "no-store".to_owned()),
        ("Permissions-Policy", PERMISSIONS.to_owned()),
        ("X-Frame-Options", "DENY".to_owned()),
    ];
    headers.extend(of_everything(secure));
    headers
}

/// The headers of an answer that is no page: JSON, a redirect, a file to keep.
#[must_use]
pub fn of_answer(secure: bool) -> Vec<Header> {
    let nothing = "default-src 'none'; frame-ancestors 'none'".to_owned();
    let mut headers = vec![("Content-Security-Policy", nothing)];
    headers.extend(of_everything(secure));
    headers
}

fn of_everything(secure: bool) -> Vec<Header> {
    let mut headers = vec![
        ("Cross-Origin-Opener-Policy", "same-origin".to_owned()),
        ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
        ("Referrer-Policy", "no-referrer".to_owned()),
        ("X-Content-Type-Options", "nosniff".to_owned()),
    ];
    if secure {
        headers.push(("Strict-Transport-Security", STRICT_TRANSPORT.to_owned()));
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pages_policy_allows_nothing_inline_and_nothing_foreign() {
        let policy = content_security_policy(&FormTargets::own());
        assert!(!policy.contains("unsafe"));
        assert!(policy.starts_with("default-src 'none';"));
        assert!(policy.ends_with("form-action 'self'"));
    }

    #[test]
    fn a_form_may_lead_to_the_origin_or_private_scheme_of_the_answer() {
        let targets = FormTargets::own()
            .and("https://bank.example/callback?x=1")
            .and("https://bank.example/other")
            .and("http://127.0.0.1:8081/cb")
            .and("vn.example.app:/cb");
        let policy = content_security_policy(&targets);
        assert!(policy.ends_with(
            "form-action 'self' https://bank.example http://127.0.0.1:8081 vn.example.app:"
        ));
    }

    #[test]
    fn a_frame_is_of_the_origins_that_are_named_and_of_no_other() {
        assert!(!content_security_policy(&FormTargets::own()).contains("frame-src"));
        let targets = FormTargets::own()
            .framing("https://a.example/bye?sid=1")
            .framing("https://a.example/other")
            .framing("https://b.example;script-src *//x");
        assert!(content_security_policy(&targets).ends_with("; frame-src https://a.example"));
    }

    #[test]
    fn what_could_bend_the_policy_is_left_out() {
        for odd in
            ["javascript:alert(1)", "data:text/html,x", "no uri", "https://", "http://[::1]/x"]
        {
            assert_eq!(FormTargets::own().and(odd), FormTargets::own(), "{odd}");
        }
        let bent = FormTargets::own().and("https://a.example;script-src *//x");
        assert_eq!(bent, FormTargets::own());
    }

    #[test]
    fn only_a_secure_issuer_binds_browsers_to_https() {
        let bound = |headers: Vec<Header>| {
            headers.iter().any(|(name, _)| *name == "Strict-Transport-Security")
        };
        assert!(bound(of_page(&FormTargets::own(), true)));
        assert!(!bound(of_page(&FormTargets::own(), false)));
        assert!(bound(of_answer(true)) && !bound(of_answer(false)));
    }
}

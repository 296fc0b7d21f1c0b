//! What is right in a registration and will not work in this place: said when it is applied, in whole
//! sentences, for a client that is refused later finds no reason in its own file.

use crate::app::config::{Config, Mode};
use crate::connectors::egress::direction::may_lead_out;
use crate::domain::client::{Client, ClientCredential, KeySource};
use crate::domain::confirmation::SenderConstraint;
use crate::domain::registered_url::RegisteredUrl;
use crate::domain::time::Timestamp;

/// Everything that will not work.
pub(super) fn of(config: &Config, client: &Client, now: Timestamp) -> Vec<String> {
    let mut warnings = certificates(config, client);
    let allowed = config.egress.allowed();
    for (key, url, lost) in fetched(client) {
        if !may_lead_out(url, &allowed) {
            warnings.push(format!(
                "`{key}` cannot be used: it leads to no public host, and `egress.allowed_hosts` does not name it. {lost}"
            ));
        }
    }
    warnings.extend(agreement(config, client, now));
    warnings
}

fn certificates(config: &Config, client: &Client) -> Vec<String> {
    let bound = client.sender_constraint == SenderConstraint::Certificate;
    let why = match (client.credential.is_certificate(), bound) {
        (true, _) => "It proves itself by a certificate",
        (false, true) => "Its tokens are bound to a certificate",
        (false, false) => return Vec::new(),
    };
    let mut warnings = Vec::new();
    if config.tls.mutual_address().is_none() {
        warnings.push(format!(
            "{why}, and nowhere here are certificates asked for: name an address in `tls.mutual_listen` and `tls.mutual_issuer_base`. Until then it is refused."
        ));
    }
    let by_authority = matches!(client.credential, ClientCredential::Certificate(_));
    if by_authority && config.tls.client_roots_file.as_os_str().is_empty() {
        warnings.push(format!(
            "{why} of an authority, and none is trusted here: name them in `tls.client_roots_file`. Until then it is refused."
        ));
    }
    warnings
}

/// The addresses that we go to, and what is lost if we cannot.
fn fetched(client: &Client) -> Vec<(&'static str, &RegisteredUrl, &'static str)> {
    let mut all = Vec::new();
    let sources = match &client.credential {
        ClientCredential::PrivateKeyJwt { keys, .. }
        | ClientCredential::OwnCertificate { keys } => Some(keys),
        _ => client.keys.as_ref(),
    };
    if let Some(KeySource::At(url)) = sources {
        all.push(("jwks_uri", url, "Without its keys the client is refused."));
    }
    if let Some(url) = &client.sign_out.back_channel {
        all.push(("backchannel_logout_uri", url, "The client hears of no sign-out."));
    }
    if let Some(url) = &client.presence.logo {
        all.push(("logo_uri", url, "Pages show a drawing of its kind instead."));
    }
    all
}

fn agreement(config: &Config, client: &Client, now: Timestamp) -> Option<String> {
    if client.agreement_ended(now) {
        return Some(
            "Its agreement has ended (`vn_agreement_until`): nobody is signed in for it."
                .to_owned(),
        );
    }
    let unnamed = client.agreement.is_none() && config.http.mode == Mode::Production;
    unnamed.then(|| "It names no agreement (`vn_agreement`).".to_owned())
}

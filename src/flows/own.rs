//! Our own account pages, seen as a client: the bare addresses start a sign-in to `/toi` by the same
//! hall, and what they receive stays in the house.

use crate::domain::assurance::{Aal, Assurance, Ial};
use crate::domain::client::{
    AccessTokenFormat, Bilingual, Client, ClientCredential, ClientId, Presence, Profile,
    RedirectUri, Sector, SigningAlgorithm,
};
use crate::domain::confirmation::SenderConstraint;
use crate::domain::id::ConsentId;
use crate::domain::protection::Protections;
use crate::domain::sign_out::SignOut;
use crate::domain::text::{Line, Secret};
use crate::domain::time::{Day, Lifetime};
use crate::protocol::authorization_request::AuthorizationRequest;
use crate::protocol::issuer::Issuer;

/// The name under which our own pages ask; no client can be registered under it.
pub const CLIENT_ID: &str = "danh.toi";

/// An own page that a sign-in may lead to. What an address names is read into one of these, so nothing
/// leads out of the house.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OwnPlace {
    /// `/toi`
    Home,
    /// `/toi/chia-se`
    Shared,
    /// `/toi/chia-se/{client}`
    SharedWith(ClientId),
    /// `/toi/chia-se/{client}/dung`
    StopSharing(ClientId),
    /// `/toi/chia-se/bien-nhan/{id}`
    Receipt(ConsentId),
}

impl OwnPlace {
    /// The page of this path, if it is one of ours.
    #[must_use]
    pub fn parse(path: &str) -> Option<Self> {
        let shared = match path {
            "/toi" => return Some(Self::Home),
            "/toi/chia-se" => return Some(Self::Shared),
            path => path.strip_prefix("/toi/chia-se/")?,
        };
        if let Some(id) = shared.strip_prefix("bien-nhan/") {
            return ConsentId::parse(id).map(Self::Receipt);
        }
        match shared.strip_suffix("/dung") {
            Some(client) => ClientId::parse(client).map(Self::StopSharing),
            None => ClientId::parse(shared).map(Self::SharedWith),
        }
    }

    /// Its path, which needs no encoding in a query.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Home => "/toi".to_owned(),
            Self::Shared => "/toi/chia-se".to_owned(),
            Self::SharedWith(client) => format!("/toi/chia-se/{}", client.as_str()),
            Self::StopSharing(client) => format!("/toi/chia-se/{}/dung", client.as_str()),
            Self::Receipt(id) => format!("/toi/chia-se/bien-nhan/{}", id.as_str()),
        }
    }

    /// Where a request on our own behalf leads: its `state` names the page.
    #[must_use]
    pub fn of(request: &AuthorizationRequest) -> Self {
        let state = request.reply_to.state();
        state.and_then(|state| Self::parse(state.expose())).unwrap_or(Self::Home)
    }
}

/// Our own account pages as a client.
///
/// # Panics
/// Never: every text below is one that its type takes.
#[must_use]
pub fn client(issuer: &Issuer) -> Client {
    let words = |vi: &str, en: &str| Bilingual { vi: line(vi), en: line(en) };
    Client {
        id: ClientId::parse(CLIENT_ID).expect("a legal name"),
        name: words("Tài khoản của bạn", "Your account"),
        legal_name: line("Định danh điện tử"),
        organization_number: line("0"),
        sector: Sector::State,
        connected_since: Day::new(2026, 1, 1).expect("a real day"),
        agreement: None,
        networks: vec![],
        purpose: words("Xem thông tin của bạn", "See your information"),
        alternative: words("Bạn có thể đến quầy", "You can go to a counter"),
        presence: Presence::default(),
        subject_sector: CLIENT_ID.to_owned(),
        redirect_uris: vec![RedirectUri::judged(issuer.address("/toi"))],
        post_logout_redirect_uris: vec![],
        sign_out: SignOut::default(),
        continuation_origins: vec![],
        // A confidential client without a secret: nobody can authenticate as it, and no code that
        // it might prove PKCE for ever leaves the house.
        profile: Profile::Oidc,
        credential: ClientCredential::SecretBasic,
        sender_constraint: SenderConstraint::None,
        pkce_required: false,
        pushed_only: false,
        machine: false,
        offline: false,
        scopes: vec!["openid".to_owned()],
        items: vec![],
        id_token_algorithm: SigningAlgorithm::Es256,
        access_token_format: AccessTokenFormat::Signed(SigningAlgorithm::Es256),
        detail_types: vec![],
        resources: vec![],
        own_resource: None,
        userinfo_algorithm: None,
        default_assurance: Assurance::new(Ial::Ial0, Aal::Aal2),
        assurance_required: true,
        default_max_age: None::<Lifetime>,
        keys: None,
        request_uris: Vec::new(),
        protections: Protections::default(),
    }
}

/// The request that a bare address stands for.
#[must_use]
pub fn request(issuer: &Issuer, place: &OwnPlace) -> Secret {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    pairs
        .append_pair("response_type", "code")
        .append_pair("client_id", CLIENT_ID)
        .append_pair("scope", "openid")
        .append_pair("redirect_uri", &issuer.address("/toi"))
        .append_pair("state", &place.path());
    Secret::new(pairs.finish())
}

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::parse(text).expect("a short line")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::authorization_request::Origin;
    use crate::protocol::params::Params;

    #[test]
    fn what_we_ask_of_ourselves_is_a_request_that_we_take() {
        for text in ["https://danh.example", "http://localhost:8080"] {
            let issuer = Issuer::parse(text).expect("an issuer");
            for place in [OwnPlace::Home, OwnPlace::Shared] {
                let asked = request(&issuer, &place);
                let params = Params::parse(asked.expose().as_bytes()).expect("parameters");
                let taken = AuthorizationRequest::parse(
                    &params,
                    &client(&issuer),
                    (&issuer, Origin::Direct),
                );
                let taken = taken.expect("a request that we take");
                assert_eq!(OwnPlace::of(&taken), place);
            }
        }
    }

    #[test]
    fn only_our_own_pages_are_places() {
        for path in ["/toi", "/toi/chia-se", "/toi/chia-se/hospital", "/toi/chia-se/bank.vn/dung"] {
            assert_eq!(OwnPlace::parse(path).expect("ours").path(), path);
        }
        for path in [
            "",
            "/",
            "//elsewhere.example",
            "https://elsewhere.example/toi",
            "/toi/../dang-xuat",
            "/toi/chia-se//elsewhere.example",
            "/toi/chia-se/hospital/x",
            "/toi/chia-se/bien-nhan/x",
            "/toi/chia-se/hospital?x=1",
            "/dang-xuat",
        ] {
            assert_eq!(OwnPlace::parse(path), None, "{path}");
        }
    }
}

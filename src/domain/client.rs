//! A relying party as it is registered: who it is, where answers may go, what it may ask and why.

mod agreement;
mod continuity;
mod presence;
mod profile;

use std::fmt;

use super::assurance::Assurance;
use super::authorization_detail::DetailType;
use super::certificate::CertificateName;
use super::claim::{Claim, Item};
use super::confirmation::SenderConstraint;
use super::network::{CallerAddress, Network};
use super::protection::Protections;
use super::request_uri::RequestUri;
use super::resource::Resource;
use super::sign_out::SignOut;
use super::text::Line;
use super::time::{Day, Lifetime, Timestamp};

pub use self::agreement::Agreement;
pub use self::presence::{Page, Presence};
pub use self::profile::Profile;
pub use super::protection::{MacAlgorithm, SigningAlgorithm};
pub use super::registered_url::KeySource;

/// `client_id`: 3–64 characters of `a-z 0-9 - _ .`, beginning with a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(String);

impl ClientId {
    /// Reads a name that a client may have.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let lower = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b);
        let fits = (3..=64).contains(&text.len()) && text.bytes().all(lower);
        let begins = text.bytes().next().is_some_and(|b| b.is_ascii_lowercase());
        (fits && begins).then(|| Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A registered place to answer to. Compared byte for byte, never parsed again (RFC 9700 §2.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Takes a URI that `protocol::redirect_uri` has judged, or one of our own pages'; `tests/house.rs`
    /// sees that nothing else calls it.
    #[must_use]
    pub(crate) fn judged(text: String) -> Self {
        Self(text)
    }

    /// The URI, as registered.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What an access token looks like to those who carry it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccessTokenFormat {
    /// A signed token that a resource can read by itself (RFC 9068).
    Signed(SigningAlgorithm),
    /// A sealed text: nobody but us can read it, a resource asks us (RFC 7662).
    Opaque,
}

/// How a client proves that it is itself, one way each, fixed at registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClientCredential {
    /// `private_key_jwt`: the client's own JWK Set, and the one algorithm it signs with.
    PrivateKeyJwt {
        /// Where the JWK Set is.
        keys: KeySource,
        /// The one algorithm.
        algorithm: SigningAlgorithm,
    },
    /// `client_secret_basic`; the secret's keyed digest stands in the store.
    SecretBasic,
    /// `client_secret_post`.
    SecretPost,
    /// `client_secret_jwt`: an assertion under a keyed hash of its secret. To verify it the secret itself must
    /// be known, so it stands sealed in the store.
    SecretJwt {
        /// The one keyed hash.
        algorithm: MacAlgorithm,
    },
    /// `tls_client_auth`: a certificate of an authority that we trust, with this name.
    Certificate(CertificateName),
    /// `self_signed_tls_client_auth`: a certificate that stands in the client's own JWK Set.
    OwnCertificate {
        /// Where the JWK Set is.
        keys: KeySource,
    },
    /// `none`: a public client, PKCE required, refresh tokens rotated.
    Public,
}

impl ClientCredential {
    /// Whether it is a certificate of the connection.
    #[must_use]
    pub fn is_certificate(&self) -> bool {
        matches!(self, Self::Certificate(_) | Self::OwnCertificate { .. })
    }

    /// Whether it is a secret that client and server share.
    #[must_use]
    pub fn is_secret(&self) -> bool {
        matches!(self, Self::SecretBasic | Self::SecretPost | Self::SecretJwt { .. })
    }
}

/// Words in both languages; pages choose.
#[derive(Clone, PartialEq, Eq)]
pub struct Bilingual {
    /// Vietnamese, written first.
    pub vi: Line<300>,
    /// English.
    pub en: Line<300>,
}

impl fmt::Debug for Bilingual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.en.as_str())
    }
}

/// What kind of body the relying party is; decides what it may ever ask (claims.md §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sector {
    /// A state agency.
    State,
    /// A hospital or clinic.
    Health,
    /// A bank or other regulated firm.
    Finance,
    /// Anybody else.
    Private,
}

/// An item the client may ask for, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredItem {
    /// Which.
    pub item: Item,
    /// What for, at most 60 characters a language by rule of registration.
    pub purpose: Bilingual,
    /// Whether the service cannot be given without it.
    pub required: bool,
    /// How long the client keeps it, in days.
    pub retention_days: u32,
}

/// A relying party's registration.
#[expect(clippy::struct_excessive_bools, reason = "each is a member of the registration")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// `client_id`.
    pub id: ClientId,
    /// Name shown to people.
    pub name: Bilingual,
    /// Name in the register of organisations.
    pub legal_name: Line<200>,
    /// Its number there.
    pub organization_number: Line<60>,
    /// What kind of body it is.
    pub sector: Sector,
    /// Since when it is connected.
    pub connected_since: Day,
    /// What it agreed to with us, on paper.
    pub agreement: Option<Agreement>,
    /// From where its own requests come; from anywhere if it names none.
    pub networks: Vec<Network>,
    /// What the whole request is for.
    pub purpose: Bilingual,
    /// What a person does who does not share.
    pub alternative: Bilingual,
    /// Its pages and its picture.
    pub presence: Presence,
    /// The name under which subjects are made: a host, or the sector named at registration.
    pub subject_sector: String,
    /// Where answers may go.
    pub redirect_uris: Vec<RedirectUri>,
    /// Where sign-out may lead.
    pub post_logout_redirect_uris: Vec<RedirectUri>,
    /// How it hears of sign-outs.
    pub sign_out: SignOut,
    /// Origins a broker continues to, for the page's `form-action`.
    pub continuation_origins: Vec<String>,
    /// Which rules it lives by.
    pub profile: Profile,
    /// How it proves itself.
    pub credential: ClientCredential,
    /// What its tokens are bound to.
    pub sender_constraint: SenderConstraint,
    /// PKCE is asked of everybody unless a confidential client's registration says otherwise.
    pub pkce_required: bool,
    /// Only pushed requests are taken.
    pub pushed_only: bool,
    /// It is a machine: it speaks for itself at our management resources, and no person ever meets it.
    pub machine: bool,
    /// May it hold refresh tokens?
    pub offline: bool,
    /// Scopes it may ask, `openid` always among them.
    pub scopes: Vec<String>,
    /// Items it may ever see.
    pub items: Vec<RegisteredItem>,
    /// Signs ID tokens.
    pub id_token_algorithm: SigningAlgorithm,
    /// How access tokens are made.
    pub access_token_format: AccessTokenFormat,
    /// What it may ask to be allowed this once (RFC 9396 §10).
    pub detail_types: Vec<DetailType>,
    /// Resources besides ours that its tokens may be for.
    pub resources: Vec<Resource>,
    /// The resource that it is itself: it may ask what a token for it is worth.
    pub own_resource: Option<Resource>,
    /// Signs UserInfo answers, if they are to be signed.
    pub userinfo_algorithm: Option<SigningAlgorithm>,
    /// Asked when the request asks nothing; `ial2.aal2` unless registered.
    pub default_assurance: Assurance,
    /// The default is a floor: below it the request fails.
    pub assurance_required: bool,
    /// `default_max_age`.
    pub default_max_age: Option<Lifetime>,
    /// Where its public keys are, if it has any.
    pub keys: Option<KeySource>,
    /// Where it puts requests that it signed.
    pub request_uris: Vec<RequestUri>,
    /// What is signed and encrypted between us and it beyond TLS.
    pub protections: Protections,
}

impl Client {
    /// The registered URI that is this text to the byte, if any.
    #[must_use]
    pub fn redirect_uri(&self, text: &str) -> Option<&RedirectUri> {
        self.redirect_uris.iter().find(|uri| uri.as_str() == text)
    }

    /// The registered place after sign-out that is this text to the byte, if any.
    #[must_use]
    pub fn post_logout_redirect_uri(&self, text: &str) -> Option<&RedirectUri> {
        self.post_logout_redirect_uris.iter().find(|uri| uri.as_str() == text)
    }

    /// What is registered about an item.
    #[must_use]
    pub fn registered(&self, item: Item) -> Option<&RegisteredItem> {
        self.items.iter().find(|registered| registered.item == item)
    }

    /// Whether a claim may ever be asked by this client.
    #[must_use]
    pub fn may_ask(&self, claim: Claim) -> bool {
        self.registered(claim.item()).is_some()
    }

    /// Whether a request of its own may come from there. Whoever names networks is nowhere else, so an
    /// address that is not known is none of them.
    #[must_use]
    pub fn speaks_from(&self, address: Option<CallerAddress>) -> bool {
        let known = || address.is_some_and(|address| address.is_in(&self.networks));
        self.networks.is_empty() || known()
    }

    /// Whether it agreed to nothing any more.
    #[must_use]
    pub fn agreement_ended(&self, now: Timestamp) -> bool {
        self.agreement.as_ref().is_some_and(|agreement| agreement.has_ended(now.day()))
    }

    /// Public clients cannot keep a secret.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.credential == ClientCredential::Public
    }
}

//! The second address, where clients show certificates: who is believed there, what tokens are bound to, and what
//! stands there at all (RFC 8705).

mod authentication;
mod bound;
mod doors;
mod matrix;
mod proxies;
mod stolen;

use serde_json::Value;

use crate::support::certificates::{Identity, Line, Mutual, World, registration};
use crate::support::house::{House, Kind};
use crate::support::relying_party::{Proof, RelyingParty};

const BOUND: &str = "tls_client_certificate_bound_access_tokens = true";

/// A provider with the second address, and clients with certificates.
struct Scene {
    house: House,
    line: Line,
    world: World,
    /// Certified for `app.bank.example`, the name of the client `agency`.
    certified: Identity,
    /// Certified for `other.example`, the name of the client `other`.
    of_other: Identity,
    /// Of the making of the client `own`, which registered the certificate.
    own: Identity,
}

impl Scene {
    fn on_each_database(story: impl Fn(&Self)) {
        for kind in [Kind::Sqlite, Kind::Postgres] {
            story(&Self::open(kind, None));
        }
    }

    fn open(kind: Kind, proxy: Option<(&str, &str)>) -> Self {
        let world = World::new();
        let certified = world.authority.certify("app.bank.example", |_| ());
        let of_other = world.authority.certify("other.example", |_| ());
        let own = Identity::own("own.example", |_| ());
        let by_authority = |host: &str| {
            format!(
                "token_endpoint_auth_method = \"tls_client_auth\"\n\
                 tls_client_auth_san_dns = \"{host}\"\n{BOUND}"
            )
        };
        let by_own = |with_certificate: bool| {
            format!(
                "token_endpoint_auth_method = \"self_signed_tls_client_auth\"\njwks = {}\n{BOUND}",
                written(&own.registered(with_certificate))
            )
        };
        let subject = "token_endpoint_auth_method = \"tls_client_auth\"\n\
             tls_client_auth_subject_dn = \"CN=app.bank.example,O=Ngân hàng Thử,C=VN\"";
        let by_key = "token_endpoint_auth_method = \"private_key_jwt\"\n\
             token_endpoint_auth_signing_alg = \"ES256\"\njwks = { keys = [KEY] }";
        let public =
            registration("app", &format!("token_endpoint_auth_method = \"none\"\n{BOUND}"));
        let clients = [
            public.replace("\"fapi2\"", "\"oidc\""),
            registration("agency", &by_authority("app.bank.example")),
            registration("other", &by_authority("other.example")),
            registration("subject", &format!("{subject}\n{BOUND}")),
            registration("proving", &format!("{subject}\ndpop_bound_access_tokens = true")),
            registration("own", &by_own(true)),
            registration("own-key", &by_own(false)),
            registration("keyed", &format!("{by_key}\n{BOUND}")),
        ];
        let (network, secret) = proxy.unzip();
        let proxy_secret = secret.map(str::to_owned);
        let mutual = Mutual { world, clients: clients.concat(), proxy_secret };
        let behind = network.unwrap_or("127.0.0.1");
        let (house, line) = House::open_mutual_behind(kind, &mutual, behind);
        Self { house, line, world: mutual.world, certified, of_other, own }
    }

    /// The client, which shows this certificate at the second address.
    fn showing(&self, id: &str, identity: &Identity) -> RelyingParty {
        RelyingParty { line: Some(self.line.showing(identity)), ..self.house.client(id) }
    }

    /// The client at the second address without a certificate.
    fn bare(&self, id: &str) -> RelyingParty {
        RelyingParty { line: Some(self.line.bare()), ..self.house.client(id) }
    }

    /// The client with what it registered.
    fn right(&self, id: &str) -> RelyingParty {
        let identity = match id {
            "own" | "own-key" => &self.own,
            "other" => &self.of_other,
            _ => &self.certified,
        };
        self.showing(id, identity)
    }
}

fn written(value: &Value) -> String {
    toml::Value::try_from(value).expect("a table").to_string()
}

/// Asserts that who sends this is not taken for the client, and is told why.
fn assert_unproven(party: &RelyingParty, why: &str) {
    let (refused, _) = party.push(&[]);
    refused.assert_error(401, "invalid_client");
    let told = refused.member("error_description").unwrap_or_default();
    assert!(told.contains(why), "{}: {told}, not {why}", party.id);
}

fn assert_proven(party: &RelyingParty) {
    let (taken, _) = party.push(&[]);
    assert_eq!(taken.status, 201, "{}: {}", party.id, taken.text());
}

/// The same party by another way of proving itself.
fn by(party: &RelyingParty, proof: Proof) -> RelyingParty {
    RelyingParty { proof, ..party.clone() }
}

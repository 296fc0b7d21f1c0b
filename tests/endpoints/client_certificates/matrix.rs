//! Every client with a certificate, by every way, with every constraint: only what is registered works.

use super::{Scene, by};
use crate::support::certificates::Line;
use crate::support::holder::Holder;
use crate::support::people::MAI;
use crate::support::relying_party::{Proof, RelyingParty};

/// What beside a certificate is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Basic,
    Post,
    SecretJwt,
    Key,
    Name,
}

/// Where the request goes, and what the connection shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Connection {
    Registered,
    OfAnother,
    Bare,
    IssuersOwn,
}

/// Each client, its way, the connections that serve it, and whether it proves a key.
const KINDS: [(&str, Way, &[Connection], bool); 5] = [
    ("agency", Way::Name, &[Connection::Registered], false),
    ("own", Way::Name, &[Connection::Registered], false),
    ("proving", Way::Name, &[Connection::Registered], true),
    // Known by its key, its tokens are bound to whatever certificate it shows.
    ("keyed", Way::Key, &[Connection::Registered, Connection::OfAnother], false),
    // Nothing in its registration speaks of certificates: where it sends its requests is its own matter.
    (
        "treasury",
        Way::Key,
        &[Connection::Registered, Connection::OfAnother, Connection::Bare, Connection::IssuersOwn],
        true,
    ),
];

fn dressed(scene: &Scene, party: &RelyingParty, way: Way, to: Connection) -> RelyingParty {
    let secret = "tests-only-secret-that-nobody-was-given".to_owned();
    let dressed = match way {
        Way::Basic => by(party, Proof::Basic(secret)),
        Way::Post => by(party, Proof::Post(secret)),
        Way::SecretJwt => by(party, Proof::SecretJwt(secret, scene.house.issuer.clone())),
        Way::Key => by(party, Proof::Key(scene.house.bank_key.clone(), scene.house.issuer.clone())),
        Way::Name => by(party, Proof::None),
    };
    let line: Option<Line> = match to {
        Connection::Registered => party.line.clone(),
        Connection::OfAnother => Some(scene.line.showing(&scene.of_other)),
        Connection::Bare => Some(scene.line.bare()),
        Connection::IssuersOwn => None,
    };
    RelyingParty { line, ..dressed }
}

/// P103 P121: a code that was tried wrongly is left as it was.
#[test]
fn p103_p121_only_the_registered_way_with_the_registered_constraint_works() {
    Scene::on_each_database(|scene| {
        for (id, registered_way, connections, proves) in KINDS {
            let right = scene.right(id);
            let holder = right.holder.clone().unwrap_or_else(Holder::new);
            let right = RelyingParty { holder: proves.then(|| holder.clone()), ..right };
            let visit = scene.house.visit(&right, MAI, &[]);
            for way in [Way::Basic, Way::Post, Way::SecretJwt, Way::Key, Way::Name] {
                for to in [
                    Connection::Registered,
                    Connection::OfAnother,
                    Connection::Bare,
                    Connection::IssuersOwn,
                ] {
                    for shows_proof in [true, false] {
                        let fits = way == registered_way && shows_proof == proves;
                        if fits && connections.contains(&to) {
                            continue;
                        }
                        let holder = shows_proof.then(|| holder.clone());
                        let wrong = RelyingParty { holder, ..dressed(scene, &right, way, to) };
                        let refused = wrong.redeem(&visit.code, &visit.asked);
                        let tried = format!("{id} {way:?} {to:?} {shows_proof}");
                        assert!([400, 401].contains(&refused.status), "{tried}");
                        let error = refused.member("error").unwrap_or_default();
                        let known = ["invalid_client", "invalid_request", "invalid_dpop_proof"];
                        assert!(known.contains(&error.as_str()), "{tried}: {error}");
                    }
                }
            }
            let answer = right.redeem(&visit.code, &visit.asked);
            assert_eq!(answer.status, 200, "{id}: {}", answer.text());
        }
    });
}

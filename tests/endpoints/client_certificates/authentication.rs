//! Who is believed: by an authority and a name, by what the client registered itself, and nobody else.

use rcgen::{ExtendedKeyUsagePurpose, KeyPair, date_time_ymd};

use super::{Scene, assert_proven, assert_unproven, by};
use crate::support::certificates::{Authority, Identity};
use crate::support::http::Request;
use crate::support::relying_party::Proof;

const OVER: &str = "is not valid now";
const PURPOSE: &str = "clientAuth";
const AUTHORITY: &str = "no chain leads";
const NAME: &str = "does not carry the name";
const UNREGISTERED: &str = "none of those that this client registered";
const MISSING: &str = "certificate is missing";

/// P103: `tls_client_auth` is a good certificate of an authority that we trust, with the registered name.
#[test]
fn p103_a_client_is_known_by_its_name_in_an_authoritys_certificate() {
    Scene::on_each_database(|scene| {
        for id in ["agency", "subject", "other"] {
            assert_proven(&scene.right(id));
        }
        let ours = &scene.world.authority;
        let host = "app.bank.example";
        assert_proven(&scene.showing("agency", &ours.certify(host, |_| ())));
        // Another authority that took the same name for itself.
        let stranger = Authority::new("An authority of the tests");
        let refused = [
            (ours.certify(host, |it| it.not_after = date_time_ymd(2026, 2, 1)), OVER),
            (ours.certify(host, |it| it.not_before = date_time_ymd(2026, 12, 1)), OVER),
            (ours.certify(host, |it| it.extended_key_usages = vec![]), PURPOSE),
            (
                ours.certify(host, |it| {
                    it.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
                }),
                PURPOSE,
            ),
            (stranger.certify(host, |_| ()), AUTHORITY),
            (Identity::own(host, |_| ()), AUTHORITY),
            (ours.certify("app.bank.example.evil.example", |_| ()), NAME),
            (ours.certify("bank.example", |_| ()), NAME),
            (ours.certify("*.bank.example", |_| ()), NAME),
            (scene.of_other.clone(), NAME),
        ];
        for (identity, why) in &refused {
            assert_unproven(&scene.showing("agency", identity), why);
        }
        assert_unproven(&scene.showing("other", &scene.certified), NAME);
        assert_unproven(&scene.bare("agency"), MISSING);
    });
}

/// P103: `self_signed_tls_client_auth` is the registered certificate or, where a key alone is registered, any of
/// that key.
#[test]
fn p103_a_client_is_known_by_a_certificate_that_it_registered() {
    Scene::on_each_database(|scene| {
        assert_proven(&scene.right("own"));
        assert_proven(&scene.right("own-key"));
        let key = KeyPair::from_pem(&scene.own.key).expect("a key");
        let again = |change: fn(&mut rcgen::CertificateParams)| {
            Identity::own_with(&key, "own.example", change)
        };
        assert_proven(&scene.showing("own-key", &again(|_| ())));
        assert_unproven(&scene.showing("own", &again(|_| ())), UNREGISTERED);
        for id in ["own", "own-key"] {
            let over = again(|it| it.not_after = date_time_ymd(2026, 2, 1));
            assert_unproven(&scene.showing(id, &over), OVER);
            let other_use = again(|it| {
                it.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
            });
            assert_unproven(&scene.showing(id, &other_use), PURPOSE);
            let other_key = Identity::own("own.example", |_| ());
            assert_unproven(&scene.showing(id, &other_key), UNREGISTERED);
            assert_unproven(&scene.showing(id, &scene.certified), UNREGISTERED);
            assert_unproven(&scene.bare(id), MISSING);
        }
    });
}

/// P103: a certificate is shown in a handshake; the issuer's own address asks for none and believes no header.
#[test]
fn p103_nothing_is_shown_at_the_issuers_own_address() {
    Scene::on_each_database(|scene| {
        for id in ["agency", "own"] {
            let party = scene.house.client(id);
            assert_unproven(&party, MISSING);
            let header = scene.right(id).line.and_then(|line| line.shown).expect("one").header();
            for spelled in ["Client-Cert", "X-SSL-Client-Cert", "X-Forwarded-Client-Cert"] {
                let request = Request::form("/revoke", &[("client_id", id), ("token", "none")]);
                let refused = request.header(spelled, &header).send(&scene.house.authority);
                refused.assert_error(401, "invalid_client");
            }
        }
    });
}

/// P103: of all ways only the registered one serves, and no two of them at once.
#[test]
fn p103_who_registered_a_certificate_is_known_by_nothing_else() {
    Scene::on_each_database(|scene| {
        let secret = "tests-only-secret-that-nobody-was-given".to_owned();
        let key = Proof::Key(scene.house.bank_key.clone(), scene.house.issuer.clone());
        for id in ["agency", "own"] {
            let right = scene.right(id);
            for proof in [Proof::Basic(secret.clone()), Proof::Post(secret.clone()), key.clone()] {
                by(&right, proof).push(&[]).0.assert_error(401, "invalid_client");
            }
        }
        // And a certificate is no substitute for a key or a secret.
        let keyed = scene.right("keyed");
        assert_proven(&keyed);
        by(&keyed, Proof::None).push(&[]).0.assert_error(401, "invalid_client");
        for id in ["bank", "hospital", "treasury"] {
            let party = by(&scene.showing(id, &scene.certified), Proof::None);
            party.push(&[]).0.assert_error(401, "invalid_client");
        }
    });
}

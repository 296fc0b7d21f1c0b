//! A small world of authorities and clients.

mod own;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openssl::asn1::Asn1Integer;
use openssl::bn::BigNum;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::rsa::Rsa;
use openssl::x509::X509Builder;
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, SanType,
};

use super::*;

/// An authority, and what stands in its certificate.
pub struct Authority {
    pem: String,
    der: Vec<u8>,
    issuer: Issuer<'static, KeyPair>,
}

fn authority_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::new(vec![]).expect("parameters");
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params
}

impl Authority {
    fn new(name: &str) -> Self {
        let (key, params) = (KeyPair::generate().expect("a key"), authority_params(name));
        let own = params.self_signed(&key).expect("a certificate");
        Self { pem: own.pem(), der: own.der().to_vec(), issuer: Issuer::new(params, key) }
    }

    /// Another authority below this one.
    fn below(&self, name: &str, change: impl FnOnce(&mut CertificateParams)) -> Self {
        let (key, mut params) = (KeyPair::generate().expect("a key"), authority_params(name));
        change(&mut params);
        let own = params.signed_by(&key, &self.issuer).expect("a certificate");
        Self { pem: own.pem(), der: own.der().to_vec(), issuer: Issuer::new(params, key) }
    }

    fn certify(&self, change: impl FnOnce(&mut CertificateParams)) -> Vec<u8> {
        let mut params = client_params();
        change(&mut params);
        let key = KeyPair::generate().expect("a key");
        params.signed_by(&key, &self.issuer).expect("a certificate").der().to_vec()
    }

    fn trusted(&self) -> Authorities {
        Authorities::parse(self.pem.as_bytes()).expect("an authority")
    }
}

fn client_params() -> CertificateParams {
    let mut params = CertificateParams::new(vec!["app.bank.example".to_owned()]).expect("names");
    let mut name = DistinguishedName::new();
    name.push(DnType::CountryName, "VN");
    name.push(DnType::OrganizationName, "Ngân hàng Thử");
    name.push(DnType::CommonName, "app");
    params.distinguished_name = name;
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    params.not_before = rcgen::date_time_ymd(2026, 1, 1);
    params.not_after = rcgen::date_time_ymd(2027, 1, 1);
    params
}

fn noon() -> Timestamp {
    Timestamp::from_unix(1_780_290_000)
}

fn shown(chain: &[&[u8]]) -> ClientCertificate {
    ClientCertificate::shown(chain.iter().copied()).expect("a certificate")
}

fn subject() -> CertificateName {
    CertificateName::Subject("CN=app,O=Ngân hàng Thử,C=VN".to_owned())
}

#[test]
fn a_certificate_of_an_authority_is_believed_for_its_name() {
    let authority = Authority::new("Root");
    let good = authority.certify(|_| ());
    let certifies =
        |name: &CertificateName| shown(&[&good]).certifies(name, &authority.trusted(), noon());
    assert_eq!(certifies(&subject()), Ok(()));
    assert_eq!(certifies(&CertificateName::Dns("APP.bank.example".to_owned())), Ok(()));
    for other in [
        CertificateName::Subject("CN=app,O=Ngân hàng Thử".to_owned()),
        CertificateName::Dns("bank.example".to_owned()),
        CertificateName::Uri("app.bank.example".to_owned()),
        CertificateName::Email("app.bank.example".to_owned()),
        CertificateName::Ip([203, 0, 113, 7].into()),
    ] {
        assert_eq!(certifies(&other), Err(CertificateRefusal::Name), "{other:?}");
    }
}

#[test]
fn a_chain_leads_to_the_authority_through_others_and_no_further() {
    let (root, stranger) = (Authority::new("Root"), Authority::new("Root"));
    let between = root.below("Between", |_| ());
    let leaf = between.certify(|_| ());
    let certifies = |chain: &[&[u8]], authorities: &Authorities| {
        shown(chain).certifies(&subject(), authorities, noon())
    };
    assert_eq!(certifies(&[&leaf, &between.der], &root.trusted()), Ok(()));
    assert_eq!(certifies(&[&leaf], &between.trusted()), Ok(()), "an authority that is named");
    let no = Err(CertificateRefusal::Authority);
    assert_eq!(certifies(&[&leaf], &root.trusted()), no, "nothing is fetched");
    assert_eq!(certifies(&[&leaf, &between.der, &root.der], &stranger.trusted()), no);
    // What is no authority certifies nobody, and one over nobody below certifies no authority.
    let plain = root.below("No authority", |params| params.is_ca = IsCa::ExplicitNoCa);
    assert_eq!(certifies(&[&plain.certify(|_| ()), &plain.der], &root.trusted()), no);
    let last = root.below("Last", |params| {
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    });
    let beyond = last.below("Beyond", |_| ());
    let leaf = beyond.certify(|_| ());
    assert_eq!(certifies(&[&leaf, &beyond.der, &last.der], &root.trusted()), no);
    let over = root.below("Over", |params| {
        params.not_after = rcgen::date_time_ymd(2026, 2, 1);
    });
    assert_eq!(certifies(&[&over.certify(|_| ()), &over.der], &root.trusted()), no);
}

#[test]
fn a_certificate_counts_in_its_time_and_for_clients_alone() {
    let authority = Authority::new("Root");
    let judged = |change: &dyn Fn(&mut CertificateParams)| {
        let leaf = authority.certify(change);
        shown(&[&leaf]).certifies(&subject(), &authority.trusted(), noon())
    };
    let late = judged(&|params| params.not_after = rcgen::date_time_ymd(2026, 5, 1));
    assert_eq!(late, Err(CertificateRefusal::NotNow));
    let early = judged(&|params| params.not_before = rcgen::date_time_ymd(2026, 7, 1));
    assert_eq!(early, Err(CertificateRefusal::NotNow));
    let server = judged(&|params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    });
    assert_eq!(server, Err(CertificateRefusal::Purpose));
    let any = judged(&|params| params.extended_key_usages = vec![ExtendedKeyUsagePurpose::Any]);
    assert_eq!(any, Err(CertificateRefusal::Purpose));
    assert_eq!(
        judged(&|params| params.extended_key_usages.clear()),
        Err(CertificateRefusal::Purpose)
    );
    let usage = judged(&|params| params.key_usages = vec![KeyUsagePurpose::CrlSign]);
    assert_eq!(usage, Err(CertificateRefusal::Authority));
}

#[test]
fn other_names_are_compared_whole_and_as_what_they_are() {
    let authority = Authority::new("Root");
    let leaf = authority.certify(|params| {
        let text = |text: &str| text.try_into().expect("ASCII");
        params.subject_alt_names = vec![
            SanType::DnsName(text("*.bank.example")),
            SanType::URI(text("spiffe://bank.example/app")),
            SanType::Rfc822Name(text("App@Bank.example")),
            SanType::IpAddress([203, 0, 113, 7].into()),
            SanType::IpAddress("2001:db8::7".parse().expect("an address")),
        ];
    });
    let carries = |name: CertificateName| {
        shown(&[&leaf]).certifies(&name, &authority.trusted(), noon()).is_ok()
    };
    let ip = |text: &str| CertificateName::Ip(text.parse().expect("an address"));
    let email = |text: &str| CertificateName::Email(text.to_owned());
    assert!(carries(CertificateName::Uri("spiffe://bank.example/app".to_owned())));
    assert!(carries(ip("203.0.113.7")) && carries(ip("2001:DB8:0::7")));
    assert!(carries(email("App@bank.EXAMPLE")));
    for other in [
        CertificateName::Dns("app.bank.example".to_owned()),
        CertificateName::Uri("spiffe://bank.example/App".to_owned()),
        CertificateName::Uri("spiffe://bank.example/app/".to_owned()),
        email("app@bank.example"),
        email("App@bank.example.org"),
        ip("203.0.113.8"),
        ip("::ffff:203.0.113.7"),
    ] {
        assert!(!carries(other.clone()), "{other:?}");
    }
}

#[test]
fn a_weak_key_proves_nobody_even_if_an_authority_says_so() {
    let root = Rsa::generate(2048).and_then(PKey::from_rsa).expect("a key");
    let issue = |bits, name: &str, purpose: Option<&str>| {
        let key = Rsa::generate(bits).and_then(PKey::from_rsa).expect("a key");
        let key = if purpose.is_none() { &root } else { &key };
        let mut builder = X509Builder::new().expect("a builder");
        let named = |text: &str| distinguished_name::parse(text).expect("a name");
        let serial = BigNum::from_u32(7).and_then(|n| Asn1Integer::from_bn(&n)).expect("a number");
        let at = |unix| Asn1Time::from_unix(unix).expect("a time");
        builder.set_version(2).expect("set");
        builder.set_serial_number(&serial).expect("set");
        builder.set_subject_name(&named(name)).expect("set");
        builder.set_issuer_name(&named("CN=Root")).expect("set");
        builder.set_not_before(&at(noon().unix() - 1000)).expect("set");
        builder.set_not_after(&at(noon().unix() + 1000)).expect("set");
        builder.set_pubkey(key).expect("set");
        let extension = match purpose {
            None => openssl::x509::extension::BasicConstraints::new().ca().build(),
            Some(_) => openssl::x509::extension::ExtendedKeyUsage::new().client_auth().build(),
        };
        builder.append_extension(extension.expect("an extension")).expect("set");
        builder.sign(&root, MessageDigest::sha256()).expect("signed");
        builder.build()
    };
    let authorities = issue(2048, "CN=Root", None).to_pem().expect("PEM");
    let authorities = Authorities::parse(&authorities).expect("an authority");
    let judged = |bits| {
        let leaf = issue(bits, "CN=app", Some("client")).to_der().expect("DER");
        let name = CertificateName::Subject("CN=app".to_owned());
        shown(&[&leaf]).certifies(&name, &authorities, noon())
    };
    assert_eq!(judged(2048), Ok(()));
    assert_eq!(judged(1024), Err(CertificateRefusal::Authority));
}

#[test]
fn a_chain_that_is_too_long_or_has_something_behind_it_is_no_certificate() {
    let authority = Authority::new("Root");
    let leaf = authority.certify(|_| ());
    let taken = |chain: &[&[u8]]| ClientCertificate::shown(chain.iter().copied()).is_some();
    assert!(taken(&[leaf.as_slice(); MOST]));
    assert!(!taken(&[leaf.as_slice(); MOST + 1]));
    assert!(!taken(&[]) && !taken(&[&[]]) && !taken(&[b"x"]));
    assert!(!taken(&[&[leaf.clone(), vec![0]].concat()]));
    assert!(!taken(&[&leaf, b"x"]));
    let large = authority.certify(|params| {
        let text = "x".repeat(LONGEST);
        params.distinguished_name.push(DnType::OrganizationalUnitName, text);
    });
    assert!(!taken(&[&large]));
    // The thumbprint is the SHA-256 of the certificate's DER (RFC 8705 §3.1).
    let expected = URL_SAFE_NO_PAD.encode(digest(&SHA256, &leaf));
    let possession = shown(&[&leaf]).held(Possession::default());
    assert_eq!(possession.certificate().map(Thumbprint::as_str), Some(expected.as_str()));
}

#[test]
fn nothing_mutilated_is_believed_or_panics() {
    let authority = Authority::new("Root");
    let (leaf, trusted) = (authority.certify(|_| ()), authority.trusted());
    for at in 0..leaf.len() {
        for bit in [1, 0x80] {
            let mut flipped = leaf.clone();
            flipped[at] ^= bit;
            let read = ClientCertificate::shown([flipped.as_slice()]);
            let believed = read.is_some_and(|r| r.certifies(&subject(), &trusted, noon()).is_ok());
            assert!(!believed, "byte {at}");
        }
        assert!(ClientCertificate::shown([&leaf[..at]]).is_none());
    }
}

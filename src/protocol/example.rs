//! A client for the tests of this room; nobody real.

use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::domain::assurance::{Aal, Assurance, Ial};
use crate::domain::claim::Item;
use crate::domain::client::{
    AccessTokenFormat, Bilingual, Client, ClientCredential, ClientId, Presence, Profile,
    RedirectUri, RegisteredItem, Sector, SigningAlgorithm,
};
use crate::domain::confirmation::SenderConstraint;
use crate::domain::protection::Protections;
use crate::domain::sign_out::SignOut;
use crate::domain::text::Line;
use crate::domain::time::Day;

/// Words in both languages.
pub fn words(vi: &str, en: &str) -> Bilingual {
    let line = |text| Line::parse(text).expect("a line");
    Bilingual { vi: line(vi), en: line(en) }
}

/// A bank that may ask for name, birth date, phone and number.
pub fn client() -> Client {
    let item = |item, required| RegisteredItem {
        item,
        purpose: words("Mở tài khoản", "To open an account"),
        required,
        retention_days: 3650,
    };
    Client {
        id: ClientId::parse("bank").expect("a name"),
        name: words("Ngân hàng Thử", "Test Bank"),
        legal_name: Line::parse("Ngân hàng TMCP Thử Nghiệm").expect("a line"),
        organization_number: Line::parse("TEST-0001").expect("a line"),
        sector: Sector::Finance,
        connected_since: Day::new(2026, 11, 1).expect("a day"),
        agreement: None,
        networks: vec![],
        purpose: words("Mở tài khoản thanh toán", "To open a payment account"),
        alternative: words("Đến quầy giao dịch", "Visit a branch"),
        presence: Presence::default(),
        subject_sector: "bank.example".to_owned(),
        redirect_uris: vec![
            RedirectUri::judged("https://bank.example/cb".to_owned()),
            RedirectUri::judged("https://bank.example/cb?from=danh".to_owned()),
        ],
        post_logout_redirect_uris: vec![RedirectUri::judged("https://bank.example/bye".to_owned())],
        sign_out: SignOut::default(),
        continuation_origins: vec![],
        profile: Profile::Oidc,
        credential: ClientCredential::SecretBasic,
        sender_constraint: SenderConstraint::None,
        pkce_required: true,
        pushed_only: false,
        machine: false,
        offline: true,
        scopes: ["openid", "profile", "phone", "vn.number", "offline_access"]
            .map(str::to_owned)
            .to_vec(),
        items: vec![
            item(Item::Name, true),
            item(Item::Birthdate, true),
            item(Item::Phone, false),
            item(Item::PersonalNumber, true),
        ],
        id_token_algorithm: SigningAlgorithm::Es256,
        access_token_format: AccessTokenFormat::Signed(SigningAlgorithm::Es256),
        detail_types: vec![],
        resources: vec![],
        own_resource: None,
        userinfo_algorithm: None,
        default_assurance: Assurance::new(Ial::Ial2, Aal::Aal2),
        assurance_required: false,
        default_max_age: None,
        keys: None,
        request_uris: Vec::new(),
        protections: Protections::default(),
    }
}

/// The key of RFC 7515 A.3, as the client holds it.
pub fn private_key() -> EcdsaKeyPair {
    let bytes = |text| URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let point = [
        vec![4],
        bytes("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
        bytes("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
    ]
    .concat();
    EcdsaKeyPair::from_private_key_and_public_key(
        &ECDSA_P256_SHA256_FIXED_SIGNING,
        &bytes("jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"),
        &point,
    )
    .expect("the key of RFC 7515 A.3")
}

/// Two points of P-256, of RFC 7515 A.3 and RFC 7518 C: one that signs, one to encrypt to.
pub const BOTH_KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"},{"kty":"EC","crv":"P-256","use":"enc","kid":"b","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck"}]}"#;

/// The public key of RFC 7515 A.3, as a client registers it.
pub const KEYS: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;

//! The public examples of RFC 7515, 7517, 7518, 7519, 7520 and 8037: verified where they are of our profile,
//! refused where they are not. Those of encryption stand in `src/protocol/encrypted/tests.rs`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use danh::connectors::key_file::private_jwk::PrivateJwk;
use danh::domain::client::SigningAlgorithm;
use danh::protocol::client_keys::{ClientKeys, KeySetRefusal};
use danh::protocol::compact::{JoseRefusal, Purpose, Unverified};
use danh::protocol::jose::{PublicNumbers, VerifyingKey};
use serde_json::{Value, json};

/// RFC 7515 A.1 to A.5 and RFC 7519 §3.1: what is claimed.
const CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

/// RFC 7520 §4: what is signed, and by which RSA key.
const FRODO: &str = "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4";
const BILBO: &str = "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw";

fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).expect("base64url")
}

fn refusal(text: &str) -> Option<JoseRefusal> {
    Unverified::parse(text, Purpose::ClientAssertion).err()
}

fn set(keys: &Value) -> Result<ClientKeys, KeySetRefusal> {
    ClientKeys::parse(&json!({ "keys": keys }).to_string())
}

/// RFC 7515 A.2 (RS256) and A.3 (ES256): read, verified, believed.
#[test]
fn rfc_7515_a_2_and_a_3_are_ours() {
    let rsa = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    let keys = set(&json!([
        { "kty": "RSA", "n": rsa, "e": "AQAB" },
        { "kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU", "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0" },
    ]));
    let keys = keys.expect("two keys");
    let a_2 = format!(
        "eyJhbGciOiJSUzI1NiJ9.{CLAIMS}.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
    );
    let a_3 = format!(
        "eyJhbGciOiJFUzI1NiJ9.{CLAIMS}.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    );
    for (text, algorithm) in [(a_2, SigningAlgorithm::Rs256), (a_3, SigningAlgorithm::Es256)] {
        for tried in SigningAlgorithm::ALL {
            let read =
                Unverified::parse(&text, Purpose::ClientAssertion).expect("its form is ours");
            let verified = keys.verify(read, tried);
            assert_eq!(verified.is_ok(), tried == algorithm, "{tried:?}");
            if let Ok(verified) = verified {
                assert_eq!(verified.claims().text("iss"), Some("joe"));
                assert_eq!(verified.claims().moment("exp").expect("a date").unix(), 1_300_819_380);
            }
        }
    }
}

/// RFC 7515 A.1 (a MAC, also RFC 7519 §3.1), A.4 (ES512), A.5 (none, also RFC 7519 §6.1), A.6 and A.7
/// (JSON), appendix E (an extension that nobody understands), appendix F (detached).
#[test]
fn rfc_7515_and_7519_what_is_not_ours_is_refused() {
    let mac = format!(
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
    assert_eq!(refusal(&mac), Some(JoseRefusal::Algorithm));
    let es512 = "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";
    assert_eq!(refusal(es512), Some(JoseRefusal::Algorithm));
    let none = format!("eyJhbGciOiJub25lIn0.{CLAIMS}.");
    assert_eq!(refusal(&none), Some(JoseRefusal::Form));
    assert_eq!(refusal(&format!("{none}AA")), Some(JoseRefusal::Algorithm));
    let flattened =
        json!({ "payload": CLAIMS, "protected": "eyJhbGciOiJFUzI1NiJ9", "signature": "AA" });
    assert_eq!(refusal(&flattened.to_string()), Some(JoseRefusal::Form));
    let general = json!({ "payload": CLAIMS, "signatures": [{ "protected": "eyJhbGciOiJFUzI1NiJ9", "signature": "AA" }] });
    assert_eq!(refusal(&general.to_string()), Some(JoseRefusal::Form));
    let undefined = "eyJhbGciOiJub25lIiwNCiAiY3JpdCI6WyJodHRwOi8vZXhhbXBsZS5jb20vVU5ERUZJTkVEIl0sDQogImh0dHA6Ly9leGFtcGxlLmNvbS9VTkRFRklORUQiOnRydWUNCn0.RkFJTA.";
    assert_eq!(refusal(undefined), Some(JoseRefusal::Form));
    assert_eq!(refusal(&format!("{undefined}AA")), Some(JoseRefusal::Extension));
    let detached = "eyJhbGciOiJFUzI1NiJ9..DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    assert_eq!(refusal(detached), Some(JoseRefusal::Form));
}

/// RFC 7517 A.1 (public keys), A.2 (private ones), A.3 (shared ones).
#[test]
fn rfc_7517_a_public_keys_alone_are_taken() {
    let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    let mut ec = json!({ "kty": "EC", "crv": "P-256", "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM", "use": "enc", "kid": "1" });
    let rsa = json!({ "kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29" });
    let keys = set(&json!([ec, rsa])).expect("A.1");
    let served = SigningAlgorithm::ALL.map(|algorithm| keys.serve(algorithm));
    assert_eq!(served, SigningAlgorithm::ALL.map(|a| a == SigningAlgorithm::Rs256), "and no other");
    ec["d"] = "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE".into();
    assert_eq!(set(&json!([ec, rsa])).err(), Some(KeySetRefusal::Secret), "A.2");
    let shared = json!([{ "kty": "oct", "alg": "A128KW", "k": "GawgguFyGrWKav7AX4VKUg" }]);
    assert_eq!(set(&shared).err(), Some(KeySetRefusal::Secret), "A.3");
}

/// RFC 7520 4.1 (RS256): the signature is right; its payload is no claims, and its key's name none of ours.
#[test]
fn rfc_7520_4_1_a_signature_alone_makes_no_token() {
    let protected = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9";
    let signature = "MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg";
    let message = format!("{protected}.{FRODO}");
    let (n, e) = (bytes(BILBO), bytes("AQAB"));
    let numbers = PublicNumbers::Rsa { n: &n, e: &e };
    let key = VerifyingKey::build(SigningAlgorithm::Rs256, &numbers).expect("Bilbo's key");
    assert!(key.verifies(message.as_bytes(), &bytes(signature)));
    let pss = VerifyingKey::build(SigningAlgorithm::Ps256, &numbers).expect("Bilbo's key");
    assert!(!pss.verifies(message.as_bytes(), &bytes(signature)));
    assert_eq!(refusal(&format!("{message}.{signature}")), Some(JoseRefusal::Header));
}

/// RFC 7520 4.2 (PS384), 4.3 (ES512 on P-521), 4.4 (HS256), 4.5 (detached).
#[test]
fn rfc_7520_4_2_to_4_5_are_not_ours() {
    let ps384 = "eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9";
    let es512 = "eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9";
    let hs256 = "eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9";
    for header in [ps384, es512, hs256] {
        let text = format!("{header}.{FRODO}.s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0");
        assert_eq!(refusal(&text), Some(JoseRefusal::Algorithm));
    }
    assert_eq!(
        refusal(&format!("{hs256}..s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0")),
        Some(JoseRefusal::Form)
    );
    let signature = "cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw";
    let (n, e) = (bytes(BILBO), bytes("AQAB"));
    let key = VerifyingKey::build(SigningAlgorithm::Ps256, &PublicNumbers::Rsa { n: &n, e: &e });
    let message = format!("{ps384}.{FRODO}");
    assert!(!key.expect("Bilbo's key").verifies(message.as_bytes(), &bytes(signature)));
    let p521 = json!([{ "kty": "EC", "crv": "P-521", "x": "AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt", "y": "AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1" }]);
    assert_eq!(set(&p521).err(), Some(KeySetRefusal::Key));
}

/// RFC 8037 A.2 to A.5 (Ed25519, its thumbprint, its signature) and A.6 (X25519, which is not ours).
#[test]
fn rfc_8037_a_signatures_are_ours_and_x25519_is_not() {
    let x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": x });
    let public: PrivateJwk = serde_json::from_value(jwk.clone()).expect("A.2");
    assert_eq!(public.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "A.3");
    let text = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    let (message, signature) = text.rsplit_once('.').expect("three parts");
    let key = VerifyingKey::build(SigningAlgorithm::EdDsa, &PublicNumbers::Ed25519(&bytes(x)));
    assert!(key.expect("A.2").verifies(message.as_bytes(), &bytes(signature)), "A.5");
    assert_eq!(refusal(text), Some(JoseRefusal::Claims), "a sentence is no claims");
    assert!(set(&json!([jwk])).expect("one key").serve(SigningAlgorithm::EdDsa));
    let agreed = json!([{ "kty": "OKP", "crv": "X25519", "kid": "Bob", "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08" }]);
    assert_eq!(set(&agreed).err(), Some(KeySetRefusal::Key), "A.6");
}

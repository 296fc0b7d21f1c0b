//! The cookbook of JOSE, RFC 7520: what of its later parts is of our profile, and what is refused. Its first part
//! stands in `vectors.rs`.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use danh::domain::client::SigningAlgorithm;
use danh::protocol::client_keys::ClientKeys;
use danh::protocol::compact::{JoseRefusal, Purpose, Unverified};
use danh::protocol::encrypted::Encrypted;
use serde_json::json;

const LONGEST: usize = 16 * 1024;

fn refused(text: &str) -> Option<JoseRefusal> {
    Encrypted::parse(text, LONGEST).err()
}

/// RFC 7520 6: the token inside, signed by PS256, is read, verified and believed; by RS256 it is not, though the key
/// would serve.
#[test]
fn rfc_7520_6_a_token_by_ps256_is_ours() {
    let n = "kNrPIBDXMU6fcyv5i-QHQAQ-K8gsC3HJb7FYhYaw8hXbNJa-t8q0lDKwLZgQXYV-ffWxXJv5GGrlZE4GU52lfMEegTDzYTrRQ3tepgKFjMGg6Iy6fkl1ZNsx2gEonsnlShfzA9GJwRTmtKPbk1s-hwx1IU5AT-AIelNqBgcF2vE5W25_SGGBoaROVdUYxqETDggM1z5cKV4ZjDZ8-lh4oVB07bkac6LQdHpJUUySH_Er20DXx30Kyi97PciXKTS-QKXnmm8ivyRCmux22ZoPUind2BKC5OiG4MwALhaL2Z2k8CsRdfy-7dg7z41Rp6D0ZeEvtaUp4bX4aKraL4rTfw";
    let text = "eyJhbGciOiJQUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJob2JiaXRvbi5leGFtcGxlIiwiZXhwIjoxMzAwODE5MzgwLCJodHRwOi8vZXhhbXBsZS5jb20vaXNfcm9vdCI6dHJ1ZX0.dPpMqwRZxFYi1UfcDAaf8M99o7kwUWtiXZ-ByvVuJih4MhJ_aZqciprz0OWaIAkIvn1qskChirjKvY9ESZNUCP4JjvfyPS-nqjJxYoA5ztWOyFk2cZNIPXjcJXSQwXPO9tEe-v4VSqgD0aKHqPxYog4N6Cz1lKph1U1sYDSI67_bLL7elg_vkjfMp5_W5l5LuUYGMeh6hxQIaIUXf9EwV2JmvTMuZ-vBOWy0Sniy1EFo72CRTvmtrIf5AROo5MNliY3KtUxeP-SOmD-LEYwW9SlkohYzMVAZDDOrVbv7KVRHpeYNaK75KEQqdCEEkS_rskZS-Qtt_nlegTWh1mEYaA";
    let key = json!({ "kty": "RSA", "use": "sig", "n": n, "e": "AQAB" });
    let keys = ClientKeys::parse(&json!({ "keys": [key] }).to_string()).expect("Hobbiton's key");
    for tried in SigningAlgorithm::ALL {
        let read = Unverified::parse(text, Purpose::ClientAssertion).expect("its form is ours");
        let verified = keys.verify(read, tried);
        assert_eq!(verified.is_ok(), tried == SigningAlgorithm::Ps256, "{tried:?}");
        if let Ok(verified) = verified {
            assert_eq!(verified.claims().text("iss"), Some("hobbiton.example"));
            assert_eq!(verified.claims().moment("exp").expect("a date").unix(), 1_300_819_380);
        }
    }
    let start = text.get(..text.len() - 8).expect("longer");
    let cut = format!("{start}AAAAAAAA");
    let read = Unverified::parse(&cut, Purpose::ClientAssertion).expect("its form is ours");
    assert_eq!(keys.verify(read, SigningAlgorithm::Ps256).err(), Some(JoseRefusal::Signature));
}

/// RFC 7520 5.1 to 5.9, and the envelope of 6: not one is of an algorithm of ours for both key and content. What
/// stands in each header decides; behind it stands what is short enough of the example.
#[test]
fn rfc_7520_5_no_envelope_is_ours() {
    let rest = "d3qNhUWfqheyPp4H8sjOWsDYajoej4c5Je6rlUtFPWdgtURtmeDV1g.VBiCzVHNoLiR3F4V82uoTQ.23i-Tb1AV4n0WKVSSgcQrdg6GRqsUKxjruHXYsTHAJLZ2nsnGIX86vMXqIi6IRsfywCRFzLxEcZBRnTvG3nhzPk0.0HlwodAhOCILG5SQ2LQ9dg";
    for (example, protected) in [
        (
            "5.1 RSA1_5",
            "eyJhbGciOiJSU0ExXzUiLCJraWQiOiJmcm9kby5iYWdnaW5zQGhvYmJpdG9uLmV4YW1wbGUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0",
        ),
        (
            "5.2 RSA-OAEP by SHA-1",
            "eyJhbGciOiJSU0EtT0FFUCIsImtpZCI6InNhbXdpc2UuZ2FtZ2VlQGhvYmJpdG9uLmV4YW1wbGUiLCJlbmMiOiJBMjU2R0NNIn0",
        ),
        (
            "5.3 PBES2",
            "eyJhbGciOiJQQkVTMi1IUzUxMitBMjU2S1ciLCJwMnMiOiI4UTFTemluYXNSM3hjaFl6NlpaY0hBIiwicDJjIjo4MTkyLCJjdHkiOiJqd2stc2V0K2pzb24iLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0",
        ),
        (
            "5.4 ECDH-ES+A128KW",
            "eyJhbGciOiJFQ0RILUVTK0ExMjhLVyIsImtpZCI6InBlcmVncmluLnRvb2tAdHVja2Jvcm91Z2guZXhhbXBsZSIsImVwayI6eyJrdHkiOiJFQyIsImNydiI6IlAtMzg0IiwieCI6InVCbzRrSFB3Nmtiang1bDB4b3dyZF9vWXpCbWF6LUdLRlp1NHhBRkZrYllpV2d1dEVLNml1RURzUTZ3TmROZzMiLCJ5Ijoic3AzcDVTR2haVkMyZmFYdW1JLWU5SlUyTW84S3BvWXJGRHI1eVBOVnRXNFBnRXdaT3lRVEEtSmRhWTh0YjdFMCJ9LCJlbmMiOiJBMTI4R0NNIn0",
        ),
        (
            "5.6 dir",
            "eyJhbGciOiJkaXIiLCJraWQiOiI3N2M3ZTJiOC02ZTEzLTQ1Y2YtODY3Mi02MTdiNWI0NTI0M2EiLCJlbmMiOiJBMTI4R0NNIn0",
        ),
        (
            "5.7 A256GCMKW",
            "eyJhbGciOiJBMjU2R0NNS1ciLCJraWQiOiIxOGVjMDhlMS1iZmE5LTRkOTUtYjIwNS0yYjRkZDFkNDMyMWQiLCJ0YWciOiJrZlBkdVZRM1QzSDZ2bmV3dC0ta3N3IiwiaXYiOiJLa1lUMEdYXzJqSGxmcU5fIiwiZW5jIjoiQTEyOENCQy1IUzI1NiJ9",
        ),
        ("6 RSA-OAEP by SHA-1", "eyJhbGciOiJSU0EtT0FFUCIsImN0eSI6IkpXVCIsImVuYyI6IkExMjhHQ00ifQ"),
    ] {
        let header = URL_SAFE_NO_PAD.decode(protected).expect("base64url");
        assert!(header.starts_with(b"{\"alg\":"), "{example}: as it stands there");
        assert!(refused(&format!("{protected}.{rest}")).is_some(), "{example}");
    }
    // The whole example each: by agreement, which is ours, of a content that is not; and compressed.
    let agreed = "eyJhbGciOiJFQ0RILUVTIiwia2lkIjoibWVyaWFkb2MuYnJhbmR5YnVja0BidWNrbGFuZC5leGFtcGxlIiwiZXBrIjp7Imt0eSI6IkVDIiwiY3J2IjoiUC0yNTYiLCJ4IjoibVBVS1RfYkFXR0hJaGcwVHBqanFWc1AxclhXUXVfdndWT0hIdE5rZFlvQSIsInkiOiI4QlFBc0ltR2VBUzQ2ZnlXdzVNaFlmR1RUMElqQnBGdzJTUzM0RHY0SXJzIn0sImVuYyI6IkExMjhDQkMtSFMyNTYifQ..yc9N8v5sYyv3iGQT926IUg.BoDlwPnTypYq-ivjmQvAYJLb5Q6l-F3LIgQomlz87yW4OPKbWE1zSTEFjDfhU9IPIOSA9Bml4m7iDFwA-1ZXvHteLDtw4R1XRGMEsDIqAYtskTTmzmzNa-_q4F_evAPUmwlO-ZG45Mnq4uhM1fm_D9rBtWolqZSF3xGNNkpOMQKF1Cl8i8wjzRli7-IXgyirlKQsbhhqRzkv8IcY6aHl24j03C-AR2le1r7URUhArM79BY8soZU0lzwI-sD5PZ3l4NDCCei9XkoIAfsXJWmySPoeRb2Ni5UZL4mYpvKDiwmyzGd65KqVw7MsFfI_K767G9C9Azp73gKZD0DyUn1mn0WW5LmyX_yJ-3AROq8p1WZBfG-ZyJ6195_JGG2m9Csg.WCCkNa-x4BeB9hIDIfFuhg";
    let compressed = "eyJhbGciOiJBMTI4S1ciLCJraWQiOiI4MWIyMDk2NS04MzMyLTQzZDktYTQ2OC04MjE2MGFkOTFhYzgiLCJlbmMiOiJBMTI4R0NNIiwiemlwIjoiREVGIn0.5vUT2WOtQxKWcekM_IzVQwkGgzlFDwPi.p9pUq6XHY0jfEZIl.HbDtOsdai1oYziSx25KEeTxmwnh8L8jKMFNc1k3zmMI6VB8hry57tDZ61jXyezSPt0fdLVfe6Jf5y5-JaCap_JQBcb5opbmT60uWGml8blyiMQmOn9J--XhhlYg0m-BHaqfDO5iTOWxPxFMUedx7WCy8mxgDHj0aBMG6152PsM-w5E_o2B3jDbrYBKhpYA7qi3AyijnCJ7BP9rr3U8kxExCpG3mK420TjOw.VILuUwuIxaLVmh5X-T7kmA";
    for whole in [agreed, compressed] {
        assert!(refused(whole).is_some(), "{whole}");
    }
    let flattened = json!({ "protected": "e30", "encrypted_key": "AA", "iv": "AA", "ciphertext": "AA", "tag": "AA" });
    assert_eq!(refused(&flattened.to_string()), Some(JoseRefusal::Form), "5.10 to 5.13 are JSON");
}

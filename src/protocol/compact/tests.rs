use super::*;

/// A text of that header and those claims, with some signature.
fn text(header: &str, claims: &str) -> String {
    let [header, claims, signature] =
        [header, claims, "signature"].map(|part| URL_SAFE_NO_PAD.encode(part));
    format!("{header}.{claims}.{signature}")
}

fn parse(text: &str) -> Result<Unverified<'_>, JoseRefusal> {
    Unverified::parse(text, Purpose::ClientAssertion)
}

fn refusal(text: &str) -> Option<JoseRefusal> {
    parse(text).err()
}

#[test]
fn a_plain_assertion_is_read_and_stays_shut() {
    let assertion = text(r#"{"alg":"ES256","kid":"k-1","typ":"JWT"}"#, r#"{"iss":"bank","a":"b"}"#);
    let read = parse(&assertion).expect("a well-formed assertion");
    assert_eq!(
        *read.header(),
        Header { algorithm: SigningAlgorithm::Es256, key_id: Some("k-1".into()) }
    );
    assert_eq!(read.claimed_issuer(), ClientId::parse("bank"));
    assert!(!format!("{read:?}").contains("bank"));
    assert_eq!(read.verified_if(|_, _, _| false), Err(JoseRefusal::Signature));
    let claims = parse(&assertion).expect("again").verified_if(|_, signed, signature| {
        assertion.as_bytes().starts_with(signed) && signature == b"signature"
    });
    assert_eq!(claims.expect("verified").claims().text("a"), Some("b"));
}

/// golang-jwt CVE-2025-30204, go-jose CVE-2025-27144: parts were split before they were counted.
#[test]
fn inc_cve_2025_30204_dots_are_counted_before_anything_is_split() {
    let good = text(r#"{"alg":"ES256"}"#, "{}");
    let parts: Vec<_> = good.split('.').collect();
    assert_eq!(refusal(&good), None);
    for wrong in [
        parts[..2].join("."),
        format!("{good}.x"),
        format!("{good}."),
        format!("..{good}"),
        ".".repeat(1000),
        "..".into(),
        String::new(),
        format!("{}..{}", parts[0], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
    ] {
        assert_eq!(refusal(&wrong), Some(JoseRefusal::Form), "{wrong}");
    }
}

#[test]
fn each_purpose_has_its_size() {
    let long = |claims: usize| {
        text(r#"{"alg":"ES256"}"#, &format!("{{\"a\":\"{}\"}}", "a".repeat(claims)))
    };
    assert_eq!(refusal(&long(6_000)), None);
    assert_eq!(refusal(&long(6_200)), Some(JoseRefusal::TooLong));
    let as_request = |text: &str| Unverified::parse(text, Purpose::RequestObject).err();
    assert_eq!(as_request(&long(12_000)), None);
    assert_eq!(as_request(&long(12_400)), Some(JoseRefusal::TooLong));
    let header = format!(r#"{{"alg":"ES256","x":"{}"}}"#, "a".repeat(2048));
    assert_eq!(refusal(&text(&header, "{}")), Some(JoseRefusal::Header));
}

#[test]
fn one_spelling_of_base64url_only() {
    let good = text(r#"{"alg":"ES256"}"#, "{}");
    for wrong in [
        good.replacen('.', "=.", 1),
        good.replacen('.', "+.", 1),
        format!("{good}="),
        format!(" {good}"),
        format!("{good}\n"),
        // Two stray bits at the end: `e30` and `e31` are the same two bytes to a lax reader.
        good.replace(".e30.", ".e31."),
    ] {
        assert_eq!(refusal(&wrong), Some(JoseRefusal::Form), "{wrong}");
    }
}

#[test]
fn headers_that_bring_keys_or_extensions_are_refused() {
    for member in [
        r#""crit":["exp"]"#,
        r#""crit":[]"#,
        r#""crit":null"#,
        r#""b64":false"#,
        r#""jwk":{"kty":"oct","k":"AA"}"#,
        r#""jku":"https://evil.example/keys""#,
        r#""x5u":"https://evil.example/chain""#,
        r#""x5c":["AA"]"#,
        r#""zip":"DEF""#,
        r#""enc":"A256GCM""#,
        r#""p2c":1000000"#,
    ] {
        let header = format!(r#"{{"alg":"ES256",{member}}}"#);
        assert_eq!(refusal(&text(&header, "{}")), Some(JoseRefusal::Extension), "{member}");
    }
}

#[test]
fn headers_are_read_strictly() {
    for header in [
        "",
        "[]",
        "null",
        "{",
        "{}",
        r#"{"alg":"ES256"} "x""#,
        r#"{"alg":"ES256","alg":"ES256"}"#,
        r#"{"alg":"none","alg":"ES256"}"#,
        r#"{"alg":"ES256","x":{"a":1,"a":1}}"#,
        r#"{"alg":null}"#,
        r#"{"alg":["ES256"]}"#,
        r#"{"alg":"ES256","kid":7}"#,
        r#"{"alg":"ES256","kid":""}"#,
        r#"{"alg":"ES256","kid":"../../etc/passwd"}"#,
        r#"{"alg":"ES256","kid":"' OR 1=1 --"}"#,
        r#"{"alg":"ES256","typ":7}"#,
    ] {
        let wrong = refusal(&text(header, "{}"));
        let expected = if header.is_empty() { JoseRefusal::Form } else { JoseRefusal::Header };
        assert_eq!(wrong, Some(expected), "{header}");
    }
    let long = format!(r#"{{"alg":"ES256","kid":"{}"}}"#, "k".repeat(129));
    assert_eq!(refusal(&text(&long, "{}")), Some(JoseRefusal::Header));
}

/// MinIO CVE-2026-33322, Keycloak CVE-2026-11800: the header's algorithm was followed.
#[test]
fn inc_cve_2026_33322_no_mac_and_no_none_is_an_algorithm() {
    for name in ["none", "None", "nOnE", "HS256", "HS512", "es256", "ES256 ", "RS1", "dir", ""] {
        let header = format!(r#"{{"alg":"{name}"}}"#);
        assert_eq!(refusal(&text(&header, "{}")), Some(JoseRefusal::Algorithm), "{name}");
    }
}

#[test]
fn a_type_of_another_purpose_is_refused() {
    let typed = |typ: &str| text(&format!(r#"{{"alg":"ES256","typ":"{typ}"}}"#), "{}");
    let admitted = |typ: &str, purpose| Unverified::parse(&typed(typ), purpose).is_ok();
    let purposes = [
        Purpose::ClientAssertion,
        Purpose::RequestObject,
        Purpose::IdTokenHint,
        Purpose::AccessToken,
        Purpose::Receipt,
    ];
    for (typ, expected) in [
        ("JWT", [true, true, true, false, false]),
        ("application/jwt", [true, true, true, false, false]),
        ("client-authentication+jwt", [true, false, false, false, false]),
        ("oauth-authz-req+jwt", [false, true, false, false, false]),
        ("at+jwt", [false, false, false, true, false]),
        ("Application/AT+JWT", [false, false, false, true, false]),
        ("consent-receipt+jwt", [false, false, false, false, true]),
        ("dpop+jwt", [false; 5]),
        ("logout+jwt", [false; 5]),
        ("", [false; 5]),
    ] {
        assert_eq!(purposes.map(|purpose| admitted(typ, purpose)), expected, "{typ}");
    }
    let bare = text(r#"{"alg":"ES256"}"#, "{}");
    let admitted = |purpose| Unverified::parse(&bare, purpose).is_ok();
    assert_eq!(purposes.map(admitted), [true, true, false, false, false]);
}

#[test]
fn claims_are_read_strictly() {
    for claims in [
        "[]",
        "null",
        "\"text\"",
        "{",
        r#"{"sub":"a","sub":"b"}"#,
        r#"{"a":[{"b":1,"b":2}]}"#,
        &format!("{}1{}", r#"{"a":"#.repeat(50), "}".repeat(50)),
        "{} {}",
    ] {
        let wrong = text(r#"{"alg":"ES256"}"#, claims);
        assert_eq!(refusal(&wrong), Some(JoseRefusal::Claims), "{claims}");
    }
    let not_text = format!("{}.{}.AAAA", URL_SAFE_NO_PAD.encode(r#"{"alg":"ES256"}"#), "_w");
    assert_eq!(refusal(&not_text), Some(JoseRefusal::Claims));
}

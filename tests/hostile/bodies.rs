//! Bodies, types, methods and headers that no client sends.

use crate::support::house::House;
use crate::support::http::{Request, Response};
use crate::{FOR_CLIENTS, assert_told, assert_unmoved};

const FORM: &str = "application/x-www-form-urlencoded";

/// Every door that takes a body.
fn doors(house: &House) -> Vec<String> {
    let page = house.browser().open(&house.client("hospital").ask(&[]).url);
    let hall = page.url.path().trim_end_matches("dang-nhap").to_owned();
    let pages = ["dang-nhap", "ma", "ma/gui-lai", "ma/cach-khac", "dong-y", "thoi", "tai-khoan"];
    FOR_CLIENTS
        .into_iter()
        .chain(["/authorize", "/end_session"])
        .map(str::to_owned)
        .chain(pages.map(|page| format!("{hall}{page}")))
        .collect()
}

fn post(house: &House, target: &str, kind: &str, body: Vec<u8>) -> Response {
    let request = Request::new("POST", target).header("Content-Type", kind).body(body);
    request.send(&house.authority)
}

/// A megabyte is refused while it is read, at every door.
#[test]
fn a_megabyte_is_refused_at_every_door() {
    House::on_each_database(|house| {
        for target in doors(house) {
            for length in [70_000, 1_000_000] {
                let body = format!("token={}", "x".repeat(length)).into_bytes();
                assert_told(&post(house, &target, FORM, body), &target);
            }
            let many = "a=1&".repeat(16_000).into_bytes();
            let answer = post(house, &target, FORM, many);
            assert!((300..500).contains(&answer.status), "{target}: {}", answer.status);
        }
        let answer = post(house, "/userinfo", FORM, vec![b'x'; 1_000_000]);
        assert_told(&answer, "/userinfo");
        assert_unmoved(house);
    });
}

/// What is no text is refused, in every spelling.
#[test]
fn what_is_no_text_is_refused_at_every_door() {
    House::on_each_database(|house| {
        let spoiled: [&[u8]; 8] = [
            b"token=%ff%fe",
            b"token=\xff\xfe",
            b"state=%c0%af&client_id=%ed%a0%80",
            b"client_id=%00",
            b"client_id=hospital%00",
            b"%zz=%zz&client_id=%",
            b"\x00\x01\x02\x03",
            b"code=\xf4\x90\x80\x80",
        ];
        for target in doors(house) {
            for body in spoiled {
                let answer = post(house, &target, FORM, body.to_vec());
                if target == "/end_session" && answer.status == 303 {
                    // Nothing in it was meant for signing out: it is a request without parameters.
                    assert!(answer.location().is_some_and(|next| next.starts_with('/')));
                    continue;
                }
                assert_told(&answer, &format!("{target} {:?}", String::from_utf8_lossy(body)));
            }
        }
        for query in ["%ff%fe", "client_id=%c0%af", "client_id=%00", "%", "=", "&&&&"] {
            for path in ["/authorize", "/end_session"] {
                let answer = Request::get(&format!("{path}?{query}")).send(&house.authority);
                assert!(answer.status < 500, "{path}?{query}: {}", answer.status);
            }
        }
        assert_unmoved(house);
    });
}

/// A body that is no form is no request.
#[test]
fn a_body_of_another_kind_is_refused_at_every_door() {
    House::on_each_database(|house| {
        let kinds = [
            "application/json",
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencodedx",
            "x-www-form-urlencoded",
            "",
        ];
        for target in doors(house) {
            for kind in kinds {
                let answer = post(house, &target, kind, b"{\"client_id\":\"hospital\"}".to_vec());
                assert_told(&answer, &format!("{target} {kind:?}"));
            }
            let nothing = Request::new("POST", &target).send(&house.authority);
            assert_told(&nothing, &format!("{target} without anything"));
        }
        let charset = "application/x-www-form-urlencoded; charset=UTF-8";
        let answer = post(house, "/token", charset, b"grant_type=x".to_vec());
        assert!([400, 401].contains(&answer.status), "a charset does no harm");
    });
}

/// A method that a door does not know is told so.
#[test]
fn a_wrong_method_is_told_at_every_door() {
    House::on_each_database(|house| {
        let posts = doors(house);
        let gets =
            ["/jwks", "/.well-known/openid-configuration", "/userinfo", "/"].map(str::to_owned);
        for target in posts.iter().chain(&gets) {
            for method in ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "X"] {
                let answer = Request::new(method, target).send(&house.authority);
                assert_told(&answer, &format!("{method} {target}"));
            }
        }
        for target in FOR_CLIENTS {
            let answer = Request::get(target).send(&house.authority);
            assert_told(&answer, &format!("GET {target}"));
        }
        assert_unmoved(house);
    });
}

/// Headers of any length, number and content: an error at most.
#[test]
fn long_and_strange_headers_do_no_harm() {
    House::on_each_database(|house| {
        let plain = || Request::get("/authorize?client_id=hospital");
        let long = ["x".repeat(4_000), "x".repeat(30_000), "x".repeat(200_000)];
        let names = ["Cookie", "Authorization", "User-Agent", "Accept-Language", "X-Forwarded-For"];
        let mut requests: Vec<Request> = Vec::new();
        for name in names {
            requests.extend(long.iter().map(|value| plain().header(name, value)));
            requests.extend(
                ["\u{ff}\u{fe}", "\t", ";;;;=;=", "%00", "é"].map(|v| plain().header(name, v)),
            );
        }
        let crowd = (0..300).fold(plain(), |one, count| one.header(&format!("X-{count}"), "1"));
        let cookies = (0..200).fold(plain(), |one, count| {
            one.header("Cookie", &format!("danh_gd_{count}=x; danh_session=; danh_device=.."))
        });
        requests.extend([crowd, cookies]);
        for request in requests {
            match request.try_send(&house.authority) {
                Ok(answer) => assert!((400..500).contains(&answer.status), "{}", answer.status),
                // What is no request at all may be cut off.
                Err(_) => assert_unmoved(house),
            }
        }
        let target = format!("/authorize?state={}", "x".repeat(100_000));
        let answer = Request::get(&target).try_send(&house.authority);
        assert!(answer.is_ok_and(|answer| (400..500).contains(&answer.status)));
        assert_unmoved(house);
    });
}

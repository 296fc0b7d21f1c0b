//! The forms of our own pages, read once: each field stands at most once, but the ticks.

use actix_web::web::Bytes;
use actix_web::{HttpMessage, HttpRequest};
use percent_encoding::percent_decode;

use crate::domain::text::Secret;

/// No page of ours sends more.
const LONGEST: usize = 16 * 1024;

/// A field that may stand many times.
const MANY: &str = "claim";

/// What a page's form brought; `Debug` shows nothing of it.
pub struct PageForm(Vec<(String, Secret)>);

impl PageForm {
    /// Reads a form, if the body is one.
    #[must_use]
    pub fn read(request: &HttpRequest, body: &Bytes) -> Option<Self> {
        let kind = request.content_type();
        if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") || body.len() > LONGEST {
            return None;
        }
        let mut fields: Vec<(String, Secret)> = Vec::new();
        for pair in body.split(|b| *b == b'&').filter(|pair| !pair.is_empty()) {
            let mut halves = pair.splitn(2, |b| *b == b'=');
            let name = decoded(halves.next()?)?;
            let value = decoded(halves.next().unwrap_or_default())?;
            if name != MANY && fields.iter().any(|(known, _)| *known == name) {
                return None;
            }
            fields.push((name, Secret::new(value)));
        }
        Some(Self(fields))
    }

    /// A field's text; empty if it is not there.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.expose())
    }

    /// A field that is a secret.
    #[must_use]
    pub fn secret(&self, name: &str) -> Secret {
        Secret::new(self.text(name).to_owned())
    }

    /// What was ticked.
    pub fn ticked(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(name, _)| name == MANY).map(|(_, value)| value.expose())
    }
}

fn decoded(half: &[u8]) -> Option<String> {
    let spaced: Vec<u8> = half.iter().map(|b| if *b == b'+' { b' ' } else { *b }).collect();
    let bytes = percent_decode(&spaced).collect::<Vec<u8>>();
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn read(body: &'static str) -> Option<PageForm> {
        let request = TestRequest::default()
            .insert_header(("Content-Type", "application/x-www-form-urlencoded"))
            .to_http_request();
        PageForm::read(&request, &Bytes::from_static(body.as_bytes()))
    }

    #[test]
    fn a_field_stands_once_and_ticks_stand_often() {
        let form = read("csrf=a+b&claim=address&claim=phone_number&empty=").expect("a form");
        assert_eq!((form.text("csrf"), form.text("empty"), form.text("none")), ("a b", "", ""));
        assert_eq!(form.ticked().collect::<Vec<_>>(), ["address", "phone_number"]);
        assert!(read("code=1&code=2").is_none());
        assert!(read("code=%ff").is_none());
        assert!(read("code=%00").is_none());
    }
}

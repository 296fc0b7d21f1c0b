//! What the pages say. The functions are made from `locales/` by `locales/build.rs`: one a message,
//! complete in both languages, or the build stops.

use std::borrow::Cow;
use std::fmt::{self, Display};

use askama::filters::{Html, HtmlSafe, escape};

use crate::web::locale::Language;

/// Every message of the pages, in one language.
#[derive(Clone, Copy, Debug)]
pub struct Words(pub Language);

/// A message with markup of its own; what was put into it is escaped already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rich(Cow<'static, str>);

impl Display for Rich {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Rich {}

impl askama::FastWritable for Rich {
    fn write_into(
        &self,
        destination: &mut dyn fmt::Write,
        _: &dyn askama::Values,
    ) -> askama::Result<()> {
        Ok(destination.write_str(&self.0)?)
    }
}

/// The value as text of a page.
fn escaped<T: Display>(value: &T) -> impl Display {
    match escape(value, Html) {
        Ok(safe) => safe.to_string(),
        Err(never) => match never {},
    }
}

include!(concat!(env!("OUT_DIR"), "/words.rs"));

//! `/`: what this is, and the way to one's own pages.

use askama::Template;

use super::icon::Icon;
use super::view::Frame;

/// The first page.
#[derive(Clone, Debug, Template)]
#[template(path = "start.html", config = "src/web/pages/askama.toml")]
pub struct Start {
    /// The frame.
    pub frame: Frame,
    /// Where one's own pages begin; who is not signed in does so on the way.
    pub home: String,
}

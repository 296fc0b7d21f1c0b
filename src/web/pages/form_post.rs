//! The answer to the service by `form_post` (OAuth 2.0 Form Post Response Mode): a form that a script
//! sends, or the person.

use askama::Template;

use super::view::Frame;

/// The page that carries the answer.
#[derive(Clone, Template)]
#[template(path = "form_post.html", config = "src/web/pages/askama.toml")]
pub struct FormPost {
    /// The frame.
    pub frame: Frame,
    /// The service's name.
    pub service: String,
    /// The registered redirect URI.
    pub target: String,
    /// The answer's parameters, in order.
    pub parameters: Vec<(String, String)>,
}

impl std::fmt::Debug for FormPost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The parameters hold the code.
        f.debug_struct("FormPost").field("target", &self.target).finish_non_exhaustive()
    }
}

#[cfg(test)]
impl FormPost {
    pub(crate) fn sample(frame: Frame) -> Self {
        Self {
            service: super::requester::Requester::sample(frame.language).name,
            frame,
            target: "https://tiepdon.songcau.example/callback".into(),
            parameters: vec![("code".into(), "0192.abc".into()), ("state".into(), "x\"><y".into())],
        }
    }
}

//! The way back to the service: a small form, because the answer may have to travel by POST.

/// Ends the transaction and tells the service so.
#[derive(Clone, Debug)]
pub struct Leave {
    /// Where the form is sent; it carries `decision=leave`.
    pub action: String,
    /// The service's name.
    pub service: String,
}

#[cfg(test)]
impl Leave {
    pub(crate) fn sample(language: crate::web::locale::Language) -> Self {
        let service = super::requester::Requester::sample(language).name;
        Self { action: "/gd/0192f3a4/thoi".into(), service }
    }
}

//! The way back to the service: a small form, because the answer may have to travel by POST.

/// Ends the transaction and tells the service so.
#[derive(Clone, Debug)]
pub struct Leave {
    /// Where the form is sent; it carries `decision=leave`.
    pub action: String,
    /// The service's name.
    pub service: String,
}

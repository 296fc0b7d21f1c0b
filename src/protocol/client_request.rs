//! What a client's own request to an endpoint of ours brings, read once at the door.

use std::sync::Arc;

use super::client_certificate::ClientCertificate;
use super::dpop::ShownProof;
use super::params::Params;
use crate::domain::network::{CallerAddress, CallerNetwork};

/// A request that came from a client itself, not by a person's browser.
#[derive(Clone, Debug)]
pub struct ClientRequest<'a> {
    /// The endpoint it came to, by its path.
    pub endpoint: &'a str,
    /// The form.
    pub params: &'a Params,
    /// The `Authorization` header.
    pub authorization: Option<&'a str>,
    /// The `DPoP` header.
    pub proof: ShownProof<'a>,
    /// From where it came, if by a network.
    pub network: Option<CallerNetwork>,
    /// And from which address.
    pub address: Option<CallerAddress>,
    /// The certificate whose key the sender holds, if it showed one where certificates are asked for.
    pub certificate: Option<Arc<ClientCertificate>>,
}

//! A token is signed: the header names the key that will sign, and both are joined. Signing is never
//! done inside a database transaction.

use serde_json::{Map, Value};

use crate::domain::client::SigningAlgorithm;
use crate::domain::text::Secret;
use crate::ports::token_signer::{SignerError, TokenSigner};
use crate::protocol::jwt::{Header, TokenType, joined, signing_input};

/// Signs claims as a token of this kind.
///
/// # Errors
/// If there is no key for the algorithm, or the key store does not sign.
pub fn signed(
    signer: &dyn TokenSigner,
    algorithm: SigningAlgorithm,
    kind: TokenType,
    claims: &Map<String, Value>,
) -> Result<Secret, SignerError> {
    let key_id = signer.key_id(algorithm)?;
    let input = signing_input(Header { algorithm, key_id: &key_id, kind }, claims);
    let signature = signer.sign(algorithm, &key_id, input.as_bytes())?;
    Ok(Secret::new(joined(input, &signature)))
}

//! An authorization answer leaves: as it is, or as one signed token that is encrypted if the client
//! registered that (JARM).

use super::clients::Registered;
use super::envelopes::Envelopes;
use super::error::Error;
use super::signing::{Signed, Signer};
use super::tally::Mark;
use crate::domain::time::Timestamp;
use crate::protocol::jwt::TokenType;
use crate::protocol::response_mode::{Answer, AuthorizationResponse};

/// An answer that can be sent once what it rests on is on record.
pub struct Answered {
    response: Box<AuthorizationResponse>,
    mark: Option<Mark>,
}

impl Answered {
    /// It leaves.
    #[must_use]
    pub fn sent(self) -> Box<AuthorizationResponse> {
        self.mark.into_iter().for_each(Mark::hand_out);
        self.response
    }
}

/// Puts answers into the form in which they travel.
#[derive(Clone)]
pub struct Answering {
    /// Signs them.
    pub signer: Signer,
    /// Encrypts them.
    pub envelopes: Envelopes,
}

impl Answering {
    /// The answer as it travels to this client.
    pub async fn answered<R>(
        &self,
        answer: Answer,
        to: &Registered,
        now: Timestamp,
    ) -> Result<Answered, Error<R>> {
        match answer {
            Answer::Plain(response) => Ok(Answered { response: Box::new(response), mark: None }),
            Answer::ToSign(unsigned) => {
                let claims = unsigned.claims(&to.client.id, now);
                let how = to.client.protections.authorization;
                let kind = TokenType::Authorization;
                // Few ask for it: those who do not carry none of its room about.
                let signing = self.envelopes.signed(&self.signer, (to, how), kind, &claims);
                let Signed { text, mark } = Box::pin(signing).await?;
                Ok(Answered { response: Box::new(unsigned.signed(text)), mark: Some(mark) })
            }
        }
    }
}

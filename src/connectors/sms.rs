//! Text messages through an HTTP gateway (`src/manual/openapi/sms.yaml`).

use std::pin::Pin;
use std::sync::Arc;

use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::http::{HttpSystem, Reply};
use crate::ports::clock::Clock;
use crate::ports::messages::{Delivery, Messages, TextMessage};

/// Hands text messages to a gateway.
pub struct SmsGateway {
    system: Arc<HttpSystem>,
    clock: Arc<dyn Clock>,
}

impl SmsGateway {
    /// A gateway reached through this system.
    #[must_use]
    pub fn new(system: Arc<HttpSystem>, clock: Arc<dyn Clock>) -> Self {
        Self { system, clock }
    }
}

impl Messages for SmsGateway {
    fn send<'a>(
        &'a self,
        message: &'a TextMessage,
    ) -> Pin<Box<dyn Future<Output = Delivery> + Send + 'a>> {
        Box::pin(async move {
            if self.clock.now() > message.deadline {
                return Delivery::Refused;
            }
            let question = json!({
                "id": message.id.as_str(),
                "to": message.to.as_str(),
                "text": message.text.expose(),
                "deadline": message.deadline.unix(),
            });
            let Ok(reply) = self.system.ask("/v1/messages", &question).await else {
                return Delivery::Unknown;
            };
            let delivery = judge(&reply, message.id.as_str());
            if delivery == Delivery::Unknown {
                self.system.made_no_sense();
            }
            delivery
        })
    }
}

#[derive(Deserialize)]
struct Accepted {
    id: String,
    state: String,
}

#[derive(Deserialize)]
struct Refused {
    error: String,
}

/// The gateway's word counts only if it is about this message.
fn judge(reply: &Reply, id: &str) -> Delivery {
    match reply.status {
        StatusCode::OK | StatusCode::ACCEPTED => match serde_json::from_slice(&reply.body) {
            Ok(Accepted { id: named, state }) if named == id && state == "accepted" => {
                Delivery::Taken
            }
            _ => Delivery::Unknown,
        },
        StatusCode::UNPROCESSABLE_ENTITY | StatusCode::CONFLICT => {
            match serde_json::from_slice(&reply.body) {
                Ok(Refused { error }) if !error.is_empty() => Delivery::Refused,
                _ => Delivery::Unknown,
            }
        }
        _ => Delivery::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_word_about_this_message_counts() {
        let judged = |status, body: &str| judge(&Reply { status, body: body.into() }, "m1");
        let accepted = r#"{"id":"m1","state":"accepted"}"#;
        assert_eq!(judged(StatusCode::ACCEPTED, accepted), Delivery::Taken);
        assert_eq!(judged(StatusCode::CREATED, accepted), Delivery::Unknown);
        assert_eq!(judged(StatusCode::OK, r#"{"id":"m2","state":"accepted"}"#), Delivery::Unknown);
        assert_eq!(judged(StatusCode::OK, "<html>OK</html>"), Delivery::Unknown);
        let refused = judged(StatusCode::UNPROCESSABLE_ENTITY, r#"{"error":"expired"}"#);
        assert_eq!(refused, Delivery::Refused);
        assert_eq!(judged(StatusCode::UNPROCESSABLE_ENTITY, ""), Delivery::Unknown);
    }
}

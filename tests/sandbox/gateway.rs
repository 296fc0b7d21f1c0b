//! The SMS gateway and its inbox.

use danh::domain::time::Lifetime;
use danh::ports::messages::{Delivery, Messages};
use serde_json::json;

use crate::house::{SECRET, Sandbox, message, now};

const TEXT: &str = "DINHDANH: Ma 123456 de dang nhap, den 14:35.\n@localhost #123456";

#[tokio::test]
async fn a_message_arrives_and_is_found_under_every_spelling_of_the_phone() {
    let sandbox = Sandbox::start().await;
    let gateway = sandbox.gateway();
    let older = message("0500000088", "the older one");
    assert_eq!(gateway.send(&older).await, Delivery::Taken);
    assert_eq!(gateway.send(&message("+84500000088", TEXT)).await, Delivery::Taken);
    assert_eq!(gateway.send(&message("0500000002", "to Bình")).await, Delivery::Taken);
    for spelling in ["%2B84500000088", "+84500000088", "84500000088", "0500000088"] {
        let messages = sandbox.inbox(&format!("?to={spelling}")).await;
        assert_eq!(messages.len(), 2, "{spelling}");
        assert_eq!(messages[0]["text"], TEXT, "newest first");
        assert_eq!(messages[1]["id"], older.id.as_str());
    }
    assert_eq!(sandbox.inbox("").await.len(), 3);
    assert_eq!(sandbox.inbox("?limit=1").await[0]["to"], "+84500000002");
    sandbox.stop().await;
}

#[tokio::test]
async fn a_message_sent_again_arrives_once() {
    let sandbox = Sandbox::start().await;
    let gateway = sandbox.gateway();
    let one = message("0500000088", TEXT);
    assert_eq!(gateway.send(&one).await, Delivery::Taken);
    sandbox.fault("sms", "wrong").await;
    assert_eq!(gateway.send(&one).await, Delivery::Unknown);
    sandbox.fault("sms", "off").await;
    assert_eq!(gateway.send(&one).await, Delivery::Taken);
    assert_eq!(sandbox.inbox("").await.len(), 1);
    sandbox.stop().await;
}

#[tokio::test]
async fn no_expired_code_is_sent() {
    let sandbox = Sandbox::start().await;
    let mut late = message("0500000088", TEXT);
    late.deadline = now().minus(Lifetime::seconds(1));
    assert_eq!(sandbox.gateway().send(&late).await, Delivery::Refused);
    let body = json!({"id": "late", "to": "0500000088", "text": "x", "deadline": 1});
    let asked = sandbox.client().post(sandbox.address("/sms/v1/messages")).bearer_auth(SECRET);
    assert_eq!(asked.json(&body).send().await.expect("an answer").status(), 422);
    assert!(sandbox.inbox("").await.is_empty());
    sandbox.stop().await;
}

#[tokio::test]
async fn messages_to_tam_are_taken_and_never_arrive() {
    let sandbox = Sandbox::start().await;
    let lost = message("0500000008", TEXT);
    assert_eq!(sandbox.gateway().send(&lost).await, Delivery::Taken);
    assert!(sandbox.inbox("?to=0500000008").await.is_empty());
    sandbox.stop().await;
}

#[tokio::test]
async fn each_fault_of_the_gateway_is_told_apart() {
    let sandbox = Sandbox::start().await;
    for (kind, delivery, arrived) in [
        ("down", Delivery::Unknown, 0),
        ("busy", Delivery::Unknown, 0),
        ("lost", Delivery::Taken, 0),
        ("duplicate", Delivery::Taken, 2),
        ("off", Delivery::Taken, 1),
    ] {
        sandbox.fault("sms", kind).await;
        let phone = "0500000088";
        let before = sandbox.inbox("").await.len();
        assert_eq!(sandbox.gateway().send(&message(phone, TEXT)).await, delivery, "{kind}");
        assert_eq!(sandbox.inbox("").await.len() - before, arrived, "{kind}");
    }
    sandbox.stop().await;
}

#[tokio::test]
async fn an_id_names_one_message_only() {
    let sandbox = Sandbox::start().await;
    let gateway = sandbox.gateway();
    let one = message("0500000088", TEXT);
    let mut other = message("0500000088", "another text");
    other.id = one.id.clone();
    assert_eq!(gateway.send(&one).await, Delivery::Taken);
    assert_eq!(gateway.send(&other).await, Delivery::Refused);
    assert_eq!(sandbox.inbox("").await.len(), 1);
    sandbox.stop().await;
}

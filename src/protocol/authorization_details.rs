//! `authorization_details`: what the client wants to be allowed this once.
//!
//! RFC 9396 §2 (the parameter), §5 (`invalid_authorization_details`), §6 and §7 (token request and response),
//! §9 (tokens). Read strictly: a member that nobody understands is one that nobody showed the person.

use serde_json::{Map, Value, json};

use super::error::OAuthError;
use super::params::Params;
use super::{refusal, strict_json};
use crate::domain::authorization_detail::{
    AuthorizationDetail, DetailType, Dong, HospitalVisit, Payment,
};
use crate::domain::client::Client;
use crate::domain::text::Line;
use crate::domain::time::Day;

const NAME: &str = "authorization_details";

/// What one page can show.
const MOST: usize = 5;

/// It stands in every token.
const LONGEST: usize = 2 * 1024;

/// Reads what a request asks for: kinds that the client registered, each whole.
pub fn asked(params: &Params, client: &Client) -> Result<Vec<AuthorizationDetail>, OAuthError> {
    let Some(text) = params.text(NAME) else { return Ok(Vec::new()) };
    registered(read_text(text).ok_or(refusal::DETAILS)?, client)
}

/// The same details, if the client may ask for all of them.
pub fn registered(
    details: Vec<AuthorizationDetail>,
    client: &Client,
) -> Result<Vec<AuthorizationDetail>, OAuthError> {
    let registered = |detail: &AuthorizationDetail| client.detail_types.contains(&detail.kind());
    if details.iter().all(registered) { Ok(details) } else { Err(refusal::DETAILS_TYPE) }
}

/// What a token is to say: all that was granted, or what of it the token request names.
pub fn narrowed(
    asked: &[AuthorizationDetail],
    granted: &[AuthorizationDetail],
) -> Result<Vec<AuthorizationDetail>, OAuthError> {
    if asked.iter().any(|detail| !granted.contains(detail)) {
        return Err(refusal::DETAILS_BEYOND);
    }
    Ok(if asked.is_empty() { granted } else { asked }.to_vec())
}

/// The details as tokens and answers write them.
#[must_use]
pub fn written(details: &[AuthorizationDetail]) -> Value {
    details.iter().map(one_written).collect()
}

/// Reads a list: from a request, or what [`written`] wrote.
#[must_use]
pub fn read_text(text: &str) -> Option<Vec<AuthorizationDetail>> {
    // The strict reader reads objects, so that no member stands twice; the list is put into one.
    let whole = strict_json::object(&format!("{{\"{NAME}\":{text}}}"), LONGEST)?;
    let list = whole.get(NAME).filter(|_| whole.len() == 1)?.as_array()?;
    let fits = (1..=MOST).contains(&list.len());
    list.iter().map(one).collect::<Option<Vec<_>>>().filter(|_| fits)
}

fn one(detail: &Value) -> Option<AuthorizationDetail> {
    let members = Members(detail.as_object()?);
    match DetailType::parse(members.text("type")?)? {
        DetailType::PaymentInitiation => payment(&members).map(AuthorizationDetail::Payment),
        DetailType::HospitalVisit => visit(&members).map(AuthorizationDetail::Visit),
    }
}

fn payment(members: &Members<'_>) -> Option<Payment> {
    members.only(&[
        "type",
        "instructedAmount",
        "creditorName",
        "creditorAccount",
        "remittanceInformationUnstructured",
    ])?;
    let amount = members.object("instructedAmount")?;
    amount.only(&["currency", "amount"])?;
    let account = members.object("creditorAccount")?;
    account.only(&["number", "bank"])?;
    Some(Payment {
        amount: Dong::parse(amount.text("amount")?)
            .filter(|_| amount.text("currency") == Some("VND"))?,
        creditor: members.line("creditorName")?,
        account: account.line("number").filter(is_account)?,
        bank: account.optional("bank")?,
        remittance: members.optional("remittanceInformationUnstructured")?,
    })
}

fn visit(members: &Members<'_>) -> Option<HospitalVisit> {
    members.only(&["type", "facility", "date", "department"])?;
    Some(HospitalVisit {
        facility: members.line("facility")?,
        day: Day::parse(members.text("date")?)?,
        department: members.optional("department")?,
    })
}

fn one_written(detail: &AuthorizationDetail) -> Value {
    let kind = detail.kind().as_str();
    match detail {
        AuthorizationDetail::Payment(payment) => {
            let mut account = json!({ "number": payment.account.as_str() });
            put(&mut account, "bank", payment.bank.as_ref());
            let mut members = json!({
                "type": kind,
                "instructedAmount": {
                    "currency": "VND", "amount": payment.amount.amount().to_string(),
                },
                "creditorName": payment.creditor.as_str(),
                "creditorAccount": account,
            });
            let remittance = payment.remittance.as_ref();
            put(&mut members, "remittanceInformationUnstructured", remittance);
            members
        }
        AuthorizationDetail::Visit(visit) => {
            let mut members = json!({
                "type": kind, "facility": visit.facility.as_str(), "date": visit.day.to_string(),
            });
            put(&mut members, "department", visit.department.as_ref());
            members
        }
    }
}

fn put<const MAX: usize>(members: &mut Value, name: &str, line: Option<&Line<MAX>>) {
    if let (Some(members), Some(line)) = (members.as_object_mut(), line) {
        members.insert(name.to_owned(), line.as_str().into());
    }
}

/// Accounts are numbered everywhere by digits and letters of ASCII, in groups or not; no words stand there.
fn is_account(line: &Line<60>) -> bool {
    let text = line.as_str();
    let legal = |b: u8| b.is_ascii_alphanumeric() || b" .-".contains(&b);
    text.bytes().all(legal) && text.bytes().any(|b| b.is_ascii_digit())
}

/// The members of one object.
struct Members<'a>(&'a Map<String, Value>);

impl<'a> Members<'a> {
    fn only(&self, known: &[&str]) -> Option<()> {
        self.0.keys().all(|name| known.contains(&name.as_str())).then_some(())
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.0.get(name)?.as_str()
    }

    fn object(&self, name: &str) -> Option<Members<'a>> {
        self.0.get(name)?.as_object().map(Members)
    }

    /// A line that is as it was sent, and as it looks: what the person reads is what the token says.
    fn line<const MAX: usize>(&self, name: &str) -> Option<Line<MAX>> {
        let text = self.text(name)?;
        Line::parse(text).filter(|line| line.as_str() == text && line.is_plain())
    }

    fn optional<const MAX: usize>(&self, name: &str) -> Option<Option<Line<MAX>>> {
        if self.0.contains_key(name) { self.line(name).map(Some) } else { Some(None) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::example;

    const PAYMENT: &str = r#"[{"type":"payment_initiation","instructedAmount":{"currency":"VND","amount":"2000000"},"creditorName":"Cửa hàng Mẫu","creditorAccount":{"number":"0123456789","bank":"Ngân hàng Thử"},"remittanceInformationUnstructured":"Don hang 12"}]"#;
    const VISIT: &str = r#"[{"type":"hospital_visit","facility":"Bệnh viện Thử","date":"2026-12-01","department":"Nội"}]"#;

    fn named(text: &str) -> Result<Vec<AuthorizationDetail>, OAuthError> {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair(NAME, text);
        let params = Params::parse(query.finish().as_bytes()).expect("parameters");
        let detail_types = vec![DetailType::PaymentInitiation];
        asked(&params, &Client { detail_types, ..example::client() })
    }

    #[test]
    fn what_is_asked_is_written_as_it_was_read() {
        for text in [PAYMENT, VISIT] {
            let details = read_text(text).expect("details");
            assert_eq!(written(&details).to_string(), text);
        }
        assert_eq!(named(""), Ok(vec![]));
        assert_eq!(named(PAYMENT).map(|details| details.len()), Ok(1));
        assert_eq!(named(VISIT), Err(refusal::DETAILS_TYPE), "not registered");
    }

    #[test]
    fn what_nobody_could_show_a_person_is_refused() {
        let changed = |from: &str, to: &str| PAYMENT.replace(from, to);
        for wrong in [
            "x".to_owned(),
            "{}".to_owned(),
            "[]".to_owned(),
            "[7]".to_owned(),
            r#"[],"x":[]"#.to_owned(),
            changed("payment_initiation", "pay"),
            changed("VND", "USD"),
            changed("2000000", "2e6"),
            changed("\"2000000\"", "2000000"),
            changed("2000000", "0"),
            changed("creditorName", "creditor_name"),
            changed("Cửa hàng Mẫu", ""),
            changed("Cửa hàng Mẫu", "Cửa\u{202e} hàng"),
            changed("Cửa hàng Mẫu", " Cửa  hàng"),
            changed("Don hang 12", &"x".repeat(141)),
            changed("\"bank\"", "\"hidden\""),
            changed("\"type\"", "\"hidden\":1,\"type\""),
            changed("\"currency\":\"VND\"", "\"currency\":\"VND\",\"currency\":\"VND\""),
            format!("[{}]", [PAYMENT.trim_matches(['[', ']']); 6].join(",")),
        ] {
            assert_eq!(named(&wrong), Err(refusal::DETAILS), "{wrong}");
        }
    }

    #[test]
    fn a_token_says_what_was_granted_or_less() {
        let granted = [read_text(PAYMENT), read_text(VISIT)].into_iter().flatten().flatten();
        let granted: Vec<_> = granted.collect();
        assert_eq!(narrowed(&[], &granted), Ok(granted.clone()));
        let visit = read_text(VISIT).expect("a visit");
        assert_eq!(narrowed(&visit, &granted), Ok(visit.clone()));
        let other = read_text(&PAYMENT.replace("2000000", "2000001")).expect("a payment");
        assert_eq!(narrowed(&other, &granted), Err(refusal::DETAILS_BEYOND));
    }
}

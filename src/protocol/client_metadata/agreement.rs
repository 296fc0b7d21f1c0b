//! What the relying party agreed to, and from where its own requests come.
//!
//! `decisions.md` §8: both are the operator's words about a client, which no standard has a name for.

use super::super::metadata_reader::Reader;
use crate::domain::client::{Agreement, ClientCredential};
use crate::domain::network::Network;
use crate::domain::text::Line;
use crate::domain::time::Day;

const AGREEMENT: &str = "vn_agreement";
const UNTIL: &str = "vn_agreement_until";
const NETWORKS: &str = "vn_networks";

/// What this part reads.
pub(super) struct Terms {
    pub agreement: Option<Agreement>,
    pub networks: Vec<Network>,
}

pub(super) fn read(reader: &mut Reader<'_>, credential: Option<&ClientCredential>) -> Terms {
    Terms { agreement: agreement(reader), networks: networks(reader, credential) }
}

fn agreement(reader: &mut Reader<'_>) -> Option<Agreement> {
    let line = "must be one line of 1 to 120 characters";
    let reference = reader.optional(AGREEMENT, Line::parse, line);
    let until = reader.optional(UNTIL, Day::parse, "must be a day, written \"YYYY-MM-DD\"");
    if reader.has(UNTIL) && !reader.has(AGREEMENT) {
        reader.fault(UNTIL, format!("is read only with `{AGREEMENT}`"));
    }
    Some(Agreement { reference: reference?, until })
}

fn networks(reader: &mut Reader<'_>, credential: Option<&ClientCredential>) -> Vec<Network> {
    let texts = reader.texts(NETWORKS);
    if !texts.is_empty() && credential == Some(&ClientCredential::Public) {
        reader.fault(
            NETWORKS,
            "cannot stand beside token_endpoint_auth_method = \"none\": a public client speaks from people's own machines",
        );
    }
    let mut networks = Vec::new();
    for text in texts {
        match network(text) {
            Ok(network) if networks.contains(&network) => {
                reader.fault(NETWORKS, format!("names {text} twice"));
            }
            Ok(network) => networks.push(network),
            Err(sentence) => reader.fault(NETWORKS, sentence),
        }
    }
    networks
}

fn network(text: &str) -> Result<Network, String> {
    let wrong =
        "must be networks such as \"203.0.113.0/24\", \"2001:db8::/32\" or single addresses";
    let network = Network::parse(text).ok_or(wrong)?;
    if network.is_everywhere() {
        return Err(format!("names everybody by {text}: leave it out for that"));
    }
    if !network.is_plain() {
        return Err(format!("must name a network by its first address: {text}"));
    }
    Ok(network)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::{Strictness, parse};
    use crate::protocol::client_description::describe;
    use crate::protocol::example;

    fn faults(changes: &[(&str, Value)]) -> Vec<String> {
        let mut whole = describe(&example::client());
        for (key, value) in changes {
            whole[*key] = value.clone();
        }
        let read = parse(&whole, Strictness::Trial);
        read.err().into_iter().flatten().map(|fault| fault.to_string()).collect()
    }

    /// R122.
    #[test]
    fn r122_networks_and_an_agreement_are_read_and_every_fault_is_told() {
        assert_eq!(faults(&[("vn_networks", json!([]))]), [""; 0]);
        let right = json!(["203.0.113.0/24", "2001:db8::/32", "198.51.100.7"]);
        let agreed = json!("12/2026/TT");
        let until = json!("2027-12-31");
        let all = [
            ("vn_networks", right.clone()),
            ("vn_agreement", agreed.clone()),
            ("vn_agreement_until", until.clone()),
        ];
        assert_eq!(faults(&all), [""; 0]);
        for (changes, word) in [
            (vec![("vn_networks", json!("203.0.113.0/24"))], "must be a list"),
            (vec![("vn_networks", json!(["203.0.113.0/33"]))], "such as"),
            (vec![("vn_networks", json!(["bank.example"]))], "such as"),
            (vec![("vn_networks", json!(["203.0.113.7/24"]))], "first address: 203.0.113.7/24"),
            (vec![("vn_networks", json!(["0.0.0.0/0"]))], "everybody"),
            (vec![("vn_networks", json!(["10.0.0.1", "10.0.0.1/32"]))], "twice"),
            (
                vec![("vn_networks", right), ("token_endpoint_auth_method", json!("none"))],
                "people's own machines",
            ),
            (vec![("vn_agreement", json!(""))], "one line"),
            (vec![("vn_agreement", agreed), ("vn_agreement_until", json!("soon"))], "YYYY-MM-DD"),
            (vec![("vn_agreement_until", until)], "only with `vn_agreement`"),
        ] {
            let told = faults(&changes);
            assert_eq!(told.len(), 1, "{changes:?}: {told:?}");
            assert!(told.iter().all(|fault| fault.contains(word)), "{changes:?}: {told:?}");
        }
    }
}

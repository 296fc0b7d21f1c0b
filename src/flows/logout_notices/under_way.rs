//! What is sent now, and how much of it to whom: clients that answer nobody take no turn from the others,
//! however many they are and however much waits for them (`reliability.md` F18 asks no less of a queue).

use std::collections::HashMap;

use tokio::task::JoinSet;

use crate::domain::client::ClientId;

/// Notices under way at once, over all clients and to one of them. The way out has room for more
/// (`connectors::egress`), so that whoever fetches keys never waits behind sign-outs.
const AT_ONCE: usize = 48;
const TO_ONE_CLIENT: u32 = 4;
/// So much is kept free for clients to whom nothing is under way.
const FOR_OTHERS: usize = AT_ONCE / 2;

/// What is under way.
#[derive(Default)]
pub(super) struct UnderWay {
    sendings: JoinSet<ClientId>,
    lanes: HashMap<ClientId, u32>,
    /// Who had the last turn; the next is whose name follows.
    last: Option<ClientId>,
}

impl UnderWay {
    /// How many notices each of those that wait, in the order of their names, is sent now. Everybody has a
    /// turn before anybody has a second one.
    pub(super) fn shares(&mut self, waiting: Vec<ClientId>) -> Vec<(ClientId, u32)> {
        let mut free = AT_ONCE.saturating_sub(self.sendings.len());
        let (before, after): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|client| self.last.as_ref().is_some_and(|last| client <= last));
        let mut shares: Vec<_> =
            after.into_iter().chain(before).map(|client| (client, 0)).collect();
        for round in 0..TO_ONE_CLIENT {
            for (client, share) in &mut shares {
                let lanes = self.lanes.get(client).copied().unwrap_or(0) + *share;
                let kept = if lanes == 0 { 0 } else { FOR_OTHERS };
                if lanes > round || free <= kept {
                    continue;
                }
                *share += 1;
                free -= 1;
                if round == 0 {
                    self.last = Some(client.clone());
                }
            }
        }
        shares.retain(|(_, share)| *share > 0);
        shares
    }

    /// Sends one.
    pub(super) fn begin(
        &mut self,
        client: ClientId,
        sending: impl Future<Output = ()> + Send + 'static,
    ) {
        *self.lanes.entry(client.clone()).or_default() += 1;
        self.sendings.spawn(async move {
            sending.await;
            client
        });
    }

    /// Whether there is nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.sendings.is_empty()
    }

    /// Waits until one is done.
    pub(super) async fn ended(&mut self) {
        let Some(Ok(client)) = self.sendings.join_next().await else { return };
        if let Some(count) = self.lanes.get_mut(&client) {
            *count -= 1;
            if *count == 0 {
                self.lanes.remove(&client);
            }
        }
    }

    /// Waits until all are.
    pub(super) async fn all_ended(&mut self) {
        while self.sendings.join_next().await.is_some() {}
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;

    use super::*;

    fn clients(letter: char, count: usize) -> Vec<ClientId> {
        let name = |at| ClientId::parse(&format!("{letter}-client-{at:03}")).expect("a name");
        (0..count).map(name).collect()
    }

    /// What each of them is sent goes out and never comes back.
    fn sent(under_way: &mut UnderWay, waiting: Vec<ClientId>) -> Vec<(ClientId, u32)> {
        let shares = under_way.shares(waiting);
        for (client, share) in &shares {
            (0..*share).for_each(|_| under_way.begin(client.clone(), pending()));
        }
        shares
    }

    #[tokio::test]
    async fn there_is_room_for_so_many_however_many_wait() {
        let mut under_way = UnderWay::default();
        let shares = sent(&mut under_way, clients('a', 500));
        assert_eq!(shares.iter().map(|(_, share)| share).sum::<u32>(), 48);
        assert!(shares.iter().all(|(_, share)| *share == 1), "everybody once");
        assert!(sent(&mut under_way, clients('a', 500)).is_empty());
    }

    #[tokio::test]
    async fn silent_clients_keep_no_other_waiting() {
        let mut under_way = UnderWay::default();
        let alone = sent(&mut under_way, clients('a', 1));
        assert_eq!(alone.iter().map(|(_, share)| *share).collect::<Vec<_>>(), [4]);
        // Twenty that answer nobody, and much waits for each of them: they share half of the room.
        sent(&mut under_way, clients('b', 20));
        sent(&mut under_way, clients('b', 20));
        let mut all = clients('b', 20);
        all.extend(clients('c', 24));
        let shares = sent(&mut under_way, all);
        assert_eq!(shares.len(), 24);
        assert!(
            shares.iter().all(|(client, share)| client.as_str().starts_with('c') && *share == 1)
        );
    }

    #[tokio::test]
    async fn the_turn_goes_round() {
        let (mut under_way, waiting) = (UnderWay::default(), clients('a', 100));
        let mut had = Vec::new();
        for _ in 0..3 {
            under_way.sendings = JoinSet::new();
            under_way.lanes.clear();
            had.extend(sent(&mut under_way, waiting.clone()).into_iter().map(|(client, _)| client));
        }
        had.sort();
        had.dedup();
        assert_eq!(had, waiting);
    }
}

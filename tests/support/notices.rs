//! Sign-outs that clients are told of.

use danh::domain::account::LockedBy;
use danh::domain::person::LoginName;
use danh::flows::accounts::AccountsFlow;

use super::house::{House, Kind};
use super::neighbour::{Neighbour, Received};
use super::people::Citizen;
use super::relying_party::RelyingParty;
use super::rows;
use super::sealed;
use super::token::Token;

impl House {
    /// A house that may go next door, where each client named hears of sign-outs at the path of its name.
    pub fn telling(kind: Kind, neighbour: &Neighbour, clients: &[&str]) -> Self {
        let settings = neighbour.settings();
        let settings = settings.each_ref().map(|(name, value)| (name.as_str(), value.as_str()));
        let house = Self::open_set(kind, &settings);
        house.register_anew(|mut text| {
            for client in clients {
                let name = format!("client_id = {client:?}\n");
                let url = neighbour.url(&format!("/{client}"));
                text = text.replace(&name, &format!("{name}backchannel_logout_uri = {url:?}\n"));
            }
            text
        });
        house
    }

    /// How many notices are not done with.
    pub fn notices_waiting(&self) -> i64 {
        let database = &self.running.ground.database;
        rows::count(database, "SELECT count(*) AS count FROM logout_notices")
    }

    /// Waits until all are.
    pub fn await_notices(&self) {
        for _ in 0..2_000 {
            if self.notices_waiting() == 0 {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        unreachable!("{} notices are left", self.notices_waiting());
    }

    /// Waits until this client's notice is to be sent again in so many seconds.
    pub fn await_next_notice(&self, client: &str, seconds: i64) {
        let sql = "SELECT max(next_at) AS count FROM logout_notices WHERE client_id = $1";
        for _ in 0..2_000 {
            let next = rows::count_of(&self.running.ground.database, sql, client);
            if next == self.now() + seconds {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        unreachable!("{client} is not told again in {seconds} s");
    }

    /// Lets the provider look for notices, as it does every few seconds.
    pub fn look_for_notices(&self) {
        self.running.ground.database.tell_news();
    }

    /// Locks an account, as `danh accounts lock` does.
    pub fn lock(&self, person: Citizen) {
        let flow = AccountsFlow { ground: self.running.ground.clone() };
        let name = LoginName::parse(person.number).expect("a number");
        rows::block_on(flow.lock(&name, LockedBy::Owner)).expect("it is locked");
    }
}

impl RelyingParty {
    /// The logout token of a request, as a relying party reads it (Back-Channel Logout §2.6).
    pub fn logout_token(&self, request: &Received) -> Token {
        let text = Self::told_by(request);
        Token::verified(&text, &self.keys()).expect("a token signed by a published key")
    }

    /// The same of a client that has it encrypted.
    pub fn sealed_logout_token(&self, request: &Received) -> Token {
        sealed::token(&Self::told_by(request), &self.keys())
    }

    fn told_by(request: &Received) -> String {
        assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
        let pairs: Vec<_> = url::form_urlencoded::parse(request.body.as_bytes()).collect();
        let [(name, token)] = &pairs[..] else { unreachable!("one parameter: {}", request.body) };
        assert_eq!(name, "logout_token");
        token.clone().into_owned()
    }
}

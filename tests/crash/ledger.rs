//! What a relying party was told, and may rely on from then on.

use crate::support::http::Response;
use crate::support::relying_party::{Asked, RelyingParty};

/// A code that a browser brought, and what is known of its redemption.
pub struct Promise {
    /// The code.
    pub code: String,
    /// The request it answers.
    pub asked: Asked,
    /// What came of it.
    pub redeemed: Redeemed,
}

/// What is known of a redemption.
pub enum Redeemed {
    /// Nobody tried.
    No,
    /// It was tried and no answer came, or one that decides nothing.
    Perhaps,
    /// Tokens came; this is the refresh token.
    Yes(String),
    /// Tokens came, and the refresh token was given back, which was acknowledged.
    Revoked(String),
}

/// All promises that are not settled yet.
#[derive(Default)]
pub struct Ledger {
    open: Vec<Promise>,
    kept: Vec<String>,
    spent: usize,
}

impl Ledger {
    /// Writes promises down.
    pub fn add(&mut self, promises: Vec<Promise>) {
        self.open.extend(promises);
    }

    /// How many are open.
    pub fn promises(&self) -> usize {
        self.open.len()
    }

    /// How many codes were spent. Each brought tokens once, though the answer may have been lost: a code
    /// that is refused was taken before, and what takes it issues the tokens.
    pub fn spent(&self) -> usize {
        self.spent
    }

    /// Holds the provider to every promise: what was given works, what was used or given back does not,
    /// and no code brings tokens twice.
    pub fn settle(&mut self, party: &RelyingParty) {
        self.spent += self.open.len();
        for (place, promise) in self.open.drain(..).enumerate() {
            let redeem = || decided(|| party.redeem(&promise.code, &promise.asked));
            match promise.redeemed {
                Redeemed::No => {
                    let answer = redeem();
                    assert_eq!(answer.status, 200, "a code was lost: {}", answer.text());
                    redeem().assert_error(400, "invalid_grant");
                }
                Redeemed::Perhaps => {
                    let first = redeem();
                    assert!([200, 400].contains(&first.status), "{}", first.text());
                    redeem().assert_error(400, "invalid_grant");
                }
                Redeemed::Yes(refresh_token) => {
                    let answer = decided(|| party.refresh(&refresh_token));
                    assert_eq!(answer.status, 200, "a refresh token was lost: {}", answer.text());
                    // Half of them are tried as a thief would; the others have to outlive more blows.
                    if place % 2 == 0 {
                        redeem().assert_error(400, "invalid_grant");
                        let dead = decided(|| party.refresh(&refresh_token));
                        dead.assert_error(400, "invalid_grant");
                    } else {
                        self.kept.push(refresh_token);
                    }
                }
                Redeemed::Revoked(refresh_token) => {
                    let dead = decided(|| party.refresh(&refresh_token));
                    dead.assert_error(400, "invalid_grant");
                }
            }
        }
        for old in self.kept.iter().rev().take(20) {
            assert_eq!(decided(|| party.refresh(old)).status, 200, "an older token was lost");
        }
    }
}

/// Asks again while the provider says that it is busy: its database may just be coming back.
fn decided(ask: impl Fn() -> Response) -> Response {
    for _ in 0..100 {
        let answer = ask();
        if answer.status != 503 {
            return answer;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    ask()
}

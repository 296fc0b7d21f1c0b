//! How many codes a phone may get: so many in a window, so many a day.

use super::batch::Batch;
use super::database::Database;
use super::error::StoreError;
use super::row::Row;
use crate::domain::time::{Lifetime, Timestamp};
use crate::values;

const FIND: &str = "SELECT window_from, window_count, day_from, day_count, last_at
    FROM send_budgets WHERE phone_index = $1";
/// One statement counts and refuses; no row comes back when the budget is spent.
const SPEND: &str = "INSERT INTO send_budgets
    (phone_index, window_from, window_count, day_from, day_count, last_at)
    VALUES ($1, $2, 1, $2, 1, $2)
    ON CONFLICT (phone_index) DO UPDATE SET
    window_count = CASE WHEN send_budgets.window_from > $3
        THEN send_budgets.window_count + 1 ELSE 1 END,
    window_from = CASE WHEN send_budgets.window_from > $3
        THEN send_budgets.window_from ELSE $2 END,
    day_count = CASE WHEN send_budgets.day_from > $4 THEN send_budgets.day_count + 1 ELSE 1 END,
    day_from = CASE WHEN send_budgets.day_from > $4 THEN send_budgets.day_from ELSE $2 END,
    last_at = $2
    WHERE (send_budgets.window_from <= $3 OR send_budgets.window_count < $5)
    AND (send_budgets.day_from <= $4 OR send_budgets.day_count < $6)
    RETURNING window_from, window_count, day_from, day_count, last_at";

/// The texts of this file.
pub const ALL: &[&str] = &[FIND, SPEND];

/// How many are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendRules {
    /// The short window.
    pub window: Lifetime,
    /// Codes in it.
    pub per_window: u32,
    /// Codes in 24 hours.
    pub per_day: u32,
}

/// What a phone got so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendBudget {
    /// When the window began.
    pub window_from: Timestamp,
    /// Codes since then.
    pub window_count: u32,
    /// When the day began.
    pub day_from: Timestamp,
    /// Codes since then.
    pub day_count: u32,
    /// The last one.
    pub last_at: Timestamp,
}

const DAY: Lifetime = Lifetime::days(1);

impl SendBudget {
    /// How many codes may still be sent now, and if none, from when again.
    #[must_use]
    pub fn left(&self, rules: SendRules, now: Timestamp) -> (u32, Option<Timestamp>) {
        let open = |from: Timestamp, span: Lifetime, count: u32, most: u32| {
            let ends = from.plus(span);
            if ends <= now { (most, None) } else { (most.saturating_sub(count), Some(ends)) }
        };
        let window = open(self.window_from, rules.window, self.window_count, rules.per_window);
        let day = open(self.day_from, DAY, self.day_count, rules.per_day);
        match (window, day) {
            ((0, again), (0, later)) => (0, again.max(later)),
            ((0, again), _) | (_, (0, again)) => (0, again),
            ((few, _), (many, _)) => (few.min(many), None),
        }
    }
}

/// What this phone got so far, if anything.
pub async fn find_send_budget(
    db: &Database,
    phone_index: &[u8; 32],
) -> Result<Option<SendBudget>, StoreError> {
    db.fetch_optional(FIND, values![phone_index]).await?.as_ref().map(send_budget).transpose()
}

/// Takes one code from the budget; a spent one refuses the batch. [`send_budget`] reads its row.
pub fn spend_send(
    batch: &mut Batch,
    phone_index: &[u8; 32],
    rules: SendRules,
    now: Timestamp,
) -> usize {
    let (window, day) = (now.minus(rules.window), now.minus(DAY));
    let parameters = values![phone_index, now, window, day, rules.per_window, rules.per_day];
    batch.must(SPEND, parameters)
}

/// Reads the row that [`spend_send`] returned.
pub fn send_budget(row: &Row) -> Result<SendBudget, StoreError> {
    Ok(SendBudget {
        window_from: row.moment("window_from")?,
        window_count: row.count("window_count")?,
        day_from: row.moment("day_from")?,
        day_count: row.count("day_count")?,
        last_at: row.moment("last_at")?,
    })
}

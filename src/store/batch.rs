//! A transaction as data: statements in order, gates among them, and what comes of running them.
//!
//! The rules of the gates live here, in [`Walk`], so that both databases obey the same ones.

use super::chain::EventRow;
use super::row::{Row, Value};

/// Statements that stand or fall together.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    steps: Vec<Step>,
    is_patient: bool,
    is_news: bool,
}

/// One statement of a batch, or an event for the chain.
#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) action: Action,
    rule: Rule,
}

#[derive(Clone, Debug)]
pub(super) enum Action {
    Statement { sql: &'static str, parameters: Vec<Value> },
    Event(Box<EventRow>),
}

#[derive(Clone, Debug)]
enum Rule {
    Any,
    Must,
    OnlyIf(Batch),
}

impl Batch {
    /// A batch without statements.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A batch that may take as long as it needs: tables are made under it, perhaps behind another
    /// process that makes them. Nobody's request waits for it.
    #[must_use]
    pub fn patient() -> Self {
        Self { is_patient: true, ..Self::default() }
    }

    /// Says that somebody waits for what this batch writes: they hear of it when it is committed.
    pub(super) fn bring_news(&mut self) {
        self.is_news = true;
    }

    /// Whether somebody waits for what this batch writes.
    pub(super) fn is_news(&self) -> bool {
        self.is_news
    }

    /// Whether this batch may take as long as it needs.
    pub(super) fn is_patient(&self) -> bool {
        self.is_patient
    }

    /// A statement that may touch any number of rows. Returns its place, for [`Finished::rows`].
    pub fn push(&mut self, sql: &'static str, parameters: Vec<Value>) -> usize {
        self.add(Action::Statement { sql, parameters }, Rule::Any)
    }

    /// A statement that must touch a row; else all is rolled back: [`Outcome::Refused`].
    pub fn must(&mut self, sql: &'static str, parameters: Vec<Value>) -> usize {
        self.add(Action::Statement { sql, parameters }, Rule::Must)
    }

    /// A statement that decides: if it touches no row, the rest of this batch is left out,
    /// `otherwise` runs in its stead, and what stood before stays.
    pub fn only_if(
        &mut self,
        sql: &'static str,
        parameters: Vec<Value>,
        otherwise: Batch,
    ) -> usize {
        self.add(Action::Statement { sql, parameters }, Rule::OnlyIf(otherwise))
    }

    /// An event, appended to the connection's chain in the same transaction.
    pub fn event(&mut self, event: EventRow) -> usize {
        self.add(Action::Event(Box::new(event)), Rule::Any)
    }

    /// Adds all steps of another batch behind these.
    pub fn append(&mut self, rest: Batch) {
        self.is_news |= rest.is_news;
        self.steps.extend(rest.steps);
    }

    /// How many statements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.steps.len()
    }

    /// Whether there is nothing to do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    fn add(&mut self, action: Action, rule: Rule) -> usize {
        self.steps.push(Step { action, rule });
        self.steps.len() - 1
    }
}

/// How a batch ended.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// Committed, durably.
    Done(Finished),
    /// Rolled back: the statement at this place touched no row though it must, or a uniqueness
    /// rule of the tables refused it.
    Refused(usize),
}

impl Outcome {
    /// What was done, if it was.
    #[must_use]
    pub fn done(self) -> Option<Finished> {
        match self {
            Self::Done(finished) => Some(finished),
            Self::Refused(_) => None,
        }
    }
}

/// What the statements of a committed batch brought.
#[derive(Clone, Debug, Default)]
pub struct Finished {
    results: Vec<Touched>,
    otherwise: Option<Box<Finished>>,
}

/// What one statement did.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    pub(super) count: u64,
    pub(super) rows: Vec<Row>,
}

impl Finished {
    /// The rows that the statement at this place returned; none if it was left out.
    #[must_use]
    pub fn rows(&self, place: usize) -> &[Row] {
        self.results.get(place).map_or(&[], |result| &result.rows)
    }

    /// The first of [`Finished::rows`].
    #[must_use]
    pub fn row(&self, place: usize) -> Option<&Row> {
        self.rows(place).first()
    }

    /// Whether the statement at this place touched a row; false if it was left out.
    #[must_use]
    pub fn took(&self, place: usize) -> bool {
        self.touched(place) > 0
    }

    /// How many rows the statement at this place touched.
    #[must_use]
    pub fn touched(&self, place: usize) -> u64 {
        self.results.get(place).map_or(0, |result| result.count)
    }

    /// What ran instead, if a gate turned the batch away.
    #[must_use]
    pub fn otherwise(&self) -> Option<&Finished> {
        self.otherwise.as_deref()
    }
}

/// A way through a batch, step by step: the database runs a step and tells the walk what came.
pub(super) struct Walk<'b> {
    batch: &'b Batch,
    at: usize,
    finished: Vec<Finished>,
}

impl<'b> Walk<'b> {
    /// Before the first step.
    pub(super) fn through(batch: &'b Batch) -> Self {
        Self { batch, at: 0, finished: vec![Finished::default()] }
    }

    /// The step to run now, if any is left.
    pub(super) fn step(&self) -> Option<&'b Action> {
        self.batch.steps.get(self.at).map(|step| &step.action)
    }

    /// Where the walk stands.
    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// Whether this is one ungated statement, which is a transaction by itself. A patient one is not:
    /// that it may take its time is said inside a transaction.
    pub(super) fn is_single(&self) -> bool {
        let single = self.batch.len() == 1 && self.finished.len() == 1 && !self.batch.is_patient;
        let gated = |step: &Step| matches!(step.rule, Rule::OnlyIf(_));
        let event = |step: &Step| matches!(step.action, Action::Event(_));
        single && !self.batch.steps.iter().any(|step| gated(step) || event(step))
    }

    /// Takes what the step brought and goes on; `false` if all is to be rolled back.
    #[must_use]
    pub(super) fn take(&mut self, touched: Touched) -> bool {
        let passed = touched.count > 0;
        if let Some(finished) = self.finished.last_mut() {
            finished.results.push(touched);
        }
        match self.batch.steps.get(self.at).map(|step| &step.rule) {
            Some(Rule::Must) if !passed => return false,
            Some(Rule::OnlyIf(otherwise)) if !passed => {
                self.batch = otherwise;
                self.at = 0;
                self.finished.push(Finished::default());
            }
            _ => self.at += 1,
        }
        true
    }

    /// All results, those of `otherwise` inside the batch that it stands for.
    pub(super) fn finish(self) -> Finished {
        let join = |inner: Finished, mut outer: Finished| {
            outer.otherwise = Some(Box::new(inner));
            outer
        };
        self.finished.into_iter().rev().reduce(join).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn touched(count: u64) -> Touched {
        Touched { count, rows: Vec::new() }
    }

    #[test]
    fn a_closed_gate_leaves_out_the_rest_and_runs_the_other_way() {
        let mut other = Batch::new();
        other.push("other", vec![]);
        let mut batch = Batch::new();
        batch.push("first", vec![]);
        let gate = batch.only_if("gate", vec![], other);
        let rest = batch.push("rest", vec![]);
        let mut walk = Walk::through(&batch);
        assert!(walk.take(touched(1)) && walk.take(touched(0)));
        assert!(matches!(walk.step(), Some(Action::Statement { sql: "other", .. })));
        assert!(walk.take(touched(3)) && walk.step().is_none());
        let finished = walk.finish();
        assert!(!finished.took(gate) && !finished.took(rest));
        assert_eq!(finished.otherwise().map(|f| f.touched(0)), Some(3));
    }

    #[test]
    fn what_must_touch_a_row_and_does_not_stops_all() {
        let mut batch = Batch::new();
        batch.must("must", vec![]);
        assert!(!Walk::through(&batch).take(touched(0)));
        assert!(Walk::through(&batch).take(touched(1)));
    }
}

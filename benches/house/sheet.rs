//! What was measured, a line each, with its target.

/// Figures by name, in the order in which they first came.
#[derive(Default)]
pub struct Sheet(Vec<Line>);

struct Line {
    name: String,
    target: Target,
    values: Vec<f64>,
}

/// What the issue asks.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
    /// Nothing; it stands beside a ratio, or explains one.
    None,
}

impl Sheet {
    /// Writes a figure of this round down.
    pub fn note(&mut self, name: &str, target: Target, value: f64) {
        match self.0.iter_mut().find(|line| line.name == name) {
            Some(line) => line.values.push(value),
            None => self.0.push(Line { name: name.to_owned(), target, values: vec![value] }),
        }
    }

    /// Prints medians and ranges.
    pub fn print(&self) {
        println!("| figure | median | low – high | target | |\n| --- | ---: | ---: | ---: | --- |");
        for line in &self.0 {
            let mut values = line.values.clone();
            values.sort_by(f64::total_cmp);
            let at = |place: usize| values.get(place).copied().unwrap_or_default();
            let (low, middle) = (at(0), at(values.len() / 2));
            let high = at(values.len().saturating_sub(1));
            let (target, verdict) = match line.target {
                Target::AtLeast(least) => (format!("≥ {least}"), told(middle >= least)),
                // A sweep or a batch of marks within a round adds some thousandths of a call.
                Target::AtMost(most) => (format!("≤ {most}"), told(middle <= most * 1.001)),
                Target::None => (String::new(), ""),
            };
            println!(
                "| {} | {} | {} – {} | {target} | {verdict} |",
                line.name,
                figure(middle),
                figure(low),
                figure(high)
            );
        }
    }
}

fn told(met: bool) -> &'static str {
    if met { "met" } else { "missed" }
}

/// Three digits are all that a shared machine can tell.
fn figure(value: f64) -> String {
    match value.abs() {
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

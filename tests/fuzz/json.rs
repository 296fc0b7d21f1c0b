//! JSON mutated as JSON: members dropped, altered, doubled, renamed, exchanged; then perhaps as bytes.

use serde_json::{Map, Value, json};

use crate::engine::Dice;
use crate::texts::{WORDS, mutated_text};

/// A text that is JSON more often than not.
pub fn mutated(seed: &Value, names: &[&str], dice: &mut Dice) -> String {
    let mut value = seed.clone();
    for _ in 0..=dice.below(3) {
        change(&mut value, names, dice);
    }
    let mut text = value.to_string();
    if dice.rarely(6) {
        text = doubled(&text, dice);
    }
    if dice.rarely(8) { mutated_text(&text, dice) } else { text }
}

/// A member stands twice, which no writer of JSON would write.
fn doubled(text: &str, dice: &mut Dice) -> String {
    let name = dice.one(&[
        "alg",
        "kid",
        "iss",
        "sub",
        "keys",
        "kty",
        "userinfo",
        "client_id",
        "\\u0061lg",
    ]);
    text.replacen('{', &format!("{{\"{name}\":\"x\","), 1)
}

fn change(value: &mut Value, names: &[&str], dice: &mut Dice) {
    match value {
        Value::Object(members) if !members.is_empty() && !dice.rarely(12) => {
            let place = dice.below(members.len());
            let name = members.keys().nth(place).cloned().unwrap_or_default();
            match dice.below(7) {
                0 => drop(members.remove(&name)),
                1 => drop(members.insert(name, anything(dice))),
                2 => drop(members.insert(dice.one(names).to_owned(), anything(dice))),
                3 => {
                    let moved = members.remove(&name).unwrap_or_default();
                    members.insert(dice.one(names).to_owned(), moved);
                }
                _ => {
                    if let Some(inner) = members.get_mut(&name) {
                        change(inner, names, dice);
                    }
                }
            }
        }
        Value::Array(items) if !items.is_empty() && !dice.rarely(12) => {
            let at = dice.below(items.len());
            match dice.below(5) {
                0 => drop(items.remove(at)),
                1 => {
                    let again = items[at].clone();
                    let count = if dice.rarely(20) { 200 } else { 1 };
                    items.extend(std::iter::repeat_n(again, count));
                }
                2 => items.push(anything(dice)),
                _ => change(&mut items[at], names, dice),
            }
        }
        Value::String(text) if !dice.rarely(3) => *text = mutated_text(text, dice),
        Value::Number(number) if !dice.rarely(3) => {
            let near = number.as_i64().unwrap_or_default();
            let by = i64::try_from(dice.below(2_000)).expect("small");
            *value = json!(near.wrapping_add(by - 1_000));
        }
        other => *other = anything(dice),
    }
}

fn anything(dice: &mut Dice) -> Value {
    match dice.below(12) {
        0 => Value::Null,
        1 => json!(dice.rarely(2)),
        2 => json!(dice.any()),
        3 => json!(-1),
        4 => json!(1.5e300),
        5 => json!([]),
        6 => json!({}),
        7 => json!("x".repeat(dice.below(5_000))),
        8 => deep(dice.below(40)),
        9 => Value::Array(vec![json!("x"); dice.below(300)]),
        10 => {
            let many = (0..dice.below(100)).map(|number| (format!("m{number}"), Value::Null));
            Value::Object(many.collect::<Map<_, _>>())
        }
        _ => json!(dice.one(&WORDS)),
    }
}

fn deep(levels: usize) -> Value {
    (0..levels).fold(Value::Null, |inner, _| json!({ "a": [inner] }))
}

//! Settings in layers: the defaults, the file over them, and the environment over both.

use toml::{Table, Value};

use super::error::ConfigError;

/// Reads a text of settings.
pub(super) fn parse(text: &str) -> Result<Table, ConfigError> {
    text.parse::<Table>().map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        malformed(&error, &format!(" (in line {})", before.matches('\n').count() + 1))
    })
}

/// What the parser says, and where.
pub(super) fn malformed(error: &toml::de::Error, place: &str) -> ConfigError {
    ConfigError::Malformed(format!("the configuration is malformed: {}{place}", error.message()))
}

/// Lays a table over the defaults; a section or key they do not have is refused.
pub(super) fn overlay(settings: &mut Table, over: Table, known: &Table) -> Result<(), ConfigError> {
    for (section, value) in over {
        let keys = section_of(known, &section)?;
        let Value::Table(values) = value else {
            return Err(ConfigError::Malformed(format!("`{section}` is a section, not a value")));
        };
        for (key, value) in values {
            if !keys.contains_key(&key) {
                return Err(unknown(known, &format!("{section}.{key}")));
            }
            if let Some(Value::Table(target)) = settings.get_mut(&section) {
                target.insert(key, value);
            }
        }
    }
    Ok(())
}

/// Sets one key from the environment; the default's type says how the text is read.
pub(super) fn set(
    settings: &mut Table,
    known: &Table,
    path: &str,
    text: &str,
) -> Result<(), ConfigError> {
    let Some((section, key)) = path.split_once("__") else {
        return Err(unknown(known, path));
    };
    let dotted = format!("{section}.{key}");
    let default = section_of(known, section)?.get(key).ok_or_else(|| unknown(known, &dotted))?;
    let value = match default {
        Value::String(_) => Value::String(text.to_owned()),
        _ => parse(&format!("value = {text}"))
            .ok()
            .and_then(|mut table| table.remove("value"))
            .ok_or_else(|| ConfigError::Malformed(format!("`{dotted}` cannot be read")))?,
    };
    if let Some(Value::Table(target)) = settings.get_mut(section) {
        target.insert(key.to_owned(), value);
    }
    Ok(())
}

fn section_of<'a>(known: &'a Table, section: &str) -> Result<&'a Table, ConfigError> {
    match known.get(section) {
        Some(Value::Table(keys)) => Ok(keys),
        _ => Err(unknown(known, section)),
    }
}

fn unknown(known: &Table, written: &str) -> ConfigError {
    let mut all = Vec::new();
    for (section, value) in known {
        all.push(section.clone());
        if let Value::Table(keys) = value {
            all.extend(keys.keys().map(|key| format!("{section}.{key}")));
        }
    }
    let nearest = all
        .into_iter()
        .map(|key| (distance(&key, written), key))
        .min()
        .filter(|(far, _)| *far <= written.len() / 2)
        .map(|(_, key)| key);
    ConfigError::Unknown { key: written.chars().take(80).collect(), nearest }
}

/// How many letters lie between two words (Levenshtein), for texts as short as keys are.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().take(80).collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, letter) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (cell, other) in row.iter_mut().skip(1).zip(&b) {
            let changed = diagonal + usize::from(letter != *other);
            diagonal = *cell;
            left = changed.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}

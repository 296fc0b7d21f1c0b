//! Turns the words of the pages (`vi/*.ftl`, `en/*.ftl`) into a module of plain Rust functions, one a
//! message. A template that names an unknown message does not compile; a message that one language
//! lacks, or whose placeholders differ, stops the build. At run time no language file is read.
//!
//! Only what pages need of Fluent is understood: text, `{ $placeholder }`, and a choice by number with
//! `[one]` and `*[other]`. Of markup only `<b>`; such a message escapes its placeholders itself.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use fluent_syntax::ast::{
    Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};
use fluent_syntax::parser;

const ROOM: &str = "src/web/pages/locales";

type Failure = Box<dyn Error>;
/// Messages of one language by key.
type Messages = BTreeMap<String, Vec<Piece>>;

#[derive(Clone)]
enum Piece {
    Text(String),
    Placeholder(String),
    Choice { number: String, one: Vec<Piece>, other: Vec<Piece> },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Shown,
    Counted,
}

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed={ROOM}");
    let vietnamese = read_language(&Path::new(ROOM).join("vi"))?;
    let english = read_language(&Path::new(ROOM).join("en"))?;
    let module = write_module(&vietnamese, &english)?;
    let target = PathBuf::from(env::var("OUT_DIR")?).join("words.rs");
    fs::write(target, module)?;
    Ok(())
}

fn read_language(folder: &Path) -> Result<Messages, Failure> {
    let mut messages = Messages::new();
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.sort();
    for file in files {
        read_file(&file, &mut messages).map_err(|why| format!("{}: {why}", file.display()))?;
    }
    Ok(messages)
}

fn read_file(file: &Path, messages: &mut Messages) -> Result<(), Failure> {
    let stem = file.file_stem().and_then(|s| s.to_str()).ok_or("a file without a name")?;
    let prefix = format!("{}-", stem.replace('_', "-"));
    let source = fs::read_to_string(file)?;
    let resource =
        parser::parse(source.as_str()).map_err(|(_, errors)| format!("not Fluent: {errors:?}"))?;
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let key = message.id.name.to_owned();
        // The catalogue of ux.md keeps its own names: e-id-empty, p-expired, n-scam.
        if stem != "catalogue" && !key.starts_with(&prefix) {
            return Err(format!("{key} must begin with {prefix}").into());
        }
        let pattern = message.value.ok_or_else(|| format!("{key} says nothing"))?;
        let pieces = read_pattern(&pattern).map_err(|why| format!("{key}: {why}"))?;
        if messages.insert(key.clone(), pieces).is_some() {
            return Err(format!("{key} is said twice").into());
        }
    }
    Ok(())
}

fn read_pattern(pattern: &Pattern<&str>) -> Result<Vec<Piece>, Failure> {
    pattern.elements.iter().map(read_element).collect()
}

fn read_element(element: &PatternElement<&str>) -> Result<Piece, Failure> {
    match element {
        PatternElement::TextElement { value } => Ok(Piece::Text((*value).to_owned())),
        PatternElement::Placeable { expression: Expression::Inline(inline) } => match inline {
            InlineExpression::VariableReference { id } => {
                Ok(Piece::Placeholder(id.name.to_owned()))
            }
            _ => Err("only { $placeholder } is understood".into()),
        },
        PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
            let InlineExpression::VariableReference { id } = selector else {
                return Err("a choice is made by a placeholder".into());
            };
            let variant = |name: &str| {
                let named = |key: &VariantKey<&str>| matches!(key, VariantKey::Identifier { name: n } if *n == name);
                variants.iter().find(|v| named(&v.key)).ok_or("a choice has [one] and *[other]")
            };
            if variants.len() != 2 {
                return Err("a choice has [one] and *[other]".into());
            }
            Ok(Piece::Choice {
                number: id.name.to_owned(),
                one: read_pattern(&variant("one")?.value)?,
                other: read_pattern(&variant("other")?.value)?,
            })
        }
    }
}

/// Placeholders in the order of their first appearance: the order of the function's arguments.
fn placeholders(pieces: &[Piece], found: &mut Vec<(String, Kind)>) {
    for piece in pieces {
        match piece {
            Piece::Text(_) => {}
            Piece::Placeholder(name) => note(name, Kind::Shown, found),
            Piece::Choice { number, one, other } => {
                note(number, Kind::Counted, found);
                placeholders(one, found);
                placeholders(other, found);
            }
        }
    }
}

fn note(name: &str, kind: Kind, found: &mut Vec<(String, Kind)>) {
    match found.iter_mut().find(|(known, _)| known == name) {
        Some((_, known)) if kind == Kind::Counted => *known = kind,
        Some(_) => {}
        None => found.push((name.to_owned(), kind)),
    }
}

fn write_module(vietnamese: &Messages, english: &Messages) -> Result<String, Failure> {
    if let Some(key) = english.keys().find(|key| !vietnamese.contains_key(*key)) {
        return Err(format!("{key} is not said in Vietnamese").into());
    }
    let mut functions = String::new();
    let mut texts = String::new();
    for (key, vi) in vietnamese {
        let en = english.get(key).ok_or_else(|| format!("{key} is not said in English"))?;
        let arguments = same_arguments(vi, en).map_err(|why| format!("{key}: {why}"))?;
        let markup = |pieces| check_markup(pieces).map_err(|why| format!("{key}: {why}"));
        let rich = markup(vi)? || markup(en)?;
        functions.push_str(&write_function(key, vi, en, &arguments, rich)?);
        writeln!(texts, "    ({:?}, {:?}, {:?}),", name_of(key), plain(vi), plain(en))?;
    }
    Ok(format!(
        "#[allow(clippy::useless_format, clippy::match_same_arms, reason = \"generated\")]\nimpl Words {{\n{functions}}}\n\n\
         /// Every message: its function, and its text in Vietnamese and in English.\n\
         #[cfg(test)]\npub(super) const TEXTS: &[(&str, &str, &str)] = &[\n{texts}];\n"
    ))
}

fn same_arguments(vi: &[Piece], en: &[Piece]) -> Result<Vec<(String, Kind)>, Failure> {
    let (mut arguments, mut others) = (Vec::new(), Vec::new());
    placeholders(vi, &mut arguments);
    placeholders(en, &mut others);
    for (name, kind) in &others {
        if !arguments.iter().any(|(known, _)| known == name) {
            return Err(format!("the placeholder {name} is only in English").into());
        }
        note(name, *kind, &mut arguments);
    }
    match arguments.iter().find(|(name, _)| !others.iter().any(|(other, _)| other == name)) {
        Some((name, _)) => Err(format!("the placeholder {name} is only in Vietnamese").into()),
        None => Ok(arguments),
    }
}

/// Whether the message carries markup; any but `<b>` is refused.
fn check_markup(pieces: &[Piece]) -> Result<bool, Failure> {
    let text = plain(pieces);
    let bare = text.replace("<b>", "").replace("</b>", "");
    if bare.contains(['<', '>', '&']) {
        return Err("of markup only <b> is understood".into());
    }
    if text.matches("<b>").count() != text.matches("</b>").count() {
        return Err("a <b> is left open".into());
    }
    Ok(bare.len() != text.len())
}

fn write_function(
    key: &str,
    vi: &[Piece],
    en: &[Piece],
    arguments: &[(String, Kind)],
    rich: bool,
) -> Result<String, Failure> {
    let mut list = String::from("self");
    for (name, kind) in arguments {
        let form = if *kind == Kind::Counted { "u32" } else { "impl Display" };
        write!(list, ", {}: {form}", name_of(name))?;
    }
    let (form, vi_said, en_said) = match (arguments.is_empty(), rich) {
        (true, false) => ("&'static str", format!("{:?}", plain(vi)), format!("{:?}", plain(en))),
        (true, true) => ("Rich", rich_text(vi), rich_text(en)),
        (false, false) => ("String", sentence(vi, false)?, sentence(en, false)?),
        (false, true) => (
            "Rich",
            format!("Rich(Cow::Owned({}))", sentence(vi, true)?),
            format!("Rich(Cow::Owned({}))", sentence(en, true)?),
        ),
    };
    Ok(format!(
        "    /// {}\n    #[must_use]\n    pub fn {}({list}) -> {form} {{\n        \
         match self.0 {{\n            Language::Vietnamese => {vi_said},\n            \
         Language::English => {en_said},\n        }}\n    }}\n",
        plain(vi).replace('\n', " "),
        name_of(key)
    ))
}

fn rich_text(pieces: &[Piece]) -> String {
    format!("Rich(Cow::Borrowed({:?}))", plain(pieces))
}

/// A Rust expression that yields the sentence as a `String`.
fn sentence(pieces: &[Piece], rich: bool) -> Result<String, Failure> {
    let (mut text, mut values) = (String::new(), String::new());
    for piece in pieces {
        match piece {
            Piece::Text(part) => text.push_str(&part.replace('{', "{{").replace('}', "}}")),
            Piece::Placeholder(name) => {
                text.push_str("{}");
                let escape = if rich { "escaped(&" } else { "(&" };
                write!(values, ", {escape}{})", name_of(name))?;
            }
            Piece::Choice { number, one, other } => {
                text.push_str("{}");
                let (one, other) = (sentence(one, rich)?, sentence(other, rich)?);
                write!(values, ", if {} == 1 {{ {one} }} else {{ {other} }}", name_of(number))?;
            }
        }
    }
    Ok(format!("format!({text:?}{values})"))
}

/// The message as one would read it, placeholders by name; for documents and tests.
fn plain(pieces: &[Piece]) -> String {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(part) => text.push_str(part),
            Piece::Placeholder(name) => {
                text.push('{');
                text.push_str(name);
                text.push('}');
            }
            Piece::Choice { other, .. } => text.push_str(&plain(other)),
        }
    }
    text
}

fn name_of(key: &str) -> String {
    key.replace('-', "_")
}

//! A form of a page: what it would send, and how a person changes that.

use scraper::{ElementRef, Html, Selector};

/// A form as it stands on the page, with the values it has now.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it goes, as written; empty for the page itself.
    pub action: String,
    /// Whether it is posted.
    pub post: bool,
    fields: Vec<Field>,
}

#[derive(Clone, Debug)]
struct Field {
    name: String,
    value: String,
    kind: Kind,
    sent: bool,
    id: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Tick,
    Radio,
    Button,
}

impl Form {
    /// Every form of a page.
    pub fn all(html: &Html) -> Vec<Self> {
        html.select(&selector("form")).map(Self::read).collect()
    }

    fn read(element: ElementRef<'_>) -> Self {
        let attribute = |name| element.value().attr(name).unwrap_or_default();
        let fields = element
            .select(&selector("input, button, select, textarea"))
            .filter(|one| one.value().attr("disabled").is_none())
            .map(Field::read)
            .collect();
        Self {
            action: attribute("action").to_owned(),
            post: attribute("method").eq_ignore_ascii_case("post"),
            fields,
        }
    }

    /// Whether it holds an element of this id or a field of this name.
    pub fn has(&self, word: &str) -> bool {
        self.fields.iter().any(|field| field.name == word || format!("#{}", field.id) == word)
    }

    /// Types into the field of this name.
    #[must_use]
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        let field = self.fields.iter_mut().find(|one| one.name == name && one.kind == Kind::Text);
        assert!(field.is_some(), "the form has no field {name}");
        if let Some(field) = field {
            value.clone_into(&mut field.value);
        }
        self
    }

    /// Ticks (or clears) the box or picks the choice of this name and value.
    #[must_use]
    pub fn tick(mut self, name: &str, value: &str, on: bool) -> Self {
        let mut found = false;
        for field in self.fields.iter_mut().filter(|one| one.name == name && one.is_choice()) {
            if field.value == value {
                field.sent = on;
                found = true;
            } else if field.kind == Kind::Radio && on {
                field.sent = false;
            }
        }
        assert!(found, "the form has no choice {name}={value}");
        self
    }

    /// What the field of this name holds now.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|one| one.name == name).map(|one| one.value.as_str())
    }

    /// The values of the choices of this name that are ticked, and of those that are not.
    pub fn choices(&self, name: &str) -> (Vec<&str>, Vec<&str>) {
        let choices = self.fields.iter().filter(|one| one.name == name && one.is_choice());
        let (on, off): (Vec<_>, Vec<_>) = choices.partition(|one| one.sent);
        (
            on.into_iter().map(|one| one.value.as_str()).collect(),
            off.into_iter().map(|one| one.value.as_str()).collect(),
        )
    }

    /// What is sent when this button (by id, with `#`) is pressed.
    pub fn pressed(&self, button: &str) -> Vec<(String, String)> {
        let is_it =
            |field: &Field| field.kind == Kind::Button && format!("#{}", field.id) == button;
        self.fields
            .iter()
            .filter(|field| !field.name.is_empty() && (field.sent || is_it(field)))
            .map(|field| (field.name.clone(), field.value.clone()))
            .collect()
    }
}

impl Field {
    fn is_choice(&self) -> bool {
        matches!(self.kind, Kind::Tick | Kind::Radio)
    }

    fn read(element: ElementRef<'_>) -> Self {
        let attribute = |name| element.value().attr(name).unwrap_or_default().to_owned();
        let kind = match (element.value().name(), attribute("type").as_str()) {
            ("button", _) | ("input", "submit" | "image" | "button") => Kind::Button,
            ("input", "checkbox") => Kind::Tick,
            ("input", "radio") => Kind::Radio,
            _ => Kind::Text,
        };
        let choice = matches!(kind, Kind::Tick | Kind::Radio);
        let checked = element.value().attr("checked").is_some();
        let value = match element.value().name() {
            "select" => chosen(element),
            "textarea" => element.text().collect(),
            _ if choice && element.value().attr("value").is_none() => "on".into(),
            _ => attribute("value"),
        };
        let sent = kind == Kind::Text || (choice && checked);
        Self { name: attribute("name"), value, kind, sent, id: attribute("id") }
    }
}

fn chosen(select: ElementRef<'_>) -> String {
    let options: Vec<_> = select.select(&selector("option")).collect();
    let marked = options.iter().find(|one| one.value().attr("selected").is_some());
    let option = marked.or_else(|| options.first());
    option.and_then(|one| one.value().attr("value")).unwrap_or_default().to_owned()
}

/// A selector written by a test.
pub fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("a selector")
}

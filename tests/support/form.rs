//! A form as a page shows it. It is filled in like a browser does: only fields that are there take a value, and exactly
//! the successful controls are sent, in their order, encoded as the form says.

use crate::visitor::{PageAnswer, Visitor, text_of};
use reqwest::Url;
use reqwest::blocking::multipart;
use scraper::{ElementRef, Selector};

/// A form being filled in.
#[derive(Clone)]
pub struct Form {
    visitor: Visitor,
    action: String,
    live: Option<String>,
    is_post: bool,
    is_multipart: bool,
    controls: Vec<Control>,
}

#[derive(Clone, Debug)]
struct Control {
    id: String,
    name: String,
    value: String,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Text,
    Hidden,
    /// A radio button, or a check box, and whether it is checked.
    Check {
        is_radio: bool,
        is_checked: bool,
    },
    /// A select, with the values of its options.
    Select(Vec<String>),
    /// A file field, with the bytes of the file chosen; its value is the file's name.
    File(Vec<u8>),
    /// A button with its text and its `aria-label`.
    Button(String, String),
}

impl Form {
    /// Reads the form that `path` shows.
    pub fn read(visitor: Visitor, path: &str, form: ElementRef<'_>) -> Self {
        assert_eq!(form.value().name(), "form", "the selector leads to a form");
        let attribute = |name| form.attr(name).unwrap_or_default();
        let action = Some(attribute("action")).filter(|action| !action.is_empty()).unwrap_or(path);
        let controls = Selector::parse("input, select, textarea, button").unwrap();
        Self {
            visitor,
            action: action.to_owned(),
            live: form.attr("data-live").map(str::to_owned),
            is_post: attribute("method").eq_ignore_ascii_case("post"),
            is_multipart: attribute("enctype") == "multipart/form-data",
            controls: form.select(&controls).filter(|found| found.attr("disabled").is_none()).map(control).collect(),
        }
    }

    /// What a field holds.
    pub fn value(&self, name: &str) -> &str {
        &self.controls[self.place(name, |kind| !matches!(kind, Kind::Button(..)))].value
    }

    /// The names of the fields that are typed in.
    pub fn text_fields(&self) -> Vec<&str> {
        let typed =
            self.controls.iter().filter(|control| matches!(control.kind, Kind::Text) && !control.name.is_empty());
        typed.map(|control| control.name.as_str()).collect()
    }

    /// The id of a field.
    pub fn id(&self, name: &str) -> &str {
        &self.controls[self.place(name, |kind| !matches!(kind, Kind::Button(..)))].id
    }

    /// The values of the checked boxes, or of the checked radio button, of this name.
    pub fn checked(&self, name: &str) -> Vec<&str> {
        let is_checked = |kind: &Kind| matches!(kind, Kind::Check { is_checked: true, .. });
        let found = self.controls.iter().filter(|control| control.name == name && is_checked(&control.kind));
        found.map(|control| control.value.as_str()).collect()
    }

    /// Types into a field, or chooses in a select.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        let place = self.place(name, |kind| matches!(kind, Kind::Text | Kind::Select(_)));
        let control = &mut self.controls[place];
        if let Kind::Select(values) = &control.kind {
            assert!(values.iter().any(|offered| offered == value), "{name} offers {values:?}, not {value:?}");
        }
        value.clone_into(&mut control.value);
        self
    }

    /// Gives a hidden field the value that a script gives it.
    pub fn remember(mut self, name: &str, value: &str) -> Self {
        let place = self.place(name, |kind| matches!(kind, Kind::Hidden));
        value.clone_into(&mut self.controls[place].value);
        self
    }

    /// Checks a box or a radio button.
    pub fn check(mut self, name: &str, value: &str) -> Self {
        let mut found = false;
        for control in self.controls.iter_mut().filter(|control| control.name == name) {
            if let Kind::Check { is_radio, is_checked } = &mut control.kind {
                found |= control.value == value;
                *is_checked = control.value == value || (*is_checked && !*is_radio);
            }
        }
        assert!(found, "the form has no box {name} = {value}: {:?}", self.names());
        self
    }

    /// Takes the check of a box away.
    pub fn uncheck(mut self, name: &str) -> Self {
        let place = self.place(name, |kind| matches!(kind, Kind::Check { is_radio: false, is_checked: true }));
        self.controls[place].kind = Kind::Check { is_radio: false, is_checked: false };
        self
    }

    /// The same form, filled in by somebody else.
    pub fn by(mut self, visitor: &Visitor) -> Self {
        self.visitor = visitor.clone();
        self
    }

    /// Chooses a file.
    pub fn attach(mut self, name: &str, file_name: &str, bytes: &[u8]) -> Self {
        let place = self.place(name, |kind| matches!(kind, Kind::File(_)));
        self.controls[place].value = file_name.to_owned();
        self.controls[place].kind = Kind::File(bytes.to_vec());
        self
    }

    /// Presses the first button with this text, `aria-label` or value.
    pub fn press(&self, button: &str) -> PageAnswer {
        let is_pressed = |control: &&Control| match &control.kind {
            Kind::Button(text, label) => [text, label, &control.value].into_iter().any(|one| one == button),
            _ => false,
        };
        let Some(pressed) = self.controls.iter().find(is_pressed) else {
            panic!("the form has no button {button:?}: {:?}", self.controls);
        };
        let mut fields = self.fields();
        if !pressed.name.is_empty() {
            fields.push((pressed.name.clone(), pressed.value.clone()));
        }
        self.send(&fields)
    }

    /// What the page fetches while the form is being filled in.
    pub fn preview(&self) -> PageAnswer {
        let path = self.live.as_deref().expect("the form is live");
        let request = self.visitor.posting(path).header("x-engage-fragment", "1").form(&self.fields());
        self.visitor.send(path, request)
    }

    fn send(&self, fields: &[(String, String)]) -> PageAnswer {
        if !self.is_post {
            let url = Url::parse_with_params("http://form.invalid", fields).unwrap();
            let path = self.action.split('?').next().unwrap_or_default();
            return self.visitor.get(&format!("{path}?{}", url.query().unwrap_or_default()));
        }
        let request = self.visitor.posting(&self.action);
        let request = if self.is_multipart { request.multipart(self.parts(fields)) } else { request.form(fields) };
        self.visitor.send(&self.action, request)
    }

    fn parts(&self, fields: &[(String, String)]) -> multipart::Form {
        let typed =
            fields.iter().fold(multipart::Form::new(), |form, (name, value)| form.text(name.clone(), value.clone()));
        self.controls.iter().fold(typed, |form, control| match &control.kind {
            Kind::File(bytes) => {
                form.part(control.name.clone(), multipart::Part::bytes(bytes.clone()).file_name(control.value.clone()))
            }
            _ => form,
        })
    }

    /// Names and values of the successful controls but buttons and files; lines end as browsers end them.
    fn fields(&self) -> Vec<(String, String)> {
        let is_sent = |control: &&Control| match control.kind {
            Kind::Text | Kind::Hidden | Kind::Select(_) => !control.name.is_empty(),
            Kind::Check { is_checked, .. } => is_checked,
            Kind::File(_) | Kind::Button(..) => false,
        };
        let lines = |text: &str| text.replace("\r\n", "\n").replace('\n', "\r\n");
        self.controls.iter().filter(is_sent).map(|control| (control.name.clone(), lines(&control.value))).collect()
    }

    fn place(&self, name: &str, is_meant: impl Fn(&Kind) -> bool) -> usize {
        let found = self.controls.iter().position(|control| control.name == name && is_meant(&control.kind));
        found.unwrap_or_else(|| panic!("the form has no such field {name}: {:?}", self.names()))
    }

    fn names(&self) -> Vec<&str> {
        self.controls.iter().map(|control| control.name.as_str()).collect()
    }
}

fn control(element: ElementRef<'_>) -> Control {
    let attribute = |name| element.attr(name).unwrap_or_default().to_owned();
    let (value, kind) = match (element.value().name(), element.attr("type").unwrap_or("text")) {
        ("button", _) => (attribute("value"), Kind::Button(text_of(&element), attribute("aria-label"))),
        ("textarea", _) => (element.text().collect(), Kind::Text),
        ("select", _) => select(element),
        (_, "hidden") => (attribute("value"), Kind::Hidden),
        (_, "file") => (String::new(), Kind::File(Vec::new())),
        (_, kind @ ("radio" | "checkbox")) => {
            let value = element.attr("value").unwrap_or("on").to_owned();
            (value, Kind::Check { is_radio: kind == "radio", is_checked: element.attr("checked").is_some() })
        }
        _ => (attribute("value"), Kind::Text),
    };
    Control { id: attribute("id"), name: attribute("name"), value, kind }
}

/// The chosen value of a select, which is the first one where none is marked, and all of them.
fn select(element: ElementRef<'_>) -> (String, Kind) {
    let options: Vec<_> = element.select(&Selector::parse("option").unwrap()).collect();
    let value = |option: &ElementRef<'_>| option.attr("value").map_or_else(|| text_of(option), str::to_owned);
    let chosen = options.iter().find(|option| option.attr("selected").is_some()).or(options.first());
    (chosen.map(value).unwrap_or_default(), Kind::Select(options.iter().map(value).collect()))
}

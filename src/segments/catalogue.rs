//! The attribute catalogue, from which the form, formula, sentence, columns, import and documentation read attributes.
//! A built-in attribute is a variant of [`BuiltIn`], so that the compiler lists every place that a new one needs.

use super::built_in::Row;
use super::group::Group;
use super::key::{BuiltIn, Key};
use super::kinds::{Category, Choices, Kind};
use super::operator::Operator;
use super::profile::{Profile, Value};
use crate::currency::Currency;
use std::collections::HashMap;
use std::sync::LazyLock;

/// One attribute: a row of the catalogue, or a custom one of an app.
#[derive(Clone, Debug)]
pub struct Attribute {
    pub key: Key,
    /// The name of a custom attribute as it was imported; other attributes are named by the message `attribute-{key}`.
    pub name: Option<String>,
    pub category: Category,
    pub kind: Kind,
    pub choices: Choices,
    /// The currency of its amounts.
    pub currency: Currency,
    /// The groups to choose from; empty except for [`Key::MemberOf`].
    pub groups: Vec<Group>,
}

/// The built-in attributes, in the order of the form.
pub static ATTRIBUTES: LazyLock<Vec<Attribute>> = LazyLock::new(|| {
    let attribute = |key: &BuiltIn| {
        let Row { category, kind, choices } = key.row();
        let (key, currency) = ((*key).into(), Currency::default());
        Attribute { key, name: None, category, kind, choices, currency, groups: Vec::new() }
    };
    BuiltIn::ALL.iter().map(attribute).collect()
});

impl Attribute {
    /// The built-in attribute.
    pub fn built_in(key: BuiltIn) -> &'static Self {
        &ATTRIBUTES[key as usize]
    }

    /// A custom attribute of an app; `key` identifies it in the app, `name` is from the import's header.
    pub fn custom(key: &str, name: &str, kind: Kind) -> Self {
        Self {
            key: Key::Custom(key.to_owned()),
            name: Some(name.to_owned()),
            category: Category::Custom,
            kind,
            choices: if kind == Kind::Choice { Choices::Open } else { Choices::None },
            currency: Currency::default(),
            groups: Vec::new(),
        }
    }

    /// *Member of*, over these groups.
    fn member_of(groups: Vec<Group>) -> Self {
        Self {
            key: Key::MemberOf,
            name: None,
            category: Category::CustomerGroups,
            kind: Kind::Choice,
            choices: Choices::Groups,
            currency: Currency::default(),
            groups,
        }
    }

    /// Its operators, in the order of the form.
    pub const fn operators(&self) -> &'static [Operator] {
        use Operator::{
            AtLeast, AtMost, Between, Contains, DoesNotContain, EndsWith, Is, IsAnyOf, IsKnown, IsNoneOf, IsNot,
            IsUnknown, StartsWith,
        };
        match (self.choices, &self.key) {
            (Choices::Groups, _) => &[Is, IsNot, IsAnyOf, IsNoneOf],
            (Choices::Open, Key::BuiltIn(BuiltIn::OsVersion)) => {
                &[Is, IsNot, IsAnyOf, IsNoneOf, AtLeast, AtMost, Between, IsKnown, IsUnknown]
            }
            (Choices::Open, _) => {
                &[Is, IsNot, IsAnyOf, IsNoneOf, Contains, DoesNotContain, StartsWith, EndsWith, IsKnown, IsUnknown]
            }
            _ => self.kind.operators(),
        }
    }

    /// The customer's value of this attribute.
    pub fn value(&self, profile: &Profile) -> Value {
        match &self.key {
            Key::BuiltIn(key) => key.value(profile),
            Key::MemberOf => Value::Groups(profile.groups.clone()),
            Key::Custom(key) => self.custom_value(key, profile),
            Key::Unrecognised(_) => Value::Unknown,
        }
    }

    /// The key of a custom attribute in its app.
    pub fn custom_key(&self) -> Option<&str> {
        if let Key::Custom(key) = &self.key { Some(key) } else { None }
    }

    fn custom_value(&self, key: &str, profile: &Profile) -> Value {
        let found = profile.custom.iter().find(|custom| custom.key == key);
        found.map_or(Value::Unknown, |custom| self.read_custom(&custom.value))
    }

    /// Parses a stored custom value: a choice is the text itself, any other kind a decimal number. A text that does not
    /// fit the kind is unknown.
    pub fn read_custom(&self, text: &str) -> Value {
        match self.kind {
            Kind::Choice => Value::Text(text.to_owned()),
            _ => text.parse().map_or(Value::Unknown, Value::Number),
        }
    }

    /// Whether `unknown` is one of the choices offered.
    pub const fn offers_unknown(&self) -> bool {
        matches!(self.choices, Choices::Closed(_))
    }
}

/// The attributes that rules over one app can use: the catalogue and the app's custom ones.
#[derive(Clone, Debug, Default)]
pub struct Catalogue {
    /// The built-in attributes in the currency of the app; empty if that is the default.
    built_in: Vec<Attribute>,
    member_of: Option<Attribute>,
    custom: Vec<Attribute>,
    /// The index of each group in the list of groups, by id.
    places: HashMap<String, usize>,
}

impl Catalogue {
    pub fn new(custom: Vec<Attribute>) -> Self {
        Self { custom, ..Self::default() }
    }

    /// The same attributes, with *Member of* for these groups, if there are any.
    pub fn with_groups(mut self, groups: Vec<Group>) -> Self {
        self.places = groups.iter().enumerate().map(|(place, group)| (group.id.clone(), place)).collect();
        self.member_of = (!groups.is_empty()).then(|| Attribute::member_of(groups));
        self
    }

    /// The same attributes, with their amounts in this currency.
    pub fn in_currency(mut self, currency: Currency) -> Self {
        if currency != Currency::default() {
            self.built_in.clone_from(&ATTRIBUTES);
        }
        self.built_in.iter_mut().chain(&mut self.custom).for_each(|attribute| attribute.currency = currency);
        self
    }

    fn built_in(&self) -> &[Attribute] {
        if self.built_in.is_empty() { &ATTRIBUTES } else { &self.built_in }
    }

    /// The groups that rules can refer to.
    pub fn groups(&self) -> &[Group] {
        self.member_of.as_ref().map_or(&[], |attribute| &attribute.groups)
    }

    /// The group with this id.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.groups().get(*self.places.get(id)?)
    }

    pub fn all(&self) -> impl Iterator<Item = &Attribute> {
        self.built_in().iter().chain(&self.member_of).chain(&self.custom)
    }

    pub fn custom(&self) -> &[Attribute] {
        &self.custom
    }

    pub fn find(&self, key: &Key) -> Option<&Attribute> {
        match key {
            Key::BuiltIn(key) => self.built_in().get(*key as usize),
            Key::MemberOf => self.member_of.as_ref(),
            Key::Custom(_) => self.custom.iter().find(|attribute| attribute.key == *key),
            Key::Unrecognised(_) => None,
        }
    }

    pub fn of_category(&self, category: Category) -> impl Iterator<Item = &Attribute> {
        self.all().filter(move |attribute| attribute.category == category)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_attribute_is_at_the_place_of_its_key_and_has_operators() {
        assert!(BuiltIn::ALL.iter().all(|key| Attribute::built_in(*key).key == *key));
        assert!(ATTRIBUTES.iter().all(|attribute| !attribute.kind.operators().is_empty()));
        assert!(ATTRIBUTES.iter().all(|row| (row.kind == Kind::Choice) == (row.choices != Choices::None)));
    }
}

//! The form of a group as it is posted.

use super::about;
use crate::audit::Field;
use crate::columns::View;
use crate::groups::about::Shown;
use crate::locale::Locale;
use crate::segments::formula;
use crate::segments::rows::RuleRows;
use crate::store::customer_groups::{CustomerGroup, GroupKind};
use crate::token::Token;
use crate::web::audit::Values;
use crate::web::builder::id_of_name;
use crate::web::form::{LONGEST_NAME, PostedForm};
use serde::Deserialize;
use validator::Validate;

/// The form as posted.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct GroupForm {
    #[validate(length(max = "LONGEST_NAME", message = "field-too-long"))]
    pub name: String,
    pub kind: String,
    pub app: String,
    pub filters: RuleRows,
    /// A formula typed in place of the rows.
    pub formula: String,
    /// What the entries of a known user group are: [`ACCOUNTS`] for account ids only.
    pub entries: String,
    pub addresses: String,
    pub consent: String,
    pub description: String,
    /// Those of the tags in use that are chosen, and further ones as they are typed.
    pub tags: Vec<String>,
    pub new_tags: String,
    /// The id of the owner; empty for nobody.
    pub owner: String,
    /// Whether the form has the description, tags and owner.
    pub about: String,
    /// Identifies this form among others that are open.
    pub edit: String,
    /// The version of the group that the form was filled in from; empty for a new one.
    pub seen: String,
    /// The condition whose choices are all listed, such as `2.0`, if the page is too long to list those of every
    /// condition.
    pub open: String,
    /// Not empty if the first members are shown beside the form.
    pub members: String,
    /// What can be undone and redone between the rows; see [`RowHistory`](crate::segments::row_history::RowHistory).
    pub history: String,
    /// The button that was pressed, such as `add-condition:2`.
    #[serde(rename = "do")]
    pub action: String,
}

impl PostedForm for GroupForm {
    const FIELDS: &'static [&'static str] = &[
        "name",
        "kind",
        "app",
        "rule",
        "filter-",
        "typed-formula",
        "addresses",
        "file",
        "consent",
        "description",
        "tags",
        "new_tags",
        "owner",
    ];

    const HAS_FILE: bool = true;

    fn id_of(name: &str) -> Option<String> {
        match name {
            "formula" => Some(String::from("typed-formula")),
            _ if Self::FIELDS.contains(&name) => Some(name.to_owned()),
            _ => id_of_name(name),
        }
    }
}

impl GroupForm {
    /// An empty form for a new group.
    pub fn new(kind: GroupKind) -> Self {
        let edit = Token::random().as_str().to_owned();
        Self { kind: kind.word().to_owned(), filters: RuleRows::blank(), edit, ..Self::default() }
    }

    /// The chosen kind of group.
    pub fn group_kind(&self) -> GroupKind {
        GroupKind::from_word(&self.kind).unwrap_or(GroupKind::Segment)
    }
}

/// The word for entries that are all account ids.
pub const ACCOUNTS: &str = "accounts";

/// The fields of a group that give way to those of others, as the audit log has them. `view` is that of its app.
pub fn recorded(group: &CustomerGroup, shown: &Shown, view: Option<&View>) -> Values {
    let name = (Field::Name, group.name.as_str().into());
    let rule = view.zip(group.rule().ok());
    let rule = rule.map(|(view, rule)| (Field::Rule, formula::formula(&rule, &view.catalogue, Locale::En).into()));
    [name].into_iter().chain(about::recorded(shown)).chain(rule).collect()
}

/// What the entries of a known user group can be.
pub fn entries(locale: Locale) -> Vec<(&'static str, String)> {
    vec![("", locale.text("group-entries-any")), (ACCOUNTS, locale.text("group-entries-accounts"))]
}

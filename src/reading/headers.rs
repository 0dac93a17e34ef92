//! Reads the columns of a file from its header: the role of each one, or the problem that prevents the import.

use super::chosen::{Chosen, ChosenColumn, Purpose};
use super::columns::Field;
use super::custom::Notation;
use super::decimals::DecimalMark;
use super::fields::DateOrder;
use super::kind::ImportKind;
use super::problem::Problem;
use crate::segments::Kind;
use crate::text::{cut, folded, folded_words};
use crate::zone::Zones;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// The most custom columns in a file: half of what an app can have, so that one wrong file, such as one with a column
/// for each day, does not use up the attributes.
pub const MAX_CUSTOM_COLUMNS: usize = 100;

/// The longest name of a custom column, in characters: as long as any other name.
pub const MAX_HEADER_LENGTH: usize = 300;

/// The role of a column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Known(Field),
    /// A custom attribute of this kind.
    Custom(#[serde(with = "super::custom::kind_word")] Kind),
    Ignored,
}

/// One column of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The name in the file.
    pub header: String,
    pub role: Role,
    /// Whether the kind of its custom attribute is chosen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_chosen: bool,
    /// Whether an empty cell takes back what is known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub clears: bool,
    /// What comes first in its dates, if they do not all start with the year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// What separates the decimals of its numbers or amounts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimal_mark: Option<DecimalMark>,
}

impl Column {
    /// How the values of its custom attribute are written, in a file of these zones.
    pub const fn notation(&self, zones: Zones) -> Notation {
        Notation { date_order: self.date_order, decimal_mark: self.decimal_mark, zones }
    }

    /// The key of the custom attribute that is made from the column.
    pub fn key(&self) -> String {
        let key = folded_words(&self.header);
        if key.is_empty() {
            let signs = self.header.chars().take(16).map(|sign| format!("_{:x}", u32::from(sign)));
            return signs.fold(String::from("sign"), |key, sign| key + sign.as_str());
        }
        key
    }
}

/// Finds the role of each column, as chosen or from its name. Of several columns for one field, the one whose name fits
/// best is taken; one without values, as `is_empty` tells by index, is taken last. Custom columns are choices until their
/// values have been read.
pub fn columns<'a>(
    kind: ImportKind,
    headers: impl Iterator<Item = &'a str>,
    is_empty: impl Fn(usize) -> bool,
    chosen: &Chosen,
) -> Vec<Column> {
    let names: Vec<String> = headers.map(|header| header.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let choices: Vec<Option<&ChosenColumn>> = names
        .iter()
        .map(|name| {
            let nth = seen.entry(name).or_default();
            *nth += 1;
            chosen.column(name, *nth - 1)
        })
        .collect();
    let mut taken = Taken::default();
    let purposes: Vec<Option<Purpose>> =
        choices.iter().map(|choice| choice.and_then(|choice| choice.purpose)).collect();
    let mut roles = vec![Role::Ignored; names.len()];
    for (place, purpose) in purposes.iter().enumerate() {
        roles[place] = match purpose {
            Some(Purpose::Known(field)) if taken.fields.insert(*field) => Role::Known(*field),
            Some(Purpose::Custom) if taken.is_free(&names[place]) => Role::Custom(Kind::Choice),
            Some(Purpose::CustomOf(kind)) if taken.is_free(&names[place]) => Role::Custom(*kind),
            _ => Role::Ignored,
        };
    }
    let open = || (0..names.len()).filter(|place| purposes[*place].is_none() && !names[*place].is_empty());
    let mut ranked: Vec<(bool, usize, usize, Field)> = open()
        .filter_map(|place| {
            Field::ranked(kind, &names[place]).map(|(field, rank)| (is_empty(place), rank, place, field))
        })
        .collect();
    // In the orders of Shopify, the first line of an order alone has its id, and all of its lines have its name.
    let has_items = kind == ImportKind::Purchases && open().any(|place| folded(&names[place]) == "lineitemname");
    let name = open().find(|place| folded(&names[*place]) == "name");
    ranked.extend(name.filter(|_| has_items).map(|place| (false, 0, place, Field::OrderId)));
    ranked.sort_unstable_by_key(|(is_empty, rank, place, _)| (*is_empty, *rank, *place));
    for (_, _, place, field) in ranked {
        if taken.fields.insert(field) {
            roles[place] = Role::Known(field);
        }
    }
    for place in open().filter(|place| kind == ImportKind::Customers && !is_reason(&names[*place])) {
        if roles[place] == Role::Ignored && taken.is_free(&names[place]) {
            roles[place] = Role::Custom(Kind::Choice);
        }
    }
    let columns = names.into_iter().zip(roles).zip(choices);
    columns
        .map(|((header, role), choice)| {
            let is_chosen = choice.is_some_and(|choice| matches!(choice.purpose, Some(Purpose::CustomOf(_))));
            Column {
                header,
                role,
                is_chosen,
                clears: choice.is_some_and(|choice| choice.clears) && kind == ImportKind::Customers,
                date_order: choice.and_then(|choice| choice.date_order),
                decimal_mark: choice.and_then(|choice| choice.decimal_mark),
            }
        })
        .collect()
}

/// Whether the column of this name says why lines were refused, as in the file of the refused lines of an import. It
/// says nothing about customers, unless a user chooses that it does.
pub fn is_reason(header: &str) -> bool {
    matches!(folded(header).as_str(), "reason" | "raison")
}

/// What columns are used for so far.
#[derive(Default)]
struct Taken {
    fields: HashSet<Field>,
    /// The names of custom columns, as far as they tell columns apart.
    names: HashSet<String>,
}

impl Taken {
    /// Whether no custom column has this name yet; from now on one has.
    fn is_free(&mut self, header: &str) -> bool {
        let name = folded(header);
        !header.is_empty() && self.names.insert(if name.is_empty() { header.to_owned() } else { name })
    }
}

/// What prevents the import of a file with these columns.
pub fn problem(kind: ImportKind, columns: &[Column]) -> Option<Problem> {
    gap(kind, columns).or_else(|| excess(columns))
}

fn gap(kind: ImportKind, columns: &[Column]) -> Option<Problem> {
    let has = |field: Field| columns.iter().any(|column| column.role == Role::Known(field));
    let field = Field::required(kind).find(|field| !has(*field))?;
    let headers = columns.iter().filter(|column| !column.header.is_empty());
    let headers = headers.take(100).map(|column| cut(&column.header, 100)).collect();
    Some(Problem::ColumnMissing { field, headers })
}

fn excess(columns: &[Column]) -> Option<Problem> {
    let is_custom = |column: &Column| matches!(column.role, Role::Custom(_));
    let is_long = |column: &Column| is_custom(column) && column.header.chars().count() > MAX_HEADER_LENGTH;
    if let Some(place) = columns.iter().position(is_long) {
        return Some(Problem::HeaderTooLong { number: place + 1, limit: MAX_HEADER_LENGTH });
    }
    let found = columns.iter().filter(|column| is_custom(column)).count();
    (found > MAX_CUSTOM_COLUMNS).then_some(Problem::TooManyColumns { found, limit: MAX_CUSTOM_COLUMNS })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;

    fn found(kind: ImportKind, header: &str) -> Vec<Column> {
        columns(kind, header.split(','), |_| false, &Chosen::default())
    }

    fn roles(kind: ImportKind, header: &str) -> Vec<Role> {
        found(kind, header).into_iter().map(|column| column.role).collect()
    }

    #[test]
    fn unknown_columns_become_custom_only_in_a_file_of_customers() {
        let known = Role::Known;
        assert_eq!(
            roles(ImportKind::Customers, "Account ID,age,age_band,"),
            [known(Field::AccountId), known(Field::Age), Role::Custom(Kind::Choice), Role::Ignored]
        );
        assert_eq!(
            roles(ImportKind::Usage, "day,user_id,age_band"),
            [known(Field::UsedOn), known(Field::AccountId), Role::Ignored]
        );
    }

    #[test]
    fn a_missing_column_is_reported_with_the_columns_of_the_file() {
        let columns = found(ImportKind::Purchases, "account_id,date,amount");
        let headers = ["account_id", "date", "amount"].map(String::from).to_vec();
        let problem = problem(ImportKind::Purchases, &columns);
        assert_eq!(problem, Some(Problem::ColumnMissing { field: Field::OrderId, headers }));
    }

    #[test]
    fn all_lines_of_an_order_of_shopify_have_its_name() {
        let order = |header| {
            let columns = found(ImportKind::Purchases, header);
            columns.into_iter().find(|column| column.role == Role::Known(Field::OrderId)).map(|column| column.header)
        };
        assert_eq!(order("Name,Email,Total,Lineitem name,Id").as_deref(), Some("Name"));
        assert_eq!(order("Name,Email,Total,Id").as_deref(), Some("Id"));
    }

    #[test]
    fn of_two_columns_for_a_field_the_better_one_is_taken() {
        let (known, custom) = (Role::Known, Role::Custom(Kind::Choice));
        let customers = |header| roles(ImportKind::Customers, header);
        assert_eq!(customers("id,account_id"), [custom.clone(), known(Field::AccountId)]);
        assert_eq!(customers("id,os,os_version"), [known(Field::AccountId), custom.clone(), known(Field::OsVersion)]);
        assert_eq!(customers("id,Kids count,kids_count"), [known(Field::AccountId), custom, Role::Ignored]);
        assert_eq!(
            roles(ImportKind::Purchases, "id,Invoice ID,Customer ID,Created date,date,time,price,amount"),
            [
                known(Field::OrderId),
                Role::Ignored,
                known(Field::AccountId),
                Role::Ignored,
                known(Field::PurchasedAt),
                Role::Ignored,
                Role::Ignored,
                known(Field::Amount)
            ]
        );
        let headers = || ["os_version", "os", "id"].into_iter();
        let columns = columns(ImportKind::Customers, headers(), |place| place == 0, &Chosen::default());
        assert_eq!(columns[1].role, known(Field::OsVersion), "the other one has no values");
    }

    #[test]
    fn what_is_chosen_is_taken() {
        let choice = |header: &str, purpose| ChosenColumn {
            header: header.to_owned(),
            purpose,
            date_order: None,
            decimal_mark: None,
            clears: false,
        };
        let chosen = Chosen {
            columns: vec![
                choice("note", Some(Purpose::Known(Field::Email))),
                choice("email", Some(Purpose::CustomOf(Kind::Number))),
                choice("x", Some(Purpose::Ignored)),
                choice("x", Some(Purpose::Custom)),
                choice("of another file", Some(Purpose::Known(Field::AccountId))),
            ],
            ..Chosen::default()
        };
        let headers = ["id", "email", "x", "note", "x"].into_iter();
        let columns = columns(ImportKind::Customers, headers, |_| false, &chosen);
        let roles: Vec<Role> = columns.iter().map(|column| column.role.clone()).collect();
        let (known, custom) = (Role::Known, Role::Custom);
        assert_eq!(
            roles,
            [known(Field::AccountId), custom(Kind::Number), Role::Ignored, known(Field::Email), custom(Kind::Choice)]
        );
        assert_eq!(columns.iter().filter(|column| column.is_chosen).count(), 1);
    }

    #[test]
    fn too_many_and_too_long_columns_are_refused() {
        let many = (0..=MAX_CUSTOM_COLUMNS).fold(String::from("id"), |header, number| format!("{header},c{number}"));
        let limit = MAX_CUSTOM_COLUMNS;
        let problem_of = |header: &str| problem(ImportKind::Customers, &found(ImportKind::Customers, header));
        assert_eq!(problem_of(&many), Some(Problem::TooManyColumns { found: limit + 1, limit }));
        let long = format!("id,{}", "x".repeat(MAX_HEADER_LENGTH + 1));
        let limit = MAX_HEADER_LENGTH;
        assert_eq!(problem_of(&long), Some(Problem::HeaderTooLong { number: 2, limit }));
    }

    #[test]
    fn the_reasons_of_refused_lines_are_no_attribute_unless_chosen() {
        let names = Locale::ALL.map(|locale| locale.text("import-refused-reason"));
        assert_ne!(names[0], names[1]);
        for name in names {
            let header = format!("id,{name},note");
            let found = roles(ImportKind::Customers, &header);
            assert_eq!(found, [Role::Known(Field::AccountId), Role::Ignored, Role::Custom(Kind::Choice)], "{name}");
            let purpose = Some(Purpose::Custom);
            let chosen =
                ChosenColumn { header: name.clone(), purpose, date_order: None, decimal_mark: None, clears: false };
            let chosen = Chosen { columns: vec![chosen], ..Chosen::default() };
            let columns = columns(ImportKind::Customers, header.split(','), |_| false, &chosen);
            assert_eq!(columns[1].role, Role::Custom(Kind::Choice));
        }
    }

    #[test]
    fn every_custom_column_has_a_key() {
        let column = |header: &str| Column {
            header: header.to_owned(),
            role: Role::Ignored,
            is_chosen: false,
            clears: false,
            date_order: None,
            decimal_mark: None,
        };
        let key = |header: &str| column(header).key();
        assert_eq!(key("Household size"), "household_size");
        assert_eq!(key("%"), "sign_25");
        assert_ne!(key("%"), key("#"));
    }
}

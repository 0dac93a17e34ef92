//! Reads the columns of a file from its header: the role of each one, or the problem that prevents the import.

use super::columns::Field;
use super::fields::DateOrder;
use super::kind::ImportKind;
use super::problem::Problem;
use crate::segments::Kind;
use crate::text::{cut, folded, folded_words};
use serde::{Deserialize, Serialize};

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
    /// What comes first in its dates, if they do not all start with the year.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
}

impl Column {
    /// The key of the custom attribute that is made from the column.
    pub fn key(&self) -> String {
        let key = folded_words(&self.header);
        if key.is_empty() {
            let signs = self.header.chars().take(16).map(|sign| format!("_{:x}", u32::from(sign)));
            return signs.fold(String::from("sign"), |key, sign| key + sign.as_str());
        }
        key
    }

    /// The name by which two columns count as the same.
    fn name(&self) -> String {
        let name = folded(&self.header);
        if name.is_empty() { self.header.clone() } else { name }
    }
}

/// Finds the role of each column. Custom columns are choices until their values have been read.
pub fn columns<'a>(kind: ImportKind, headers: impl Iterator<Item = &'a str>) -> Result<Vec<Column>, Problem> {
    let columns: Vec<Column> = headers
        .map(|header| header.split_whitespace().collect::<Vec<_>>().join(" "))
        .map(|header| Column { role: role(kind, &header), header, date_order: None })
        .collect();
    refuse_twins(&columns)?;
    refuse_gaps(kind, &columns)?;
    refuse_excess(&columns)?;
    Ok(columns)
}

fn role(kind: ImportKind, header: &str) -> Role {
    match Field::of_header(kind, header) {
        Some(field) => Role::Known(field),
        None if kind == ImportKind::Customers && !header.is_empty() => Role::Custom(Kind::Choice),
        None => Role::Ignored,
    }
}

fn refuse_twins(columns: &[Column]) -> Result<(), Problem> {
    for (place, second) in columns.iter().enumerate() {
        let is_twin = |first: &&Column| match (&first.role, &second.role) {
            (Role::Known(one), Role::Known(other)) => one == other,
            (Role::Custom(_), Role::Custom(_)) => first.name() == second.name(),
            _ => false,
        };
        if let Some(first) = columns[..place].iter().find(is_twin) {
            return Err(Problem::ColumnTwice { first: first.header.clone(), second: second.header.clone() });
        }
    }
    Ok(())
}

fn refuse_gaps(kind: ImportKind, columns: &[Column]) -> Result<(), Problem> {
    let has = |field: Field| columns.iter().any(|column| column.role == Role::Known(field));
    match Field::required(kind).find(|field| !has(*field)) {
        None => Ok(()),
        Some(field) => {
            let headers = columns.iter().filter(|column| !column.header.is_empty());
            let headers = headers.take(100).map(|column| cut(&column.header, 100)).collect();
            Err(Problem::ColumnMissing { field, headers })
        }
    }
}

fn refuse_excess(columns: &[Column]) -> Result<(), Problem> {
    let is_custom = |column: &Column| matches!(column.role, Role::Custom(_));
    let is_long = |column: &Column| is_custom(column) && column.header.chars().count() > MAX_HEADER_LENGTH;
    if let Some(place) = columns.iter().position(is_long) {
        return Err(Problem::HeaderTooLong { number: place + 1, limit: MAX_HEADER_LENGTH });
    }
    let found = columns.iter().filter(|column| is_custom(column)).count();
    if found > MAX_CUSTOM_COLUMNS {
        return Err(Problem::TooManyColumns { found, limit: MAX_CUSTOM_COLUMNS });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(kind: ImportKind, header: &str) -> Result<Vec<Column>, Problem> {
        columns(kind, header.split(','))
    }

    fn roles(kind: ImportKind, header: &str) -> Vec<Role> {
        found(kind, header).unwrap().into_iter().map(|column| column.role).collect()
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
        let problem = found(ImportKind::Purchases, "account_id,date,amount").unwrap_err();
        let headers = ["account_id", "date", "amount"].map(String::from).to_vec();
        assert_eq!(problem, Problem::ColumnMissing { field: Field::OrderId, headers });
    }

    #[test]
    fn a_column_that_occurs_twice_is_reported_with_both_names() {
        let twice = |first: &str, second: &str| {
            Err(Problem::ColumnTwice { first: first.to_owned(), second: second.to_owned() })
        };
        assert_eq!(found(ImportKind::Customers, "user id,age,Account ID"), twice("user id", "Account ID"));
        assert_eq!(found(ImportKind::Customers, "id,Kids count,kids_count"), twice("Kids count", "kids_count"));
        assert!(found(ImportKind::Customers, "id,%,#").is_ok());
        assert!(found(ImportKind::Usage, "id,day,x,x").is_ok());
    }

    #[test]
    fn too_many_and_too_long_columns_are_refused() {
        let many = (0..=MAX_CUSTOM_COLUMNS).fold(String::from("id"), |header, number| format!("{header},c{number}"));
        let limit = MAX_CUSTOM_COLUMNS;
        assert_eq!(found(ImportKind::Customers, &many), Err(Problem::TooManyColumns { found: limit + 1, limit }));
        let long = format!("id,{}", "x".repeat(MAX_HEADER_LENGTH + 1));
        let limit = MAX_HEADER_LENGTH;
        assert_eq!(found(ImportKind::Customers, &long), Err(Problem::HeaderTooLong { number: 2, limit }));
    }

    #[test]
    fn every_custom_column_has_a_key() {
        let key = |header: &str| Column { header: header.to_owned(), role: Role::Ignored, date_order: None }.key();
        assert_eq!(key("Household size"), "household_size");
        assert_eq!(key("%"), "sign_25");
        assert_ne!(key("%"), key("#"));
    }
}

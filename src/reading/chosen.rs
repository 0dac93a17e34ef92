//! What a user has chosen about how a file is read. Whatever is not chosen is found from the file.

use super::columns::Field;
use super::decimals::DecimalMark;
use super::fields::DateOrder;
use super::headers::{Column, Role};
use super::kind::ImportKind;
use super::problem::Problem;
use super::survey::Survey;
use crate::segments::Kind;
use crate::zone::Zone;
use serde::{Deserialize, Serialize};

/// The choices for a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Chosen {
    /// The name of the encoding, such as `windows-1252`.
    pub encoding: Option<String>,
    pub separator: Option<char>,
    /// The number of the line with the names of the columns, counted from 1.
    pub header_line: Option<u64>,
    /// What comes first in dates, if neither a column nor its choice says so.
    pub date_order: Option<DateOrder>,
    /// The zone of times that do not say theirs; the publisher's if none is chosen.
    pub time_zone: Option<Zone>,
    /// The uses of columns, in the order of the file.
    pub columns: Vec<ChosenColumn>,
}

/// What a column is used for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChosenColumn {
    /// The column's name in the file.
    pub header: String,
    /// `None` if only something else about it is chosen.
    pub purpose: Option<Purpose>,
    #[serde(default)]
    pub date_order: Option<DateOrder>,
    /// What separates the decimals of its numbers or amounts; `None` if that is found for each file anew, so that one file
    /// in which a point does is no reason to misread the next.
    #[serde(default)]
    pub decimal_mark: Option<DecimalMark>,
    /// Whether an empty cell takes back what is known.
    #[serde(default)]
    pub clears: bool,
}

/// The use of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    Known(Field),
    /// A custom attribute of the kind that fits its values.
    Custom,
    /// A custom attribute of this kind.
    CustomOf(#[serde(with = "super::custom::kind_word")] Kind),
    Ignored,
}

impl Purpose {
    /// What a column of this kind of file can be used for.
    pub fn all(kind: ImportKind) -> impl Iterator<Item = Self> {
        let custom = [Self::Custom].into_iter().chain(Kind::ALL.iter().copied().map(Self::CustomOf));
        let custom = custom.filter(move |_| kind == ImportKind::Customers);
        Field::of_kind(kind).map(Self::Known).chain(custom).chain([Self::Ignored])
    }

    /// What a column is used for.
    pub fn of(column: &Column) -> Self {
        match &column.role {
            Role::Known(field) => Self::Known(*field),
            Role::Custom(kind) if column.is_chosen => Self::CustomOf(*kind),
            Role::Custom(_) => Self::Custom,
            Role::Ignored => Self::Ignored,
        }
    }

    /// The word of the purpose in forms and on the command line, such as `email`, `custom`, `custom:number` or `ignore`.
    pub fn word(self) -> String {
        match self {
            Self::Known(field) => field.word().to_owned(),
            Self::Custom => String::from("custom"),
            Self::CustomOf(kind) => format!("custom:{}", kind.word()),
            Self::Ignored => String::from("ignore"),
        }
    }

    /// The inverse of [`Purpose::word`], for a file of this kind.
    pub fn from_word(kind: ImportKind, word: &str) -> Option<Self> {
        match word.split_once(':') {
            Some(("custom", of)) => Kind::from_word(of).map(Self::CustomOf),
            _ if word == "custom" => Some(Self::Custom),
            _ if word == "ignore" => Some(Self::Ignored),
            _ => Field::of_kind(kind).find(|field| field.word() == word).map(Self::Known),
        }
        .filter(|purpose| kind == ImportKind::Customers || !matches!(purpose, Self::Custom | Self::CustomOf(_)))
    }
}

impl Chosen {
    /// The error that a use is chosen for a column that the file does not have.
    pub fn problem(&self, survey: &Survey) -> Option<Problem> {
        let has = |name: &str| survey.columns.iter().any(|column| column.header == name);
        let unknown = self.columns.iter().find(|column| !has(&column.header))?;
        Some(Problem::ColumnUnknown { column: unknown.header.clone() })
    }

    /// The choice for the `nth` column of this name, counted from 0.
    pub fn column(&self, header: &str, nth: usize) -> Option<&ChosenColumn> {
        self.columns.iter().filter(|column| column.header == header).nth(nth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_purpose_is_found_by_its_word() {
        let purposes =
            [Purpose::Known(Field::OsVersion), Purpose::Custom, Purpose::CustomOf(Kind::YesNo), Purpose::Ignored];
        for purpose in purposes {
            assert_eq!(Purpose::from_word(ImportKind::Customers, &purpose.word()), Some(purpose));
        }
        for word in ["stars", "custom:", "custom:robot", "", "Email"] {
            assert_eq!(Purpose::from_word(ImportKind::Customers, word), None, "{word}");
        }
        assert_eq!(Purpose::from_word(ImportKind::Usage, "custom"), None);
    }
}

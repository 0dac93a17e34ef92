//! The columns of the list of groups. Each user chooses some; the name is always there.

use crate::store::group_lists::Sort;
use crate::words;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// A column that can be chosen, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Column {
    #[strum(serialize = "type")]
    Kind,
    App,
    Members,
    Trend,
    Status,
    Tags,
    Owner,
    Description,
    /// When the members were counted.
    Updated,
    Edited,
    Created,
}

words!(Column);

/// The columns of whoever chose none.
const AT_FIRST: [Column; 7] =
    [Column::Kind, Column::App, Column::Members, Column::Trend, Column::Status, Column::Tags, Column::Updated];

impl Column {
    /// The key of the message that heads it.
    pub const fn message(self) -> &'static str {
        match self {
            Self::Kind => "column-type",
            Self::App => "column-app",
            Self::Members => "column-members",
            Self::Trend => "column-trend",
            Self::Status => "column-status",
            Self::Tags => "column-tags",
            Self::Owner => "column-group-owner",
            Self::Description => "column-description",
            Self::Updated => "column-updated",
            Self::Edited => "column-edited",
            Self::Created => "column-created",
        }
    }

    /// The order of the list by this column.
    pub const fn sort(self) -> Option<Sort> {
        match self {
            Self::Kind => Some(Sort::Kind),
            Self::App => Some(Sort::App),
            Self::Members => Some(Sort::Members),
            Self::Updated => Some(Sort::Updated),
            Self::Edited => Some(Sort::Edited),
            Self::Created => Some(Sort::Created),
            Self::Trend | Self::Status | Self::Tags | Self::Owner | Self::Description => None,
        }
    }

    /// The class of its cells: what a narrow screen shows too is not `extra`.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Members => "number",
            Self::Trend | Self::Status => "nowrap",
            Self::Updated | Self::Edited | Self::Created => "extra nowrap",
            Self::Kind | Self::App | Self::Tags | Self::Owner | Self::Description => "extra",
        }
    }
}

/// Reads the stored columns. The column of the app says nothing where there is but one.
pub fn chosen(stored: Option<&str>, has_several_apps: bool) -> Vec<Column> {
    let of = |text: &str| {
        let is_chosen = |column: &&Column| text.split(',').any(|word| word == column.word());
        Column::ALL.iter().filter(is_chosen).copied().collect()
    };
    let mut columns: Vec<Column> = stored.map_or_else(|| AT_FIRST.to_vec(), of);
    columns.retain(|column| *column != Column::App || has_several_apps);
    columns
}

/// Columns as they are stored.
pub fn stored<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.into_iter().collect();
    let chosen = Column::ALL.iter().map(|column| column.word()).filter(|word| words.contains(word));
    chosen.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_columns_come_in_their_order_and_unknown_ones_not_at_all() {
        assert_eq!(stored(["status", "nonsense", "members", "type"]), "type,members,status");
        assert_eq!(chosen(Some("status,members"), true), [Column::Members, Column::Status]);
        assert_eq!(chosen(Some(""), true), []);
        assert!(chosen(None, true).contains(&Column::App) && !chosen(None, false).contains(&Column::App));
    }
}

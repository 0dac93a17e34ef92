//! What imports changed, as it was before, so that an import can be undone.

use super::Target;
use super::customers::{Acquisition, Details};
use super::purchases::Purchase;
use crate::day::Day;
use crate::ids::{AttributeId, CustomerId, ImportId, PublisherId};
use crate::insert;
use crate::store::DbConnection;
use crate::store::schema::import_changes::dsl;
use diesel::prelude::*;
use diesel::result::Error;
use serde::{Deserialize, Serialize};

/// A row as it was. It is stored as JSON, so a newer program must be able to read an older one's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kept {
    Person(Details),
    Acquisition(Acquisition),
    Custom { attribute: AttributeId, value: String },
    Purchase(Purchase),
    Usage { day: Day, sessions: i32 },
    Rating { stars: i32, day: Option<Day> },
}

impl Kept {
    /// The kind of row and its key among those of the customer.
    fn place(&self) -> (&'static str, String) {
        match self {
            Self::Person(_) => ("person", String::new()),
            Self::Acquisition(_) => ("acquisition", String::new()),
            Self::Custom { attribute, .. } => ("custom", attribute.to_string()),
            Self::Purchase(purchase) => ("purchase", purchase.order_id.clone()),
            Self::Usage { day, .. } => ("usage", day.number().to_string()),
            Self::Rating { .. } => ("rating", String::new()),
        }
    }
}

/// A row as it was before an import changed it, and the import that had written it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Before {
    pub customer: CustomerId,
    pub kept: Kept,
    pub import: Option<ImportId>,
}

impl Before {
    pub(super) const fn of(customer: CustomerId, kept: Kept, import: Option<ImportId>) -> Self {
        Self { customer, kept, import }
    }
}

/// Stores the rows as they were, if the facts belong to an import.
pub(super) fn keep_before<I: Iterator<Item = Before>>(
    connection: &mut DbConnection,
    target: Target<'_>,
    before: impl FnOnce(ImportId) -> I,
) -> QueryResult<()> {
    let Some(import) = target.import else { return Ok(()) };
    let rows = before(import).map(|before| {
        let (kind, key) = before.kept.place();
        let json = serde_json::to_string(&before.kept).map_err(|error| Error::SerializationError(error.into()))?;
        Ok((
            dsl::publisher_id.eq(target.app.publisher),
            dsl::import_id.eq(import),
            dsl::customer_id.eq(before.customer),
            dsl::kind.eq(kind),
            dsl::key.eq(key),
            dsl::before_import_id.eq(before.import),
            dsl::before.eq(json),
        ))
    });
    let rows = rows.collect::<QueryResult<Vec<_>>>()?;
    insert!(connection, dsl::import_changes, rows);
    Ok(())
}

/// The rows of the customers from `first` to `last` that the import changed, as they were before.
pub(super) fn of_import(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    (first, last): (CustomerId, CustomerId),
) -> QueryResult<Vec<Before>> {
    let rows: Vec<(CustomerId, String, Option<ImportId>)> = dsl::import_changes
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::import_id.eq(import))
        .filter(dsl::customer_id.between(first, last))
        .select((dsl::customer_id, dsl::before, dsl::before_import_id))
        .load(connection)?;
    let read = |(customer, json, import): (CustomerId, String, Option<ImportId>)| {
        let kept = serde_json::from_str(&json).map_err(|error| Error::DeserializationError(error.into()))?;
        Ok(Before { customer, kept, import })
    };
    rows.into_iter().map(read).collect()
}

//! The highest values of a number among the available customers, in the database.

use super::compiler::Compiler;
use super::sql::Sql;
use super::{Count, RuleQueries};
use crate::segments::ranks::Highest;
use crate::segments::{Attribute, BuiltIn, Kind};
use crate::store::DbConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

#[derive(QueryableByName)]
struct Value {
    #[diesel(sql_type = BigInt)]
    value: i64,
}

impl RuleQueries<'_> {
    /// The highest share of a number's values among the customers whom the question allows; its rule is that of
    /// everyone. `None` if the attribute is not a number or is known for nobody.
    pub fn highest(
        &self,
        connection: &mut DbConnection,
        attribute: &Attribute,
        share: u32,
    ) -> QueryResult<Option<Highest>> {
        if !matches!(attribute.kind, Kind::Number | Kind::Decimal | Kind::Money) {
            return Ok(None);
        }
        let compiler = self.compiler(connection)?;
        let count = |connection: &mut DbConnection, least: i64| -> QueryResult<u64> {
            let some = compiler.from(attribute, least);
            let query = Sql::new("SELECT COUNT(*) AS count ").join(some);
            Ok(query.load::<Count>(connection)?.first().map_or(0, |row| row.count.unsigned_abs()))
        };
        let wanted = Highest::wanted_of(count(connection, i64::MIN)?, share);
        if wanted == 0 {
            return Ok(None);
        }
        let from = if attribute.key == BuiltIn::Age {
            // The age is no column: it follows from the day of birth.
            let (mut low, mut high) = (0, i64::from(u16::MAX));
            while low < high {
                let middle = low + (high - low + 1) / 2;
                if count(connection, middle)? >= wanted { low = middle } else { high = middle - 1 }
            }
            low
        } else {
            match nth(connection, &compiler, attribute, wanted)? {
                Some(value) => value,
                None => return Ok(None),
            }
        };
        Ok(Some(Highest { from, customers: count(connection, from)?, wanted }))
    }
}

/// The value that is the `number`th from above, counted from 1.
fn nth(
    connection: &mut DbConnection,
    compiler: &Compiler<'_>,
    attribute: &Attribute,
    number: u64,
) -> QueryResult<Option<i64>> {
    let Some(value) = compiler.number(attribute) else { return Ok(None) };
    let query = Sql::new("SELECT CAST(")
        .join(value)
        .text(" AS BIGINT) AS value ")
        .join(compiler.from(attribute, i64::MIN))
        .text(" ORDER BY 1 DESC LIMIT 1 OFFSET ")
        .number(i64::try_from(number - 1).unwrap_or(i64::MAX));
    Ok(query.load::<Value>(connection)?.first().map(|row| row.value))
}

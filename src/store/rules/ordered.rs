//! Members in the order of their values of an attribute: the database reads the values, and they are sorted here, because
//! the names of choices depend on the language of whoever asks.

use super::RuleQueries;
use super::compiler::{Compiler, custom_value_in};
use super::places::{Place, place};
use super::sql::Sql;
use crate::audience::Order;
use crate::day::Day;
use crate::segments::{Attribute, Key, Kind};
use crate::store::DbConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use std::collections::HashMap;

#[derive(QueryableByName)]
struct PlacedText {
    #[diesel(sql_type = Integer)]
    position: i32,
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
}

#[derive(QueryableByName)]
struct PlacedNumber {
    #[diesel(sql_type = Integer)]
    position: i32,
    #[diesel(sql_type = Nullable<BigInt>)]
    value: Option<i64>,
    /// The day of birth, where the value is an age.
    #[diesel(sql_type = Nullable<Integer>)]
    born_on: Option<Day>,
}

impl RuleQueries<'_> {
    /// The first `most` members of a rule in an order.
    pub fn ordered(&self, connection: &mut DbConnection, order: &Order<'_>, most: usize) -> QueryResult<Vec<u32>> {
        let compiler = self.compiler(connection)?;
        let start = Sql::new("SELECT profiles.position AS position, ");
        if order.attribute.kind == Kind::Choice {
            let Some(value) = compiler.choice(order.attribute) else { return self.in_turn(connection, most) };
            let query = start.join(value).text(" AS value ").join(compiler.members());
            return Ok(by_text(&compiler.query(query).load::<PlacedText>(connection)?, order, most));
        }
        let Some(value) = compiler.sortable(order.attribute) else { return self.in_turn(connection, most) };
        let query = start.join(value).text(" ").join(compiler.members());
        let rows: Vec<PlacedNumber> = compiler.query(query).load(connection)?;
        let today = self.question.today;
        let age = |born: Day| i64::from(today.years_since(born).unwrap_or(0));
        let placed = rows.iter().map(|row| (row.born_on.map(age).or(row.value), row.position.unsigned_abs()));
        Ok(order.first(placed, most))
    }

    /// The first members in the order of their positions.
    fn in_turn(&self, connection: &mut DbConnection, most: usize) -> QueryResult<Vec<u32>> {
        Ok(self.members(connection)?.iter().take(most).collect())
    }
}

impl Compiler<'_> {
    /// The value of a number, an amount or a date and the day of birth behind an age, each NULL if unknown; `None` if
    /// the attribute is a choice.
    fn sortable(&self, attribute: &Attribute) -> Option<Sql> {
        let of = |value: Sql, born: &str| {
            let value = Sql::new("CAST(").join(value).text(" AS BIGINT) AS value, CAST(");
            value.text(born).text(" AS INTEGER) AS born_on")
        };
        // Numbers beyond those that a value can have are not values.
        let within = |column: &str, greatest: i64| {
            Sql::new(&format!("CASE WHEN {column} BETWEEN 0 AND {greatest} THEN {column} END"))
        };
        match &attribute.key {
            _ if attribute.kind == Kind::Choice => None,
            Key::BuiltIn(built_in) => match place(*built_in, self.queries.pass) {
                Place::AgeGroup => None,
                Place::Age => Some(of(within("customers.age", u16::MAX.into()), "customers.birth_on")),
                Place::Byte(column) => Some(of(within(column, u8::MAX.into()), "NULL")),
                Place::Column(column) => Some(of(Sql::new(&column), "NULL")),
            },
            Key::Custom(key) => Some(of(custom_value_in("number", key), "NULL")),
            Key::MemberOf | Key::Unrecognised(_) => None,
        }
    }
}

fn by_text(rows: &[PlacedText], order: &Order<'_>, most: usize) -> Vec<u32> {
    let mut texts: Vec<&str> = rows.iter().filter_map(|row| row.value.as_deref()).collect();
    texts.sort_unstable();
    texts.dedup();
    let ranks: HashMap<&str, i64> = texts.iter().copied().zip(order.ranks(texts.iter().copied())).collect();
    let rank = |row: &PlacedText| row.value.as_deref().and_then(|text| ranks.get(text).copied());
    order.first(rows.iter().map(|row| (rank(row), row.position.unsigned_abs())), most)
}

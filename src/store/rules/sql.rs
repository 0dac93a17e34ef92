//! Builds statements from SQL text and values. The text is the program's own; every value is bound, never inserted into
//! the text.

use crate::store::DbConnection;
use diesel::prelude::*;
use diesel::query_builder::BoxedSqlQuery;
use diesel::sql_types::{BigInt, Text};

type Backend = <DbConnection as diesel::Connection>::Backend;

/// A part of a query, with its bound values in order.
#[derive(Clone, Debug, Default)]
pub struct Sql {
    parts: Vec<Part>,
}

#[derive(Clone, Debug)]
enum Part {
    Words(String),
    Number(i64),
    Value(String),
    /// Texts in a single bound value, as rows of a subquery.
    Texts(Vec<String>),
}

impl Sql {
    pub fn new(words: &str) -> Self {
        Self { parts: vec![Part::Words(words.to_owned())] }
    }

    /// Adds SQL text of the program's own.
    pub fn text(mut self, words: &str) -> Self {
        self.parts.push(Part::Words(words.to_owned()));
        self
    }

    /// Adds a bound number.
    pub fn number(mut self, number: i64) -> Self {
        self.parts.push(Part::Number(number));
        self
    }

    /// Adds a bound text.
    pub fn value(mut self, value: &str) -> Self {
        self.parts.push(Part::Value(value.to_owned()));
        self
    }

    pub fn join(mut self, other: Self) -> Self {
        self.parts.extend(other.parts);
        self
    }

    pub fn not(self) -> Self {
        Self::new("NOT (").join(self).text(")")
    }

    pub fn between(expression: &str, (least, greatest): (i64, i64)) -> Self {
        Self::new(&format!("({expression} IS NOT NULL AND {expression} BETWEEN "))
            .number(least)
            .text(" AND ")
            .number(greatest)
            .text(")")
    }

    /// Like [`Self::between`] for many ranges. Their ends are days that the program computed, and stand in the text: as
    /// bound values, those of a few conditions would be more than a statement can have.
    pub fn in_ranges(expression: &str, ranges: &[(i64, i64)]) -> Self {
        let within = |(least, greatest): &(i64, i64)| format!("{expression} BETWEEN {least} AND {greatest}");
        let within: Vec<_> = ranges.iter().map(within).collect();
        Self::new(&format!("({expression} IS NOT NULL AND ({}))", within.join(" OR ")))
    }

    pub fn one_of(expression: &str, values: &[String]) -> Self {
        if values.is_empty() {
            return Self::never();
        }
        let mut sql = Self::new(&format!("({expression} IS NOT NULL AND {expression} IN ("));
        for (place, value) in values.iter().enumerate() {
            sql = if place > 0 { sql.text(", ") } else { sql }.value(value);
        }
        sql.text("))")
    }

    /// Like [`Self::one_of`] for any number of values: they are bound together.
    pub fn listed(expression: &str, values: &[String]) -> Self {
        if values.is_empty() {
            return Self::never();
        }
        let mut sql = Self::new(&format!("({expression} IS NOT NULL AND {expression} IN ("));
        sql.parts.push(Part::Texts(values.to_vec()));
        sql.text("))")
    }

    pub fn always() -> Self {
        Self::new("1 = 1")
    }

    pub fn never() -> Self {
        Self::new("1 = 0")
    }

    /// Joins the parts with a word; `otherwise` if there are none.
    fn joined(parts: impl Iterator<Item = Self>, word: &str, otherwise: Self) -> Self {
        let all = parts.map(|part| Self::new("(").join(part).text(")"));
        let joined = all.reduce(|joined, part| joined.text(word).join(part));
        joined.map_or(otherwise, |joined| Self::new("(").join(joined).text(")"))
    }

    pub fn any(parts: impl Iterator<Item = Self>) -> Self {
        Self::joined(parts, " OR ", Self::never())
    }

    pub fn all(parts: impl Iterator<Item = Self>) -> Self {
        Self::joined(parts, " AND ", Self::always())
    }

    /// Runs the query.
    pub fn load<T>(self, connection: &mut DbConnection) -> QueryResult<Vec<T>>
    where
        T: QueryableByName<Backend> + 'static,
    {
        let mut query: BoxedSqlQuery<'_, Backend, _> = diesel::sql_query("").into_boxed();
        let mut places = 0;
        for part in self.parts {
            if let Part::Words(words) = part {
                query = query.sql(words);
                continue;
            }
            places += 1;
            let parameter = format!("${places}");
            query = query.sql(match part {
                Part::Texts(_) => connection.texts_in(&parameter),
                _ => parameter,
            });
            query = match part {
                Part::Number(number) => query.bind::<BigInt, _>(number),
                Part::Value(value) => query.bind::<Text, _>(value),
                Part::Texts(texts) => query.bind::<Text, _>(serde_json::Value::from(texts).to_string()),
                Part::Words(_) => query,
            };
        }
        query.load(connection)
    }
}

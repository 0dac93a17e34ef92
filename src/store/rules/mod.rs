//! Answers rules from the database: compiles a rule to the condition of one query, the same on SQLite and PostgreSQL.
//! It is for apps with more customers than fit into the memory of one machine, and the tests compare the columns in
//! memory with it.

mod ages;
mod audience;
mod chosen_texts;
mod compiler;
mod highest;
mod levels;
mod ordered;
mod places;
mod sql;
#[cfg(test)]
mod tests;

use super::DbConnection;
use super::owners::is_of_publisher;
use super::schema::acquisitions;
use crate::audience::{
    Answer, Breakdown, LeftOut, Question, Share, ValueCount, is_windows_10_or_later, shares_of, sort_by_size,
};
use crate::ids::AppKey;
use crate::segments::{Attribute, BuiltIn, Choices, Kind};
pub use audience::StoredAudience;
use chosen_texts::ChosenTexts;
use compiler::Compiler;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable, Text};
use roaring::RoaringBitmap;
use sql::Sql;

/// The queries that answer a question about the customers of an app.
pub struct RuleQueries<'a> {
    pub app: AppKey,
    /// The last pass over the profiles that counts.
    pub pass: i64,
    pub question: Question<'a>,
}

#[derive(QueryableByName)]
struct Position {
    #[diesel(sql_type = Integer)]
    position: i32,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The number of customers who drop out at a level of the funnel.
#[derive(QueryableByName)]
struct Level {
    #[diesel(sql_type = BigInt)]
    level: i64,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct CountedValue {
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// The number of customers by their value of a choice.
#[derive(Default)]
struct Counted {
    known: Vec<ValueCount>,
    unknown: u64,
}

/// The number of levels before the first filter: the reasons why a customer is not available.
const REASONS: i64 = 3;

impl RuleQueries<'_> {
    /// The whole answer to a rule.
    pub fn answer(&self, connection: &mut DbConnection) -> QueryResult<Answer> {
        let (compiler, rule) = (self.compiler(connection)?, self.question.rule);
        let mut levels = Sql::new("SELECT CAST(CASE");
        let steps =
            compiler.reasons().into_iter().chain(rule.filters.iter().map(|filter| compiler.filter(filter).not()));
        for (level, step) in steps.enumerate() {
            levels = levels.text(" WHEN ").join(step).text(&format!(" THEN {level}"));
        }
        let last = REASONS + rule.filters.len() as i64;
        let levels = levels.text(&format!(" ELSE {last} END AS BIGINT) AS level, COUNT(*) AS count "));
        let query = compiler.query(levels.join(compiler.everyone()).text(" GROUP BY 1"));
        let rows: Vec<Level> = query.load(connection)?;
        let at =
            |level: i64| rows.iter().filter(|row| row.level == level).map(|row| row.count.unsigned_abs()).sum::<u64>();
        let from = |level: i64| rows.iter().filter(|row| row.level >= level).map(|row| row.count.unsigned_abs()).sum();
        let mut breakdown = Breakdown::default();
        let parts = [
            (BuiltIn::Market, &mut breakdown.market),
            (BuiltIn::AgeGroup, &mut breakdown.age_group),
            (BuiltIn::Gender, &mut breakdown.gender),
            (BuiltIn::DeviceType, &mut breakdown.device_type),
        ];
        for (key, shares) in parts {
            let attribute = Attribute::built_in(key);
            let Counted { known, unknown } = counts_by(connection, &compiler, attribute, compiler.members())?;
            *shares = shares_of(attribute, known, unknown);
        }
        Ok(Answer {
            customers: from(0),
            available: from(REASONS),
            left_out: LeftOut { too_young: at(0), age_unknown: at(1), before_windows_10: at(2) },
            remaining: (1..=rule.filters.len()).map(|step| from(REASONS + step as i64)).collect(),
            members: from(REASONS + rule.filters.len() as i64),
            breakdown,
        })
    }

    /// The number of members of a rule.
    pub fn count(&self, connection: &mut DbConnection) -> QueryResult<u64> {
        let compiler = self.compiler(connection)?;
        let count = Sql::new("SELECT COUNT(*) AS count ").join(compiler.members());
        Ok(compiler.query(count).load::<Count>(connection)?.first().map_or(0, |row| row.count.unsigned_abs()))
    }

    /// The positions of a rule's members.
    pub fn members(&self, connection: &mut DbConnection) -> QueryResult<RoaringBitmap> {
        let compiler = self.compiler(connection)?;
        let query = Sql::new("SELECT profiles.position AS position ").join(compiler.members());
        let rows: Vec<Position> = compiler.query(query.text(" ORDER BY profiles.position")).load(connection)?;
        Ok(rows.into_iter().map(|row| row.position.unsigned_abs()).collect())
    }

    /// Whether the customer at `position` is a member.
    pub fn contains(&self, connection: &mut DbConnection, position: u32) -> QueryResult<bool> {
        let compiler = self.compiler_of(connection, Some(position))?;
        let found = Sql::new("SELECT COUNT(*) AS count ").join(compiler.members());
        Ok(compiler.query(found).load::<Count>(connection)?.first().is_some_and(|row| row.count > 0))
    }

    /// How many members of a rule have each value of a choice.
    pub fn shares(&self, connection: &mut DbConnection, attribute: &Attribute) -> QueryResult<Vec<Share>> {
        if attribute.kind != Kind::Choice || attribute.choices == Choices::Groups {
            return Ok(Vec::new());
        }
        let compiler = self.compiler(connection)?;
        let Counted { known, unknown } = counts_by(connection, &compiler, attribute, compiler.members())?;
        Ok(shares_of(attribute, known, unknown))
    }

    /// The values of a choice that customers have, with the number of customers for each, the most frequent first.
    pub fn values(&self, connection: &mut DbConnection, attribute: &Attribute) -> QueryResult<Vec<ValueCount>> {
        let compiler = self.compiler(connection)?;
        let mut values = counts_by(connection, &compiler, attribute, compiler.everyone())?.known;
        sort_by_size(&mut values);
        Ok(values)
    }

    fn compiler(&self, connection: &mut DbConnection) -> QueryResult<Compiler<'_>> {
        self.compiler_of(connection, None)
    }

    /// Of one customer only, if there is a position.
    fn compiler_of(&self, connection: &mut DbConnection, position: Option<u32>) -> QueryResult<Compiler<'_>> {
        let versions =
            if self.question.availability.windows_only { windows_versions(connection, self.app)? } else { Vec::new() };
        let compiler = Compiler::new(self, versions, position);
        let texts = ChosenTexts::read(connection, &compiler)?;
        Ok(compiler.with(texts))
    }

    /// Whether what the rule compares has to be read before it is answered.
    fn chooses_texts(&self) -> bool {
        Compiler::new(self, Vec::new(), None).tests().next().is_some()
    }
}

/// The versions of Windows 10 and later on which customers acquired the app.
fn windows_versions(connection: &mut DbConnection, app: AppKey) -> QueryResult<Vec<String>> {
    let versions: Vec<Option<String>> = acquisitions::table
        .filter(acquisitions::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .select(acquisitions::os_version)
        .distinct()
        .load(connection)?;
    Ok(versions.into_iter().flatten().filter(|version| is_windows_10_or_later(version)).collect())
}

/// The number of customers with each value of a choice, among those selected by `whom`, a FROM and a WHERE.
fn counts_by(
    connection: &mut DbConnection,
    compiler: &Compiler<'_>,
    attribute: &Attribute,
    whom: Sql,
) -> QueryResult<Counted> {
    let Some(value) = compiler.choice(attribute) else { return Ok(Counted::default()) };
    let query = Sql::new("SELECT ").join(value).text(" AS value, COUNT(*) AS count ").join(whom).text(" GROUP BY 1");
    let rows: Vec<CountedValue> = compiler.query(query).load(connection)?;
    let mut counted = Counted::default();
    for CountedValue { value, count } in rows {
        match value {
            Some(value) => counted.known.push(ValueCount { value, count: count.unsigned_abs() }),
            None => counted.unknown += count.unsigned_abs(),
        }
    }
    Ok(counted)
}

//! The texts that customers have, chosen by the tests of a rule's conditions before the query that uses them: neither
//! database folds letters or orders versions as the rule language does.

use super::compiler::Compiler;
use super::sql::Sql;
use crate::segments::{Attribute, Condition, Key, Rule, TextTest};
use crate::store::DbConnection;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use std::collections::HashMap;

/// For each attribute and test, the texts that meet it.
#[derive(Debug, Default)]
pub struct ChosenTexts(HashMap<(Key, TextTest), Vec<String>>);

#[derive(QueryableByName)]
struct Held {
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
}

impl ChosenTexts {
    /// Reads the texts of each tested attribute once, and keeps those that meet a test.
    pub fn read(connection: &mut DbConnection, compiler: &Compiler<'_>) -> QueryResult<Self> {
        let mut chosen = Self::default();
        let mut held: HashMap<Key, Vec<String>> = HashMap::new();
        for (attribute, test) in compiler.tests() {
            if !held.contains_key(&attribute.key) {
                held.insert(attribute.key.clone(), texts(connection, compiler, attribute)?);
            }
            let met = held[&attribute.key].iter().filter(|text| test.holds(text)).cloned().collect();
            chosen.0.insert((attribute.key.clone(), test), met);
        }
        Ok(chosen)
    }

    /// The texts of the attribute that meet the test.
    pub fn of(&self, attribute: &Attribute, test: TextTest) -> &[String] {
        self.0.get(&(attribute.key.clone(), test)).map_or(&[], Vec::as_slice)
    }
}

/// The tests of a rule over these attributes.
pub fn tests_of<'a>(
    rule: &'a Rule,
    find: impl Fn(&Key) -> Option<&'a Attribute>,
) -> impl Iterator<Item = (&'a Attribute, TextTest)> {
    let test = move |condition: &'a Condition| {
        let attribute = find(&condition.attribute)?;
        Some((attribute, condition.text_test(attribute)?))
    };
    rule.conditions().filter_map(test)
}

/// The different texts that the customers in question have.
fn texts(connection: &mut DbConnection, compiler: &Compiler<'_>, attribute: &Attribute) -> QueryResult<Vec<String>> {
    let Some(value) = compiler.choice(attribute) else { return Ok(Vec::new()) };
    let query = Sql::new("SELECT DISTINCT ").join(value).text(" AS value ").join(compiler.everyone_after(0));
    let rows: Vec<Held> = query.load(connection)?;
    Ok(rows.into_iter().filter_map(|row| row.value).collect())
}

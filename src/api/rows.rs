//! The call that sends customers and what they did, in rows that mean what the lines of a file mean.

use super::call::{Call, CallResult, Json, Query, escaped, json};
use super::groups::Trial;
use super::once::answer;
use super::problem::{Kind, Problem, ProblemBody, WrongValue};
use crate::ids::AppId;
use crate::imports::rows::{self, NotTaken, RowFate, RowResult, RowsError, TakenRows};
use crate::locale::Locale;
use crate::reading::ImportKind;
use crate::reading::sent_rows::{MOST_ROWS, NameFault, RowsFault, SentRow, SentValue};
use actix_web::http::StatusCode;
use actix_web::web;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;
use utoipa::ToSchema;

/// The rows of a call.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rows {
    /// 1 to 1,000 rows. The names of values are those of a file's columns, such as account_id, age, country or order_id; of
    /// customers, every other name is a custom attribute. A value that is left out stays as it is, and null clears what is
    /// known of a customer.
    #[schema(min_items = 1, max_items = 1_000, value_type = Vec<Object>,
        example = json!([{ "account_id": "u-1001", "age": 31, "country": "FR", "plan": "gold", "email": null }]))]
    pub rows: Vec<SentRow>,
}

/// What became of the rows. The numbers add up to `total`.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowsTaken {
    pub dry_run: bool,
    /// The import by which exactly these rows can be undone; null if they changed nothing.
    pub import: Option<String>,
    pub total: usize,
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// Rows about the same as an earlier one, such as the further lines of an order.
    pub repeated: usize,
    pub refused: usize,
    /// Rows without a value, or that sum others up as the last line of a table.
    pub blank: usize,
    /// Customers that the rows create.
    pub customers_new: u64,
    /// Values that could not be read and are left out of rows that are taken.
    pub values_left_out: u64,
    /// One for each row, in the order of the call.
    pub results: Vec<RowTaken>,
}

/// What became of a row.
#[derive(Debug, Serialize, ToSchema)]
pub struct RowTaken {
    /// The place of the row in the call, from 0.
    pub row: usize,
    /// `new`, `changed`, `unchanged`, `repeated`, `refused` or `blank`.
    #[schema(example = "changed")]
    pub result: &'static str,
    /// Why it is refused, or which values are left out of it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<WrongValue>,
}

const fn word(fate: RowFate) -> &'static str {
    match fate {
        RowFate::New => "new",
        RowFate::Changed => "changed",
        RowFate::Unchanged => "unchanged",
        RowFate::Repeated => "repeated",
        RowFate::Refused => "refused",
        RowFate::Blank => "blank",
    }
}

fn pointer(row: usize, name: Option<&str>) -> String {
    name.map_or_else(|| format!("/rows/{row}"), |name| format!("/rows/{row}/{}", escaped(name)))
}

impl RowTaken {
    fn of((row, RowResult { fate, not_taken }): (usize, &RowResult)) -> Self {
        let reason = |NotTaken { name, refusal }: &NotTaken| {
            WrongValue::at(pointer(row, name.as_deref()), refusal.tell(Locale::En))
        };
        Self { row, result: word(*fate), reasons: not_taken.iter().map(reason).collect() }
    }
}

impl RowsTaken {
    fn of(taken: &TakenRows, dry_run: bool) -> Self {
        let count = |fate: RowFate| taken.rows.iter().filter(|row| row.fate == fate).count();
        Self {
            dry_run,
            import: taken.import.map(|import| import.to_string()),
            total: taken.rows.len(),
            new: count(RowFate::New),
            changed: count(RowFate::Changed),
            unchanged: count(RowFate::Unchanged),
            repeated: count(RowFate::Repeated),
            refused: count(RowFate::Refused),
            blank: count(RowFate::Blank),
            customers_new: taken.customers_new,
            values_left_out: taken.cells_left_out,
            results: taken.rows.iter().enumerate().map(RowTaken::of).collect(),
        }
    }
}

/// Sends customers, purchases, usage or ratings. Each row has its result, and refused ones do not keep the others from being taken.
#[utoipa::path(post, path = "/api/v1/apps/{app}/{kind}", tag = "Customers", operation_id = "send_rows", params(
    ("app" = i32, Path, description = "The id of the app"),
    ("kind" = String, Path, pattern = "^(customers|purchases|usage|ratings)$", description = "`customers`, `purchases`, `usage` or `ratings`"),
    Trial,
), request_body = Rows, responses(
    (status = 200, body = RowsTaken),
    (status = 503, body = ProblemBody, content_type = "application/problem+json", description = "A file is being imported into the app, or an import is being undone: call again after Retry-After"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn send(call: Call, path: web::Path<(AppId, String)>, query: Query<Trial>, body: Json<Rows>) -> CallResult {
    let (app, kind) = path.into_inner();
    // What people allow has a call of its own, which takes what is said of no app.
    let kind = ImportKind::from_word(&kind).filter(|kind| *kind != ImportKind::Consents);
    let kind = kind.ok_or_else(|| Problem::new(Kind::NotFound))?;
    let is_trial = query.0.is_trial()?;
    let taken = call.run(move |work| {
        work.must_see(Some(app))?;
        let Rows { rows } = body.read()?;
        if rows.is_empty() || rows.len() > MOST_ROWS {
            let wrong = WrongValue::at("/rows", format!("Send 1 to {MOST_ROWS} rows."));
            return Err(Problem::invalid(vec![wrong]));
        }
        let (state, actor, publisher) = (&work.state, &work.actor, &work.publisher);
        if is_trial {
            return Ok(RowsTaken::of(&rows::preview(state, actor, publisher, (app, kind), &rows)?, true));
        }
        let taken = rows::take(state, actor, publisher, (app, kind), &rows, |connection, taken| match &work.making {
            Some(making) => making.keep(connection, answer(StatusCode::OK, None, &RowsTaken::of(taken, false))),
            None => Ok(()),
        });
        Ok(RowsTaken::of(&taken?, false))
    });
    json(&taken.await?)
}

impl From<RowsError> for Problem {
    fn from(error: RowsError) -> Self {
        match error {
            RowsError::Store(error) => error.into(),
            RowsError::AtWork => {
                Self::busy().because("A file is being imported into the app, or an import is being undone.")
            }
            RowsError::Fault(RowsFault::Io(error)) => Self::from(anyhow::Error::from(error)),
            RowsError::Fault(RowsFault::Problem(problem)) => {
                Self::invalid(vec![WrongValue::at("/rows", problem.tell(Locale::En))])
            }
            RowsError::Fault(RowsFault::Name { row, name, fault }) => {
                let said = match fault {
                    NameFault::Blank => "The name is blank.",
                    NameFault::TooLong => "The name is longer than 300 characters.",
                    NameFault::Twice => "The row has this name twice.",
                    NameFault::Unused => "No field has this name, or another name in the rows is for the same field.",
                };
                Self::invalid(vec![WrongValue::at(pointer(row, Some(&name)), said)])
            }
        }
    }
}

/// The number in digits, unless it is so large that some of those that were sent are lost.
pub fn exact<E: Error>(number: f64) -> Result<String, E> {
    // 2^53, above which not every whole number is one of 64 bits.
    const LARGEST: f64 = 9_007_199_254_740_992.0;
    if number.abs() < LARGEST {
        return Ok(number.to_string());
    }
    Err(E::custom("a number of so many digits loses some of them: send it as a text"))
}

impl<'de> Deserialize<'de> for SentRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Values;

        impl<'de> Visitor<'de> for Values {
            type Value = SentRow;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object of values by their names")
            }

            /// With names that come twice, which a map would lose.
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SentRow, A::Error> {
                let mut values = Vec::new();
                while let Some(value) = map.next_entry()? {
                    values.push(value);
                }
                Ok(SentRow(values))
            }
        }

        deserializer.deserialize_map(Values)
    }
}

impl<'de> Deserialize<'de> for SentValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct One;

        impl Visitor<'_> for One {
            type Value = SentValue;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a text, a number, true, false or null")
            }

            fn visit_unit<E: Error>(self) -> Result<SentValue, E> {
                Ok(SentValue::Nothing)
            }

            fn visit_bool<E: Error>(self, flag: bool) -> Result<SentValue, E> {
                Ok(SentValue::Flag(flag))
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<SentValue, E> {
                Ok(SentValue::Number(number.to_string()))
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<SentValue, E> {
                Ok(SentValue::Number(number.to_string()))
            }

            fn visit_f64<E: Error>(self, number: f64) -> Result<SentValue, E> {
                exact(number).map(SentValue::Number)
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<SentValue, E> {
                Ok(SentValue::Text(text.to_owned()))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<SentValue, E> {
                Ok(SentValue::Text(text))
            }
        }

        deserializer.deserialize_any(One)
    }
}

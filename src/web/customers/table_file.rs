//! Members as a streamed .csv file with columns and an order of choice. Values are written as files are imported: codes,
//! days as year-month-day, and plain numbers.

use crate::access::Addresses;
use crate::day::Day;
use crate::groups::table::{self, TableRow, WholeTable};
use crate::locale::{Locale, write_cents, write_decimal};
use crate::segments::{Attribute, Key, Kind, Value};
use crate::spreadsheet::record_in;
use crate::state::State;
use crate::web::download::csv_stream;
use actix_web::HttpResponse;
use std::sync::Arc;

/// The table as a streamed .csv file with this name, for spreadsheets of this language.
pub fn table_file(state: &State, table: WholeTable, name: &str, shown: (Addresses, Locale)) -> HttpResponse {
    let locale = shown.1;
    let columns = table.shape.columns.iter().map(head);
    let heads: Vec<String> = ["account_id", "email"].map(String::from).into_iter().chain(columns).collect();
    let (table, state) = (Arc::new(table), state.clone());
    csv_stream(name, record_in(locale, heads.iter().map(String::as_str)), move |after: Option<usize>| {
        let (table, state) = (Arc::clone(&table), state.clone());
        async move {
            let Some((rows, end)) = table::batch(&state, &table, after.unwrap_or(0)).await? else { return Ok(None) };
            let rows = rows.iter().flat_map(|one| row(one, &table.shape.columns, shown)).collect();
            Ok(Some((rows, end)))
        }
    })
}

/// The name of a column: what an import calls it.
fn head(attribute: &Attribute) -> String {
    match (&attribute.key, &attribute.name) {
        (Key::Custom(_), Some(name)) => name.clone(),
        (key, _) => key.to_string(),
    }
}

fn row(row: &TableRow, columns: &[Attribute], (addresses, locale): (Addresses, Locale)) -> Vec<u8> {
    let email = row.customer.email.as_deref().map(|email| addresses.shown(email)).unwrap_or_default();
    let values = columns.iter().zip(&row.values).map(|(attribute, value)| cell(attribute, value, addresses, locale));
    let cells: Vec<String> = [addresses.shown(&row.customer.account_id), email].into_iter().chain(values).collect();
    record_in(locale, cells.iter().map(String::as_str))
}

fn cell(attribute: &Attribute, value: &Value, addresses: Addresses, locale: Locale) -> String {
    match (value, attribute.kind) {
        (Value::Unknown | Value::Groups(_), _) => String::new(),
        (Value::Text(code), _) => addresses.shown(code),
        (Value::Number(cents), Kind::Money) => write_cents(locale, *cents),
        (Value::Number(number), Kind::Decimal) => write_decimal(locale, *number),
        (Value::Number(day), Kind::Date) => {
            i32::try_from(*day).map_or_else(|_| String::new(), |day| Day::from_number(day).to_string())
        }
        (Value::Number(flag), Kind::YesNo) => String::from(if *flag == 0 { "no" } else { "yes" }),
        (Value::Number(number), Kind::Number | Kind::Choice) => number.to_string(),
    }
}

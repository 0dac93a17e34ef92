//! Pages of lists: how many rows they have, and what leads to the next one.

use super::call::{CallResult, json_with};
use super::problem::{Problem, WrongValue};
use actix_web::HttpResponse;
use actix_web::http::header::{self, HeaderName};
use serde::Serialize;

/// The most rows of a page.
pub const MOST_ROWS: u32 = 1_000;

/// The rows of a page if the call does not say how many.
const ROWS: u32 = 100;

/// What a call asked for beside a place in the list: the names of parameters and their values.
type Asked<'a> = &'a [(&'a str, Option<String>)];

/// The rows of a page.
pub fn rows(limit: Option<u32>) -> Result<u32, Problem> {
    let limit = limit.unwrap_or(ROWS);
    if (1..=MOST_ROWS).contains(&limit) {
        return Ok(limit);
    }
    Err(Problem::invalid(vec![WrongValue::of("limit", format!("A page has 1 to {MOST_ROWS} rows."))]))
}

/// The header that leads to the next page of a list, as RFC 8288 has it.
pub fn link(path: &str, asked: Asked<'_>, (next, limit): (&str, u32)) -> (HeaderName, String) {
    let asked = asked.iter().filter_map(|(name, value)| Some((*name, value.clone()?)));
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(asked.chain([("after", next.to_owned()), ("limit", limit.to_string())]));
    (header::LINK, format!("<{path}?{}>; rel=\"next\"", query.finish()))
}

/// A page of a list, after which comes the one at `next`.
pub fn paged(body: &impl Serialize, path: &str, asked: Asked<'_>, (next, limit): (Option<&str>, u32)) -> CallResult {
    let mut response = HttpResponse::Ok();
    if let Some(next) = next {
        response.insert_header(link(path, asked, (next, limit)));
    }
    json_with(response, body)
}

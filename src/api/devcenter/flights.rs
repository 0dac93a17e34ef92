//! The flights of an app.

use super::super::call::{Call, CallResult, Json, Query, Work, json, json_with};
use super::super::flights::flights_of;
use super::super::problem::{Kind, Problem};
use super::{STANDARD, of_flight};
use crate::flights::list::Flights;
use crate::flights::save::{self, Draft};
use crate::ids::{AppId, FlightId, GroupId};
use crate::store::flights::FlightRow;
use crate::store::submissions::SubmissionRow;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A flight resource.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Flight {
    flight_id: String,
    friendly_name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_published_flight_submission: Option<Submission>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pending_flight_submission: Option<Submission>,
    group_ids: Vec<String>,
    rank_higher_than: String,
}

/// Where a submission is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Submission {
    id: String,
    resource_location: String,
}

/// A page of flights.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(rename = "@nextLink", skip_serializing_if = "Option::is_none")]
    next_link: Option<String>,
    value: Vec<Flight>,
    total_count: usize,
}

impl Flight {
    fn of(flights: &Flights, row: &FlightRow) -> Self {
        let submission = |one: &SubmissionRow| Submission {
            id: one.id.to_string(),
            resource_location: format!("flights/{}/submissions/{}", row.id, one.id),
        };
        let place = flights.rows.iter().position(|other| other.id == row.id);
        let below = place.and_then(|place| flights.rows.get(place + 1)).filter(|below| !below.is_standard());
        Self {
            flight_id: row.id.to_string(),
            friendly_name: row.name.clone(),
            last_published_flight_submission: flights.submission_of(row.id).map(submission),
            pending_flight_submission: flights.waiting_of(row.id).map(submission),
            group_ids: flights.groups_of(row.id).iter().map(GroupId::to_string).collect(),
            rank_higher_than: below.map_or_else(|| STANDARD.to_owned(), |below| below.name.clone()),
        }
    }
}

/// How many flights are wanted, and from where on.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    top: Option<usize>,
    skip: Option<usize>,
}

/// The flights, the highest first.
pub async fn list(call: Call, path: web::Path<AppId>, query: Query<Wanted>) -> CallResult {
    let app = *path;
    let (skip, top) = (query.0.skip.unwrap_or(0), query.0.top.unwrap_or(save::MOST));
    let found = call.run(move |work| {
        let flights = flights_of(&work, app)?;
        let rows: Vec<&FlightRow> = flights.rows.iter().filter(|row| !row.is_standard()).collect();
        if rows.is_empty() {
            return Err(Problem::new(Kind::NotFound).because("No package flights were found."));
        }
        let next = skip.saturating_add(top);
        Ok(Page {
            next_link: (next < rows.len() && top > 0)
                .then(|| format!("applications/{app}/listflights/?skip={next}&top={top}")),
            total_count: rows.len(),
            value: rows.iter().skip(skip).take(top).map(|row| Flight::of(&flights, row)).collect(),
        })
    });
    json(&found.await?)
}

/// The flight with this id; the standard submission is none.
pub(super) fn find(flights: &Flights, flight: FlightId) -> Result<&FlightRow, Problem> {
    let found = flights.rows.iter().find(|row| row.id == flight && !row.is_standard());
    found.ok_or_else(|| Problem::new(Kind::NotFound).because("The package flight could not be found."))
}

/// One flight.
pub async fn show(call: Call, path: web::Path<(AppId, FlightId)>) -> CallResult {
    let (app, flight) = path.into_inner();
    let found = call.run(move |work| {
        let flights = flights_of(&work, app)?;
        Ok(Flight::of(&flights, find(&flights, flight)?))
    });
    json(&found.await?)
}

/// A flight to create. Ids are texts, or numbers as in the examples.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewFlight {
    #[serde(default)]
    friendly_name: String,
    #[serde(default)]
    group_ids: Vec<Value>,
    #[serde(default)]
    rank_higher_than: Option<String>,
}

/// Creates a flight without a submission.
pub async fn create(call: Call, path: web::Path<AppId>, body: Json<NewFlight>) -> CallResult {
    let app = *path;
    let made = call.run(move |work| {
        let sent = body.read().map_err(|problem| match problem.kind() {
            Kind::Invalid => Problem::new(Kind::Unreadable).because("The request is invalid."),
            _ => problem,
        })?;
        let flights = flights_of(&work, app)?;
        let draft = Draft {
            groups: sent.group_ids.iter().map(group).collect::<Result<_, _>>()?,
            above: above(&flights, sent.rank_higher_than.as_deref())?,
            name: sent.friendly_name,
            ..Draft::default()
        };
        let row = save::create(&work.state, &work.actor, app, &draft).map_err(of_flight)?;
        created(&work, app, row.id)
    });
    json_with(HttpResponse::Created(), &made.await?)
}

fn created(work: &Work, app: AppId, flight: FlightId) -> Result<Flight, Problem> {
    let flights = flights_of(work, app)?;
    Ok(Flight::of(&flights, find(&flights, flight)?))
}

fn group(value: &Value) -> Result<GroupId, Problem> {
    let id = match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.to_string().parse().ok(),
        _ => None,
    };
    id.ok_or_else(|| Problem::new(Kind::Unreadable).because("A group has the id of a customer group."))
}

/// The flight of this name, which the new one is right above; `None` for the top.
fn above(flights: &Flights, name: Option<&str>) -> Result<Option<FlightId>, Problem> {
    let Some(name) = name else { return Ok(None) };
    let is_it = |row: &&FlightRow| match row.is_standard() {
        true => name == STANDARD,
        false => row.name.to_lowercase() == name.to_lowercase() || row.id.to_string() == name,
    };
    match flights.rows.iter().find(is_it) {
        Some(row) => Ok(Some(row.id)),
        // There is no flight yet, so that the first one is right above the standard submission.
        None if name == STANDARD => Ok(None),
        None => Err(Problem::new(Kind::Unreadable).because("There is no package flight named in rankHigherThan.")),
    }
}

/// Retires a flight.
pub async fn delete(call: Call, path: web::Path<(AppId, FlightId)>) -> CallResult {
    let (app, flight) = path.into_inner();
    let done = call.run(move |work| {
        let flights = flights_of(&work, app)?;
        let row = find(&flights, flight)?;
        save::retire(&work.state, &work.actor, row.id).map_err(of_flight)
    });
    done.await?;
    Ok(HttpResponse::NoContent().finish())
}

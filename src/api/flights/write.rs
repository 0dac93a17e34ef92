//! Calls that create, change and retire flights.

use super::super::call::{Call, CallResult, Json, Query, Work, by_name, created_meanwhile, json};
use super::super::groups::{Trial, groups_named, seen};
use super::super::problem::{Kind, Problem, ProblemBody, WrongValue};
use super::rollouts::{Effect, Rolled, effect, roll, would_roll};
use super::{Flight, answer, find, flights_of, share_of, shown};
use crate::flights::list::Flights;
use crate::flights::save::{self, Draft, Fault, FlightError};
use crate::ids::{AppId, FlightId};
use crate::store::flights::FlightRow;
use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A flight, with the release that its members get.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FlightContent {
    /// The ids or the names of the groups whose members are in it.
    #[schema(min_items = 1, max_items = 20, example = json!(["Testers"]))]
    pub groups: Vec<String>,
    /// The key of the flight right below it, `standard` among them; a new flight is on top without one, another one stays.
    #[schema(example = "standard")]
    pub rank_higher_than: Option<String>,
    /// Whether its package may replace a higher version.
    #[serde(default)]
    pub allows_downgrades: bool,
    /// Whether who was in it through a segment stays in it after leaving the segment.
    #[serde(default)]
    pub sticky: bool,
    /// The version of the release that is published to it, if it is not yet.
    #[schema(example = "1.2.3")]
    pub release: Option<String>,
    /// The share of the members who get the release, in per cent; everyone without one.
    #[schema(minimum = 0.0, maximum = 100.0, example = 5.0)]
    pub percent: Option<f64>,
    /// Whether the rollout is halted by itself when the release fails more often than the one before, as it is reported, or those
    /// who get it give fewer stars than those who get the one before.
    #[serde(default)]
    pub guarded: bool,
    /// That the share may become more than ten times as large.
    #[serde(default)]
    pub confirmed: bool,
}

/// What to change of a flight. What is left out stays.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FlightPatch {
    #[schema(max_length = 300)]
    pub name: Option<String>,
    /// The ids or the names of the groups.
    #[schema(min_items = 1, max_items = 20)]
    pub groups: Option<Vec<String>>,
    /// The key of the flight right below it.
    pub rank_higher_than: Option<String>,
    pub allows_downgrades: Option<bool>,
    /// Whether who was in it through a segment stays in it after leaving the segment.
    pub sticky: Option<bool>,
}

/// What a call about a flight that only checks says.
#[derive(Debug, Serialize, ToSchema)]
pub struct FlightChecked {
    pub dry_run: bool,
    /// `create`, `change`, `publish`, `update`, `halt`, `finalize`, `retire`, `draft`, `schedule`, `drop` or `nothing`.
    pub would: &'static str,
    /// What would become of customers, for a call that publishes or updates; null if the sizes are hidden from the token.
    pub customers: Option<Effect>,
}

impl From<FlightError> for Problem {
    fn from(error: FlightError) -> Self {
        match error {
            FlightError::Forbidden(error) => error.into(),
            FlightError::Store(error) => error.into(),
            FlightError::Faults(faults) => of_faults(&faults),
            FlightError::Changed { .. } => Self::new(Kind::ChangedMeanwhile),
            FlightError::TooMany | FlightError::Fixed => {
                Self::new(Kind::Conflict).because(format!("The flight was not saved: {error}."))
            }
        }
    }
}

fn of_faults(faults: &[Fault]) -> Problem {
    if faults == [Fault::NameTaken] {
        return Problem::new(Kind::Conflict).because("Another flight of the app has this name.");
    }
    let wrong = |fault: &Fault| match fault {
        Fault::Name(_) => WrongValue::at("/name", "Send a name of 1 to 300 visible characters."),
        Fault::NameTaken => WrongValue::at("/name", "Another flight of the app has this name."),
        Fault::Key => WrongValue::at("/key", "Another flight of the app has this key."),
        Fault::NoGroup => WrongValue::at("/groups", "Send at least one group."),
        Fault::TooManyGroups => WrongValue::at("/groups", format!("Send at most {} groups.", save::MOST_GROUPS)),
        Fault::Group => WrongValue::at("/groups", "A group is archived, or a segment of another app."),
        Fault::Rank => WrongValue::at("/rank_higher_than", "There is no such flight to be above."),
    };
    Problem::invalid(faults.iter().map(wrong).collect())
}

/// The flight that a body names as the one below.
fn below(flights: &Flights, key: Option<&String>) -> Result<Option<FlightId>, Problem> {
    let Some(key) = key else { return Ok(None) };
    let found = flights.rows.iter().find(|row| row.key == *key);
    let none = || Problem::invalid(vec![WrongValue::at("/rank_higher_than", "There is no flight with this key.")]);
    found.map(|row| Some(row.id)).ok_or_else(none)
}

/// What became of a call.
pub(super) enum Saved {
    Trial(FlightChecked),
    Flight(Box<Flight>, bool),
}

impl Saved {
    pub fn answer(self, app: AppId) -> CallResult {
        match self {
            Self::Trial(checked) => json(&checked),
            Self::Flight(flight, is_new) => {
                let mut response = if is_new { HttpResponse::Created() } else { HttpResponse::Ok() };
                let path = format!("/api/v1/apps/{app}/flights/{}", flight.key);
                answer(response.insert_header((header::LOCATION, path)).take(), &flight)
            }
        }
    }
}

/// Creates the flight with this name, or makes it as it is sent, and publishes a release to it. The same call again changes
/// nothing.
#[utoipa::path(put, path = "/api/v1/apps/{app}/flights/by-name/{name}", tag = "Flights", operation_id = "put_flight_by_name",
    params(
        ("app" = i32, Path, description = "The id of the app"),
        ("name" = String, Path, description = "The name, in which capitals do not matter"),
        Trial,
    ), request_body = FlightContent, responses(
        (status = 200, body = Flight, headers(("ETag" = String, description = "The version"))),
        (status = 201, body = Flight, headers(("ETag" = String, description = "The version"), ("Location" = String, description = "The flight"))),
        (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
    ))]
pub async fn put(
    call: Call,
    path: web::Path<(AppId, String)>,
    query: Query<Trial>,
    body: Json<FlightContent>,
) -> CallResult {
    let ((app, name), is_trial) = (path.into_inner(), query.0.is_trial()?);
    let saved = call.run(move |work| {
        let content = body.read()?;
        by_name(|| {
            let flights = flights_of(&work, app)?;
            let wanted = Wanted::of(&work, (&flights, app), name.clone(), &content)?;
            if is_trial { wanted.checked(&work, &flights) } else { wanted.saved(&work, &flights) }
        })
    });
    saved.await?.answer(app)
}

/// A flight as a call wants it.
struct Wanted {
    app: AppId,
    draft: Draft,
    /// The flight that has the name.
    found: Option<FlightRow>,
    /// Whether it is not as it is sent.
    is_change: bool,
    /// The release, its share and whether it may grow fast.
    rolled: Option<Rolled>,
}

impl Wanted {
    fn of(
        work: &Work,
        (flights, app): (&Flights, AppId),
        name: String,
        content: &FlightContent,
    ) -> Result<Self, Problem> {
        let key = name.trim().to_lowercase();
        let found = flights.rows.iter().find(|row| !row.is_standard() && row.name.to_lowercase() == key).cloned();
        let groups = groups_named(work, &content.groups, "groups")?;
        let above = below(flights, content.rank_higher_than.as_ref())?;
        let is_change = found.as_ref().is_some_and(|row| {
            let mut before = flights.groups_of(row.id);
            let mut after = groups.clone();
            before.sort();
            after.sort();
            let is_moved = above.is_some_and(|above| right_below(flights, row.id) != Some(above));
            let switches = (row.allows_downgrades, row.sticky_since.is_some());
            before != after || switches != (content.allows_downgrades, content.sticky) || is_moved
        });
        let share = content.percent.map(|percent| share_of(percent, "/percent")).transpose()?;
        let release = content.release.as_ref().map(|version| super::releases::find(work, app, version)).transpose();
        let release = release.map_err(|problem| match problem.kind() {
            Kind::NotFound => {
                Problem::invalid(vec![WrongValue::at("/release", "There is no release of this version.")])
            }
            _ => problem,
        })?;
        let rolled = release.map(|release| {
            let (steps, is_guarded, is_confirmed) = (Vec::new(), content.guarded, content.confirmed);
            Rolled { release, share, steps, is_guarded, mandatory_from: None, is_confirmed }
        });
        if rolled.is_none() && share.is_some() {
            return Err(Problem::invalid(vec![WrongValue::at("/release", "A share is of a release.")]));
        }
        let name = found.as_ref().map_or(name, |row| row.name.clone());
        let (allows_downgrades, is_sticky) = (content.allows_downgrades, content.sticky);
        let draft = Draft { name, key: None, groups, allows_downgrades, is_sticky, above };
        Ok(Self { app, draft, found, is_change, rolled })
    }

    /// What would happen.
    fn checked(self, work: &Work, flights: &Flights) -> Result<Saved, Problem> {
        let id = self.found.as_ref().map(|row| row.id);
        let faults = save::check(&work.state, &work.actor, (self.app, id), &self.draft)?;
        if !faults.is_empty() {
            return Err(of_faults(&faults));
        }
        let current = id.and_then(|id| flights.submission_of(id));
        let rolls = self.rolled.as_ref().map(|rolled| would_roll(current, rolled)).transpose()?.flatten();
        let would = match (&self.found, rolls) {
            (None, _) => "create",
            (Some(_), Some(would)) => would,
            (Some(_), None) if self.is_change => "change",
            (Some(_), None) => "nothing",
        };
        let customers = match (&self.rolled, rolls) {
            (Some(rolled), Some(_)) => effect(work, self.app, (id, &self.draft), rolled)?,
            _ => None,
        };
        Ok(Saved::Trial(FlightChecked { dry_run: true, would, customers }))
    }

    fn saved(self, work: &Work, flights: &Flights) -> Result<Saved, Problem> {
        let (state, actor) = (&work.state, &work.actor);
        let row = match &self.found {
            None => {
                let key = self.draft.name.trim().to_lowercase();
                let named = || {
                    let rows = flights_of(work, self.app)?.rows;
                    Ok::<_, Problem>(rows.into_iter().find(|row| row.name.to_lowercase() == key))
                };
                let created = save::create(state, actor, self.app, &self.draft);
                created.map_err(|refused| created_meanwhile(refused, named()))?
            }
            Some(row) if self.is_change => save::edit(state, actor, (row.id, row.version), &self.draft)?,
            Some(row) => row.clone(),
        };
        if let Some(rolled) = &self.rolled {
            roll(work, row.id, flights.submission_of(row.id), rolled)?;
        }
        let flight = shown(work, self.app, &row.key)?;
        Ok(Saved::Flight(Box::new(flight), self.found.is_none()))
    }
}

/// The flight right below another one.
fn right_below(flights: &Flights, flight: FlightId) -> Option<FlightId> {
    let place = flights.rows.iter().position(|row| row.id == flight)?;
    flights.rows.get(place + 1).map(|row| row.id)
}

/// Changes the name, the groups or the rank of a flight, which `If-Match` must name in its current version.
#[utoipa::path(patch, path = "/api/v1/apps/{app}/flights/{flight}", tag = "Flights", operation_id = "change_flight", params(
    ("app" = i32, Path, description = "The id of the app"),
    ("flight" = String, Path, description = "The key of the flight"),
    ("If-Match" = String, Header, pattern = r#"^(\*|(W/)?"[0-9]{1,18}"(, *(W/)?"[0-9]{1,18}")*)$"#,
        description = "The ETag of the flight as it was read, or * for whatever it is now"),
    Trial,
), request_body(content = FlightPatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, body = Flight, headers(("ETag" = String, description = "The version"))),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn patch(
    call: Call,
    path: web::Path<(AppId, String)>,
    query: Query<Trial>,
    request: HttpRequest,
    body: Json<FlightPatch>,
) -> CallResult {
    let ((app, key), is_trial, seen) = (path.into_inner(), query.0.is_trial()?, seen(&request, "flight")?);
    let saved = call.run(move |work| {
        let FlightPatch { name, groups, rank_higher_than, allows_downgrades, sticky } = body.read()?;
        let flights = flights_of(&work, app)?;
        let row = find(&flights, &key)?;
        if row.is_standard() {
            return Err(Problem::new(Kind::Conflict).because("The standard submission does not change."));
        }
        if !seen.has(row.version) {
            return Err(Problem::new(Kind::ChangedMeanwhile));
        }
        let draft = Draft {
            name: name.unwrap_or_else(|| row.name.clone()),
            key: None,
            groups: groups
                .map_or_else(|| Ok(flights.groups_of(row.id)), |named| groups_named(&work, &named, "groups"))?,
            allows_downgrades: allows_downgrades.unwrap_or(row.allows_downgrades),
            is_sticky: sticky.unwrap_or(row.sticky_since.is_some()),
            above: below(&flights, rank_higher_than.as_ref())?,
        };
        if is_trial {
            let faults = save::check(&work.state, &work.actor, (app, Some(row.id)), &draft)?;
            if !faults.is_empty() {
                return Err(of_faults(&faults));
            }
            return Ok(Saved::Trial(FlightChecked { dry_run: true, would: "change", customers: None }));
        }
        save::edit(&work.state, &work.actor, (row.id, row.version), &draft)?;
        Ok(Saved::Flight(Box::new(shown(&work, app, &key)?), false))
    });
    saved.await?.answer(app)
}

/// Retires a flight: nobody is in it any more.
#[utoipa::path(delete, path = "/api/v1/apps/{app}/flights/{flight}", tag = "Flights", operation_id = "retire_flight", params(
    ("app" = i32, Path, description = "The id of the app"),
    ("flight" = String, Path, description = "The key of the flight"),
    Trial,
), responses(
    (status = 200, body = FlightChecked, description = "With dry_run: what would happen"),
    (status = 204, description = "It is retired"),
    (status = "4XX", body = ProblemBody, content_type = "application/problem+json"),
))]
pub async fn retire(call: Call, path: web::Path<(AppId, String)>, query: Query<Trial>) -> CallResult {
    let ((app, key), is_trial) = (path.into_inner(), query.0.is_trial()?);
    let done = call.run(move |work| {
        let flights = flights_of(&work, app)?;
        let row = find(&flights, &key)?;
        if row.is_standard() {
            return Err(Problem::new(Kind::Conflict).because("The standard submission stays."));
        }
        if is_trial {
            return Ok(Some(FlightChecked { dry_run: true, would: "retire", customers: None }));
        }
        save::retire(&work.state, &work.actor, row.id)?;
        Ok(None)
    });
    match done.await? {
        Some(checked) => json(&checked),
        None => Ok(HttpResponse::NoContent().finish()),
    }
}

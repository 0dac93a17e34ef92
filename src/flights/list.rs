//! Reads flights with their submissions.

use crate::access::Actor;
use crate::groups::members::{Customers, Found, Wanted};
use crate::ids::{AppId, AppKey, FlightId, GroupId, ReleaseId, SubmissionId};
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::audit_entries::{self, AuditEntry, SubjectKind};
use crate::store::customers::Customer;
use crate::store::flights::{self, FlightGroup, FlightRow};
use crate::store::submissions::{self, SubmissionRow};
use crate::store::{StoreError, pending_submissions, releases};
use std::collections::HashMap;

/// The most submissions of a flight that are shown: some screens.
const MOST_SUBMISSIONS: i64 = 50;

/// The most retired flights that are shown: a screen.
const MOST_RETIRED: i64 = 20;

/// The publisher's apps, by name.
pub fn apps_of(state: &State, actor: &Actor) -> Result<Vec<App>, StoreError> {
    state.database.read_now(|connection| apps::of_publisher(connection, actor.publisher))
}

/// The publisher's flight with this id.
pub fn find(state: &State, actor: &Actor, flight: FlightId) -> Result<FlightRow, StoreError> {
    state.database.read_now(|connection| flights::find(connection, actor.publisher, flight))
}

/// The app's flights from the highest rank down, with the groups of each and the submission that counts.
pub struct Flights {
    pub app: App,
    pub rows: Vec<FlightRow>,
    pub groups: Vec<FlightGroup>,
    pub live: Vec<SubmissionRow>,
    /// The submissions that wait.
    pub waiting: Vec<SubmissionRow>,
    /// The versions of the releases of all these submissions.
    pub versions: HashMap<ReleaseId, String>,
    /// The last that were retired.
    pub retired: Vec<FlightRow>,
}

impl Flights {
    pub fn groups_of(&self, flight: FlightId) -> Vec<GroupId> {
        self.groups.iter().filter(|one| one.flight_id == flight).map(|one| one.group_id).collect()
    }

    /// The submission of the flight that waits.
    pub fn waiting_of(&self, flight: FlightId) -> Option<&SubmissionRow> {
        self.waiting.iter().find(|submission| submission.flight_id == flight)
    }

    /// The version of the release of a submission.
    pub fn version_of(&self, submission: &SubmissionRow) -> String {
        self.versions.get(&submission.release_id).cloned().unwrap_or_default()
    }

    /// The submission of the flight that counts.
    pub fn submission_of(&self, flight: FlightId) -> Option<&SubmissionRow> {
        self.live.iter().find(|submission| submission.flight_id == flight)
    }
}

/// The flights of the publisher's app.
pub fn of_app(state: &State, actor: &Actor, app: AppId) -> Result<Flights, StoreError> {
    state.database.read_now(|connection| {
        let app = apps::find(connection, actor.publisher, app)?;
        let live = submissions::live(connection, app.key())?;
        let waiting = pending_submissions::of_app(connection, app.key())?;
        let ids: Vec<ReleaseId> = live.iter().chain(&waiting).map(|submission| submission.release_id).collect();
        let versions = releases::among(connection, app.key(), &ids)?;
        Ok(Flights {
            rows: flights::of_app(connection, app.key())?,
            groups: flights::groups(connection, app.key())?,
            versions: versions.into_iter().map(|release| (release.id, release.version)).collect(),
            retired: flights::retired(connection, app.key(), MOST_RETIRED)?,
            live,
            waiting,
            app,
        })
    })
}

/// The app's submission with this id, if there is one.
pub fn submission(state: &State, app: AppKey, submission: SubmissionId) -> Result<Option<SubmissionRow>, StoreError> {
    Ok(state.database.read_now(|connection| submissions::among(connection, app, &[submission]))?.pop())
}

/// A page of some customers.
pub fn page_of(state: &State, customers: &Customers, wanted: &Wanted) -> Result<Found<Customer>, StoreError> {
    customers.page(&state.database, wanted)
}

/// What was published to a flight.
pub struct History {
    pub flight: FlightRow,
    /// The newest first, each with the version of its release.
    pub submissions: Vec<(SubmissionRow, String)>,
    /// What the audit log says of the flight, the newest first.
    pub entries: Vec<AuditEntry>,
}

/// The history of the publisher's flight.
pub fn history(state: &State, actor: &Actor, flight: FlightId) -> Result<History, StoreError> {
    state.database.read_now(|connection| {
        let flight = flights::find(connection, actor.publisher, flight)?;
        let app = AppKey { publisher: actor.publisher, id: flight.app_id };
        let rows = submissions::of_flight(connection, (app, flight.id), MOST_SUBMISSIONS)?;
        let ids: Vec<ReleaseId> = rows.iter().map(|row| row.release_id).collect();
        let versions: HashMap<ReleaseId, String> =
            releases::among(connection, app, &ids)?.into_iter().map(|one| (one.id, one.version)).collect();
        let version = |row: SubmissionRow| {
            let version = versions.get(&row.release_id).cloned().unwrap_or_default();
            (row, version)
        };
        let subject = (SubjectKind::Flight, Some(flight.id.into()));
        let entries = audit_entries::latest_of(connection, actor.publisher, subject, MOST_SUBMISSIONS)?;
        Ok(History { submissions: rows.into_iter().map(version).collect(), entries, flight })
    })
}

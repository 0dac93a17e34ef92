//! What publishing a release, or raising its share, would do to the app's customers, before it is done.

use super::counts::{Counted, Counting};
use super::ladder::{Device, Ladder, Release, Rollout, Submission};
use super::load;
use super::sets::Division;
use crate::columns::View;
use crate::groups::members::{Customers, MembersError};
use crate::ids::{AppKey, FlightId, ReleaseId};
use crate::segments::choices::DeviceType;
use crate::segments::{BuiltIn, Condition, Filter, Key, Operand, Operator, Rule};
use crate::shares::WHOLE;
use crate::state::State;
use crate::store::publishers::Publisher;
use crate::store::{StoreError, releases};
use roaring::RoaringBitmap;
use std::sync::Arc;

/// What would become of customers.
pub struct Preview {
    /// Who would get the release through the flight.
    pub get: RoaringBitmap,
    /// Who would get another package than now.
    pub change: RoaringBitmap,
    /// Who would be offered a lower version than now.
    pub down: RoaringBitmap,
    /// Who has a device of a kind for which their release has no file.
    pub no_file: Vec<(DeviceType, RoaringBitmap)>,
}

/// The ladder with the release published to the flight, for a share or for everyone.
pub fn with_release(ladder: &Ladder, flight: FlightId, release: &Release, share: Option<u32>) -> Ladder {
    let mut after = ladder.clone();
    for one in after.flights.iter_mut().filter(|one| one.id == flight) {
        let before = one.submission.take();
        let same = before.as_ref().filter(|before| before.rollout == Rollout::InProgress);
        let fallback = match (same, &before) {
            (Some(same), _) => same.fallback.clone(),
            (None, Some(before)) if before.rollout == Rollout::Complete => Some(before.release.clone()),
            (None, before) => before.as_ref().and_then(|before| before.fallback.clone()),
        };
        one.submission = Some(Submission {
            id: before.map_or_else(|| 0.into(), |before| before.id),
            release: release.clone(),
            share: share.unwrap_or(WHOLE),
            rollout: if share.is_some() { Rollout::InProgress } else { Rollout::Complete },
            fallback,
        });
    }
    after
}

/// What would come of publishing the release to the flight, or of raising the share of the one that is rolled out.
pub fn preview(
    state: &State,
    publisher: &Publisher,
    counted: &Counted,
    (flight, release, share): (FlightId, ReleaseId, Option<u32>),
) -> Result<Preview, MembersError> {
    let release = self::release(state, counted.view.app.key(), release)?;
    let after = with_release(&counted.ladder, flight, &release, share);
    compare(state, publisher, counted, (flight, &after))
}

/// The release of the app with this id, as ladders have it.
pub fn release(state: &State, app: AppKey, release: ReleaseId) -> Result<Release, StoreError> {
    state.database.read_now(|connection| {
        let row = releases::find(connection, app, release)?;
        load::release_of(&row)
    })
}

/// What would come of another ladder, in which the flight has another release.
pub fn compare(
    state: &State,
    publisher: &Publisher,
    counted: &Counted,
    (flight, after): (FlightId, &Ladder),
) -> Result<Preview, MembersError> {
    let counting = Counting { state, publisher, view: &counted.view, groups: &counted.groups };
    let (_, division) = counting.division(after)?;
    let (change, down) = compared((&counted.ladder, &counted.division), (after, &division));
    let place = after.flights.iter().position(|one| one.id == flight);
    let get = place.and_then(|place| division.flights.get(place)).map(|part| part.newest.clone());
    let no_file = without_file(&counted.view, after, &division)?;
    Ok(Preview { get: get.unwrap_or_default(), change, down, no_file })
}

/// Who gets another release afterwards, and who a lower one.
fn compared(before: (&Ladder, &Division), after: (&Ladder, &Division)) -> (RoaringBitmap, RoaringBitmap) {
    let (mut change, mut down) = (RoaringBitmap::new(), RoaringBitmap::new());
    for (_, release, get) in after.1.releases(after.0) {
        let mut others = get.clone();
        for (_, former, got) in before.1.releases(before.0) {
            if former.id == release.id {
                others -= got;
            } else if former.version > release.version {
                down |= get & got;
            }
        }
        change |= others;
    }
    (change, down)
}

/// Who has a device of a kind for which their release has no file, by kind.
fn without_file(
    view: &View,
    ladder: &Ladder,
    division: &Division,
) -> Result<Vec<(DeviceType, RoaringBitmap)>, MembersError> {
    let mut found = Vec::new();
    for kind in DeviceType::ALL.iter().copied() {
        let device = Device { device_type: Some(kind), ..Device::default() };
        let lacking: RoaringBitmap = division
            .releases(ladder)
            .filter(|(_, release, _)| release.file_for(&device).is_err())
            .fold(RoaringBitmap::new(), |all, (_, _, get)| all | get);
        if lacking.is_empty() {
            continue;
        }
        let of_kind = view.among_everyone().members(&with_device(kind))?;
        let lacking = lacking & &*of_kind;
        if !lacking.is_empty() {
            found.push((kind, lacking));
        }
    }
    Ok(found)
}

/// The rule of who has a device of this kind.
fn with_device(kind: DeviceType) -> Rule {
    let condition = Condition {
        attribute: Key::BuiltIn(BuiltIn::DeviceType),
        operator: Operator::Is,
        operand: Operand::Choices(vec![kind.word().to_owned()]),
    };
    Rule { filters: vec![Filter::one(condition)] }
}

/// A set of customers of the app as a list of names.
pub fn named(view: &View, positions: RoaringBitmap) -> Customers {
    Customers { app: view.app.key(), positions: Arc::new(positions), today: view.today }
}

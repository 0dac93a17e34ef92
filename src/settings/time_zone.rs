//! The zone that says on which day a time is, and what day it is.

use super::Refusal;
use crate::access::Actor;
use crate::apps::roll;
use crate::audit::{self, Action, Changes, Field, Subject};
use crate::day::Day;
use crate::groups::recount::recount_soon;
use crate::queue::{self, Task};
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::publishers::{self, Publisher};
use crate::store::{DbConnection, QueryResult, StoreError};
use crate::zone::Zone;

/// What day it is in the publisher's zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    pub today: Day,
    /// The day of the numbers of an app, if it is later than today because that day had already begun in the previous zone.
    pub numbers_of: Option<Day>,
}

/// Saves the zone of the publisher's days, if it still is the one that was `seen`. What is imported already, and imports that wait, keep theirs. Where another
/// day begins by that, the numbers are moved to it; they are never moved back.
pub fn save(state: &State, actor: &Actor, (seen, zone): (Option<Zone>, Zone)) -> Result<Saved, Refusal<Zone>> {
    let saved = state.database.write_now(|connection| write(connection, (state, actor), (seen, zone)))?;
    let (publisher, apps) = saved?;
    // The zone is saved, and the timer asks again for what is due.
    if let Err(error) = ask_for_today(state, &publisher) {
        log::warn!("the day of publisher {} is moved on later: {error}", publisher.id);
    }
    let today = state.today(&publisher);
    let numbers_of = apps.into_iter().filter_map(|app| app.profiles_on).max().filter(|day| *day > today);
    Ok(Saved { today, numbers_of })
}

/// The publisher with the new zone and its apps.
type Written = Result<(Publisher, Vec<App>), Refusal<Zone>>;

fn write(
    connection: &mut DbConnection,
    (state, actor): (&State, &Actor),
    (seen, zone): (Option<Zone>, Zone),
) -> QueryResult<Written> {
    let was = publishers::find(connection, actor.publisher)?.time_zone;
    if was != zone {
        let is_saved = match seen.filter(|seen| *seen == was) {
            Some(seen) => publishers::set_time_zone(connection, actor.publisher, (seen, zone))?,
            None => false,
        };
        if !is_saved {
            let changes = audit::last_change(connection, actor.publisher, Subject::settings(), Field::TimeZone)?;
            return Ok(Err(Refusal::ChangedMeanwhile { now: was, changes }));
        }
        let changes = Changes::none().change(Field::TimeZone, was.name(), zone.name());
        let what = (Action::Changed, Subject::settings(), changes);
        audit::record(connection, actor, state.clock.now(), what)?;
    }
    Ok(Ok((publishers::find(connection, actor.publisher)?, apps::of_publisher(connection, actor.publisher)?)))
}

fn ask_for_today(state: &State, publisher: &Publisher) -> Result<(), StoreError> {
    for due in roll::due_of(state, publisher, false)? {
        let task = Task::Roll { app: due.app, day: due.day, may_go_back: false };
        queue::ask_for(state, Some(publisher.id), &task)?;
    }
    // Known user groups are of a day too.
    recount_soon(state, publisher.id);
    Ok(())
}

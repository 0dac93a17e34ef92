//! Counts in the background what reading the messages of notifications would take too long for: how many went to each market. It
//! notes the smallest number of people that the page of one tells, too, by which lists know from whom its numbers are hidden.

use super::recipients::{Recipients, frozen};
use crate::access::Sizes;
use crate::ids::{NotificationId, PublisherId};
use crate::state::State;
use crate::store::notification_sums::{self, Counted};
use crate::store::{StoreError, notifications, publishers};
use chrono::TimeDelta;

/// How often the messages of one are counted while clicks come in: a million take about a second.
const PAUSE: TimeDelta = TimeDelta::hours(1);

/// Notifications in a round, of which there is one a minute, so that other jobs have their turn.
const MOST: i64 = 20;

/// Counts notifications of all publishers that are due. One of which this fails holds up no other.
pub fn count_due(state: &State) -> Result<(), StoreError> {
    let due = (state.clock.now() - PAUSE, MOST);
    for of in state.database.job_read(|connection| notification_sums::due(connection, due))? {
        if let Err(error) = count(state, of) {
            log::error!("the messages of notification {} cannot be counted: {error}", of.1);
            // It waits for the next hour behind the others, with all its numbers hidden.
            let nothing = Counted { least_people: 0, messages: 0, markets: Vec::new(), at: state.clock.now() };
            state.database.job_write(|connection| notification_sums::keep(connection, of, &nothing))?;
        }
    }
    Ok(())
}

/// Counts the messages of one.
fn count(state: &State, of: (PublisherId, NotificationId)) -> anyhow::Result<()> {
    let (notification, publisher, messages, markets) = state.database.job_read(|connection| {
        let notification = notifications::find(connection, of.0, of.1)?;
        // Before those that are counted: what comes in meanwhile is counted next time.
        let messages = notification_sums::messages(connection, of)?;
        let markets = notification_sums::by_market(connection, of)?;
        Ok((notification, publishers::find(connection, of.0)?, messages, markets))
    })?;
    let least_people = least(&frozen(state, &publisher, &notification)?);
    let counted = Counted { least_people, messages, markets, at: state.clock.now() };
    state.database.job_write(|connection| notification_sums::keep(connection, of, &counted))?;
    Ok(())
}

/// The smallest number that hides the others if it is small; see [`Recipients::is_hidden`].
fn least(found: &Recipients) -> i64 {
    let omitted = found.omitted_counts().into_iter().map(|(_, people)| people);
    let some = omitted.chain([found.reached_count()]).filter(|people| *people > 0);
    let least = some.min().map_or(found.members, |people| people.min(found.members));
    i64::try_from(least).unwrap_or(i64::MAX)
}

/// Whether the numbers of a notification with this smallest number of people are hidden from whoever looks. Until it is counted, they
/// are hidden as if it were small.
pub(super) fn is_hidden(sizes: Sizes, least: Option<&i64>) -> bool {
    sizes.hides(least.copied().unwrap_or(0).unsigned_abs())
}

//! Which segments of a flight read ratings. Whoever rates a release then enters or leaves the flight for it, so that those who
//! are compared by their ratings were chosen by them.

use crate::access::Actor;
use crate::ids::FlightId;
use crate::segments::{BuiltIn, Condition, Key, Operand};
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::{StoreError, flights};

/// The names of the groups of the publisher's flight that depend on ratings, themselves or by groups that they name.
pub fn reading_ratings(state: &State, actor: &Actor, flight: FlightId) -> Result<Vec<String>, StoreError> {
    state.database.read_now(|connection| {
        let app = flights::find(connection, actor.publisher, flight)?.app_key(actor.publisher);
        let all = customer_groups::of_publisher(connection, actor.publisher)?;
        let own = flights::groups(connection, app)?.into_iter().filter(|one| one.flight_id == flight);
        let own = own.filter_map(|one| all.iter().find(|group| group.id == one.group_id));
        Ok(own.filter(|group| reads(group, &all)).map(|group| group.name.clone()).collect())
    })
}

fn reads(group: &CustomerGroup, all: &[CustomerGroup]) -> bool {
    let (mut wanted, mut seen) = (vec![group], Vec::new());
    while let Some(group) = wanted.pop() {
        if seen.contains(&group.id) {
            continue;
        }
        seen.push(group.id);
        let Ok(rule) = group.rule() else { continue };
        for condition in rule.conditions() {
            if matches!(condition.attribute, Key::BuiltIn(BuiltIn::Stars | BuiltIn::RatedOn)) {
                return true;
            }
            let named = named(condition);
            wanted.extend(all.iter().filter(|other| named.contains(&other.id.to_string())));
        }
    }
    false
}

/// The ids of the groups that a condition names.
fn named(condition: &Condition) -> &[String] {
    match (&condition.attribute, &condition.operand) {
        (Key::MemberOf, Operand::Choices(ids)) => ids,
        _ => &[],
    }
}

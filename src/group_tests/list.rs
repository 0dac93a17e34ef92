//! Reading tests: a list, and one with everything about it.

use crate::access::{Actor, Sizes};
use crate::day::Day;
use crate::experiments::{self, Sample};
use crate::groups::members::MembersError;
use crate::groups::reach::{Reach, reach};
use crate::ids::{CustomerId, GroupId, GroupTestId};
use crate::paging::cut;
use crate::segments::{BuiltIn, Condition, Filter, Key, Operand, Operator, Rule};
use crate::shares::WHOLE;
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::group_tests::{self, GroupTest, TestGoal, TestState};
use crate::store::offers::Groups;
use crate::store::publishers::Publisher;
use crate::store::{StoreError, apps, exposures};

/// Rows of a page of people.
pub const PAGE_SIZE: i64 = 50;

/// A test in a list.
pub struct Listed {
    pub test: GroupTest,
    pub app: String,
    pub groups: Vec<String>,
    /// How many customers came into it.
    pub people: i64,
}

/// The publisher's tests: the archived ones, or the others.
pub fn list(state: &State, actor: &Actor, is_archived: bool) -> Result<Vec<Listed>, StoreError> {
    state.database.read_now(|connection| {
        let apps = apps::of_publisher(connection, actor.publisher)?;
        let all = customer_groups::of_publisher(connection, actor.publisher)?;
        let mut listed = Vec::new();
        for test in group_tests::of_publisher(connection, actor.publisher)? {
            if (test.state == TestState::Archived) != is_archived {
                continue;
            }
            let of = group_tests::groups(connection, actor.publisher, test.id)?;
            let name = |id: &GroupId| all.iter().find(|group| group.id == *id).map(|group| group.name.clone());
            listed.push(Listed {
                app: apps.iter().find(|app| app.id == test.app_id).map(|app| app.name.clone()).unwrap_or_default(),
                groups: of.included.iter().filter_map(name).collect(),
                people: exposures::count(connection, (actor.publisher, test.id))?,
                test,
            });
        }
        Ok(listed)
    })
}

/// A test with everything about it.
pub struct Detailed {
    pub test: GroupTest,
    pub app: apps::App,
    pub groups: Vec<CustomerGroup>,
    pub excepted: Vec<CustomerGroup>,
    pub people: i64,
}

/// The test with this id.
pub fn find(state: &State, actor: &Actor, id: GroupTestId) -> Result<Detailed, StoreError> {
    state.database.read_now(|connection| {
        let test = group_tests::find(connection, actor.publisher, id)?;
        let of = group_tests::groups(connection, actor.publisher, id)?;
        let all = customer_groups::of_publisher(connection, actor.publisher)?;
        let find = |ids: &[GroupId]| all.iter().filter(|group| ids.contains(&group.id)).cloned().collect();
        Ok(Detailed {
            app: apps::find(connection, actor.publisher, test.app_id)?,
            groups: find(&of.included),
            excepted: find(&of.excluded),
            people: exposures::count(connection, (actor.publisher, id))?,
            test,
        })
    })
}

/// The groups of the test.
pub fn groups_of(state: &State, actor: &Actor, id: GroupTestId) -> Result<Groups, StoreError> {
    state.database.read_now(|connection| group_tests::groups(connection, actor.publisher, id))
}

/// A test with the groups that it names.
#[derive(Clone, Debug)]
pub struct Described {
    pub test: GroupTest,
    pub groups: Groups,
}

/// The publisher's test with this id.
pub fn one(state: &State, actor: &Actor, id: GroupTestId) -> Result<Described, StoreError> {
    state.database.read_now(|connection| {
        let test = group_tests::find(connection, actor.publisher, id)?;
        Ok(Described { groups: group_tests::groups(connection, actor.publisher, id)?, test })
    })
}

/// A page of the publisher's tests, the newest first, and the last of them if there are more.
pub fn page(
    state: &State,
    actor: &Actor,
    wanted: &group_tests::Wanted,
) -> Result<(Vec<Described>, Option<GroupTestId>), StoreError> {
    state.database.read_now(|connection| {
        let more = group_tests::Wanted { most: wanted.most.saturating_add(1), ..wanted.clone() };
        let mut found = group_tests::page(connection, actor.publisher, &more)?;
        let size = usize::try_from(wanted.most).unwrap_or(0);
        let has_more = cut(&mut found, size);
        let ids: Vec<GroupTestId> = found.iter().map(|test| test.id).collect();
        let mut groups = group_tests::groups_of(connection, actor.publisher, &ids)?;
        let described = |test: GroupTest| Described { groups: groups.remove(&test.id).unwrap_or_default(), test };
        Ok((found.into_iter().map(described).collect(), ids.last().copied().filter(|_| has_more)))
    })
}

/// How many people got each value of the test, in the order of its values.
pub fn people_by_value(state: &State, actor: &Actor, test: &GroupTest) -> Result<Vec<u64>, StoreError> {
    let counts = state.database.read_now(|connection| exposures::by_variant(connection, (actor.publisher, test.id)))?;
    let of = |place: usize| {
        let found = counts.iter().find(|(variant, _)| usize::try_from(*variant) == Ok(place));
        found.map_or(0, |(_, people)| people.unsigned_abs())
    };
    Ok((0..test.variants().len()).map(of).collect())
}

/// People of the test by their ids, at most so many, and the last of them if there are more.
pub fn people_after(
    state: &State,
    actor: &Actor,
    id: GroupTestId,
    (wanted, most): (exposures::Wanted, u32),
) -> Result<(Vec<exposures::Person>, Option<CustomerId>), StoreError> {
    let more = (wanted, i64::from(most) + 1);
    let mut found = state.database.read_now(|connection| exposures::people(connection, (actor.publisher, id), more))?;
    let size = usize::try_from(most).unwrap_or(0);
    let has_more = cut(&mut found, size);
    let next = found.last().map(|person| person.0).filter(|_| has_more);
    Ok((found, next))
}

/// Whom a test is for now. A number is `None` if it is hidden from the actor.
pub struct Prospects {
    /// In its groups, in none that it is not for, and reached by promotion in this quarter.
    pub people: Option<u64>,
    pub withheld: Option<u64>,
    pub excepted: Option<u64>,
    /// How many of them reached the goal in as many days before today as it has.
    pub reached: Option<u64>,
    /// How many people of all values together it takes to tell a difference of the size of interest, if they go on so.
    pub needed: Option<u64>,
    /// Segments that are too small to be used.
    pub small: Vec<String>,
    pub as_of: Day,
}

/// Whom the test is for now, and how many people it needs.
pub fn prospects(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    test: &GroupTest,
) -> Result<Prospects, MembersError> {
    let groups = groups_of(state, actor, test.id)?;
    let view = state.audiences.view_now(publisher, test.app_id)?;
    let Reach { meant, excepted, small, holdout } = reach(state, publisher, &view, &groups)?;
    let withheld = match &holdout {
        Some(lot) => state.buckets.below(&state.database, (test.app(), &lot.salt), &meant, lot.share)?,
        None => roaring::RoaringBitmap::new(),
    };
    let people = &meant - &withheld;
    let reached = view.among_everyone().members(&lately(test))?.intersection_len(&people);
    let sizes = Sizes::new(actor.role, publisher.minimum_size);
    // Each could be found from the others by subtraction.
    let all = [meant.len(), people.len(), withheld.len(), excepted.len(), reached];
    let is_hidden = all.into_iter().any(|number| number > 0 && sizes.hides(number));
    let shown = |number: u64| (!is_hidden).then_some(number);
    Ok(Prospects {
        people: shown(people.len()),
        withheld: shown(withheld.len()),
        excepted: shown(excepted.len()),
        reached: shown(reached),
        needed: needed(test, (reached, people.len())).filter(|_| !is_hidden),
        small,
        as_of: view.today,
    })
}

/// The customers who reached the test's goal in as many days before today as it has.
fn lately(test: &GroupTest) -> Rule {
    let attribute = match test.goal {
        TestGoal::Purchase => BuiltIn::LastPurchaseOn,
        TestGoal::Use => BuiltIn::LastUsedOn,
    };
    let condition = Condition {
        attribute: Key::BuiltIn(attribute),
        operator: Operator::InLast,
        operand: Operand::Days(test.goal_days.unsigned_abs()),
    };
    Rule { filters: vec![Filter::one(condition)] }
}

/// How many people of all values together it takes to tell a difference of the size of interest between the first value and the
/// one with the smallest share, if as many reach the goal as of these people.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "far below 2^52"
)]
fn needed(test: &GroupTest, (reached, people): (u64, u64)) -> Option<u64> {
    let shares = test.shares();
    let (first, smallest) = (*shares.first()?, *shares.iter().skip(1).min()?);
    let both = f64::from(first + smallest);
    let sample = Sample::of_share(reached, people);
    let alpha = 0.05 / (shares.len() - 1).max(1) as f64;
    let effect = f64::from(test.effect) / f64::from(WHOLE);
    let of_both = experiments::people_needed((sample, f64::from(smallest) / both), sample, alpha, effect)?;
    Some((of_both as f64 * f64::from(WHOLE) / both).ceil() as u64)
}

/// A page of the people who came into the test, of one value or of all, with how many there are. Pages count from 1.
pub fn people(
    state: &State,
    actor: &Actor,
    id: GroupTestId,
    (variant, page): (Option<i32>, i64),
) -> Result<(i64, Vec<exposures::Listed>), StoreError> {
    let offset = (page.max(1) - 1).saturating_mul(PAGE_SIZE);
    let of = (actor.publisher, id);
    state.database.read_now(|connection| exposures::page(connection, of, variant, (offset, PAGE_SIZE)))
}

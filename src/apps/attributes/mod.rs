//! The custom attributes of an app: the list, renaming one, changing its kind, deleting it. A rule that uses an attribute
//! keeps it from being deleted and from changing its kind.

mod change;
mod empty;
mod list;

pub use change::{Refusal, change_kind, delete, rename};
pub use empty::empty;
pub use list::{Listed, PAGE_SIZE, Row, list};

use crate::access::Actor;
use crate::columns::View;
use crate::ids::{AppId, AppKey, AttributeId};
use crate::reading::conversion::{converted, notation};
use crate::reading::custom::Notation;
use crate::segments::{Condition, Filter, Key, Kind, MILLION, Operand, Operator, Rule};
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::custom_attributes::CustomAttribute;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, QueryResult, StoreError, attribute_changes, imports};
use crate::zone::Zone;

/// Values that do not fit a kind, as far as they are shown.
const SHOWN: usize = 5;

/// An attribute of an app, and what keeps it from being changed.
pub struct One {
    pub app: App,
    pub attribute: CustomAttribute,
    /// The segments whose rules use it, archived ones among them.
    pub used_by: Vec<CustomerGroup>,
    /// Whether a file is being imported into the app, or values are still moving to the attribute.
    pub is_busy: bool,
}

/// The app's attribute with this id.
pub fn find(state: &State, actor: &Actor, app: AppId, attribute: AttributeId) -> Result<One, StoreError> {
    state.database.read_now(|connection| one(connection, AppKey { publisher: actor.publisher, id: app }, attribute))
}

fn one(connection: &mut DbConnection, app: AppKey, attribute: AttributeId) -> QueryResult<One> {
    let row = apps::find(connection, app.publisher, app.id)?;
    let attribute = attribute_changes::find(connection, app, attribute)?;
    let key = Key::Custom(attribute.key.clone());
    let groups = customer_groups::of_publisher(connection, app.publisher)?;
    let is_busy = imports::any_under_way(connection, app.publisher, app.id)?
        || attribute_changes::is_being_filled(connection, app, attribute.id)?;
    let used_by = groups.into_iter().filter(|group| group.uses(app.id, &key)).collect();
    Ok(One { app: row, attribute, used_by, is_busy })
}

/// What a change of the kind would do.
#[derive(Clone, Debug, Default)]
pub struct Effect {
    /// Customers with a value.
    pub values: u64,
    /// Those whose value does not fit, who would have none.
    pub lost: u64,
    /// Some of the values that do not fit; only known of a choice.
    pub examples: Vec<String>,
    notation: Notation,
}

/// The number of customers who have a value of the attribute.
pub fn values(state: &State, publisher: &Publisher, one: &One) -> Result<u64, StoreError> {
    known(&state.audiences.view_now(publisher, one.app.id)?.among_everyone(), &one.attribute.key)
}

/// What a change of the attribute to this kind would do.
pub fn effect(state: &State, publisher: &Publisher, one: &One, to: Kind) -> Result<Effect, StoreError> {
    let view = state.audiences.view_now(publisher, one.app.id)?.among_everyone();
    let (key, from) = (&one.attribute.key, one.attribute.kind);
    let values = known(&view, key)?;
    let fitting = |bounds| count(&view, key, Operator::Between, bounds);
    let lost = match (from, to) {
        (Kind::Choice, _) => return effect_of_choice(&view, key, to, values, publisher.time_zone),
        (Kind::Number, Kind::YesNo) => values.saturating_sub(fitting(Operand::Range(0, 1))?),
        (Kind::Number, Kind::Decimal) => {
            let most = i64::MAX / MILLION;
            values.saturating_sub(fitting(Operand::Range(-most, most))?)
        }
        _ => 0,
    };
    Ok(Effect { values, lost, ..Effect::default() })
}

fn effect_of_choice(view: &View, key: &str, to: Kind, values: u64, days: Zone) -> Result<Effect, StoreError> {
    let counted = view.values(&Key::Custom(key.to_owned()))?;
    let notation = notation(counted.iter().map(|counted| counted.value.as_str()), days);
    let mut effect = Effect { values, notation, ..Effect::default() };
    for counted in counted.iter().filter(|counted| converted(Kind::Choice, to, &counted.value, notation).is_none()) {
        effect.lost += counted.count;
        if effect.examples.len() < SHOWN {
            effect.examples.push(counted.value.clone());
        }
    }
    Ok(effect)
}

/// The number of customers whose value of the attribute is known.
pub(super) fn known(view: &View, key: &str) -> Result<u64, StoreError> {
    count(view, key, Operator::IsKnown, Operand::Nothing)
}

fn count(view: &View, key: &str, operator: Operator, operand: Operand) -> Result<u64, StoreError> {
    let condition = Condition { attribute: Key::Custom(key.to_owned()), operator, operand };
    view.count(&Rule { filters: vec![Filter::one(condition)] })
}

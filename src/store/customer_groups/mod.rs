//! Customer groups: segments, which have a rule, and known user groups, which list addresses.

mod writes;

pub use writes::{Change, NewGroup, create, delete, rename, set_about, set_archived, set_flag, touch, update};

use super::DbConnection;
use super::membership_changes::{Cause, Edit};
use super::schema::customer_groups;
use crate::day::Day;
use crate::ids::{AppId, GroupId, PublisherId, UserId};
use crate::segments::{Catalogue, Group, Key, Rule};
use crate::words;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The kinds of customer group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum GroupKind {
    Segment,
    KnownUserGroup,
}

words!(GroupKind);

/// A customer group's row.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = customer_groups)]
pub struct CustomerGroup {
    pub id: GroupId,
    pub publisher_id: PublisherId,
    pub app_id: Option<AppId>,
    pub kind: GroupKind,
    pub name: String,
    rule: Option<String>,
    rule_before: Option<String>,
    /// Members at the last refresh.
    pub members: Option<i64>,
    pub refreshed_at: Option<NaiveDateTime>,
    /// The day of the last refresh.
    pub refreshed_on: Option<Day>,
    /// The app's data version at the last refresh.
    pub refreshed_version: Option<i64>,
    /// The app's next free position at the last refresh.
    pub refreshed_position: Option<i32>,
    pub(super) cause: Option<Cause>,
    cause_user_id: Option<UserId>,
    pub refresh_failed: bool,
    /// When the current count started. If a program died during a count, when that count started.
    pub counting_since: Option<NaiveDateTime>,
    pub archived_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    /// Increases with every change to the name, rule, addresses or flag.
    pub version: i64,
    /// Programs ask for the group as the flag `group.{flag_key}`. No other group of the publisher has the same.
    pub flag_key: String,
    /// Whether programs on people's devices may ask for it.
    pub for_clients: bool,
    /// What it is for, in the words of the team; may be empty.
    pub description: String,
    /// The member of the team, or former member, whose it is.
    pub owner_id: Option<UserId>,
}

impl CustomerGroup {
    /// Removes the rule, for lists, which show no rule and may be kept in memory: some rules are long.
    pub fn forget_rule(&mut self) {
        (self.rule, self.rule_before) = (None, None);
    }

    pub fn path(&self) -> String {
        format!("/groups/{}", self.id)
    }

    pub fn is_segment(&self) -> bool {
        self.kind == GroupKind::Segment
    }

    pub const fn is_archived(&self) -> bool {
        self.archived_at.is_some()
    }

    /// Whether it is a segment with fewer members than the publisher's minimum, and therefore inactive.
    pub fn is_small(&self, minimum_size: i32) -> bool {
        self.is_segment() && self.members.is_some_and(|members| members < i64::from(minimum_size))
    }

    /// The edit since the last refresh that changes the group's members.
    pub fn edit(&self) -> Option<Edit> {
        Some(Edit { cause: self.cause?, user: self.cause_user_id })
    }

    /// Whether it is a segment whose rule refers to the group with this id.
    pub fn names(&self, group: &str) -> bool {
        self.rule().is_ok_and(|rule| rule.groups().any(|id| id == group))
    }

    /// Whether it is a segment over the app whose rule uses the attribute.
    pub fn uses(&self, app: AppId, attribute: &Key) -> bool {
        self.app_id == Some(app) && self.rule().is_ok_and(|rule| rule.uses(attribute))
    }

    /// A segment's rule. A rule that cannot be read is an error; it never matches everyone.
    pub fn rule(&self) -> Result<Rule, serde_json::Error> {
        serde_json::from_str(self.rule.as_deref().unwrap_or_default())
    }

    /// The rule that the last count was of, if the rule was edited since and the segment's history goes on from that
    /// count.
    pub fn rule_before(&self) -> Option<Rule> {
        serde_json::from_str(self.rule_before.as_deref()?).ok()
    }

    /// Whether the rule, and the one before an edit, are those of `other`.
    pub fn has_rules_of(&self, other: &Self) -> bool {
        self.rule == other.rule && self.rule_before == other.rule_before
    }
}

/// The groups that the app's rules can refer to: its segments, and all known user groups of its publisher.
pub fn groups_for(app: AppId, groups: &[CustomerGroup]) -> Vec<Group> {
    let of_app = groups.iter().filter(|group| group.app_id.is_none_or(|of| of == app));
    let group = |group: &CustomerGroup| {
        // A segment whose rule cannot be read is left out; without a rule it would be taken for a known user group.
        let rule = if group.is_segment() { Some(group.rule().ok()?) } else { None };
        let (name, is_archived) = (group.name.clone(), group.is_archived());
        Some(Group { id: group.id.to_string(), name, is_archived, rule })
    };
    of_app.filter_map(group).collect()
}

/// The publisher's group with this flag key.
pub fn of_flag(connection: &mut DbConnection, publisher: PublisherId, key: &str) -> QueryResult<CustomerGroup> {
    customer_groups::table
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::flag_key.eq(key))
        .select(CustomerGroup::as_select())
        .first(connection)
}

/// The publisher's groups that programs on people's devices may ask for, by flag key, at most `most`: those of an app and the
/// known user groups, or those of all apps.
pub fn for_clients(
    connection: &mut DbConnection,
    (publisher, app): (PublisherId, Option<AppId>),
    most: i64,
) -> QueryResult<Vec<CustomerGroup>> {
    let of_app = customer_groups::app_id.is_null().or(customer_groups::app_id.eq(app).assume_not_null());
    customer_groups::table
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::for_clients)
        .filter(app.is_none().into_sql::<Bool>().or(of_app))
        .order(customer_groups::flag_key)
        .limit(most)
        .select(CustomerGroup::as_select())
        .load(connection)
}

/// The name as it is compared: without regard to case.
fn name_key(name: &str) -> String {
    name.to_lowercase()
}

pub fn find(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<CustomerGroup> {
    customer_groups::table
        .find(group)
        .filter(customer_groups::publisher_id.eq(publisher))
        .select(CustomerGroup::as_select())
        .first(connection)
}

/// The publisher's group that was created with this form.
pub fn made_with(
    connection: &mut DbConnection,
    publisher: PublisherId,
    form: &str,
) -> QueryResult<Option<CustomerGroup>> {
    customer_groups::table
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::form.eq(form))
        .select(CustomerGroup::as_select())
        .first(connection)
        .optional()
}

/// Whether another group of the publisher, archived or not, has the name.
pub fn name_is_taken(
    connection: &mut DbConnection,
    publisher: PublisherId,
    name: &str,
    except: Option<GroupId>,
) -> QueryResult<bool> {
    let count: i64 = customer_groups::table
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::name_key.eq(name_key(name)))
        .filter(customer_groups::id.ne_all(except))
        .count()
        .get_result(connection)?;
    Ok(count > 0)
}

/// The publisher's group with this name, archived or not.
pub fn find_by_name(
    connection: &mut DbConnection,
    publisher: PublisherId,
    name: &str,
) -> QueryResult<Option<CustomerGroup>> {
    customer_groups::table
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::name_key.eq(name_key(name)))
        .select(CustomerGroup::as_select())
        .first(connection)
        .optional()
}

/// The publisher's groups, including archived ones, by name.
pub fn of_publisher(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<CustomerGroup>> {
    customer_groups::table
        .filter(customer_groups::publisher_id.eq(publisher))
        .order((customer_groups::name_key, customer_groups::id))
        .select(CustomerGroup::as_select())
        .load(connection)
}

/// The publisher's groups that are not archived, by name.
pub fn active(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<CustomerGroup>> {
    customer_groups::table
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::archived_at.is_null())
        .order((customer_groups::name_key, customer_groups::id))
        .select(CustomerGroup::as_select())
        .load(connection)
}

/// The publisher's segments whose rules refer to the group, directly or through other groups.
pub fn users_of(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Vec<GroupId>> {
    let groups = active(connection, publisher)?;
    let rules = groups.iter().filter_map(|group| {
        let (name, rule) = (group.name.clone(), group.rule().ok()?);
        Some(Group { id: group.id.to_string(), name, is_archived: false, rule: Some(rule) })
    });
    let catalogue = Catalogue::default().with_groups(rules.collect());
    Ok(catalogue.users_above(&group.to_string()).into_iter().filter_map(|user| user.id.parse().ok()).collect())
}

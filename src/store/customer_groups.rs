//! Customer groups: segments, which hold a rule, and known user groups, which hold addresses.

use super::DbConnection;
use super::membership_changes::Cause;
use super::schema::{apps, customer_groups};
use crate::ids::{AppId, GroupId, PublisherId, UserId};
use crate::segments::{Catalogue, Group, Rule};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// The kinds of customer group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GroupKind {
    Segment,
    KnownUserGroup,
}

impl GroupKind {
    /// The word it is kept and posted under.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Segment => "segment",
            Self::KnownUserGroup => "known_user_group",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Segment, Self::KnownUserGroup].into_iter().find(|kind| kind.word() == word)
    }
}

/// A customer group as it is kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = customer_groups)]
pub struct CustomerGroup {
    pub id: GroupId,
    pub publisher_id: PublisherId,
    pub app_id: Option<AppId>,
    kind: String,
    pub name: String,
    rule: Option<String>,
    /// Members at the last refresh.
    pub members: Option<i64>,
    pub refreshed_at: Option<NaiveDateTime>,
    /// The day of the last refresh, in days since 1970-01-01.
    pub refreshed_on: Option<i32>,
    /// The app's data version at the last refresh.
    pub refreshed_version: Option<i64>,
    /// The first position of the app that nobody had at the last refresh.
    pub refreshed_position: Option<i32>,
    cause: Option<String>,
    cause_user_id: Option<UserId>,
    pub refresh_failed: bool,
    /// Since when it is being counted; of a count that never ended, when it started.
    pub counting_since: Option<NaiveDateTime>,
    pub archived_at: Option<NaiveDateTime>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    /// Raised by every change of its name, rule or addresses.
    pub version: i64,
}

impl CustomerGroup {
    /// For lists, which show no rule and may be kept in memory: some rules are long.
    pub fn forget_rule(&mut self) {
        self.rule = None;
    }

    pub fn path(&self) -> String {
        format!("/groups/{}", self.id)
    }

    pub fn kind(&self) -> GroupKind {
        GroupKind::from_word(&self.kind).unwrap_or(GroupKind::KnownUserGroup)
    }

    pub fn is_segment(&self) -> bool {
        self.kind() == GroupKind::Segment
    }

    pub const fn is_archived(&self) -> bool {
        self.archived_at.is_some()
    }

    /// Whether it is a segment with fewer members than the publisher's minimum, and so inactive.
    pub fn is_small(&self, minimum_size: i32) -> bool {
        self.is_segment() && self.members.is_some_and(|members| members < i64::from(minimum_size))
    }

    /// What somebody did since the last refresh that changes who is in it, and who.
    pub fn cause(&self) -> Option<(Cause, Option<UserId>)> {
        Some((Cause::from_word(self.cause.as_deref()?)?, self.cause_user_id))
    }

    /// Whether it is a segment whose rule names the group with this id.
    pub fn names(&self, group: &str) -> bool {
        self.rule().is_ok_and(|rule| rule.groups().any(|id| id == group))
    }

    /// A segment's rule. A rule that cannot be read is an error, never everyone.
    pub fn rule(&self) -> Result<Rule, serde_json::Error> {
        serde_json::from_str(self.rule.as_deref().unwrap_or_default())
    }
}

/// The groups that rules over the app can name: its segments, and every known user group of its publisher.
pub fn groups_for(app: AppId, groups: &[CustomerGroup]) -> Vec<Group> {
    let of_app = groups.iter().filter(|group| group.app_id.is_none_or(|of| of == app));
    let group = |group: &CustomerGroup| {
        // A segment whose rule cannot be read has nobody, and is no list either.
        let rule = if group.is_segment() { Some(group.rule().ok()?) } else { None };
        let (name, is_archived) = (group.name.clone(), group.is_archived());
        Some(Group { id: group.id.to_string(), name, is_archived, rule })
    };
    of_app.filter_map(group).collect()
}

/// A group to insert.
#[derive(Clone, Debug)]
pub struct NewGroup<'a> {
    pub publisher_id: PublisherId,
    pub app_id: Option<AppId>,
    pub kind: GroupKind,
    pub name: &'a str,
    pub rule: Option<&'a Rule>,
    pub created_by: Option<UserId>,
    /// The word of the form that it is made with: the same form, sent twice, makes one group.
    pub form: Option<&'a str>,
}

/// What a group is changed to.
#[derive(Clone, Debug)]
pub struct Change<'a> {
    pub name: &'a str,
    pub app_id: Option<AppId>,
    pub rule: Option<&'a Rule>,
    /// Whether other people may be in it now: it is counted again, and has no number until then.
    pub changes_members: bool,
}

/// How names are compared: without regard to case.
fn name_key(name: &str) -> String {
    name.to_lowercase()
}

fn rule_text(rule: &Rule) -> String {
    serde_json::json!(rule).to_string()
}

/// Makes a group. A taken name is a UNIQUE violation.
pub fn create(connection: &mut DbConnection, group: &NewGroup<'_>, now: NaiveDateTime) -> QueryResult<GroupId> {
    diesel::insert_into(customer_groups::table)
        .values((
            customer_groups::publisher_id.eq(group.publisher_id),
            customer_groups::app_id.eq(group.app_id),
            customer_groups::kind.eq(group.kind.word()),
            customer_groups::name.eq(group.name),
            customer_groups::name_key.eq(name_key(group.name)),
            customer_groups::rule.eq(group.rule.map(rule_text)),
            customer_groups::created_by.eq(group.created_by),
            customer_groups::form.eq(group.form),
            customer_groups::created_at.eq(now),
            customer_groups::updated_at.eq(now),
        ))
        .returning(customer_groups::id)
        .get_result(connection)
}

pub fn find(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<CustomerGroup> {
    customer_groups::table
        .find(group)
        .filter(customer_groups::publisher_id.eq(publisher))
        .select(CustomerGroup::as_select())
        .first(connection)
}

/// Changes the group as it was read. False where it has changed since, and then stays as it is. A taken name is a UNIQUE
/// violation.
pub fn update(
    connection: &mut DbConnection,
    group: &CustomerGroup,
    change: &Change<'_>,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let same = customer_groups::table
        .find(group.id)
        .filter(customer_groups::publisher_id.eq(group.publisher_id))
        .filter(customer_groups::version.eq(group.version));
    let rows = diesel::update(same).set((
        customer_groups::name.eq(change.name),
        customer_groups::name_key.eq(name_key(change.name)),
        customer_groups::app_id.eq(change.app_id),
        customer_groups::rule.eq(change.rule.map(rule_text)),
        customer_groups::updated_at.eq(now),
        customer_groups::version.eq(customer_groups::version + 1),
    ));
    let is_changed = rows.execute(connection)? == 1;
    if is_changed && change.changes_members {
        forget_count(connection, group, group.is_segment() && change.app_id == group.app_id)?;
    }
    Ok(is_changed)
}

/// Leaves the group without a number until it is counted again. What the last count was made of stays where the history of
/// the group goes on from it.
fn forget_count(connection: &mut DbConnection, group: &CustomerGroup, goes_on: bool) -> QueryResult<()> {
    let row = customer_groups::table.find(group.id).filter(customer_groups::publisher_id.eq(group.publisher_id));
    let without_number = diesel::update(row).set(customer_groups::members.eq(None::<i64>));
    without_number.execute(connection)?;
    if goes_on {
        return Ok(());
    }
    diesel::update(row)
        .set((
            customer_groups::refreshed_on.eq(None::<i32>),
            customer_groups::refreshed_version.eq(None::<i64>),
            customer_groups::refreshed_position.eq(None::<i32>),
        ))
        .execute(connection)
        .map(drop)
}

/// Renames the group as it was read. False where it has changed since, and then stays as it is. A taken name is a UNIQUE
/// violation.
pub fn rename(
    connection: &mut DbConnection,
    group: &CustomerGroup,
    name: &str,
    now: NaiveDateTime,
) -> QueryResult<bool> {
    let same = customer_groups::table
        .find(group.id)
        .filter(customer_groups::publisher_id.eq(group.publisher_id))
        .filter(customer_groups::version.eq(group.version));
    let rows = diesel::update(same).set((
        customer_groups::name.eq(name),
        customer_groups::name_key.eq(name_key(name)),
        customer_groups::updated_at.eq(now),
        customer_groups::version.eq(customer_groups::version + 1),
    ));
    Ok(rows.execute(connection)? == 1)
}

/// The group of the publisher that was made with the form of this word.
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

/// Archives the group at a time, or restores it with `None`.
pub fn set_archived(
    connection: &mut DbConnection,
    group: &CustomerGroup,
    archived_at: Option<NaiveDateTime>,
) -> QueryResult<()> {
    diesel::update(customer_groups::table.find(group.id).filter(customer_groups::publisher_id.eq(group.publisher_id)))
        .set(customer_groups::archived_at.eq(archived_at))
        .execute(connection)
        .map(drop)
}

/// Whether another group of the publisher, archived ones included, has the name.
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

/// What a refresh found.
#[derive(Clone, Copy, Debug)]
pub struct Refreshed {
    pub members: i64,
    pub at: NaiveDateTime,
    /// Days since 1970-01-01.
    pub on: i32,
    /// The app's data version that was counted.
    pub version: i64,
    /// The first position of the app that nobody has.
    pub position: Option<i32>,
}

/// Writes down what a refresh found.
pub fn set_refreshed(connection: &mut DbConnection, group: GroupId, refreshed: Refreshed) -> QueryResult<()> {
    diesel::update(customer_groups::table.find(group))
        .set((
            customer_groups::members.eq(Some(refreshed.members)),
            customer_groups::refreshed_at.eq(Some(refreshed.at)),
            customer_groups::refreshed_on.eq(Some(refreshed.on)),
            customer_groups::refreshed_version.eq(Some(refreshed.version)),
            customer_groups::refreshed_position.eq(refreshed.position),
            customer_groups::cause.eq(None::<String>),
            customer_groups::cause_user_id.eq(None::<UserId>),
            customer_groups::refresh_failed.eq(false),
            customer_groups::counting_since.eq(None::<NaiveDateTime>),
        ))
        .execute(connection)
        .map(drop)
}

/// Writes down that somebody changes who can be in the publisher's segments, or in those of one app.
pub fn set_settings_changed(
    connection: &mut DbConnection,
    publisher: PublisherId,
    app: Option<AppId>,
    user: Option<UserId>,
) -> QueryResult<()> {
    let groups = active(connection, publisher)?;
    let segments = groups.iter().filter(|group| group.is_segment() && (app.is_none() || group.app_id == app));
    let segments: Vec<GroupId> = segments.map(|group| group.id).collect();
    set_cause(connection, publisher, &segments, Cause::Settings, user)
}

/// Writes down what somebody does that changes who is in these groups of the publisher, so that they are counted again.
pub fn set_cause(
    connection: &mut DbConnection,
    publisher: PublisherId,
    groups: &[GroupId],
    cause: Cause,
    user: Option<UserId>,
) -> QueryResult<()> {
    let of_publisher = customer_groups::table.filter(customer_groups::publisher_id.eq(publisher));
    diesel::update(of_publisher.filter(customer_groups::id.eq_any(groups.to_vec())))
        .set((customer_groups::cause.eq(Some(cause.word())), customer_groups::cause_user_id.eq(user)))
        .execute(connection)
        .map(drop)
}

/// The publisher's segments whose rules lead to the group, by themselves or through others.
pub fn users_of(connection: &mut DbConnection, publisher: PublisherId, group: GroupId) -> QueryResult<Vec<GroupId>> {
    let groups = active(connection, publisher)?;
    let rules = groups.iter().filter_map(|group| {
        let (name, rule) = (group.name.clone(), group.rule().ok()?);
        Some(Group { id: group.id.to_string(), name, is_archived: false, rule: Some(rule) })
    });
    let catalogue = Catalogue::default().with_groups(rules.collect());
    Ok(catalogue.users_above(&group.to_string()).into_iter().filter_map(|user| user.id.parse().ok()).collect())
}

/// Marks the group as being counted. The mark outlives a program that dies of the count.
pub fn set_counting(connection: &mut DbConnection, group: GroupId, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(customer_groups::table.find(group))
        .set(customer_groups::counting_since.eq(Some(now)))
        .execute(connection)
        .map(drop)
}

/// Takes the mark of a count away that came to nothing, for another came before it.
pub fn end_counting(connection: &mut DbConnection, group: GroupId) -> QueryResult<()> {
    diesel::update(customer_groups::table.find(group))
        .set(customer_groups::counting_since.eq(None::<NaiveDateTime>))
        .execute(connection)
        .map(drop)
}

/// Writes down that the counts of the publisher that started before `started_before` and never ended have failed, and
/// says of how many groups. They keep their mark, and are not counted again by themselves.
pub fn fail_abandoned(
    connection: &mut DbConnection,
    publisher: PublisherId,
    started_before: NaiveDateTime,
) -> QueryResult<usize> {
    let abandoned = customer_groups::table
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::counting_since.lt(started_before))
        .filter(customer_groups::refresh_failed.eq(false));
    diesel::update(abandoned).set(customer_groups::refresh_failed.eq(true)).execute(connection)
}

/// The publisher's groups of which a count started before `started_before`, never ended, and is not known as failed yet.
pub fn any_abandoned(
    connection: &mut DbConnection,
    publisher: PublisherId,
    started_before: NaiveDateTime,
) -> QueryResult<bool> {
    let count: i64 = customer_groups::table
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::counting_since.lt(started_before))
        .filter(customer_groups::refresh_failed.eq(false))
        .count()
        .get_result(connection)?;
    Ok(count > 0)
}

/// Writes down that a refresh failed; the number of the one before stays.
pub fn set_refresh_failed(connection: &mut DbConnection, group: GroupId) -> QueryResult<()> {
    diesel::update(customer_groups::table.find(group))
        .set((customer_groups::refresh_failed.eq(true), customer_groups::counting_since.eq(None::<NaiveDateTime>)))
        .execute(connection)
        .map(drop)
}

/// The publisher's groups, archived ones too, by name.
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

/// A number that every change to the customers of the publisher raises. A known user group holds for all its apps.
pub fn customers_version(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<i64> {
    let versions: Vec<i64> =
        apps::table.filter(apps::publisher_id.eq(publisher)).select(apps::data_version).load(connection)?;
    Ok(versions.iter().sum())
}

/// The publisher's groups that are not archived and whose number does not hold for the data as they are: a
/// segment's for the day of its app's profiles, which comes when they are brought to it, a list's for `today`.
pub fn to_refresh(
    connection: &mut DbConnection,
    publisher: PublisherId,
    today: i32,
) -> QueryResult<Vec<CustomerGroup>> {
    let rows: Vec<(CustomerGroup, Option<i64>, Option<i32>)> = customer_groups::table
        .left_join(apps::table)
        .filter(customer_groups::publisher_id.eq(publisher))
        .filter(customer_groups::archived_at.is_null())
        // Another replica counts it, or a program died of it.
        .filter(customer_groups::counting_since.is_null())
        .order(customer_groups::id)
        .select((CustomerGroup::as_select(), apps::data_version.nullable(), apps::profiles_on.nullable()))
        .load(connection)?;
    let of_customers = customers_version(connection, publisher)?;
    let holds = |group: &CustomerGroup, version: Option<i64>, day: Option<i32>| {
        group.cause.is_none()
            && group.refreshed_on == Some(day.unwrap_or(today).min(today))
            && group.refreshed_version == Some(version.unwrap_or(of_customers))
    };
    Ok(rows
        .into_iter()
        .filter(|(group, version, day)| !holds(group, *version, *day))
        .map(|(group, ..)| group)
        .collect())
}

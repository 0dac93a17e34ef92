//! How often people are written to, and when not: a publisher's rules over all of its apps.

use super::DbConnection;
use super::schema::notification_rules::{self, dsl};
use crate::ids::PublisherId;
use crate::on_either;
use diesel::prelude::*;

/// The rules of a publisher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = notification_rules)]
pub struct NotificationRules {
    /// The minutes of the day, where each person is, from which and until which nothing is sent; both or none.
    pub quiet_from: Option<i32>,
    pub quiet_until: Option<i32>,
    /// How many promotional ones a person gets in a day and in seven days.
    pub per_day: Option<i32>,
    pub per_week: Option<i32>,
    /// Between any two to a person.
    pub minutes_between: i32,
    /// To more people than this, somebody else approves it first.
    pub approval_above: i32,
    /// Increases with every change.
    pub version: i64,
    /// Whether what a person saw and clicked is only counted, unless she has allowed that it is kept.
    pub asks_measurement: bool,
}

impl Default for NotificationRules {
    /// One promotional message a day and three a week, half an hour between any two, and a second person from 1,000 people on.
    fn default() -> Self {
        Self {
            quiet_from: None,
            quiet_until: None,
            per_day: Some(1),
            per_week: Some(3),
            minutes_between: 30,
            approval_above: 1_000,
            version: 0,
            asks_measurement: false,
        }
    }
}

/// The rules of the publisher.
pub fn of(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<NotificationRules> {
    let own = dsl::notification_rules.filter(dsl::publisher_id.eq(publisher));
    Ok(own.select(NotificationRules::as_select()).first(connection).optional()?.unwrap_or_default())
}

/// Changes the rules, if they are still at their version. Returns whether they were.
pub fn save(connection: &mut DbConnection, publisher: PublisherId, rules: &NotificationRules) -> QueryResult<bool> {
    let what = (
        dsl::quiet_from.eq(rules.quiet_from),
        dsl::quiet_until.eq(rules.quiet_until),
        dsl::per_day.eq(rules.per_day),
        dsl::per_week.eq(rules.per_week),
        dsl::minutes_between.eq(rules.minutes_between),
        dsl::approval_above.eq(rules.approval_above),
        dsl::version.eq(rules.version + 1),
        dsl::asks_measurement.eq(rules.asks_measurement),
    );
    // The first change adds the row.
    let saved = if rules.version == 0 {
        let row = (dsl::publisher_id.eq(publisher), what);
        on_either!(connection, inner =>
            diesel::insert_into(dsl::notification_rules).values(row).on_conflict_do_nothing().execute(inner)?)
    } else {
        let own = dsl::notification_rules.filter(dsl::publisher_id.eq(publisher));
        diesel::update(own.filter(dsl::version.eq(rules.version))).set(what).execute(connection)?
    };
    Ok(saved == 1)
}

//! Profiles: what is known of each customer of each app, computed from facts, at any time again. Each has a position of
//! its own in its app, dense and never given twice, which the audience counts by.

use super::apps::{is_of_publisher, row};
use super::schema::{acquisitions, apps, custom_attributes, custom_values, customers, profiles};
use super::{DbConnection, churn, data_versions, rows_per_statement};
use crate::day::Day;
use crate::ids::{AppId, AppKey, CustomerId, PublisherId};
use crate::on_either;
use crate::segments::Profile;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// Stale profiles computed in one transaction, so that other writers get their turn.
const COMPUTED_AT_ONCE: i64 = 20_000;

/// Computes the stale profiles of app $4 at the positions $5 to $6 for the day $2, $1 being the first of the 30 days that
/// end on it, as data version $3. SQLite binds such names in the order
/// in which they first appear, so they must appear in their order. The plus before the app of a
/// purchase keeps SQLite from going through all purchases of the app, by its primary key, for every customer.
const COMPUTE: &str = "UPDATE profiles SET
    (last_used_on, first_used_on, days_used, sessions, days_used_30) =
        (SELECT MAX(used_on), MIN(used_on), COUNT(*), COALESCE(SUM(sessions), 0),
                COALESCE(SUM(CASE WHEN used_on BETWEEN $1 AND $2 THEN 1 ELSE 0 END), 0)
         FROM usage_days f WHERE f.customer_id = profiles.customer_id AND f.app_id = profiles.app_id),
    (purchases, last_purchase_on, spend_cents, spend_30_cents) =
        (SELECT COUNT(*), MAX(purchased_on), COALESCE(SUM(amount_cents), 0),
                COALESCE(SUM(CASE WHEN purchased_on BETWEEN $1 AND $2 THEN amount_cents ELSE 0 END), 0)
         FROM purchases f WHERE f.customer_id = profiles.customer_id AND +f.app_id = profiles.app_id),
    total_spend_cents =
        (SELECT COALESCE(SUM(amount_cents), 0) FROM purchases f WHERE f.customer_id = profiles.customer_id),
    apps_acquired = (SELECT COUNT(*) FROM acquisitions f WHERE f.customer_id = profiles.customer_id),
    stars = (SELECT stars FROM ratings f WHERE f.customer_id = profiles.customer_id AND f.app_id = profiles.app_id),
    rated_on = (SELECT rated_on FROM ratings f WHERE f.customer_id = profiles.customer_id AND f.app_id = profiles.app_id),
    stale = FALSE,
    version = $3,
    facts_version = $3
    WHERE app_id = $4 AND position BETWEEN $5 AND $6 AND stale
        AND EXISTS (SELECT 1 FROM apps WHERE apps.id = $4 AND apps.publisher_id = $7)";

/// Brings the profiles of app $4 to the day $2, $1 being the first of the 30 days that end on it, as data version $3: of
/// those only who used or bought something on the days $5 to $6, which leave the 30 days, or $7 to $8, which come into
/// them. Whoever never did is passed by without a look at the facts.
const ROLL: &str = "UPDATE profiles SET
    days_used_30 = (SELECT COUNT(*) FROM usage_days f
        WHERE f.customer_id = profiles.customer_id AND f.app_id = profiles.app_id AND f.used_on BETWEEN $1 AND $2),
    spend_30_cents = (SELECT COALESCE(SUM(amount_cents), 0) FROM purchases f
        WHERE f.customer_id = profiles.customer_id AND +f.app_id = profiles.app_id AND purchased_on BETWEEN $1 AND $2),
    version = $3
    WHERE app_id = $4 AND version > 0 AND (
        (days_used > 0 AND EXISTS (SELECT 1 FROM usage_days f
            WHERE f.customer_id = profiles.customer_id AND f.app_id = profiles.app_id
            AND (f.used_on BETWEEN $5 AND $6 OR f.used_on BETWEEN $7 AND $8)))
        OR (purchases > 0 AND EXISTS (SELECT 1 FROM purchases f
            WHERE f.customer_id = profiles.customer_id AND +f.app_id = profiles.app_id
            AND (purchased_on BETWEEN $5 AND $6 OR purchased_on BETWEEN $7 AND $8))))
    AND EXISTS (SELECT 1 FROM apps WHERE apps.id = $4 AND apps.publisher_id = $9)";

/// A profile with its place in the audience and the customer it is of.
#[derive(Clone, Debug)]
pub struct PlacedProfile {
    pub position: u32,
    pub customer_id: CustomerId,
    pub profile: Profile,
}

#[derive(Queryable)]
struct Computed {
    position: i32,
    customer_id: CustomerId,
    last_used_on: Option<i32>,
    days_used_30: i64,
    sessions: i64,
    stars: Option<i32>,
    rated_on: Option<i32>,
    churn_risk: Option<String>,
    purchases: i64,
    last_purchase_on: Option<i32>,
    apps_acquired: i64,
    spend_cents: i64,
    spend_30_cents: i64,
    total_spend_cents: i64,
}

#[derive(Queryable)]
struct Demographics {
    birth_on: Option<i32>,
    age: Option<i32>,
    gender: Option<String>,
    market: Option<String>,
    language: Option<String>,
}

#[derive(Queryable, Default)]
struct Acquisition {
    acquired_on: Option<i32>,
    acquisition_type: Option<String>,
    device_type: Option<String>,
    os_version: Option<String>,
    channel: Option<String>,
    campaign_id: Option<String>,
    page_viewed_on: Option<i32>,
    referrer_domain: Option<String>,
}

/// Gives a place in the app to those of the customers that have none, in the order given. Returns how many were given.
pub fn enrol(connection: &mut DbConnection, app: AppKey, customer_ids: &[CustomerId]) -> QueryResult<usize> {
    let first: i32 = row(app).select(apps::next_position).first(connection)?;
    let mut known = std::collections::HashSet::new();
    for chunk in customer_ids.chunks(rows_per_statement(1)) {
        // By the customers alone: PostgreSQL knows nothing yet of an app that is new, and would go through all of it.
        let rows = profiles::table.filter(profiles::customer_id.eq_any(chunk.to_vec())).filter(is_of_publisher(app));
        let rows = rows.select((profiles::app_id, profiles::customer_id)).load::<(AppId, CustomerId)>(connection)?;
        known.extend(rows.into_iter().filter(|(of, _)| *of == app.id).map(|(_, customer)| customer));
    }
    let new: Vec<CustomerId> = customer_ids.iter().copied().filter(|id| known.insert(*id)).collect();
    let places: Vec<_> = (first..)
        .zip(&new)
        .map(|(position, customer)| {
            (
                profiles::app_id.eq(app.id),
                profiles::customer_id.eq(*customer),
                profiles::position.eq(position),
                profiles::version.eq(0_i64),
                profiles::stale.eq(true),
            )
        })
        .collect();
    for chunk in places.chunks(rows_per_statement(5)) {
        on_either!(connection, inner => diesel::insert_into(profiles::table).values(chunk).execute(inner))?;
    }
    let next = apps::next_position.eq(apps::next_position + i32::try_from(new.len()).unwrap_or(i32::MAX));
    diesel::update(row(app)).set(next).execute(connection)?;
    Ok(new.len())
}

/// Says that the customers' profiles, in every app, no longer agree with the facts.
pub fn mark_stale(
    connection: &mut DbConnection,
    publisher: PublisherId,
    customer_ids: &[CustomerId],
) -> QueryResult<()> {
    for chunk in customer_ids.chunks(rows_per_statement(1)) {
        // One that is stale already would be written anew for nothing.
        let of_app = apps::table.filter(apps::id.eq(profiles::app_id));
        let fresh = profiles::table
            .filter(profiles::stale.eq(false))
            .filter(exists(of_app.filter(apps::publisher_id.eq(publisher))));
        diesel::update(fresh.filter(profiles::customer_id.eq_any(chunk.to_vec())))
            .set(profiles::stale.eq(true))
            .execute(connection)?;
    }
    Ok(())
}

/// Computes the next stale profiles of the publisher, at most [`COMPUTED_AT_ONCE`] of one app, for the day that the app's
/// profiles stand on (`today` where there are none yet), and raises the app's version. False when none was stale.
pub fn compute_stale(connection: &mut DbConnection, publisher: PublisherId, today: Day) -> QueryResult<bool> {
    let apps: Vec<(AppId, Option<i32>)> =
        apps::table.filter(apps::publisher_id.eq(publisher)).select((apps::id, apps::profiles_on)).load(connection)?;
    for (id, profiles_on) in apps {
        let app = AppKey { publisher, id };
        let stale =
            profiles::table.filter(profiles::app_id.eq(id)).filter(profiles::stale).filter(is_of_publisher(app));
        let stale = stale.order(profiles::position).select(profiles::position).limit(COMPUTED_AT_ONCE);
        let stale = stale.load::<i32>(connection)?;
        if let (Some(first), Some(last)) = (stale.first(), stale.last()) {
            let day = profiles_on.map_or(today, Day::from_number);
            compute(connection, app, day, *first..=*last)?;
            return Ok(true);
        }
    }
    Ok(false)
}

/// Brings the app's profiles to the day, and raises the app's version: of those whose use or purchases come into the last
/// 30 days or leave them the numbers, and of those whose churn risk differs the risk. Everything else that is known of
/// a customer is the same on every day. False where nothing was to do. The day only goes forward unless `may_go_back`.
pub fn roll_to(connection: &mut DbConnection, app: AppKey, day: Day, may_go_back: bool) -> QueryResult<bool> {
    let before: Option<i32> = row(app).select(apps::profiles_on).first(connection)?;
    let before = before.map(Day::from_number);
    if before == Some(day) || (!may_go_back && before.is_some_and(|before| before > day)) {
        return Ok(false);
    }
    let version = raise_version(connection, app, day)?;
    let Some(before) = before else { return Ok(true) };
    let [left, come] = changed_days(before, day);
    diesel::sql_query(ROLL)
        .bind::<Integer, _>(day.minus(29).number())
        .bind::<Integer, _>(day.number())
        .bind::<BigInt, _>(version)
        .bind::<Integer, _>(app.id)
        .bind::<Integer, _>(left.start().number())
        .bind::<Integer, _>(left.end().number())
        .bind::<Integer, _>(come.start().number())
        .bind::<Integer, _>(come.end().number())
        .bind::<Integer, _>(app.publisher)
        .execute(connection)?;
    churn::set_risks(connection, app, day, version)?;
    Ok(true)
}

/// The days that are in the 30 days of one of two days only. Either range may be empty.
fn changed_days(before: Day, after: Day) -> [RangeInclusive<Day>; 2] {
    let (earlier, later) = (before.min(after), before.max(after));
    [earlier.minus(29)..=earlier.min(later.minus(30)), later.minus(29).max(earlier.minus(-1))..=later]
}

fn raise_version(connection: &mut DbConnection, app: AppKey, day: Day) -> QueryResult<i64> {
    diesel::update(row(app)).set(apps::profiles_on.eq(day.number())).execute(connection)?;
    data_versions::raise(connection, app)
}

/// The positions in the app of the customers whose facts changed after the data version, ascending.
pub fn touched_after(connection: &mut DbConnection, app: AppKey, version: i64) -> QueryResult<Vec<u32>> {
    let rows: Vec<i32> = profiles::table
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(profiles::version.gt(version))
        .filter(profiles::facts_version.gt(version))
        .order(profiles::position)
        .select(profiles::position)
        .load(connection)?;
    Ok(rows.into_iter().map(i32::unsigned_abs).collect())
}

/// Computes the stale profiles of the app at these positions.
fn compute(connection: &mut DbConnection, app: AppKey, day: Day, positions: RangeInclusive<i32>) -> QueryResult<()> {
    let version = raise_version(connection, app, day)?;
    diesel::sql_query(COMPUTE)
        .bind::<Integer, _>(day.minus(29).number())
        .bind::<Integer, _>(day.number())
        .bind::<BigInt, _>(version)
        .bind::<Integer, _>(app.id)
        .bind::<Integer, _>(*positions.start())
        .bind::<Integer, _>(*positions.end())
        .bind::<Integer, _>(app.publisher)
        .execute(connection)?;
    churn::set_risks_of(connection, app, day, version)
}

/// At most `limit` profiles of the app that changed after data version `after_version`, with positions from
/// `from_position` on, in their order. Ages are those of `today`.
pub fn load(
    connection: &mut DbConnection,
    app: AppKey,
    today: Day,
    after_version: i64,
    from_position: i32,
    limit: i64,
) -> QueryResult<Vec<PlacedProfile>> {
    let rows: Vec<(Computed, Demographics, Option<Acquisition>)> = profiles::table
        .inner_join(customers::table)
        .left_join(
            acquisitions::table
                .on(acquisitions::customer_id.eq(profiles::customer_id).and(acquisitions::app_id.eq(profiles::app_id))),
        )
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(profiles::version.gt(after_version))
        .filter(profiles::position.ge(from_position))
        .order(profiles::position)
        .limit(limit)
        .select((
            (
                profiles::position,
                profiles::customer_id,
                profiles::last_used_on,
                profiles::days_used_30,
                profiles::sessions,
                profiles::stars,
                profiles::rated_on,
                profiles::churn_risk,
                profiles::purchases,
                profiles::last_purchase_on,
                profiles::apps_acquired,
                profiles::spend_cents,
                profiles::spend_30_cents,
                profiles::total_spend_cents,
            ),
            (customers::birth_on, customers::age, customers::gender, customers::market, customers::language),
            (
                acquisitions::acquired_on,
                acquisitions::acquisition_type,
                acquisitions::device_type,
                acquisitions::os_version,
                acquisitions::channel,
                acquisitions::campaign_id,
                acquisitions::page_viewed_on,
                acquisitions::referrer_domain,
            )
                .nullable(),
        ))
        .load(connection)?;
    let mut custom = match (rows.first(), rows.last()) {
        (Some((first, ..)), Some((last, ..))) => {
            custom_values_between(connection, app, after_version, first.position, last.position)?
        }
        _ => HashMap::new(),
    };
    Ok(rows.into_iter().map(|row| placed(row, today, &mut custom)).collect())
}

/// The profile at this position of the app, once it was computed.
pub fn at(connection: &mut DbConnection, app: AppKey, today: Day, position: u32) -> QueryResult<Option<Profile>> {
    let from = i32::try_from(position).unwrap_or(i32::MAX);
    let found = load(connection, app, today, 0, from, 1)?.pop();
    Ok(found.filter(|placed| placed.position == position).map(|placed| placed.profile))
}

fn custom_values_between(
    connection: &mut DbConnection,
    app: AppKey,
    after_version: i64,
    first: i32,
    last: i32,
) -> QueryResult<HashMap<CustomerId, Vec<(String, String)>>> {
    let rows: Vec<(CustomerId, String, String)> = custom_values::table
        .inner_join(custom_attributes::table)
        .inner_join(profiles::table.on(profiles::customer_id.eq(custom_values::customer_id)))
        .filter(custom_attributes::app_id.eq(app.id))
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(profiles::version.gt(after_version))
        .filter(profiles::position.between(first, last))
        .select((custom_values::customer_id, custom_attributes::key, custom_values::value))
        .load(connection)?;
    let mut values: HashMap<CustomerId, Vec<(String, String)>> = HashMap::new();
    for (customer, key, value) in rows {
        values.entry(customer).or_default().push((key, value));
    }
    Ok(values)
}

fn placed(
    (computed, person, acquisition): (Computed, Demographics, Option<Acquisition>),
    today: Day,
    custom: &mut HashMap<CustomerId, Vec<(String, String)>>,
) -> PlacedProfile {
    let acquisition = acquisition.unwrap_or_default();
    let day = |number: Option<i32>| number.map(Day::from_number);
    let age_of_birth = day(person.birth_on).map(|birth| today.years_since(birth).unwrap_or(0));
    let age = age_of_birth.or(person.age.and_then(|age| u32::try_from(age).ok()));
    PlacedProfile {
        position: computed.position.unsigned_abs(),
        customer_id: computed.customer_id,
        profile: Profile {
            age: age.and_then(|age| u16::try_from(age).ok()),
            gender: person.gender,
            market: person.market,
            language: person.language,
            acquired_on: day(acquisition.acquired_on),
            acquisition_type: acquisition.acquisition_type,
            device_type: acquisition.device_type,
            os_version: acquisition.os_version,
            channel: acquisition.channel,
            campaign_id: acquisition.campaign_id,
            page_viewed_on: day(acquisition.page_viewed_on),
            referrer_domain: acquisition.referrer_domain,
            last_used_on: day(computed.last_used_on),
            days_used_30: computed.days_used_30,
            sessions: computed.sessions,
            stars: computed.stars.and_then(|stars| u8::try_from(stars).ok()),
            rated_on: day(computed.rated_on),
            churn_risk: computed.churn_risk,
            purchases: computed.purchases,
            last_purchase_on: day(computed.last_purchase_on),
            apps_acquired: computed.apps_acquired,
            spend_cents: computed.spend_cents,
            spend_30_cents: computed.spend_30_cents,
            total_spend_cents: computed.total_spend_cents,
            groups: Vec::new(),
            custom: custom.remove(&computed.customer_id).unwrap_or_default(),
        },
    }
}

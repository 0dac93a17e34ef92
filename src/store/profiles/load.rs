//! Reads profiles, the changed ones or all of them, as they were at a moment.

use super::births;
use crate::day::Day;
use crate::ids::{AppKey, CustomerId};
use crate::segments::choices::{AcquisitionType, AgeGroup, Channel, ChurnRisk, DeviceType, Gender};
use crate::segments::{CustomValue, Profile};
use crate::store::owners::is_of_publisher;
use crate::store::schema::{acquisitions, custom_attributes, custom_values, customers, profiles};
use crate::store::{DbConnection, rows_per_statement};
use diesel::prelude::*;
use std::collections::HashMap;
use std::ops::RangeInclusive;

/// The most profiles that are read at once: as many as one statement can name.
pub const PAGE: usize = rows_per_statement(1);

/// What profiles are read as of: the day for ages and the last 30 days, and the last pass that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub day: Day,
    pub pass: i64,
}

/// Which profiles of an app to read.
#[derive(Clone, Copy, Debug)]
pub enum Places<'a> {
    /// The first [`PAGE`] profiles from a position on.
    From(i32),
    /// The profiles at these positions, at most [`PAGE`].
    At(&'a [i32]),
    /// The profiles of these customers, at most [`PAGE`].
    Of(&'a [CustomerId]),
}

/// A profile with its position and its customer.
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
    last_used_on: Option<Day>,
    days_used_30: i64,
    sessions: i64,
    stars: Option<i32>,
    rated_on: Option<Day>,
    churn_risk: Option<ChurnRisk>,
    pass: i64,
    days_used_30_before: i64,
    spend_30_cents_before: i64,
    churn_risk_before: Option<ChurnRisk>,
    purchases: i64,
    last_purchase_on: Option<Day>,
    apps_acquired: i64,
    spend_cents: i64,
    spend_30_cents: i64,
    total_spend_cents: i64,
}

impl Computed {
    /// Replaces the values of a pass that does not count yet by those from before it.
    fn after_pass(self, pass: i64) -> Self {
        if self.pass <= pass {
            return self;
        }
        Self {
            days_used_30: self.days_used_30_before,
            spend_30_cents: self.spend_30_cents_before,
            churn_risk: self.churn_risk_before,
            ..self
        }
    }
}

#[derive(Queryable)]
struct Demographics {
    birth_on: Option<Day>,
    age: Option<i32>,
    age_group: Option<AgeGroup>,
    gender: Option<Gender>,
    market: Option<String>,
    language: Option<String>,
}

#[derive(Queryable, Default)]
struct Acquisition {
    acquired_on: Option<Day>,
    acquisition_type: Option<AcquisitionType>,
    device_type: Option<DeviceType>,
    os_version: Option<String>,
    channel: Option<Channel>,
    campaign_id: Option<String>,
    page_viewed_on: Option<Day>,
    referrer_domain: Option<String>,
}

/// The positions, ascending, of the app's profiles that differ at `moment` from those at data version `version` and the
/// moment `since`: changed facts, values changed by a pass, and birthdays. `None` if too many days lie between the
/// moments to list their birthdays.
pub fn changed_since(
    connection: &mut DbConnection,
    app: AppKey,
    version: i64,
    since: Moment,
    moment: Moment,
) -> QueryResult<Option<Vec<i32>>> {
    let of_app =
        profiles::table.filter(profiles::app_id.eq(app.id)).filter(is_of_publisher(app)).order(profiles::position);
    let of_app = of_app.select(profiles::position);
    if since == moment {
        return of_app.filter(profiles::version.gt(version)).load(connection).map(Some);
    }
    let Some(births) = births::between(since.day, moment.day) else { return Ok(None) };
    let changed = profiles::version.gt(version).or(profiles::pass.gt(since.pass));
    let computed = of_app.filter(profiles::version.gt(0));
    let joined = computed.inner_join(customers::table);
    joined.filter(changed.or(customers::birth_on.eq_any(births).assume_not_null())).load(connection).map(Some)
}

/// Profiles of the app in the order of their positions, without those that have not been computed yet.
pub fn load(
    connection: &mut DbConnection,
    app: AppKey,
    moment: Moment,
    places: Places<'_>,
) -> QueryResult<Vec<PlacedProfile>> {
    let computed =
        profiles::table
            .inner_join(customers::table)
            .left_join(acquisitions::table.on(
                acquisitions::customer_id.eq(profiles::customer_id).and(acquisitions::app_id.eq(profiles::app_id)),
            ));
    let of_app = computed
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(profiles::version.gt(0))
        .into_boxed();
    let placed_at = match places {
        Places::From(position) => of_app.filter(profiles::position.ge(position)).limit(PAGE as i64),
        Places::At(positions) => of_app.filter(profiles::position.eq_any(positions.to_vec())),
        Places::Of(customers) => of_app.filter(profiles::customer_id.eq_any(customers.to_vec())),
    };
    let rows: Vec<(Computed, Demographics, Option<Acquisition>)> = placed_at
        .order(profiles::position)
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
                profiles::pass,
                profiles::days_used_30_before,
                profiles::spend_30_cents_before,
                profiles::churn_risk_before,
                profiles::purchases,
                profiles::last_purchase_on,
                profiles::apps_acquired,
                profiles::spend_cents,
                profiles::spend_30_cents,
                profiles::total_spend_cents,
            ),
            (
                customers::birth_on,
                customers::age,
                customers::age_group,
                customers::gender,
                customers::market,
                customers::language,
            ),
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
            custom_values_of(connection, app, places, first.position..=last.position)?
        }
        _ => HashMap::new(),
    };
    Ok(rows.into_iter().map(|row| placed(row, moment, &mut custom)).collect())
}

/// The profile at this position of the app, if it has been computed.
pub fn at(connection: &mut DbConnection, app: AppKey, moment: Moment, position: u32) -> QueryResult<Option<Profile>> {
    let position = i32::try_from(position).unwrap_or(i32::MAX);
    let found = load(connection, app, moment, Places::At(&[position]))?.pop();
    Ok(found.map(|placed| placed.profile))
}

fn custom_values_of(
    connection: &mut DbConnection,
    app: AppKey,
    places: Places<'_>,
    between: RangeInclusive<i32>,
) -> QueryResult<HashMap<CustomerId, Vec<CustomValue>>> {
    let of_app = custom_values::table
        .inner_join(custom_attributes::table)
        .inner_join(profiles::table.on(profiles::customer_id.eq(custom_values::customer_id)))
        .filter(custom_attributes::app_id.eq(app.id))
        .filter(profiles::app_id.eq(app.id))
        .filter(is_of_publisher(app))
        .filter(profiles::version.gt(0))
        .into_boxed();
    let placed_at = match places {
        Places::From(_) => of_app.filter(profiles::position.between(*between.start(), *between.end())),
        Places::At(positions) => of_app.filter(profiles::position.eq_any(positions.to_vec())),
        Places::Of(customers) => of_app.filter(profiles::customer_id.eq_any(customers.to_vec())),
    };
    let columns = (custom_values::customer_id, custom_attributes::key, custom_values::value);
    let mut values: HashMap<CustomerId, Vec<CustomValue>> = HashMap::new();
    for (customer, key, value) in placed_at.select(columns).load::<(CustomerId, String, String)>(connection)? {
        values.entry(customer).or_default().push(CustomValue { key, value });
    }
    Ok(values)
}

fn placed(
    (computed, person, acquisition): (Computed, Demographics, Option<Acquisition>),
    moment: Moment,
    custom: &mut HashMap<CustomerId, Vec<CustomValue>>,
) -> PlacedProfile {
    let (computed, today) = (computed.after_pass(moment.pass), moment.day);
    let acquisition = acquisition.unwrap_or_default();
    let age_of_birth = person.birth_on.map(|birth| today.years_since(birth).unwrap_or(0));
    let age = age_of_birth.or(person.age.and_then(|age| u32::try_from(age).ok()));
    PlacedProfile {
        position: computed.position.unsigned_abs(),
        customer_id: computed.customer_id,
        profile: Profile {
            age: age.and_then(|age| u16::try_from(age).ok()),
            told_age_group: person.age_group,
            gender: person.gender,
            market: person.market,
            language: person.language,
            acquired_on: acquisition.acquired_on,
            acquisition_type: acquisition.acquisition_type,
            device_type: acquisition.device_type,
            os_version: acquisition.os_version,
            channel: acquisition.channel,
            campaign_id: acquisition.campaign_id,
            page_viewed_on: acquisition.page_viewed_on,
            referrer_domain: acquisition.referrer_domain,
            last_used_on: computed.last_used_on,
            days_used_30: computed.days_used_30,
            sessions: computed.sessions,
            stars: computed.stars.and_then(|stars| u8::try_from(stars).ok()),
            rated_on: computed.rated_on,
            churn_risk: computed.churn_risk,
            purchases: computed.purchases,
            last_purchase_on: computed.last_purchase_on,
            apps_acquired: computed.apps_acquired,
            spend_cents: computed.spend_cents,
            spend_30_cents: computed.spend_30_cents,
            total_spend_cents: computed.total_spend_cents,
            groups: Vec::new(),
            custom: custom.remove(&computed.customer_id).unwrap_or_default(),
        },
    }
}

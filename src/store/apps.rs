//! Apps: products with customers.

use super::DbConnection;
use super::data_versions::DataVersion;
use super::owners::{app_row, is_of_publisher};
use super::publishers::Publisher;
use super::schema::apps::dsl;
use super::schema::{profiles, purchases};
use crate::audience::Availability;
use crate::currency::Currency;
use crate::day::Day;
use crate::ids::{AppId, AppKey, PublisherId};
use crate::words;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Nullable};
use strum::{EnumString, IntoStaticStr, VariantArray, VariantNames};

/// The platform of an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumString, IntoStaticStr, VariantArray, VariantNames)]
#[strum(serialize_all = "snake_case")]
pub enum Platform {
    /// Only customers who acquired the app on Windows 10 or later can be in segments.
    Windows,
    Android,
    Ios,
    Web,
    Other,
}

words!(Platform);

/// A product with customers.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = super::schema::apps)]
pub struct App {
    pub id: AppId,
    pub publisher_id: PublisherId,
    pub name: String,
    pub platform: Platform,
    /// The currency of its purchases.
    pub currency: Currency,
    /// Increases with every change to the app's profiles.
    pub data_version: i64,
    /// A new random number with every data version.
    data_word: i64,
    /// The position that the next new customer gets.
    pub next_position: i32,
    /// The day for which the profiles were computed.
    pub profiles_on: Option<Day>,
    /// The last finished pass over the profiles. Changes by later passes do not count yet.
    pub pass: i64,
    pub created_at: NaiveDateTime,
    /// Increases with every change to the name, platform or currency.
    pub version: i64,
}

impl App {
    /// The URL of the app's page.
    pub fn path(&self) -> String {
        path(self.id)
    }

    /// The key of queries for the app's rows.
    pub const fn key(&self) -> AppKey {
        AppKey { publisher: self.publisher_id, id: self.id }
    }

    /// The state of the app's profiles.
    pub const fn data(&self) -> DataVersion {
        DataVersion { number: self.data_version, word: self.data_word, pass: self.pass }
    }

    /// Sets another state of the profiles, earlier or later than the one that was read.
    pub const fn set_data(&mut self, data: DataVersion) {
        (self.data_version, self.data_word, self.pass) = (data.number, data.word, data.pass);
    }

    /// Which of the app's customers may be in segments.
    pub fn availability(&self, publisher: &Publisher) -> Availability {
        Availability {
            least_age: u16::try_from(publisher.least_age).unwrap_or(u16::MAX),
            count_unknown_age: publisher.count_unknown_age,
            windows_only: self.is_windows(),
        }
    }

    /// Whether only customers on Windows 10 or later are available.
    pub fn is_windows(&self) -> bool {
        self.platform == Platform::Windows
    }
}

/// The URL of an app's page.
pub fn path(app: AppId) -> String {
    format!("/apps/{app}")
}

#[derive(Insertable)]
#[diesel(table_name = super::schema::apps, treat_none_as_default_value = false)]
struct NewApp<'a> {
    publisher_id: PublisherId,
    name: &'a str,
    name_key: String,
    platform: Platform,
    currency: Currency,
    created_at: NaiveDateTime,
}

/// Sums over an app's customers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, QueryableByName)]
pub struct Totals {
    #[diesel(sql_type = BigInt)]
    pub customers: i64,
    #[diesel(sql_type = BigInt)]
    pub sessions: i64,
    #[diesel(sql_type = BigInt)]
    pub days_used: i64,
    #[diesel(sql_type = BigInt)]
    pub purchases: i64,
    #[diesel(sql_type = BigInt)]
    pub spend_cents: i64,
    #[diesel(sql_type = BigInt)]
    pub ratings: i64,
    #[diesel(sql_type = Nullable<Integer>)]
    pub last_used_on: Option<Day>,
}

/// Sums over the profiles of app $1 of publisher $2. The casts are for PostgreSQL, whose sums of whole numbers are
/// decimals.
const TOTALS: &str = "SELECT COUNT(*) AS customers,
        CAST(COALESCE(SUM(sessions), 0) AS BIGINT) AS sessions,
        CAST(COALESCE(SUM(days_used), 0) AS BIGINT) AS days_used,
        CAST(COALESCE(SUM(purchases), 0) AS BIGINT) AS purchases,
        CAST(COALESCE(SUM(spend_cents), 0) AS BIGINT) AS spend_cents,
        COUNT(stars) AS ratings, MAX(last_used_on) AS last_used_on
    FROM profiles WHERE app_id = $1 AND app_id IN (SELECT id FROM apps WHERE publisher_id = $2)";

/// Sums over the customers of the publisher's app.
pub fn totals(connection: &mut DbConnection, publisher: PublisherId, app: AppId) -> QueryResult<Totals> {
    diesel::sql_query(TOTALS).bind::<Integer, _>(app).bind::<Integer, _>(publisher).get_result(connection)
}

/// The name as it is compared: without regard to case.
pub fn name_key(name: &str) -> String {
    name.to_lowercase()
}

/// Creates an app without customers. A name that is taken is a UNIQUE violation.
pub fn create(
    connection: &mut DbConnection,
    publisher: PublisherId,
    name: &str,
    (platform, currency): (Platform, Currency),
    now: NaiveDateTime,
) -> QueryResult<AppId> {
    let app = NewApp { publisher_id: publisher, name, name_key: name_key(name), platform, currency, created_at: now };
    diesel::insert_into(dsl::apps).values(&app).returning(dsl::id).get_result(connection)
}

pub fn find(connection: &mut DbConnection, publisher: PublisherId, app: AppId) -> QueryResult<App> {
    dsl::apps.find(app).filter(dsl::publisher_id.eq(publisher)).select(App::as_select()).first(connection)
}

/// The publisher's app with this id, or `None`.
pub fn find_of(connection: &mut DbConnection, publisher: PublisherId, app: AppId) -> QueryResult<Option<App>> {
    find(connection, publisher, app).optional()
}

pub fn find_by_name(connection: &mut DbConnection, publisher: PublisherId, name: &str) -> QueryResult<Option<App>> {
    dsl::apps
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::name_key.eq(name_key(name)))
        .select(App::as_select())
        .first(connection)
        .optional()
}

/// The publisher's apps by name.
pub fn of_publisher(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<App>> {
    dsl::apps
        .filter(dsl::publisher_id.eq(publisher))
        .order((dsl::name_key, dsl::id))
        .select(App::as_select())
        .load(connection)
}

/// Changes name, platform and currency of the app as it was read. Returns false and changes nothing if it has changed since. A
/// name that is taken is a UNIQUE violation.
pub fn update(
    connection: &mut DbConnection,
    app: &App,
    name: &str,
    (platform, currency): (Platform, Currency),
) -> QueryResult<bool> {
    let same =
        dsl::apps.find(app.id).filter(dsl::publisher_id.eq(app.publisher_id)).filter(dsl::version.eq(app.version));
    let rows = diesel::update(same).set((
        dsl::name.eq(name),
        dsl::name_key.eq(name_key(name)),
        dsl::platform.eq(platform),
        dsl::currency.eq(currency),
        dsl::version.eq(dsl::version + 1),
    ));
    Ok(rows.execute(connection)? == 1)
}

/// The currency of the app.
pub fn currency(connection: &mut DbConnection, app: AppKey) -> QueryResult<Currency> {
    app_row(app).select(dsl::currency).first(connection)
}

/// Whether the app has a purchase.
pub fn has_purchases(connection: &mut DbConnection, app: AppKey) -> QueryResult<bool> {
    let of_app = purchases::table.filter(purchases::app_id.eq(app.id)).filter(is_of_publisher(app));
    Ok(of_app.select(purchases::app_id).first::<AppId>(connection).optional()?.is_some())
}

/// Has the spend in all apps computed again, which is that in apps of the same currency.
pub fn forget_total_spend(connection: &mut DbConnection, app: AppKey) -> QueryResult<()> {
    let spent = profiles::table.filter(profiles::app_id.eq(app.id)).filter(is_of_publisher(app));
    // Whoever bought nothing in another app has spent nothing, in any currency.
    let bought = purchases::table.filter(purchases::customer_id.eq(profiles::customer_id)).select(purchases::app_id);
    let rows = spent.filter(diesel::dsl::exists(bought));
    diesel::update(rows).set(profiles::stale.eq(true)).execute(connection).map(drop)
}

/// The publisher's apps whose data have changed since the claims of their offers were last held against the purchases.
pub fn with_unsettled_claims(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<AppKey>> {
    let of_publisher = dsl::apps.filter(dsl::publisher_id.eq(publisher));
    let changed = of_publisher.filter(dsl::claims_settled.ne(dsl::data_version)).order(dsl::id);
    let ids: Vec<AppId> = changed.select(dsl::id).load(connection)?;
    Ok(ids.into_iter().map(|id| AppKey { publisher, id }).collect())
}

/// Records the data version at which the claims were held against the purchases.
pub fn set_claims_settled(connection: &mut DbConnection, app: AppKey, version: i64) -> QueryResult<()> {
    let row = dsl::apps.filter(dsl::id.eq(app.id)).filter(dsl::publisher_id.eq(app.publisher));
    diesel::update(row).set(dsl::claims_settled.eq(version)).execute(connection).map(drop)
}

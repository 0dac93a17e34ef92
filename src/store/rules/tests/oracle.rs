//! The databases that the columns are compared with, and the customers of a case in them.

use super::{Case, LISTS, PASS};
use crate::columns::engine::tests::lists;
use crate::day::Day;
use crate::ids::{AppId, AppKey, AttributeId, CustomerId, PublisherId};
use crate::segments::{CustomValue, Kind, Profile};
use crate::store::apps::Platform;
use crate::store::customer_groups::GroupKind;
use crate::store::rules::ages;
use crate::store::schema::{
    acquisitions, apps, custom_values, customer_groups, customers, group_addresses, profiles, publishers,
};
use crate::store::{Database, DatabaseOptions, DatabaseUrl, DbConnection};
use chrono::{DateTime, NaiveDateTime};
use diesel::prelude::*;
use diesel::{PgConnection, sql_query};
use std::collections::HashSet;
use std::io::Write;

/// A database of its own for a test.
pub(super) struct Oracle {
    pub(super) database: Database,
    /// The server and the name of a temporary database on it, which is dropped after the test.
    on_server: Option<(String, String)>,
    _folder: tempfile::TempDir,
}

impl Oracle {
    fn new(server: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let on_server = server.map(|server| (server, format!("engage_{:016x}", rand::random::<u64>())));
        let url = match &on_server {
            None => folder.path().join("engage.db").to_string_lossy().into_owned(),
            Some((server, name)) => {
                run(server, &format!("CREATE DATABASE {name}"));
                format!("{}/{name}", server.rsplit_once('/').unwrap().0)
            }
        };
        let database = Database::open(&DatabaseOptions::new(DatabaseUrl::new(url))).unwrap();
        database.write_now(create_lists).unwrap();
        Self { database, on_server, _folder: folder }
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.on_server {
            run(server, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

fn run(server: &str, statement: &str) {
    sql_query(statement).execute(&mut PgConnection::establish(server).expect("PostgreSQL answers")).unwrap();
}

fn start() -> NaiveDateTime {
    DateTime::UNIX_EPOCH.naive_utc()
}

fn create_publisher(connection: &mut DbConnection) -> QueryResult<PublisherId> {
    let new = (publishers::name.eq("Fabrikam"), publishers::created_at.eq(start()));
    diesel::insert_into(publishers::table).values(new).returning(publishers::id).get_result(connection)
}

/// Known user groups that list the addresses of random customers.
fn create_lists(connection: &mut DbConnection) -> QueryResult<()> {
    use customer_groups::dsl;
    let publisher = create_publisher(connection)?;
    for id in LISTS {
        let name = id.to_string();
        diesel::insert_into(dsl::customer_groups)
            .values((
                dsl::id.eq(id),
                dsl::publisher_id.eq(publisher),
                dsl::kind.eq(GroupKind::KnownUserGroup),
                dsl::name.eq(&name),
                dsl::name_key.eq(&name),
                dsl::flag_key.eq(&name),
                dsl::created_at.eq(start()),
                dsl::updated_at.eq(start()),
            ))
            .execute(connection)?;
        for position in (0..80).chain(65_500..65_580).filter(|position| lists(&name, *position)) {
            diesel::insert_into(group_addresses::table)
                .values((
                    group_addresses::group_id.eq(id),
                    group_addresses::email_key.eq(address(position)),
                    group_addresses::email.eq(address(position)),
                    group_addresses::place.eq(position as i32),
                ))
                .execute(connection)?;
        }
    }
    Ok(())
}

fn address(position: u32) -> String {
    format!("{position}@example.com")
}

/// Creates the case's customers in a new app of a new publisher.
pub(super) fn create(connection: &mut DbConnection, case: &Case) -> QueryResult<AppKey> {
    let publisher = create_publisher(connection)?;
    let id: AppId = diesel::insert_into(apps::table)
        .values((
            apps::publisher_id.eq(publisher),
            apps::name.eq("Journey"),
            apps::name_key.eq("journey"),
            apps::platform.eq(Platform::Other),
            apps::created_at.eq(start()),
        ))
        .returning(apps::id)
        .get_result(connection)?;
    let app = AppKey { publisher, id };
    // The known user groups belong to the publisher that the current questions are about.
    diesel::update(customer_groups::table).set(customer_groups::publisher_id.eq(publisher)).execute(connection)?;
    let mut attributes = Vec::new();
    for attribute in case.catalogue.custom() {
        let key = attribute.custom_key().unwrap().to_owned();
        // The database has no amounts for custom attributes, only numbers.
        let kind = if attribute.kind == Kind::Money { Kind::Number } else { attribute.kind };
        let id = crate::store::custom_attributes::create(connection, app, &key, "Custom", kind, None)?
            .expect("there is room");
        attributes.push((key, id));
    }
    for (position, profile) in &case.people {
        create_customer(connection, case, app, *position, profile, &attributes)?;
    }
    Ok(app)
}

fn create_customer(
    connection: &mut DbConnection,
    case: &Case,
    app: AppKey,
    position: u32,
    profile: &Profile,
    attributes: &[(String, AttributeId)],
) -> QueryResult<()> {
    // Every other customer has a day of birth instead of an age, if there is one for the age.
    let births = |age: u16| ages::births(case.today, age.into(), age.into());
    let birth = profile.age.filter(|_| position.is_multiple_of(2)).map(births);
    let birth = birth
        .filter(|(first, last)| first <= last)
        .and_then(|(_, last)| i32::try_from(last).ok())
        .map(Day::from_number);
    let age = profile.age.filter(|_| birth.is_none()).map(i32::from);
    let customer: CustomerId = diesel::insert_into(customers::table)
        .values((
            customers::publisher_id.eq(app.publisher),
            customers::account_id.eq(position.to_string()),
            customers::email.eq(Some(address(position))),
            customers::email_key.eq(Some(address(position))),
            customers::birth_on.eq(birth),
            customers::age.eq(age),
            customers::age_group.eq(profile.told_age_group),
            customers::gender.eq(profile.gender),
            customers::market.eq(&profile.market),
            customers::language.eq(&profile.language),
            customers::created_at.eq(start()),
        ))
        .returning(customers::id)
        .get_result(connection)?;
    diesel::insert_into(acquisitions::table)
        .values((
            acquisitions::customer_id.eq(customer),
            acquisitions::app_id.eq(app.id),
            acquisitions::acquired_on.eq(profile.acquired_on),
            acquisitions::acquisition_type.eq(profile.acquisition_type),
            acquisitions::device_type.eq(profile.device_type),
            acquisitions::os_version.eq(&profile.os_version),
            acquisitions::channel.eq(profile.channel),
            acquisitions::campaign_id.eq(&profile.campaign_id),
            acquisitions::page_viewed_on.eq(profile.page_viewed_on),
            acquisitions::referrer_domain.eq(&profile.referrer_domain),
        ))
        .execute(connection)?;
    diesel::insert_into(profiles::table)
        .values((
            profiles::app_id.eq(app.id),
            profiles::customer_id.eq(customer),
            profiles::position.eq(position as i32),
            profiles::version.eq(1_i64),
            profiles::stale.eq(false),
            profiles::last_used_on.eq(profile.last_used_on),
            profiles::days_used_30.eq(profile.days_used_30),
            profiles::sessions.eq(profile.sessions),
            profiles::churn_risk.eq(profile.churn_risk),
            profiles::stars.eq(profile.stars.map(i32::from)),
            profiles::rated_on.eq(profile.rated_on),
            profiles::purchases.eq(profile.purchases),
            profiles::last_purchase_on.eq(profile.last_purchase_on),
            profiles::apps_acquired.eq(profile.apps_acquired),
            profiles::spend_cents.eq(profile.spend_cents),
            profiles::spend_30_cents.eq(profile.spend_30_cents),
            profiles::total_spend_cents.eq(profile.total_spend_cents),
        ))
        .execute(connection)?;
    if position.is_multiple_of(2) {
        diesel::update(profiles::table.filter(profiles::app_id.eq(app.id)).filter(profiles::customer_id.eq(customer)))
            .set((
                profiles::pass.eq(PASS + 1),
                profiles::days_used_30_before.eq(profile.days_used_30),
                profiles::days_used_30.eq(profile.days_used_30 ^ 1),
                profiles::spend_30_cents_before.eq(profile.spend_30_cents),
                profiles::spend_30_cents.eq(profile.spend_30_cents ^ 1),
                profiles::churn_risk_before.eq(&profile.churn_risk),
                profiles::churn_risk.eq(Some("medium")),
            ))
            .execute(connection)?;
    }
    let mut seen = HashSet::new();
    for CustomValue { key, value } in profile.custom.iter().filter(|custom| seen.insert(&custom.key)) {
        let Some((_, attribute)) = attributes.iter().find(|(other, _)| other == key) else { continue };
        diesel::insert_into(custom_values::table)
            .values((
                custom_values::customer_id.eq(customer),
                custom_values::attribute_id.eq(attribute),
                custom_values::value.eq(value),
                custom_values::number.eq(value.parse::<i64>().ok()),
            ))
            .execute(connection)?;
    }
    Ok(())
}

/// SQLite, and PostgreSQL if a server is configured.
pub(super) fn oracles() -> Vec<Oracle> {
    let mut oracles = vec![Oracle::new(None)];
    match std::env::var("ENGAGE_TEST_POSTGRES") {
        Ok(server) => oracles.push(Oracle::new(Some(server))),
        Err(_) => {
            let left_out = b"left out: PostgreSQL as an oracle, as ENGAGE_TEST_POSTGRES names no server\n";
            std::io::stderr().write_all(left_out).unwrap();
        }
    }
    oracles
}

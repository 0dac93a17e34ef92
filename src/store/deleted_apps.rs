//! Apps that their publisher deleted. Every query says whose rows it wants, so an app vanishes from all pages and commands at
//! once when it, its groups and its imports become those of a publisher whom no user has. What it has is then deleted in
//! slices.

use super::imports::ImportState;
use super::jobs::JobKind;
use super::notifications;
use super::offers::OfferState;
use super::owners::{app_row, is_of_publisher};
use super::profiles::mark_stale;
use super::schema::{
    acquisitions, apps, consents, custom_attributes, custom_values, customer_groups, customers, data_versions,
    erased_positions, flight_groups, flights, identity_keys, import_changes, import_drafts, import_mappings, imports,
    jobs, ladders, offers, profile_passes, profiles, purchases, push_keys, ratings, release_reports, releases,
    removed_profiles, submissions, usage_days,
};
use super::{DbConnection, exposures, group_tests, offer_grants};
use crate::ids::{AppKey, CustomerId, DraftId, GroupId, ImportId, PublisherId};
use crate::reading::ImportKind;
use chrono::NaiveDateTime;
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use std::collections::HashSet;

/// Customers whose facts are deleted in one transaction: few enough that other writers wait for only a fraction of a second.
const SLICE: i64 = 2_000;

/// Positions that are forgotten in one transaction; each is a few bytes.
const POSITIONS: i64 = 20_000;

/// The number of the app's customers who are in another app of the publisher too. `is_small`: whether the app has fewer
/// customers than the others together; those of the smaller side are gone through.
pub fn count_elsewhere(connection: &mut DbConnection, app: AppKey, is_small: bool) -> QueryResult<i64> {
    let others =
        || apps::table.filter(apps::publisher_id.eq(app.publisher)).filter(apps::id.ne(app.id)).select(apps::id);
    let twin = diesel::alias!(profiles as twin);
    let own = twin.filter(twin.field(profiles::customer_id).eq(profiles::customer_id));
    if is_small {
        let elsewhere = exists(own.filter(twin.field(profiles::app_id).eq_any(others())));
        let of_app = profiles::table.filter(profiles::app_id.eq(app.id)).filter(is_of_publisher(app));
        return of_app.filter(elsewhere).count().get_result(connection);
    }
    let here = exists(own.filter(twin.field(profiles::app_id).eq(app.id)));
    let of_others = profiles::table.filter(profiles::app_id.eq_any(others())).filter(here);
    of_others.select(diesel::dsl::count(profiles::customer_id).aggregate_distinct()).first(connection)
}

/// Ends the app's jobs: whoever works on one has lost its lease. `lane` is that of the app's imports.
fn end_jobs(connection: &mut DbConnection, app: AppKey, lane: &str, now: NaiveDateTime) -> QueryResult<()> {
    let drafts = import_drafts::table
        .filter(import_drafts::app_id.eq(app.id))
        .filter(import_drafts::publisher_id.eq(app.publisher))
        .select(import_drafts::id);
    let drafts: Vec<String> = drafts.load::<DraftId>(connection)?.iter().map(DraftId::to_string).collect();
    let is_of_app = jobs::kind
        .eq_any([JobKind::Sample, JobKind::Roll, JobKind::SettleClaims])
        .and(jobs::key.eq(app.id.to_string()));
    let is_of_draft = jobs::kind.eq(JobKind::Draft).and(jobs::key.eq_any(drafts));
    let is_in_lane = jobs::lane.eq(lane.to_owned()).assume_not_null();
    let unfinished = jobs::table.filter(jobs::finished_at.is_null()).filter(jobs::publisher_id.eq(app.publisher));
    let rows = unfinished.filter(is_in_lane.or(is_of_app).or(is_of_draft));
    diesel::update(rows).set(jobs::finished_at.eq(Some(now))).execute(connection).map(drop)
}

/// Makes the app, its groups and its imports those of `holder`, and ends its jobs. Names are free again. Returns the
/// groups. The caller holds [`super::Lock::Groups`] and [`super::Lock::Facts`].
pub fn take_away(
    connection: &mut DbConnection,
    app: AppKey,
    holder: PublisherId,
    (lane, now): (&str, NaiveDateTime),
) -> QueryResult<Vec<GroupId>> {
    // The jobs come first, in the order in which their workers take these rows.
    end_jobs(connection, app, lane, now)?;
    take_files(connection, app, holder)?;
    // Known user groups stay with the publisher, and are in no flight of the app any more.
    super::flights::forget_groups(connection, app)?;
    notifications::take_away(connection, app, holder)?;
    let free_name = || sql::<Text>("'#' || CAST(id AS TEXT)");
    let groups = customer_groups::table
        .filter(customer_groups::app_id.eq(app.id))
        .filter(customer_groups::publisher_id.eq(app.publisher));
    let groups = diesel::update(groups)
        .set((
            customer_groups::publisher_id.eq(holder),
            customer_groups::name_key.eq(free_name()),
            customer_groups::flag_key.eq(free_name()),
            customer_groups::form.eq(None::<String>),
        ))
        .returning(customer_groups::id)
        .get_results(connection)?;
    group_tests::take_away(connection, app, holder)?;
    let own = offers::table.filter(offers::app_id.eq(app.id)).filter(offers::publisher_id.eq(app.publisher));
    diesel::update(own)
        .set((
            offers::publisher_id.eq(holder),
            offers::state.eq(OfferState::Archived),
            offers::name_key.eq(free_name()),
            offers::flag_key.eq(free_name()),
        ))
        .execute(connection)?;
    diesel::update(app_row(app))
        .set((apps::publisher_id.eq(holder), apps::name_key.eq(free_name())))
        .execute(connection)?;
    Ok(groups)
}

/// Makes the app's imports and the files that are looked at those of `holder`. Called again by the job: a file may have been
/// sent while the app was deleted.
pub fn take_files(connection: &mut DbConnection, app: AppKey, holder: PublisherId) -> QueryResult<()> {
    let own = || imports::table.filter(imports::app_id.eq(app.id)).filter(imports::publisher_id.eq(app.publisher));
    let under_way =
        [ImportState::Waiting, ImportState::Running, ImportState::Cancelling, ImportState::Undoing].to_vec();
    diesel::update(own().filter(imports::state.eq_any(under_way)))
        .set(imports::state.eq(ImportState::Cancelled))
        .execute(connection)?;
    diesel::update(own()).set(imports::publisher_id.eq(holder)).execute(connection)?;
    let drafts = import_drafts::table
        .filter(import_drafts::app_id.eq(app.id))
        .filter(import_drafts::publisher_id.eq(app.publisher));
    diesel::update(drafts).set(import_drafts::publisher_id.eq(holder)).execute(connection)?;
    let mappings = import_mappings::table
        .filter(import_mappings::app_id.eq(app.id))
        .filter(import_mappings::publisher_id.eq(app.publisher));
    diesel::delete(mappings).execute(connection).map(drop)
}

/// The end of the app's last import of customers that brought something. What it changed of a customer's own data, which all
/// apps share, is no longer known when the app is deleted.
pub fn last_customers(connection: &mut DbConnection, app: AppKey) -> QueryResult<Option<NaiveDateTime>> {
    imports::table
        .filter(imports::app_id.eq(app.id))
        .filter(imports::publisher_id.eq(app.publisher))
        .filter(imports::kind.eq(ImportKind::Customers))
        .filter(imports::state.eq_any([ImportState::Done, ImportState::Failed]))
        .filter((imports::lines_new + imports::lines_changed).gt(0))
        .select(diesel::dsl::max(imports::finished_at))
        .first(connection)
}

/// Deletes what is known of the next customers of the deleted app `app` in it, and those customers who are in no other app of
/// `publisher`. Returns false if there are no more. The caller holds [`super::Lock::Facts`] of the publisher.
pub fn delete_customers(connection: &mut DbConnection, publisher: PublisherId, app: AppKey) -> QueryResult<bool> {
    let of_app = profiles::table.filter(profiles::app_id.eq(app.id)).filter(is_of_publisher(app));
    let next = of_app.order(profiles::position).select(profiles::customer_id).limit(SLICE);
    let ids: Vec<CustomerId> = next.load(connection)?;
    if ids.is_empty() {
        return Ok(false);
    }
    macro_rules! delete_from {
        ($($table:ident),+) => {$(
            // The plus keeps the databases from going through all rows of the app.
            let rows = $table::table
                .filter($table::customer_id.eq_any(ids.clone()))
                .filter(sql::<Integer>(concat!("+", stringify!($table), ".app_id")).eq(app.id))
                .filter(is_of_publisher(app));
            diesel::delete(rows).execute(connection)?;
        )+};
    }
    delete_from!(acquisitions, purchases, usage_days, ratings, profiles);
    let attributes = custom_attributes::table.filter(custom_attributes::app_id.eq(app.id)).filter(is_of_publisher(app));
    let values = custom_values::table
        .filter(custom_values::customer_id.eq_any(ids.clone()))
        .filter(custom_values::attribute_id.eq_any(attributes.select(custom_attributes::id)));
    diesel::delete(values).execute(connection)?;
    let of_publisher = apps::table.filter(apps::id.eq(profiles::app_id)).filter(apps::publisher_id.eq(publisher));
    let elsewhere = profiles::table.filter(profiles::customer_id.eq_any(ids.clone())).filter(exists(of_publisher));
    let staying: HashSet<CustomerId> = elsewhere.select(profiles::customer_id).load(connection)?.into_iter().collect();
    let (staying, gone): (Vec<CustomerId>, Vec<CustomerId>) = ids.into_iter().partition(|id| staying.contains(id));
    // What was spent in all apps changes.
    mark_stale(connection, publisher, &staying)?;
    let changes = import_changes::table
        .filter(import_changes::publisher_id.eq(publisher))
        .filter(import_changes::customer_id.eq_any(gone.clone()));
    diesel::delete(changes).execute(connection)?;
    offer_grants::forget_customers(connection, publisher, &gone)?;
    exposures::forget_customers(connection, publisher, &gone)?;
    offer_grants::forget_customers(connection, app.publisher, &gone)?;
    exposures::forget_customers(connection, app.publisher, &gone)?;
    let gone =
        || customers::table.filter(customers::publisher_id.eq(publisher)).filter(customers::id.eq_any(gone.clone()));
    let said = consents::table
        .filter(consents::publisher_id.eq(publisher))
        .filter(consents::account_id.eq_any(gone().select(customers::account_id)));
    diesel::delete(said).execute(connection)?;
    diesel::delete(gone()).execute(connection)?;
    Ok(true)
}

/// A file of the app that was looked at: its draft, and the name that it is stored under.
pub fn next_draft(connection: &mut DbConnection, app: AppKey) -> QueryResult<Option<(DraftId, String)>> {
    import_drafts::table
        .filter(import_drafts::app_id.eq(app.id))
        .filter(import_drafts::publisher_id.eq(app.publisher))
        .select((import_drafts::id, import_drafts::file_word))
        .first(connection)
        .optional()
}

pub fn delete_draft(connection: &mut DbConnection, app: AppKey, draft: DraftId) -> QueryResult<()> {
    let row = import_drafts::table.find(draft).filter(import_drafts::publisher_id.eq(app.publisher));
    diesel::delete(row).execute(connection).map(drop)
}

/// An import of the app, and the name that its file is stored under.
pub fn next_import(connection: &mut DbConnection, app: AppKey) -> QueryResult<Option<(ImportId, Option<String>)>> {
    imports::table
        .filter(imports::app_id.eq(app.id))
        .filter(imports::publisher_id.eq(app.publisher))
        .select((imports::id, imports::file_word))
        .first(connection)
        .optional()
}

/// Deletes the import, of which nothing is kept any more.
pub fn delete_import(connection: &mut DbConnection, app: AppKey, import: ImportId) -> QueryResult<()> {
    let row = imports::table.find(import).filter(imports::publisher_id.eq(app.publisher));
    diesel::delete(row).execute(connection).map(drop)
}

/// A segment of the app.
pub fn next_group(connection: &mut DbConnection, app: AppKey) -> QueryResult<Option<GroupId>> {
    customer_groups::table
        .filter(customer_groups::app_id.eq(app.id))
        .filter(customer_groups::publisher_id.eq(app.publisher))
        .select(customer_groups::id)
        .first(connection)
        .optional()
}

/// Deletes some of the positions that the app remembers, or at last its attributes and the app itself. Returns whether there
/// is more.
pub fn delete_rest(connection: &mut DbConnection, app: AppKey) -> QueryResult<bool> {
    macro_rules! delete_positions {
        ($($table:ident),+) => {$(
            let rows = $table::table.filter($table::app_id.eq(app.id)).filter(is_of_publisher(app));
            let last = rows.order($table::position).select($table::position).offset(POSITIONS);
            if let Some(last) = last.first::<i32>(connection).optional()? {
                diesel::delete(rows.filter($table::position.le(last))).execute(connection)?;
                return Ok(true);
            }
            diesel::delete(rows).execute(connection)?;
        )+};
    }
    if !super::offers::delete_slice(connection, app)? || !group_tests::delete_slice(connection, app)? {
        return Ok(true);
    }
    delete_positions!(removed_profiles, erased_positions);
    macro_rules! delete_from {
        ($($table:ident),+) => {$(
            let rows = $table::table.filter($table::app_id.eq(app.id)).filter(is_of_publisher(app));
            diesel::delete(rows).execute(connection)?;
        )+};
    }
    delete_from!(
        custom_attributes,
        data_versions,
        identity_keys,
        profile_passes,
        push_keys,
        ladders,
        flight_groups,
        submissions,
        flights,
        release_reports,
        releases
    );
    notifications::delete_of_app(connection, app)?;
    diesel::delete(app_row(app)).execute(connection)?;
    Ok(false)
}

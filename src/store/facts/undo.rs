//! Takes back what an import brought, in slices of customers: rows that it changed get their former values, rows that it
//! created are deleted, and customers of whom nothing is left are too.

use super::changes::{self, Before, Kept};
use super::{customers as persons, purchases as orders, ratings as stars, usage};
use crate::ids::{AppId, AppKey, AttributeId, CustomerId, ImportId, PublisherId};
use crate::store::owners::is_of_publisher;
use crate::store::schema::{
    acquisitions, apps, custom_attributes, custom_values, customers, import_changes, purchases, ratings, usage_days,
};
use crate::store::{DbConnection, exposures, offer_grants, profiles};
use diesel::prelude::*;
use std::collections::HashSet;
use std::iter::empty;

/// Customers in one transaction: few enough that other writers wait for only a fraction of a second.
const SLICE: i64 = 2_000;

/// Takes back what the import brought about the next customers of the publisher after `after`. Returns the last of them;
/// `None` if there are no more.
pub fn take_back(
    connection: &mut DbConnection,
    app: AppKey,
    import: ImportId,
    after: Option<CustomerId>,
) -> QueryResult<Option<CustomerId>> {
    let everyone = customers::table.filter(customers::publisher_id.eq(app.publisher)).order(customers::id);
    let next = everyone.select(customers::id).limit(SLICE).into_boxed();
    let next = match after {
        Some(after) => next.filter(customers::id.gt(after)),
        None => next,
    };
    let ids: Vec<CustomerId> = next.load(connection)?;
    let (Some(first), Some(last)) = (ids.first().copied(), ids.last().copied()) else { return Ok(None) };
    let range = Range { app, import, first, last };
    let before = changes::of_import(connection, app.publisher, import, (first, last))?;
    let mut touched: HashSet<CustomerId> = before.iter().map(|before| before.customer).collect();
    range.restore(connection, before)?;
    touched.extend(range.delete_new(connection)?);
    let created = range.created(connection)?;
    touched.extend(&created);
    let mut touched: Vec<CustomerId> = touched.into_iter().collect();
    touched.sort_unstable();
    let rest = with_facts(connection, app.publisher, &[app.id], &touched)?;
    let left: Vec<CustomerId> = touched.iter().copied().filter(|customer| !rest.contains(customer)).collect();
    profiles::remove(connection, app, &left)?;
    remove(connection, app.publisher, &created)?;
    profiles::mark_stale(connection, app.publisher, &touched)?;
    Ok(Some(last))
}

/// Deletes those of the customers of whom there are no facts in any app.
fn remove(connection: &mut DbConnection, publisher: PublisherId, ids: &[CustomerId]) -> QueryResult<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let of_publisher: Vec<AppId> =
        apps::table.filter(apps::publisher_id.eq(publisher)).select(apps::id).load(connection)?;
    let rest = with_facts(connection, publisher, &of_publisher, ids)?;
    let gone: Vec<CustomerId> = ids.iter().copied().filter(|customer| !rest.contains(customer)).collect();
    for app in of_publisher {
        profiles::remove(connection, AppKey { publisher, id: app }, &gone)?;
    }
    offer_grants::forget_customers(connection, publisher, &gone)?;
    exposures::forget_customers(connection, publisher, &gone)?;
    let rows = customers::table.filter(customers::id.eq_any(gone)).filter(customers::publisher_id.eq(publisher));
    diesel::delete(rows).execute(connection).map(drop)
}

/// Those of the customers of whom there are facts in any of the apps.
fn with_facts(
    connection: &mut DbConnection,
    publisher: PublisherId,
    of: &[AppId],
    ids: &[CustomerId],
) -> QueryResult<HashSet<CustomerId>> {
    let mut found = HashSet::new();
    macro_rules! find_in {
        ($($table:ident),+) => {$(
            let of_publisher = apps::table.filter(apps::id.eq($table::app_id)).filter(apps::publisher_id.eq(publisher));
            let rows: Vec<CustomerId> = $table::table
                .filter($table::customer_id.eq_any(ids.to_vec()))
                .filter($table::app_id.eq_any(of.to_vec()))
                .filter(diesel::dsl::exists(of_publisher))
                .select($table::customer_id)
                .distinct()
                .load(connection)?;
            found.extend(rows);
        )+};
    }
    find_in!(acquisitions, purchases, usage_days, ratings);
    Ok(found)
}

/// The customers from `first` to `last`, as far as they are of the app's publisher, and an import into the app.
struct Range {
    app: AppKey,
    import: ImportId,
    first: CustomerId,
    last: CustomerId,
}

impl Range {
    /// Gives the rows that the import changed their former values.
    fn restore(&self, connection: &mut DbConnection, before: Vec<Before>) -> QueryResult<()> {
        let attributes = self.attributes(connection)?;
        let (mut acquired, mut custom, mut bought, mut used, mut rated) = (vec![], vec![], vec![], vec![], vec![]);
        for Before { customer, kept, import } in before {
            match kept {
                Kept::Person(details) => {
                    let row = customers::table.find(customer).filter(customers::publisher_id.eq(self.app.publisher));
                    diesel::update(row).set((details, customers::import_id.eq(import))).execute(connection)?;
                }
                Kept::Acquisition(row) => acquired.push((row, import)),
                // The values of an attribute that was deleted stay so.
                Kept::Custom { attribute, .. } if !attributes.contains(&attribute) => {}
                Kept::Custom { attribute, value } => custom.push(((customer, attribute), value, import)),
                Kept::Purchase(row) => bought.push((row, import)),
                Kept::Usage { day, sessions } => used.push(((customer, day), sessions, import)),
                Kept::Rating { stars, day } => rated.push((customer, (stars, day), import)),
            }
        }
        // Any of them may be there, or be deleted since.
        persons::put_acquisitions(connection, empty(), acquired.iter().map(|(row, import)| (row, *import)))?;
        let custom = custom.iter().map(|(key, value, import): &(_, String, _)| (*key, value.as_str(), *import));
        persons::put_custom(connection, empty(), custom)?;
        orders::put(connection, empty(), bought.iter().map(|(row, import)| (row, *import)))?;
        usage::put(connection, self.app.id, empty(), used.into_iter())?;
        stars::put(connection, self.app.id, empty(), rated.into_iter())?;
        let done = import_changes::table
            .filter(import_changes::publisher_id.eq(self.app.publisher))
            .filter(import_changes::import_id.eq(self.import))
            .filter(import_changes::customer_id.between(self.first, self.last));
        diesel::delete(done).execute(connection).map(drop)
    }

    /// The app's attributes.
    fn attributes(&self, connection: &mut DbConnection) -> QueryResult<HashSet<AttributeId>> {
        let rows = custom_attributes::table
            .filter(custom_attributes::app_id.eq(self.app.id))
            .filter(custom_attributes::is_gone.eq(false))
            .filter(is_of_publisher(self.app));
        Ok(rows.select(custom_attributes::id).load(connection)?.into_iter().collect())
    }

    /// Deletes the rows that the import created. Returns their customers.
    fn delete_new(&self, connection: &mut DbConnection) -> QueryResult<Vec<CustomerId>> {
        let mut touched = Vec::new();
        macro_rules! delete_in {
            ($($table:ident),+) => {$(
                let rows = $table::table
                    .filter($table::customer_id.between(self.first, self.last))
                    .filter($table::import_id.eq(self.import))
                    .filter(is_of_publisher(self.app));
                touched.extend(diesel::delete(rows).returning($table::customer_id).get_results::<CustomerId>(connection)?);
            )+};
        }
        delete_in!(acquisitions, custom_values, purchases, usage_days, ratings);
        touched.sort_unstable();
        touched.dedup();
        Ok(touched)
    }

    /// The customers whom the import created.
    fn created(&self, connection: &mut DbConnection) -> QueryResult<Vec<CustomerId>> {
        let created = customers::table
            .filter(customers::publisher_id.eq(self.app.publisher))
            .filter(customers::id.between(self.first, self.last))
            .filter(customers::import_id.eq(self.import));
        created.select(customers::id).load(connection)
    }
}

//! Customers who were erased: the digests by which files that bring them again are recognised, and their positions, which
//! nobody else gets.

use super::customer_rows::is_customer_of;
use super::owners::{is_group_of, is_of_publisher};
use super::publishers;
use super::schema::profiles as all_profiles;
use super::schema::{
    acquisitions, apps, custom_values, customer_groups, customers, erased_customers, erased_positions, group_addresses,
    import_changes, imports, left_out_cells, membership_changes, purchases, ratings, refused_lines, snapshots,
    usage_days,
};
use super::{DbConnection, exposures, offer_grants, profiles, secrets};
use crate::addresses::{Entry, Verdict, account_of, is_account};
use crate::day::Day;
use crate::email::EmailError;
use crate::ids::{AppId, AppKey, CustomerId, GroupId, ImportId, PublisherId};
use crate::reading::{Fact, Reason, Refusal};
use crate::text::trimmed;
use crate::token::hex;
use chrono::NaiveDateTime;
use diesel::prelude::*;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use std::collections::HashMap;

/// The name of the secret that the digests are made with.
const SECRET: &str = "erased-customers";

/// The people whom the publisher erased. If there are none, it costs one statement.
#[derive(Default)]
pub struct Erased {
    secret: String,
    /// The days by the digests.
    days: HashMap<String, Day>,
}

impl Erased {
    pub fn load(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Self> {
        use erased_customers::dsl;
        let rows: Vec<(String, NaiveDateTime)> = erased_customers::table
            .filter(dsl::publisher_id.eq(publisher))
            .select((dsl::digest, dsl::erased_at))
            .load(connection)?;
        if rows.is_empty() {
            return Ok(Self::default());
        }
        let zone = publishers::find(connection, publisher)?.time_zone;
        let days = rows.into_iter().map(|(digest, at)| (digest, zone.day_of(at))).collect();
        Ok(Self { secret: secrets::find(connection, SECRET)?.unwrap_or_default(), days })
    }

    fn day(&self, key: &str) -> Option<Day> {
        if self.days.is_empty() {
            return None;
        }
        self.days.get(&digest(&self.secret, key)).copied()
    }

    /// Why the fact is not taken in: its account id or its address is that of someone who was erased.
    pub fn refusal(&self, fact: &Fact) -> Option<Refusal> {
        let address = match fact {
            Fact::Customer(fact) => fact.email.as_ref().map(|email| email.key()),
            _ => None,
        };
        let day = self.day(fact.account_id()).or_else(|| self.day(&address?))?;
        Some(Refusal::of_cell(Reason::Erased, "", &day.to_string()))
    }

    /// Whether the entry of a known user group names someone who was erased.
    pub fn names(&self, entry: &Entry) -> bool {
        let typed = trimmed(&entry.text);
        let is_erased = |key: &str| self.day(account_of(key).unwrap_or(key)).is_some();
        let may_be_account = is_account(typed) || entry.verdict == Verdict::Refused(EmailError::NoAccount);
        entry.key().is_some_and(is_erased) || (may_be_account && self.day(typed).is_some())
    }
}

/// HMAC-SHA-256 in hexadecimal. An account id never equals the key of an address of another person, because whoever is
/// named by either was erased.
fn digest(secret: &str, key: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(key.as_bytes());
    hex(&mac.finalize().into_bytes())
}

/// Whether the person with this account id was erased.
pub fn is_erased(connection: &mut DbConnection, publisher: PublisherId, account: &str) -> QueryResult<bool> {
    use erased_customers::dsl;
    let Some(secret) = secrets::find(connection, SECRET)? else { return Ok(false) };
    let row = erased_customers::table
        .filter(dsl::publisher_id.eq(publisher))
        .filter(dsl::digest.eq(digest(&secret, account)));
    diesel::select(diesel::dsl::exists(row)).get_result(connection)
}

/// Makes the secret, unless there is one. The caller holds [`super::Lock::Setup`], so that it is made once.
pub fn make_secret(connection: &mut DbConnection) -> QueryResult<()> {
    secrets::find_or_create(connection, SECRET, || hex(&rand::random::<[u8; 32]>())).map(drop)
}

/// Remembers the digests of these account ids and keys of addresses.
pub fn remember(
    connection: &mut DbConnection,
    publisher: PublisherId,
    keys: &[String],
    now: NaiveDateTime,
) -> QueryResult<()> {
    use erased_customers::dsl;
    let secret = secrets::find(connection, SECRET)?.ok_or(diesel::NotFound)?;
    for key in keys {
        let digest = digest(&secret, key);
        let before = erased_customers::table.filter(dsl::publisher_id.eq(publisher)).filter(dsl::digest.eq(&digest));
        diesel::delete(before).execute(connection)?;
        let row = (dsl::publisher_id.eq(publisher), dsl::digest.eq(digest), dsl::erased_at.eq(now));
        diesel::insert_into(erased_customers::table).values(row).execute(connection)?;
    }
    Ok(())
}

/// Removes the digests of these account ids and keys of addresses, and those of the same erasures: what was remembered of one
/// person has one moment. Returns whether there were any.
pub fn forget(connection: &mut DbConnection, publisher: PublisherId, keys: &[String]) -> QueryResult<bool> {
    use erased_customers::dsl;
    let Some(secret) = secrets::find(connection, SECRET)? else { return Ok(false) };
    let digests: Vec<String> = keys.iter().map(|key| digest(&secret, key)).collect();
    let of_publisher = erased_customers::table.filter(dsl::publisher_id.eq(publisher));
    let moments: Vec<NaiveDateTime> =
        of_publisher.filter(dsl::digest.eq_any(digests)).select(dsl::erased_at).load(connection)?;
    let rows = of_publisher.filter(dsl::erased_at.eq_any(&moments));
    Ok(diesel::delete(rows).execute(connection)? > 0)
}

/// Deletes the customer, their facts and profiles, and what undoing an import would bring back of them. The caller holds [`super::Lock::Facts`].
pub fn delete(connection: &mut DbConnection, publisher: PublisherId, customer: CustomerId) -> QueryResult<()> {
    use erased_positions::dsl as history;
    for (id, position) in super::customer_rows::positions(connection, publisher, customer)? {
        let app = AppKey { publisher, id };
        super::owners::require_app(connection, app)?;
        let row = (history::app_id.eq(id), history::position.eq(position));
        diesel::insert_into(erased_positions::table).values(row).execute(connection)?;
        profiles::remove(connection, app, &[customer])?;
    }
    macro_rules! delete_from {
        ($($table:ident),*) => {$(
            let rows = $table::table.filter($table::customer_id.eq(customer)).filter(is_customer_of(publisher, customer));
            diesel::delete(rows).execute(connection)?;
        )*};
    }
    // A profile that is still there is of an app that is being deleted.
    delete_from!(acquisitions, custom_values, purchases, usage_days, ratings, import_changes, all_profiles);
    offer_grants::forget_customers(connection, publisher, &[customer])?;
    exposures::forget_customers(connection, publisher, &[customer])?;
    let row = customers::table.filter(customers::id.eq(customer)).filter(customers::publisher_id.eq(publisher));
    diesel::delete(row).execute(connection).map(drop)
}

/// Deletes the entries of the publisher's known user groups with these keys. Forms of these groups that are open are of an
/// earlier version from then on.
pub fn delete_entries(
    connection: &mut DbConnection,
    publisher: PublisherId,
    keys: &[String],
    now: NaiveDateTime,
) -> QueryResult<()> {
    let mut groups: Vec<GroupId> =
        super::customer_rows::entries(connection, publisher, keys)?.into_iter().map(|(group, _)| group.id).collect();
    groups.dedup();
    for group in groups {
        let entries = group_addresses::table
            .filter(group_addresses::group_id.eq(group))
            .filter(group_addresses::email_key.eq_any(keys))
            .filter(is_group_of(publisher, group));
        diesel::delete(entries).execute(connection)?;
        let row = customer_groups::table.find(group).filter(customer_groups::publisher_id.eq(publisher));
        diesel::update(row)
            .set((customer_groups::updated_at.eq(now), customer_groups::version.eq(customer_groups::version + 1)))
            .execute(connection)?;
    }
    Ok(())
}

/// Deletes a refused line of an import.
pub fn delete_refused_line(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    line: i64,
) -> QueryResult<()> {
    let own = imports::table.filter(imports::id.eq(import)).filter(imports::publisher_id.eq(publisher));
    let line = refused_lines::table
        .filter(refused_lines::import_id.eq(import))
        .filter(refused_lines::line_number.eq(line))
        .filter(diesel::dsl::exists(own));
    diesel::delete(line).execute(connection).map(drop)
}

/// Deletes a cell that an import left out.
pub fn delete_left_out_cell(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (import, line, place): (ImportId, i64, i32),
) -> QueryResult<()> {
    let own = imports::table.filter(imports::id.eq(import)).filter(imports::publisher_id.eq(publisher));
    let cell = left_out_cells::table
        .filter(left_out_cells::import_id.eq(import))
        .filter(left_out_cells::line_number.eq(line))
        .filter(left_out_cells::place.eq(place))
        .filter(diesel::dsl::exists(own));
    diesel::delete(cell).execute(connection).map(drop)
}

/// The reasons that imports were counted by, as stored text, which may repeat a value.
pub fn reasons(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<(ImportId, String)>> {
    imports::table
        .filter(imports::publisher_id.eq(publisher))
        .filter(imports::refused_groups.is_not_null())
        .order(imports::id)
        .select((imports::id, imports::refused_groups.assume_not_null()))
        .load(connection)
}

/// Replaces the reasons of an import.
pub fn set_reasons(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    reasons: &str,
) -> QueryResult<()> {
    let row = imports::table.filter(imports::id.eq(import)).filter(imports::publisher_id.eq(publisher));
    diesel::update(row).set(imports::refused_groups.eq(reasons)).execute(connection).map(drop)
}

/// What stood in the way of undoing imports, as stored text, which names some customers.
pub fn obstacles(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<(ImportId, String)>> {
    imports::table
        .filter(imports::publisher_id.eq(publisher))
        .filter(imports::undo_obstacles.is_not_null())
        .order(imports::id)
        .select((imports::id, imports::undo_obstacles.assume_not_null()))
        .load(connection)
}

/// Replaces what stood in the way of undoing an import.
pub fn set_obstacles(
    connection: &mut DbConnection,
    publisher: PublisherId,
    import: ImportId,
    obstacles: &str,
) -> QueryResult<()> {
    let row = imports::table.filter(imports::id.eq(import)).filter(imports::publisher_id.eq(publisher));
    diesel::update(row).set(imports::undo_obstacles.eq(obstacles)).execute(connection).map(drop)
}

/// The positions in each of the publisher's apps that are still in the history of its segments.
pub fn to_sweep(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<(AppId, i32)>> {
    erased_positions::table
        .inner_join(apps::table.on(apps::id.eq(erased_positions::app_id)))
        .filter(apps::publisher_id.eq(publisher))
        .order((erased_positions::app_id, erased_positions::position))
        .select((erased_positions::app_id, erased_positions::position))
        .load(connection)
}

/// Forgets these positions, because they are no longer in the history of the app's segments.
pub fn set_swept(connection: &mut DbConnection, app: AppKey, positions: &[i32]) -> QueryResult<()> {
    for position in positions {
        let row = erased_positions::table
            .filter(erased_positions::app_id.eq(app.id))
            .filter(erased_positions::position.eq(position))
            .filter(is_of_publisher(app));
        diesel::delete(row).execute(connection)?;
    }
    Ok(())
}

/// Replaces the members of a snapshot.
pub fn set_snapshot(
    connection: &mut DbConnection,
    publisher: PublisherId,
    group: GroupId,
    day: Day,
    (members, bitmap): (i64, &[u8]),
) -> QueryResult<()> {
    let row = snapshots::table
        .filter(snapshots::group_id.eq(group))
        .filter(snapshots::taken_on.eq(day))
        .filter(is_group_of(publisher, group));
    diesel::update(row)
        .set((snapshots::members.eq(members), snapshots::bitmap.eq(bitmap)))
        .execute(connection)
        .map(drop)
}

/// Replaces who came and left in a change of a group.
pub fn set_change(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (group, id): (GroupId, i32),
    (came_count, came): (i64, &[u8]),
    (gone_count, gone): (i64, &[u8]),
) -> QueryResult<()> {
    use membership_changes::dsl;
    let row = membership_changes::table
        .filter(dsl::id.eq(id))
        .filter(dsl::group_id.eq(group))
        .filter(is_group_of(publisher, group));
    diesel::update(row)
        .set((dsl::came.eq(came), dsl::gone.eq(gone), dsl::came_count.eq(came_count), dsl::gone_count.eq(gone_count)))
        .execute(connection)
        .map(drop)
}

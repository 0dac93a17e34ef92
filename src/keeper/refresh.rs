//! Counting groups again and writing down what was found, with a snapshot of a segment's members for the day.

use super::Keeper;
use super::changes::{self, Between, serialised};
use crate::segments::Rule;
use crate::store::customer_groups::{self, CustomerGroup, Refreshed};
use crate::store::membership_changes::{self, NewChange};
use crate::store::publishers::{self, Publisher};
use crate::store::{DbConnection, StoreError, group_addresses, profiles, snapshots};
use anyhow::Context;
use diesel::QueryResult;
use roaring::RoaringBitmap;

impl Keeper {
    /// Counts the group again. Its number stays as it was, and the group says so, when that fails.
    pub fn refresh_now(&self, publisher: &Publisher, group: &CustomerGroup) -> Result<(), anyhow::Error> {
        let outcome = if group.is_segment() {
            self.refresh_segment(publisher, group)
        } else {
            self.refresh_known_user_group(group).map_err(Into::into)
        };
        if outcome.is_err() {
            self.database.write_now(|connection| customer_groups::set_refresh_failed(connection, group.id))?;
        }
        outcome
    }

    /// [`Keeper::refresh_now`] on a thread that may wait.
    pub async fn refresh(&self, publisher: Publisher, group: CustomerGroup) -> Result<(), anyhow::Error> {
        let keeper = self.clone();
        tokio::task::spawn_blocking(move || keeper.refresh_now(&publisher, &group)).await?
    }

    /// Counts the group and then the segments that name it, by themselves or through others.
    pub async fn refresh_with_users(&self, publisher: Publisher, group: CustomerGroup) -> Result<(), anyhow::Error> {
        let keeper = self.clone();
        tokio::task::spawn_blocking(move || {
            keeper.refresh_now(&publisher, &group)?;
            let read = |connection: &mut _| {
                let users = customer_groups::users_of(connection, publisher.id, group.id)?;
                users.into_iter().map(|id| customer_groups::find(connection, publisher.id, id)).collect()
            };
            let users: Vec<CustomerGroup> = keeper.database.read_now(read)?;
            for user in users {
                if let Err(error) = keeper.refresh_now(&publisher, &user) {
                    log::error!("group {} could not be refreshed: {error:#}", user.id);
                }
            }
            Ok(())
        })
        .await?
    }

    /// Counts every group whose number does not hold for today and the data as they are. One that fails is logged, and
    /// the others go on.
    pub fn refresh_due(&self) -> Result<(), StoreError> {
        let today = self.clock.today().number();
        for publisher in self.database.read_now(publishers::all)? {
            self.fit_due(publisher.id)?;
            self.refresh_of_publisher(&publisher, today)?;
        }
        Ok(())
    }

    fn refresh_of_publisher(&self, publisher: &Publisher, today: i32) -> Result<(), StoreError> {
        let due = self.database.read_now(|connection| customer_groups::to_refresh(connection, publisher.id, today))?;
        for group in due {
            if let Err(error) = self.refresh_now(publisher, &group) {
                log::error!("group {} could not be refreshed: {error:#}", group.id);
            }
        }
        Ok(())
    }

    /// Counts every group of the publisher again, after its rules changed.
    pub async fn refresh_all(&self, publisher: Publisher) -> Result<(), StoreError> {
        let keeper = self.clone();
        // No day has this number, so every group is due.
        let work = tokio::task::spawn_blocking(move || keeper.refresh_of_publisher(&publisher, i32::MIN));
        work.await.unwrap_or(Err(StoreError::BrokenOff))
    }

    fn refresh_segment(&self, publisher: &Publisher, group: &CustomerGroup) -> Result<(), anyhow::Error> {
        let app = group.app_id.context("a segment without an app")?;
        let rule = group.rule().context("a rule that cannot be read")?;
        let view = self.view_now(publisher, app)?;
        let members = view.members(&rule)?;
        let bitmap = serialised(&members)?;
        let everyone = view.among_everyone().members(&Rule::default())?;
        let next_position = view.app.next_position;
        let found = Refreshed {
            members: i64::try_from(members.len())?,
            at: self.clock.now(),
            on: view.today.number(),
            version: view.app.data_version,
            position: Some(next_position),
        };
        self.database.write_now(|connection| {
            let row = customer_groups::find(connection, publisher.id, group.id)?;
            // Another thread may have counted newer data, or the rule may have been edited meanwhile.
            if row.refreshed_version > Some(found.version) || row.rule().ok().as_ref() != Some(&rule) {
                return Ok(());
            }
            for change in changes_since(connection, &row, &members, everyone, found)? {
                membership_changes::create(connection, group.id, found.on, found.at, &change)?;
            }
            customer_groups::set_refreshed(connection, group.id, found)?;
            snapshots::keep(connection, group.id, found.on, found.members, &bitmap)
        })?;
        Ok(())
    }

    fn refresh_known_user_group(&self, group: &CustomerGroup) -> Result<(), StoreError> {
        let (at, on) = (self.clock.now(), self.clock.today().number());
        self.database.write_now(|connection| {
            let members = group_addresses::count_members(connection, group.publisher_id, group.id)?;
            customer_groups::set_refreshed(
                connection,
                group.id,
                Refreshed { members, at, on, version: 0, position: None },
            )
        })
    }
}

/// Who came into the segment since it was last counted, and who left.
fn changes_since(
    connection: &mut DbConnection,
    row: &CustomerGroup,
    members: &RoaringBitmap,
    everyone: RoaringBitmap,
    found: Refreshed,
) -> QueryResult<Vec<NewChange>> {
    let (Some(app), Some(position), Some(day)) = (row.app_id, row.refreshed_position, row.refreshed_on) else {
        return Ok(Vec::new());
    };
    let Some((_, before)) = snapshots::latest(connection, row.id, day)? else { return Ok(Vec::new()) };
    let before = RoaringBitmap::deserialize_from(before.as_slice()).map_err(unreadable)?;
    if before == *members && row.cause().is_none() {
        return Ok(Vec::new());
    }
    let counted = row.refreshed_version.unwrap_or(0);
    let between = Between {
        cause: row.cause(),
        first_new_position: position.unsigned_abs(),
        everyone,
        touched: profiles::touched_after(connection, app, counted)?.into_iter().collect(),
        day_passed: day != found.on,
    };
    let changes = changes::split(&before, members, &between);
    changes.iter().map(|change| change.to_keep().map_err(unreadable)).collect()
}

fn unreadable(error: std::io::Error) -> diesel::result::Error {
    diesel::result::Error::DeserializationError(error.into())
}

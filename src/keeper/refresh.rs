//! Counting groups again and writing down what was found, with a snapshot of a segment's members for the day.

use super::Keeper;
use crate::store::customer_groups::{self, CustomerGroup, Refreshed};
use crate::store::publishers::{self, Publisher};
use crate::store::{StoreError, group_addresses, snapshots};
use anyhow::Context;

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
            keeper.refresh_users_now(&publisher, group.id)
        })
        .await?
    }

    fn refresh_users_now(&self, publisher: &Publisher, group: i32) -> Result<(), anyhow::Error> {
        let groups = self.database.read_now(|connection| customer_groups::active(connection, publisher.id))?;
        let mut changed = vec![group.to_string()];
        let mut next = 0;
        while let Some(id) = changed.get(next).cloned() {
            next += 1;
            for user in groups.iter().filter(|user| user.names(&id)) {
                let user_id = user.id.to_string();
                if !changed.contains(&user_id) {
                    changed.push(user_id);
                    if let Err(error) = self.refresh_now(publisher, user) {
                        log::error!("group {} could not be refreshed: {error:#}", user.id);
                    }
                }
            }
        }
        Ok(())
    }

    /// Counts every group whose number does not hold for today and the data as they are. One that fails is logged, and
    /// the others go on.
    pub fn refresh_due(&self) -> Result<(), StoreError> {
        let today = self.clock.today().number();
        for publisher in self.database.read_now(publishers::all)? {
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
        let mut bitmap = Vec::with_capacity(members.serialized_size());
        members.serialize_into(&mut bitmap)?;
        let count = i64::try_from(members.len())?;
        let found =
            Refreshed { members: count, at: self.clock.now(), on: view.today.number(), version: view.app.data_version };
        self.database.write_now(|connection| {
            customer_groups::set_refreshed(connection, group.id, found)?;
            snapshots::keep(connection, group.id, found.on, count, &bitmap)
        })?;
        Ok(())
    }

    fn refresh_known_user_group(&self, group: &CustomerGroup) -> Result<(), StoreError> {
        let (at, on) = (self.clock.now(), self.clock.today().number());
        self.database.write_now(|connection| {
            let members = group_addresses::count_members(connection, group.publisher_id, group.id)?;
            customer_groups::set_refreshed(connection, group.id, Refreshed { members, at, on, version: 0 })
        })
    }
}

//! Keeps each app's columns in step with the database. It compares data versions before every answer, so that changes
//! by other processes count at once, or soon after if they are many. Only this module decides whether the columns in memory or the database answer.

mod accounts;
mod audience;
mod files;
mod lists;
mod loader;
mod member_sets;
mod memory;
mod slot;
mod view;

pub use accounts::{AccountIndex, Place};
pub use files::ColumnFiles;
pub use memory::MemoryUse;
pub use view::View;

use crate::audience::{Audience, AudienceMode};
use crate::clock::Clock;
use crate::day::Day;
use crate::ids::{AppId, AppKey, PublisherId};
use crate::segments::Catalogue;
use crate::store::apps::{self, App};
use crate::store::churn::{self as models, Churn};
use crate::store::customer_groups::{self, CustomerGroup, groups_for};
use crate::store::publishers::{self, Publisher};
use crate::store::rules::StoredAudience;
use crate::store::{Database, StoreError, custom_attributes, wait_for};
use audience::ColumnAudience;
use lists::Lists;
use memory::Memory;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use view::{Places, Ranks};

/// Opens apps to answer questions about rules. Cloning it is cheap.
#[derive(Clone)]
pub struct Audiences {
    database: Database,
    clock: Clock,
    memory: Arc<Memory>,
    mode: AudienceMode,
}

/// What answers for an app.
struct Opened {
    /// The app's attributes, without groups.
    catalogue: Catalogue,
    /// The day of its numbers.
    today: Day,
    audience: Arc<dyn Audience<Error = StoreError>>,
    places: Places,
    is_current: bool,
}

impl Audiences {
    /// Creates audiences whose columns take at most `limit` bytes of memory and are also kept in `files`.
    pub fn new(database: Database, clock: Clock, mode: AudienceMode, files: ColumnFiles, limit: usize) -> Self {
        let memory = Arc::new(Memory::new(database.clone(), files, limit));
        Self { database, clock, memory, mode }
    }

    /// [`Audiences::view_now`] on a thread that may wait.
    pub async fn view(&self, publisher: &Publisher, app: AppId) -> Result<View, StoreError> {
        let (audiences, publisher) = (self.clone(), publisher.clone());
        wait_for(move || audiences.view_now(&publisher, app)).await
    }

    /// The app at its current state, on the day of its profiles. A job moves profiles to a new day; until then, and
    /// while many columns are being moved, the view is of the day before. While many other changes are brought in, at
    /// most a few seconds, it is of the state before them.
    pub fn view_now(&self, publisher: &Publisher, app: AppId) -> Result<View, StoreError> {
        let (app, groups) = self.app(publisher.id, app)?;
        let day = app.profiles_on.unwrap_or_else(|| self.clock.today_in(publisher.time_zone));
        self.view_on(publisher, app, &groups, day)
    }

    /// Brings the app's columns to the current state, while pages still use those from before.
    pub fn bring_up(&self, publisher: PublisherId, app: AppId) -> Result<(), StoreError> {
        if self.mode == AudienceMode::Memory {
            let (app, _) = self.app(publisher, app)?;
            let day = match app.profiles_on {
                Some(day) => day,
                None => self
                    .clock
                    .today_in(self.database.read_now(|connection| publishers::find(connection, publisher))?.time_zone),
            };
            self.memory.bring_up(&app, day)?;
        }
        Ok(())
    }

    /// Brings the columns of all apps that questions were asked about lately to the current state. Every replica does
    /// this all the time, so that pages wait for no changes.
    pub fn follow(&self) {
        for app in self.memory.followed() {
            // If the app was deleted or the database is unavailable, the next question about it says so.
            if let Err(error) = self.bring_up(app.publisher, app.id) {
                log::debug!("the columns of app {} are not brought up to date: {error}", app.id);
            }
        }
    }

    fn view_on(
        &self,
        publisher: &Publisher,
        mut app: App,
        groups: &[CustomerGroup],
        day: Day,
    ) -> Result<View, StoreError> {
        let Opened { catalogue, today, audience, places, is_current } = self.open(&mut app, groups, day)?;
        Ok(View {
            catalogue: Arc::new(catalogue.with_groups(groups_for(app.id, groups))),
            today,
            availability: app.availability(publisher),
            ranks: Ranks { availability: app.availability(publisher), found: Arc::default() },
            churn: self.churn(app.key())?,
            is_current,
            audience,
            places,
            app,
        })
    }

    /// The attributes of the app, the day and what answers for it: the columns in memory if they are enabled and fit,
    /// or otherwise the database. The columns may be at a later state than `app`, which is then set to it.
    fn open(&self, app: &mut App, groups: &[CustomerGroup], today: Day) -> Result<Opened, StoreError> {
        let kept = match self.mode {
            AudienceMode::Memory => self.memory.find(app, today)?,
            AudienceMode::Database => None,
        };
        let database = self.database.clone();
        let Some(kept) = kept else {
            let catalogue = database.read_now(|connection| custom_attributes::catalogue(connection, app.key()))?;
            let places = Places { database: database.clone(), kept: None };
            let audience = Arc::new(StoredAudience { database, app: app.key(), pass: app.pass });
            return Ok(Opened { catalogue, today, audience, places, is_current: true });
        };
        let is_current = kept.data.number >= app.data().number && kept.today == today;
        app.set_data(kept.data);
        let accounts = (Arc::clone(&self.memory), kept.accounts, kept.columns.customers());
        let places = Places { database: database.clone(), kept: Some(accounts) };
        let changed_at = groups.iter().filter(|group| !group.is_segment()).map(|group| (group.id, group.updated_at));
        let lists = Lists { database, kept: kept.lists, changed_at: Arc::new(changed_at.collect()) };
        let audience = Arc::new(ColumnAudience { app: app.key(), columns: kept.columns, sets: kept.sets, lists });
        Ok(Opened { catalogue: kept.catalogue, today: kept.today, audience, places, is_current })
    }

    /// The app's churn model.
    fn churn(&self, app: AppKey) -> Result<Churn, StoreError> {
        let find = |connection: &mut _| models::find(connection, app);
        Ok((*self.database.read_kept_now(&format!("churn model of app {} of {}", app.id, app.publisher), find)?)
            .clone())
    }

    /// The app, and the publisher's groups.
    fn app(&self, publisher: PublisherId, app: AppId) -> Result<(App, Vec<CustomerGroup>), StoreError> {
        let find = |connection: &mut _| apps::find(connection, publisher, app);
        let of_publisher = |connection: &mut _| customer_groups::of_publisher(connection, publisher);
        let row = self.database.read_kept_now(&format!("app {app} of {publisher}"), find)?;
        let groups = self.database.read_kept_now(&format!("all groups of {publisher}"), of_publisher)?;
        Ok(((*row).clone(), (*groups).clone()))
    }

    /// Whether the app's columns are in memory.
    pub fn has_columns(&self, app: AppId) -> bool {
        self.memory.has(app)
    }

    /// The memory that the columns take; `None` if the database answers.
    pub fn memory(&self) -> Option<MemoryUse> {
        (self.mode == AudienceMode::Memory).then(|| self.memory.used())
    }

    /// Forgets an app that was deleted: its columns in memory and their file.
    pub fn forget(&self, app: AppId) {
        self.memory.drop_app(app);
    }

    /// Forgets every app but these. Every replica does this from time to time, because another one may have deleted an app.
    pub fn keep_only(&self, apps: &HashSet<AppId>) {
        self.memory.keep_only(apps);
    }

    /// Writes columns to their files: those that have not changed since the last round, or all of them.
    pub fn save_columns(&self, all: bool) {
        self.memory.save(all);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

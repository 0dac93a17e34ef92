//! Keeps each app's columns in step with the database, and answers rules with them: where the audience meets the store.
//! Before every answer it compares data versions, so that a change made by another process counts at once.

pub mod changes;
mod churn;
mod files;
mod lists;
mod memory;
mod refresh;
mod view;

pub use files::ColumnFiles;
pub use memory::MemoryUse;
pub use view::View;

use crate::clock::Clock;
use crate::columns::Availability;
use crate::day::Day;
use crate::ids::{AppId, PublisherId};
use crate::segments::Group;
use crate::store::apps::{self, App};
use crate::store::churn as models;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::publishers::Publisher;
use crate::store::{Database, StoreError, custom_attributes, profiles, wait_for};
use lists::{KeptLists, Lists};
use memory::Memory;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Keeps the columns of the apps that were asked about. Cloning it is cheap.
#[derive(Clone)]
pub struct Keeper {
    database: Database,
    clock: Clock,
    memory: Arc<Memory>,
    lists: Arc<KeptLists>,
    audience: AudienceMode,
}

/// Who answers rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum AudienceMode {
    /// Columns in memory.
    #[default]
    Memory,
    /// The database, where customers outgrow the memory.
    Database,
}

/// Which of the app's customers may be in segments.
pub fn availability(publisher: &Publisher, app: &App) -> Availability {
    Availability {
        least_age: u16::try_from(publisher.least_age).unwrap_or(u16::MAX),
        count_unknown_age: publisher.count_unknown_age,
        windows_only: app.is_windows(),
    }
}

/// The groups that rules over the app can name: its segments, and every known user group of its publisher.
pub fn groups_for(app: AppId, groups: &[CustomerGroup]) -> Vec<Group> {
    let of_app = groups.iter().filter(|group| group.app_id.is_none_or(|of| of == app));
    let group = |group: &CustomerGroup| {
        // A segment whose rule cannot be read has nobody, and is no list either.
        let rule = if group.is_segment() { Some(group.rule().ok()?) } else { None };
        let (name, is_archived) = (group.name.clone(), group.is_archived());
        Some(Group { id: group.id.to_string(), name, is_archived, rule })
    };
    of_app.filter_map(group).collect()
}

impl Keeper {
    /// A keeper whose columns take at most `limit` bytes of memory and are kept in `files` too.
    pub fn new(database: Database, clock: Clock, audience: AudienceMode, files: ColumnFiles, limit: usize) -> Self {
        let memory = Arc::new(Memory::new(database.clone(), files, limit));
        Self { database, clock, memory, lists: Arc::default(), audience }
    }

    /// The app as it is now, on a thread that may wait.
    pub async fn view(&self, publisher: &Publisher, app: AppId) -> Result<View, StoreError> {
        let (keeper, publisher) = (self.clone(), publisher.clone());
        wait_for(move || keeper.view_now(&publisher, app)).await
    }

    /// The app as it is now: its profiles computed for today, and everything that changed since brought in.
    pub fn view_now(&self, publisher: &Publisher, app: AppId) -> Result<View, StoreError> {
        let today = self.clock.today();
        let (mut app, groups) = self.app_on(publisher.id, app, today)?;
        let kept = match self.audience {
            AudienceMode::Memory => self.memory.find(&app, today)?,
            AudienceMode::Database => None,
        };
        let (catalogue, columns) = match kept {
            Some(kept) => {
                app.data_version = kept.version;
                (kept.catalogue, Some(kept.columns))
            }
            None => {
                let read = |connection: &mut _| custom_attributes::catalogue(connection, app.id);
                (self.database.read_now(read)?, None)
            }
        };
        let changed_at = groups.iter().filter(|group| !group.is_segment()).map(|group| (group.id, group.updated_at));
        Ok(View {
            catalogue: Arc::new(catalogue.with_groups(groups_for(app.id, &groups))),
            today,
            availability: availability(publisher, &app),
            churn: self.database.read_now(|connection| models::find(connection, app.id))?,
            columns,
            lists: Lists {
                database: self.database.clone(),
                kept: Arc::clone(&self.lists),
                changed_at: Arc::new(changed_at.collect()),
            },
            app,
        })
    }

    /// The app with its profiles computed for today, and the publisher's groups.
    fn app_on(&self, publisher: PublisherId, app: AppId, today: Day) -> Result<(App, Vec<CustomerGroup>), StoreError> {
        let read = |connection: &mut _| {
            Ok((apps::find(connection, publisher, app)?, customer_groups::of_publisher(connection, publisher)?))
        };
        let (row, groups) = self.database.read_now(read)?;
        if row.profiles_on == Some(today.number()) {
            return Ok((row, groups));
        }
        self.database.write_now(|connection| profiles::roll_to(connection, app, today))?;
        self.database.read_now(read)
    }

    /// What the columns in memory take; nothing where the database answers.
    pub fn memory(&self) -> Option<MemoryUse> {
        (self.audience == AudienceMode::Memory).then(|| self.memory.used())
    }

    /// Writes columns that changed into their files: those that stood still since the last round, or all of them.
    pub fn save_columns(&self, all: bool) {
        self.memory.save(all);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

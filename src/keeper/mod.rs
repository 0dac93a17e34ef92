//! Keeps each app's columns in step with the database, and answers rules with them: where the audience meets the store.
//! Before every answer it compares data versions, so that a change made by another process counts at once.

mod refresh;

use crate::audience::{Answer, Availability, Columns};
use crate::clock::Clock;
use crate::day::Day;
use crate::segments::{Catalogue, Rule};
use crate::store::apps::{self, App};
use crate::store::publishers::Publisher;
use crate::store::{Database, StoreError, custom_attributes, profiles};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Profiles read from the database at once.
const PAGE: i64 = 65_536;

/// Keeps the columns of the apps that were asked about. Cloning it is cheap.
#[derive(Clone)]
pub struct Keeper {
    database: Database,
    clock: Clock,
    apps: Arc<Mutex<HashMap<i32, Slot>>>,
}

type Slot = Arc<Mutex<Option<View>>>;

/// One app's columns as they were at one data version, on one day.
#[derive(Clone)]
pub struct View {
    pub columns: Columns,
    pub catalogue: Arc<Catalogue>,
    pub today: Day,
    /// The app's data version.
    pub version: i64,
}

impl View {
    /// The rule's answer among the customers that the publisher's rules make available.
    pub fn answer(&self, rule: &Rule, availability: Availability) -> Answer {
        self.columns.answer(rule, &self.catalogue, availability, self.today)
    }
}

/// Which of the app's customers may be in segments.
pub fn availability(publisher: &Publisher, app: &App) -> Availability {
    Availability {
        least_age: u16::try_from(publisher.least_age).unwrap_or(u16::MAX),
        count_unknown_age: publisher.count_unknown_age,
        windows_only: app.is_windows(),
    }
}

impl Keeper {
    pub fn new(database: Database, clock: Clock) -> Self {
        Self { database, clock, apps: Arc::default() }
    }

    /// The app as it is now, on a thread that may wait.
    pub async fn view(&self, publisher: i32, app: i32) -> Result<View, StoreError> {
        let keeper = self.clone();
        let view = tokio::task::spawn_blocking(move || keeper.view_now(publisher, app));
        view.await.unwrap_or(Err(StoreError::BrokenOff))
    }

    /// The app as it is now: its profiles computed for today, and everything that changed since brought in.
    pub fn view_now(&self, publisher: i32, app: i32) -> Result<View, StoreError> {
        let today = self.clock.today();
        let slot = Arc::clone(lock(&self.apps).entry(app).or_default());
        let mut kept = lock(&slot);
        let mut row = self.database.read_now(|connection| apps::find(connection, publisher, app))?;
        if row.profiles_on != Some(today.number()) {
            self.database.write_now(|connection| profiles::roll_to(connection, app, today))?;
            row = self.database.read_now(|connection| apps::find(connection, publisher, app))?;
        }
        match kept.as_ref().filter(|view| view.today == today) {
            Some(view) if view.version == row.data_version => return Ok(view.clone()),
            _ => {}
        }
        // What is kept is given up while it changes, so that columns nobody reads are changed in place.
        let view = self.load(&row, today, kept.take().filter(|view| view.today == today))?;
        *kept = Some(view.clone());
        Ok(view)
    }

    fn load(&self, app: &App, today: Day, kept: Option<View>) -> Result<View, StoreError> {
        let catalogue =
            Arc::new(self.database.read_now(|connection| custom_attributes::catalogue(connection, app.id))?);
        let (mut columns, since) = match kept {
            Some(view) => (view.columns, view.version),
            None => (Columns::new(&catalogue), -1),
        };
        columns.adopt(&catalogue);
        let mut from = 0;
        loop {
            let page =
                self.database.read_now(|connection| profiles::load(connection, app.id, today, since, from, PAGE))?;
            let Some(last) = page.last() else { break };
            from = i32::try_from(last.position).unwrap_or(i32::MAX).saturating_add(1);
            let is_last = page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
            columns.apply(page.into_iter().map(|placed| (placed.position, Some(placed.profile))));
            if is_last {
                break;
            }
        }
        log::debug!("app {} is at data version {} with {} customers", app.id, app.data_version, columns.customers());
        Ok(View { columns, catalogue, today, version: app.data_version })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

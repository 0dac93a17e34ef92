//! The columns of apps in memory. They are loaded at the first question about an app, from their file or the database,
//! and brought up to date before every answer. If all of them take more than the limit, the least recently used are
//! dropped.

use super::files::ColumnFiles;
use super::lock;
use super::member_sets::MemberSets;
use crate::columns::engine::Columns;
use crate::day::Day;
use crate::ids::{AppId, AppKey};
use crate::segments::Catalogue;
use crate::store::apps::App;
use crate::store::data_versions::{self, Current, DataVersion};
use crate::store::profiles::{self, Moment, PAGE, Places};
use crate::store::{Database, StoreError, custom_attributes};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// Up to this many customers, columns are read while a page waits: 50,000 take a few tenths of a second.
const READ_AT_ONCE: u64 = 50_000;

/// One app's columns at one state of its profiles, on one day.
#[derive(Clone)]
pub struct Kept {
    pub columns: Columns,
    pub sets: Arc<MemberSets>,
    /// The app's attributes, without groups.
    pub catalogue: Catalogue,
    pub today: Day,
    pub data: DataVersion,
    /// The bytes that the columns take and that the sets may take.
    pub bytes: usize,
}

type Slot = Arc<Mutex<Option<Kept>>>;

/// What is known about an app's columns without locking them.
#[derive(Clone, Copy, Debug, Default)]
struct Account {
    bytes: usize,
    /// Increases with every use of any app's columns.
    used: u64,
    /// The state in the file.
    saved: DataVersion,
    /// The state at the last round of saving.
    seen: DataVersion,
    /// Whether the columns alone take more than the limit.
    is_too_large: bool,
}

/// The memory that the columns of all apps take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryUse {
    pub bytes: usize,
    pub limit: usize,
    /// Apps whose columns are in memory.
    pub apps: usize,
    /// Apps whose columns alone take more than the limit, so that the database answers for them.
    pub too_large: usize,
}

/// The columns of the apps that questions were asked about.
pub struct Memory {
    database: Database,
    files: ColumnFiles,
    limit: usize,
    slots: Mutex<HashMap<AppId, Slot>>,
    accounts: Mutex<HashMap<AppId, Account>>,
    /// The apps whose columns are being moved to another day or model.
    moving: Mutex<HashSet<AppId>>,
}

impl Memory {
    /// Keeps columns that take at most `limit` bytes together.
    pub fn new(database: Database, files: ColumnFiles, limit: usize) -> Self {
        Self { database, files, limit, slots: Mutex::default(), accounts: Mutex::default(), moving: Mutex::default() }
    }

    /// The app's columns at the state of `app` or a later one. While many columns are being moved to another day, they
    /// are those of the day before. `None` if they are too large to be kept.
    pub fn find(self: &Arc<Self>, app: &App, today: Day) -> Result<Option<Kept>, StoreError> {
        if lock(&self.accounts).get(&app.id).is_some_and(|account| account.is_too_large) {
            return Ok(None);
        }
        let slot = Arc::clone(lock(&self.slots).entry(app.id).or_default());
        let mut kept = lock(&slot);
        // Pages do not wait while many columns are moved to another day; they show the day before until then.
        let is_of_another_pass =
            |kept: &&Kept| kept.data.pass != app.data().pass && kept.columns.customers() > READ_AT_ONCE;
        if let Some(before) = kept.as_ref().filter(is_of_another_pass).cloned()
            && before.data.number < app.data().number
            && self.is_past(app.key(), before.data)?
        {
            drop(kept);
            self.bring_to_day_aside(app, today);
            return Ok(self.account(app.id, before.bytes).then_some(before));
        }
        let is_current = match kept.as_ref() {
            Some(kept) if kept.today == today && kept.data == app.data() => true,
            // Another thread has loaded a later state than `app` has, perhaps of a later day.
            Some(kept) if kept.data.number > app.data().number => self.is_now(app.key(), kept.data)?,
            _ => false,
        };
        let found = match kept.as_ref().filter(|_| is_current) {
            Some(found) => found.clone(),
            None => {
                // The kept columns are taken out while they change, so that columns without readers are changed in
                // place.
                let before = kept.take();
                let loaded = self.load(app.key(), today, before)?;
                *kept = Some(loaded.clone());
                loaded
            }
        };
        let fits = self.account(app.id, found.bytes);
        if !fits {
            *kept = None;
        }
        drop(kept);
        self.make_room(app.id);
        Ok(fits.then_some(found))
    }

    /// Moves the app's columns to the day and the churn model of its profiles. The previous columns are shown until the
    /// new ones replace them.
    pub fn bring_to_day(&self, app: &App, today: Day) -> Result<(), StoreError> {
        let slot = Arc::clone(lock(&self.slots).entry(app.id).or_default());
        let Some(before) = lock(&slot).clone().filter(|kept| kept.data.pass != app.data().pass) else { return Ok(()) };
        if !lock(&self.moving).insert(app.id) {
            return Ok(());
        }
        let started = Instant::now();
        let loaded = self.load(app.key(), today, Some(before));
        lock(&self.moving).remove(&app.id);
        let loaded = loaded?;
        log::info!(
            "the columns of app {} are those of {} after {} ms",
            app.id,
            loaded.today,
            started.elapsed().as_millis()
        );
        if self.account(app.id, loaded.bytes) {
            *lock(&slot) = Some(loaded);
        }
        self.make_room(app.id);
        Ok(())
    }

    /// [`Memory::bring_to_day`] on a thread of its own.
    fn bring_to_day_aside(self: &Arc<Self>, app: &App, today: Day) {
        if lock(&self.moving).contains(&app.id) {
            return;
        }
        let (memory, app) = (Arc::clone(self), app.clone());
        std::thread::spawn(move || {
            if let Err(error) = memory.bring_to_day(&app, today) {
                log::error!("the columns of app {} could not be brought to {today}: {error}", app.id);
            }
        });
    }

    /// The memory that the columns take.
    pub fn used(&self) -> MemoryUse {
        let accounts = lock(&self.accounts);
        let too_large = accounts.values().filter(|account| account.is_too_large).count();
        let apps = accounts.values().filter(|account| account.bytes > 0).count();
        let bytes = accounts.values().map(|account| account.bytes).sum();
        MemoryUse { bytes, limit: self.limit, apps, too_large }
    }

    /// Writes columns to their files if they changed since they were last written: those that have not changed since
    /// the last round, or all of them.
    pub fn save(&self, all: bool) {
        let slots: Vec<(AppId, Slot)> = lock(&self.slots).iter().map(|(app, slot)| (*app, Arc::clone(slot))).collect();
        for (app, slot) in slots {
            let Some(kept) = lock(&slot).clone() else { continue };
            let is_due = {
                let mut accounts = lock(&self.accounts);
                let account = accounts.entry(app).or_default();
                let stood_still = std::mem::replace(&mut account.seen, kept.data) == kept.data;
                kept.data.number > 0 && account.saved != kept.data && (all || stood_still)
            };
            if !is_due {
                continue;
            }
            match self.files.write(app, kept.data, kept.today, &kept.columns) {
                Ok(()) => lock(&self.accounts).entry(app).or_default().saved = kept.data,
                Err(error) => log::warn!("the columns of app {app} could not be written: {error}"),
            }
        }
    }

    /// Records the use and the size of an app's columns. Returns false if they are too large.
    fn account(&self, app: AppId, bytes: usize) -> bool {
        let mut accounts = lock(&self.accounts);
        let latest = accounts.values().map(|account| account.used).max().unwrap_or(0);
        let account = accounts.entry(app).or_default();
        account.used = latest + 1;
        account.is_too_large = bytes > self.limit;
        account.bytes = if account.is_too_large { 0 } else { bytes };
        if account.is_too_large {
            log::warn!("app {app} takes {bytes} bytes of memory, more than the limit: the database answers for it");
        }
        !account.is_too_large
    }

    /// Drops the least recently used columns, except those of `app`, until the others fit.
    fn make_room(&self, app: AppId) {
        loop {
            let given_up = {
                let mut accounts = lock(&self.accounts);
                let bytes: usize = accounts.values().map(|account| account.bytes).sum();
                let others = accounts.iter_mut().filter(|(id, account)| **id != app && account.bytes > 0);
                let longest = others.min_by_key(|(_, account)| account.used).filter(|_| bytes > self.limit);
                longest.map(|(id, account)| {
                    account.bytes = 0;
                    *id
                })
            };
            let Some(given_up) = given_up else { return };
            // Views in use keep their columns; the next question loads them again.
            lock(&self.slots).remove(&given_up);
            log::info!("the columns of app {given_up} are given up for those of app {app}");
        }
    }

    /// Whether the app's profiles are or were in this state.
    fn is_past(&self, app: AppKey, data: DataVersion) -> Result<bool, StoreError> {
        self.database.read_now(|connection| data_versions::is_past(connection, app, data))
    }

    /// Whether the app's profiles are in this state.
    fn is_now(&self, app: AppKey, data: DataVersion) -> Result<bool, StoreError> {
        Ok(self.database.read_now(|connection| data_versions::current(connection, app))?.data == data)
    }

    /// The app's columns at the current state, on the day of its profiles (`today` if there are none). They are the
    /// kept columns or those of the file, with the changes since, if their state is part of the database's history.
    /// After a backup was restored, another history has the same numbers.
    fn load(&self, app: AppKey, today: Day, mut kept: Option<Kept>) -> Result<Kept, StoreError> {
        loop {
            let (catalogue, Current { data, day }) = self.database.read_now(|connection| {
                Ok((custom_attributes::catalogue(connection, app)?, data_versions::current(connection, app)?))
            })?;
            let moment = Moment { day: day.unwrap_or(today), pass: data.pass };
            let is_past = |data| self.is_past(app, data);
            let base = match kept.take() {
                Some(kept) if is_past(kept.data)? => Some((kept.columns, kept.data, kept.today)),
                _ => match self.files.read(app.id, &catalogue) {
                    Some(read) if is_past(read.data)? => {
                        lock(&self.accounts).entry(app.id).or_default().saved = read.data;
                        Some((read.columns, read.data, read.day))
                    }
                    _ => None,
                },
            };
            let columns = match base {
                Some((columns, since, day)) => self.bring_in(app, &catalogue, (columns, since, day), moment)?,
                None => None,
            };
            let columns = columns.map_or_else(|| self.read_all(app, &catalogue, moment), Ok)?;
            // If a backup was restored in the meantime, the columns would mix two histories.
            if !is_past(data)? {
                continue;
            }
            log::debug!("app {} is at data version {} with {} customers", app.id, data.number, columns.customers());
            let sets = Arc::new(MemberSets::beside(columns.bytes()));
            let bytes = columns.bytes() + sets.limit();
            let loaded = Kept { bytes, sets, columns, catalogue, today: moment.day, data };
            let now = self.database.read_now(|connection| data_versions::current(connection, app))?.data;
            if now.pass == data.pass {
                return Ok(loaded);
            }
            // A pass has finished in the meantime and the next one may have started, so the columns may mix passes.
            kept = Some(loaded);
        }
    }

    /// Adds the changes since an earlier state to its columns; `None` if too many days have passed to list what
    /// changed.
    fn bring_in(
        &self,
        app: AppKey,
        catalogue: &Catalogue,
        (mut columns, since, day): (Columns, DataVersion, Day),
        moment: Moment,
    ) -> Result<Option<Columns>, StoreError> {
        columns.adopt(catalogue);
        let before = Moment { day, pass: since.pass };
        let changed = |connection: &mut _| profiles::changed_since(connection, app, since.number, before, moment);
        let Some(changed) = self.database.read_now(changed)? else { return Ok(None) };
        for positions in changed.chunks(PAGE) {
            let read = |connection: &mut _| profiles::load(connection, app, moment, Places::At(positions));
            let page = self.database.read_now(read)?;
            columns.apply(page.into_iter().map(|placed| (placed.position, Some(placed.profile))));
        }
        Ok(Some(columns))
    }

    /// Reads the columns of all profiles. Profiles that have not been computed yet are left out.
    fn read_all(&self, app: AppKey, catalogue: &Catalogue, moment: Moment) -> Result<Columns, StoreError> {
        let (mut columns, mut from) = (Columns::new(catalogue), 0);
        loop {
            let read = |connection: &mut _| profiles::load(connection, app, moment, Places::From(from));
            let page = self.database.read_now(read)?;
            let is_last = page.len() < PAGE;
            if let Some(last) = page.last() {
                from = i32::try_from(last.position).unwrap_or(i32::MAX).saturating_add(1);
            }
            columns.apply(page.into_iter().map(|placed| (placed.position, Some(placed.profile))));
            if is_last {
                return Ok(columns);
            }
        }
    }
}

//! The columns of apps in memory: loaded when an app is first asked about, from their file or else from the database,
//! brought up to date before every answer, and given up, the longest unused first, where they take more than the limit.

use super::files::ColumnFiles;
use super::lock;
use super::member_sets::MemberSets;
use crate::columns::engine::Columns;
use crate::day::Day;
use crate::ids::{AppId, AppKey};
use crate::segments::Catalogue;
use crate::store::apps::App;
use crate::store::data_versions::{self, DataVersion};
use crate::store::profiles::{self, Moment, PAGE, Places};
use crate::store::{Database, StoreError, custom_attributes};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Instant;

/// Customers whose columns are read while a page waits: 50,000 take some tenths of a second.
const READ_AT_ONCE: u64 = 50_000;

/// One app's columns as they were at one state of its profiles, on one day.
#[derive(Clone)]
pub struct Kept {
    pub columns: Columns,
    pub sets: Arc<MemberSets>,
    /// The app's attributes, without groups.
    pub catalogue: Catalogue,
    pub today: Day,
    pub data: DataVersion,
    /// What the columns take, and the sets may.
    pub bytes: usize,
}

type Slot = Arc<Mutex<Option<Kept>>>;

/// What is known of an app's columns without looking into them.
#[derive(Clone, Copy, Debug, Default)]
struct Account {
    bytes: usize,
    /// Grows with every use of any app.
    used: u64,
    /// The state that the file has.
    saved: DataVersion,
    /// The state at the last round of saving.
    seen: DataVersion,
    /// Whether the columns alone take more than the limit.
    is_too_large: bool,
}

/// What the columns of all apps take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MemoryUse {
    pub bytes: usize,
    pub limit: usize,
    /// Apps whose columns are in memory.
    pub apps: usize,
    /// Apps whose columns take more than the limit by themselves, so that the database answers for them.
    pub too_large: usize,
}

/// The columns of the apps that were asked about.
pub struct Memory {
    database: Database,
    files: ColumnFiles,
    limit: usize,
    slots: Mutex<HashMap<AppId, Slot>>,
    accounts: Mutex<HashMap<AppId, Account>>,
    /// The apps whose columns are being read for another day.
    moving: Mutex<HashSet<AppId>>,
}

impl Memory {
    /// Columns that take at most `limit` bytes together.
    pub fn new(database: Database, files: ColumnFiles, limit: usize) -> Self {
        Self { database, files, limit, slots: Mutex::default(), accounts: Mutex::default(), moving: Mutex::default() }
    }

    /// The app's columns as they are, or were when `app` was read; none where they are too large to be kept.
    pub fn find(self: &Arc<Self>, app: &App, today: Day) -> Result<Option<Kept>, StoreError> {
        if lock(&self.accounts).get(&app.id).is_some_and(|account| account.is_too_large) {
            return Ok(None);
        }
        let slot = Arc::clone(lock(&self.slots).entry(app.id).or_default());
        let mut kept = lock(&slot);
        // Nobody waits while many columns are brought to another day: until then the day before is shown.
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
            // Another thread has brought in more than there was when `app` was read, perhaps of a later day.
            Some(kept) if kept.data.number > app.data().number => self.is_now(app.key(), kept.data)?,
            _ => false,
        };
        let found = match kept.as_ref().filter(|_| is_current) {
            Some(found) => found.clone(),
            None => {
                // What is kept is given up while it changes, so that columns nobody reads are changed in place.
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

    /// Brings the app's columns to the day and the churn model of its profiles, and then puts them in the place of those of
    /// before, which are shown meanwhile.
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

    /// What the columns take.
    pub fn used(&self) -> MemoryUse {
        let accounts = lock(&self.accounts);
        let too_large = accounts.values().filter(|account| account.is_too_large).count();
        let apps = accounts.values().filter(|account| account.bytes > 0).count();
        let bytes = accounts.values().map(|account| account.bytes).sum();
        MemoryUse { bytes, limit: self.limit, apps, too_large }
    }

    /// Writes the columns that changed since they were last written into their files: those that stood still since the
    /// last round, or all of them.
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

    /// Notes the use and the size of an app's columns. False where they are too large.
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

    /// Gives up the columns that were not used for longest, but not those of `app`, until all fit.
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
            // Views in use keep what they have; the next question loads anew.
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
        Ok(self.database.read_now(|connection| data_versions::current(connection, app))?.0 == data)
    }

    /// The app's columns as they are now, on the day of its profiles (`today` where there are none): those kept, or else
    /// those of the file, with what changed since, where what they hold is a part of the database's history. Another
    /// history has the same numbers once a backup was put back.
    fn load(&self, app: AppKey, today: Day, mut kept: Option<Kept>) -> Result<Kept, StoreError> {
        loop {
            let (catalogue, (data, on)) = self.database.read_now(|connection| {
                Ok((custom_attributes::catalogue(connection, app)?, data_versions::current(connection, app)?))
            })?;
            let moment = Moment { day: on.unwrap_or(today), pass: data.pass };
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
            // A backup that was put back meanwhile would leave parts of two histories.
            if !is_past(data)? {
                continue;
            }
            log::debug!("app {} is at data version {} with {} customers", app.id, data.number, columns.customers());
            let sets = Arc::new(MemberSets::beside(columns.bytes()));
            let bytes = columns.bytes() + sets.limit();
            let loaded = Kept { bytes, sets, columns, catalogue, today: moment.day, data };
            let now = self.database.read_now(|connection| data_versions::current(connection, app))?.0;
            if now.pass == data.pass {
                return Ok(loaded);
            }
            // A pass came to count meanwhile, and the next may have started: what was read is of more than one of them.
            kept = Some(loaded);
        }
    }

    /// Brings into columns of an earlier state what changed since; none where that is more than all that there is.
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

    /// Columns of all that there is. What was never computed is not known of anyone yet.
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

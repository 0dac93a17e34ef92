//! The columns of apps in memory. They are loaded at the first question about an app, from their file or the database,
//! and brought up to date before an answer, or beside the answers if much has changed. If all of them take more than the
//! limit, the least recently used are dropped.

use super::accounts::{AccountIndex, Accounts, BYTES_EACH};
use super::files::ColumnFiles;
use super::loader::{Kept, Loaded, Loader};
use super::lock;
use super::slot::Slot;
use crate::day::Day;
use crate::ids::{AppId, AppKey};
use crate::store::apps::App;
use crate::store::data_versions::DataVersion;
use crate::store::{Database, StoreError};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// Up to this many customers, columns are brought to another day while a page waits: 50,000 take a few tenths of a
/// second.
const READ_AT_ONCE: u64 = 50_000;

/// Up to this many changed profiles are brought in while a page waits, which takes about 20 ms. More are brought in
/// beside the pages, as those of an import are.
const FEW_CHANGES: usize = 1_000;

/// How long pages may use columns from before a change while it is brought in: a change is to be seen everywhere within
/// two seconds. If bringing in the last one took longer on a busy machine, waiting for the next one would too: they may
/// then be twice as old as that took.
const RECENT: Duration = Duration::from_secs(2);

/// How long pages may use columns from before a change at most. On two busy cores, the changes of a batch of an import take
/// one or two seconds; whoever is further behind waits.
const LONGEST: Duration = Duration::from_secs(20);

/// How long columns are kept up to date after the last question about their app. After that, the next question waits for
/// what has changed.
const FOLLOWED: Duration = Duration::from_secs(600);

/// Whether pages may use columns that were the newest so long ago, while what has changed since is brought in. The last
/// changes took so long.
fn is_recent(age: Duration, took: Duration) -> bool {
    age < RECENT.max(took * 2)
}

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
    loader: Loader,
    limit: usize,
    slots: Mutex<HashMap<AppId, Arc<Slot>>>,
    accounts: Mutex<HashMap<AppId, Account>>,
}

impl Memory {
    /// Keeps columns that take at most `limit` bytes together.
    pub fn new(database: Database, files: ColumnFiles, limit: usize) -> Self {
        Self { loader: Loader { database, files }, limit, slots: Mutex::default(), accounts: Mutex::default() }
    }

    /// The app's columns at the state of `app` or a later one. While many changes are brought in, they are those from
    /// before. `None` if they are too large to be kept.
    pub fn find(self: &Arc<Self>, app: &App, today: Day) -> Result<Option<Kept>, StoreError> {
        if lock(&self.accounts).get(&app.id).is_some_and(|account| account.is_too_large) {
            return Ok(None);
        }
        let slot = Arc::clone(lock(&self.slots).entry(app.id).or_insert_with(|| Arc::new(Slot::new(app.key()))));
        slot.ask();
        let found = match self.without_waiting(&slot, app, today)? {
            Some(found) => found,
            None => self.at_once(&slot, app, today)?,
        };
        if !self.holds(&slot) {
            return Ok(Some(found));
        }
        let fits = self.account(app.id, found.bytes);
        if !fits {
            slot.put(None);
        }
        self.make_room(app.id);
        Ok(fits.then_some(found))
    }

    /// The kept columns, if they are current or the changes since are brought in beside the pages.
    fn without_waiting(self: &Arc<Self>, slot: &Arc<Slot>, app: &App, today: Day) -> Result<Option<Kept>, StoreError> {
        let Some(kept) = slot.kept() else { return Ok(None) };
        if self.is_current(&kept, app, today)? {
            slot.confirm(&kept);
            return Ok(Some(kept));
        }
        if kept.data == app.data() || !self.loader.is_past(app.key(), kept.data)? {
            return Ok(None);
        }
        let is_of_another_pass = kept.data.pass != app.data().pass;
        if !is_of_another_pass && kept.current_at.elapsed() > LONGEST {
            return Ok(None);
        }
        if !slot.is_catching_up() {
            let is_recent = is_of_another_pass || is_recent(kept.current_at.elapsed(), kept.took);
            if !is_recent || !self.takes_long(&kept, app)? {
                return Ok(None);
            }
            self.bring_up_aside(slot, app, today);
        }
        Ok(Some(kept))
    }

    /// The app's columns with all changes. Of several threads, one reads them and the others wait.
    fn at_once(&self, slot: &Slot, app: &App, today: Day) -> Result<Kept, StoreError> {
        let _turn = slot.turn();
        if let Some(kept) = slot.kept()
            && self.is_current(&kept, app, today)?
        {
            return Ok(kept);
        }
        // The kept columns are taken out, so that columns without readers are changed in place. After an error they are
        // read from their file again.
        let loaded = self.load(app.key(), today, slot.take()).inspect_err(|_| self.forget(app.id))?;
        slot.put(Some(loaded.clone()));
        Ok(loaded)
    }

    /// Whether the columns are those of `app`, or of the newest state if that is later.
    fn is_current(&self, kept: &Kept, app: &App, today: Day) -> Result<bool, StoreError> {
        match kept.data == app.data() {
            true => Ok(kept.today == today),
            // Another thread has loaded a later state than `app` has, perhaps of a later day.
            false => Ok(kept.data.number > app.data().number && self.loader.is_now(app.key(), kept.data)?),
        }
    }

    /// Whether bringing the columns to the state of `app` would keep a page waiting.
    fn takes_long(&self, kept: &Kept, app: &App) -> Result<bool, StoreError> {
        if kept.data.pass != app.data().pass {
            return Ok(kept.columns.customers() > READ_AT_ONCE);
        }
        self.loader.is_far_behind(app.key(), kept.data, FEW_CHANGES)
    }

    /// Brings the app's columns, if there are any, to the newest state of its profiles. If that takes long, pages use
    /// the columns from before until then.
    pub fn bring_up(&self, app: &App, today: Day) -> Result<(), StoreError> {
        let Some(slot) = lock(&self.slots).get(&app.id).map(Arc::clone) else { return Ok(()) };
        let _turn = slot.turn();
        let Some(before) = slot.kept() else { return Ok(()) };
        if self.is_current(&before, app, today)? {
            slot.confirm(&before);
            return Ok(());
        }
        let started = Instant::now();
        let _catching_up = if self.takes_long(&before, app)? { slot.catch_up() } else { None };
        let loaded = self.load_beside(app.key(), today, before)?;
        log::debug!(
            "the columns of app {} are those of {} after {} ms",
            app.id,
            loaded.today,
            started.elapsed().as_millis()
        );
        // The columns may have been given up for those of another app in the meantime.
        if self.holds(&slot) {
            let fits = self.account(app.id, loaded.bytes);
            slot.put(fits.then_some(loaded));
            self.make_room(app.id);
        }
        Ok(())
    }

    /// Whether the slot is still the app's.
    fn holds(&self, slot: &Arc<Slot>) -> bool {
        lock(&self.slots).get(&slot.app.id).is_some_and(|held| Arc::ptr_eq(held, slot))
    }

    /// The columns with all changes, and the lists that were in use.
    fn load_beside(&self, app: AppKey, today: Day, before: Kept) -> Result<Kept, StoreError> {
        let lists = Arc::clone(&before.lists);
        let loaded = self.load(app, today, Some(before))?;
        lists.read_again(&self.loader.database, app, &loaded.lists)?;
        Ok(loaded)
    }

    /// [`Memory::bring_up`] on a thread of its own.
    fn bring_up_aside(self: &Arc<Self>, slot: &Arc<Slot>, app: &App, today: Day) {
        let Some(catching_up) = slot.catch_up() else { return };
        let (memory, app) = (Arc::clone(self), app.clone());
        let bring_up = move || {
            let _catching_up = catching_up;
            if let Err(error) = memory.bring_up(&app, today) {
                log::error!("the columns of app {} could not be brought up to date: {error}", app.id);
            }
        };
        if let Err(error) = std::thread::Builder::new().spawn(bring_up) {
            log::error!("no thread can bring columns up to date: {error}");
        }
    }

    /// The accounts of the app at data version `version` or a later one; `None` if there is no room for them.
    pub fn accounts(
        &self,
        app: AppKey,
        (accounts, customers): (&Accounts, u64),
        version: i64,
    ) -> Result<Option<Arc<AccountIndex>>, StoreError> {
        let before = accounts.bytes();
        let bytes = usize::try_from(customers).unwrap_or(usize::MAX).saturating_mul(BYTES_EACH);
        let columns = lock(&self.accounts).get(&app.id).map_or(0, |account| account.bytes);
        if before == 0 && columns.saturating_add(bytes) > self.limit {
            return Ok(None);
        }
        let index = accounts.at(&self.loader.database, app, version)?;
        let more = accounts.bytes().saturating_sub(before);
        if more > 0 {
            if let Some(account) = lock(&self.accounts).get_mut(&app.id).filter(|account| account.bytes > 0) {
                account.bytes += more;
            }
            self.make_room(app.id);
        }
        Ok(Some(index))
    }

    /// Drops the columns and the file of an app that was deleted.
    pub fn drop_app(&self, app: AppId) {
        lock(&self.slots).remove(&app);
        lock(&self.accounts).remove(&app);
        self.loader.files.drop_app(app);
    }

    /// Drops the columns and the files of all apps but these.
    pub fn keep_only(&self, apps: &HashSet<AppId>) {
        let mut known = self.loader.files.apps();
        known.extend(lock(&self.slots).keys());
        known.iter().filter(|app| !apps.contains(app)).for_each(|app| self.drop_app(*app));
    }

    /// Records that the app has no columns in memory.
    fn forget(&self, app: AppId) {
        lock(&self.accounts).entry(app).or_default().bytes = 0;
    }

    /// The apps whose columns are kept up to date, because questions about them were asked lately.
    pub fn followed(&self) -> Vec<AppKey> {
        let slots = lock(&self.slots);
        slots.values().filter(|slot| slot.was_asked_within(FOLLOWED)).map(|slot| slot.app).collect()
    }

    /// [`Loader::load`], and records the state of the file.
    fn load(&self, app: AppKey, today: Day, before: Option<Kept>) -> Result<Kept, StoreError> {
        let Loaded { kept, from_file } = self.loader.load(app, today, before)?;
        if let Some(saved) = from_file {
            lock(&self.accounts).entry(app.id).or_default().saved = saved;
        }
        Ok(kept)
    }

    /// Whether the app has columns in memory.
    pub fn has(&self, app: AppId) -> bool {
        lock(&self.accounts).get(&app).is_some_and(|account| account.bytes > 0)
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
        let slots: Vec<Arc<Slot>> = lock(&self.slots).values().map(Arc::clone).collect();
        for slot in slots {
            let (app, Some(kept)) = (slot.app.id, slot.kept()) else { continue };
            let is_due = {
                let mut accounts = lock(&self.accounts);
                let account = accounts.entry(app).or_default();
                let stood_still = std::mem::replace(&mut account.seen, kept.data) == kept.data;
                kept.data.number > 0 && account.saved != kept.data && (all || stood_still)
            };
            if !is_due {
                continue;
            }
            match self.loader.files.write(app, kept.data, kept.today, &kept.columns) {
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_whose_changes_took_longer_than_two_seconds_may_be_used_while_the_next_changes_come() {
        let seconds = Duration::from_secs_f32;
        assert!(is_recent(seconds(1.9), seconds(0.1)));
        assert!(!is_recent(seconds(2.1), seconds(0.9)));
        // They are this old when they have been brought in.
        assert!(is_recent(seconds(5.1), seconds(5.0)));
        assert!(!is_recent(seconds(10.1), seconds(5.0)));
    }
}

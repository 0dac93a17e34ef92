//! Reads an app's columns: all of them, or the changes since columns that were kept or written to a file.

use super::accounts::Accounts;
use super::files::ColumnFiles;
use super::lists::KeptLists;
use super::member_sets::MemberSets;
use crate::columns::engine::Columns;
use crate::day::Day;
use crate::ids::AppKey;
use crate::segments::Catalogue;
use crate::store::data_versions::{self, Current, DataVersion};
use crate::store::profiles::{self, Moment, PAGE, Places};
use crate::store::{Database, StoreError, custom_attributes};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// One app's columns at one state of its profiles, on one day.
#[derive(Clone)]
pub struct Kept {
    pub columns: Columns,
    pub sets: Arc<MemberSets>,
    pub lists: Arc<KeptLists>,
    pub accounts: Arc<Accounts>,
    /// The app's attributes, without groups.
    pub catalogue: Catalogue,
    pub today: Day,
    pub data: DataVersion,
    /// The bytes that the columns and the accounts take and that the sets may take.
    pub bytes: usize,
    /// When these were last known to be the newest.
    pub current_at: Instant,
    /// How long it took to read them, or what had changed.
    pub took: Duration,
}

/// Columns that were read, and the state of those in the file if they came from there.
pub struct Loaded {
    pub kept: Kept,
    pub from_file: Option<DataVersion>,
}

/// Columns to start from, with their state and their day.
struct Base {
    columns: Columns,
    data: DataVersion,
    day: Day,
}

/// Reads columns from the database and from their files.
pub struct Loader {
    pub database: Database,
    pub files: ColumnFiles,
}

impl Loader {
    /// Whether the app's profiles are or were in this state.
    pub fn is_past(&self, app: AppKey, data: DataVersion) -> Result<bool, StoreError> {
        self.database.read_now(|connection| data_versions::is_past(connection, app, data))
    }

    /// Whether the app's profiles are in this state.
    pub fn is_now(&self, app: AppKey, data: DataVersion) -> Result<bool, StoreError> {
        Ok(self.database.read_now(|connection| data_versions::current(connection, app))?.data == data)
    }

    /// Whether more of the app's profiles than `most` have changed since this state.
    pub fn is_far_behind(&self, app: AppKey, data: DataVersion, most: usize) -> Result<bool, StoreError> {
        let more = |connection: &mut _| profiles::changed_more_than(connection, app, data.number, most);
        self.database.read_now(more)
    }

    /// The app's columns at the current state, on the day of its profiles (`today` if there are none). They are the
    /// kept columns or those of the file, with the changes since, if their state is part of the database's history.
    /// After a backup was restored, another history has the same numbers.
    pub fn load(&self, app: AppKey, today: Day, mut kept: Option<Kept>) -> Result<Loaded, StoreError> {
        let mut from_file = None;
        loop {
            let (started, mut accounts) = (Instant::now(), Arc::<Accounts>::default());
            let (catalogue, Current { data, day }) = self.database.read_now(|connection| {
                Ok((custom_attributes::catalogue(connection, app)?, data_versions::current(connection, app)?))
            })?;
            let moment = Moment { day: day.unwrap_or(today), pass: data.pass };
            let is_past = |data| self.is_past(app, data);
            let base = match kept.take() {
                Some(kept) if is_past(kept.data)? => {
                    accounts = kept.accounts;
                    Some(Base { columns: kept.columns, data: kept.data, day: kept.today })
                }
                _ => match self.files.read(app.id, &catalogue) {
                    Some(read) if is_past(read.data)? => {
                        from_file = Some(read.data);
                        Some(Base { columns: read.columns, data: read.data, day: read.day })
                    }
                    _ => None,
                },
            };
            let columns = match base {
                Some(base) => self.bring_in(app, &catalogue, base, moment)?,
                None => None,
            };
            let columns = columns.map_or_else(|| self.read_all(app, &catalogue, moment), Ok)?;
            // If a backup was restored in the meantime, the columns would mix two histories.
            if !is_past(data)? {
                continue;
            }
            log::debug!("app {} is at data version {} with {} customers", app.id, data.number, columns.customers());
            let sets = Arc::new(MemberSets::beside(columns.bytes()));
            let bytes = columns.bytes() + accounts.bytes() + sets.limit();
            let (lists, today, current_at) = (Arc::default(), moment.day, started);
            let took = started.elapsed();
            let loaded = Kept { columns, sets, lists, accounts, catalogue, today, data, bytes, current_at, took };
            let now = self.database.read_now(|connection| data_versions::current(connection, app))?.data;
            if now.pass == data.pass {
                return Ok(Loaded { kept: loaded, from_file });
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
        base: Base,
        moment: Moment,
    ) -> Result<Option<Columns>, StoreError> {
        let (mut columns, version) = (base.columns, base.data.number);
        columns.adopt(catalogue);
        let before = Moment { day: base.day, pass: base.data.pass };
        let changed = |connection: &mut _| {
            let removed = profiles::removed_since(connection, app, version)?;
            Ok((profiles::changed_since(connection, app, version, before, moment)?, removed))
        };
        let (Some(changed), removed) = self.database.read_now(changed)? else { return Ok(None) };
        columns.apply(removed.into_iter().map(|position| (position.unsigned_abs(), None)));
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

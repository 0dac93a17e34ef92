//! The members of known user groups as positions of an app. They are read when a rule first refers to the group and
//! kept until the group or the app's data change.

use super::lock;
use crate::ids::{AppId, GroupId};
use crate::store::apps::App;
use crate::store::data_versions::DataVersion;
use crate::store::{Database, StoreError, group_addresses};
use chrono::NaiveDateTime;
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// The members that were read, with the change of the group and the state of the app that they belong to.
struct Kept {
    changed_at: Option<NaiveDateTime>,
    data: DataVersion,
    members: Arc<RoaringBitmap>,
}

/// The known user groups of an app.
#[derive(Clone)]
pub struct Lists {
    pub database: Database,
    pub kept: Arc<KeptLists>,
    /// The time of the last change to each of the publisher's known user groups.
    pub changed_at: Arc<HashMap<GroupId, NaiveDateTime>>,
}

/// The members that were read, by app and group. Each group has its own lock, so that of many visitors who need it at
/// once, one reads it and the others wait.
#[derive(Default)]
pub struct KeptLists(Mutex<HashMap<(AppId, GroupId), Slot>>);

type Slot = Arc<Mutex<Option<Kept>>>;

impl Lists {
    /// The positions in the app of the customers that the group lists.
    pub fn find(&self, app: &App, group: GroupId) -> Result<Arc<RoaringBitmap>, StoreError> {
        let changed_at = self.changed_at.get(&group).copied();
        let slot = Arc::clone(lock(&self.kept.0).entry((app.id, group)).or_default());
        let mut slot = lock(&slot);
        if let Some(kept) = &*slot
            && (kept.changed_at, kept.data) == (changed_at, app.data())
        {
            return Ok(Arc::clone(&kept.members));
        }
        let read = |connection: &mut _| group_addresses::positions(connection, app.publisher_id, group, app.id);
        let members: Arc<RoaringBitmap> = Arc::new(self.database.read_now(read)?.into_iter().collect());
        *slot = Some(Kept { changed_at, data: app.data(), members: Arc::clone(&members) });
        Ok(members)
    }
}

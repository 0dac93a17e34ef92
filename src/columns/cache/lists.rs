//! The members of known user groups as positions of an app at one state of its data. They are read when a rule first
//! refers to the group and kept until the group or the app's data change.

use super::lock;
use super::member_sets::MemberSet;
use crate::ids::{AppKey, GroupId};
use crate::store::{Database, StoreError, group_addresses};
use chrono::NaiveDateTime;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long a group is read again with every change of the app's data after an answer has used it: as long as the columns of
/// an app are kept up to date.
const LATELY: Duration = Duration::from_secs(600);

/// The members that were read, with the change of the group that they belong to.
struct Kept {
    changed_at: Option<NaiveDateTime>,
    set: MemberSet,
    /// When an answer last used them.
    used_at: Instant,
}

/// The known user groups of an app.
#[derive(Clone)]
pub struct Lists {
    pub database: Database,
    pub kept: Arc<KeptLists>,
    /// The time of the last change to each of the publisher's known user groups.
    pub changed_at: Arc<HashMap<GroupId, NaiveDateTime>>,
}

/// The members that were read, by group. Each group has its own lock, so that of many visitors who need it at once, one
/// reads it and the others wait.
#[derive(Default)]
pub struct KeptLists(Mutex<HashMap<GroupId, Slot>>);

type Slot = Arc<Mutex<Option<Kept>>>;

impl Lists {
    /// The positions in the app of the customers that the group lists.
    pub fn find(&self, app: AppKey, group: GroupId) -> Result<MemberSet, StoreError> {
        let changed_at = self.changed_at.get(&group).copied();
        let slot = Arc::clone(lock(&self.kept.0).entry(group).or_default());
        let mut slot = lock(&slot);
        if let Some(kept) = slot.as_mut().filter(|kept| kept.changed_at == changed_at) {
            kept.used_at = Instant::now();
            return Ok(kept.set.clone());
        }
        let set = read(&self.database, app, group)?;
        *slot = Some(Kept { changed_at, set: set.clone(), used_at: Instant::now() });
        Ok(set)
    }
}

impl KeptLists {
    /// Reads the groups that answers have used lately again, into `later`, so that pages need not wait for them.
    pub fn read_again(&self, database: &Database, app: AppKey, later: &Self) -> Result<(), StoreError> {
        let slots: Vec<(GroupId, Slot)> =
            lock(&self.0).iter().map(|(group, slot)| (*group, Arc::clone(slot))).collect();
        for (group, slot) in slots {
            let used = lock(&slot).as_ref().map(|kept| (kept.changed_at, kept.used_at));
            if let Some((changed_at, used_at)) = used.filter(|(_, used_at)| used_at.elapsed() < LATELY) {
                let kept = Kept { changed_at, set: read(database, app, group)?, used_at };
                lock(&later.0).insert(group, Arc::new(Mutex::new(Some(kept))));
            }
        }
        Ok(())
    }
}

fn read(database: &Database, app: AppKey, group: GroupId) -> Result<MemberSet, StoreError> {
    let positions = |connection: &mut _| group_addresses::positions(connection, app.publisher, group, app.id);
    Ok(MemberSet::new(database.read_now(positions)?.into_iter().map(|(position, _)| position).collect()))
}

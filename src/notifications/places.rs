//! What depends on where people are: when a message leaves there, and whether somebody has had enough on the day that it is there.

use super::caps;
use super::times::LocalTimes;
use crate::state::State;
use crate::store::StoreError;
use crate::store::notification_times::{Starts, Timing};
use crate::store::notifications::Notification;
use crate::store::publishers::Publisher;
use crate::zone::Zone;
use chrono::NaiveDateTime;
use roaring::RoaringBitmap;
use std::collections::{BTreeMap, HashMap};

/// The positions of people where a notification is sent by the time of each; nobody otherwise.
#[derive(Default)]
pub(super) struct ByZone {
    /// Those for whom it is too late.
    pub late: RoaringBitmap,
    /// Those whose zone is not known.
    pub without_zone: RoaringBitmap,
    /// The others by when their messages leave.
    pub leaving: BTreeMap<NaiveDateTime, RoaringBitmap>,
}

pub(super) fn by_zone(
    state: &State,
    publisher: &Publisher,
    (notification, timing): (&Notification, &Timing),
) -> Result<ByZone, StoreError> {
    let Some(shown) = timing.shown.filter(|_| timing.starts == Starts::Local) else { return Ok(ByZone::default()) };
    let zones = state.reaches.zones((&state.database, state.clock.now()), notification.app(), None)?;
    let mut times = LocalTimes::new(shown, publisher.time_zone, state.clock.now());
    let mut found = ByZone::default();
    for (position, zone) in zones {
        match times.leaves(zone.as_deref()) {
            Some(moment) => found.leaving.entry(moment).or_default().insert(position),
            None => found.late.insert(position),
        };
        if zone.is_none() {
            found.without_zone.insert(position);
        }
    }
    Ok(found)
}

/// The positions of those who have had enough, on the day that it is where each of them is. They are counted once for all who look
/// at drafts, until something is committed or another day begins.
pub(super) fn full(
    state: &State,
    publisher: &Publisher,
    (notification, timing): (&Notification, &Timing),
) -> Result<RoaringBitmap, StoreError> {
    let (now, mut full) = (state.clock.now(), RoaringBitmap::new());
    if !caps::is_asked(notification, timing) {
        return Ok(full);
    }
    let since = |starts: (NaiveDateTime, NaiveDateTime)| {
        let key = format!("capped/{}/{}/{}", notification.id, starts.0, starts.1);
        state.database.read_kept_now(&key, |connection| caps::full(connection, notification, starts))
    };
    // Of most people no zone needs to be known.
    let perhaps = since(caps::before_all(now))?;
    let mut of_zone: HashMap<Option<String>, RoaringBitmap> = HashMap::new();
    if !perhaps.is_empty() {
        for (position, zone) in state.reaches.zones((&state.database, now), notification.app(), Some(&perhaps))? {
            of_zone.entry(zone).or_default().insert(position);
        }
    }
    for (name, people) in of_zone {
        let zone = name.as_deref().and_then(Zone::parse).unwrap_or(publisher.time_zone);
        full |= people & &*since(caps::starts(zone, now))?;
    }
    Ok(full)
}

//! Takes customers who were erased out of the history of segments: snapshots, and who came and left.

use super::changes::serialised;
use crate::ids::{AppKey, GroupId, PublisherId};
use crate::state::State;
use crate::store::{StoreError, broken_off_by, customer_groups, customer_rows, erased};
use roaring::RoaringBitmap;

/// Removes the customers that the publisher erased. Each row is a transaction of its own, so that the work can be interrupted and
/// repeated.
pub fn forget_erased(state: &State, publisher: PublisherId) -> Result<(), StoreError> {
    let database = &state.database;
    let places = database.job_read(|connection| erased::to_sweep(connection, publisher))?;
    for of_app in places.chunk_by(|one, other| one.0 == other.0) {
        let Some((id, _)) = of_app.first() else { continue };
        let positions: Vec<i32> = of_app.iter().map(|(_, position)| *position).collect();
        let gone: RoaringBitmap = positions.iter().map(|position| position.unsigned_abs()).collect();
        let groups = database.job_read(|connection| customer_groups::of_publisher(connection, publisher))?;
        for group in groups.iter().filter(|group| group.app_id == Some(*id)) {
            forget_in_snapshots(state, publisher, group.id, &gone)?;
            forget_in_changes(state, publisher, group.id, &gone)?;
        }
        let app = AppKey { publisher, id: *id };
        database.job_write(|connection| erased::set_swept(connection, app, &positions))?;
    }
    Ok(())
}

fn forget_in_snapshots(
    state: &State,
    publisher: PublisherId,
    group: GroupId,
    gone: &RoaringBitmap,
) -> Result<(), StoreError> {
    let days = state.database.job_read(|connection| customer_rows::snapshot_days(connection, publisher, group))?;
    for day in days {
        state.database.job_write_groups(publisher, |connection| {
            // The group may have been deleted meanwhile.
            let Some(bitmap) = customer_rows::snapshot(connection, publisher, group, day)? else { return Ok(()) };
            let mut members = RoaringBitmap::deserialize_from(bitmap.as_slice()).map_err(broken_off_by)?;
            if members.is_disjoint(gone) {
                return Ok(());
            }
            members -= gone;
            let (count, bytes) = stored(&members).map_err(broken_off_by)?;
            erased::set_snapshot(connection, publisher, group, day, (count, &bytes))
        })?;
    }
    Ok(())
}

fn forget_in_changes(
    state: &State,
    publisher: PublisherId,
    group: GroupId,
    erased_ones: &RoaringBitmap,
) -> Result<(), StoreError> {
    let mut after = Some(0);
    while let Some(id) = after {
        after = state.database.job_write_groups(publisher, |connection| {
            let next = customer_rows::next_change(connection, publisher, group, id)?;
            let Some((id, _, _, came, gone)) = next else { return Ok(None) };
            let mut came = RoaringBitmap::deserialize_from(came.as_slice()).map_err(broken_off_by)?;
            let mut gone = RoaringBitmap::deserialize_from(gone.as_slice()).map_err(broken_off_by)?;
            if !came.is_disjoint(erased_ones) || !gone.is_disjoint(erased_ones) {
                came -= erased_ones;
                gone -= erased_ones;
                let (came, gone) = (stored(&came).map_err(broken_off_by)?, stored(&gone).map_err(broken_off_by)?);
                erased::set_change(connection, publisher, (group, id), (came.0, &came.1), (gone.0, &gone.1))?;
            }
            Ok(Some(id))
        })?;
    }
    Ok(())
}

fn stored(set: &RoaringBitmap) -> std::io::Result<(i64, Vec<u8>)> {
    Ok((i64::try_from(set.len()).unwrap_or(i64::MAX), serialised(set)?))
}

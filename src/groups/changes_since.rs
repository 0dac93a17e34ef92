//! The changes of a segment's members since a place that a program has come to. A change of any size is read in bounded
//! pages: the cursor is a place within a change. Changes of a group are stored one after the other, under the lock of its
//! publisher's groups, so that none with a lower id appears behind a cursor.

use super::members::MembersError;
use crate::access::{Actor, Sizes};
use crate::audit::Subject;
use crate::audit::export::record_export;
use crate::ids::AppKey;
use crate::state::State;
use crate::store::customer_groups::CustomerGroup;
use crate::store::membership_changes::{self, Cause, StoredChange};
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, QueryResult, customers};
use chrono::NaiveDateTime;
use roaring::RoaringBitmap;
use std::fmt;
use std::str::FromStr;

/// A place among the changes of a group: after all of a change, or within it. Within it, the place is that of a customer and
/// no number of them, so that erasing one moves nobody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cursor {
    /// The id of the change; 0 before the first.
    change: i32,
    within: Option<Place>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// After the customer at this position, who entered; those who left come after all who entered.
    Entered(u32),
    Left(u32),
}

impl fmt::Display for Cursor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.within {
            None => write!(formatter, "{}", self.change),
            Some(Place::Entered(position)) => write!(formatter, "{}.e{position}", self.change),
            Some(Place::Left(position)) => write!(formatter, "{}.l{position}", self.change),
        }
    }
}

impl FromStr for Cursor {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let Some((change, within)) = text.split_once('.') else {
            return Ok(Self { change: text.parse()?, within: None });
        };
        let within = match within.strip_prefix('e') {
            Some(position) => Place::Entered(position.parse()?),
            None => Place::Left(within.strip_prefix('l').unwrap_or_default().parse()?),
        };
        Ok(Self { change: change.parse()?, within: Some(within) })
    }
}

/// Where to start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Before the first change that is known.
    Beginning,
    /// After the last one, for a program that has just read who is in the group.
    Latest,
    Cursor(Cursor),
}

/// A change, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangePart {
    pub id: i32,
    pub day: crate::day::Day,
    pub at: NaiveDateTime,
    pub cause: Cause,
    /// How many entered and left with the whole change.
    pub entered_count: u64,
    pub left_count: u64,
    /// The account ids of those in this part.
    pub entered: Vec<String>,
    pub left: Vec<String>,
    /// Whether the change ends with this part.
    pub is_end: bool,
}

/// Changes that follow one another.
#[derive(Debug)]
pub struct Changes {
    pub parts: Vec<ChangePart>,
    /// The place after them.
    pub next: Cursor,
    pub has_more: bool,
}

/// The changes of a segment after a place, with at most `limit` customers; a change of nobody counts as one. `None` for a
/// known user group, of which no changes are kept.
pub fn since(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    group: &CustomerGroup,
    (after, limit): (After, usize),
) -> Result<Option<Changes>, MembersError> {
    let Some(app) = group.app_id else { return Ok(None) };
    let sizes = Sizes::new(actor.role, publisher.minimum_size);
    if group.members.is_some_and(|members| sizes.hides(members.unsigned_abs())) {
        return Err(MembersError::Hidden);
    }
    let app = AppKey { publisher: group.publisher_id, id: app };
    let found = state.database.read_now(|connection| match after {
        After::Latest => {
            let last = membership_changes::last(connection, publisher.id, group.id)?;
            Ok(Changes { parts: Vec::new(), next: Cursor { change: last, within: None }, has_more: false })
        }
        After::Beginning => page(connection, group, app, (Cursor::default(), limit)),
        After::Cursor(cursor) => page(connection, group, app, (cursor, limit)),
    })?;
    if after == After::Beginning {
        record_export(state, actor, Subject::group(group), ("changes", None))?;
    }
    Ok(Some(found))
}

fn page(
    connection: &mut DbConnection,
    group: &CustomerGroup,
    app: AppKey,
    (mut cursor, limit): (Cursor, usize),
) -> QueryResult<Changes> {
    let (mut parts, mut room) = (Vec::new(), limit);
    loop {
        let from = if cursor.within.is_some() { cursor.change } else { cursor.change.saturating_add(1) };
        let Some(change) = membership_changes::from(connection, group.publisher_id, group.id, from)? else {
            return Ok(Changes { parts, next: cursor, has_more: false });
        };
        if room == 0 {
            return Ok(Changes { parts, next: cursor, has_more: true });
        }
        // The change that the cursor is in may have been deleted with the group's former app.
        let within = cursor.within.filter(|_| change.id == cursor.change);
        let part = part(connection, app, &change, (within, room))?;
        room = room.saturating_sub(part.taken.max(1));
        cursor = Cursor { change: change.id, within: part.end };
        parts.push(part.part);
    }
}

/// A part of a change, how much of the room it takes, and where in the change it ends; `None` if that is its end.
struct Part {
    part: ChangePart,
    taken: usize,
    end: Option<Place>,
}

fn part(
    connection: &mut DbConnection,
    app: AppKey,
    change: &StoredChange,
    (within, room): (Option<Place>, usize),
) -> QueryResult<Part> {
    let set = |bytes: &[u8]| RoaringBitmap::deserialize_from(bytes).map_err(crate::store::broken_off_by);
    let (came, gone) = (set(&change.came)?, set(&change.gone)?);
    let after = |set: &RoaringBitmap, after: Option<u32>, most: usize| -> Vec<u32> {
        match after.map_or(Some(0), |after| after.checked_add(1)) {
            Some(first) => set.range(first..).take(most).collect(),
            None => Vec::new(),
        }
    };
    let entered = match within {
        None => after(&came, None, room),
        Some(Place::Entered(position)) => after(&came, Some(position), room),
        Some(Place::Left(_)) => Vec::new(),
    };
    let rest = room - entered.len();
    let left = match within {
        Some(Place::Left(position)) => after(&gone, Some(position), rest),
        _ => after(&gone, None, rest),
    };
    let last = match (entered.last(), left.last()) {
        (_, Some(position)) => Some(Place::Left(*position)),
        (Some(position), None) => Some(Place::Entered(*position)),
        (None, None) => None,
    };
    let is_end = match last {
        None => true,
        Some(Place::Left(position)) => gone.max() == Some(position),
        Some(Place::Entered(position)) => came.max() == Some(position) && gone.is_empty(),
    };
    let mut accounts = |positions: &[u32]| -> QueryResult<Vec<String>> {
        let found = customers::at_positions(connection, app, positions)?;
        Ok(found.into_iter().map(|customer| customer.account_id).collect())
    };
    let taken = entered.len() + left.len();
    let part = ChangePart {
        id: change.id,
        day: change.happened_on,
        at: change.happened_at,
        cause: change.cause,
        entered_count: came.len(),
        left_count: gone.len(),
        entered: accounts(&entered)?,
        left: accounts(&left)?,
        is_end,
    };
    Ok(Part { part, taken, end: last.filter(|_| !is_end) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_as_it_was_written() {
        for text in ["0", "17", "17.e0", "17.l4294967295"] {
            assert_eq!(text.parse::<Cursor>().unwrap().to_string(), text);
        }
        for text in ["", "x", "17.", "17.x5", "17.e", "17.e-1", "17.l4294967296", "99999999999", "1.e1.e1"] {
            assert!(text.parse::<Cursor>().is_err(), "{text}");
        }
    }
}

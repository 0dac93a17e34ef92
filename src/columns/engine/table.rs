//! The profiles of one app as columns, by position: a dense number that the store gives each customer of the app and
//! never reuses. A clone is a snapshot: it shares every chunk that is not changed afterwards.

use super::codec::{self, Source};
use super::column::Column;
use super::rows::{ROWS, Rows, place};
use super::tally::Tally;
use crate::audience::{ValueCount, sort_by_size};
use crate::segments::{Attribute, Catalogue, Choices, Key, Profile};
use rayon::prelude::*;
use roaring::RoaringBitmap;
use std::collections::HashMap;
use std::io::{self, Write};
use std::mem::swap;
use std::sync::Arc;

/// Changes applied at a time: as many as a chunk has rows. A batch that changes at least a thousandth of this number
/// of rows in one chunk edits the columns in parallel; for fewer, waking threads takes longer.
const BATCH: usize = ROWS;

/// The profiles of one app's customers. Both vectors are shared as a whole, so that a snapshot is cheap.
#[derive(Clone, Debug)]
pub struct Columns {
    columns: Arc<Vec<Column>>,
    presence: Arc<Vec<Arc<Presence>>>,
    /// The positions of the members of known user groups, by the group's id.
    lists: HashMap<String, Arc<RoaringBitmap>>,
}

/// The rows of a chunk that belong to a customer, and their number.
#[derive(Clone, Debug)]
pub struct Presence {
    pub rows: Rows,
    pub count: u64,
}

/// A position with the customer's new profile, or `None` if the customer was removed.
type Change = (u32, Option<Profile>);

impl Columns {
    /// Empty columns for the attributes of `catalogue`.
    pub fn new(catalogue: &Catalogue) -> Self {
        let columns = Arc::new(attributes(catalogue).map(Column::new).collect());
        Self { columns, presence: Arc::default(), lists: HashMap::new() }
    }

    /// Adds a column for every new attribute of `catalogue` and drops columns of attributes that are gone. New
    /// columns are unknown for every customer until the profiles are applied again.
    pub fn adopt(&mut self, catalogue: &Catalogue) {
        let column = |attribute| self.find(attribute).cloned().unwrap_or_else(|| Column::new(attribute));
        self.columns = Arc::new(attributes(catalogue).map(column).collect());
    }

    /// Sets the members of a known user group, for rules that name it. A group without a list has no members.
    pub fn set_list(&mut self, group: &str, members: Arc<RoaringBitmap>) {
        self.lists.insert(group.to_owned(), members);
    }

    /// Inserts or replaces the profiles of customers, and removes customers whose profile is `None`. Fastest in the
    /// order of positions. If a position occurs twice, the later change wins.
    pub fn apply(&mut self, changes: impl IntoIterator<Item = Change>) {
        let mut changes = changes.into_iter();
        loop {
            let mut batch: Vec<_> = changes.by_ref().take(BATCH).collect();
            if batch.is_empty() {
                return;
            }
            batch.sort_by_key(|(position, _)| *position);
            batch.dedup_by(|later, earlier| {
                let same = later.0 == earlier.0;
                if same {
                    swap(later, earlier);
                }
                same
            });
            let same_chunk = |one: &Change, other: &Change| place(one.0).0 == place(other.0).0;
            batch.chunk_by(same_chunk).for_each(|changes| self.apply_to_chunk(changes));
        }
    }

    /// The number of customers.
    pub fn customers(&self) -> u64 {
        self.presence.iter().map(|presence| presence.count).sum()
    }

    /// The values of a choice among the customers, each with its number of customers, most frequent first. Empty for
    /// an attribute that is not a choice.
    pub fn values(&self, attribute: &Key) -> Vec<ValueCount> {
        let Some(column) = self.columns.iter().find(|column| column.attribute().key == *attribute) else {
            return Vec::new();
        };
        let texts = column.dictionary().texts();
        let mut tally = Tally::new(texts.len());
        self.presence.iter().enumerate().for_each(|(index, presence)| {
            column.chunk(index).tally(&presence.rows, &mut tally);
        });
        let found = texts.iter().zip(tally.finish()).filter(|(_, count)| *count > 0);
        let mut values: Vec<_> = found.map(|(text, count)| ValueCount { value: text.to_string(), count }).collect();
        sort_by_size(&mut values);
        values
    }

    /// Writes the columns as bytes, without the lists of members.
    pub fn encode(&self, out: &mut impl Write) -> io::Result<()> {
        codec::write_number(out, self.presence.len() as i64)?;
        self.presence.iter().try_for_each(|presence| codec::write_u64(out, &presence.rows.0))?;
        codec::write_number(out, self.columns.len() as i64)?;
        self.columns.iter().try_for_each(|column| column.encode(out))
    }

    /// Reads columns that were written for the attributes of `catalogue`; `None` if the bytes do not fit.
    pub fn decode(bytes: &[u8], catalogue: &Catalogue) -> Option<Self> {
        let mut source = Source::new(bytes);
        let mut presence = Vec::new();
        for _ in 0..source.count()? {
            let rows = Rows::decode(&mut source)?;
            presence.push(Arc::new(Presence { count: rows.count(), rows }));
        }
        let attributes: Vec<_> = attributes(catalogue).collect();
        if source.count()? != attributes.len() {
            return None;
        }
        let columns = attributes.into_iter().map(|attribute| Column::decode(&mut source, attribute));
        let columns = columns.collect::<Option<_>>()?;
        source.is_empty().then_some(Self {
            columns: Arc::new(columns),
            presence: Arc::new(presence),
            lists: HashMap::new(),
        })
    }

    /// The approximate size in memory, in bytes, without the lists of members.
    pub fn bytes(&self) -> usize {
        self.columns.iter().map(Column::bytes).sum::<usize>() + self.presence.len() * size_of::<Presence>()
    }

    /// The column of an attribute; `None` if it is missing or was made when the attribute was of another kind.
    pub(super) fn find(&self, attribute: &Attribute) -> Option<&Column> {
        let holds =
            |column: &&Column| column.attribute().key == attribute.key && column.attribute().kind == attribute.kind;
        self.columns.iter().find(holds)
    }

    pub(super) fn list(&self, group: &str) -> Option<&RoaringBitmap> {
        self.lists.get(group).map(Arc::as_ref)
    }

    pub(super) fn presence(&self) -> &[Arc<Presence>] {
        &self.presence
    }

    fn apply_to_chunk(&mut self, changes: &[Change]) {
        let Some(index) = changes.first().map(|(position, _)| place(*position).0) else { return };
        let presences = Arc::make_mut(&mut self.presence);
        if presences.len() <= index {
            let nobody = Arc::new(Presence { rows: Rows::EMPTY, count: 0 });
            presences.resize(index + 1, nobody);
        }
        let profiles: Vec<_> =
            changes.iter().map(|(position, profile)| (place(*position).1, profile.as_ref())).collect();
        let presence = Arc::make_mut(&mut presences[index]);
        profiles.iter().for_each(|(row, profile)| presence.rows.set(*row, profile.is_some()));
        presence.count = presence.rows.count();
        let columns = Arc::make_mut(&mut self.columns);
        if profiles.len() < BATCH / 1000 {
            columns.iter_mut().for_each(|column| column.edit(index, &profiles));
        } else {
            columns.par_iter_mut().for_each(|column| column.edit(index, &profiles));
        }
    }
}

/// The attributes that have a column: all except groups, which are evaluated from their rules and lists.
fn attributes(catalogue: &Catalogue) -> impl Iterator<Item = &Attribute> {
    catalogue.all().filter(|attribute| attribute.choices != Choices::Groups)
}

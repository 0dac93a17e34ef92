//! Members in the order of their values of an attribute.

use super::rows::place;
use super::table::Columns;
use crate::audience::Order;
use crate::segments::Kind;
use roaring::RoaringBitmap;

impl Columns {
    /// The first `most` of the members in an order; in the order of their positions for an attribute without a column.
    pub fn ordered(&self, members: &RoaringBitmap, order: &Order<'_>, most: usize) -> Vec<u32> {
        let Some(column) = self.find(order.attribute) else { return members.iter().take(most).collect() };
        let is_choice = order.attribute.kind == Kind::Choice;
        let texts = column.dictionary().texts().iter().map(AsRef::as_ref);
        let ranks = if is_choice { order.ranks(texts) } else { Vec::new() };
        let rank = |number: i64| usize::try_from(number).ok().and_then(|number| ranks.get(number).copied());
        let value = |position: u32| {
            let (index, row) = place(position);
            let value = column.chunk(index).get(row);
            if is_choice { value.and_then(rank) } else { value }
        };
        order.first(members.iter().map(|position| (value(position), position)), most)
    }
}

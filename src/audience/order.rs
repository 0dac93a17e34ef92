//! The order of members by an attribute.

use crate::segments::{Attribute, Choices};

/// An order of members by their values of an attribute. Those with the same value stay in the order of their positions,
/// and those without one come last, in either direction.
#[derive(Clone, Copy)]
pub struct Order<'a> {
    pub attribute: &'a Attribute,
    pub descending: bool,
    /// The name of a code, by which the codes of an open list are sorted. Those of a closed list keep its order.
    pub name: &'a (dyn Fn(&str) -> String + Sync),
}

impl Order<'_> {
    /// The rank of each of the attribute's texts.
    pub fn ranks<'t>(&self, texts: impl Iterator<Item = &'t str>) -> Vec<i64> {
        let listed: &[&str] = if let Choices::Closed(codes) = self.attribute.choices { codes } else { &[] };
        let place = |text: &str| listed.iter().position(|code| *code == text).unwrap_or(listed.len());
        let names: Vec<(usize, String)> = texts.map(|text| (place(text), (self.name)(text))).collect();
        let mut sorted: Vec<usize> = (0..names.len()).collect();
        sorted.sort_by(|one, other| names[*one].cmp(&names[*other]));
        let mut ranks = vec![0; names.len()];
        let mut rank = 0;
        for (place, text) in sorted.iter().enumerate() {
            // Texts of one name are one value.
            if place > 0 && names[sorted[place - 1]] != names[*text] {
                rank += 1;
            }
            ranks[*text] = rank;
        }
        ranks
    }

    /// The first `most` positions in this order, of members with their values.
    pub fn first(&self, members: impl Iterator<Item = (Option<i64>, u32)>, most: usize) -> Vec<u32> {
        // The bitwise complement turns the order of numbers around, without overflow.
        let turned = |value: i64| if self.descending { !value } else { value };
        let key = |(value, position): (Option<i64>, u32)| (value.is_none(), value.map_or(0, turned), position);
        let mut rows: Vec<_> = members.map(key).collect();
        if most == 0 {
            return Vec::new();
        }
        if most < rows.len() {
            rows.select_nth_unstable(most - 1);
            rows.truncate(most);
        }
        rows.sort_unstable();
        rows.into_iter().map(|(.., position)| position).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segments::BuiltIn;

    #[test]
    fn the_unknown_come_last_in_either_direction_and_ties_keep_their_order() {
        let name = |code: &str| code.to_owned();
        let order = |descending| Order { attribute: Attribute::built_in(BuiltIn::Sessions), descending, name: &name };
        let members = [(Some(2), 1), (None, 2), (Some(-5), 3), (Some(2), 4), (None, 0)];
        assert_eq!(order(false).first(members.into_iter(), 9), [3, 1, 4, 0, 2]);
        assert_eq!(order(true).first(members.into_iter(), 9), [1, 4, 3, 0, 2]);
        assert_eq!(order(true).first(members.into_iter(), 3), [1, 4, 3]);
        assert_eq!(order(true).first(members.into_iter(), 0), [0; 0]);
    }

    #[test]
    fn open_lists_are_sorted_by_name_and_closed_ones_keep_their_order() {
        let name = |code: &str| if code == "DE" { "Allemagne".to_owned() } else { code.to_lowercase() };
        let order = |key| Order { attribute: Attribute::built_in(key), descending: false, name: &name };
        assert_eq!(order(BuiltIn::Market).ranks(["FR", "DE", "fr"].into_iter()), [1, 0, 1]);
        assert_eq!(order(BuiltIn::ChurnRisk).ranks(["high", "low", "medium"].into_iter()), [2, 0, 1]);
    }
}

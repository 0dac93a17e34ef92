//! Lists that are shown a page at a time.

use crate::locale::Locale;

/// Which page of a list is shown, and the addresses of its neighbours.
#[derive(Clone, Debug)]
pub struct Pager {
    number: i64,
    total: i64,
    size: i64,
    /// The address of a page, up to its number.
    base: String,
    /// What follows the number.
    anchor: &'static str,
}

impl Pager {
    /// Page `number`, counted from 1, of `total` rows of which `size` fit on a page. The number of a page is put between
    /// `base` and `anchor`.
    pub fn new(number: i64, total: i64, size: i64, base: String, anchor: &'static str) -> Self {
        Self { number, total, size, base, anchor }
    }

    /// The number of a page that was asked for; the first one for what is no number.
    pub fn number(asked: &str) -> i64 {
        asked.parse().unwrap_or(1).clamp(1, 1_000_000)
    }

    /// Whether there is more than the page that is shown.
    pub const fn is_needed(&self) -> bool {
        self.total > self.size || self.number > 1
    }

    /// Says which rows are shown.
    pub fn range(&self, locale: Locale) -> String {
        let last = self.number.saturating_mul(self.size).min(self.total);
        let first = ((self.number - 1).saturating_mul(self.size) + 1).min(last);
        let numbers = [("first", first.into()), ("last", last.into()), ("total", self.total.into())];
        locale.with("pages-range", &numbers)
    }

    /// The address of the page before this one; empty where there is none.
    pub fn previous(&self) -> String {
        self.path(self.number - 1)
    }

    /// The address of the page after this one; empty where there is none.
    pub fn next(&self) -> String {
        self.path(self.number + 1)
    }

    fn path(&self, number: i64) -> String {
        let pages = self.total.saturating_add(self.size - 1) / self.size;
        if (1..=pages).contains(&number) { format!("{}{number}{}", self.base, self.anchor) } else { String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_those_that_are_there() {
        let pager = |number, total| Pager::new(number, total, 50, String::from("/x?page="), "#list");
        assert_eq!((pager(1, 50).is_needed(), pager(1, 51).is_needed()), (false, true));
        assert_eq!(pager(1, 51).range(Locale::En), "1 to 50 of 51");
        assert_eq!((pager(1, 51).previous(), pager(1, 51).next()), (String::new(), String::from("/x?page=2#list")));
        assert_eq!((pager(2, 51).previous(), pager(2, 51).next()), (String::from("/x?page=1#list"), String::new()));
        assert_eq!(Pager::number("-3") + Pager::number("no") + Pager::number("7"), 9);
    }
}

//! Lists that are shown one page at a time.

use crate::locale::Locale;

/// The page of a list that is shown, and the paths of its neighbours.
#[derive(Clone, Debug)]
pub struct Pager {
    number: i64,
    total: i64,
    size: i64,
    /// The path up to the page number.
    base: String,
    /// The path after the page number.
    anchor: &'static str,
}

impl Pager {
    /// Page `number`, counted from 1, of `total` rows with `size` rows per page. `base` comes before the page number in
    /// paths, `anchor` after it.
    pub fn new(number: i64, total: i64, size: i64, base: String, anchor: &'static str) -> Self {
        Self { number, total, size, base, anchor }
    }

    /// The requested page number; 1 if it is not a number.
    pub fn number(asked: &str) -> i64 {
        asked.parse().unwrap_or(1).clamp(1, 1_000_000)
    }

    /// Whether there is any page other than the one shown.
    pub const fn is_needed(&self) -> bool {
        self.total > self.size || self.number > 1
    }

    /// The range of rows shown, in words.
    pub fn range(&self, locale: Locale) -> String {
        let last = self.number.saturating_mul(self.size).min(self.total);
        let first = ((self.number - 1).saturating_mul(self.size) + 1).min(last);
        let numbers = [("first", first.into()), ("last", last.into()), ("total", self.total.into())];
        locale.with("pages-range", &numbers)
    }

    /// The path of the previous page; empty if there is none.
    pub fn previous(&self) -> String {
        self.path(self.number - 1)
    }

    /// The path of the next page; empty if there is none.
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

//! A page of a list.

/// The rows of one page, and how many rows the whole list has.
#[derive(Clone, Debug)]
pub struct ListPage<T> {
    pub rows: Vec<T>,
    pub total: i64,
}

//! A page of a list.

/// The rows of one page, and the number of rows of the whole list.
#[derive(Clone, Debug)]
pub struct ListPage<T> {
    pub rows: Vec<T>,
    pub total: i64,
}

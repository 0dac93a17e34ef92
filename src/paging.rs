//! Pages of lists, of which one row more than a page has is read.

/// Cuts what was read to a page of `size` rows. Returns whether there was more.
pub fn cut<T>(read: &mut Vec<T>, size: usize) -> bool {
    let has_more = read.len() > size;
    read.truncate(size);
    has_more
}

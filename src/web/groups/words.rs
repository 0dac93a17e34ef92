//! The size and the state of a group in words.

use crate::access::Sizes;
use crate::locale::Locale;
use crate::store::customer_groups::CustomerGroup;
use crate::web::statistics::size_text;

/// The number of members, or `Small` for a segment whose size is hidden.
pub fn members_text(group: &CustomerGroup, sizes: Sizes, locale: Locale) -> String {
    match group.members {
        None => locale.text("updated-never"),
        Some(members) if group.is_segment() => size_text(members.unsigned_abs(), sizes, locale),
        Some(members) => locale.number(members),
    }
}

/// The group's state in words, and its tone.
pub fn status(group: &CustomerGroup, sizes: Sizes, locale: Locale) -> (String, &'static str) {
    let (key, tone) = if group.is_archived() {
        ("status-archived", "neutral")
    } else if group.refresh_failed {
        ("status-failed", "bad")
    } else if group.members.is_none() {
        ("status-waiting", "neutral")
    } else if group.members == Some(0) && !(group.is_segment() && sizes.hides(0)) {
        ("status-empty", "warning")
    } else if group.is_segment() && group.members.is_some_and(|members| sizes.is_small(members.unsigned_abs())) {
        ("status-small", "warning")
    } else {
        ("status-active", "good")
    };
    (locale.text(key), tone)
}

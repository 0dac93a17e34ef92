//! The rows of the list of groups: each group in words.

use super::history_words::pairs;
use super::words::{members_text, status};
use crate::access::Sizes;
use crate::groups::list::List;
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::store::customer_groups::CustomerGroup;
use crate::store::group_lists::ListedGroup;
use crate::store::snapshots::Size;
use crate::web::audit::who;
use crate::web::chart::line;
use chrono::NaiveDateTime;
use std::collections::HashMap;

/// A group as the list shows it.
pub struct Row {
    pub group: CustomerGroup,
    pub app_name: String,
    pub members: String,
    pub status: (String, &'static str),
    pub trend: Option<Trend>,
    pub tags: Vec<String>,
    pub owner: String,
    /// Whether the owner is no longer in the team.
    pub owner_has_left: bool,
    pub updated: String,
    pub edited: String,
    /// Who edited it last, if that is known.
    pub editor: Option<String>,
    pub created: String,
    pub is_favourite: bool,
    /// Whether it is an inactive segment, which may be counted again.
    pub is_small: bool,
}

/// How a group's size has changed: the points of a line from nought, the change as figures, and in words.
pub struct Trend {
    pub points: String,
    pub figures: String,
    pub text: String,
}

/// The rows of a page of the list.
pub fn rows(list: &List, sizes: Sizes, now: NaiveDateTime, locale: Locale) -> Vec<Row> {
    let mut trends = trends(&list.sizes, sizes, locale);
    list.groups
        .iter()
        .map(|listed| row(list, listed, (sizes, trends.remove(&listed.group.id)), (now, locale)))
        .collect()
}

fn row(
    list: &List,
    listed: &ListedGroup,
    (sizes, trend): (Sizes, Option<Trend>),
    (now, locale): (NaiveDateTime, Locale),
) -> Row {
    let group = listed.group.clone();
    let is_hidden = group.members.is_some_and(|members| sizes.hides(members.unsigned_abs()));
    let owner = list.people.iter().find(|person| Some(person.id) == group.owner_id);
    let edit = list.edits.iter().find(|edit| edit.subject_id == Some(group.id.into()));
    Row {
        members: members_text(&group, sizes, locale),
        status: status(&group, sizes, locale),
        updated: group.refreshed_at.map_or_else(|| locale.text("updated-never"), |at| locale.ago(at, now)),
        edited: locale.ago(group.updated_at, now),
        editor: edit.map(|edit| who(edit, locale)),
        created: locale.ago(group.created_at, now),
        app_name: listed.app_name.clone().unwrap_or_default(),
        tags: list.tags.get(&group.id).cloned().unwrap_or_default(),
        owner: owner.map(|owner| owner.email.clone()).unwrap_or_default(),
        owner_has_left: owner.is_some_and(|owner| owner.has_left),
        trend: trend.filter(|_| !is_hidden),
        is_favourite: list.favourites.contains(&group.id),
        is_small: !group.is_archived() && group.is_small(i32::try_from(sizes.minimum()).unwrap_or(i32::MAX)),
        group,
    }
}

/// The trends of the groups whose sizes are shown on at least two days.
fn trends(sizes: &[Size], shown: Sizes, locale: Locale) -> HashMap<GroupId, Trend> {
    let groups = sizes.chunk_by(|one, other| one.group == other.group).map(|days| shown.shown(days, |day| day.members));
    groups.filter_map(|days| Some((days.first()?.group, Trend::new(days, locale)?))).collect()
}

impl Trend {
    /// A line of 100 by 24 over the days of one group, in their order; `None` for fewer than two. It begins at nought, so
    /// that a small change looks small.
    fn new(days: &[Size], locale: Locale) -> Option<Self> {
        let [first, .., last] = days else { return None };
        let change = last.members - first.members;
        let key = if change < 0 { "trend-fewer" } else { "trend-more" };
        let since = locale.date(first.day);
        Some(Self {
            points: line(&pairs(days), (100, 24), 0)?,
            figures: figures(first.members, change, locale),
            text: locale.with(key, &[("count", change.abs().into()), ("date", since.into())]),
        })
    }
}

/// A change as figures, such as `+114 (+27%)`. Of nobody there is no share.
fn figures(before: i64, change: i64, locale: Locale) -> String {
    let sign = match change {
        0 => "±",
        1.. => "+",
        _ => "−",
    };
    let count = format!("{sign}{}", locale.number(change.abs()));
    if before == 0 || change == 0 {
        return count;
    }
    let share = format!("{sign}{}", locale.percent(change.abs(), before));
    locale.with("trend-figures", &[("count", count.into()), ("share", share.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_written_with_its_sign_and_its_share() {
        let of = |before, change| figures(before, change, Locale::En);
        assert_eq!([of(429, 114), of(100, -10), of(0, 5), of(7, 0)], ["+114 (+27%)", "−10 (−10%)", "+5", "±0"]);
        assert_eq!(figures(429, 114, Locale::Fr), "+114 (+27\u{a0}%)");
    }
}

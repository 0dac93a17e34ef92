//! What every page of a group starts with: its name, its size, what can be done, and the tabs of its other pages.

use super::words::status;
use crate::groups::head::{GroupSize, Head, Listed};
use crate::locale::Locale;
use crate::store::apps::App;
use crate::store::customer_groups::CustomerGroup;
use crate::web::work::Visit;

/// The pages of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tab {
    Overview,
    Members,
    History,
    Overlap,
    Uses,
}

/// A link to a page of the group.
pub struct TabLink {
    pub path: String,
    pub text: String,
    pub is_current: bool,
}

/// The head in words.
pub struct GroupHead {
    pub group: CustomerGroup,
    /// The app of a segment whose size is shown.
    pub app: Option<App>,
    pub status: (String, &'static str),
    pub members: String,
    /// How many members of a known user group can be in segments, where that is not all of them.
    pub available: Vec<String>,
    pub is_hidden: bool,
    pub is_due: bool,
    tab: Tab,
}

impl Tab {
    /// The end of its path, and the message with its name.
    const fn parts(self) -> (&'static str, &'static str) {
        match self {
            Self::Overview => ("", "tab-overview"),
            Self::Members => ("/members", "group-members"),
            Self::History => ("/history", "button-history"),
            Self::Overlap => ("/overlap", "overlap-title"),
            Self::Uses => ("/uses", "group-uses"),
        }
    }
}

impl GroupHead {
    pub fn new(head: Head, tab: Tab, visit: &Visit) -> Self {
        let (sizes, locale) = (visit.sizes(), visit.locale);
        let Head { group, size, is_due } = head;
        let (members, is_hidden) = match &size {
            GroupSize::Hidden => (locale.text("group-small"), true),
            GroupSize::Segment { members, .. } => (locale.number(*members), false),
            GroupSize::Listed(listed) => (locale.number(listed.members), false),
        };
        let available = if let GroupSize::Listed(listed) = &size { available(listed, locale) } else { Vec::new() };
        let app = if let GroupSize::Segment { view, .. } = size { Some(view.app) } else { None };
        Self { status: status(&group, sizes, locale), group, app, members, available, is_hidden, is_due, tab }
    }

    /// The pages that the group has: those of a hidden segment would reveal its size, and only segments have a history.
    pub fn tabs(&self, locale: &Locale) -> Vec<TabLink> {
        let all = [Tab::Overview, Tab::Members, Tab::History, Tab::Overlap, Tab::Uses];
        let has = |tab: &Tab| match tab {
            Tab::Overview | Tab::Uses => true,
            Tab::Members | Tab::Overlap => !self.is_hidden,
            Tab::History => !self.is_hidden && self.group.is_segment(),
        };
        let link = |tab: Tab| {
            let (end, message) = tab.parts();
            let path = format!("{}{end}", self.group.path());
            TabLink { path, text: locale.text(message), is_current: tab == self.tab }
        };
        all.into_iter().filter(has).map(link).collect()
    }

    /// The name of the page, for its title.
    pub fn title(&self, locale: &Locale) -> String {
        match self.tab {
            Tab::Overview => self.group.name.clone(),
            tab => format!("{} · {}", locale.text(tab.parts().1), self.group.name),
        }
    }
}

fn available(listed: &Listed, locale: Locale) -> Vec<String> {
    if listed.members == 0 {
        return Vec::new();
    }
    match listed.available.as_slice() {
        [] => vec![locale.with1("group-available", "count", 0)],
        [one] if one.members == listed.members => Vec::new(),
        [one] => vec![locale.with1("group-available", "count", one.members)],
        several => several
            .iter()
            .map(|one| {
                let app = one.view.app.name.as_str();
                locale.with("group-available-in", &[("count", one.members.into()), ("app", app.into())])
            })
            .collect(),
    }
}

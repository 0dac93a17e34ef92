//! A group's page: its definition, size, breakdowns and members.

use super::about::AboutWords;
use super::overlap::BesideWords;
use super::words::{members_text, status};
use crate::access::Addresses;
use crate::groups::members::{PeopleSearch, Wanted};
use crate::groups::show::{self, Content, Shown};
use crate::groups::uses::Use;
use crate::ids::GroupId;
use crate::store::apps::App;
use crate::store::customer_groups::CustomerGroup;
use crate::store::customers::PAGE_SIZE;
use crate::store::group_addresses::GroupAddress;
use crate::web::address::encoded;
use crate::web::customers::Row;
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::statistics::{Chart, StatisticsWords};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// The search and page of the members.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    search: String,
    page: String,
}

#[derive(Template)]
#[template(path = "groups/show.html")]
struct ShowPage {
    page: Page,
    group: CustomerGroup,
    app: Option<App>,
    status: (String, &'static str),
    members_text: String,
    updated: String,
    statistics: Option<StatisticsWords>,
    charts: Vec<Chart>,
    addresses: Option<(String, String)>,
    members: Vec<Row>,
    listed: Vec<ListedEntry>,
    search: String,
    pager: Pager,
    is_hidden: bool,
    about: AboutWords,
    uses: Vec<CustomerGroup>,
    running: Vec<Use>,
    overlaps: Vec<BesideWords>,
}

/// An entry of a known user group, with its verdict.
struct ListedEntry(GroupAddress);

impl ListedEntry {
    fn new(mut entry: GroupAddress, addresses: Addresses) -> Self {
        entry.email = addresses.shown(&entry.email);
        Self(entry)
    }

    /// The key of the message that says whether a customer has it.
    const fn verdict(&self) -> &'static str {
        match (self.0.is_account, self.0.is_member) {
            (true, true) => "verdict-member-account",
            (true, false) => "verdict-account-gone",
            (false, true) => "verdict-member",
            (false, false) => "verdict-not-yet",
        }
    }

    const fn tone(&self) -> &'static str {
        if self.0.is_member { "good" } else { "neutral" }
    }
}

/// The group's page.
pub async fn show(Viewer(visitor): Viewer, path: web::Path<GroupId>, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let wanted =
            Wanted { search: PeopleSearch::new(&query.search, visit.addresses()), page: Pager::number(&query.page) };
        let (state, actor, publisher) = (&visit.state, &visit.actor, &visit.publisher);
        let shown = show::show(state, actor, publisher, *path, &wanted, &visit.cancelled)?;
        let shown = shown.ok_or(PageError::Superseded)?;
        let about = AboutWords::of(&visit, &shown.group)?;
        Answer::page(&ShowPage::new(visit, shown, wanted, about))
    };
    visitor.answer(Section::Groups, work).await
}

impl ShowPage {
    fn new(
        visit: Visit,
        Shown { group, content, used_by, running, beside }: Shown,
        wanted: Wanted,
        about: AboutWords,
    ) -> Self {
        let addresses = visit.addresses();
        let (locale, sizes, now) = (visit.locale, visit.sizes(), visit.state.clock.now());
        let updated = group.refreshed_at.map(|at| locale.with1("updated-ago", "ago", locale.ago(at, now)));
        let base = format!("{}?search={}&page=", group.path(), encoded(&wanted.search.text));
        let total = match &content {
            Content::Hidden => 0,
            Content::Segment { members, .. } => members.total,
            Content::KnownUserGroup { listed, .. } => listed.total,
        };
        let total = i64::try_from(total).unwrap_or(i64::MAX);
        let mut shown = Self {
            page: visit.page,
            app: None,
            status: status(&group, sizes, locale),
            members_text: members_text(&group, sizes, locale),
            updated: updated.unwrap_or_else(|| locale.text("updated-never")),
            statistics: None,
            charts: Vec::new(),
            addresses: None,
            members: Vec::new(),
            listed: Vec::new(),
            search: wanted.search.text,
            pager: Pager::new(wanted.page, total, PAGE_SIZE, base, "#members-list"),
            is_hidden: false,
            about,
            uses: used_by,
            running,
            overlaps: beside.into_iter().map(|beside| BesideWords::new(beside, locale)).collect(),
            group,
        };
        match content {
            Content::Hidden => (shown.is_hidden, shown.members_text) = (true, locale.text("group-small")),
            Content::Segment { statistics: numbers, members } => {
                let today = numbers.view.today;
                shown.members =
                    members.rows.iter().map(|customer| Row::new(customer, today, (addresses, locale))).collect();
                shown.charts = Chart::all(&numbers.answer, locale);
                shown.statistics = Some(StatisticsWords::new(&numbers, 0, locale));
                shown.app = Some(numbers.view.app);
            }
            Content::KnownUserGroup { members, not_yet, listed } => {
                shown.addresses = Some((locale.number(members), locale.number(not_yet)));
                shown.listed = listed.rows.into_iter().map(|entry| ListedEntry::new(entry, addresses)).collect();
            }
        }
        shown
    }
}

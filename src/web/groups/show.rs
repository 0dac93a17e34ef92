//! A group's overview: its size over the last days, its definition, its breakdowns and its first members.

use super::about::AboutWords;
use super::day_chart::DayChart;
use super::head::{GroupHead, Tab};
use super::members::{ListedEntry, MemberRow};
use crate::access::Addresses;
use crate::groups::head::{GroupSize, Head};
use crate::groups::show::{self, Breakdowns, Content, Looking, Overview, OverviewAsked};
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::segments::Attribute;
use crate::store::snapshots::Size;
use crate::web::breakdown::{AttributeOption, BreakdownChart, attribute_options};
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::statistics::StatisticsWords;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// The attribute of the breakdown, and the app of a known user group.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    by: String,
    app: String,
}

#[derive(Template)]
#[template(path = "groups/show.html")]
struct ShowPage {
    page: Page,
    head: GroupHead,
    updated: String,
    statistics: Option<StatisticsWords>,
    /// How many entries of a known user group name no customer.
    not_yet: Option<String>,
    chart: Option<DayChart>,
    /// How the size changed over the chart: `+114 (+27 %)`.
    change: String,
    breakdowns: Option<BreakdownWords>,
    heads: Vec<(String, bool)>,
    members: Vec<MemberRow>,
    listed: Vec<ListedEntry>,
    total: u64,
    about: AboutWords,
}

/// The breakdowns of a page.
struct BreakdownWords {
    /// The id and the name of each app to choose from, where there are several, and whether it is shown.
    apps: Vec<(String, String, bool)>,
    options: Vec<(String, Vec<AttributeOption>)>,
    charts: Vec<BreakdownChart>,
}

/// The group's page.
pub async fn show(Viewer(visitor): Viewer, path: web::Path<GroupId>, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let asked = OverviewAsked { by: query.by.clone(), app: query.app.clone() };
        let shown = show::overview(looking(&visit), *path, &asked)?.ok_or(PageError::Superseded)?;
        let about = AboutWords::of(&visit, &shown.head.group)?;
        Answer::page(&ShowPage::new(visit, shown, about))
    };
    visitor.answer(Section::Groups, work).await
}

/// Who looks at a page of a group.
pub fn looking(visit: &Visit) -> Looking<'_> {
    Looking {
        state: &visit.state,
        actor: &visit.actor,
        publisher: &visit.publisher,
        locale: visit.locale,
        cancelled: &visit.cancelled,
    }
}

impl ShowPage {
    fn new(visit: Visit, Overview { head, content }: Overview, about: AboutWords) -> Self {
        let (locale, now, addresses) = (visit.locale, visit.state.clock.now(), visit.addresses());
        let updated = head.group.refreshed_at.map(|at| locale.with1("updated-ago", "ago", locale.ago(at, now)));
        let apps = apps(&head);
        let not_yet = match &head.size {
            GroupSize::Listed(listed) => Some(locale.number(listed.not_yet)),
            _ => None,
        };
        let head = GroupHead::new(head, Tab::Overview, &visit);
        let mut shown = Self {
            head,
            updated: updated.unwrap_or_else(|| locale.text("updated-never")),
            statistics: None,
            not_yet,
            chart: None,
            change: String::new(),
            breakdowns: None,
            heads: Vec::new(),
            members: Vec::new(),
            listed: Vec::new(),
            total: 0,
            about,
            page: visit.page,
        };
        match content {
            Content::Hidden => {}
            Content::Segment { statistics, recent, breakdowns, shape, members } => {
                shown.statistics = Some(StatisticsWords::new(&statistics, 0, locale));
                shown.change = change(&recent, locale);
                shown.chart = DayChart::of_sizes(&recent, locale);
                shown.breakdowns = Some(BreakdownWords::new(&breakdowns, Vec::new(), (addresses, locale)));
                shown.heads = MemberRow::heads(&shape, locale);
                let row = |row| MemberRow::new(row, &shape, (addresses, locale));
                (shown.members, shown.total) = (members.rows.iter().map(row).collect(), members.total);
            }
            Content::KnownUserGroup { breakdowns, listed } => {
                let shown_in = |breakdowns: &Breakdowns| {
                    let choice = |(id, name): (String, String)| (id == breakdowns.app.id.to_string(), id, name);
                    apps.into_iter().map(choice).map(|(is_shown, id, name)| (id, name, is_shown)).collect()
                };
                let words = |breakdowns: Breakdowns| {
                    BreakdownWords::new(&breakdowns, shown_in(&breakdowns), (addresses, locale))
                };
                shown.breakdowns = breakdowns.map(words);
                let entry = |entry| ListedEntry::new(entry, addresses);
                (shown.total, shown.listed) = (listed.total, listed.rows.into_iter().map(entry).collect());
            }
        }
        shown
    }
}

/// The ids and names of the apps that have members of a known user group.
fn apps(head: &Head) -> Vec<(String, String)> {
    match &head.size {
        GroupSize::Listed(listed) => {
            listed.available.iter().map(|one| (one.view.app.id.to_string(), one.view.app.name.clone())).collect()
        }
        _ => Vec::new(),
    }
}

/// How the size changed from the first to the last of the days; empty for fewer than two.
fn change(sizes: &[Size], locale: Locale) -> String {
    let [first, .., last] = sizes else { return String::new() };
    let change = last.members - first.members;
    let number = locale.change(change);
    let since = locale.date(first.day);
    if first.members == 0 {
        return locale.with("size-change", &[("change", number.into()), ("date", since.into())]);
    }
    let sign = if change < 0 { "−" } else { "+" };
    let percent = format!("{sign}{}", locale.percent(change.unsigned_abs(), first.members));
    let arguments = [("change", number.into()), ("percent", percent.into()), ("date", since.into())];
    locale.with("size-change-percent", &arguments)
}

impl BreakdownWords {
    fn new(
        breakdowns: &Breakdowns,
        apps: Vec<(String, String, bool)>,
        (addresses, locale): (Addresses, Locale),
    ) -> Self {
        let chosen = breakdowns.chosen.as_ref();
        let is_chosen = |attribute: &Attribute| chosen.is_some_and(|one| one.attribute.key == attribute.key);
        let others = breakdowns.usual.iter().filter(|one| !is_chosen(&one.attribute));
        let charts = chosen.into_iter().chain(others).map(|one| BreakdownChart::new(one, addresses, locale)).collect();
        let apps = if apps.len() > 1 { apps } else { Vec::new() };
        Self { apps, options: attribute_options(&breakdowns.catalogue, is_chosen, locale), charts }
    }
}

//! The home page: the list of customer groups.

use super::list_columns::{self, Column};
use super::list_query::{NOBODY, Query};
use super::list_rows::{Row, rows};
use crate::access::Sizes;
use crate::groups::favourites;
use crate::groups::list::{self as lists, List};
use crate::locale::Locale;
use crate::store::customer_groups::GroupKind;
use crate::store::group_lists::{PAGE_SIZE, Sort, Which};
use crate::web::address::safe_path;
use crate::web::form::{Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use chrono::NaiveDateTime;
use serde::Deserialize;
use validator::Validate;

/// A tab: its path, its label with its number, and whether it is shown.
type Tab = (String, String, bool);

/// What can be chosen, as value, text and whether it is.
type Choices = Vec<(String, String, bool)>;

#[derive(Template)]
#[template(path = "groups/list.html")]
struct ListPage {
    page: Page,
    query: Query,
    title: String,
    tabs: Vec<Tab>,
    rows: Vec<Row>,
    columns: Vec<Column>,
    /// Where the head of the name leads, and the direction in which the list is sorted by it.
    name_head: (String, &'static str),
    /// Every column that can be chosen.
    offered_columns: Choices,
    tags: Choices,
    owners: Choices,
    apps: Choices,
    kinds: Choices,
    has_apps: bool,
    /// The path of the import of the first customers, while no app has any.
    import: Option<String>,
    /// Whether the publisher has no group at all.
    is_new: bool,
    pager: Pager,
}

impl ListPage {
    fn new(page: Page, query: Query, list: &List, sizes: Sizes, now: NaiveDateTime) -> Self {
        let locale = page.locale;
        let which = query.which();
        let columns = list_columns::chosen(list.columns.as_deref(), list.apps.len() > 1);
        let total = list.counts.of(which);
        let has_customers = list.apps.iter().any(|app| app.next_position > 0);
        let import = list.apps.first().filter(|_| !has_customers);
        Self {
            title: title(&query, locale),
            name_head: head(&query, Sort::Name),
            tabs: Which::ALL.iter().map(|other| tab(&query, *other, list, locale)).collect(),
            rows: rows(list, sizes, now, locale),
            offered_columns: offered_columns(&columns, list.apps.len() > 1, locale),
            tags: tags(&query, list),
            owners: owners(&query, list, locale),
            apps: list.apps.iter().map(|app| choice(&app.id.to_string(), app.name.clone(), &query.app)).collect(),
            kinds: GroupKind::ALL
                .iter()
                .map(|kind| choice(kind.word(), kind_name(*kind, locale), &query.kind))
                .collect(),
            has_apps: !list.apps.is_empty(),
            import: import.map(|app| format!("/imports/new?app={}", app.id)),
            is_new: !query.is_filtered() && list.counts.of(Which::All) + list.counts.archived == 0,
            pager: Pager::new(Pager::number(&query.page), total, PAGE_SIZE, query.pages(), "#my-groups"),
            columns,
            page,
            query,
        }
    }

    /// Where the head of a column leads, and the direction in which the list is sorted by it; `None` if it cannot be.
    fn head(&self, column: &Column) -> Option<(String, &'static str)> {
        column.sort().map(|sort| head(&self.query, sort))
    }

    /// The list with every group of the page chosen.
    fn all_path(&self) -> String {
        let path = self.query.path();
        format!("{path}{}all=1#my-groups", if path.contains('?') { '&' } else { '?' })
    }

    /// The list with the groups of this tag.
    fn tag_path(&self, tag: &str) -> String {
        Query { tag: tag.to_owned(), ..self.query.first() }.path()
    }

    /// The list without filters.
    fn clear_path(&self) -> String {
        let Query { status, sort, order, .. } = self.query.clone();
        Query { status, sort, order, ..Query::default() }.path()
    }
}

/// Where the head of a column leads, and the direction in which the list is sorted by it.
fn head(query: &Query, sort: Sort) -> (String, &'static str) {
    let direction = match (query.sort() == sort, query.is_descending()) {
        (false, _) => "",
        (true, false) => "ascending",
        (true, true) => "descending",
    };
    (query.sorted(sort).path(), direction)
}

fn title(query: &Query, locale: Locale) -> String {
    let key = match query.which() {
        Which::All => "nav-customer-groups",
        Which::Active => "groups-active",
        Which::Inactive => "groups-inactive",
        Which::Archived => "groups-archived",
    };
    let title = match query.search.trim() {
        "" => locale.text(key),
        search => locale.with("groups-title-search", &[("title", locale.text(key).into()), ("search", search.into())]),
    };
    match Pager::number(&query.page) {
        1 => title,
        number => locale.with("groups-title-page", &[("title", title.into()), ("number", number.into())]),
    }
}

fn tab(query: &Query, which: Which, list: &List, locale: Locale) -> Tab {
    let label = locale.text(&format!("groups-tab-{}", which.word()));
    let number = locale.number(list.counts.of(which));
    let text = locale.with("groups-tab", &[("label", label.into()), ("count", number.into())]);
    (query.of(which).path(), text, query.which() == which)
}

fn choice(value: &str, text: String, chosen: &str) -> (String, String, bool) {
    (value.to_owned(), text, value == chosen)
}

pub fn kind_name(kind: GroupKind, locale: Locale) -> String {
    locale.text(match kind {
        GroupKind::Segment => "segment",
        GroupKind::KnownUserGroup => "known-user-group",
    })
}

fn offered_columns(columns: &[Column], has_several_apps: bool, locale: Locale) -> Choices {
    let offered = Column::ALL.iter().filter(|column| has_several_apps || **column != Column::App);
    offered.map(|column| (column.word().to_owned(), locale.text(column.message()), columns.contains(column))).collect()
}

/// The tags in use, and the one that is chosen though it is not among them.
fn tags(query: &Query, list: &List) -> Choices {
    let key = |tag: &str| tag.trim().to_lowercase();
    let is_chosen = |tag: &str| key(tag) == key(&query.tag);
    let mut tags: Choices = list.offered_tags.iter().map(|tag| (tag.clone(), tag.clone(), is_chosen(tag))).collect();
    if !query.tag.trim().is_empty() && !tags.iter().any(|tag| tag.2) {
        tags.push((query.tag.clone(), query.tag.clone(), true));
    }
    tags
}

/// The team, and nobody in it.
fn owners(query: &Query, list: &List, locale: Locale) -> Choices {
    let active = list.people.iter().filter(|person| !person.has_left || person.id.to_string() == query.owner);
    let mut owners: Choices =
        active.map(|person| choice(&person.id.to_string(), person.email.clone(), &query.owner)).collect();
    owners.push(choice(NOBODY, locale.text("owner-nobody-in-team"), &query.owner));
    owners
}

/// The page with the list.
pub async fn list(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let query = query.into_inner();
    let work = move |visit: Visit| {
        let list = lists::list(&visit.state, &visit.actor, &visit.publisher, &query.wanted())?;
        let (sizes, now) = (visit.sizes(), visit.state.clock.now());
        Answer::page(&ListPage::new(visit.page, query, &list, sizes, now))
    };
    visitor.answer(Section::Groups, work).await
}

/// The columns as they are chosen.
#[derive(Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ColumnsForm {
    columns: Vec<String>,
    back: String,
}

impl PostedForm for ColumnsForm {
    const FIELDS: &'static [&'static str] = &["columns"];
}

/// Remembers the columns for the user.
pub async fn columns(Viewer(visitor): Viewer, posted: Posted<ColumnsForm>) -> PageResult {
    let work = move |visit: Visit| {
        let columns = list_columns::stored(posted.form.columns.iter().map(String::as_str));
        favourites::choose_columns(&visit.state, &visit.actor, &columns)?;
        Ok(Answer::SeeOther(safe_path(&posted.form.back).to_owned()))
    };
    visitor.answer(Section::Groups, work).await
}

//! Which groups share customers: for one group the others of its app, and a page that compares all of them.

use super::head::{GroupHead, Tab};
use crate::groups::head::head;
use crate::groups::overlap::{self, Beside, Exactly, Matrix, MatrixRow, Neighbour, Relation, Shared};
use crate::ids::{AppId, GroupId};
use crate::locale::Locale;
use crate::store::customer_groups::CustomerGroup;
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;

/// The groups that share customers with a group in one app.
pub struct BesideWords {
    pub app_name: String,
    pub app_id: AppId,
    pub groups: Vec<SharedRow>,
}

/// A group compared with the page's group.
pub struct SharedRow {
    pub group: CustomerGroup,
    pub count: String,
    /// The share of the page's group that is in this one.
    pub percent: String,
    /// A remark on the two groups and its tone; empty for most.
    pub verdict: (String, &'static str),
}

#[derive(Template)]
#[template(path = "groups/overlap.html")]
struct MatrixPage {
    page: Page,
    matrix: Matrix,
}

/// Two groups with a relation.
struct PairOf<'a> {
    one: &'a CustomerGroup,
    other: &'a CustomerGroup,
}

/// A cell of the matrix.
struct Cell {
    path: String,
    share: String,
    /// What the cell says, in words.
    text: String,
    class: &'static str,
}

/// A combination of groups, and the customers in exactly these.
struct Combination {
    is_in: Vec<bool>,
    /// The names of the groups.
    names: String,
    count: String,
    /// In percent of the largest combination.
    width: u64,
    create: String,
}

fn verdict(relation: Relation, locale: Locale) -> (String, &'static str) {
    match relation {
        Relation::Twins => (locale.text("overlap-twins"), "warning"),
        Relation::Never => (locale.text("overlap-never"), "neutral"),
        Relation::Other => (String::new(), ""),
    }
}

impl BesideWords {
    pub fn new(Beside { app, groups }: Beside, locale: Locale) -> Self {
        let row = |Neighbour { group, shared }: Neighbour| SharedRow {
            group,
            count: locale.number(shared.count),
            percent: locale.share(shared.count, shared.size.max(1)),
            verdict: verdict(shared.relation, locale),
        };
        Self { app_name: app.name, app_id: app.id, groups: groups.into_iter().map(row).collect() }
    }
}

#[derive(Template)]
#[template(path = "groups/beside.html")]
struct BesidePage {
    page: Page,
    head: GroupHead,
    overlaps: Vec<BesideWords>,
}

/// The groups that share customers with a group.
pub async fn beside(Viewer(visitor): Viewer, path: web::Path<GroupId>) -> PageResult {
    let work = move |visit: Visit| {
        let head = head(&visit.state, &visit.actor, &visit.publisher, *path)?;
        if head.is_hidden() {
            return Err(PageError::NotFound);
        }
        let beside = overlap::beside(&visit.state, &visit.actor, &visit.publisher, &head.group)?;
        let overlaps = beside.into_iter().map(|beside| BesideWords::new(beside, visit.locale)).collect();
        let head = GroupHead::new(head, Tab::Overlap, &visit);
        Answer::page(&BesidePage { page: visit.page, head, overlaps })
    };
    visitor.answer(Section::Groups, work).await
}

/// The page that compares groups of an app: those chosen by `group`, which may be there several times.
pub async fn matrix(Viewer(visitor): Viewer, query: web::Query<Vec<(String, String)>>) -> PageResult {
    let work = move |visit: Visit| {
        let app = query.iter().find(|(name, value)| name == "app" && !value.is_empty());
        let app = app.map(|(_, value)| value.as_str());
        let chosen = query.iter().filter(|(name, _)| name == "group");
        let chosen: Vec<GroupId> = chosen.filter_map(|(_, value)| value.parse().ok()).collect();
        let matrix = overlap::matrix(&visit.state, &visit.actor, &visit.publisher, app, &chosen)?;
        Answer::page(&MatrixPage { page: visit.page, matrix })
    };
    visitor.answer(Section::Groups, work).await
}

/// The most pairs that are listed under one heading: a glance, where the matrix has all.
const MOST_PAIRS: usize = 10;

/// The most combinations that are shown: a page, of which the first say most.
const MOST_COMBINATIONS: usize = 20;

impl MatrixPage {
    /// What the group at this place shares with each group; `None` for itself.
    fn cells(&self, place: &usize, row: &MatrixRow) -> Vec<Option<Cell>> {
        let cell = |(other, shared): (usize, &Shared)| {
            (other != *place).then(|| self.cell(&row.group, &self.matrix.rows[other].group, shared))
        };
        row.shared.iter().enumerate().map(cell).collect()
    }

    fn cell(&self, one: &CustomerGroup, other: &CustomerGroup, shared: &Shared) -> Cell {
        let locale = self.page.locale;
        let said = [
            ("one", one.name.as_str().into()),
            ("other", other.name.as_str().into()),
            ("count", locale.number(shared.count).into()),
            ("size", locale.number(shared.size).into()),
        ];
        let text = locale.with("overlap-cell", &said);
        let verdict = verdict(shared.relation, locale).0;
        Cell {
            path: pair_path(self.matrix.app.as_ref().map(|app| app.id), one, other),
            share: locale.share(shared.count, shared.size),
            text: if verdict.is_empty() { text } else { format!("{text} ({verdict})") },
            class: class(shared),
        }
    }

    /// The pairs of groups with this relation.
    fn pairs(&self, wanted: Relation) -> Vec<PairOf<'_>> {
        let rows = &self.matrix.rows;
        let pairs = rows.iter().enumerate().flat_map(|(place, row)| {
            let others = rows.iter().zip(&row.shared).skip(place + 1);
            let related = others.filter(move |(_, shared)| shared.relation == wanted);
            related.map(|(other, _)| PairOf { one: &row.group, other: &other.group })
        });
        pairs.collect()
    }

    fn path_of(&self, pair: &PairOf<'_>) -> String {
        pair_path(self.matrix.app.as_ref().map(|app| app.id), pair.one, pair.other)
    }

    /// The groups to choose from, as id, name and whether it is compared.
    fn options(&self) -> Vec<(String, String, bool)> {
        let option = |(group, is_in): &(CustomerGroup, bool)| (group.id.to_string(), group.name.clone(), *is_in);
        self.matrix.choices.iter().map(option).collect()
    }

    /// Explains that not all groups are compared.
    fn cut(&self) -> Option<String> {
        let (shown, all) = (self.matrix.rows.len(), self.matrix.choices.len());
        (shown < all).then(|| self.page.locale.with("overlap-cut", &[("shown", shown.into()), ("count", all.into())]))
    }

    /// The empty groups that are left out, by name.
    fn empty(&self) -> Option<String> {
        let empty = &self.matrix.empty;
        let names = empty.iter().map(|group| group.name.as_str()).collect::<Vec<_>>().join(", ");
        let arguments = [("count", empty.len().into()), ("names", names.into())];
        (!empty.is_empty()).then(|| self.page.locale.with("overlap-empty", &arguments))
    }

    /// The combinations of the groups with the most customers.
    fn combinations(&self) -> Vec<Combination> {
        let locale = self.page.locale;
        let most = self.matrix.exactly.first().map_or(1, |one| one.count).max(1);
        let app = self.matrix.app.as_ref().map(|app| app.id);
        let combination = |Exactly { is_in, count }: &Exactly| {
            let of = |wanted: bool| {
                let rows = self.matrix.rows.iter().zip(is_in).filter(move |(_, is_in)| **is_in == wanted);
                rows.map(|(row, _)| &row.group).collect::<Vec<_>>()
            };
            Combination {
                is_in: is_in.clone(),
                names: of(true).iter().map(|group| group.name.as_str()).collect::<Vec<_>>().join(" + "),
                count: locale.number(*count),
                width: count.saturating_mul(100) / most,
                create: create_path(app, &of(true), &of(false)),
            }
        };
        self.matrix.exactly.iter().take(MOST_COMBINATIONS).map(combination).collect()
    }
}

/// The CSS class of a cell: a step for each fifth of the row's group that is in the column's, and what is said of the two.
const fn class(shared: &Shared) -> &'static str {
    match shared.relation {
        Relation::Twins => "heat-5 twins",
        Relation::Never => "heat-0 never",
        Relation::Other => {
            match shared.count.saturating_mul(5).div_ceil(if shared.size == 0 { 1 } else { shared.size }) {
                0 => "heat-0",
                1 => "heat-1",
                2 => "heat-2",
                3 => "heat-3",
                4 => "heat-4",
                _ => "heat-5",
            }
        }
    }
}

fn id_of(app: Option<AppId>) -> String {
    app.map_or_else(String::new, |app| app.to_string())
}

/// The path of the page of two groups.
fn pair_path(app: Option<AppId>, one: &CustomerGroup, other: &CustomerGroup) -> String {
    format!("/groups/overlap/pair?app={}&one={}&other={}", id_of(app), one.id, other.id)
}

/// The path of a new segment of the members of all of these groups who are in none of the others.
pub fn create_path(app: Option<AppId>, all: &[&CustomerGroup], none: &[&CustomerGroup]) -> String {
    let ids = |groups: &[&CustomerGroup]| groups.iter().map(|group| group.id.to_string()).collect::<Vec<_>>().join(",");
    format!("/groups/new?kind=segment&app={}&all={}&none={}", id_of(app), ids(all), ids(none))
}

//! Which groups share customers: for one group the others of its app, and a page that compares all of them.

use crate::groups::overlap::{self, Beside, MOST_IN_MATRIX, Matrix, MatrixRow, Neighbour, Relation, Shared};
use crate::ids::AppId;
use crate::locale::Locale;
use crate::store::customer_groups::CustomerGroup;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

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

/// The app to compare groups of.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    app: String,
}

#[derive(Template)]
#[template(path = "groups/overlap.html")]
struct MatrixPage {
    page: Page,
    matrix: Matrix,
}

/// Two groups with a relation.
struct Pair<'a> {
    one: &'a CustomerGroup,
    other: &'a CustomerGroup,
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
            percent: locale.percent(shared.count, shared.size.max(1)),
            verdict: verdict(shared.relation, locale),
        };
        Self { app_name: app.name, app_id: app.id, groups: groups.into_iter().map(row).collect() }
    }
}

/// The page that compares all groups of an app.
pub async fn matrix(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let app = Some(query.app.as_str()).filter(|app| !app.is_empty());
        let matrix = overlap::matrix(&visit.state, &visit.actor, &visit.publisher, app)?;
        Answer::page(&MatrixPage { page: visit.page, matrix })
    };
    visitor.answer(Section::Groups, work).await
}

impl MatrixPage {
    /// What the group at this place shares with each group; `None` for itself and for an empty group.
    fn cells(&self, place: &usize, row: &MatrixRow) -> Vec<Option<Shared>> {
        let cell = |(other, shared): (usize, &Shared)| (other != *place && shared.size > 0).then_some(*shared);
        row.shared.iter().enumerate().map(cell).collect()
    }

    /// The pairs of groups with this relation.
    fn pairs(&self, wanted: Relation) -> Vec<Pair<'_>> {
        let rows = &self.matrix.rows;
        let pairs = rows.iter().enumerate().flat_map(|(place, row)| {
            let others = rows.iter().zip(&row.shared).skip(place + 1);
            let related = others.filter(move |(_, shared)| shared.relation == wanted);
            related.map(|(other, _)| Pair { one: &row.group, other: &other.group })
        });
        pairs.collect()
    }

    /// Explains that not all groups are shown.
    fn cut(&self) -> Option<String> {
        let numbers = [("shown", MOST_IN_MATRIX.into()), ("count", self.matrix.all.into())];
        (self.matrix.all > MOST_IN_MATRIX).then(|| self.page.locale.with("overlap-cut", &numbers))
    }

    /// The CSS class of a cell.
    const fn class(&self, shared: &Shared) -> &'static str {
        match shared.relation {
            Relation::Twins => "twins",
            Relation::Never => "never",
            Relation::Other if shared.count * 2 >= shared.size => "much",
            Relation::Other => "",
        }
    }

    /// The remark on a cell for those who do not see its tone.
    fn verdict(&self, shared: &Shared) -> String {
        verdict(shared.relation, self.page.locale).0
    }
}

//! Which groups share customers: beside a group the others of its app, and a page with all of them against one another.

use crate::groups::overlap::{self, Beside, MOST_IN_MATRIX, Matrix, Relation, Shared};
use crate::ids::AppId;
use crate::locale::Locale;
use crate::state::State;
use crate::store::apps::App;
use crate::store::customer_groups::CustomerGroup;
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, answer};
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

/// The groups beside one in an app.
pub struct BesideWords {
    pub app_name: String,
    pub app_id: AppId,
    pub groups: Vec<SharedRow>,
}

/// Another group beside a group.
pub struct SharedRow {
    pub path: String,
    pub name: String,
    pub count: String,
    /// The share of this group's customers that is in the other.
    pub percent: String,
    /// What is to be said of the two, and in which tone; empty for most.
    pub verdict: String,
    pub tone: &'static str,
}

/// What the matrix is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    app: String,
}

#[derive(Template)]
#[template(path = "groups/overlap.html")]
struct MatrixPage {
    page: Page,
    apps: Vec<(String, String)>,
    app: Option<App>,
    chosen: String,
    heads: Vec<Head>,
    rows: Vec<Row>,
    twins: Vec<(Head, Head)>,
    never: Vec<(Head, Head)>,
    /// Says that not all groups are shown.
    cut: Option<String>,
}

#[derive(Clone)]
struct Head {
    path: String,
    name: String,
}

struct Row {
    head: Head,
    size: String,
    cells: Vec<Cell>,
}

/// The share of the row's group that is in the column's.
struct Cell {
    percent: String,
    count: String,
    class: &'static str,
    /// What the cell says to those who do not see its tone.
    verdict: String,
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
        let row = |(group, shared): &(CustomerGroup, Shared)| {
            let (verdict, tone) = verdict(shared.relation, locale);
            let (count, percent) = (locale.number(shared.count), locale.percent(shared.count, shared.size.max(1)));
            SharedRow { path: group.path(), name: group.name.clone(), count, percent, verdict, tone }
        };
        Self { app_name: app.name, app_id: app.id, groups: groups.iter().map(row).collect() }
    }
}

/// The page with all groups of an app against one another.
pub async fn matrix(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    let (actor, publisher, page) = (visitor.actor(), visitor.publisher.clone(), visitor.page(Section::Groups));
    answer(&visitor, move |_| {
        let app = Some(query.app.as_str()).filter(|app| !app.is_empty());
        Answer::page(&MatrixPage::new(page, overlap::matrix(&state, &actor, &publisher, app)?))
    })
    .await
}

impl MatrixPage {
    fn new(page: Page, Matrix { apps, app, groups, shared, all }: Matrix) -> Self {
        let locale = page.locale;
        let heads: Vec<_> =
            groups.iter().map(|(group, _)| Head { path: group.path(), name: group.name.clone() }).collect();
        let pairs = |wanted: Relation| {
            let places = (0..heads.len()).flat_map(|one| (one + 1..heads.len()).map(move |other| (one, other)));
            let found = places.filter(|(one, other)| shared[*one][*other].relation == wanted);
            found.map(|(one, other)| (heads[one].clone(), heads[other].clone())).collect()
        };
        let cell = |place: usize, other: usize| Cell::new(shared[place][other], place == other, locale);
        let row = |(place, (_, size)): (usize, &(CustomerGroup, u64))| Row {
            head: heads[place].clone(),
            size: locale.number(*size),
            cells: (0..heads.len()).map(|other| cell(place, other)).collect(),
        };
        Self {
            rows: groups.iter().enumerate().map(row).collect(),
            twins: pairs(Relation::Twins),
            never: pairs(Relation::Never),
            cut: (all > MOST_IN_MATRIX)
                .then(|| locale.with("overlap-cut", &[("shown", MOST_IN_MATRIX.into()), ("count", all.into())])),
            chosen: app.as_ref().map(|app| app.id.to_string()).unwrap_or_default(),
            apps: apps.into_iter().map(|app| (app.id.to_string(), app.name)).collect(),
            page,
            app,
            heads,
        }
    }
}

impl Cell {
    fn new(Shared { size, count, relation }: Shared, is_same: bool, locale: Locale) -> Self {
        if is_same || size == 0 {
            return Self { percent: String::from("–"), count: String::new(), class: "", verdict: String::new() };
        }
        let class = match relation {
            Relation::Twins => "twins",
            Relation::Never => "never",
            Relation::Other if count * 2 >= size => "much",
            Relation::Other => "",
        };
        Self {
            percent: locale.percent(count, size),
            count: locale.number(count),
            class,
            verdict: verdict(relation, locale).0,
        }
    }
}

//! Which groups share customers: beside a group the others of its app, and a page with all of them against one another.

use crate::access::Sizes;
use crate::columns::View;
use crate::ids::{AppId, GroupId};
use crate::locale::Locale;
use crate::segments::Rule;
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::publishers::Publisher;
use crate::store::{StoreError, wait_for};
use crate::web::error::PageError;
use crate::web::page::{Page, Section, html};
use crate::web::visitor::Viewer;
use actix_web::{HttpResponse, web};
use askama::Template;
use roaring::RoaringBitmap;
use serde::Deserialize;
use std::sync::Arc;

/// Groups of the matrix; the largest are shown.
const MOST_IN_MATRIX: usize = 30;

/// Groups beside a group; those that share the most are shown.
const MOST_BESIDE: usize = 10;

/// From this share of the customers of either on, two groups are called twins.
const TWINS_FROM: u64 = 95;

/// Another group beside a group.
#[derive(Debug)]
pub struct Shared {
    pub path: String,
    pub name: String,
    pub count: String,
    /// The share of this group's customers that is in the other.
    pub percent: String,
    /// What is to be said of the two, and in which tone; empty for most.
    pub verdict: String,
    pub tone: &'static str,
}

/// A group's customers in an app.
struct Placed {
    group: CustomerGroup,
    members: Arc<RoaringBitmap>,
}

impl Placed {
    /// Whether its size is kept from who asks, and with it what it shares with others.
    fn is_hidden(&self, sizes: Sizes) -> bool {
        self.group.is_segment() && sizes.hides(self.members.len())
    }
}

/// How two groups lie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Relation {
    Twins,
    Never,
    Other,
}

impl Relation {
    /// Of two groups of these sizes that share so many.
    fn of(one: u64, other: u64, shared: u64) -> Self {
        let either = one + other - shared;
        match shared {
            _ if one == 0 || other == 0 => Self::Other,
            0 => Self::Never,
            shared if shared * 100 >= either * TWINS_FROM => Self::Twins,
            _ => Self::Other,
        }
    }

    fn told(self, locale: Locale) -> (String, &'static str) {
        match self {
            Self::Twins => (locale.text("overlap-twins"), "warning"),
            Self::Never => (locale.text("overlap-never"), "neutral"),
            Self::Other => (String::new(), ""),
        }
    }
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

/// The customers of every active group of the app, known user groups among them. Segments whose rules cannot be read are
/// left out, which their own pages say.
fn placed(view: &View, groups: Vec<CustomerGroup>) -> Result<Vec<Placed>, StoreError> {
    let of_app = groups.into_iter().filter(|group| group.app_id.is_none_or(|app| app == view.app.id));
    let mut placed = Vec::new();
    for group in of_app {
        let members = match group.rule() {
            Ok(rule) if group.is_segment() => Arc::new(view.members(&rule)?),
            Err(_) if group.is_segment() => continue,
            _ => among_available(view, group.id)?,
        };
        placed.push(Placed { group, members });
    }
    Ok(placed)
}

/// The customers whom a known user group lists, as far as they may be in segments: else nothing could be its twin.
fn among_available(view: &View, group: GroupId) -> Result<Arc<RoaringBitmap>, StoreError> {
    view.members(&Rule::member_of(&group.to_string())).map(Arc::new)
}

/// The other groups of an app that share customers with `group`, the most first, and those that never meet it last.
pub async fn beside(
    state: &State,
    publisher: &Publisher,
    group: &CustomerGroup,
    app: AppId,
    sizes: Sizes,
    locale: Locale,
) -> Result<Vec<Shared>, StoreError> {
    let (id, of) = (publisher.id, group.id);
    let groups = state.database.read(move |connection| customer_groups::active(connection, id)).await?;
    let view = state.audiences.view(publisher, app).await?;
    wait_for(move || {
        let placed = placed(&view, groups)?;
        let mut shown = placed.iter().filter(|one| !one.is_hidden(sizes));
        let Some(this) = shown.clone().find(|one| one.group.id == of) else { return Ok(Vec::new()) };
        let others = shown.by_ref().filter(|one| one.group.id != of && !one.members.is_empty());
        let mut shared: Vec<_> = others.map(|other| (this.members.intersection_len(&other.members), other)).collect();
        shared.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        let size = this.members.len();
        let told = shared.into_iter().take(MOST_BESIDE).map(|(count, other)| {
            let (verdict, tone) = Relation::of(size, other.members.len(), count).told(locale);
            Shared {
                path: other.group.path(),
                name: other.group.name.clone(),
                count: locale.number(count),
                percent: locale.percent(count, size.max(1)),
                verdict,
                tone,
            }
        });
        Ok(if size == 0 { Vec::new() } else { told.collect() })
    })
    .await
}

/// The page with all groups of an app against one another.
pub async fn matrix(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    let (publisher, locale) = (visitor.publisher.id, visitor.locale);
    let read = state.database.read(move |connection| {
        Ok((apps::of_publisher(connection, publisher)?, customer_groups::active(connection, publisher)?))
    });
    let (apps, groups) = read.await?;
    let choices: Vec<_> = apps.iter().map(|app| (app.id.to_string(), app.name.clone())).collect();
    let app = if query.app.is_empty() { apps.into_iter().next() } else { chosen(apps, &query.app)? };
    let mut placed_groups = Vec::new();
    if let Some(app) = &app {
        let view = state.audiences.view(&visitor.publisher, app.id).await?;
        placed_groups = wait_for(move || placed(&view, groups)).await?;
    }
    let page = visitor.page(Section::Groups);
    html(&MatrixPage::new(page, choices, app, placed_groups, visitor.sizes(), locale))
}

fn chosen(apps: Vec<App>, id: &str) -> Result<Option<App>, PageError> {
    let found = apps.into_iter().find(|app| app.id.to_string() == id);
    found.map(Some).ok_or(PageError::NotFound)
}

impl MatrixPage {
    fn new(
        page: Page,
        apps: Vec<(String, String)>,
        app: Option<App>,
        mut placed: Vec<Placed>,
        sizes: Sizes,
        locale: Locale,
    ) -> Self {
        placed.retain(|one| !one.is_hidden(sizes));
        let all = placed.len();
        placed.sort_by_key(|one| std::cmp::Reverse(one.members.len()));
        placed.truncate(MOST_IN_MATRIX);
        let heads: Vec<_> =
            placed.iter().map(|one| Head { path: one.group.path(), name: one.group.name.clone() }).collect();
        let (mut rows, mut twins, mut never) = (Vec::new(), Vec::new(), Vec::new());
        for (place, one) in placed.iter().enumerate() {
            let mut cells = Vec::new();
            for (other_place, other) in placed.iter().enumerate() {
                let shared = one.members.intersection_len(&other.members);
                let is_same = place == other_place;
                let relation = Relation::of(one.members.len(), other.members.len(), shared);
                if place < other_place {
                    let pair = (heads[place].clone(), heads[other_place].clone());
                    match relation {
                        Relation::Twins => twins.push(pair),
                        Relation::Never => never.push(pair),
                        Relation::Other => {}
                    }
                }
                cells.push(Cell::new(one.members.len(), shared, relation, is_same, locale));
            }
            let size = locale.number(one.members.len());
            rows.push(Row { head: heads[place].clone(), size, cells });
        }
        let cut = (all > MOST_IN_MATRIX)
            .then(|| locale.with("overlap-cut", &[("shown", MOST_IN_MATRIX.into()), ("count", all.into())]));
        let chosen = app.as_ref().map(|app| app.id.to_string()).unwrap_or_default();
        Self { page, apps, app, chosen, heads, rows, twins, never, cut }
    }
}

impl Cell {
    fn new(size: u64, shared: u64, relation: Relation, is_same: bool, locale: Locale) -> Self {
        if is_same || size == 0 {
            return Self { percent: String::from("–"), count: String::new(), class: "", verdict: String::new() };
        }
        let class = match relation {
            Relation::Twins => "twins",
            Relation::Never => "never",
            Relation::Other if shared * 2 >= size => "much",
            Relation::Other => "",
        };
        Self {
            percent: locale.percent(shared, size),
            count: locale.number(shared),
            class,
            verdict: relation.told(locale).0,
        }
    }
}

//! Which groups share customers: beside a group the others of its app, and a page with all of them against one another.

use crate::groups::overlap::{self, Beside, MOST_IN_MATRIX, Matrix, Relation, Shared};
use crate::ids::AppId;
use crate::locale::Locale;
use crate::store::customer_groups::CustomerGroup;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
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
    pub group: CustomerGroup,
    pub count: String,
    /// The share of this group's customers that is in the other.
    pub percent: String,
    /// What is to be said of the two, and in which tone; empty for most.
    pub verdict: (String, &'static str),
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
    matrix: Matrix,
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
        let row = |(group, shared): (CustomerGroup, Shared)| SharedRow {
            group,
            count: locale.number(shared.count),
            percent: locale.percent(shared.count, shared.size.max(1)),
            verdict: verdict(shared.relation, locale),
        };
        Self { app_name: app.name, app_id: app.id, groups: groups.into_iter().map(row).collect() }
    }
}

/// The page with all groups of an app against one another.
pub async fn matrix(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let app = Some(query.app.as_str()).filter(|app| !app.is_empty());
        let matrix = overlap::matrix(&visit.state, &visit.actor, &visit.publisher, app)?;
        Answer::page(&MatrixPage { page: visit.page, matrix })
    };
    visitor.answer(Section::Groups, work).await
}

impl MatrixPage {
    /// Each group with its size and what it shares with each; nothing with itself, or where it is empty.
    fn rows(&self) -> Vec<(&CustomerGroup, u64, Vec<Option<Shared>>)> {
        let rows = self.matrix.groups.iter().zip(&self.matrix.shared).enumerate();
        let rows = rows.map(|(place, ((group, size), shared))| {
            let cell = |(other, shared): (usize, &Shared)| (other != place && shared.size > 0).then_some(*shared);
            (group, *size, shared.iter().enumerate().map(cell).collect())
        });
        rows.collect()
    }

    /// The pairs of groups that lie like this.
    fn pairs(&self, wanted: Relation) -> Vec<(&CustomerGroup, &CustomerGroup)> {
        let rows = self.matrix.groups.iter().zip(&self.matrix.shared).enumerate();
        let pairs = rows.flat_map(|(place, ((one, _), shared))| {
            let others = self.matrix.groups.iter().zip(shared).skip(place + 1);
            others.filter(move |(_, shared)| shared.relation == wanted).map(move |((other, _), _)| (one, other))
        });
        pairs.collect()
    }

    /// Says that not all groups are shown.
    fn cut(&self) -> Option<String> {
        let numbers = [("shown", MOST_IN_MATRIX.into()), ("count", self.matrix.all.into())];
        (self.matrix.all > MOST_IN_MATRIX).then(|| self.page.locale.with("overlap-cut", &numbers))
    }

    /// How a cell looks.
    const fn class(&self, shared: &Shared) -> &'static str {
        match shared.relation {
            Relation::Twins => "twins",
            Relation::Never => "never",
            Relation::Other if shared.count * 2 >= shared.size => "much",
            Relation::Other => "",
        }
    }

    /// What a cell says to those who do not see its tone.
    fn verdict(&self, shared: &Shared) -> String {
        verdict(shared.relation, self.page.locale).0
    }
}

//! The list of tests.

use super::words::{goal, size, state};
use crate::group_tests::list::{self, Listed};
use crate::offers::list::choices;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// Which tests.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    archived: String,
}

/// A test in words.
struct Row {
    path: String,
    name: String,
    app: String,
    values: String,
    groups: String,
    goal: String,
    state: (String, &'static str),
    people: String,
}

#[derive(Template)]
#[template(path = "group_tests/list.html")]
struct ListPage {
    page: Page,
    is_archive: bool,
    has_apps: bool,
    rows: Vec<Row>,
}

/// The tests.
pub async fn list(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let is_archive = !query.archived.is_empty();
    let work = move |visit: Visit| {
        let locale = visit.locale;
        let (apps, _) = choices(&visit.state, &visit.actor)?;
        let row = |Listed { test, app, groups, people }: Listed| Row {
            path: test.path(),
            values: test.variants().join(", "),
            groups: groups.join(", "),
            goal: goal(test.goal, locale),
            state: state(test.state, locale),
            people: size(people, (locale, visit.sizes(), visit.publisher.minimum_size)),
            name: test.name,
            app,
        };
        let rows = list::list(&visit.state, &visit.actor, is_archive)?.into_iter().map(row).collect();
        Answer::page(&ListPage { page: visit.page, is_archive, has_apps: !apps.is_empty(), rows })
    };
    visitor.answer(Section::Tests, work).await
}

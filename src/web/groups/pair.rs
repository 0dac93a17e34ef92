//! Two groups of an app: who is in one of them only, and who is in both.

use super::overlap::create_path;
use crate::groups::pair::{self, Pair};
use crate::ids::{AppId, GroupId};
use crate::store::customer_groups::CustomerGroup;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// Two groups of an app.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PairQuery {
    app: Option<AppId>,
    one: Option<GroupId>,
    other: Option<GroupId>,
}

impl PairQuery {
    /// The app and the groups, if all are given.
    pub fn pair(self) -> Option<(AppId, (GroupId, GroupId))> {
        Some((self.app?, (self.one?, self.other?)))
    }
}

/// Where groups are chosen.
pub const CHOICE: &str = "/groups/overlap";

#[derive(Template)]
#[template(path = "groups/pair.html")]
struct PairPage {
    page: Page,
    pair: Pair,
}

/// A part of two groups.
struct PairPart {
    label: String,
    count: String,
    share: String,
    /// Where its bar begins and how wide it is, in thousandths of both.
    start: u64,
    width: u64,
    class: &'static str,
    create: String,
}

/// The page of two groups: who is in one of them only, and who is in both.
pub async fn pair(Viewer(visitor): Viewer, query: web::Query<PairQuery>) -> PageResult {
    let work = move |visit: Visit| {
        let Some((app, groups)) = query.pair() else { return Ok(Answer::SeeOther(CHOICE.to_owned())) };
        let pair = pair::pair(&visit.state, &visit.actor, &visit.publisher, app, groups)?;
        Answer::page(&PairPage { page: visit.page, pair })
    };
    visitor.answer(Section::Groups, work).await
}

impl PairPage {
    /// The parts, whose bars are side by side on one scale.
    fn parts(&self) -> [PairPart; 3] {
        let Pair { app, one, other, only_one, both, only_other } = &self.pair;
        let (locale, app, all) = (self.page.locale, Some(app.id), only_one + both + only_other);
        let only = |group: &CustomerGroup| locale.with1("overlap-only", "name", group.name.as_str());
        let part = |label, count: u64, before: u64, class, create| PairPart {
            label,
            count: locale.number(count),
            share: locale.share(count, all),
            start: before.saturating_mul(1_000) / all.max(1),
            width: count.saturating_mul(1_000) / all.max(1),
            class,
            create,
        };
        [
            part(only(one), *only_one, 0, "part-one", create_path(app, &[one], &[other])),
            part(locale.text("overlap-both"), *both, *only_one, "part-both", create_path(app, &[one, other], &[])),
            part(only(other), *only_other, only_one + both, "part-other", create_path(app, &[other], &[one])),
        ]
    }

    fn matrix_path(&self) -> String {
        format!("/groups/overlap?app={}", self.pair.app.id)
    }

    fn title(&self) -> String {
        let names = [("one", self.pair.one.name.as_str().into()), ("other", self.pair.other.name.as_str().into())];
        self.page.locale.with("overlap-pair", &names)
    }
}

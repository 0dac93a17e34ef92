//! Two groups side by side, or a segment on two days.

use super::pair::{CHOICE, PairQuery};
use crate::access::Addresses;
use crate::day::Day;
use crate::groups::compare::{self, Comparison, Difference};
use crate::groups::history::Days;
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::segments::Attribute;
use crate::web::breakdown::{index, label};
use crate::web::error::PageError;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// Two days; empty for the first and the last.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct DaysQuery {
    from: String,
    to: String,
}

#[derive(Template)]
#[template(path = "groups/compare.html")]
struct ComparePage {
    page: Page,
    title: String,
    /// The names of the two sets, and the pages that show them.
    names: [String; 2],
    paths: [String; 2],
    sizes: [String; 2],
    both: String,
    /// What the difference between the sizes is, in words.
    change: String,
    /// Whether the values are those of today, and not of the days that are compared.
    are_days: bool,
    different: Vec<Row>,
    tables: Vec<(String, Vec<Row>)>,
}

/// A value in both sets.
struct Row {
    attribute: String,
    value: String,
    shares: [String; 2],
    /// In percent, for the bars.
    widths: [u64; 2],
    /// The difference between the shares, in points, with its sign.
    points: String,
    index: String,
}

/// The comparison of two groups.
pub async fn compare(Viewer(visitor): Viewer, query: web::Query<PairQuery>) -> PageResult {
    let work = move |visit: Visit| {
        let Some((app, groups)) = query.pair() else { return Ok(Answer::SeeOther(CHOICE.to_owned())) };
        let (state, actor, publisher) = (&visit.state, &visit.actor, &visit.publisher);
        let found = compare::groups(state, actor, publisher, app, groups, &visit.cancelled)?;
        let found = found.ok_or(PageError::Superseded)?;
        let names = [found.one.name.clone(), found.other.name.clone()];
        let paths = [found.one.path(), found.other.path()];
        Answer::page(&ComparePage::new(visit, (names, paths), &found.comparison, false))
    };
    visitor.answer(Section::Groups, work).await
}

/// The comparison of a segment with itself on another day.
pub async fn compare_days(
    Viewer(visitor): Viewer,
    path: web::Path<GroupId>,
    query: web::Query<DaysQuery>,
) -> PageResult {
    let work = move |visit: Visit| {
        let days = Days { from: Day::parse(&query.from), to: Day::parse(&query.to) };
        let (state, actor, publisher) = (&visit.state, &visit.actor, &visit.publisher);
        let found = compare::days(state, actor, publisher, *path, days, &visit.cancelled)?;
        let found = found.ok_or(PageError::Superseded)?;
        let name = |day: Day| {
            let words = [("name", found.group.name.as_str().into()), ("date", visit.locale.date(day).into())];
            visit.locale.with("compare-on-day", &words)
        };
        let path = |day: Day| format!("{}/history?from={}&to={day}&list=members", found.group.path(), found.from);
        let sides = ([name(found.from), name(found.to)], [path(found.from), path(found.to)]);
        Answer::page(&ComparePage::new(visit, sides, &found.comparison, true))
    };
    visitor.answer(Section::Groups, work).await
}

impl ComparePage {
    fn new(visit: Visit, (names, paths): ([String; 2], [String; 2]), comparison: &Comparison, are_days: bool) -> Self {
        let (locale, addresses) = (visit.locale, visit.addresses());
        let Comparison { one, other, both, different, tables, .. } = comparison;
        let row = |difference: &Difference| Row::new(difference, (*one, *other), addresses, locale);
        let titled = [("one", names[0].as_str().into()), ("other", names[1].as_str().into())];
        let change = i64::try_from(*other).unwrap_or(i64::MAX) - i64::try_from(*one).unwrap_or(i64::MAX);
        let table = |(attribute, rows): &(Attribute, Vec<Difference>)| {
            (attribute.label(locale), rows.iter().map(row).collect())
        };
        Self {
            title: locale.with("compare-title", &titled),
            sizes: [locale.number(*one), locale.number(*other)],
            both: locale.number(*both),
            change: locale.change(change),
            different: different.iter().map(row).collect(),
            tables: tables.iter().map(table).collect(),
            names,
            paths,
            are_days,
            page: visit.page,
        }
    }
}

impl Row {
    fn new(difference: &Difference, (one, other): (u64, u64), addresses: Addresses, locale: Locale) -> Self {
        let Difference { attribute, value, one: in_one, other: in_other } = difference;
        let width = |part: u64, whole: u64| (part.saturating_mul(100) / whole.max(1)).min(100);
        let rises = u128::from(*in_other) * u128::from(one) >= u128::from(*in_one) * u128::from(other);
        let points = locale.share(difference.points((one, other)), 1_000_u64);
        Self {
            attribute: attribute.label(locale),
            value: label(attribute, value, addresses, locale),
            shares: [locale.share(*in_one, one), locale.share(*in_other, other)],
            widths: [width(*in_one, one), width(*in_other, other)],
            points: format!("{}{points}", if rises { "+" } else { "−" }),
            index: index((*in_other, other), (*in_one, one))
                .map_or_else(|| "–".to_owned(), |index| locale.number(index)),
        }
    }
}

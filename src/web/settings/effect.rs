//! What rules would change in today's numbers, each by itself and all together, before they are saved.

use crate::columns::View;
use crate::locale::Locale;
use crate::segments::Rule;
use crate::state::State;
use crate::store::apps;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::publishers::{Publisher, Rules};
use crate::store::{StoreError, wait_for};
use crate::web::error::PageError;
use crate::web::visitor::SignedIn;

/// The effect in words and numbers of the user's language.
#[derive(Debug, Default)]
pub struct Effect {
    /// What each rule would change by itself.
    pub each: Vec<RuleEffect>,
    pub apps: Vec<Row>,
    /// The segments that would change.
    pub segments: Vec<Row>,
    /// Says how many segments stay as they are.
    pub unchanged: String,
}

/// What one rule would change by itself.
#[derive(Debug)]
pub struct RuleEffect {
    pub rule: String,
    pub lines: Vec<String>,
}

/// A number as it is and as it would be.
#[derive(Debug)]
pub struct Row {
    pub name: String,
    pub now: String,
    pub then: String,
    /// What would become of a segment.
    pub status: String,
}

/// What is counted: an app, or a segment of it, with its size under each set of rules.
struct Counted {
    name: String,
    now: u64,
    least_age: u64,
    unknown_age: u64,
    then: u64,
}

impl Effect {
    /// What would change if `rules` held.
    pub async fn of(visitor: &SignedIn, state: &State, rules: Rules) -> Result<Self, PageError> {
        let (publisher, locale) = (visitor.publisher.clone(), visitor.locale);
        let id = publisher.id;
        let read = state.database.read(move |connection| {
            Ok((apps::of_publisher(connection, id)?, customer_groups::active(connection, id)?))
        });
        let (apps, groups) = read.await?;
        let (mut of_apps, mut of_segments) = (Vec::new(), Vec::new());
        for app in apps {
            let view = state.audiences.view(&publisher, app.id).await?;
            let counter = Counter::new(&view, &publisher, rules);
            let segments: Vec<_> = groups.iter().filter(|group| group.app_id == Some(app.id)).cloned().collect();
            let counted = wait_for(move || {
                let whole = counter.count(app.name, &Rule::default())?;
                let segments = segments.iter().filter_map(|group| counter.segment(group));
                Ok((whole, segments.collect::<Result<Vec<_>, _>>()?))
            });
            let (whole, segments) = counted.await?;
            of_apps.push(whole);
            of_segments.extend(segments);
        }
        Ok(Self::told(&of_apps, &of_segments, publisher.minimum_size, rules.minimum_size, locale))
    }

    /// Whether there is nothing that rules could change.
    pub fn is_on_nothing(&self) -> bool {
        self.apps.is_empty()
    }

    fn told(apps: &[Counted], segments: &[Counted], size_now: i32, size_then: i32, locale: Locale) -> Self {
        let small = |members: u64, size: i32| members < u64::from(size.unsigned_abs());
        let changed = |rule: &str, counted: &dyn Fn(&Counted) -> u64| RuleEffect {
            rule: locale.text(rule),
            lines: apps.iter().map(|app| becomes(&app.name, app.now, counted(app), locale)).collect(),
        };
        let sizes = segments.iter().filter_map(|segment| {
            let key = match (small(segment.now, size_now), small(segment.now, size_then)) {
                (false, true) => "effect-becomes-small",
                (true, false) => "effect-no-longer-small",
                _ => return None,
            };
            Some(locale.with1(key, "name", segment.name.as_str()))
        });
        let mut sizes: Vec<String> = sizes.collect();
        if sizes.is_empty() {
            sizes.push(locale.text("effect-no-segment"));
        }
        let row = |counted: &Counted, status: String| Row {
            name: counted.name.clone(),
            now: locale.number(counted.now),
            then: locale.number(counted.then),
            status,
        };
        let status = |segment: &Counted| {
            let is_small = small(segment.then, size_then);
            locale.text(if is_small { "status-small" } else { "status-active" })
        };
        let is_changed = |segment: &&Counted| {
            segment.now != segment.then || small(segment.now, size_now) != small(segment.then, size_then)
        };
        let of_segments: Vec<Row> =
            segments.iter().filter(is_changed).map(|segment| row(segment, status(segment))).collect();
        Self {
            each: vec![
                changed("settings-least-age", &|app| app.least_age),
                changed("settings-count-unknown-age", &|app| app.unknown_age),
                RuleEffect { rule: locale.text("settings-minimum-size"), lines: sizes },
            ],
            apps: apps.iter().map(|app| row(app, String::new())).collect(),
            unchanged: match segments.len() {
                0 => locale.text("effect-no-segment-yet"),
                all => locale.with1("effect-unchanged-segments", "count", all - of_segments.len()),
            },
            segments: of_segments,
        }
    }
}

fn becomes(name: &str, now: u64, then: u64, locale: Locale) -> String {
    let numbers = [("name", name.into()), ("now", now.into()), ("then", then.into())];
    locale.with(if now == then { "effect-stays" } else { "effect-becomes" }, &numbers)
}

/// Counts the customers of one app under the rules that hold, under each new one by itself, and under all of them.
struct Counter {
    now: View,
    least_age: View,
    unknown_age: View,
    then: View,
}

impl Counter {
    fn new(view: &View, publisher: &Publisher, rules: Rules) -> Self {
        let of = |least_age: i32, count_unknown_age: bool| {
            view.among(view.app.availability(&Publisher { least_age, count_unknown_age, ..publisher.clone() }))
        };
        Self {
            now: view.clone(),
            least_age: of(rules.least_age, publisher.count_unknown_age),
            unknown_age: of(publisher.least_age, rules.count_unknown_age),
            then: of(rules.least_age, rules.count_unknown_age),
        }
    }

    fn count(&self, name: String, rule: &Rule) -> Result<Counted, StoreError> {
        Ok(Counted {
            name,
            now: self.now.count(rule)?,
            least_age: self.least_age.count(rule)?,
            unknown_age: self.unknown_age.count(rule)?,
            then: self.then.count(rule)?,
        })
    }

    /// A segment's sizes; `None` where its rule cannot be read, which its own page says.
    fn segment(&self, group: &CustomerGroup) -> Option<Result<Counted, StoreError>> {
        Some(self.count(group.name.clone(), &group.rule().ok()?))
    }
}

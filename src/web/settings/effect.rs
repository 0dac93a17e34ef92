//! What changed rules would do, in words and numbers of the user's language.

use crate::locale::Locale;
use crate::settings::effect::{Counted, Effect, MOST_SEGMENTS};

/// The effect of changed rules, in words.
#[derive(Debug, Default)]
pub struct EffectWords {
    /// What each rule would change by itself: the rule, and one sentence for each app or segment.
    pub each: Vec<(String, Vec<String>)>,
    pub apps: Vec<Row>,
    /// The segments that would change.
    pub segments: Vec<Row>,
    /// How many segments would stay as they are, in words.
    pub unchanged: String,
    /// How many segments were left out, in words.
    pub left_out: Option<String>,
}

/// A number as it is now and as it would be.
#[derive(Debug)]
pub struct Row {
    pub name: String,
    pub now: String,
    pub then: String,
    /// What would happen to a segment.
    pub status: String,
}

impl EffectWords {
    pub fn new(effect: &Effect, locale: Locale) -> Self {
        let changed = |rule: &str, counted: &dyn Fn(&Counted) -> u64| {
            let lines = effect.apps.iter().map(|app| becomes(&app.name, app.now, counted(app), locale));
            (locale.text(rule), lines.collect())
        };
        let row = |counted: &Counted, status: String| Row {
            name: counted.name.clone(),
            now: locale.number(counted.now),
            then: locale.number(counted.then),
            status,
        };
        let status = |segment: &Counted| {
            locale.text(if effect.is_small_then(segment) { "status-small" } else { "status-active" })
        };
        let segments: Vec<Row> = effect.changed().map(|segment| row(segment, status(segment))).collect();
        Self {
            each: vec![
                changed("settings-least-age", &|app| app.least_age),
                changed("settings-count-unknown-age", &|app| app.unknown_age),
                (locale.text("settings-minimum-size"), sizes(effect, locale)),
            ],
            apps: effect.apps.iter().map(|app| row(app, String::new())).collect(),
            unchanged: match effect.segments.len() {
                0 => locale.text("effect-no-segment-yet"),
                all => locale.with1("effect-unchanged-segments", "count", all - segments.len()),
            },
            left_out: (effect.left_out > 0).then(|| {
                let numbers = [("shown", MOST_SEGMENTS.into()), ("count", effect.left_out.into())];
                locale.with("effect-left-out", &numbers)
            }),
            segments,
        }
    }

    /// Whether there is nothing that the rules apply to.
    pub fn is_on_nothing(&self) -> bool {
        self.apps.is_empty()
    }
}

/// What the minimum size by itself would do to segments.
fn sizes(effect: &Effect, locale: Locale) -> Vec<String> {
    let sentence = |segment: &Counted| {
        let key = match (effect.is_small_now(segment), effect.would_be_small(segment)) {
            (false, true) => "effect-becomes-small",
            (true, false) => "effect-no-longer-small",
            _ => return None,
        };
        Some(locale.with1(key, "name", segment.name.as_str()))
    };
    let sizes: Vec<String> = effect.segments.iter().filter_map(sentence).collect();
    if sizes.is_empty() { vec![locale.text("effect-no-segment")] } else { sizes }
}

fn becomes(name: &str, now: u64, then: u64, locale: Locale) -> String {
    let numbers = [("name", name.into()), ("now", now.into()), ("then", then.into())];
    locale.with(if now == then { "effect-stays" } else { "effect-becomes" }, &numbers)
}

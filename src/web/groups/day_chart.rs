//! The sizes of a segment as a chart with a column for each day: a stepped area from zero, who joined and who left below
//! it, and marks where the rule, the settings or the data changed it.

use super::history_words::cause_text;
use crate::day::Day;
use crate::groups::history::{Moved, moved};
use crate::locale::Locale;
use crate::store::membership_changes::{Cause, MembershipChange};
use crate::store::snapshots::Size;
use std::collections::BTreeMap;

/// The height of the area, and of the bars on each side of their axis, in units of the drawing.
const AREA: i64 = 100;
const BARS: i64 = 20;

/// The most days of which each is a stop of the Tab key by itself. Of more days those are on which something happened;
/// where scripts run, the arrow keys reach all of them.
const MOST_STOPS: usize = 31;

/// A chart of sizes.
pub struct DayChart {
    pub days: Vec<DayColumn>,
    /// What it shows, in a sentence.
    pub text: String,
    pub greatest: String,
    pub first: String,
    pub last: String,
    /// The most who joined or left on a day, for the axis of the bars; `None` if the chart has no bars.
    pub most_moved: Option<String>,
    /// The kinds of marks in it, as class and text.
    pub marks: Vec<(&'static str, String)>,
}

/// A day of a chart.
pub struct DayColumn {
    pub text: String,
    /// The day and its number of members, for a table.
    pub day: String,
    pub members: String,
    pub height: i64,
    pub joined: i64,
    pub left: i64,
    /// The class of its mark; empty for none.
    pub mark: &'static str,
    pub is_stop: bool,
}

/// What happened on a day.
#[derive(Default)]
struct Happened {
    joined: u64,
    left: u64,
    causes: Vec<String>,
    mark: &'static str,
}

impl DayChart {
    /// The sizes alone; `None` for fewer than two days.
    pub fn of_sizes(sizes: &[Size], locale: Locale) -> Option<Self> {
        Self::drawn(sizes, None, locale)
    }

    /// The sizes with what changed them; `None` for fewer than two days.
    pub fn of_history(sizes: &[Size], changes: &[MembershipChange], locale: Locale) -> Option<Self> {
        let first = sizes.first()?.day;
        let mut happened: BTreeMap<Day, Happened> = BTreeMap::new();
        for change in changes.iter().filter(|change| change.happened_on > first) {
            let Some(Moved { came, gone }) = moved(change) else { continue };
            let day = happened.entry(change.happened_on).or_default();
            (day.joined, day.left) = (day.joined + came, day.left + gone);
            let mark = mark(change.cause);
            if !mark.is_empty() {
                let text = cause_text(Some(change.cause), change.email.as_deref(), locale);
                if !day.causes.contains(&text) {
                    day.causes.push(text);
                }
                // What a user did is marked before what came with the data.
                if day.mark.is_empty() || mark != DATA {
                    day.mark = mark;
                }
            }
        }
        Self::drawn(sizes, Some(&happened), locale)
    }

    fn drawn(sizes: &[Size], happened: Option<&BTreeMap<Day, Happened>>, locale: Locale) -> Option<Self> {
        let (first, last) = (sizes.first()?, sizes.last()?);
        if sizes.len() < 2 {
            return None;
        }
        let greatest = sizes.iter().map(|size| size.members).max()?.max(1);
        let most = happened.map(|days| days.values().map(|day| day.joined.max(day.left)).max().unwrap_or(0));
        let nothing = Happened::default();
        let (mut known, mut members, mut days) = (sizes.iter().peekable(), 0, Vec::new());
        for number in first.day.number()..=last.day.number() {
            let day = Day::from_number(number);
            // A day without a count has the size of the one before.
            if let Some(size) = known.next_if(|size| size.day == day) {
                members = size.members;
            }
            let found = happened.map(|days| days.get(&day).unwrap_or(&nothing));
            days.push(DayColumn::new((day, members), found, (greatest, most.unwrap_or(0)), locale));
        }
        let all_are_stops = days.len() <= MOST_STOPS;
        for place in [0, days.len() - 1] {
            days[place].is_stop = true;
        }
        days.iter_mut().for_each(|day| day.is_stop |= all_are_stops);
        let text = [
            ("from", locale.date(first.day).into()),
            ("to", locale.date(last.day).into()),
            ("before", first.members.into()),
            ("after", last.members.into()),
        ];
        let is_marked = |class: &str| days.iter().any(|day| day.mark == class);
        let marks = [(RULE, "history-mark-rule"), (SETTINGS, "history-mark-settings"), (DATA, "history-mark-data")];
        let marks = marks.into_iter().filter(|(class, _)| is_marked(class));
        let marks = marks.map(|(class, message)| (class, locale.text(message))).collect();
        Some(Self {
            text: locale.with("history-chart", &text),
            greatest: locale.number(greatest),
            first: locale.date(first.day),
            last: locale.date(last.day),
            most_moved: most.filter(|most| *most > 0).map(|most| locale.number(most)),
            marks,
            days,
        })
    }
}

const RULE: &str = "mark-rule";
const SETTINGS: &str = "mark-settings";
const DATA: &str = "mark-data";

/// The class of the mark of a change; empty for time, which passes every day.
const fn mark(cause: Cause) -> &'static str {
    match cause {
        Cause::Rule | Cause::Group => RULE,
        Cause::Settings => SETTINGS,
        Cause::Data | Cause::Arrival | Cause::Removal => DATA,
        Cause::Time => "",
    }
}

impl DayColumn {
    fn new(
        (day, members): (Day, i64),
        happened: Option<&Happened>,
        (greatest, most): (i64, u64),
        locale: Locale,
    ) -> Self {
        let (day, number) = (locale.date(day), locale.number(members));
        let mut arguments = vec![("date", day.clone().into()), ("members", number.clone().into())];
        let text = match happened {
            None => locale.with("history-point-size", &arguments),
            Some(happened) => {
                arguments.push(("joined", locale.number(happened.joined).into()));
                arguments.push(("left", locale.number(happened.left).into()));
                let point = locale.with("history-point", &arguments);
                [point].into_iter().chain(happened.causes.iter().cloned()).collect::<Vec<_>>().join(" · ")
            }
        };
        let bar = |count: u64| {
            // Whoever joined or left alone is seen too.
            let height = i64::try_from(count.saturating_mul(20) / most.max(1)).unwrap_or(BARS);
            if count > 0 { height.clamp(1, BARS) } else { 0 }
        };
        let (joined, left) = happened.map_or((0, 0), |happened| (happened.joined, happened.left));
        Self {
            text,
            day,
            members: number,
            height: members.saturating_mul(AREA) / greatest,
            joined: bar(joined),
            left: bar(left),
            mark: happened.map_or("", |happened| happened.mark),
            is_stop: joined > 0 || left > 0 || happened.is_some_and(|happened| !happened.mark.is_empty()),
        }
    }

    /// Where the area begins, counted from the top.
    pub const fn top(&self) -> i64 {
        AREA - self.height
    }

    /// Where the bar of those who joined begins, counted from the top.
    pub const fn joined_top(&self) -> i64 {
        BARS - self.joined
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::GroupId;

    fn size(day: i32, members: i64) -> Size {
        Size { group: GroupId::from(1), day: Day::from_number(day), members }
    }

    #[test]
    fn every_day_has_a_column_from_zero_and_one_without_a_count_keeps_the_size() {
        let chart = DayChart::of_sizes(&[size(1, 100), size(2, 50), size(4, 0)], Locale::En).unwrap();
        assert_eq!(chart.days.iter().map(|day| day.height).collect::<Vec<_>>(), [100, 50, 50, 0]);
        assert_eq!(chart.days[1].text, "3 Jan 1970: 50");
        assert!(chart.days.iter().all(|day| day.is_stop) && chart.most_moved.is_none());
    }

    #[test]
    fn one_day_is_no_chart() {
        assert!(DayChart::of_sizes(&[size(1, 100)], Locale::En).is_none());
    }
}

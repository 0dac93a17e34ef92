//! Lines of charts.

use crate::day::Day;

/// The points of a line through the numbers of days, in rising order of days, scaled to this width and height. `None` if
/// there are none.
pub fn line(days: &[(Day, i64)], (width, height): (i64, i64)) -> Option<String> {
    let (first, last) = (days.first()?.0.number(), days.last()?.0.number());
    let least = days.iter().map(|(_, number)| *number).min()?;
    let spread = (days.iter().map(|(_, number)| *number).max()? - least).max(1);
    let span = i64::from((last - first).max(1));
    let point = |(day, number): &(Day, i64)| {
        let x = i64::from(day.number() - first) * width / span;
        let y = height - (number - least) * height / spread;
        format!("{x},{y}")
    };
    Some(days.iter().map(point).collect::<Vec<_>>().join(" "))
}

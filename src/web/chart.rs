//! Lines of charts.

use crate::day::Day;

/// The points of a line through the numbers of days, in rising order of days, scaled to this width and height, of which the bottom
/// is `least`. `None` if there are none.
pub fn line(days: &[(Day, i64)], (width, height): (i64, i64), least: i64) -> Option<String> {
    let (first, last) = (days.first()?.0.number(), days.last()?.0.number());
    let spread = (days.iter().map(|(_, number)| *number).max()? - least).max(1);
    let span = i64::from((last - first).max(1));
    let point = |(day, number): &(Day, i64)| {
        let x = i64::from(day.number() - first) * width / span;
        let y = height - (number - least) * height / spread;
        format!("{x},{y}")
    };
    Some(days.iter().map(point).collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bottom_of_a_chart_is_the_least_that_its_axis_says() {
        let days: Vec<_> =
            [100, 90].into_iter().enumerate().map(|(day, number)| (Day::from_number(day as i32), number)).collect();
        assert_eq!(line(&days, (600, 100), 0).as_deref(), Some("0,0 600,10"));
        assert_eq!(line(&days, (600, 100), 90).as_deref(), Some("0,0 600,100"));
        assert_eq!(line(&[], (600, 100), 0), None);
    }
}

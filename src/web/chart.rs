//! Lines of charts.

use crate::store::snapshots::Size;

/// The points of a line through one group's sizes, in rising order of days, scaled to this width and height. `None` if
/// there are no sizes.
pub fn line(sizes: &[Size], (width, height): (i64, i64)) -> Option<String> {
    let (first, last) = (sizes.first()?.day.number(), sizes.last()?.day.number());
    let least = sizes.iter().map(|size| size.members).min()?;
    let spread = (sizes.iter().map(|size| size.members).max()? - least).max(1);
    let span = i64::from((last - first).max(1));
    let point = |Size { day, members, .. }: &Size| {
        let x = i64::from(day.number() - first) * width / span;
        let y = height - (members - least) * height / spread;
        format!("{x},{y}")
    };
    Some(sizes.iter().map(point).collect::<Vec<_>>().join(" "))
}

//! Lines of charts.

/// The points of a line over the sizes of one group, days ascending, through a field of this width and height. None
/// where there are no sizes.
pub fn line(sizes: &[(i32, i64)], (width, height): (i64, i64)) -> Option<String> {
    let (first, last) = (sizes.first()?.0, sizes.last()?.0);
    let least = sizes.iter().map(|size| size.1).min()?;
    let spread = (sizes.iter().map(|size| size.1).max()? - least).max(1);
    let span = i64::from((last - first).max(1));
    let point = |(day, members): &(i32, i64)| {
        let (x, y) = (i64::from(day - first) * width / span, height - (members - least) * height / spread);
        format!("{x},{y}")
    };
    Some(sizes.iter().map(point).collect::<Vec<_>>().join(" "))
}

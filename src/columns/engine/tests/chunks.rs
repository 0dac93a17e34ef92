//! Compares a chunk with plain values, in every form that it takes as values of different spreads are added, changed
//! and removed.

use crate::columns::engine::bounds::Bounds;
use crate::columns::engine::chunk::Chunk;
use crate::columns::engine::codec::Source;
use crate::columns::engine::rows::Rows;
use crate::columns::engine::simd::Mode;
use crate::columns::engine::tally::Tally;
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;

/// Values of one column by row.
type Values = Vec<Option<i64>>;

/// Values of a small span, with some of them far off or at the ends of `i64`, mostly known or mostly unknown.
fn values() -> impl Strategy<Value = Values> {
    let spans =
        prop_oneof![Just(0_i64), Just(1), 2..20_i64, 50..70_i64, 200..300_i64, 65_000..66_000_i64, Just(1 << 33)];
    let form = (spans, prop_oneof![Just(0_i64), -5..5_i64, Just(17_000), Just(i64::MAX - 40)], 0..4_u32, any::<bool>());
    form.prop_flat_map(|(span, start, far, mostly_known)| {
        let near = (0..=span).prop_map(move |step| start.saturating_add(step));
        let any_value = prop_oneof![Just(i64::MIN), Just(i64::MAX), -1_000_000..1_000_000_i64];
        let value = prop_oneof![500 => near, far => start.saturating_add(span)..=i64::MAX, far / 3 => any_value];
        vec(weighted(if mostly_known { 0.9 } else { 0.1 }, value), 1..900)
    })
}

fn edits() -> impl Strategy<Value = Vec<(u16, Option<i64>)>> {
    let value = prop_oneof![0..70_i64, Just(100_000), Just(i64::MIN), Just(i64::MAX)];
    vec((0..1000_u16, weighted(0.8, value)), 0..40)
}

fn bounds() -> impl Strategy<Value = Bounds> {
    let end = prop_oneof![-10..310_i64, 16_990..17_100_i64, Just(65_500), Just(i64::MIN), Just(i64::MAX), any::<i64>()];
    (vec((end.clone(), end), 0..4), any::<bool>()).prop_map(|(ranges, unknown)| Bounds::new(ranges, unknown))
}

fn chunk_of(values: &Values) -> Chunk {
    let mut chunk = Chunk::EMPTY;
    chunk.edit(&(0..=u16::MAX).zip(values.iter().copied()).collect::<Vec<_>>());
    chunk
}

/// Compares everything that can be read from a chunk with the values.
fn agrees(chunk: &Chunk, values: &Values, bounds: &Bounds, before: &Rows) {
    let value = |row: u16| values.get(usize::from(row)).copied().flatten();
    assert!((0..=u16::MAX).step_by(if values.len() > 500 { 7 } else { 3 }).all(|row| chunk.get(row) == value(row)));
    for mode in [Mode::Add, Mode::Keep, Mode::Remove] {
        let mut rows = before.clone();
        chunk.scan(bounds, 65_536, mode, &mut rows);
        let mut expected = before.clone();
        for row in 0..2_000 {
            let word = mode.apply(before.contains(row).into(), bounds.take(value(row)).into());
            expected.set(row, word & 1 == 1);
        }
        assert_eq!(rows.0[..31], expected.0[..31], "{mode:?} {bounds:?}");
    }
    let mut expected = vec![0_u64; 65];
    before.for_each(|row| {
        let number = value(row as u16).and_then(|value| usize::try_from(value).ok()).filter(|number| *number < 64);
        expected[number.unwrap_or(64)] += 1;
    });
    let mut tally = Tally::new(64);
    chunk.tally(before, &mut tally);
    assert_eq!(tally.finish(), expected);
    let (mut each, mut rows) = (Tally::new(64), Vec::new());
    before.for_each(|row| rows.push(row as u16));
    chunk.tally_each(&rows, &mut each);
    assert_eq!(each.finish(), expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_chunk_agrees_with_its_values(
        mut values in values(), edits in vec(edits(), 0..4), bounds in bounds(), words in vec(any::<u64>(), 31), stride in 1..40_u32,
    ) {
        let mut before = Rows::EMPTY;
        before.0[..31].copy_from_slice(&words);
        before.0.iter_mut().step_by(stride as usize).for_each(|word| *word = 0);
        let mut chunk = chunk_of(&values);
        agrees(&chunk, &values, &bounds, &before);
        for edits in edits {
            let mut last: std::collections::BTreeMap<u16, Option<i64>> = std::collections::BTreeMap::new();
            last.extend(edits);
            values.resize(values.len().max(last.keys().max().map_or(0, |row| usize::from(*row) + 1)), None);
            last.iter().for_each(|(row, value)| values[usize::from(*row)] = *value);
            chunk.edit(&last.into_iter().collect::<Vec<_>>());
            agrees(&chunk, &values, &bounds, &before);
        }
        let mut bytes = Vec::new();
        chunk.encode(&mut bytes).unwrap();
        let read = Chunk::decode(&mut Source::new(&bytes)).expect("what was written can be read");
        agrees(&read, &values, &bounds, &before);
    }
}

#[test]
fn chunks_take_no_more_than_their_values_need() {
    let many = |value: fn(i64) -> Option<i64>| chunk_of(&(0..65_536).map(value).collect()).bytes() * 8 / 65_536;
    assert_eq!(many(|_| None), 0);
    assert_eq!(many(|row| Some(row % 3)), 2, "bits: three values and the unknown");
    assert_eq!(many(|row| Some(row % 5)), 3, "bits");
    assert_eq!(many(|row| Some(row % 60)), 8);
    assert_eq!(many(|row| Some(17_000 + row % 1000)), 16, "counted from the least");
    assert!(
        (16..20).contains(&many(|row| Some(if row % 500 == 0 { row * 1_000_000 } else { row % 5000 }))),
        "a few are listed"
    );
    assert_eq!(many(|row| Some(row * 3)), 32);
    assert_eq!(many(|row| Some(row << 40)), 64 + 1, "and which are known");
    assert!(many(|row| (row % 10 == 0).then_some(row / 10 % 2000)) <= 5, "six thousand rows by value");
}

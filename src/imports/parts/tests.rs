//! Batches of generated files: what is in one batch, in which order, and how large they may become.

use super::*;
use crate::reading::Fact;
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::io::Cursor;

fn parts(text: &str, done: u64) -> Vec<Vec<ReadLine>> {
    let (kind, folder) = (ImportKind::Purchases, tempfile::tempdir().unwrap());
    let survey = Survey::of(Cursor::new(text), kind).unwrap();
    let (source, length) = (Cursor::new(text), text.len() as u64);
    let mut parts = Parts::of(source, length, kind, &survey, done, folder.path(), || false).unwrap();
    let mut batches = Vec::new();
    while let Some(batch) = parts.next_batch(1).unwrap() {
        batches.push(batch);
    }
    batches
}

fn purchases(lines: usize, orders: usize) -> String {
    let mut text = String::from("account_id,order_id,purchased_at,amount\n");
    for line in 0..lines {
        writeln!(text, "{},o{},2026-01-01,\"1.{:02}\"", line % 7, line % orders, line % 100).unwrap();
    }
    text + "x,,,\n\"open,1,2\n"
}

#[test]
fn lines_of_one_order_are_in_one_batch_in_their_order() {
    let batches = parts(&purchases(10_000, 9_000), 0);
    assert!(batches.len() > 3, "{}", batches.len());
    let (mut seen, mut numbers) = (HashMap::new(), HashSet::new());
    for (place, batch) in batches.iter().enumerate() {
        let mut last = 0;
        for line in batch {
            let number = line.as_ref().map_or_else(|line| line.number, |line| line.number);
            assert!(number > last && numbers.insert(number));
            last = number;
            if let Ok(FactLine { fact: Fact::Purchase(purchase), .. }) = line {
                assert_eq!(*seen.entry(purchase.order_id.clone()).or_insert(place), place);
            }
        }
    }
    assert_eq!((numbers.len(), seen.len()), (10_002, 9_000));
    assert_eq!(batches.iter().flatten().filter(|line| line.is_err()).count(), 2);
}

#[test]
fn lines_that_are_done_are_left_out() {
    let text = purchases(5_000, 5_000);
    let all: Vec<ReadLine> = parts(&text, 0).into_iter().flatten().collect();
    for done in [0, 1, 1_999, 2_000, 4_321, 5_002] {
        let rest: Vec<ReadLine> = parts(&text, done as u64).into_iter().flatten().collect();
        assert_eq!(rest, all[done..], "{done}");
    }
}

#[test]
fn a_batch_is_bounded_even_if_all_lines_are_of_one_order() {
    let batches = parts(&purchases(50_000, 1), 0);
    assert!(batches.iter().all(|batch| batch.len() <= MOST_LINES));
    assert_eq!(batches.iter().map(Vec::len).sum::<usize>(), 50_002);
    let refused = batches.iter().flatten().filter_map(|line| line.as_ref().err());
    let too_many = refused.filter(|line| line.refusal.reason == Reason::TooManyLines);
    assert_eq!(too_many.count(), 50_000, "a part of an order is not taken for all of it");
}

#[test]
fn lines_about_one_thing_are_in_one_batch_however_many_things_have_many_lines() {
    // Four orders of 15,000 lines each, and one of 20,001.
    let mut text = purchases(60_000, 4);
    for _ in 0..=MOST_LINES {
        text += "1,much,2026-01-01,1.00\n";
    }
    for done in [0, 20_001] {
        let batches = parts(&text, done);
        let mut seen = HashMap::new();
        for (place, batch) in batches.iter().enumerate() {
            let facts = batch.iter().filter_map(|line| line.as_ref().ok()?.fact.purchase());
            facts.for_each(|fact| assert_eq!(*seen.entry(fact.order_id.clone()).or_insert(place), place));
        }
        assert!(!seen.contains_key("much"));
        assert_eq!(batches.iter().map(Vec::len).sum::<usize>() as u64, 80_003 - done);
    }
}

#[test]
fn parts_are_in_the_order_of_the_file_unless_one_of_them_would_be_too_large() {
    let first_lines = |text: &str| -> Vec<u64> {
        let number = |line: &ReadLine| line.as_ref().map_or_else(|line| line.number, |line| line.number);
        parts(text, 0).iter().map(|batch| number(&batch[0])).collect()
    };
    assert_eq!(first_lines(&purchases(6_000, 6_000)), [2, 2_002, 4_002, 6_002]);
    let many_lines_of_each = parts(&purchases(60_000, 3_000), 0);
    assert!(many_lines_of_each.iter().all(|batch| batch.len() < 5_000), "spread evenly");
}

#[test]
fn a_batch_has_all_lines_of_as_many_parts_as_are_wanted() {
    let text = purchases(50_000, 50_000);
    let (kind, folder) = (ImportKind::Purchases, tempfile::tempdir().unwrap());
    let survey = Survey::of(Cursor::new(&text), kind).unwrap();
    let mut parts =
        Parts::of(Cursor::new(&text), text.len() as u64, kind, &survey, 0, folder.path(), || false).unwrap();
    let mut lengths = |wanted: &[usize]| -> Vec<usize> {
        wanted.iter().map(|wanted| parts.next_batch(*wanted).unwrap().map_or(0, |batch| batch.len())).collect()
    };
    assert_eq!(lengths(&[1, 2_001, 10_000, 90_000, 90_000, 1, 1]), [2_000, 4_000, 10_000, 20_000, 14_002, 0, 0]);
}

#[test]
fn reading_can_be_stopped() {
    let text = purchases(10_000, 10_000);
    let (kind, folder) = (ImportKind::Purchases, tempfile::tempdir().unwrap());
    let survey = Survey::of(Cursor::new(&text), kind).unwrap();
    let stopped = Parts::of(Cursor::new(&text), text.len() as u64, kind, &survey, 0, folder.path(), || true);
    assert_eq!(stopped.err().map(|error| error.kind()), Some(io::ErrorKind::Interrupted));
}

#[test]
fn of_a_file_with_more_lines_than_are_remembered_only_repeated_keys_are() {
    let text = purchases(6_000, 5_900);
    let survey = Survey::of(Cursor::new(&text), ImportKind::Purchases).unwrap();
    let place_all = |limits| {
        let open = || FactLines::open(Cursor::new(&text), ImportKind::Purchases, &survey, 0);
        let mut placing = Placing::within(limits, (survey.lines, 4), open, &|| false).unwrap();
        let (mut lines, mut places, mut count) = (open().unwrap(), Vec::new(), 0);
        while let Some((text, line)) = lines.next_line().unwrap() {
            let place = placing.place(key(&line), text.len(), count).unwrap();
            count = count.max(place + 1);
            places.push(place);
        }
        let remembered = match placing {
            Placing::ByArrival { parts, .. } => Some(parts.len()),
            Placing::ByKey { .. } => None,
        };
        (places, remembered)
    };
    let (places, all) = place_all((10_000, 10_000));
    assert_eq!(all, Some(5_902));
    assert_eq!(place_all((1_000, 10_000)), (places, Some(100)), "the same parts, with the keys of repeated lines");
    assert_eq!(place_all((99, 10_000)).1, None, "spread, because too many are repeated");
    assert_eq!(place_all((1_000, 5_000)).1, None, "spread, because there are too many lines");
}

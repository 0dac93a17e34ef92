//! Compares every instruction set that this processor has with plain loops over the rows.

use super::cells::{Cell, Mode, Range, SELECTED, Selected};
use super::portable;
use proptest::prelude::*;

type Scan<T> = fn(&[T], &[Range], Mode, &mut [u64]);

/// The loops of one instruction set, or those chosen for this processor.
struct Set {
    name: &'static str,
    scan_u8: Scan<u8>,
    scan_u16: Scan<u16>,
    scan_u32: Scan<u32>,
    select: fn(&[u8], &[u64], &mut Selected) -> usize,
    count_sets: fn(&[u64], &[u64]) -> [u64; 8],
}

const PORTABLE: Set = Set {
    name: "portable",
    scan_u8: portable::scan,
    scan_u16: portable::scan,
    scan_u32: portable::scan,
    select: portable::select,
    count_sets: portable::count_sets::<3, 8>,
};

const CHOSEN: Set = Set {
    name: "chosen",
    scan_u8: super::scan_u8,
    scan_u16: super::scan_u16,
    scan_u32: super::scan_u32,
    select: super::select,
    count_sets: super::count_sets::<3, 8>,
};

/// The scans of one instruction set, which the processor must have.
#[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
macro_rules! scans {
    ($set:ident, $of_bytes:ident) => {
        Set {
            name: stringify!($set),
            // SAFETY: `sets` checks that the processor has the instructions.
            scan_u8: |cells, ranges, mode, words| unsafe { $set::scan_u8(cells, &$of_bytes(ranges), mode, words) },
            // SAFETY: as above.
            scan_u16: |cells, ranges, mode, words| unsafe { $set::scan_u16(cells, &spans(ranges), mode, words) },
            // SAFETY: as above.
            scan_u32: |cells, ranges, mode, words| unsafe { $set::scan_u32(cells, &spans(ranges), mode, words) },
            ..PORTABLE
        }
    };
}

#[cfg(target_arch = "x86_64")]
fn sets() -> Vec<Set> {
    use super::cells::{set_of_bytes, spans};
    use super::{avx2, avx512, has_avx512};
    let has_counts = has_avx512() && is_x86_feature_detected!("avx512vpopcntdq");
    let has_compress = has_avx512() && is_x86_feature_detected!("avx512vbmi2") && is_x86_feature_detected!("popcnt");
    let avx512 = Set {
        // SAFETY: the form is chosen only if the processor has the instructions.
        select: if has_compress {
            |cells, words, to| unsafe { avx512::select(cells, words, to) }
        } else {
            portable::select
        },
        count_sets: if has_counts {
            // SAFETY: the form is chosen only if the processor has the instructions.
            |words, rows| unsafe { avx512::count_sets::<3, 8>(words, rows) }
        } else {
            portable::count_sets::<3, 8>
        },
        ..scans!(avx512, spans)
    };
    let wide = has_avx512().then_some(avx512);
    let avx2 = is_x86_feature_detected!("avx2").then_some(scans!(avx2, set_of_bytes));
    [PORTABLE, CHOSEN].into_iter().chain(avx2).chain(wide).collect()
}

#[cfg(target_arch = "aarch64")]
fn sets() -> Vec<Set> {
    use super::cells::{set_of_bytes, spans};
    use super::neon;
    let neon = std::arch::is_aarch64_feature_detected!("neon").then_some(scans!(neon, set_of_bytes));
    [PORTABLE, CHOSEN].into_iter().chain(neon).collect()
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn sets() -> Vec<Set> {
    vec![PORTABLE, CHOSEN]
}

/// Up to ten separate ranges below `end`, in rising order.
fn ranges(end: u64) -> impl Strategy<Value = Vec<Range>> {
    prop::collection::btree_set(0..=end, 0..20).prop_map(|ends| {
        let ends: Vec<u64> = ends.into_iter().collect();
        ends.as_chunks::<2>().0.iter().map(|[least, greatest]| (*least, *greatest)).collect()
    })
}

/// Whole blocks of cells, many of them the least or the greatest value of their type.
fn cells<T: Cell + Arbitrary + 'static>(blocks: usize) -> impl Strategy<Value = Vec<T>> {
    let cell = prop_oneof![4 => any::<T>(), 1 => Just(T::default()), 1 => Just(T::UNKNOWN)];
    prop::collection::vec(cell, 64 * blocks)
}

/// Compares a scan in every mode with a loop over the rows. Some rows are set before the scan, but none in the second
/// block.
fn agrees<T: Cell>(name: &str, scan: Scan<T>, cells: &[T], ranges: &[Range]) {
    let blocks = cells.len() / 64;
    let before: Vec<u64> = (0..=blocks).map(|block| if block == 1 { 0 } else { 0x9249_2492_4924_9249 }).collect();
    let is_taken = |cell: T| ranges.iter().any(|(least, greatest)| (*least..=*greatest).contains(&cell.into()));
    for mode in [Mode::Add, Mode::Keep, Mode::Remove] {
        let (mut words, mut expected) = (before.clone(), before.clone());
        scan(cells, ranges, mode, &mut words);
        for (block, word) in cells.as_chunks::<64>().0.iter().zip(&mut expected) {
            let found = (0..64).filter(|row| is_taken(block[*row])).fold(0, |found, row| found | 1 << row);
            *word = mode.apply(*word, found);
        }
        assert_eq!(words, expected, "{name} {mode:?} {ranges:?}");
    }
}

#[test]
fn instruction_sets_that_this_machine_lacks_are_printed() {
    let names: Vec<_> = sets().iter().map(|set| set.name).collect();
    let known = ["portable", "chosen", "avx2", "avx512", "neon"];
    known.iter().filter(|name| !names.contains(name)).for_each(|name| println!("not tested on this machine: {name}"));
    assert!(names.iter().all(|name| known.contains(name)) && names.len() >= 2);
}

proptest! {
    #[test]
    fn scans_of_one_byte_cells_agree_with_a_loop(cells in cells::<u8>(5), ranges in ranges(255)) {
        sets().iter().for_each(|set| agrees(set.name, set.scan_u8, &cells, &ranges));
    }

    #[test]
    fn scans_of_two_byte_cells_agree_with_a_loop(cells in cells::<u16>(3), ranges in ranges(65_535)) {
        sets().iter().for_each(|set| agrees(set.name, set.scan_u16, &cells, &ranges));
    }

    #[test]
    fn scans_of_four_byte_cells_agree_with_a_loop(cells in cells::<u32>(3), ranges in ranges(u64::from(u32::MAX))) {
        sets().iter().for_each(|set| agrees(set.name, set.scan_u32, &cells, &ranges));
    }

    #[test]
    fn many_ranges_of_small_codes_are_found(cells in prop::collection::vec(0..2_000_u32, 192), ranges in ranges(2_000)) {
        sets().iter().for_each(|set| agrees(set.name, set.scan_u32, &cells, &ranges));
    }

    #[test]
    fn selected_cells_keep_their_order(cells in cells::<u8>(16), words in any::<[u64; 16]>(), sparse in any::<[u64; 16]>()) {
        let sparse = std::array::from_fn(|place| words[place] & sparse[place] & sparse[15 - place]);
        for words in [words, sparse, [u64::MAX; 16], [0; 16]] {
            let is_set = |row: usize| words[row / 64] >> (row % 64) & 1 == 1;
            let expected: Vec<u8> = (0..cells.len()).filter(|row| is_set(*row)).map(|row| cells[row]).collect();
            for set in sets() {
                let mut selected = [0; SELECTED + 64];
                let count = (set.select)(&cells, &words, &mut selected);
                prop_assert_eq!(&selected[..count], expected.as_slice(), "{}", set.name);
            }
        }
    }

    #[test]
    fn subsets_of_bits_are_counted(slices in prop::collection::vec(any::<u64>(), 3 * 24), rows in any::<[u64; 32]>(), emptied in 0..3_usize) {
        let mut rows = rows;
        rows[emptied * 8..][..8].fill(0);
        let bit = |row: usize, bit: usize| slices[row / 512 * 24 + bit * 8 + row % 512 / 64] >> (row % 64) & 1;
        let mut expected = [0; 8];
        for row in (0..3 * 512).filter(|row| rows[row / 64] >> (row % 64) & 1 == 1) {
            let code = (0..3).fold(0, |code, place| code | (bit(row, place) as usize) << place);
            (0..8).filter(|set| code & set == *set).for_each(|set| expected[set] += 1);
        }
        for set in sets() {
            prop_assert_eq!((set.count_sets)(&slices, &rows), expected, "{}", set.name);
        }
    }
}

//! Changes inputs at random and keeps those that a reader answers in a new way, so that the next ones start from them.

use rand::rngs::SmallRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs};

/// Inputs of a plain run: a few seconds of an unoptimised build.
const PLAIN_RUNS: u64 = 3_000;

/// Bytes of an input at most: more only makes the readers slower, not stranger.
const LONGEST: usize = 16_384;

/// Inputs that are kept to start from.
const MOST_KEPT: usize = 2_000;

/// Time for one input after which a timed run counts it as a hang.
const HANG: Duration = Duration::from_secs(10);

/// Runs a target over its corpus, the seeds, and changed ones. `run` panics on a finding and returns how it answered: two
/// inputs with the same answer teach the same.
pub fn fuzz(target: &str, seeds: Vec<Vec<u8>>, words: &[&str], run: impl Fn(&[u8]) -> u64) {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/corpus").join(target);
    let files = fs::read_dir(corpus).into_iter().flatten().filter_map(|entry| fs::read(entry.ok()?.path()).ok());
    let mut kept: Vec<Vec<u8>> = seeds.into_iter().chain(files).collect();
    assert!(!kept.is_empty(), "{target} has neither seeds nor a corpus");
    kept.sort();
    let seconds = env::var("ENGAGE_FUZZ_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    let seed = env::var("ENGAGE_FUZZ_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| if seconds.is_some() { rand::rng().random() } else { 7 });
    let (started, limit) = (Instant::now(), seconds.map(Duration::from_secs));
    let mut fuzzer = Fuzzer { target, run, is_timed: limit.is_some(), seen: HashSet::new(), runs: 0 };
    for input in &kept {
        fuzzer.try_one(input);
    }
    let mut random = SmallRng::seed_from_u64(seed);
    while limit.map_or(fuzzer.runs < PLAIN_RUNS, |limit| started.elapsed() < limit) {
        let input = changed(&kept, words, &mut random);
        if fuzzer.try_one(&input) {
            if kept.len() >= MOST_KEPT {
                kept.swap_remove(random.random_range(0..MOST_KEPT));
            }
            kept.push(input);
        }
    }
    println!("{target}: seed {seed}, {} inputs, {} ways of answering, no finding", fuzzer.runs, fuzzer.seen.len());
}

/// How a value hashes, for answers.
pub fn answer(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

struct Fuzzer<'a, F> {
    target: &'a str,
    run: F,
    is_timed: bool,
    seen: HashSet<u64>,
    runs: u64,
}

impl<F: Fn(&[u8]) -> u64> Fuzzer<'_, F> {
    /// Whether the input is answered in a new way. A panic is a finding: the input is kept in a file, and it goes on.
    fn try_one(&mut self, input: &[u8]) -> bool {
        self.runs += 1;
        if self.is_timed {
            // What ends the process, such as a stack that overflows, leaves its input here.
            self.keep(input, "last");
        }
        let started = Instant::now();
        let answered = catch_unwind(AssertUnwindSafe(|| (self.run)(input)));
        let is_hang = self.is_timed && started.elapsed() > HANG;
        match answered {
            Ok(_) if is_hang => {
                panic!("{} takes {:?} for {:?}", self.target, started.elapsed(), self.keep(input, "slow"))
            }
            Ok(answer) => self.seen.insert(answer),
            Err(panic) => {
                eprintln!("a finding of {}: {:?}", self.target, self.keep(input, "finding"));
                resume_unwind(panic)
            }
        }
    }

    fn keep(&self, input: &[u8], name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fuzz");
        let file = folder.join(format!("{}-{name}", self.target));
        fs::create_dir_all(&folder).and_then(|()| fs::write(&file, input)).expect("a folder for findings");
        file
    }
}

fn changed(kept: &[Vec<u8>], words: &[&str], random: &mut SmallRng) -> Vec<u8> {
    let mut input = kept.choose(random).cloned().unwrap_or_default();
    for _ in 0..random.random_range(1..=6) {
        change(&mut input, kept, words, random);
    }
    input.truncate(LONGEST);
    input
}

/// One change: of a byte, of a range, or by a word or another input put in.
fn change(input: &mut Vec<u8>, kept: &[Vec<u8>], words: &[&str], random: &mut SmallRng) {
    let at = random.random_range(0..=input.len());
    let most = 1 << random.random_range(0..8);
    let end = (at + random.random_range(1..=most)).min(input.len());
    match random.random_range(0..9) {
        0 if at < input.len() => input[at] ^= 1 << random.random_range(0..8),
        1 if at < input.len() => input[at] = *[0, 1, 0x7F, 0x80, 0xFF, b'"', b'\n', b','].choose(random).unwrap_or(&0),
        2 => drop(input.drain(at..end)),
        3 => {
            let range = input[at..end].to_vec();
            input.splice(at..at, range);
        }
        4 => {
            // Much of the same, where work that grows faster than the length shows.
            let range = input[at..end].repeat(1 << random.random_range(0..8));
            input.splice(at..at, range);
        }
        5 => {
            let other = kept.choose(random).map(Vec::as_slice).unwrap_or_default();
            let from = random.random_range(0..=other.len());
            input.splice(at..end, other[from..].iter().copied());
        }
        6 => drop(input.splice(at..at, (0..random.random_range(1..=8)).map(|_| random.random()).collect::<Vec<u8>>())),
        _ => drop(input.splice(at..at, words.choose(random).unwrap_or(&"").bytes())),
    }
}

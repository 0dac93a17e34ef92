//! Answers the queries of the peers' benchmark through the functions that pages use, on the columns that it generates, and
//! checks every number against those that it wrote down. `ENGAGE_BENCH_DATA` names the folder with the columns (`.bin`,
//! little-endian) and `meta.json`; results of peers beside them (`result-*.json`) are printed with ours. `ENGAGE_BENCH_QUERIES=Q1,Q7` asks these only.

use anyhow::{Context, Result, bail, ensure};
use engage::audience::{Availability, Breakdown, Question, Share};
use engage::columns::Columns;
use engage::day::Day;
use engage::segments::Operator::{AtLeast, Between, InLast, Is, IsAnyOf, IsUnknown, MoreThanAgo};
use engage::segments::choices::{DeviceType, Gender};
use engage::segments::{Attribute, Catalogue, Condition, CustomValue, Filter, Kind, Operand, Operator, Profile, Rule};
use serde::Deserialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// The day that the data count from.
const EPOCH: &str = "2020-01-01";

/// Each figure is the median of at least so many runs, and of as many as fit in [`LEAST_TIME`]: as the peers are timed.
const LEAST_RUNS: usize = 21;

/// Runs of one figure go on for so long, but not past [`MOST_RUNS`].
const LEAST_TIME: Duration = Duration::from_millis(250);

const MOST_RUNS: usize = 400;

/// Profiles made and taken into the columns at once.
const BATCH: usize = 1 << 17;

const EVERYONE: Availability = Availability { least_age: 0, count_unknown_age: true, windows_only: false };

/// What the generator wrote down: the names of codes, and the right answers.
#[derive(Deserialize)]
struct Meta {
    n: usize,
    today: i32,
    cats: HashMap<String, Vec<String>>,
    dtypes: HashMap<String, String>,
    queries: HashMap<String, String>,
    counts: HashMap<String, u64>,
    breakdowns: HashMap<String, HashMap<String, HashMap<String, u64>>>,
}

/// A peer's medians for each query.
#[derive(Deserialize)]
struct Peer {
    engine: String,
    queries: HashMap<String, HashMap<String, serde_json::Value>>,
}

/// Raw columns with the names of their codes.
struct Data {
    meta: Meta,
    columns: HashMap<String, Vec<u32>>,
}

fn main() -> Result<()> {
    let Some(folder) = std::env::var_os("ENGAGE_BENCH_DATA").map(PathBuf::from) else {
        println!("left out: the queries of the peers, as ENGAGE_BENCH_DATA names no folder of theirs");
        return Ok(());
    };
    let data = Data::read(&folder)?;
    let begun = Instant::now();
    let (catalogue, today) = (catalogue(), day(data.meta.today)?);
    let columns = data.load(&catalogue)?;
    let bytes = columns.bytes() as f64 / data.meta.n as f64;
    println!("{} customers in {:.1} s, {bytes:.1} bytes a customer", data.meta.n, begun.elapsed().as_secs_f64());
    through_bytes(&columns, &catalogue)?;
    let peers = peers(&folder)?;
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
        pool.install(|| run(&data.meta, &columns, &catalogue, today, threads, &peers))?;
    }
    Ok(())
}

/// Writes the columns as they are kept in a file, and reads them back.
fn through_bytes(columns: &Columns, catalogue: &Catalogue) -> Result<()> {
    let mut bytes = Vec::new();
    let begun = Instant::now();
    columns.encode(&mut bytes)?;
    let written = begun.elapsed().as_secs_f64();
    let begun = Instant::now();
    let read = Columns::decode(&bytes, catalogue).context("what was written can be read")?;
    let seconds = begun.elapsed().as_secs_f64();
    ensure!(read.customers() == columns.customers(), "as many customers are read as were written");
    println!("{} MB of columns, written in {written:.2} s and read in {seconds:.2} s", bytes.len() >> 20);
    Ok(())
}

fn run(
    meta: &Meta,
    columns: &Columns,
    catalogue: &Catalogue,
    today: Day,
    threads: usize,
    peers: &[Peer],
) -> Result<()> {
    println!(
        "\n{threads} threads    members   count ms  breakdown ms  members ms   fastest peer: count, breakdown, members"
    );
    let wanted = std::env::var("ENGAGE_BENCH_QUERIES").ok();
    let is_wanted = |query: &str| wanted.as_ref().is_none_or(|wanted| wanted.split(',').any(|one| one == query));
    for (query, rule) in queries().into_iter().filter(|(query, _)| is_wanted(query)) {
        let answer = columns.answer(&Question::new(&rule, catalogue, EVERYONE, today));
        let count = columns.count(&Question::new(&rule, catalogue, EVERYONE, today));
        let members = columns.members(&Question::new(&rule, catalogue, EVERYONE, today));
        let right = *meta.counts.get(query).with_context(|| format!("no count of {query}"))?;
        let told = &meta.queries[query];
        ensure!(count == right && members.len() == right, "{query} ({told}) has {count} members, not {right}");
        ensure!(members.len() == answer.members, "{query}: the answer has other members");
        check_breakdowns(query, &answer.breakdown, &meta.breakdowns[query])?;
        let count_ms = median(|| columns.count(&Question::new(&rule, catalogue, EVERYONE, today)));
        let breakdown_ms = median(|| columns.answer(&Question::new(&rule, catalogue, EVERYONE, today)).breakdown);
        let members_ms = median(|| columns.members(&Question::new(&rule, catalogue, EVERYONE, today)));
        let fastest = ["count_ms", "breakdown_ms", "members_ms"].map(|task| fastest(peers, query, task));
        println!(
            "{query:<10}{count:>12}{count_ms:>11.3}{breakdown_ms:>14.3}{members_ms:>12.3}   {}",
            fastest.join(", ")
        );
        let line = serde_json::json!({
            "query": query, "threads": threads, "customers": meta.n, "count": count,
            "count_ms": count_ms, "breakdown_ms": breakdown_ms, "members_ms": members_ms,
        });
        println!("{line}");
    }
    Ok(())
}

/// The parts of a breakdown by market, gender and age group, as far as the generator's groups are ours.
fn check_breakdowns(query: &str, ours: &Breakdown, right: &HashMap<String, HashMap<String, u64>>) -> Result<()> {
    let of = |shares: &[Share]| -> HashMap<String, u64> {
        let named = shares.iter().filter(|share| share.members > 0);
        named.map(|share| (share.code.clone().unwrap_or_else(|| String::from("?")), share.members)).collect()
    };
    for (name, shares) in [("market", &ours.market), ("gender", &ours.gender), ("device", &ours.device_type)] {
        let found: HashMap<String, u64> =
            of(shares).into_iter().map(|(code, count)| (device_name(&code).to_owned(), count)).collect();
        ensure!(found == right[name], "{query} by {name}: {found:?}, not {:?}", right[name]);
    }
    let (found, right) = (of(&ours.age_group), &right["age_group"]);
    for (ours, theirs) in [
        (&["under_18"][..], &["13-17"][..]),
        (&["18_to_24"], &["18-24"]),
        (&["25_to_34"], &["25-34"]),
        (&["35_to_49", "50_or_over"], &["35-44", "45-54", "55-64", "65+"]),
        (&["?"], &["?"]),
    ] {
        let sum =
            |of: &HashMap<String, u64>, names: &[&str]| names.iter().filter_map(|name| of.get(*name)).sum::<u64>();
        ensure!(sum(&found, ours) == sum(right, theirs), "{query} by age group {ours:?}");
    }
    Ok(())
}

/// The generator's name of a device type of ours.
fn device_name(code: &str) -> &str {
    if code == "holographic" { "headset" } else { code }
}

/// Milliseconds of the median run, after one that does not count.
fn median<T>(mut work: impl FnMut() -> T) -> f64 {
    std::hint::black_box(work());
    let (first, mut times) = (Instant::now(), Vec::new());
    while times.len() < LEAST_RUNS || (first.elapsed() < LEAST_TIME && times.len() < MOST_RUNS) {
        let begun = Instant::now();
        std::hint::black_box(work());
        times.push(begun.elapsed().as_secs_f64() * 1_000.0);
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn peers(folder: &Path) -> Result<Vec<Peer>> {
    let mut peers = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with("result-") {
            peers.push(serde_json::from_slice(&std::fs::read(&path)?).with_context(|| name)?);
        }
    }
    Ok(peers)
}

fn fastest(peers: &[Peer], query: &str, task: &str) -> String {
    let times = peers.iter().filter_map(|peer| Some((peer.queries.get(query)?.get(task)?.as_f64()?, &peer.engine)));
    let fastest = times.min_by(|one, other| one.0.total_cmp(&other.0));
    fastest.map_or_else(|| String::from("-"), |(time, engine)| format!("{time:.2} {engine}"))
}

impl Data {
    fn read(folder: &Path) -> Result<Self> {
        let meta: Meta = serde_json::from_slice(&std::fs::read(folder.join("meta.json")).context("meta.json")?)?;
        let mut columns = HashMap::new();
        for (name, kind) in &meta.dtypes {
            let bytes = std::fs::read(folder.join(format!("{name}.bin"))).with_context(|| name.clone())?;
            let codes: Vec<u32> = match kind.as_str() {
                "u1" => bytes.into_iter().map(u32::from).collect(),
                "u2" => bytes.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]]).into()).collect(),
                "u4" => {
                    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
                }
                other => bail!("{name} is of a type that is not known, {other}"),
            };
            ensure!(codes.len() == meta.n, "{name} has {} rows, not {}", codes.len(), meta.n);
            columns.insert(name.clone(), codes);
        }
        Ok(Self { meta, columns })
    }

    /// The profiles as columns, in batches.
    fn load(&self, catalogue: &Catalogue) -> Result<Columns> {
        let mut columns = Columns::new(catalogue);
        let zero = Day::parse(EPOCH).context("a day")?.number();
        for first in (0..self.meta.n).step_by(BATCH) {
            let rows = first..(first + BATCH).min(self.meta.n);
            let profiles = rows.map(|row| (u32::try_from(row).unwrap_or(u32::MAX), Some(self.profile(row, zero))));
            columns.apply(profiles.collect::<Vec<_>>());
        }
        Ok(columns)
    }

    fn profile(&self, row: usize, zero: i32) -> Profile {
        let code = |name: &str| self.columns[name][row];
        let known = |name: &str| Some(code(name)).filter(|code| *code != 255);
        let text = |name: &str| known(name).map(|code| self.meta.cats[name][code as usize].clone());
        let day = |name: &str| Day::from_number(zero + code(name) as i32);
        let custom = |name: &str| text(name).map(|text| CustomValue::new(name, text));
        Profile {
            age: known("age").map(|age| age as u16),
            gender: text("gender").and_then(|word| Gender::from_word(&word)),
            market: text("market"),
            language: text("language"),
            acquired_on: Some(day("acquired_day")),
            device_type: text("device").and_then(|name| match name.as_str() {
                "headset" => Some(DeviceType::Holographic),
                name => DeviceType::from_word(name),
            }),
            os_version: text("os_build"),
            campaign_id: text("campaign"),
            last_used_on: Some(day("last_used_day")),
            days_used_30: code("days_active_30").into(),
            sessions: code("sessions_total").into(),
            stars: known("rating").map(|stars| stars as u8),
            purchases: code("addon_purchases").into(),
            apps_acquired: code("store_acquisitions").into(),
            spend_cents: code("addon_spend_cents").into(),
            total_spend_cents: code("store_spend_cents").into(),
            custom: ["churn", "acquisition_source"].into_iter().filter_map(custom).collect(),
            ..Profile::default()
        }
    }
}

fn day(number: i32) -> Result<Day> {
    Ok(Day::from_number(Day::parse(EPOCH).context("a day")?.number() + number))
}

/// What the generator has beyond the built-in attributes is custom.
fn catalogue() -> Catalogue {
    let custom = |key: &str| Attribute::custom(key, key, Kind::Choice);
    Catalogue::new(vec![custom("churn"), custom("acquisition_source")])
}

/// The queries, as rules.
fn queries() -> [(&'static str, Rule); 8] {
    let f = |conditions: Vec<Condition>| Filter::any(false, conditions);
    let not = |conditions: Vec<Condition>| Filter::any(true, conditions);
    let when =
        |attribute: &str, operator: Operator, operand| Condition { attribute: attribute.into(), operator, operand };
    let number = |attribute, least| when(attribute, AtLeast, Operand::Number(least));
    let is = |attribute, code: &str| when(attribute, Is, Operand::Choices(vec![code.to_owned()]));
    let any = |attribute, codes: &[&str]| {
        when(attribute, IsAnyOf, Operand::Choices(codes.iter().map(|code| (*code).to_owned()).collect()))
    };
    let unknown = |attribute| when(attribute, IsUnknown, Operand::Nothing);
    let rule = |filters| Rule { filters };
    [
        ("Q1", rule(vec![f(vec![is("gender", "female")])])),
        ("Q2", rule(vec![f(vec![when("age", Between, Operand::Range(18, 24))]), f(vec![is("gender", "male")])])),
        (
            "Q3",
            rule(vec![
                f(vec![any("market", &["US", "GB", "CA", "AU", "DE"]), is("language", "en")]),
                f(vec![number("total_spend_cents", 1_001)]),
            ]),
        ),
        (
            "Q4",
            rule(vec![
                f(vec![when("acquired_on", MoreThanAgo, Operand::Days(91))]),
                f(vec![when("last_used_on", MoreThanAgo, Operand::Days(31))]),
                f(vec![is("custom:churn", "high")]),
            ]),
        ),
        ("Q5", rule(vec![f(vec![when("acquired_on", InLast, Operand::Days(8))])])),
        ("Q6", rule(vec![f(vec![number("total_spend_cents", 10_000)]), f(vec![unknown("stars")])])),
        (
            "Q7",
            rule(vec![
                f(vec![any("market", &["US", "GB", "DE", "FR", "JP", "BR"]), any("language", &["en", "es"])]),
                f(vec![any("device_type", &["pc", "console"])]),
                not(vec![is("custom:churn", "high")]),
                f(vec![when("age", Between, Operand::Range(25, 54)), unknown("age")]),
                not(vec![is("custom:acquisition_source", "ads"), is("campaign_id", "c003")]),
                f(vec![number("total_spend_cents", 500), number("purchases", 1), number("days_used_30", 10)]),
            ]),
        ),
        ("Q8", rule(vec![f(vec![is("campaign_id", "c150")])])),
    ]
}

//! Lines a second that imports take in, on SQLite and on PostgreSQL: files of customers, purchases, days of use and
//! ratings, each once as new and once again. `bin/with-postgres cargo bench --bench imports` gives it both databases.
//! Beside them: how many the database's own shell copies from the same file into a bare table with the same keys
//! (`sqlite3` with `.import`, `psql` with `\copy`), and the ratio.
//!
//! `ENGAGE_BENCH_FILES` names a folder with customers.csv, purchases.csv and so on; else the files of a sample app of
//! `ENGAGE_BENCH_CUSTOMERS` customers (50,000) are written.

use anyhow::{Context, Result};
use clap::Parser;
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use engage::audience::AudienceMode;
use engage::config::{CommandLine, Options, Switch};
use engage::currency::Currency;
use engage::day::Day;
use engage::imports;
use engage::reading::ImportKind;
use engage::store::{DatabaseUrl, apps, publishers};
use engage::{sample, startup};
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let files = match std::env::var_os("ENGAGE_BENCH_FILES") {
        Some(files) => PathBuf::from(files),
        None => write_sample(folder.path())?,
    };
    println!("{} cores; {}", std::thread::available_parallelism()?, memory());
    println!(
        "{:<12}{:<12}{:>10}{:>12}{:>12}{:>14}{:>15}{:>8}",
        "database", "file", "lines", "new, s", "again, s", "new lines/s", "shell lines/s", "ratio"
    );
    run("SQLite", None, folder.path(), &files)?;
    match std::env::var("ENGAGE_TEST_POSTGRES") {
        Ok(server) => {
            let name = format!("engage_bench_{:016x}", rand::random::<u64>());
            let mut connection = PgConnection::establish(&server)?;
            sql_query(format!("CREATE DATABASE {name}")).execute(&mut connection)?;
            let (base, _) = server.rsplit_once('/').context("a URL with a database")?;
            let ran = run("PostgreSQL", Some(format!("{base}/{name}")), folder.path(), &files);
            sql_query(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut connection)?;
            ran
        }
        Err(_) => {
            println!("left out: PostgreSQL, as ENGAGE_TEST_POSTGRES names no server");
            Ok(())
        }
    }
}

/// Takes each file into a new app, twice.
fn run(database: &str, database_url: Option<String>, folder: &Path, files: &Path) -> Result<()> {
    let options = Options {
        listen: ([127, 0, 0, 1], 0).into(),
        public_url: None,
        trusted_proxy: Vec::new(),
        proxy_header: Default::default(),
        connections_per_address: 256,
        database_url: database_url.map(DatabaseUrl::new),
        connections: 6,
        job_connections: 3,
        prepared_statements: Switch::On,
        threads: 4,
        data_dir: folder.join("data"),
        today: Day::parse("2026-11-24"),
        audience: AudienceMode::Memory,
        memory_limit: 4096,
        upload_limit: 1,
        ..CommandLine::parse_from(["engage"]).options
    };
    let state = startup::open(&options)?;
    let app = state.database.write_now(|connection| {
        let publisher = publishers::create(connection, "bench", state.clock.now())?;
        let app =
            apps::create(connection, publisher, "Bench", (apps::Platform::Other, Currency::Usd), state.clock.now())?;
        apps::find(connection, publisher, app)
    })?;
    for kind in ImportKind::ALL.iter().copied() {
        let file = files.join(format!("{}.csv", kind.word()));
        if !file.is_file() {
            println!("{database:<12}{:<12} left out: there is no such file", kind.word());
            continue;
        }
        let mut seconds = [0.0; 2];
        let mut lines = 0;
        for time in &mut seconds {
            let begun = Instant::now();
            lines = imports::take(&state, &app, kind, &file, "bench.csv")?.lines_total;
            *time = begun.elapsed().as_secs_f64();
        }
        let [new, again] = seconds;
        let rate = lines as f64 / new;
        print!("{database:<12}{:<12}{lines:>10}{new:>12.2}{again:>12.2}{rate:>14.0}", kind.word());
        match copied_by_shell(options.database_url.as_ref().map(DatabaseUrl::reveal), folder, kind, &file)? {
            Some(seconds) => println!("{:>15.0}{:>8.2}", lines as f64 / seconds, seconds / new),
            None => println!("  left out: the shell is not there, or does not take the file"),
        }
    }
    Ok(())
}

/// How many seconds the database's own shell takes to copy the file into a bare table with the keys that its facts have;
/// `None` if there is no shell or it fails.
fn copied_by_shell(url: Option<&str>, folder: &Path, kind: ImportKind, file: &Path) -> Result<Option<f64>> {
    let mut header = String::new();
    BufReader::new(File::open(file)?).read_line(&mut header)?;
    let columns: Vec<String> = header.trim().split(',').map(|column| format!("{column} TEXT")).collect();
    let (key, index) = match kind {
        ImportKind::Customers | ImportKind::Ratings => ("account_id", ""),
        ImportKind::Purchases => ("order_id, account_id", "CREATE INDEX bare_by_account ON bare (account_id);"),
        ImportKind::Usage => ("account_id, used_on", ""),
        ImportKind::Consents => ("account_id, channel, purpose", ""),
    };
    let table = format!("CREATE TABLE bare ({}, PRIMARY KEY ({key}))", columns.join(", "));
    let file = file.display();
    let (mut shell, script) = match url {
        None => {
            let path = folder.join(format!("bare-{}.db", kind.word()));
            let mut shell = Command::new("sqlite3");
            shell.arg("-bail").arg(path);
            let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";
            (
                shell,
                format!("{settings}\n{table} WITHOUT ROWID; {index}\n.mode csv\n.import --skip 1 \"{file}\" bare\n"),
            )
        }
        Some(url) => {
            let mut shell = Command::new("psql");
            shell.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", url]);
            (shell, format!("{table}; {index}\n\\copy bare FROM '{file}' CSV HEADER\nDROP TABLE bare;\n"))
        }
    };
    let begun = Instant::now();
    let started = shell.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(mut started) = started else { return Ok(None) };
    started.stdin.take().context("its input")?.write_all(script.as_bytes())?;
    Ok(started.wait()?.success().then(|| begun.elapsed().as_secs_f64()))
}

fn write_sample(folder: &Path) -> Result<PathBuf> {
    let customers = std::env::var("ENGAGE_BENCH_CUSTOMERS").map_or(Ok(sample::CUSTOMERS), |text| text.parse())?;
    let today = Day::parse("2026-11-24").context("a day")?;
    for kind in ImportKind::ALL.iter().copied() {
        let mut out = BufWriter::new(File::create(folder.join(format!("{}.csv", kind.word())))?);
        sample::write(kind, customers, today, &mut out)?;
    }
    Ok(folder.to_owned())
}

/// The machine's memory, where it says so.
fn memory() -> String {
    let told = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = told.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    total.map_or_else(|| String::from("memory unknown"), |total| format!("memory {}", total.trim()))
}

//! How long it takes to write the messages of a change that moves a million people, and how many messages a second are
//! delivered to a receiver on this machine: of one group, one after the other, and of 200 groups side by side.
//! `bin/with-postgres cargo bench --bench webhooks` measures both databases.

use anyhow::{Context, Result};
use clap::Parser;
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use engage::access::{Actor, Role};
use engage::config::{CommandLine, Options};
use engage::currency::Currency;
use engage::day::Day;
use engage::groups::changes::Change;
use engage::ids::PublisherId;
use engage::imports;
use engage::reading::ImportKind;
use engage::segments::Rule;
use engage::startup;
use engage::state::State;
use engage::store::customer_groups::{self, CustomerGroup, GroupKind, NewGroup};
use engage::store::membership_changes::{self, Cause};
use engage::store::webhook_endpoints::Wishes;
use engage::store::webhook_messages::WebhookEvent;
use engage::store::{DatabaseUrl, apps, publishers};
use engage::webhooks::deliver;
use engage::webhooks::endpoints::{self, Draft};
use engage::webhooks::outbox::{self, Happening, Inactivity};
use roaring::RoaringBitmap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// People who are moved: half of them enter, half of them leave, from everywhere among twice as many.
const MOVED: u32 = 1_000_000;

/// Messages that are delivered in each measurement.
const MESSAGES: usize = 20_000;

/// Groups whose messages are delivered side by side.
const GROUPS: usize = 200;

fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    println!("{} cores", std::thread::available_parallelism()?);
    println!(
        "{:<12}{:>20}{:>22}{:>24}",
        "database", "1,000,000 moved, s", "one group, messages/s", "200 groups, messages/s"
    );
    run("SQLite", None, &folder.path().join("sqlite"))?;
    let Ok(server) = std::env::var("ENGAGE_TEST_POSTGRES") else {
        println!("left out: PostgreSQL, as ENGAGE_TEST_POSTGRES names no server");
        return Ok(());
    };
    let name = format!("engage_bench_{:016x}", rand::random::<u64>());
    let mut connection = PgConnection::establish(&server)?;
    sql_query(format!("CREATE DATABASE {name}")).execute(&mut connection)?;
    let (base, _) = server.rsplit_once('/').context("a URL with a database")?;
    let ran = run("PostgreSQL", Some(format!("{base}/{name}")), &folder.path().join("postgres"));
    sql_query(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut connection)?;
    ran
}

fn run(database: &str, database_url: Option<String>, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let options = Options {
        database_url: database_url.map(DatabaseUrl::new),
        data_dir: folder.join("data"),
        webhook_networks: vec!["127.0.0.0/8".parse()?],
        ..CommandLine::parse_from(["engage"]).options
    };
    let state = startup::open(&options)?;
    let (publisher, groups) = prepare(&state, folder)?;
    let actor = Actor { publisher, user: None, token: None, role: Role::Owner };
    let (url, received) = receiver()?;
    let wishes = Wishes { events: WebhookEvent::choices().collect(), ..Wishes::default() };
    let (endpoint, _) = endpoints::create(&state, &actor, &Draft { url, wishes })?;
    let of_group = delivered(&state, &received, || publish_run(&state, &groups[0], MESSAGES as u32))?;
    let side_by_side = delivered(&state, &received, || {
        for _ in 0..MESSAGES / GROUPS {
            publish(
                &state,
                publisher,
                groups.iter().map(|group| Happening::inactive(group, Inactivity::Small)).collect(),
            )?;
        }
        Ok(())
    })?;
    // So that what is written now is not delivered.
    endpoints::disable(&state, &actor, endpoint)?;
    let written = write_million(&state, &groups[0])?;
    println!("{database:<12}{written:>20.3}{of_group:>22.0}{side_by_side:>24.0}");
    Ok(())
}

/// A publisher with customers and segments.
fn prepare(state: &State, folder: &Path) -> Result<(PublisherId, Vec<CustomerGroup>)> {
    let now = state.clock.now();
    let app = state.database.write_now(|connection| {
        let publisher = publishers::create(connection, "bench", now)?;
        let app = apps::create(connection, publisher, "Bench", (apps::Platform::Other, Currency::Usd), now)?;
        apps::find(connection, publisher, app)
    })?;
    let lines =
        (0..MESSAGES).fold(String::from("account_id,age\n"), |lines, number| lines + &format!("u-{number},30\n"));
    let file = folder.join("customers.csv");
    std::fs::write(&file, lines)?;
    imports::take(state, &app, ImportKind::Customers, &file, "customers.csv")?;
    let groups = state.database.write_now(|connection| {
        let make = |number: usize| {
            let (name, rule) = (format!("Segment {number}"), Rule::default());
            let new = NewGroup {
                publisher_id: app.publisher_id,
                app_id: Some(app.id),
                kind: GroupKind::Segment,
                name: &name,
                rule: Some(&rule),
                created_by: None,
                form: None,
            };
            let id = customer_groups::create(connection, &new, now)?;
            customer_groups::find(connection, app.publisher_id, id)
        };
        (0..GROUPS).map(make).collect()
    })?;
    Ok((app.publisher_id, groups))
}

fn publish(state: &State, publisher: PublisherId, happenings: Vec<Happening>) -> Result<()> {
    let now = state.clock.now();
    Ok(state.database.write_now(|connection| outbox::publish(connection, publisher, &happenings, now))?)
}

/// Stores a change of a segment's members, and writes the messages about it.
fn publish_change(state: &State, group: &CustomerGroup, came: RoaringBitmap, gone: RoaringBitmap) -> Result<()> {
    let (day, now) = (Day::parse("2026-11-27").context("a day")?, state.clock.now());
    let change = Change { cause: Cause::Data, user_id: None, came, gone }.to_keep()?;
    state.database.write_now(|connection| {
        let id = membership_changes::create(connection, group.publisher_id, group.id, day, now, &change)?;
        let happening = Happening::members_changed(group, id, (day, &change));
        outbox::publish(connection, group.publisher_id, &[happening], now)
    })?;
    Ok(())
}

/// People who enter a segment at once: one message each, and one about all.
fn publish_run(state: &State, group: &CustomerGroup, people: u32) -> Result<()> {
    publish_change(state, group, (0..people - 1).collect(), RoaringBitmap::new())
}

/// Seconds to store a change that moves a million people, with its messages.
fn write_million(state: &State, group: &CustomerGroup) -> Result<f64> {
    let mut sides = [RoaringBitmap::new(), RoaringBitmap::new()];
    for side in &mut sides {
        while side.len() < u64::from(MOVED / 2) {
            side.insert(rand::random_range(0..2 * MOVED));
        }
    }
    let [came, gone] = sides;
    let started = Instant::now();
    publish_change(state, group, came, gone)?;
    Ok(started.elapsed().as_secs_f64())
}

/// Messages a second from the moment at which all are written until the receiver has them.
fn delivered(state: &State, received: &Arc<AtomicUsize>, write: impl FnOnce() -> Result<()>) -> Result<f64> {
    write()?;
    received.store(0, Ordering::Relaxed);
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let shared = state.clone();
    let started = Instant::now();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map(|runtime| runtime.block_on(deliver::run(shared, stopped)))
    });
    while received.load(Ordering::Relaxed) < MESSAGES {
        std::thread::sleep(Duration::from_millis(5));
    }
    let seconds = started.elapsed().as_secs_f64();
    stop.send(true).ok();
    thread.join().map_err(|_| anyhow::anyhow!("delivering broke off"))??;
    Ok(MESSAGES as f64 / seconds)
}

/// A receiver that takes everything and counts it.
fn receiver() -> Result<(String, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let (url, count) = (format!("http://{}/", listener.local_addr()?), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let counted = Arc::clone(&counted);
            std::thread::spawn(move || {
                while answer(&stream).is_some() {
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    Ok((url, count))
}

/// Answers one request; `None` at the end of the connection.
fn answer(stream: &TcpStream) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let (mut lines, mut length) = (BufReader::new(stream), 0);
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    lines.read_exact(&mut body).ok()?;
    { stream }.write_all(b"HTTP/1.1 204 No Content\r\n\r\n").ok()
}

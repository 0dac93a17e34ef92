//! How many push messages a second are sent to a push service on this machine, with all that is kept of each, beside a bare loop
//! of the same sitting that seals and posts and keeps nothing. `bin/with-postgres cargo bench --bench push` measures both
//! databases; `ENGAGE_BENCH_MESSAGES=1000000` sends that many.

use anyhow::{Context, Result};
use clap::Parser;
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use engage::access::{Actor, Role};
use engage::config::{CommandLine, Options};
use engage::consents::{ConsentChannel, ConsentPurpose, ConsentSource, Heard};
use engage::currency::Currency;
use engage::imports;
use engage::notifications::comparison::NewComparison;
use engage::notifications::content::{Links, Wording};
use engage::notifications::drafts::{self, Draft};
use engage::notifications::{find, report, rules, send, start};
use engage::push::sealing::{BrowserKeys, seal};
use engage::push::setup;
use engage::reading::ImportKind;
use engage::segments::Rule;
use engage::startup;
use engage::state::State;
use engage::store::apps::{self, App};
use engage::store::consents::{self, About, ConsentState};
use engage::store::customer_groups::{self, GroupKind, NewGroup};
use engage::store::notification_rules::NotificationRules;
use engage::store::notification_times::Timing;
use engage::store::notifications::{Devices, NotificationState, Urgency};
use engage::store::subscriptions::{self, NewSubscription};
use engage::store::{DatabaseUrl, publishers};
use ring::rand::SystemRandom;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Messages of each measurement, unless others are asked for: some seconds.
const MESSAGES: usize = 20_000;

fn messages() -> usize {
    std::env::var("ENGAGE_BENCH_MESSAGES").ok().and_then(|count| count.parse().ok()).unwrap_or(MESSAGES)
}

/// The memory of this process, in bytes.
fn memory() -> u64 {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    pages.split(' ').nth(1).and_then(|pages| pages.parse::<u64>().ok()).unwrap_or(0) * 4_096
}

/// Requests under way at once in the bare loop, as the program has to one push service.
const UNDER_WAY: usize = 32;

/// The keys of the example of RFC 8291.
const PUBLIC: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

fn main() -> Result<()> {
    startup::choose_tls();
    let folder = tempfile::tempdir()?;
    let (url, received) = service()?;
    let bare = bare(&url)?;
    println!("{} cores; the bare loop sends {bare:.0} messages/s", std::thread::available_parallelism()?);
    println!(
        "{:<12}{:>12}{:>14}{:>16}{:>18}{:>12}",
        "database", "messages", "prepared, s", "messages/s", "of the bare loop", "grown, MB"
    );
    run(("SQLite", bare), None, &folder.path().join("sqlite"), (&url, &received))?;
    let Ok(server) = std::env::var("ENGAGE_TEST_POSTGRES") else {
        println!("left out: PostgreSQL, as ENGAGE_TEST_POSTGRES names no server");
        return Ok(());
    };
    let name = format!("engage_bench_{:016x}", rand::random::<u64>());
    let mut connection = PgConnection::establish(&server)?;
    sql_query(format!("CREATE DATABASE {name}")).execute(&mut connection)?;
    let (base, _) = server.rsplit_once('/').context("a URL with a database")?;
    let at = Some(format!("{base}/{name}"));
    let ran = run(("PostgreSQL", bare), at, &folder.path().join("postgres"), (&url, &received));
    sql_query(format!("DROP DATABASE {name} WITH (FORCE)")).execute(&mut connection)?;
    ran
}

/// Messages a second of a loop that seals and posts, on one thread.
fn bare(url: &str) -> Result<f64> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let browser = BrowserKeys::parse(PUBLIC, AUTH)?;
    let (client, sent) = (reqwest::Client::new(), Arc::new(AtomicUsize::new(0)));
    let messages = messages().min(200_000);
    let started = Instant::now();
    runtime.block_on(async {
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..UNDER_WAY {
            let (client, sent, browser, url) = (client.clone(), Arc::clone(&sent), browser.clone(), url.to_owned());
            tasks.spawn(async move {
                let random = SystemRandom::new();
                while sent.fetch_add(1, Ordering::Relaxed) < messages {
                    let body = seal(&random, &browser, &[b'x'; 400], 400).unwrap_or_default();
                    let request = client.post(&url).header("ttl", "60").header("content-encoding", "aes128gcm");
                    drop(request.header("topic", "n").header("urgency", "normal").body(body).send().await);
                }
            });
        }
        while tasks.join_next().await.is_some() {}
    });
    Ok(messages as f64 / started.elapsed().as_secs_f64())
}

fn run(
    (database, bare): (&str, f64),
    database_url: Option<String>,
    folder: &Path,
    (url, received): (&str, &Arc<AtomicUsize>),
) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let options = Options {
        database_url: database_url.map(DatabaseUrl::new),
        data_dir: folder.join("data"),
        push_hosts: vec![String::from("127.0.0.1")],
        ..CommandLine::parse_from(["engage"]).options
    };
    let state = startup::open(&options)?;
    let (app, actor) = prepare(&state, folder, url)?;
    let id = draft(&state, &actor, &app)?;
    let publisher = state.database.read_now(|connection| publishers::find(connection, actor.publisher))?;
    let rules = NotificationRules { approval_above: 100_000_000, ..rules::of(&state, &actor)? };
    rules::save(&state, &actor, &rules).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    start::send(&state, &actor, &publisher, (id, 1)).map_err(|error| anyhow::anyhow!("{error:?}"))?;
    received.store(0, Ordering::Relaxed);
    let before = memory();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let shared = state.clone();
    let started = Instant::now();
    let thread = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.map(|runtime| runtime.block_on(send::run(shared, stopped)))
    });
    while received.load(Ordering::Relaxed) == 0 {
        std::thread::sleep(Duration::from_millis(2));
    }
    let (prepared, first, mut most) = (started.elapsed().as_secs_f64(), Instant::now(), before);
    while find(&state, &actor, id)?.0.state != NotificationState::Sent {
        most = most.max(memory());
        std::thread::sleep(Duration::from_millis(10));
    }
    let messages = messages();
    let rate = messages as f64 / first.elapsed().as_secs_f64();
    stop.send(true).ok();
    thread.join().map_err(|_| anyhow::anyhow!("sending broke off"))??;
    let (notification, _) = find(&state, &actor, id)?;
    let found = report::report(&state, &notification)?;
    anyhow::ensure!(found.adds_up() && found.accepted == i64::try_from(messages)?, "{found:?}");
    let grown = most.saturating_sub(before) >> 20;
    println!("{database:<12}{messages:>12}{prepared:>14.2}{rate:>16.0}{:>17.0}%{grown:>12}", rate / bare * 100.0);
    Ok(())
}

/// A publisher with customers, each with a browser at the push service and a consent.
fn prepare(state: &State, folder: &Path, url: &str) -> Result<(App, Actor)> {
    let now = state.clock.now();
    let app = state.database.write_now(|connection| {
        let publisher = publishers::create(connection, "bench", now)?;
        let app = apps::create(connection, publisher, "Bench", (apps::Platform::Other, Currency::Usd), now)?;
        apps::find(connection, publisher, app)
    })?;
    let actor = Actor { publisher: app.publisher_id, user: None, token: None, role: Role::Owner };
    let contact = String::from("mailto:push@fabrikam.org");
    setup::save(state, &actor, app.id, &setup::Draft { contact, ..setup::Draft::default() })?;
    let lines =
        (0..messages()).fold(String::from("account_id,age\n"), |lines, number| lines + &format!("u-{number},30\n"));
    let file = folder.join("customers.csv");
    std::fs::write(&file, lines)?;
    imports::take(state, &app, ImportKind::Customers, &file, "customers.csv")?;
    let browser = BrowserKeys::parse(PUBLIC, AUTH)?;
    state.database.write_now(|connection| {
        for number in 0..messages() {
            let account = format!("u-{number}");
            let new = NewSubscription {
                account_id: account.clone(),
                endpoint: format!("{url}{number}"),
                endpoint_digest: account.clone(),
                public_key: browser.public().to_vec(),
                auth: browser.auth().to_vec(),
                language: String::from("en"),
                time_zone: None,
                agent: String::new(),
                expires_at: None,
            };
            subscriptions::create(connection, app.key(), &new, now)?;
            let (channel, purpose) = (ConsentChannel::WebPush, ConsentPurpose::Promotional);
            let about = About { publisher: app.publisher_id, account: &account, channel, purpose };
            consents::add(
                connection,
                about,
                (ConsentState::Given, ConsentSource::Browser, "Yes"),
                Heard::at_once(now),
            )?;
        }
        Ok(())
    })?;
    // PostgreSQL does so by itself, within a minute.
    state.database.gather_statistics(i64::MAX)?;
    Ok((app, actor))
}

/// A draft to everybody.
fn draft(state: &State, actor: &Actor, app: &App) -> Result<engage::ids::NotificationId> {
    let group = state.database.write_now(|connection| {
        let rule = Rule::default();
        let new = NewGroup {
            publisher_id: app.publisher_id,
            app_id: Some(app.id),
            kind: GroupKind::Segment,
            name: "Everybody",
            rule: Some(&rule),
            created_by: None,
            form: None,
        };
        customer_groups::create(connection, &new, state.clock.now())
    })?;
    let wording = Wording {
        language: String::from("en"),
        title: String::from("Spring is here"),
        body: String::from("Everything for the garden, this week only."),
        target: String::from("https://fabrikam.org/spring"),
        icon: String::new(),
        variant: 0,
    };
    let draft = Draft {
        app: app.id,
        name: String::from("Spring"),
        purpose: ConsentPurpose::Promotional,
        groups: vec![group],
        except: Vec::new(),
        devices: Devices::default(),
        wordings: vec![wording],
        urgency: Urgency::default(),
        expires_hours: 24,
        per_second: None,
        repeats: true,
        comparison: NewComparison { days: 7, ..NewComparison::default() },
        timing: Timing::default(),
    };
    let links = Links { origin: String::from("https://engage.example.org") };
    drafts::create(state, actor, &draft, &links).map_err(|error| anyhow::anyhow!("{error:?}"))
}

/// A push service that takes everything and counts it.
fn service() -> Result<(String, Arc<AtomicUsize>)> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let (url, count) = (format!("http://{}/", listener.local_addr()?), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&count);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let counted = Arc::clone(&counted);
            std::thread::spawn(move || {
                let mut lines = BufReader::new(&stream);
                while answer(&stream, &mut lines).is_some() {
                    counted.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    Ok((url, count))
}

/// Answers one request; `None` at the end of the connection.
fn answer(stream: &TcpStream, lines: &mut BufReader<&TcpStream>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let mut length = 0;
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
    { stream }.write_all(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n").ok()
}

//! The real program for one test, on a database of its own: served on a free port of this machine, then stopped and
//! thrown away with everything it kept. `on_both_databases!` runs a test on SQLite and on PostgreSQL, `however_answered!` also
//! where PostgreSQL answers the rules.

#[path = "statements.rs"]
pub mod statements;
#[path = "template.rs"]
mod template;

use crate::postgres::PostgresDatabase;
use actix_web::dev::ServerHandle;
use clap::Parser;
use engage::audience::AudienceMode;
use engage::config::{CommandLine, Options, Switch};
use engage::day::Day;
use engage::reading::ImportKind;
use engage::state::State;
use engage::store::apps::{self, App};
use engage::store::imports::Import;
use engage::store::{DatabaseUrl, publishers};
use engage::token::Token;
use engage::{imports, jobs};
use engage::{startup, web};
use std::io::{self, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, mpsc};
use std::thread::JoinHandle;
use tempfile::TempDir;
use tokio::sync::oneshot;

/// The day that every test calls today.
const TODAY: &str = "2018-01-01";

/// Makes of `fn a_sentence(site: &Site) { … }` the tests `a_sentence::sqlite` and `a_sentence::postgres`, where rules are
/// answered in memory.
macro_rules! on_both_databases {
    ($(fn $name:ident($site:ident: &Site) $body:block)+) => { $(
        fn $name($site: &crate::site::Site) $body

        mod $name {
            #[test]
            fn sqlite() {
                super::$name(&crate::site::Site::on_sqlite());
            }

            #[test]
            fn postgres() {
                super::$name(&crate::site::Site::on_postgres());
            }
        }
    )+ };
}
pub(crate) use on_both_databases;

/// The same, and `a_sentence::by_database`, where PostgreSQL answers the rules too: for what shows the answer of a rule or
/// puts one to use. Whatever asks none runs the same statements in either mode, and is not run a third time.
macro_rules! however_answered {
    ($(fn $name:ident($site:ident: &Site) $body:block)+) => { $(
        fn $name($site: &crate::site::Site) $body

        mod $name {
            #[test]
            fn sqlite() {
                super::$name(&crate::site::Site::on_sqlite());
            }

            #[test]
            fn postgres() {
                super::$name(&crate::site::Site::on_postgres());
            }

            #[test]
            fn by_database() {
                super::$name(&crate::site::Site::answered_by_database());
            }
        }
    )+ };
}
pub(crate) use however_answered;

/// Says what is not tested for want of something, past the test runner, which keeps what passing tests print.
pub fn left_out(what: &str) {
    io::stderr().write_all(format!("left out: {what}\n").as_bytes()).unwrap();
}

/// A running program.
pub struct Site {
    pub url: String,
    pub state: State,
    folder: TempDir,
    server: ServerHandle,
    /// Dropped, it stops the workers; the receiver hears when they have stopped.
    workers: Mutex<Option<oneshot::Sender<()>>>,
    stopped: Mutex<mpsc::Receiver<()>>,
    thread: Option<JoinHandle<()>>,
    /// Dropped last, when nothing holds a connection any more.
    _database: Option<PostgresDatabase>,
}

impl Site {
    pub fn on_sqlite() -> Self {
        Self::start(None, AudienceMode::Memory)
    }

    pub fn on_postgres() -> Self {
        Self::start(Some(PostgresDatabase::create_from(template::postgres)), AudienceMode::Memory)
    }

    /// On PostgreSQL, which answers the rules too.
    pub fn answered_by_database() -> Self {
        Self::start(Some(PostgresDatabase::create_from(template::postgres)), AudienceMode::Database)
    }

    fn start(database: Option<PostgresDatabase>, audience: AudienceMode) -> Self {
        statements::watch();
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let options = Options {
            // Messages say where browsers find the program.
            listen: listener.local_addr().unwrap(),
            public_url: None,
            trusted_proxy: Vec::new(),
            proxy_header: Default::default(),
            connections_per_address: 256,
            database_url: database.as_ref().map(|database| DatabaseUrl::new(database.url())),
            connections: 6,
            job_connections: 3,
            prepared_statements: Switch::On,
            threads: 4,
            data_dir: folder.path().join("data"),
            today: Day::parse(TODAY),
            audience,
            memory_limit: 64,
            upload_limit: 64,
            access_log: Switch::Off,
            webhook_networks: vec!["127.0.0.0/8".parse().unwrap()],
            push_hosts: vec![String::from("127.0.0.1")],
            ..CommandLine::parse_from(["engage"]).options
        };
        startup::create_data_folder(&options).unwrap();
        if database.is_none() {
            template::copy_sqlite(&options.data_dir.join("engage.db"));
        }
        let state = startup::open(&options).unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (send_handle, handle) = mpsc::channel();
        let (workers, stop) = oneshot::channel();
        let (tell_stopped, stopped) = mpsc::channel();
        let shared = state.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async {
                let worker = jobs::start(shared.clone());
                let server = startup::run(listener, shared).unwrap();
                send_handle.send(server.handle()).unwrap();
                let server = actix_web::rt::spawn(server);
                stop.await.ok();
                worker.stop().await;
                tell_stopped.send(()).ok();
                server.await.unwrap().unwrap();
            });
        });
        let server = handle.recv().expect("the program starts");
        let (workers, stopped) = (Mutex::new(Some(workers)), Mutex::new(stopped));
        Self { url, state, folder, server, workers, stopped, thread: Some(thread), _database: database }
    }

    /// Stops the workers, so that jobs stay as a test puts them.
    pub fn stop_workers(&self) {
        drop(self.workers.lock().unwrap().take());
        self.stopped.lock().unwrap().recv().expect("the workers stop");
    }

    /// The one-time link of a new publisher, as a path.
    pub fn setup_path(&self) -> String {
        let (token, now) = (Token::random(), self.state.clock.now());
        self.state.database.write_now(|connection| publishers::create(connection, &token.digest(), now)).unwrap();
        web::accounts::setup_path(&token)
    }

    /// The only app of this name.
    pub fn app(&self, name: &str) -> App {
        let find = |connection: &mut _| {
            let mut found = Vec::new();
            for publisher in publishers::all(connection)? {
                found.extend(apps::find_by_name(connection, publisher.id, name)?);
            }
            Ok(found)
        };
        let [app] = <[App; 1]>::try_from(self.state.database.read_now(find).unwrap()).expect("one app of this name");
        app
    }

    /// A file with this text, gone when the site is.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    /// Takes the file into the app of this name; what became of its lines adds up.
    pub fn take(&self, app: &str, kind: ImportKind, path: &Path) -> Import {
        let import = imports::take(&self.state, &self.app(app), kind, path, "test.csv").unwrap();
        assert_eq!(import.lines_done(), import.lines_total, "{}", path.display());
        import
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(self.workers.lock().unwrap().take());
        // The command to stop is given at once; the future only waits for its end, as joining the thread does.
        drop(self.server.stop(false));
        if self.thread.take().is_some_and(|thread| thread.join().is_err()) {
            eprintln!("the program of this test ended badly");
        }
        if !std::thread::panicking() {
            statements::hold();
        }
    }
}

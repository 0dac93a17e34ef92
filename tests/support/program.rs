//! The program as an operator runs it: processes of their own over one database, which can be stopped or killed at any
//! moment. `on_either_database!` runs a test over SQLite and over PostgreSQL.

use crate::postgres::PostgresDatabase;
use crate::visitor::{PASSWORD, Visitor};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, ExitStatus, Output, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long anything may take that is waited for, on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(90);

/// The day that every process calls today.
const TODAY: &str = "2018-01-01";

/// Makes of `fn a_sentence(installation: &Installation) { … }` the tests `a_sentence::sqlite` and `a_sentence::postgres`.
/// `with [("NAME", "value")];` before them sets variables of the environment.
macro_rules! on_either_database {
    ($(fn $name:ident($installation:ident: &Installation) $body:block)+) => {
        crate::program::on_either_database! { with []; $(fn $name($installation: &Installation) $body)+ }
    };
    (with $environment:expr; $(fn $name:ident($installation:ident: &Installation) $body:block)+) => { $(
        fn $name($installation: &crate::program::Installation) $body

        mod $name {
            #[test]
            fn sqlite() {
                super::$name(&crate::program::Installation::on_sqlite().with(&$environment));
            }

            #[test]
            fn postgres() {
                super::$name(&crate::program::Installation::on_postgres().with(&$environment));
            }
        }
    )+ };
}
pub(crate) use on_either_database;

/// A database with folders for the data of the processes over it.
pub struct Installation {
    folder: TempDir,
    pub database: Option<PostgresDatabase>,
    /// The day that its processes call today.
    today: Mutex<&'static str>,
    environment: Vec<(String, String)>,
}

/// One process that serves.
pub struct Program {
    child: Child,
    /// Where it serves.
    pub url: String,
    /// The path of the setup page, where it printed one.
    pub setup: Option<String>,
    /// Kept open, so that what it prints later does not end it.
    _printed: BufReader<ChildStdout>,
}

impl Installation {
    pub fn on_sqlite() -> Self {
        Self::at(&[])
    }

    pub fn on_postgres() -> Self {
        Self { database: Some(PostgresDatabase::create_from(|_| "template1")), ..Self::at(&[]) }
    }

    /// With these variables of the environment, such as the URL of a database that somebody else keeps.
    pub fn at(environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder, database: None, today: Mutex::new(TODAY), environment: Vec::new() }.with(environment)
    }

    /// With these variables too.
    pub fn with(mut self, environment: &[(&str, &str)]) -> Self {
        let more = environment.iter().map(|(name, value)| (String::from(*name), String::from(*value)));
        self.environment.extend(more);
        self
    }

    /// An empty one on the same kind of database, without variables.
    pub fn another(&self) -> Self {
        if self.database.is_some() { Self::on_postgres() } else { Self::on_sqlite() }
    }

    /// Has the processes that start from now on call this day today.
    pub fn set_today(&self, day: &'static str) {
        *self.today.lock().unwrap() = day;
    }

    fn today(&self) -> &'static str {
        *self.today.lock().unwrap()
    }

    /// A path in the folder of the test.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file with this text.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    /// A command over the database, with its files in the data folder `data`.
    pub fn command(&self, data: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_engage"));
        command
            .args(arguments)
            .args(["--listen", "127.0.0.1:0", "--today", self.today()])
            .arg("--data-dir")
            .arg(self.path(data));
        if let Some(database) = &self.database {
            command.env("DATABASE_URL", database.url());
        }
        command.envs(self.environment.iter().cloned()).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, data: &str, arguments: &[&str]) -> Output {
        self.command(data, arguments).output().unwrap()
    }

    /// Starts a process with its files in the data folder `data`, and waits until it serves.
    pub fn start(&self, data: &str) -> Program {
        self.begin(data).unwrap_or_else(|| panic!("the program does not start: {}", self.log(data)))
    }

    /// Starts a process; none where it ends before it serves.
    pub fn begin(&self, data: &str) -> Option<Program> {
        let log = File::options().create(true).append(true).open(self.log_path(data)).unwrap();
        let mut child = self.command(data, &[]).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let mut printed = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        let address = loop {
            line.clear();
            if printed.read_line(&mut line).unwrap() == 0 {
                child.wait().unwrap();
                return None;
            }
            if let Some(start) = line.find("http://") {
                break line[start..].trim().to_owned();
            }
        };
        let path_start = address[7..].find('/').map_or(address.len(), |slash| slash + 7);
        let (url, path) = address.split_at(path_start);
        let setup = path.starts_with("/setup/").then(|| path.to_owned());
        Some(Program { url: url.to_owned(), setup, child, _printed: printed })
    }

    /// What the processes of the data folder logged.
    pub fn log(&self, data: &str) -> String {
        std::fs::read_to_string(self.log_path(data)).unwrap_or_default()
    }

    fn log_path(&self, data: &str) -> PathBuf {
        self.path(&format!("{data}.log"))
    }
}

impl Program {
    /// Sets the first publisher up and returns its owner, signed in.
    pub fn owner(&self) -> Visitor {
        let visitor = Visitor::at(&self.url, "en");
        let setup = self.setup.as_deref().expect("nobody has set the program up yet");
        let form = visitor.get(setup).form("form");
        let done = form.set("publisher", "Fabrikam").set("email", "ann@example.com").set("password", PASSWORD);
        assert_eq!(done.press("Set up").location(), "/groups");
        visitor
    }

    /// The owner, who signs in again after a start.
    pub fn signed_in_owner(&self) -> Visitor {
        let visitor = Visitor::at(&self.url, "en");
        let form = visitor.get("/sign-in").form("main form").set("email", "ann@example.com").set("password", PASSWORD);
        assert_eq!(form.press("Sign in").location(), "/groups");
        visitor
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends the process as a power switch would.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks the process to stop, and waits for its end.
    pub fn stop(mut self) -> ExitStatus {
        signal(&self.child, "TERM");
        wait_for(&mut self.child)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Sends a signal, such as `TERM`, to a process.
pub fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([format!("-{name}"), child.id().to_string()]).status().unwrap();
    assert!(sent.success(), "the process is gone already");
}

/// Waits for the end of a process.
pub fn wait_for(child: &mut Child) -> ExitStatus {
    until("the process ends", || child.try_wait().unwrap())
}

/// Waits until `found` finds something.
pub fn until<T>(what: &str, mut found: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = found() {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

//! The program behind a pooler in transaction mode: each transaction may meet another session of the server.

use crate::cluster::{Cluster, free_port, is_root};
use crate::program::{Installation, until};
use crate::site::left_out;
use crate::visitor::{PASSWORD, Visitor};
use diesel::sql_types::{BigInt, Integer, Nullable};
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// pgbouncer before a cluster, with fewer sessions than a program has connections.
struct Pooler {
    child: Child,
    folder: TempDir,
    port: u16,
    server: Cluster,
}

impl Pooler {
    /// None where pgbouncer or the programs of PostgreSQL are not on this machine.
    fn start() -> Option<Self> {
        let found = program().zip(Cluster::start(&[], "", |_| {}));
        let Some((program, server)) = found else {
            left_out("the pooler in transaction mode, for want of pgbouncer or of PostgreSQL's server");
            return None;
        };
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        let (path, behind) = (folder.path().display(), server.path(""));
        let settings = format!(
            "[databases]\n* = host={} port={} user=engage\n[pgbouncer]\nlisten_addr =\nlisten_port = {port}\n\
             unix_socket_dir = {path}\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 3\n\
             max_client_conn = 200\nlogfile = {path}/log\n",
            behind.display(),
            server.port
        );
        std::fs::write(folder.path().join("settings"), settings).unwrap();
        let mut command = Command::new(program);
        if is_root() {
            Command::new("chown").args(["-R", "postgres"]).arg(folder.path()).status().unwrap();
            command.args(["-u", "postgres"]);
        }
        let quiet = command.arg("-q").arg(folder.path().join("settings")).stdin(Stdio::null()).stderr(Stdio::null());
        let child = quiet.spawn().unwrap();
        let pooler = Self { child, folder, port, server };
        until("the pooler answers", || PgConnection::establish(&pooler.url()).ok());
        Some(pooler)
    }

    fn url(&self) -> String {
        let folder = self.folder.path().to_str().unwrap().replace('/', "%2F");
        format!("postgres://engage@{folder}:{}/postgres", self.port)
    }

    /// What the server itself says.
    fn ask<T: QueryableByName<diesel::pg::Pg> + 'static>(&self, query: &str) -> T {
        let mut connection = PgConnection::establish(&self.server.socket_url("engage", "postgres")).unwrap();
        sql_query(query).get_result(&mut connection).unwrap()
    }
}

impl Drop for Pooler {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn program() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.push(Path::new("/usr/sbin").to_owned());
    folders.into_iter().map(|folder| folder.join("pgbouncer")).find(|program| program.exists())
}

#[derive(QueryableByName)]
struct App {
    #[diesel(sql_type = Nullable<Integer>)]
    profiles_on: Option<i32>,
    #[diesel(sql_type = Integer)]
    next_position: i32,
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[test]
fn behind_a_pooler_in_transaction_mode_people_sign_in_files_are_taken_and_days_pass() {
    let Some(pooler) = Pooler::start() else { return };
    let installation = Installation::at(&[("DATABASE_URL", &pooler.url()), ("ENGAGE_PREPARED_STATEMENTS", "off")]);
    let first = installation.start("one");
    let owner = first.owner();
    let second = installation.start("two");
    let visitor = Visitor::at(&second.url, "en");
    let form = visitor.get("/sign-in").form("form").set("email", "ann@example.com").set("password", PASSWORD);
    assert_eq!(form.press("Sign in").location(), "/groups");
    let app = owner.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
    let lines: String = (0..5_000).map(|number| format!("{number},{}\n", 20 + number % 50)).collect();
    let file = installation.file("customers.csv", &format!("account_id,age\n{lines}"));
    let import = ["import", "--app", "Journey", "--kind", "customers", file.to_str().unwrap()];
    // Two at once: the lane of the app lets one wait for the other.
    let both = [(); 2].map(|()| installation.command("one", &import).spawn().unwrap());
    for mut child in both {
        assert!(child.wait().unwrap().success());
    }
    for visitor in [&owner, &visitor] {
        until("the customers show", || (visitor.get(&app).text("#available") == "5,000").then_some(()));
    }
    let of_app = "SELECT profiles_on, next_position FROM apps";
    let before: App = pooler.ask(of_app);
    assert_eq!(before.next_position, 5_000, "every customer has one place");
    assert!(first.stop().success() && second.stop().success());
    installation.set_today("2018-01-02");
    let programs = [installation.start("one"), installation.start("two")];
    until("the day passes", || (pooler.ask::<App>(of_app).profiles_on > before.profiles_on).then_some(()));
    let left: Count = pooler.ask("SELECT COUNT(*) AS count FROM pg_locks WHERE locktype = 'advisory'");
    assert!(left.count <= 3, "locks outlive their transactions");
    drop(programs);
    for data in ["one", "two"] {
        let log = installation.log(data);
        assert!(!log.contains("prepared statement") && !log.contains("ERROR"), "{log}");
    }
}

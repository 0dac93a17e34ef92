//! A PostgreSQL cluster of a test's own, for what the shared one cannot be set to: certificates, another language, a pooler
//! before it. It listens on this machine alone and is gone with the test.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A running cluster, whose owner is the role `engage` with [`PASSWORD`].
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    pub port: u16,
}

/// The password of every role, which no message may repeat.
pub const PASSWORD: &str = "correct-horse-battery";

/// The file of a cluster that says who may connect.
const ACCESS: &str = "data/pg_hba.conf";

impl Cluster {
    /// Makes a cluster with these settings, such as `ssl=on`, started with the environment. `prepare` puts files into the
    /// cluster's folder before. None where the programs of PostgreSQL are not on this machine.
    pub fn start(settings: &[String], environment: &str, prepare: impl FnOnce(&Path)) -> Option<Self> {
        let programs = folder_with("initdb")?;
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("password"), PASSWORD).unwrap();
        prepare(folder.path());
        let cluster = Self { folder, programs, port: free_port() };
        if is_root() {
            let owned = Command::new("chown").arg("-R").arg("postgres").arg(cluster.path("")).status().unwrap();
            assert!(owned.success());
        }
        let path = cluster.path("");
        let path = path.to_str().unwrap();
        cluster.run(&format!("initdb -D {path}data -A trust -U engage -E UTF8 --no-locale -N --pwfile={path}password"));
        // Over the network with a password and TLS only, as managed servers demand it; by the socket as it comes.
        let access = "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n";
        std::fs::write(cluster.path(ACCESS), access).unwrap();
        let fixed = format!("-c listen_addresses=127.0.0.1 -c port={} -c unix_socket_directories={path}", cluster.port);
        let given: String = settings.iter().map(|setting| format!(" -c {setting}")).collect();
        let start =
            format!("-D {path}data -w -l {path}log -o '{fixed} -c fsync=off -c max_connections=100{given}' start");
        cluster.run_with(environment, &format!("pg_ctl {start}"));
        Some(cluster)
    }

    /// A path in the folder of the cluster.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The URL of a database by the socket.
    pub fn socket_url(&self, role: &str, database: &str) -> String {
        let folder = self.folder.path().to_str().unwrap().replace('/', "%2F");
        format!("postgres://{role}@{folder}:{}/{database}", self.port)
    }

    fn run(&self, command: &str) {
        self.run_with("", command);
    }

    fn run_with(&self, environment: &str, command: &str) {
        let command = format!("cd / && {environment} {}/{command}", self.programs.display());
        let mut shell = if is_root() { Command::new("su") } else { Command::new("sh") };
        if is_root() {
            shell.args(["postgres", "-s", "/bin/sh"]);
        }
        let log = std::fs::File::create(self.folder.path().join("output")).unwrap();
        // To a file: a server would keep a pipe open for as long as it runs.
        let status = shell.arg("-c").arg(&command).stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        if !status.status().unwrap().success() {
            let said = ["output", "log"].map(|name| std::fs::read_to_string(self.path(name)).unwrap_or_default());
            panic!("{command}: {}", said.join("\n"));
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let stop = format!("pg_ctl -D {} -m immediate stop", self.path("data").display());
        if std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.run(&stop))).is_err() {
            eprintln!("the cluster in {} is left running", self.folder.path().display());
        }
    }
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Whether this is root, as whom PostgreSQL does not run.
pub fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|said| said.stdout.trim_ascii() == b"0")
}

/// The newest folder of PostgreSQL's programs that holds this one. Debian keeps them off the path.
pub fn folder_with(program: &str) -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let debian = debian.map(|entry| entry.path().join("bin"));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = debian.chain(std::env::split_paths(&path));
    folders.filter(|folder| folder.join(program).exists()).max()
}

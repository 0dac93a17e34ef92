//! Databases whose tables are there already: copies of one that was migrated once, since migrating each test's own took
//! longer than most tests.

use diesel::connection::SimpleConnection;
use diesel::sql_types::BigInt;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};
use engage::store::{Database, DatabaseOptions, DatabaseUrl};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Of nobody else on the cluster of the tests.
const LOCK: i64 = 4_711;

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Puts a copy of a migrated SQLite database at `path`.
pub fn copy_sqlite(path: &Path) {
    static MIGRATED: OnceLock<Vec<u8>> = OnceLock::new();
    let migrated = MIGRATED.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("engage.db");
        let options = DatabaseOptions::new(DatabaseUrl::new(file.to_str().unwrap()));
        drop(Database::open(&options).unwrap());
        // Its connections close a little later than it is dropped. What is still beside the file goes into it.
        let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
        let join = "PRAGMA busy_timeout = 60000; PRAGMA wal_checkpoint(TRUNCATE)";
        connection.batch_execute(join).unwrap();
        assert_eq!(std::fs::metadata(folder.path().join("engage.db-wal")).unwrap().len(), 0);
        std::fs::read(file).unwrap()
    });
    std::fs::write(path, migrated).unwrap();
}

/// The name of a migrated database on the cluster, to which nobody is connected. It is made once for every state of the
/// migrations, also if several test programs start at the same moment.
pub fn postgres(server: &str) -> &'static str {
    static NAME: OnceLock<String> = OnceLock::new();
    NAME.get_or_init(|| {
        let name = format!("engage_template_{:016x}", hash_of(Path::new("migrations/postgres")));
        let mut connection = PgConnection::establish(server).expect("PostgreSQL answers");
        let mut run = |statement: String| sql_query(statement).execute(&mut connection);
        run(format!("SELECT pg_advisory_lock({LOCK})")).unwrap();
        let count = format!("SELECT count(*) AS number FROM pg_database WHERE datname = '{name}'");
        let found: Number = sql_query(count).get_result(&mut PgConnection::establish(server).unwrap()).unwrap();
        if found.number == 0 {
            // One that is there is of a test program that was killed.
            run(format!("DROP DATABASE IF EXISTS {name}_new WITH (FORCE)")).unwrap();
            run(format!("CREATE DATABASE {name}_new")).unwrap();
            let url = format!("{}/{name}_new", server.rsplit_once('/').unwrap().0);
            drop(Database::open(&DatabaseOptions::new(DatabaseUrl::new(url))).unwrap());
            // PostgreSQL itself waits some seconds for connections that are closing.
            run(format!("ALTER DATABASE {name}_new RENAME TO {name}")).unwrap();
        }
        name
    })
}

/// The hash of every file below the folder.
fn hash_of(folder: &Path) -> u64 {
    let mut files = files_below(folder);
    files.sort();
    let mut hasher = DefaultHasher::new();
    files.iter().for_each(|file| (file, std::fs::read(file).unwrap()).hash(&mut hasher));
    hasher.finish()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

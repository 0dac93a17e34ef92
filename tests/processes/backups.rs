//! Backups: made while the program serves, put back while it does not.

use crate::cluster::folder_with;
use crate::direct::Direct;
use crate::program::{Installation, until};
use crate::site::left_out;
use crate::visitor::Visitor;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

fn import(visitor: &Visitor, first: usize) {
    let lines = (first..first + 100).map(|number| format!("{number},30\n"));
    let file: String = [String::from("account_id,age\n")].into_iter().chain(lines).collect();
    let sent = visitor.import("customers", "customers.csv", file.as_bytes());
    until("the file is taken in", || visitor.get(&sent).select("[data-poll]").is_empty().then_some(()));
}

/// Takes in 150 further customers with the command.
fn import_by_command(installation: &Installation, data: &str) {
    let lines = (2_000..2_150).map(|number| format!("{number},30\n"));
    let text: String = [String::from("account_id,age\n")].into_iter().chain(lines).collect();
    let file = installation.file("right.csv", &text);
    let arguments = ["import", "--app", "Journey", "--kind", "customers", file.to_str().unwrap()];
    let taken = installation.run(data, &arguments);
    assert!(taken.status.success(), "{taken:?}");
}

fn available(visitor: &Visitor, app: &str, customers: &str) {
    until("the page shows the customers", || (visitor.get(app).text("#available") == customers).then_some(()));
}

#[test]
fn a_backup_put_back_is_what_was_there_when_it_was_made() {
    let installation = Installation::on_sqlite();
    let program = installation.start("data");
    let visitor = program.owner();
    let app = visitor.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
    import(&visitor, 0);
    available(&visitor, &app, "100");
    let file = installation.path("backup.db").to_string_lossy().into_owned();
    for _ in 0..2 {
        // The second takes the place of the first.
        assert!(installation.run("data", &["backup", &file]).status.success());
    }
    import(&visitor, 100);
    available(&visitor, &app, "200");
    let refused = installation.run("data", &["restore", &file]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("stop it first"), "{refused:?}");
    assert!(program.stop().success());
    // A file that came after the backup, under such a word as files are kept under.
    let later = installation.path("data").join("imports").join(format!("{}.csv", "0a".repeat(16)));
    std::fs::write(&later, "account_id\n").unwrap();
    let restored = installation.run("data", &["restore", &file]);
    assert!(restored.status.success(), "{restored:?}");
    assert!(!installation.path("data").join("columns").exists());
    assert!(!later.exists());
    assert!(installation.path("data").join("engage.db.before-restore").exists());
    let program = installation.start("data");
    let visitor = program.signed_in_owner();
    available(&visitor, &app, "100");
    // The same numbers of versions as before, and other data.
    import(&visitor, 500);
    available(&visitor, &app, "200");
}

#[test]
fn a_database_that_is_put_back_by_hand_gives_its_own_numbers_at_once() {
    let installation = Installation::on_sqlite();
    let program = installation.start("data");
    let visitor = program.owner();
    let app = visitor.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
    import(&visitor, 0);
    available(&visitor, &app, "100");
    assert!(program.stop().success());
    let (data, aside) = (installation.path("data"), installation.path("aside.db"));
    std::fs::copy(data.join("engage.db"), &aside).unwrap();
    // A wrong file, whose columns are in a file when the program ends.
    let program = installation.start("data");
    let visitor = program.signed_in_owner();
    import(&visitor, 1_000);
    available(&visitor, &app, "200");
    assert!(program.stop().success());
    assert!(data.join("columns").exists(), "there are columns to be taken for those of the copy");
    std::fs::copy(&aside, data.join("engage.db")).unwrap();
    for log in ["engage.db-wal", "engage.db-shm"] {
        assert!(!data.join(log).exists(), "a program that ends leaves a log");
    }
    let program = installation.start("data");
    let visitor = program.signed_in_owner();
    assert_eq!(visitor.get(&app).text("#available"), "100", "the first page after the start");
    // The right file, as the same data version as the wrong one.
    import(&visitor, 500);
    available(&visitor, &app, "200");
    let form = visitor.get("/groups/new").form("#group-form").set("name", "Everyone");
    let group = form.set("formula", "Age == 30").press("Save").location();
    assert_eq!(visitor.get(&group).text("#members"), "200");
    // Once more, and nobody looks before the right file has raised the data to the version of the wrong one.
    assert!(program.stop().success());
    std::fs::copy(&aside, data.join("engage.db")).unwrap();
    import_by_command(&installation, "data");
    let program = installation.start("data");
    assert_eq!(program.signed_in_owner().get(&app).text("#available"), "250");
}

/// Runs one of PostgreSQL's own tools.
fn run_tool(folder: &Path, tool: &str, arguments: &[&str]) {
    let ended = Command::new(folder.join(tool)).args(arguments).output().unwrap();
    assert!(ended.status.success(), "{tool}: {}", String::from_utf8_lossy(&ended.stderr));
}

/// Puts a dump back under running programs. Its transaction asks for a lock on every table, one after the other, and
/// PostgreSQL may end it where a program holds them the other way round: nothing of it is done then, and it is run again.
fn put_back(folder: &Path, url: &str, file: &str) {
    let arguments = ["--clean", "--if-exists", "--single-transaction", "--dbname", url, file];
    until("the dump is put back", || {
        let ended = Command::new(folder.join("pg_restore")).args(arguments).output().unwrap();
        let said = String::from_utf8_lossy(&ended.stderr);
        assert!(ended.status.success() || said.contains("deadlock detected"), "pg_restore: {said}");
        ended.status.success().then_some(())
    });
}

#[test]
fn a_postgres_database_that_is_put_back_under_a_running_program_gives_its_own_numbers_at_once() {
    let Some(tools) = folder_with("pg_restore") else {
        return left_out("a database put back under a running program, for want of pg_restore");
    };
    let installation = Installation::on_postgres();
    let (program, replica) = (installation.start("one"), installation.start("two"));
    let owner = program.owner();
    let app = owner.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
    import(&owner, 0);
    let form = owner.get("/groups/new").form("#group-form").set("name", "Everyone").set("formula", "Age == 30");
    let group = form.press("Save").location();
    assert_eq!(owner.get(&group).text("#members"), "100");
    let url = installation.database.as_ref().unwrap().url();
    let file = installation.path("backup").to_string_lossy().into_owned();
    run_tool(&tools, "pg_dump", &["--format=custom", "--file", &file, "--dbname", &url]);
    // A wrong file, whose columns both have in memory.
    import(&owner, 1_000);
    let mut at_replica = owner.clone();
    replica.url.clone_into(&mut at_replica.url);
    [&owner, &at_replica].iter().for_each(|visitor| available(visitor, &app, "200"));
    put_back(&tools, &url, &file);
    for visitor in [&owner, &at_replica] {
        assert_eq!(visitor.get(&app).text("#available"), "100", "the first page after it");
        assert_eq!(visitor.get(&group).text("#members"), "100");
    }
    // The right file, as the same data version as the wrong one.
    import(&owner, 500);
    for visitor in [&owner, &at_replica] {
        available(visitor, &app, "200");
        until("the group is counted", || (visitor.get(&group).text("#members") == "200").then_some(()));
    }
    let exported = at_replica.get(&format!("{group}/members.csv")).body;
    assert!(!exported.contains("1050") && exported.contains("550"), "{exported}");
    // Once more, and nobody looks before a file has raised the data to the version that both have in memory.
    let version = "SELECT data_version AS number FROM apps";
    let counted = "SELECT COUNT(*) AS number FROM customer_groups g JOIN apps a ON a.id = g.app_id
        WHERE g.refreshed_version = a.data_version AND a.data_version = a.churn_version";
    let mut direct = Direct::to(&installation, "one");
    until("the group is counted", || (direct.number(counted) == 1).then_some(()));
    for visitor in [&owner, &at_replica] {
        assert_eq!(visitor.get(&app).text("#available"), "200");
    }
    let in_memory = direct.number(version);
    put_back(&tools, &url, &file);
    import_by_command(&installation, "three");
    until("the group is counted", || (direct.number(counted) == 1).then_some(()));
    assert_eq!(direct.number(version), in_memory, "another version shows nothing");
    for visitor in [&owner, &at_replica] {
        assert_eq!(visitor.get(&app).text("#available"), "250");
    }
    assert!(program.stop().success() && replica.stop().success());
    let program = installation.start("one");
    assert_eq!(program.signed_in_owner().get(&app).text("#available"), "250");
}

#[test]
fn what_is_no_backup_is_not_put_back() {
    let installation = Installation::on_sqlite();
    drop(installation.start("data"));
    let before = std::fs::read(installation.path("data").join("engage.db")).unwrap();
    for (name, text, words) in
        [("cut.db", &b"SQLite format 3\0"[..], "not a database"), ("text.db", b"a,b\n", "not a database")]
    {
        std::fs::write(installation.path(name), text).unwrap();
        let refused = installation.run("data", &["restore", &installation.path(name).to_string_lossy()]);
        assert_eq!(refused.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&refused.stderr).contains(words), "{refused:?}");
    }
    let gone = installation.run("data", &["restore", &installation.path("gone.db").to_string_lossy()]);
    assert!(String::from_utf8_lossy(&gone.stderr).contains("there is no file"), "{gone:?}");
    assert!(std::fs::read(installation.path("data").join("engage.db")).unwrap() == before);
}

#[test]
fn on_postgres_the_commands_say_what_to_use_instead() {
    let installation = Installation::on_postgres();
    for (command, tool) in [("backup", "pg_dump"), ("restore", "pg_restore")] {
        let said = installation.run("data", &[command, "file"]);
        assert_eq!(said.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&said.stderr).contains(tool), "{said:?}");
    }
}

#[test]
fn other_users_of_the_machine_cannot_read_what_is_kept() {
    let installation = Installation::on_sqlite();
    let _program = installation.start("data");
    let mode = |path: &str| std::fs::metadata(installation.path(path)).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode("data"), mode("data/engage.db"), mode("data/engage.db-wal")), (0o700, 0o600, 0o600));
}

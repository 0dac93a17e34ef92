//! Imports that meet a lock of another program that lasts many times longer than anything waits for it.

use crate::direct::Direct;
use crate::program::{Installation, on_either_database, until, wait_for};
use crate::visitor::Visitor;
use std::fmt::Write;
use std::process::Stdio;
use std::time::Duration;

/// Milliseconds that a job waits for a lock in these tests.
const PATIENCE: &str = "100";

/// How long the lock is held: thirty times as long.
const HELD: Duration = Duration::from_secs(3);

/// Lines of the file: enough that the lock comes in the middle of it.
const LINES: usize = 300_000;

fn customers() -> String {
    let mut text = String::from("account_id,age\n");
    (0..LINES).for_each(|number| writeln!(text, "{number},{}", 20 + number % 50).unwrap());
    text
}

/// A connection that holds the lock for [`HELD`] while the import is in the middle of its file.
fn lock_in_the_middle(installation: &Installation) {
    let mut other = Direct::to(installation, "data");
    let middle = "SELECT CAST(COUNT(*) AS BIGINT) AS number FROM imports WHERE lines_new BETWEEN 1 AND 280000 AND finished_at IS NULL";
    // Every write of an import begins with its job.
    other.lock_when("jobs", middle);
    std::thread::sleep(HELD);
    assert_eq!(other.number(middle), 1, "the import has ended during the lock");
    other.unlock();
}

/// What the page of the import shows when it has ended: new, changed, already there, repeated, refused, all.
fn sums(visitor: &Visitor, path: &str) -> Vec<String> {
    until("the import ends", || {
        let page = visitor.get(path);
        (page.status == 200 && page.select("[data-poll]").is_empty()).then(|| page.select(".sums td"))
    })
}

on_either_database! {
    with [("ENGAGE_JOB_LOCK_TIMEOUT", super::PATIENCE)];

    fn a_file_sent_by_browser_is_taken_in_after_a_lock(installation: &Installation) {
        let program = installation.start("data");
        let owner = program.owner();
        owner.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
        let sent = owner.import("customers", "customers.csv", customers().as_bytes());
        lock_in_the_middle(installation);
        assert_eq!(sums(&owner, &sent), ["300,000", "0", "0", "0", "0", "300,000"]);
        assert!(installation.log("data").contains(" waits, after "), "nothing met the lock");
    }

    fn a_command_that_imports_goes_on_after_a_lock(installation: &Installation) {
        let program = installation.start("data");
        let owner = program.owner();
        owner.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
        let file = installation.file("customers.csv", &customers());
        let arguments = ["import", "--app", "Journey", "--kind", "customers", file.to_str().unwrap()];
        let mut command = installation.command("data", &arguments);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        lock_in_the_middle(installation);
        let status = wait_for(&mut child);
        let said = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
        assert!(status.success() && said.contains(" waits: "), "{said}");
        let path = owner.get("/imports").attributes("#imports tbody th a", "href")[0].to_owned();
        assert_eq!(sums(&owner, &path), ["300,000", "0", "0", "0", "0", "300,000"]);
    }
}

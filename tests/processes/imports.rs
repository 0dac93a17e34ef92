//! `engage import` beside programs that serve, stopped and paused; files that any replica takes in.

use crate::program::{Installation, on_either_database, signal, until, wait_for};
use crate::visitor::Visitor;
use std::fmt::Write;
use std::process::Stdio;
use std::time::Duration;

fn customers(first: usize, lines: usize) -> String {
    let mut text = String::from("account_id,age\n");
    (first..first + lines).for_each(|number| writeln!(text, "{number},{}", 20 + number % 50).unwrap());
    text
}

/// What the page of the last import shows of its lines: new, changed, already there, repeated, refused, all.
fn last_sums(visitor: &Visitor) -> Option<Vec<String>> {
    let list = visitor.get("/imports");
    let path = list.attributes("#imports tbody th a", "href").first().map(|path| (*path).to_owned())?;
    Some(visitor.get(&path).select(".sums td"))
}

on_either_database! {
    fn a_command_that_is_stopped_says_so_and_the_same_again_goes_on(installation: &Installation) {
        let program = installation.start("data");
        let owner = program.owner();
        owner.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
        let file = installation.file("customers.csv", &customers(0, 40_000));
        let arguments = ["import", "--app", "Journey", "--kind", "customers", file.to_str().unwrap()];
        let mut command = installation.command("data", &arguments);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        until("some lines are taken", || last_sums(&owner).filter(|sums| sums.first().is_some_and(|new| new != "0")));
        signal(&child, "TERM");
        assert_eq!(wait_for(&mut child).code(), Some(1), "an import that is not done is no success");
        let said = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
        assert!(said.contains("the command that imported it ended before the file did"), "{said}");
        let page = owner.get("/imports").click("customers.csv");
        assert!(page.text(".notice.error").starts_with("The command that imported the file was stopped"));
        assert!(installation.run("data", &arguments).status.success());
        let sums = last_sums(&owner).unwrap();
        assert_eq!((sums[4].as_str(), sums[5].as_str()), ("0", "40,000"));
        assert_ne!(sums[2], "0", "what was taken before the end is there");
    }

    fn a_command_that_stood_still_for_longer_than_a_lease_ends_well(installation: &Installation) {
        let program = installation.start("data");
        let owner = program.owner();
        owner.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
        let file = installation.file("customers.csv", &customers(0, 30_000));
        let arguments = ["import", "--app", "Journey", "--kind", "customers", file.to_str().unwrap()];
        let mut command = installation.command("data", &arguments);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        until("some lines are taken", || last_sums(&owner).filter(|sums| sums.first().is_some_and(|new| new != "0")));
        signal(&child, "STOP");
        std::thread::sleep(Duration::from_secs(12));
        signal(&child, "CONT");
        let status = wait_for(&mut child);
        let said = std::io::read_to_string(child.stderr.take().unwrap()).unwrap();
        let sums = last_sums(&owner).unwrap();
        // Stopped inside a transaction on SQLite, it kept everyone else from writing; either way the two agree.
        assert!(status.success(), "{said}");
        assert_eq!(sums, ["30,000", "0", "0", "0", "0", "30,000"]);
    }
}

#[test]
fn replicas_with_folders_of_their_own_take_every_file_in() {
    let installation = Installation::on_postgres();
    let first = installation.start("one");
    let owner = first.owner();
    let programs = [first, installation.start("two"), installation.start("three")];
    owner.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
    for round in 0..6 {
        let mut visitor = owner.clone();
        programs[round % 3].url.clone_into(&mut visitor.url);
        // More than a chunk, so that the pieces are put together again.
        let text = customers(round * 100, 100) + &format!("x{round},{}\n", "9".repeat(1 << 20));
        let sent = visitor.import("customers", "customers.csv", text.as_bytes());
        let sums = until("the file is taken in", || {
            let page = visitor.get(&sent);
            page.select("[data-poll]").is_empty().then(|| page.select(".sums td"))
        });
        assert_eq!(sums, ["100", "0", "0", "0", "1", "101"], "round {round}");
    }
    let left: usize = ["one", "two", "three"]
        .iter()
        .filter_map(|folder| std::fs::read_dir(installation.path(folder).join("imports")).ok())
        .map(Iterator::count)
        .sum();
    assert_eq!(left, 0, "files are left in the folders");
}

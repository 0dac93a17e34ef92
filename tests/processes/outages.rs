//! The database goes away, and comes back.

use crate::postgres::PostgresDatabase;
use crate::program::{Installation, until};
use crate::visitor::Visitor;

/// Whether the database takes connections; those that there are end where it does not.
pub fn allow_connections(database: &PostgresDatabase, allowed: bool) {
    let name = &database.name;
    database.run(&format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS {allowed}")).unwrap();
    if !allowed {
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname";
        database.run(&format!("{end} = '{name}'")).unwrap();
    }
}

#[test]
fn an_outage_is_answered_as_such_and_ends_by_itself() {
    let installation = Installation::on_postgres();
    let program = installation.start("data");
    let (owner, stranger) = (program.owner(), Visitor::at(&program.url, "en"));
    assert_eq!((owner.get("/groups").status, stranger.get("/readyz").status), (200, 200));
    let database = installation.database.as_ref().unwrap();
    allow_connections(database, false);
    let page = owner.get("/groups");
    assert_eq!((page.status, page.text("h1").as_str()), (503, "Engage cannot answer just now"));
    assert!(!page.header("retry-after").is_empty());
    assert_eq!([stranger.get("/healthz"), stranger.get("/readyz")].map(|answer| answer.status), [200, 503]);
    assert_eq!(stranger.get("/sign-in").status, 200, "a page that needs no row is shown");
    allow_connections(database, true);
    until("the database answers again", || (owner.get("/groups").status == 200).then_some(()));
}

#[test]
fn an_import_goes_on_after_its_connections_were_ended_in_the_middle_of_it() {
    let installation = Installation::on_postgres();
    let program = installation.start("data");
    let owner = program.owner();
    owner.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
    let lines = (0..30_000).map(|number| format!("{number},{}\n", 20 + number % 50));
    let file: String = [String::from("account_id,age\n")].into_iter().chain(lines).collect();
    let sent = owner.import("customers", "customers.csv", file.as_bytes());
    let database = installation.database.as_ref().unwrap();
    let sums = || owner.get(&sent).select(".sums td");
    for _ in 0..3 {
        let before = sums();
        until("more lines are taken", || {
            let page = owner.get(&sent);
            (page.select("[data-poll]").is_empty() || page.select(".sums td") != before).then_some(())
        });
        let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname";
        database.run(&format!("{end} = '{}'", database.name)).unwrap();
    }
    until("the file is taken in", || {
        let page = owner.get(&sent);
        (page.status == 200 && page.select("[data-poll]").is_empty()).then_some(())
    });
    assert_eq!(sums(), ["30,000", "0", "0", "0", "0", "30,000"]);
}

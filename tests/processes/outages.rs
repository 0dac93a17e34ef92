//! The database goes away, and comes back.

use crate::postgres::PostgresDatabase;
use crate::program::{Installation, until};
use crate::visitor::Visitor;

/// Whether the database takes connections; those that there are end where it does not.
fn allow_connections(database: &PostgresDatabase, allowed: bool) {
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

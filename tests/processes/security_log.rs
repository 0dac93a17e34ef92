//! What the security log says of who changed something or took data out.

use crate::program::{Installation, Program};
use crate::visitor::{PASSWORD, Visitor};
use diesel::{Connection, RunQueryDsl, SqliteConnection, sql_query};
use engage::web::routes::table;

/// Pages that are posted to and change nothing: they show what a form would do, at each change of it.
const PREVIEWS: [&str; 2] = ["/settings/rules/preview", "/groups/preview"];

/// The lines of the security log of the request with this id, without what the log puts before them.
fn lines(installation: &Installation, id: &str) -> Vec<String> {
    let log = installation.log("data");
    let of_request = log.lines().filter(|line| line.contains(" security ") && line.contains(&format!("request={id} ")));
    of_request.map(|line| line[line.find("event=").unwrap()..].to_owned()).collect()
}

fn post(visitor: &Visitor, id: &str, path: &str, fields: &[(&str, &str)]) -> u16 {
    visitor.send(path, visitor.posting(path).header("x-request-id", id).form(fields)).status
}

fn started() -> (Installation, Program, Visitor) {
    let installation = Installation::on_sqlite();
    let program = installation.start("data");
    let owner = program.owner();
    (installation, program, owner)
}

#[test]
fn everything_that_changes_something_or_takes_data_out_leaves_a_line() {
    let (installation, program, owner) = started();
    let stranger = Visitor::at(&program.url, "en");
    let is_export = |path: &str| path.ends_with(".csv");
    let routes = table().into_iter().filter(|route| route.method == "POST" || is_export(route.path));
    for (number, route) in routes.filter(|route| !PREVIEWS.contains(&route.path)).enumerate() {
        let path = route
            .path
            .replace("{id}", "17")
            .replace("{attribute}", "5")
            .replace("{app}", "3")
            .replace("{token}", "none");
        let id = format!("walk-{number}");
        if route.method == "POST" {
            post(&stranger, &id, &path, &[]);
        } else {
            stranger.get_with(&path, "x-request-id", &id);
        }
        // Signing in knows the account that was meant, and writes its own lines.
        let event = route.event.unwrap_or("sign-in");
        let outcome = if event == "sign-out" { "done" } else { "refused" };
        let thing = if route.path.contains("{id}") { "17" } else { "none" };
        let expected = format!("event={event} outcome={outcome} user=none network=127.0.0.1/32 id={thing}");
        assert_eq!(lines(&installation, &id), [expected], "{} {path}", route.method);
    }
    for preview in PREVIEWS {
        post(&owner, "preview", preview, &[]);
        assert!(table().iter().any(|route| route.path == preview));
    }
    assert_eq!(lines(&installation, "preview"), [""; 0]);
}

#[test]
fn a_call_without_a_valid_token_leaves_a_line() {
    let (installation, program, _owner) = started();
    let stranger = Visitor::at(&program.url, "en");
    assert_eq!(stranger.get_with("/api/v1/apps", "x-request-id", "call").status, 401);
    assert_eq!(lines(&installation, "call"), ["event=call outcome=refused user=none network=127.0.0.1/32 id=none"]);
}

#[test]
fn a_line_says_who_did_what_to_which_thing_and_how_it_ended() {
    let (installation, _program, owner) = started();
    let line = |id: &str| lines(&installation, id).join("; ");
    let done = |event: &str, id: &str| format!("event={event} outcome=done user=1 network=127.0.0.1/32 id={id}");
    let setup = installation.log("data").lines().filter(|line| line.contains("event=setup ")).count();
    assert_eq!(setup, 1);
    assert_eq!(
        post(&owner, "app", "/apps/new", &[("name", "Journey"), ("platform", "other"), ("currency", "USD")]),
        303
    );
    assert_eq!(line("app"), done("app-created", "1"));
    assert_eq!(
        post(&owner, "again", "/apps/new", &[("name", "Journey"), ("platform", "other"), ("currency", "USD")]),
        422
    );
    assert_eq!(line("again"), done("app-created", "none").replace("done", "refused"));
    let list = [
        ("kind", "known_user_group"),
        ("name", "Testers"),
        ("addresses", "bob@example.com"),
        ("consent", "on"),
        ("do", "save"),
    ];
    assert_eq!(post(&owner, "group", "/groups/new", &list), 303);
    assert_eq!(line("group"), done("group-created", "1"));
    owner.get_with("/groups/1/members.csv", "x-request-id", "export");
    assert_eq!(line("export"), done("export", "1"));
    owner.get_with("/groups/2/members.csv", "x-request-id", "foreign");
    assert_eq!(line("foreign"), done("export", "2").replace("done", "refused"));
    let other_site =
        owner.posting("/groups/1/archive").header("sec-fetch-site", "cross-site").header("x-request-id", "csrf");
    assert_eq!(owner.send("/groups/1/archive", other_site).status, 403);
    assert_eq!(line("csrf"), "event=cross-site outcome=refused user=none network=127.0.0.1/32 id=none");
    assert_eq!(post(&owner, "password", "/settings/password", &[("current", "wrong"), ("new", PASSWORD)]), 422);
    assert_eq!(line("password"), done("password", "none").replace("done", "refused"));
    let wrong = [("email", "ann@example.com"), ("password", "wrong")];
    assert_eq!(post(&owner, "wrong", "/sign-in", &wrong), 422);
    assert_eq!(line("wrong"), done("sign-in", "none").replace("done", "refused"));
    let answers: Vec<u16> = (0..25).map(|_| post(&owner, "many", "/sign-in", &wrong)).collect();
    assert_eq!(answers.last(), Some(&429));
    assert!(
        lines(&installation, "many")
            .last()
            .is_some_and(|line| line.contains("event=sign-in outcome=limited user=none"))
    );
    let mut database = SqliteConnection::establish(installation.path("data/engage.db").to_str().unwrap()).unwrap();
    sql_query("UPDATE users SET role = 'viewer'").execute(&mut database).unwrap();
    assert_eq!(owner.get_with("/groups/new", "x-request-id", "role").status, 403);
    assert_eq!(line("role"), done("page", "none").replace("done", "refused"));
    assert_eq!(post(&owner, "role-post", "/groups/1/archive", &[]), 403);
    assert_eq!(line("role-post"), done("group-archived", "1").replace("done", "refused"));
    let file = installation.file("customers.csv", "account_id\n1\n");
    let taken =
        installation.run("data", &["import", "--app", "Journey", "--kind", "customers", file.to_str().unwrap()]);
    let printed = String::from_utf8_lossy(&taken.stderr).into_owned();
    assert!(printed.contains("event=import-taken outcome=done user=none network=none id=1"), "{printed}");
    assert!(!installation.log("data").contains("example.com"), "no address is in the log");
}

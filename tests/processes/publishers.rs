//! What whoever runs the program sees and does of publishers.

use crate::program::{Installation, Program, on_either_database};
use crate::visitor::Visitor;

/// What a command prints that ends well.
fn printed(installation: &Installation, arguments: &[&str]) -> String {
    let output = installation.run("data", arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The path of the setup link that was printed.
fn path(printed: &str) -> String {
    let start = printed.find("/setup/").expect("a link");
    printed[start..].lines().next().unwrap().to_owned()
}

fn status(program: &Program, path: &str) -> u16 {
    Visitor::at(&program.url, "en").get(path).status
}

on_either_database! {
    fn publishers_are_listed_and_their_links_revoked(installation: &Installation) {
        let program = installation.start("data");
        program.owner();
        let added = path(&printed(installation, &["publisher", "add"]));
        let list = printed(installation, &["publisher", "list"]);
        let lines: Vec<&str> = list.lines().map(str::trim).collect();
        assert_eq!(lines[..3], ["1  Fabrikam", "ann@example.com, owner", "2  waits to be set up"], "{list}");
        assert!(lines[3].starts_with("setup link ") && lines[3].contains(", open until "), "{list}");
        assert_eq!((lines.len(), status(&program, &added)), (4, 200), "{list}");
        let number = lines[3].trim_start_matches("setup link ").split(',').next().unwrap();
        let revoked = printed(installation, &["publisher", "revoke-link", number]);
        assert_eq!((revoked.trim(), status(&program, &added)), (format!("Setup link {number} is revoked").as_str(), 404));
        assert_eq!(printed(installation, &["publisher", "list"]).lines().count(), 2, "no link opens the second publisher");
        let again = installation.run("data", &["publisher", "revoke-link", number]);
        assert!(!again.status.success());
        assert!(String::from_utf8_lossy(&again.stderr).contains("there is no open setup link"));
        let log = String::from_utf8_lossy(&again.stderr).into_owned() + &installation.log("data");
        assert!(!log.contains("ann@example.com"), "{log}");
    }
}

on_either_database! {
    fn an_erased_person_is_readmitted_by_command(installation: &Installation) {
        let program = installation.start("data");
        let visitor = program.owner();
        visitor.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
        let lines = "account_id,email\nKEEP-1,ann@example.org\n";
        let import = || {
            let sent = visitor.import("customers", "customers.csv", lines.as_bytes());
            visitor.wait_for(&sent).select(".sums td").swap_remove(0)
        };
        assert_eq!(import(), "1");
        visitor.get("/customers").click("KEEP-1").click("Erase").form("main form").press("Erase").location();
        assert_eq!(import(), "0");
        let readmit = |publisher: &str, person: &str| installation.run("data", &["customer", "readmit", "--publisher", publisher, person]);
        for (publisher, person, said) in [
            ("1", "someone-else", "Fabrikam has erased nobody with the account id or e-mail address someone-else"),
            ("7", "KEEP-1", "there is no one publisher 7"),
        ] {
            let refused = readmit(publisher, person);
            assert!(!refused.status.success());
            assert!(String::from_utf8_lossy(&refused.stderr).contains(said), "{}", String::from_utf8_lossy(&refused.stderr));
        }
        assert_eq!(import(), "0");
        // Either of what the person had is enough for both.
        let done = readmit("fabrikam", " ANN@example.org ");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        assert!(String::from_utf8_lossy(&done.stderr).contains("event=customer-readmitted outcome=done"));
        assert_eq!(import(), "1");
        assert!(!readmit("1", "KEEP-1").status.success(), "nobody is erased any more");
    }
}

#[test]
fn each_of_three_replicas_prints_a_link_that_opens() {
    let installation = Installation::on_postgres();
    let programs = std::thread::scope(|scope| {
        let starts = ["one", "two", "three"].map(|data| {
            let installation = &installation;
            scope.spawn(move || installation.start(data))
        });
        starts.map(|start| start.join().unwrap())
    });
    let links = programs.each_ref().map(|program| program.setup.clone().expect("a link"));
    for program in &programs {
        assert_eq!(links.each_ref().map(|link| status(program, link)), [200; 3]);
    }
    programs[1].owner();
    for program in &programs {
        assert_eq!(links.each_ref().map(|link| status(program, link)), [404; 3]);
    }
}

on_either_database! {
    fn users_are_invited_disabled_and_enabled_by_command(installation: &Installation) {
        let program = installation.start("data");
        let owner = program.owner();
        let invited = printed(installation, &["user", "invite", "--publisher", "fabrikam", "--role", "owner", "bob@example.com"]);
        let start = invited.find("/invitation/").expect("a link");
        let path = invited[start..].lines().next().unwrap().to_owned();
        let bob = Visitor::at(&program.url, "en");
        let joined = bob.get(&path).form("form").set("password", "another long passphrase").press("Join");
        assert_eq!((joined.location().as_str(), bob.get("/team").status), ("/groups", 200));
        let again = installation.run("data", &["user", "invite", "--publisher", "1", "--role", "viewer", "bob@example.com"]);
        assert!(!again.status.success());
        assert!(String::from_utf8_lossy(&again.stderr).contains("the address belongs to a member of the team"));
        assert_eq!(printed(installation, &["user", "disable", "ANN@example.com"]).trim(), "ann@example.com is disabled and signed out everywhere");
        assert_eq!(owner.get("/groups").location(), "/sign-in?next=%2Fgroups");
        assert!(printed(installation, &["publisher", "list"]).contains("ann@example.com, owner, disabled"));
        let last = installation.run("data", &["user", "disable", "bob@example.com"]);
        assert!(!last.status.success());
        assert!(String::from_utf8_lossy(&last.stderr).contains("nobody else is an owner who may sign in"));
        assert_eq!(printed(installation, &["user", "enable", "ann@example.com"]).trim(), "ann@example.com can sign in again");
        assert!(!installation.run("data", &["user", "disable", "nobody@example.com"]).status.success());
        let reset = printed(installation, &["user", "reset-two-step", "bob@example.com"]);
        assert!(reset.starts_with("bob@example.com signs in with the password alone"), "{reset}");
        assert!(bob.get("/groups").location().starts_with("/sign-in"));
    }
}

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

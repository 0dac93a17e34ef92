//! What was acknowledged is there after a kill.

use crate::program::{on_either_database, until};

/// Times that the program is killed.
const KILLS: usize = 6;

fn customers(first: usize) -> String {
    let lines = (first..first + 400).map(|number| format!("{number},{},c{number}@example.com\n", 20 + number % 50));
    [String::from("account_id,age,email\n")].into_iter().chain(lines).collect()
}

on_either_database! {
    fn what_was_acknowledged_outlives_kills(installation: &Installation) {
        let mut program = installation.start("data");
        let mut visitor = program.owner();
        let added = visitor.get("/apps/new").form("main form").set("name", "Journey").press("Save");
        let app = added.location();
        for round in 0..KILLS {
            let sent = visitor.import("customers", "customers.csv", customers(round * 400).as_bytes());
            let group = visitor.get("/groups/new?kind=known_user_group").form("#group-form");
            let group = group.set("name", &format!("List {round}")).set("addresses", &format!("c{}@example.com", round * 400));
            let group = group.check("consent", "on").press("Save").location();
            // A kill while the file is taken in, each time at another point of it.
            std::thread::sleep(std::time::Duration::from_millis(37 * round as u64));
            program.kill();
            program = installation.start("data");
            visitor = program.signed_in_owner();
            assert_eq!(visitor.get(&group).text("h1"), format!("List {round}"));
            let sums = until("the file is taken in", || {
                let page = visitor.get(&sent);
                page.select("[data-poll]").is_empty().then(|| page.select(".sums td"))
            });
            assert_eq!(sums, ["400", "0", "0", "0", "0", "400"], "after kill {round}");
        }
        let all = (KILLS * 400).to_string();
        let shown = until("the profiles are computed", || {
            let shown = visitor.get(&app).text("#available").replace(',', "");
            (shown == all).then_some(shown)
        });
        assert_eq!(shown, all);
        assert!(program.stop().success());
    }
}

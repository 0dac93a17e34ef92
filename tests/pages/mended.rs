//! How a file is read if nothing is chosen for it: refused lines as the file that they are from, and the next file with
//! the same columns as was chosen for the last.

use crate::apps::add_app;
use crate::site::{Site, on_both_databases};
use crate::visitor::{Visitor, signed_in_visitor};
use diesel::{QueryDsl, RunQueryDsl};
use engage::day::Day;
use engage::reading::ImportKind;
use engage::store::schema::{custom_attributes, purchases};

fn send(visitor: &Visitor, kind: &str, name: &str, bytes: &[u8]) -> String {
    let form = visitor.get("/imports/new").form("main form").check("kind", kind);
    form.attach("file", name, bytes).press("Continue").location()
}

fn import(visitor: &Visitor, draft: &str) -> String {
    let import = visitor.get(draft).form("main form").press("import").location();
    visitor.wait_for(&import);
    import
}

/// The order, the day and the hundredths of each purchase.
fn bought(site: &Site) -> Vec<(String, String, i64)> {
    let columns = (purchases::order_id, purchases::purchased_on, purchases::amount_cents);
    let read = |connection: &mut _| {
        purchases::table.order(purchases::order_id).select(columns).load::<(String, i32, i64)>(connection)
    };
    let rows = site.state.database.read_now(read).unwrap().into_iter();
    rows.map(|(order, day, cents)| (order, Day::from_number(day).to_string(), cents)).collect()
}

fn row(order: &str, day: &str, cents: i64) -> (String, String, i64) {
    (order.to_owned(), day.to_owned(), cents)
}

on_both_databases! {
    fn corrected_lines_are_read_as_the_file_that_refused_them(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let file = "order_id;account_id;date;amount\no1;u1;25/12/2017 10:00;12,50\no2;;03/04/2017 23:30;1.234\n";
        let draft = send(&visitor, "purchases", "orders.csv", file.as_bytes());
        visitor.get(&draft).form("main form").set("time_zone", "America/New_York").press("update").location();
        let first = import(&visitor, &draft);
        // Another file with the same columns, of which lines are refused too.
        let other = "order_id;account_id;date;amount\np1;u1;12/25/2017;12.50\np2;;03/04/2017;1.234\n";
        import(&visitor, &send(&visitor, "purchases", "orders.csv", other.as_bytes()));
        assert_eq!(bought(site), [row("o1", "2017-12-25", 1_250), row("p1", "2017-12-25", 1_250)]);

        let refused = visitor.get(&format!("{first}/refused.csv")).body;
        assert!(refused.contains("o2;;"), "{refused}");
        let draft = send(&visitor, "purchases", "corrected.csv", refused.replace("o2;;", "o2;u2;").as_bytes());
        let page = visitor.get(&draft);
        let form = page.form("main form");
        assert_eq!((form.value("orders[2]"), form.value("time_zone")), ("day-first", "America/New_York"));
        // What separates its decimals is taken over too, is said, and can be changed.
        assert_eq!(form.value("marks[3]"), "comma");
        assert!(page.text("#refused-of").contains("“orders.csv”"));
        import(&visitor, &draft);
        assert_eq!(bought(site)[1], row("o2", "2017-04-04", 123_400));

        // By the command too; and what was found for them is not chosen for the next file.
        let again = site.file("again.csv", &refused.replace("o2;;", "o3;u2;"));
        site.take("Journey", ImportKind::Purchases, &again);
        assert_eq!(bought(site)[2], row("o3", "2017-04-04", 123_400));
        let next = send(&visitor, "purchases", "orders.csv", b"order_id;account_id;date;amount\no4;u1;03/04/2017;1\n");
        let page = visitor.get(&next);
        let form = page.form("main form");
        assert_eq!((form.value("orders[2]"), form.value("time_zone")), ("", "America/New_York"));
        assert_eq!((form.value("marks[3]"), form.value("marks[1]")), ("", ""), "found for each file anew");
        assert!(page.select("#refused-of").is_empty());
    }

    fn what_is_changed_of_refused_lines_holds(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let file = b"order_id;account_id;date;amount\no1;u1;25/12/2017;12,50\no2;;03/04/2017;1.234\n";
        let first = import(&visitor, &send(&visitor, "purchases", "orders.csv", file));
        let refused = visitor.get(&format!("{first}/refused.csv")).body.replace("o2;;", "o2;u2;");
        let draft = send(&visitor, "purchases", "corrected.csv", refused.as_bytes());
        let changed = visitor.get(&draft).form("main form").set("orders[2]", "month-first").press("update").follow();
        assert_eq!(changed.form("main form").value("orders[2]"), "month-first");
        assert_eq!(changed.select("#refused-of").len(), 1);
        assert_eq!(changed.form("main form").value("marks[3]"), "comma");
        // The other mark makes another amount of it, or none.
        let point = changed.form("main form").set("marks[3]", "point").press("update").follow();
        assert_eq!(point.form("main form").value("marks[3]"), "point");
        let changed = point.form("main form").set("marks[3]", "comma").press("update").follow();
        assert_eq!(changed.form("main form").value("orders[2]"), "month-first");
        import(&visitor, &draft);
        assert_eq!(bought(site)[1], row("o2", "2017-03-04", 123_400), "the amount is still read as in its file");
    }

    fn a_file_that_has_reasons_of_its_own_is_no_file_of_refused_lines(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let file = b"order_id;account_id;date;amount;reason\no1;u1;25/12/2017;12;gift\no2;;03/04/2017;5;sale\n";
        let first = import(&visitor, &send(&visitor, "purchases", "orders.csv", file));
        let next = b"order_id;account_id;date;amount;reason\no3;u1;03/04/2017;5;sale\n";
        let page = visitor.get(&send(&visitor, "purchases", "orders.csv", next));
        assert!(page.select("#refused-of").is_empty());
        assert_eq!(page.form("main form").value("orders[2]"), "");
        // Its refused lines have the reasons of their refusal.
        let refused = visitor.get(&format!("{first}/refused.csv")).body.replace("o2;;", "o2;u2;");
        let page = visitor.get(&send(&visitor, "purchases", "corrected.csv", refused.as_bytes()));
        assert_eq!(page.form("main form").value("orders[2]"), "day-first");
    }

    fn a_chosen_encoding_is_remembered_unless_the_file_says_its_own(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let draft = send(&visitor, "customers", "export.csv", b"account_id;pr\x82nom\nu1;Zo\x82\n");
        let form = visitor.get(&draft).form("main form");
        assert_ne!(form.value("encoding"), "cp850");
        form.set("encoding", "cp850").press("update").location();
        import(&visitor, &draft);
        let names = |connection: &mut _| custom_attributes::table.select(custom_attributes::name).load::<String>(connection);
        assert_eq!(site.state.database.read_now(names).unwrap(), ["prénom"]);

        let encoding = |bytes: &[u8]| {
            let page = visitor.get(&send(&visitor, "customers", "export.csv", bytes));
            let encoding = page.form("main form").value("encoding").to_owned();
            page.form("main form").press("discard").location();
            encoding
        };
        assert_eq!(encoding(b"account_id;pr\x82nom\nu2;Ren\x82e\n"), "cp850");
        assert_eq!(encoding("account_id;prénom\nu2;Renée\n".as_bytes()), "UTF-8");
        assert_eq!(encoding("\u{feff}account_id;prénom\nu2;Ann\n".as_bytes()), "UTF-8");
        // What is remembered can be changed, and that is remembered.
        let draft = send(&visitor, "customers", "export.csv", b"account_id;pr\x82nom\nu2;Ren\x82e\n");
        visitor.get(&draft).form("main form").set("encoding", "cp437").press("update").location();
        import(&visitor, &draft);
        assert_eq!(encoding(b"account_id;pr\x82nom\nu3;Zo\x82\n"), "cp437");
    }

    fn a_chosen_separator_is_remembered_unless_the_file_says_its_own(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let draft = send(&visitor, "customers", "export.csv", b"account_id,city;plan\nu1,Lyon;gold\nu2,Nice;gold\n");
        let form = visitor.get(&draft).form("main form");
        let (found, chosen) = match form.value("separator") {
            "comma" => ("comma", "semicolon"),
            _ => ("semicolon", "comma"),
        };
        let form = form.set("separator", chosen).press("update").follow().form("main form");
        form.set("uses[0]", "account-id").press("update").location();
        import(&visitor, &draft);
        let separator = |bytes: &[u8]| {
            let page = visitor.get(&send(&visitor, "customers", "export.csv", bytes));
            let separator = page.form("main form").value("separator").to_owned();
            page.form("main form").press("discard").location();
            separator
        };
        assert_eq!(separator(b"account_id,city;plan\nu3,Metz;free\nu4,Brest;gold\n"), chosen);
        let sign = if found == "comma" { ',' } else { ';' };
        let named = format!("sep={sign}\naccount_id,city;plan\nu3,Metz;free\nu4,Brest;gold\n");
        assert_eq!(separator(named.as_bytes()), found);
    }
}

//! What the lines of a file mean together: orders of several lines, days of use, the newest rating, contradictions.

use crate::apps::add_app;
use crate::site::{Site, on_both_databases};
use crate::visitor::signed_in_visitor;
use engage::reading::{ImportKind, RefusedLine};
use engage::segments::Profile;
use engage::store::customers;
use engage::store::imports::{self, Import};
use engage::store::profiles::{self, Moment, Places};
use std::collections::BTreeMap;

/// The profiles of the app *Journey* by account id.
fn profiles(site: &Site) -> BTreeMap<String, Profile> {
    let app = site.app("Journey");
    let moment = Moment { day: app.profiles_on.unwrap(), pass: app.pass };
    let placed =
        site.state.database.read_now(|connection| profiles::load(connection, app.key(), moment, Places::From(0)));
    let placed = placed.unwrap();
    let positions: Vec<u32> = placed.iter().map(|placed| placed.position).collect();
    let found = site.state.database.read_now(|connection| customers::at_positions(connection, app.key(), &positions));
    found
        .unwrap()
        .into_iter()
        .map(|customer| customer.account_id)
        .zip(placed.into_iter().map(|placed| placed.profile))
        .collect()
}

/// Takes a file into the app *Journey*.
fn take(site: &Site, kind: ImportKind, text: &str) -> Import {
    site.take("Journey", kind, &site.file("file.csv", text))
}

/// New, changed, unchanged, repeated and refused lines.
const fn counts(import: &Import) -> [i64; 5] {
    [import.lines_new, import.lines_changed, import.lines_unchanged, import.lines_repeated, import.lines_refused]
}

fn refused(site: &Site, import: &Import) -> Vec<RefusedLine> {
    let (publisher, import) = (import.publisher_id, import.id);
    site.state.database.read_now(|connection| imports::refused_after(connection, publisher, import, -1, 100)).unwrap()
}

on_both_databases! {
    fn an_order_on_several_lines_is_one_purchase_of_their_sum(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let file = "account_id,order_id,date,amount\nu,2001,2026-03-01,10.00\nu,2001,2026-03-01,15.00\na,1001,2026-03-01,10.00\nb,1002,2026-03-02,20.00\n";
        let import = take(site, ImportKind::Purchases, file);
        assert_eq!(counts(&import), [3, 0, 0, 1, 0]);
        assert_eq!(visitor.get(&import.path()).select(".sums th[scope=row]")[3], "Repeated in the file");
        assert_eq!(counts(&take(site, ImportKind::Purchases, file)), [0, 0, 3, 1, 0]);
        let known = profiles(site);
        let spent = |account: &str| (known[account].spend_cents, known[account].purchases);
        assert_eq!([spent("u"), spent("a"), spent("b")], [(2_500, 1), (1_000, 1), (2_000, 1)]);
    }

    fn an_order_of_another_customer_is_refused(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let both = "account_id,order_id,date,amount\na,1001,2026-03-01,10.00\nb,1001,2026-03-02,20.00\nb,1002,2026-03-02,20.00\n";
        let import = take(site, ImportKind::Purchases, both);
        assert_eq!(counts(&import), [1, 0, 0, 0, 2]);
        let page = visitor.get(&import.path());
        assert_eq!(page.select("#refused .reason"), ["Order “1001” is in the file for more than one customer."; 2]);
        assert_eq!(page.select("#refused code"), ["a,1001,2026-03-01,10.00", "b,1001,2026-03-02,20.00"]);
        let import = take(site, ImportKind::Purchases, "account_id,order_id,date,amount\na,1002,2026-03-01,10.00\n");
        assert_eq!(visitor.get(&import.path()).select("#refused .reason"), ["Order “1002” belongs to another customer."]);
        assert_eq!(refused(site, &import)[0].number, 2);
        let known = profiles(site);
        assert_eq!((known["b"].spend_cents, !known.contains_key("a")), (2_000, true));
    }

    fn the_newest_rating_counts_after_every_file(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let newest_first = "account_id,stars,rated_on\nf,2,2026-03-10\nf,5,2026-01-10\ng,4,2026-01-10 09:00\ng,3,2026-01-10 08:00\n";
        assert_eq!(counts(&take(site, ImportKind::Ratings, newest_first)), [2, 0, 0, 2, 0]);
        let stars = |account: &str| profiles(site)[account].stars;
        assert_eq!((stars("f"), stars("g")), (Some(2), Some(4)));
        assert_eq!(counts(&take(site, ImportKind::Ratings, "account_id,stars,rated_on\nf,4,2025-12-01\n")), [0, 0, 1, 0, 0]);
        assert_eq!(counts(&take(site, ImportKind::Ratings, "account_id,stars\nf,4\n")), [0, 0, 1, 0, 0]);
        assert_eq!(stars("f"), Some(2));
        let differ = take(site, ImportKind::Ratings, "account_id,stars,rated_on\nf,4,2026-04-01\nf,1,2026-04-01\n");
        assert_eq!(counts(&differ), [0, 0, 0, 0, 2]);
    }

    fn the_lines_of_a_day_of_use_add_up(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let log = "account_id,date\nm,2026-03-10T08:00:00Z\nm,2026-03-10T12:00:00Z\nm,2026-03-10T20:00:00Z\n";
        assert_eq!(counts(&take(site, ImportKind::Usage, log)), [1, 0, 0, 2, 0]);
        let counted = "account_id,date,sessions\nf,2026-03-10,2\nf,2026-03-10,3\n";
        take(site, ImportKind::Usage, counted);
        assert_eq!(counts(&take(site, ImportKind::Usage, counted)), [0, 0, 1, 1, 0]);
        assert_eq!(counts(&take(site, ImportKind::Usage, log)), [0, 0, 1, 2, 0]);
        let known = profiles(site);
        assert_eq!((known["m"].sessions, known["f"].sessions), (3, 5));
    }

    fn contradicting_cells_of_a_customer_are_left_out_and_listed(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let file = "account_id,market,age,plan\n1,FR,30,pro\n1,BE,,pro\n2,FR,,\n1,,30,\n";
        let import = take(site, ImportKind::Customers, file);
        assert_eq!((counts(&import), import.cells_left_out), ([2, 0, 0, 2, 0], 2));
        let rows = visitor.get(&import.path());
        assert_eq!(rows.select("#left-out tbody tr"), ["market“FR” in column “market” contradicts another line of the same customer.22"]);
        let known = profiles(site);
        assert_eq!((known["1"].market.clone(), known["1"].age, known["1"].custom.len()), (None, Some(30), 1));
    }
}

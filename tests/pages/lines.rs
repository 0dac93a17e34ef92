//! What the lines of a file mean together: orders of several lines, days of use, the newest rating, contradictions.

use crate::apps::add_app;
use crate::segments::{count_unknown_ages, fill};
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

    fn refunds_lower_what_was_spent_in_every_form(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let apart = "account_id,order_id,date,amount\np,k6,2026-03-01,30.00\np,k6-r,2026-03-02,-20.00\nq,k7,2026-03-01,5.00\nq,k7-r,2026-03-02,(5.00)\n";
        assert_eq!(counts(&take(site, ImportKind::Purchases, apart)), [4, 0, 0, 0, 0]);
        let spent = |account: &str| profiles(site).get(account).map(|known| (known.spend_cents, known.purchases));
        assert_eq!([spent("p"), spent("q")], [Some((1_000, 1)), Some((0, 1))]);
        // In full, the order is no purchase: by a column, a status, and a line of its own.
        let header = "account_id,order_id,date,amount,amount refunded,status\n";
        let whole = format!("{header}r,1,2026-03-01,9.00,9.00,\ns,2,2026-03-01,9.00,,Refunded\nt,3,2026-03-01,9.00,,\nt,3,2026-03-04,-9.00,,\n");
        assert_eq!(counts(&take(site, ImportKind::Purchases, &whole)), [3, 0, 0, 1, 0]);
        assert_eq!([spent("r"), spent("s"), spent("t")], [Some((0, 0)); 3]);
        assert_eq!(profiles(site)["t"].last_purchase_on, None);
        assert_eq!(counts(&take(site, ImportKind::Purchases, &whole)), [0, 0, 3, 1, 0]);
        let partly = format!("{header}r,1,2026-03-01,9.00,4.00,partially refunded\n");
        assert_eq!(counts(&take(site, ImportKind::Purchases, &partly)), [0, 1, 0, 0, 0]);
        assert_eq!(spent("r"), Some((500, 1)));
    }

    fn what_was_not_paid_counts_once_a_file_says_that_it_is(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let stripe = "id,Description,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Status,Customer ID,Customer Email,Invoice ID\n\
            ch_1,Pro,2026-03-01 10:12:33,12.50,0.00,usd,true,12.50,Paid,cus_A1,ann@example.com,in_1\n\
            ch_2,Pro,2026-03-02 10:12:33,99.00,99.00,usd,true,99.00,Refunded,cus_A1,ann@example.com,in_2\n\
            ch_3,Pro,2026-03-03 10:12:33,50.00,0.00,usd,false,50.00,Failed,cus_A1,ann@example.com,in_3\n";
        let import = take(site, ImportKind::Purchases, stripe);
        assert_eq!(counts(&import), [2, 0, 0, 0, 1]);
        let page = visitor.get(&import.path());
        assert_eq!(page.select("#refused .reason"), ["“Failed” in column “Status” means that nothing was paid. The line does not count until a file says that it is paid."]);
        let spent = || (profiles(site)["cus_A1"].spend_cents, profiles(site)["cus_A1"].purchases);
        assert_eq!(spent(), (1_250, 1));
        let paid = take(site, ImportKind::Purchases, &stripe.replace("Failed", "Paid"));
        assert_eq!((counts(&paid), spent()), ([1, 0, 2, 0, 0], (6_250, 2)));
        let unknown = take(site, ImportKind::Purchases, &stripe.replace("Failed", "perhaps"));
        assert_eq!((counts(&unknown), unknown.cells_left_out), ([0, 0, 3, 0, 0], 1));
        take(site, ImportKind::Purchases, &stripe.replace("Failed", "Canceled"));
        assert_eq!(spent(), (1_250, 1));
    }

    fn another_currency_is_refused_however_it_is_written(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let file = "account_id,order_id,date,amount,currency,status\nj,k1,2026-03-01,500,JPY,Paid\ne,k2,2026-03-01,10.00,EUR,Paid\n\
            r,k3,2026-03-01,99.00,USD,Refunded\nf,k4,2026-03-01,42.00,USD,Failed\nd,k5,2026-03-01,£3,USD,Paid\nd,k6,2026-03-01,12.50 usd,,Paid\n";
        let import = take(site, ImportKind::Purchases, file);
        assert_eq!(counts(&import), [2, 0, 0, 0, 4]);
        assert!(visitor.get(&import.path()).text("#refused").contains("“JPY” in column “currency” is not in USD, the currency of the app"));
        let known = profiles(site);
        let spent = |account: &str| known.get(account).map(|known| known.spend_cents);
        assert_eq!([spent("j"), spent("e"), spent("r"), spent("f"), spent("d")], [None, None, Some(0), None, Some(1_250)]);
    }

    fn amounts_that_two_readings_have_are_decided_by_their_column(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let header = "account_id;order_id;date;amount\n";
        let spent = || profiles(site)["a"].spend_cents;
        take(site, ImportKind::Purchases, &format!("{header}a;1;2026-03-01;1,234\na;2;2026-03-01;1'000.50\n"));
        assert_eq!(spent(), 223_450);
        take(site, ImportKind::Purchases, &format!("{header}a;1;2026-03-01;1.234\na;2;2026-03-01;1 000,50\n"));
        assert_eq!(spent(), 223_450);
        assert_eq!(counts(&take(site, ImportKind::Purchases, &format!("{header}a;1;2026-03-01;1,234\n"))), [0, 0, 0, 0, 1]);
    }

    fn an_order_is_refused_with_the_line_that_cannot_be_read(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let file = "account_id,order_id,date,product,quantity,amount\na,1,2026-03-01,Pro,1,5.00\na,1,2026-03-01,Plus,2,five\n";
        let import = take(site, ImportKind::Purchases, file);
        assert_eq!((counts(&import), refused(site, &import).len()), ([0, 0, 0, 0, 2], 2));
        assert_eq!(counts(&take(site, ImportKind::Purchases, &file.replace("five", "7"))), [1, 0, 0, 1, 0]);
        assert_eq!(profiles(site)["a"].spend_cents, 1_200);
    }

    fn an_app_has_a_currency(site: &Site) {
        let visitor = signed_in_visitor(site);
        let saved = visitor.get("/settings").form("form[action='/settings/currency']").set("currency", "EUR").press("Save the currency");
        assert_eq!(saved.follow().form("form[action='/settings/currency']").value("currency"), "EUR");
        let form = visitor.get("/apps/new").form("main form");
        assert_eq!(form.value("currency"), "EUR");
        form.set("name", "Journey").press("Save").location();
        let file = "account_id;order_id;date;montant_eur;devise\na;1;2026-03-01;1 234,50 €;\na;2;2026-03-01;5;eur\na;3;2026-03-01;$5;\na;4;2026-03-01;5;USD\n";
        let import = take(site, ImportKind::Purchases, file);
        assert_eq!(counts(&import), [2, 0, 0, 0, 2]);
        let in_dollars = take(site, ImportKind::Purchases, "account_id,order_id,date,amount_usd\na,5,2026-03-01,5\n");
        assert_eq!(counts(&in_dollars), [0, 0, 0, 0, 1]);
        let app = visitor.get("/apps").click("Journey");
        assert!(app.text("[aria-labelledby=doings]").contains("€1,239.50"), "{}", app.text("main"));
        // It is fixed once there are purchases.
        let edited = app.click("Edit").form("main form").set("currency", "USD").press("Save");
        assert_eq!((edited.status, edited.form("main form").value("currency")), (422, "USD"));
        assert!(edited.text(".field.invalid").contains("its currency cannot be changed any more"));
        count_unknown_ages(site, "Journey");
        let rule = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "spend_cents", "at_least", "€1,000");
        let preview = rule.preview();
        assert_eq!(preview.text("#members"), "1");
    }

    fn the_spend_in_all_apps_is_that_in_one_currency(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        for (name, currency) in [("Second", "USD"), ("Yen", "JPY")] {
            visitor.get("/apps/new").form("main form").set("name", name).set("currency", currency).press("Save").location();
        }
        let file = site.file("file.csv", "account_id,order_id,date,amount\na,1,2026-03-01,500\n");
        for app in ["Journey", "Second", "Yen"] {
            site.take(app, ImportKind::Purchases, &file);
        }
        let known = &profiles(site)["a"];
        assert_eq!((known.spend_cents, known.total_spend_cents), (50_000, 100_000));
        let yen = visitor.get("/apps").click("Yen");
        assert!(yen.text("[aria-labelledby=doings]").contains("¥500"), "{}", yen.text("main"));
    }

    fn the_currency_of_an_app_without_purchases_can_be_changed(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        take(site, ImportKind::Customers, "account_id,age\na,30\n");
        let form = visitor.get("/apps").click("Journey").click("Edit").form("main form").set("currency", "JPY");
        form.press("Save").location();
        assert_eq!(counts(&take(site, ImportKind::Purchases, "account_id,order_id,date,amount\na,1,2026-03-01,\"1,234\"\na,2,2026-03-01,5.50\n")), [1, 0, 0, 0, 1]);
        assert!(visitor.get("/apps").click("Journey").text("[aria-labelledby=doings]").contains("¥1,234"));
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

//! Files taken in: what becomes of each line.

use crate::apps::add_app;
use crate::segments::{count_unknown_ages, fill};
use crate::site::{Site, on_both_databases};
use crate::visitor::signed_in_visitor;
use engage::reading::ImportKind;
use engage::store::imports::{self, Import};

const CUSTOMERS: &str = "account_id,age,gender,market
1,20,F,FR
2,30,M,BE
3,sixty,F,FR
4,40,F,US
";

/// Number and text of each refused line.
fn refused(site: &Site, import: &Import) -> Vec<(u64, String)> {
    let (publisher, import) = (import.publisher_id, import.id);
    let read = |connection: &mut _| imports::refused_after(connection, publisher, import, -1, 1_000);
    site.state.database.read_now(read).unwrap().into_iter().map(|line| (line.number, line.text)).collect()
}

on_both_databases! {
    fn a_refused_line_is_shown_with_its_number_and_text(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let import = site.take("Journey", ImportKind::Customers, &site.file("customers.csv", CUSTOMERS));
        assert_eq!((import.lines_total, import.lines_new, import.lines_refused), (4, 3, 1));
        assert_eq!(refused(site, &import), [(4, String::from("3,sixty,F,FR"))]);
    }

    fn the_same_file_again_changes_nothing(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let file = site.file("customers.csv", CUSTOMERS);
        site.take("Journey", ImportKind::Customers, &file);
        let again = site.take("Journey", ImportKind::Customers, &file);
        assert_eq!((again.lines_new, again.lines_changed, again.lines_unchanged, again.lines_refused), (0, 0, 3, 1));
        let changed = site.file("changed.csv", &CUSTOMERS.replace("2,30,M,BE", "2,31,M,BE"));
        let third = site.take("Journey", ImportKind::Customers, &changed);
        assert_eq!((third.lines_new, third.lines_changed, third.lines_unchanged), (0, 1, 2));
    }

    fn a_cell_that_does_not_fit_its_custom_attribute_is_refused(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        site.take("Journey", ImportKind::Customers, &site.file("first.csv", "account_id,kids\n1,2\n2,3\n"));
        let second = site.file("second.csv", "account_id,kids\n1,5+\n2,4\n");
        let import = site.take("Journey", ImportKind::Customers, &second);
        assert_eq!((import.lines_changed, import.lines_refused), (1, 1));
        assert_eq!(refused(site, &import), [(2, String::from("1,5+"))]);
        assert_eq!(visitor.get("/groups/new").text("#available"), "0");
        count_unknown_ages(site, "Journey");
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "custom:kids", "is", "2");
        assert_eq!(form.preview().text("#members"), "1");
    }
}

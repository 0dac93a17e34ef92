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
3,50,F,FR,more
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
        assert_eq!(refused(site, &import), [(4, String::from("3,50,F,FR,more"))]);
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

    fn a_cell_that_cannot_be_read_is_left_out_and_its_line_is_taken(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let lines = "account_id,email,age,gender,device_type\n1,ann@example.com,30,F,Phone\n2,bob@example.com,31,robot,Phone\n\
            3,cy@example.com,32,M,Toaster\n4,dee,33,F,\n5,eve@example.com,34,droid,Toaster\n,nobody@example.com,35,F,Phone\n";
        let file = site.file("customers.csv", lines);
        let import = site.take("Journey", ImportKind::Customers, &file);
        assert_eq!((import.lines_new, import.lines_refused, import.cells_left_out), (5, 1, 5));
        let page = visitor.get(&import.path());
        assert_eq!(page.text("a[href='#left-out']"), "5 cells were left out; the rest of their lines was taken.");
        let rows = page.select("#left-out tbody tr");
        assert_eq!(rows.len(), 3, "{rows:?}");
        assert_eq!(rows[0], "gender“robot” in column “gender” is not one of the choices.23");
        assert_eq!(rows[1], "device_type“Toaster” in column “device_type” is not one of the choices.24");
        assert_eq!(rows[2], "email“dee” in column “email” is not an e-mail address.15");
        // What was known before is kept.
        let again = site.take("Journey", ImportKind::Customers, &site.file("again.csv", "account_id,gender\n1,robot\n"));
        assert_eq!((again.lines_unchanged, again.cells_left_out), (1, 1));
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "gender", "is", "female");
        assert_eq!(form.preview().text("#members"), "2");
    }

    fn lines_as_spreadsheets_write_them_are_taken(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let short = "account_id,email,age,gender,tier\n1,ann@example.com,30,F,Gold\n2,bob@example.com\n'3,,NULL,,\n,,,,\n4,,40,,#N/A,,\n";
        let import = site.take("Journey", ImportKind::Customers, &site.file("short.csv", short));
        assert_eq!((import.lines_total, import.lines_new, import.lines_refused, import.cells_left_out), (4, 4, 0, 0));
        let usage = "compte;jour;sessions\r\n3;25/12/2017;2\r\n1;01/12/2017;\r\n";
        let import = site.take("Journey", ImportKind::Usage, &site.file("usage.csv", usage));
        assert_eq!((import.lines_new, import.customers_new), (2, 0), "3 is whoever '3 is");
        count_unknown_ages(site, "Journey");
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "last_used_on", "on_or_before", "2017-12-01");
        assert_eq!(form.preview().text("#members"), "1");
        let damaged = "account_id,order_id,date,amount\n1.23457E+12,1,2017-12-01,5\n1,1.23457E+12,2017-12-01,5\n";
        let import = site.take("Journey", ImportKind::Purchases, &site.file("purchases.csv", damaged));
        assert_eq!((import.lines_refused, import.lines_new), (2, 0));
    }

    fn of_two_columns_for_one_field_the_better_one_is_taken(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let lines = "user_id,os,os_version,Age,age\nu1,Android,14.1,30,31\nu2,iOS,17.2,40,41\n";
        let import = site.take("Journey", ImportKind::Customers, &site.file("customers.csv", lines));
        assert_eq!((import.lines_new, import.lines_refused), (2, 0));
        let columns = visitor.get(&import.path()).select("#import dl.facts dd");
        let used = ["Account ID", "custom attribute, a choice", "OS version", "Age", "custom attribute, a number"];
        assert!(used.iter().all(|purpose| columns.contains(&String::from(*purpose))), "{columns:?}");
    }

    fn lines_around_the_table_are_no_customers(site: &Site) {
        add_app(&signed_in_visitor(site), "Journey");
        let lines = "# Active users\n# 2017-03-01 to 2017-03-03\n\nUser ID;Date;Sessions\nu1;2017-03-01;2\n\nu2;2017-03-02;1\nTotal;;3\n";
        let import = site.take("Journey", ImportKind::Usage, &site.file("usage.csv", lines));
        assert_eq!((import.lines_total, import.lines_new, import.lines_refused), (2, 2, 0));
        let survey = import.survey().unwrap();
        assert_eq!((survey.header_line, survey.blank, survey.sums), (4, 1, 1));
    }

    fn a_cell_that_does_not_fit_its_custom_attribute_is_left_out(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        site.take("Journey", ImportKind::Customers, &site.file("first.csv", "account_id,kids\n1,2\n2,3\n"));
        let second = site.file("second.csv", "account_id,kids\n1,5+\n2,4\n");
        let import = site.take("Journey", ImportKind::Customers, &second);
        assert_eq!((import.lines_changed, import.lines_unchanged, import.cells_left_out), (1, 1, 1));
        assert_eq!(visitor.get("/groups/new").text("#available"), "0");
        count_unknown_ages(site, "Journey");
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "custom:kids", "is", "2");
        assert_eq!(form.preview().text("#members"), "1");
    }

    fn a_file_of_partner_center_is_taken_with_its_words_and_a_language_includes_its_regions(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let lines = "account_id,date,deviceType,osVersion,market,gender,acquisitionType,locale\n\
            a1,2017-03-01,Console-Xbox One,Windows 10,FR,m,Iap,fr_CA\n\
            a2,2017-03-01,Phone,Windows 10,US,f,Xbox Game Pass,iw-rIL\n\
            a3,2017-03-01,TV,Windows 10,GB,Prefer not to say,Pre Order,fr-fr\n";
        let import = site.take("Journey", ImportKind::Customers, &site.file("acquisitions.csv", lines));
        assert_eq!((import.lines_new, import.lines_refused, import.cells_left_out), (3, 0, 0));
        count_unknown_ages(site, "Journey");
        let members = |attribute, value| {
            let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), attribute, "is", value);
            form.preview().text("#members")
        };
        assert_eq!(members("language", "fr"), "2");
        assert_eq!(members("language", "fr-CA"), "1");
        assert_eq!(members("language", "he"), "1");
        assert_eq!(members("device_type", "console"), "1");
        assert_eq!(members("acquisition_type", "paid"), "2");
        assert_eq!(members("acquisition_type", "subscription"), "1");
        assert_eq!(members("gender", "unknown"), "1");
    }

    fn decimals_and_grouped_numbers_are_compared_as_numbers(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let shopify = "Customer ID,Default Address Country Code,Total Spent,Points,Weight,Zip\n\
            '7210448301122,GB,120.50,\"1 200\",\"1,5\",01234\n'7210448301123,FR,0.00,30,\"72,25\",75001\n7210448301124,FR,99.99,,,\n";
        let import = site.take("Journey", ImportKind::Customers, &site.file("customers.csv", shopify));
        assert_eq!((import.lines_new, import.cells_left_out), (3, 0));
        count_unknown_ages(site, "Journey");
        let members = |attribute, operator, value| {
            let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), attribute, operator, value);
            form.preview().text("#members")
        };
        assert_eq!(members("custom:total_spent", "at_least", "100"), "1");
        assert_eq!(members("custom:total_spent", "at_least", "99.99"), "2");
        assert_eq!(members("custom:points", "is", "1200"), "1");
        assert_eq!(members("custom:weight", "at_most", "1.5"), "1");
        assert_eq!(members("custom:zip", "is", "01234"), "1");
        assert_eq!(members("market", "is", "GB"), "1");
    }

    fn an_attribute_without_values_takes_the_kind_of_the_first_ones(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        for (file, lines) in [("first.csv", "account_id,points\n1,\n2,NULL\n"), ("second.csv", "account_id,points\n1,10\n2,200\n3,30\n")] {
            let import = site.take("Journey", ImportKind::Customers, &site.file(file, lines));
            assert_eq!(import.cells_left_out, 0);
        }
        count_unknown_ages(site, "Journey");
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "custom:points", "at_least", "30");
        assert_eq!(form.preview().text("#members"), "2");
        // From now on the kind is kept.
        let third = site.take("Journey", ImportKind::Customers, &site.file("third.csv", "account_id,points\n1,ten\n"));
        assert_eq!(third.cells_left_out, 1);
    }
}

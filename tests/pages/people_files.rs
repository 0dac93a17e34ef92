//! Files of people for a known user group: what is read, what is named, and what stays typed.

use crate::form::Form;
use crate::site::on_both_databases;
use crate::visitor::{Visitor, signed_in_visitor};
use engage::imports::quota::MEGABYTE;

/// The form of a new known user group, with a name and an address typed.
fn form(visitor: &Visitor) -> Form {
    let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form").check("consent", "on");
    form.set("name", "Testers").set("addresses", "typed@example.com")
}

on_both_databases! {
    fn lines_of_a_file_that_cannot_be_read_are_named_and_nobody_is_left_out_unseen(site: &Site) {
        let visitor = signed_in_visitor(site);
        let people: String = (0..50).map(|number| format!("Q{number},q{number}@example.com\n")).collect();
        let file = format!("name,email\nAnn,ann@example.com\n\"Bob,bob@example.com\nCut\n{people}");
        let shown = form(&visitor).attach("file", "list.csv", file.as_bytes()).press("Check addresses");
        assert_eq!((shown.status, shown.form("#group-form").value("addresses").lines().count()), (200, 52));
        assert_eq!(shown.select("#file-read tbody td.number"), ["3", "4"]);
        assert!(shown.text("#file-read").contains("51 lines of “list.csv” are added to those above, from the column “email”."));
        let refused = form(&visitor).attach("file", "list.csv", file.as_bytes()).press("Save");
        assert_eq!((refused.status, refused.select("#file-errors p").len()), (422, 1));
        let page = refused.form("#group-form").press("Save").follow();
        assert_eq!(page.click("Members").select("#members-list tbody th").len(), 50, "the first page of 52");
    }

    fn a_file_that_is_no_list_is_named_beside_its_field_and_what_was_typed_stays(site: &Site) {
        let visitor = signed_in_visitor(site);
        for (name, bytes, word) in [
            ("testers.xlsx", b"PK\x03\x04\0\0\0\0".as_slice(), "spreadsheet"),
            ("list.pdf", b"%PDF-1.7", "PDF"),
            ("photo.csv", b"\x89PNG\r\n", "image"),
            ("download.csv", b"<!DOCTYPE html><html>", "web page"),
            ("names.csv", b"Name,City\nAnn,Lyon\n", "The columns of the file are: Name, City."),
            ("prose.txt", b"hello\nworld\n", "The file holds no e-mail address"),
            ("empty.csv", b"", "empty"),
        ] {
            let shown = form(&visitor).attach("file", name, bytes).press("Check addresses");
            let error = shown.text("#file-errors p");
            assert!(shown.status == 422 && error.contains(word), "{name}: {} {error}", shown.status);
            let again = shown.form("#group-form");
            assert_eq!((again.value("name"), again.value("addresses").trim()), ("Testers", "typed@example.com"), "{name}");
            assert_eq!(again.checked("consent"), ["on"], "{name}");
        }
    }

    fn a_file_beyond_the_share_of_the_publisher_is_not_kept_and_what_was_typed_stays(site: &Site) {
        let visitor = signed_in_visitor(site);
        crate::apps::add_app(&visitor, "Journey");
        let quota = site.state.options.upload_quota;
        let waiting = site.state.uploads.start(site.app("Journey").publisher_id, quota * MEGABYTE);
        let shown = form(&visitor).attach("file", "list.csv", b"email\nann@example.com\n").press("Check addresses");
        assert_eq!((shown.status, shown.select("#file-errors p").len()), (422, 1));
        assert!(shown.text("#file-errors p").contains("there is no room for this one"));
        let again = shown.form("#group-form");
        assert_eq!((again.value("name"), again.value("addresses").trim()), ("Testers", "typed@example.com"));
        drop(waiting);
        let shown = again.attach("file", "list.csv", b"email\nann@example.com\n").press("Check addresses");
        assert_eq!((shown.status, shown.form("#group-form").value("addresses").lines().count()), (200, 2));
    }

    fn a_file_above_eight_megabytes_is_read_and_one_above_the_limit_has_an_error(site: &Site) {
        let visitor = signed_in_visitor(site);
        let note = "x".repeat(900);
        let large: String = (0..9_500).map(|number| format!("P{number};p{number}@example.com;{note}\n")).collect();
        let file = format!("name;email;note\n{large}");
        let page = form(&visitor).attach("file", "big.csv", file.as_bytes()).press("Save").follow();
        assert!(page.text("#size").contains("Size"), "the group is saved");
        assert_eq!(page.select("#members-list tbody th")[1], "p0@example.com");
        // The limit of these tests is 64 MB.
        let larger = "x".repeat(64_000_001);
        let refused = form(&visitor).set("name", "Others").attach("file", "huge.csv", larger.as_bytes()).press("Save");
        assert_eq!(refused.status, 422);
        assert_eq!(refused.text("#file-errors p"), "The file is larger than 64 MB. Choose a smaller one. What you typed is still here.");
        let again = refused.form("#group-form");
        assert_eq!((again.value("name"), again.value("addresses").trim()), ("Others", "typed@example.com"));
    }

    fn more_people_than_a_group_can_have_are_not_left_out_unseen(site: &Site) {
        let visitor = signed_in_visitor(site);
        let file: String = std::iter::once(String::from("email\n")).chain((0..20_001).map(|_| String::from("a@example.com\n"))).collect();
        let refused = form(&visitor).attach("file", "list.csv", file.as_bytes()).press("Save");
        assert_eq!((refused.status, refused.select("#file-errors p").len()), (422, 1));
        assert!(refused.text("#file-errors p").contains("more than 20,000 entries"));
    }
}

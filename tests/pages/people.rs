//! Adding, replacing and removing people of a known user group: what is shown before it happens, and what happens.

use crate::apps::add_app;
use crate::groups::save;
use crate::rules_of_groups::save_formula;
use crate::segments::count_unknown_ages;
use crate::site::{Site, on_both_databases};
use crate::visitor::{PageAnswer, Visitor, signed_in_visitor};
use engage::groups::recount;
use engage::reading::ImportKind;
use std::sync::Barrier;
use std::thread;

/// A visitor with two customers and the group *Testers* of Ann, Bob and Cy; and the group's path.
fn with_group(site: &Site) -> (Visitor, String) {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    let lines = "account_id,email\nA-1,ann@example.com\nB-2,\n";
    site.take("Journey", ImportKind::Customers, &site.file("customers.csv", lines));
    let path = save(&visitor, "Testers", "ann@example.com bob@example.com cy@example.com").location();
    (visitor, path)
}

/// What the page shows of a change of these people.
pub fn review(visitor: &Visitor, path: &str, choice: &str, typed: &str) -> PageAnswer {
    let form = visitor.get(&format!("{path}/people?choice={choice}")).form("#people-form");
    form.set("addresses", typed).press("Show what would change")
}

/// The sentences about who is added, removed and so on.
fn sentences(review: &PageAnswer) -> Vec<String> {
    review.select("#review h3")
}

fn listed(visitor: &Visitor, path: &str) -> Vec<String> {
    visitor.get(path).select("#members-list tbody th")
}

on_both_databases! {
    fn people_are_added_after_a_look_at_who(site: &Site) {
        let (visitor, path) = with_group(site);
        let review = review(&visitor, &path, "add", "dee@example.com BOB@example.com nobody dee@example.com");
        assert_eq!(sentences(&review), ["1 will be added", "1 is there already"]);
        assert_eq!(review.select("#review li"), ["dee@example.com", "BOB@example.com"]);
        assert!(review.text("section[aria-labelledby=verdicts-heading]").contains("no customer has it as account ID"));
        assert_eq!(listed(&visitor, &path).len(), 3, "nothing happens before it is confirmed");
        let refused = review.form("#people-form").press("confirm");
        assert_eq!((refused.status, refused.select("#consent-errors p").len()), (422, 1));
        let page = refused.form("#people-form").check("consent", "on").press("Add 1 person").follow();
        let people = ["ann@example.com", "bob@example.com", "cy@example.com", "dee@example.com"];
        assert_eq!(page.select("#members-list tbody th"), people);
    }

    fn an_exported_list_with_account_ids_is_imported_again_as_it_is(site: &Site) {
        let visitor = with_group(site).0;
        let lines = "account_id,email\n\"Doe, J\",\n\"a \"\"b\"\" c\",\n=A1,\n007,\n";
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", lines));
        let entries = ["\"Doe, J\"", "ann@example.com", "\"a \"\"b\"\" c\"", "=A1", "007", "new@example.com"];
        let path = save(&visitor, "Odd", &entries.join("\n")).location();
        let listed = listed(&visitor, &path);
        assert_eq!(listed[..3], ["Doe, J", "ann@example.com", "a \"b\" c"]);
        let edited = visitor.get(&path).click("Edit").form("#group-form").value("addresses").trim().to_owned();
        assert_eq!(edited.lines().collect::<Vec<_>>(), entries);
        for (language, name) in [("en", "Again"), ("fr", "Encore")] {
            let settings = visitor.get("/settings").form("form[action='/settings/language']").check("language", language);
            settings.press("Save the language");
            let file = visitor.get(&format!("{path}/members.csv")).body;
            let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form").check("consent", "on");
            let saved = form.set("name", name).attach("file", "list.csv", file.as_bytes()).press("save").follow();
            assert_eq!(saved.select("#members-list tbody th"), listed, "{file}");
        }
    }

    fn a_customer_listed_by_address_and_account_id_is_one_member(site: &Site) {
        let visitor = with_group(site).0;
        let path = save(&visitor, "Twice", "A-1 ann@example.com B-2 cy@example.com").location();
        assert_eq!(visitor.get(&path).text("#members"), "2");
    }

    fn the_form_counts_persons_as_the_group_does(site: &Site) {
        let (visitor, path) = with_group(site);
        let review = review(&visitor, &path, "replace", "A-1 ann@example.com B-2 cy@example.com");
        let facts = review.select("section[aria-labelledby=verdicts-heading] dd");
        assert_eq!(facts, ["2", "1", "1", "0", "0"], "members, twice, not yet, repeated, refused");
        let row = review.select("section[aria-labelledby=verdicts-heading] tbody tr").concat();
        assert!(row.contains("The same customer as no. 2, by account ID"), "{row}");
        let page = review.form("#people-form").check("consent", "on").press("Replace all by 3 people").follow();
        assert_eq!((page.text("#members").as_str(), page.select("#members-list tbody th").len()), ("2", 4));
    }

    fn account_ids_with_an_at_are_entries_if_the_form_says_so(site: &Site) {
        let (visitor, path) = with_group(site);
        count_unknown_ages(site, "Journey");
        // One has as account id the address of another.
        let lines = "account_id,email\nann@example.com,other@example.com\nx@corp,\n\"a b@c\",\n";
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", lines));
        let add = |typed: &str| {
            let form = visitor.get(&format!("{path}/people?choice=add")).form("#people-form");
            form.check("entries", "accounts").set("addresses", typed).press("Show what would change")
        };
        let shown = add("ann@example.com\nx@corp, nobody@example.com");
        assert_eq!(sentences(&shown), ["2 will be added"]);
        let rows = shown.select("section[aria-labelledby=verdicts-heading] tbody tr").concat();
        assert!(rows.contains("no customer has this account ID") && rows.contains("Member, by account ID"), "{rows}");
        let form = shown.form("#people-form");
        assert_eq!(form.value("addresses").lines().next(), Some("id:ann@example.com"));
        assert_eq!(shown.attributes("[name=entries][checked]", "value"), ["accounts"]);
        let page = form.check("consent", "on").press("Add 2 people").follow();
        let people = ["ann@example.com", "bob@example.com", "cy@example.com", "ann@example.com", "x@corp"];
        assert_eq!(page.select("#members-list tbody th"), people);
        assert_eq!(page.text("#members"), "3", "Ann, and the two by account id");
        save_formula(&visitor, "Named", "Member of == Testers");
        assert_eq!(visitor.get("/groups").click("Named").text("#members"), "3");
        // The customer's own page says which groups list it.
        assert!(visitor.get("/customers").click("x@corp").text("main").contains("Testers"));

        // It is edited, exported and imported again as it is, and one of two that look alike is removed.
        let edited = visitor.get(&path).click("Edit").form("#group-form");
        assert_eq!(edited.value("addresses").lines().last(), Some("id:x@corp"));
        edited.clone().set("addresses", &format!("{}\nid:\"a b@c\"", edited.value("addresses"))).check("consent", "on").press("Save").location();
        assert_eq!(listed(&visitor, &path).last().unwrap(), "a b@c");
        let file = visitor.get(&format!("{path}/members.csv")).body;
        let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form").check("consent", "on");
        let again = form.set("name", "Again").attach("file", "list.csv", file.as_bytes()).press("save").follow();
        assert_eq!(again.select("#members-list tbody th"), listed(&visitor, &path));
        let page = visitor.get(&format!("{path}/members"));
        let removed_by = page.attributes("#members-list td input[name=addresses]", "value");
        assert_eq!(removed_by[3..], ["id:ann@example.com", "id:x@corp", "id:\"a b@c\""]);
        let gone = review(&visitor, &path, "remove", "id:ann@example.com").form("#people-form").press("Remove 1 person").follow();
        assert_eq!(gone.select("#members-list tbody th"), ["ann@example.com", "bob@example.com", "cy@example.com", "x@corp", "a b@c"]);
        // A column of account ids that are addresses, in a file.
        let form = visitor.get(&format!("{path}/people?choice=replace")).form("#people-form").check("entries", "accounts");
        let file = "account_id,email\nann@example.com,bob@example.com\n";
        let shown = form.attach("file", "list.csv", file.as_bytes()).press("Show what would change");
        assert_eq!(shown.form("#people-form").value("addresses").trim(), "id:ann@example.com");
        // Erased, its entry goes too.
        visitor.get("/customers").click("x@corp").click("Erase").form("main form").press("Erase").location();
        assert!(!listed(&visitor, &path).contains(&String::from("x@corp")));
        assert_eq!(sentences(&add("x@corp")), [""; 0]);
    }

    fn all_people_are_replaced_or_some_removed(site: &Site) {
        let (visitor, path) = with_group(site);
        let removal = review(&visitor, &path, "remove", "BOB@example.com, eve@example.com");
        assert_eq!(sentences(&removal), ["1 will be removed", "1 is not in the group"]);
        removal.form("#people-form").press("Remove 1 person").location();
        assert_eq!(listed(&visitor, &path), ["ann@example.com", "cy@example.com"]);
        let change = review(&visitor, &path, "replace", "eve@example.com cy@example.com");
        assert_eq!(sentences(&change), ["1 will be added", "1 will be removed", "1 is there already"]);
        change.form("#people-form").check("consent", "on").press("Replace all by 2 people").location();
        assert_eq!(listed(&visitor, &path), ["eve@example.com", "cy@example.com"]);
        let last = review(&visitor, &path, "remove", "eve@example.com cy@example.com");
        let refused = last.form("#people-form").press("confirm");
        assert_eq!((refused.status, refused.select("#addresses-errors p").len()), (422, 1));
        assert_eq!(listed(&visitor, &path).len(), 2);
    }

    fn one_is_added_or_removed_from_the_groups_page(site: &Site) {
        let (visitor, path) = with_group(site);
        let review = visitor.get(&format!("{path}/members")).form("#add-one").set("addresses", "dee@example.com").press("Add");
        review.form("#people-form").check("consent", "on").press("Add 1 person").location();
        assert_eq!(listed(&visitor, &path).len(), 4);
        let row = visitor.get(&format!("{path}/members")).form("#members-list tbody tr:nth-child(2) form");
        let review = row.press("Remove bob@example.com");
        assert_eq!(review.select("#review li"), ["bob@example.com"]);
        review.form("#people-form").press("Remove 1 person").location();
        assert_eq!(listed(&visitor, &path), ["ann@example.com", "cy@example.com", "dee@example.com"]);
    }

    fn what_is_confirmed_is_what_was_shown(site: &Site) {
        let (visitor, path) = with_group(site);
        let first = review(&visitor, &path, "add", "dee@example.com").form("#people-form").check("consent", "on");
        let second = review(&visitor, &path, "remove", "ann@example.com").form("#people-form");
        let other = first.clone().set("addresses", "eve@example.com").press("confirm");
        assert_eq!((other.status, other.select("#review li")), (422, vec![String::from("eve@example.com")]));
        first.press("confirm").location();
        let late = second.press("confirm");
        assert_eq!((late.status, late.select("#addresses-errors p").len()), (422, 1));
        assert_eq!(listed(&visitor, &path).len(), 4);
        late.form("#people-form").press("Remove 1 person").location();
        let again = first.press("confirm");
        assert_eq!((again.status, sentences(&again)), (422, vec![String::from("1 is there already")]));
        assert_eq!(listed(&visitor, &path), ["bob@example.com", "cy@example.com", "dee@example.com"]);
    }

    fn two_that_confirm_at_the_same_moment_lose_nothing(site: &Site) {
        let (visitor, path) = with_group(site);
        let forms = ["dee", "eve"].map(|name| {
            review(&visitor, &path, "add", &format!("{name}@example.com")).form("#people-form").check("consent", "on")
        });
        let start = Barrier::new(forms.len());
        let mut statuses = thread::scope(|scope| {
            let press = |form: crate::form::Form| { start.wait(); form.press("confirm").status };
            let presses = forms.map(|form| scope.spawn(move || press(form)));
            presses.map(|press| press.join().unwrap())
        });
        statuses.sort_unstable();
        assert_eq!((statuses, listed(&visitor, &path).len()), ([303, 422], 4));
    }

    fn account_ids_are_entries_and_their_customers_members(site: &Site) {
        let (visitor, path) = with_group(site);
        let review = review(&visitor, &path, "add", "B-2 C-3");
        assert_eq!(review.select("#review li"), ["B-2"]);
        assert!(review.text("section[aria-labelledby=verdicts-heading]").contains("Member, by account ID"));
        let page = review.form("#people-form").check("consent", "on").press("Add 1 person").follow();
        assert_eq!(page.text("#members"), "2");
        recount::recount_due(&site.state).unwrap();
        assert_eq!(visitor.get("/groups").text("section[aria-labelledby=my-groups] tbody td.number"), "2");
        assert_eq!(visitor.get(&format!("{path}/members?search=b-2")).select("#members-list tbody th"), ["B-2"]);
        let check = visitor.get("/customers/check?who=B-2");
        assert_eq!(check.select("section[aria-labelledby=known-user-groups] li"), ["Testers In"]);
        // The page of the group and the form with all entries keep the account id, also in a file.
        let export = visitor.get(&format!("{path}/members.csv")).body;
        let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form").set("name", "Again");
        let form = form.check("consent", "on").attach("file", "members.csv", export.as_bytes());
        let again = form.press("Save").follow();
        assert_eq!((again.select("#members-list tbody th").len(), again.text("#members")), (4, String::from("2")));
        // A segment that names the group has its customers.
        count_unknown_ages(site, "Journey");
        let named = save_formula(&visitor, "Named", "Member of in (Again)");
        assert_eq!(named.select("#members-list tbody th"), ["A-1", "B-2"]);
    }

    fn a_file_of_account_ids_is_a_list(site: &Site) {
        let (visitor, path) = with_group(site);
        for (file, people) in [("Name;Customer ID\nAnn;A-1\nBob;B-2\n", 2), ("A-1\nB-2\n", 2)] {
            let form = visitor.get(&format!("{path}/people")).form("#people-form");
            let review = form.attach("file", "list.csv", file.as_bytes()).press("Show what would change");
            assert_eq!((review.status, review.select("#review li").len()), (200, people), "{file}");
        }
    }

    fn a_likely_repair_is_proposed_and_not_made(site: &Site) {
        let (visitor, path) = with_group(site);
        let review = review(&visitor, &path, "add", "eve@gmial.com dee@b..com");
        let verdicts = review.select("section[aria-labelledby=verdicts-heading] tbody td:last-child");
        assert_eq!(verdicts[0], "Refused: the part after the @, “b..com”, cannot be a domain");
        assert_eq!(verdicts[1], "Not yet a customer Did you mean eve@gmail.com?");
        assert_eq!(review.select("#review li"), ["eve@gmial.com"]);
    }
}

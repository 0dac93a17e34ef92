//! Settings: the publisher's rules and what they would change, the language, the password.

use crate::apps::add_app;
use crate::segments::fill;
use crate::site::{Site, on_both_databases};
use crate::visitor::{PASSWORD, Visitor, owner, signed_in_visitor};
use diesel::{ExpressionMethods, RunQueryDsl};
use engage::reading::ImportKind;
use engage::store::jobs::{JobKind, any_under_way};
use std::fmt::Write;
use std::time::{Duration, Instant};

/// How long a job may take on a machine that is busy with other tests.
const PATIENCE: Duration = Duration::from_secs(90);

/// Ages 17 to 26, and two customers of unknown age.
fn customers() -> String {
    let mut lines = String::from("account_id,age,gender\n");
    (17..27).for_each(|age| writeln!(lines, "{age},{age},F").unwrap());
    lines.push_str("a,,F\nb,,M\n");
    lines
}

fn with_customers(site: &Site, visitor: &Visitor) {
    add_app(visitor, "Journey");
    site.take("Journey", ImportKind::Customers, &site.file("customers.csv", &customers()));
    let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "gender", "is", "female");
    form.set("name", "Women").press("Save").location();
}

/// Waits until the program has counted what was due.
pub fn wait_for_counts(site: &Site) {
    let under_way = |connection: &mut _| any_under_way(connection, &[JobKind::Recount], site.state.clock.now());
    let end = Instant::now() + PATIENCE;
    while site.state.database.read_now(under_way).unwrap() {
        assert!(Instant::now() < end, "the groups are not counted");
        std::thread::sleep(Duration::from_millis(20));
    }
}

on_both_databases! {
    fn the_effect_of_the_rules_is_shown_before_and_holds_after(site: &Site) {
        let visitor = signed_in_visitor(site);
        with_customers(site, &visitor);
        let form = visitor.get("/settings").form("form[action='/settings/rules']");
        assert_eq!((form.value("least_age"), form.value("minimum_size")), ("17", "50"));
        let form = form.set("least_age", "21").check("count_unknown_age", "on").set("minimum_size", "7");
        let shown = form.press("Show the effect");
        assert_eq!(shown.status, 200);
        let lines = shown.select("#effect dd");
        assert_eq!(
            lines,
            [
                "Journey: 10 available customers would be 6.",
                "Journey: 10 available customers would be 12.",
                "“Women” could be used.",
            ]
        );
        assert_eq!(shown.select("#effect td"), ["10", "8", "10", "7"]);
        assert_eq!(visitor.get("/groups/new").text("#available"), "10", "nothing is saved yet");
        assert_eq!(form.preview().select("dd"), lines);

        let saved = shown.form("form[action='/settings/rules']").press("Save").follow();
        assert_eq!(saved.text(".notice.success"), "The rules are saved, and every group is counted again.");
        assert_eq!(saved.form("form[action='/settings/rules']").value("least_age"), "21");
        assert_eq!(visitor.get("/groups/new").text("#available"), "8");
        wait_for_counts(site);
        assert_eq!(visitor.get("/groups").select("section[aria-labelledby=my-groups] td.number"), ["7"]);
    }

    fn an_effect_on_nothing_says_so(site: &Site) {
        let visitor = signed_in_visitor(site);
        let show = || visitor.get("/settings").form("form[action='/settings/rules']").press("Show the effect");
        let (nothing, none) = (show(), Vec::<String>::new());
        assert_eq!(nothing.text("#effect p"), "You have no app yet, so no number changes.");
        assert_eq!(nothing.select("#effect table"), none);
        add_app(&visitor, "Journey");
        let empty = show();
        assert_eq!(empty.select("#effect p"), ["You have no segment yet."]);
        assert_eq!(empty.select("#effect dd")[0], "Journey: 0 available customers, as now.");
    }

    fn one_customer_is_named_in_the_singular(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        site.take("Journey", ImportKind::Customers, &site.file("one.csv", "account_id,age\n1,20\n"));
        let form = visitor.get("/settings").form("form[action='/settings/rules']").set("least_age", "30");
        let shown = form.press("Show the effect");
        assert_eq!(shown.select("#effect dd")[0], "Journey: 1 available customer would be 0.");
    }

    fn only_owners_change_the_rules(site: &Site) {
        let visitor = signed_in_visitor(site);
        let form = visitor.get("/settings").form("form[action='/settings/rules']").set("least_age", "30");
        site.state.database.write_now(|connection| {
            use engage::store::schema::users;
            diesel::update(users::table).set(users::role.eq("viewer")).execute(connection)
        }).unwrap();
        let page = visitor.get("/settings");
        assert_eq!((page.status, page.select("form[action='/settings/rules']").len()), (200, 0));
        assert!(page.text("section[aria-labelledby=rules-heading]").ends_with("Only an owner can change these rules."));
        assert_eq!(page.select("section[aria-labelledby=rules-heading] dd"), ["17", "No", "50"]);
        assert_eq!(form.press("Save").status, 403);
        assert_eq!(visitor.get("/settings").select("section[aria-labelledby=rules-heading] dd")[0], "17");
        assert_eq!(page.form("form[action='/settings/language']").press("Save the language").status, 303);
    }

    fn one_of_two_changes_of_the_rules_is_refused(site: &Site) {
        let visitor = signed_in_visitor(site);
        let form = |age: &str| visitor.get("/settings").form("form[action='/settings/rules']").set("least_age", age);
        let (first, second) = (form("18"), form("21"));
        first.press("Save").location();
        let refused = second.press("Save");
        assert_eq!((refused.status, refused.select("#least_age-errors p").len()), (422, 1));
        assert!(refused.text("#least_age-errors p").contains("at least 18 years old"));
        assert_eq!(form("18").value("least_age"), "18");
        let again = refused.form("form[action='/settings/rules']");
        assert_eq!(again.value("least_age"), "21");
        let saved = again.press("Save").follow();
        assert_eq!(saved.form("form[action='/settings/rules']").value("least_age"), "21");
    }

    fn impossible_rules_are_refused_and_kept_as_typed(site: &Site) {
        let visitor = signed_in_visitor(site);
        let form = visitor.get("/settings").form("form[action='/settings/rules']");
        for (field, wrong) in [("least_age", "16"), ("least_age", "old"), ("minimum_size", "0"), ("minimum_size", "10001")] {
            let refused = form.clone().set(field, wrong).press("Save");
            assert_eq!((refused.status, refused.select(&format!("#{field}-errors p")).len()), (422, 1), "{field} {wrong}");
            assert_eq!(refused.form("form[action='/settings/rules']").value(field), wrong);
        }
        assert_eq!(visitor.get("/settings").form("form[action='/settings/rules']").value("least_age"), "17");
    }

    fn the_rules_of_another_publisher_do_not_change(site: &Site) {
        let ann = owner(site, "ann@example.com");
        with_customers(site, &ann);
        let eve = owner(site, "eve@example.org");
        let form = eve.get("/settings").form("form[action='/settings/rules']").set("least_age", "40");
        let effect = form.press("Show the effect").text("#effect");
        assert!(!effect.contains("Journey") && !effect.contains("Women"), "{effect}");
        form.press("Save").location();
        assert_eq!(ann.get("/settings").form("form[action='/settings/rules']").value("least_age"), "17");
        assert_eq!(ann.get("/groups/new").text("#available"), "10");
    }

    fn the_language_is_chosen_and_left_to_the_browser(site: &Site) {
        let visitor = signed_in_visitor(site);
        let form = visitor.get("/settings").form("form[action='/settings/language']");
        assert_eq!(form.checked("language"), [""]);
        let french = form.check("language", "fr").press("Save the language").follow();
        assert_eq!((french.text("h1"), french.text(".notice")), (String::from("Paramètres"), String::from("Vos pages sont en français.")));
        assert_eq!(visitor.get("/groups").attributes("html", "lang"), ["fr"]);
        let form = french.form("form[action='/settings/language']").check("language", "");
        let english = form.press("Enregistrer la langue").follow();
        assert_eq!((english.text("h1"), english.text(".notice")), (String::from("Settings"), String::from("Your pages are in English.")));
        assert_eq!(visitor.post("/settings/language", &[("language", "tlh")]).status, 422);
    }

    fn a_new_password_ends_the_other_sessions(site: &Site) {
        let here = signed_in_visitor(site);
        let there = Visitor::new(site);
        let sign_in = |visitor: &Visitor, password: &str| {
            visitor.get("/sign-in").form("form").set("email", "Ann@example.com").set("password", password).press("Sign in")
        };
        assert_eq!(sign_in(&there, PASSWORD).location(), "/groups");
        let form = here.get("/settings").form("form[action='/settings/password']");
        let wrong = form.clone().set("current", "not this one at all").set("new", "another long password").press("Change the password");
        assert_eq!((wrong.status, wrong.text("#current-errors p")), (422, String::from("This is not your current password.")));
        let short = form.clone().set("current", PASSWORD).set("new", "short").press("Change the password");
        assert_eq!((short.status, short.select("#new-errors p").len()), (422, 1));
        assert!(!short.body.contains(PASSWORD));
        assert_eq!(there.get("/groups").status, 200);
        let changed = form.set("current", PASSWORD).set("new", "another long password").press("Change the password").follow();
        assert_eq!(changed.text(".notice.success"), "Your password is changed. Other sessions have ended.");
        assert_eq!(here.get("/groups").status, 200);
        assert_eq!(there.get("/groups").status, 303);
        assert_eq!(sign_in(&there, PASSWORD).status, 422);
        assert_eq!(sign_in(&there, "another long password").location(), "/groups");
    }
}

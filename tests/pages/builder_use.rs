//! The builder while it is used, without scripts: formulas of both languages, what completes them, links to a rule that is
//! not saved, and the first members of it.

use crate::access::colleague;
use crate::apps::add_app;
use crate::segments::fill;
use crate::site::{Site, however_answered, on_both_databases};
use crate::visitor::{PASSWORD, Visitor, signed_in_visitor};
use engage::access::Role;
use engage::reading::ImportKind;
use engage::web::address::encoded;

/// Twelve available customers, and one who is too young.
fn visitor_with_customers(site: &Site) -> Visitor {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    let rows = (1..=12).map(|number| {
        let (market, plan) = (["FR", "FR", "BE"][number % 3], ["gold", "silver plus"][number % 2]);
        format!("c{number},c{number}@example.com,{},{market},{plan}\n", 20 + number)
    });
    let lines: String = rows.collect();
    let text = format!("account_id,email,age,market,Plan\n{lines}young,,10,US,bronze\n");
    assert_eq!(site.take("Journey", ImportKind::Customers, &site.file("customers.csv", &text)).lines_new, 13);
    visitor
}

/// The texts of the suggestions for a formula that is typed so far.
fn suggested(visitor: &Visitor, text: &str) -> Vec<String> {
    let page = visitor.get(&format!("/groups/completions/1?text={}", encoded(text)));
    assert_eq!(page.status, 200);
    page.select("[role=option]")
}

however_answered! {
    fn a_formula_is_completed_with_names_comparisons_and_values_with_their_numbers(site: &Site) {
        let visitor = visitor_with_customers(site);
        assert_eq!(suggested(&visitor, "mark"), ["Market The country or region of the customer’s account"]);
        let page = visitor.get(&format!("/groups/completions/1?text={}", encoded("Age == 3 && mark")));
        assert_eq!(page.attributes("[role=option]", "data-written"), ["Market "]);
        assert_eq!(page.attributes("[data-replaced]", "data-replaced"), ["4"]);
        assert_eq!(suggested(&visitor, "Market ")[..3], ["==", "!=", "in (…)"]);
        assert_eq!(suggested(&visitor, "Market == f")[..1], ["France 8"]);
        let value = visitor.get(&format!("/groups/completions/1?text={}", encoded("Plan in (gold, s")));
        assert_eq!(value.attributes("[role=option]", "data-written"), ["\"silver plus\""]);
        assert_eq!(value.select("[role=option]"), ["silver plus 6"]);
        assert_eq!(suggested(&visitor, "Sessions >= 1"), [""; 0]);
        assert_eq!(suggested(&visitor, &"x".repeat(5_000)), [""; 0]);
        assert_eq!(visitor.get("/groups/completions/99?text=m").status, 404);
        assert_eq!(colleague(site, Role::Viewer).get("/groups/completions/1?text=m").status, 403);
    }

    fn the_first_ten_members_are_shown_with_what_the_rule_asks_about(site: &Site) {
        let visitor = visitor_with_customers(site);
        let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "market", "is", "FR");
        let form = form.press("Add another filter").form("#group-form");
        let form = fill(form, (1, 0), "age", "at_least", "21");
        let folded = form.preview();
        assert_eq!((folded.text("#members"), folded.select("#first-members tbody tr")), (String::from("8"), vec![]));
        let shown = form.remember("members", "1").preview();
        assert_eq!(shown.select("#first-members thead th"), ["Customer", "Market", "Age"]);
        let rows = shown.select("#first-members tbody tr");
        assert_eq!((rows.len(), rows[0].as_str()), (8, "c1@example.com France 21"));
        assert!(shown.attributes("#first-members tbody a", "href").iter().all(|path| path.starts_with("/customers/")));
        let everyone = visitor.get("/groups/new").form("#group-form").remember("members", "1").preview();
        assert_eq!(everyone.select("#first-members tbody tr").len(), 10);
        let nobody = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "age", "at_least", "90");
        assert_eq!(nobody.remember("members", "1").preview().text("#first-members > .muted"), "Nobody is in this group.");
        // Without scripts the panel stays open from one answer to the next.
        let page = visitor.get("/groups/new").form("#group-form").remember("members", "1").press("update");
        assert_eq!(page.select("#first-members[open] tbody tr").len(), 10);
        let next = page.form("#group-form").press("update");
        assert_eq!(next.select("#first-members[open] tbody tr").len(), 10);
    }
}

on_both_databases! {
    fn a_formula_of_another_language_is_taken_over(site: &Site) {
        visitor_with_customers(site);
        let french = Visitor::who_reads(site, "fr");
        french.get("/sign-in").form("form").set("email", "ann@example.com").set("password", PASSWORD).press("Se connecter").location();
        let form = french.get("/groups/new").form("#group-form");
        let page = form.set("formula", "Market is any of FR, BE && Age is between 21 and 30").press("read-formula");
        assert_eq!(page.text("#formula"), "Marché dans (FR, BE) && Âge dans 21..30");
        assert_eq!(page.text("#members"), "10");
    }

    fn a_link_opens_the_builder_with_a_rule_that_nobody_saved(site: &Site) {
        let visitor = visitor_with_customers(site);
        add_app(&visitor, "Other");
        let form = visitor.get("/groups/new?app=1").form("#group-form");
        let form = fill(form, (0, 0), "custom:plan", "is", "silver plus");
        let panel = form.preview();
        let [link] = panel.attributes("#rule-link", "href")[..] else { panic!("a link") };
        let opened = colleague(site, Role::Editor).get(link);
        assert_eq!((opened.status, opened.text("#formula")), (200, String::from("Plan == \"silver plus\"")));
        assert_eq!(opened.form("#group-form").value("filters[0][conditions][0][value]"), "silver plus");
        assert_eq!(opened.text("#members"), "6");
        assert_eq!(visitor.get("/groups").select("section[aria-labelledby=my-groups] tbody tr"), [""; 0]);
        assert_eq!(colleague(site, Role::Viewer).get(link).status, 403);
        let stranger = Visitor::new(site);
        let form = stranger.get(link).follow().form("form").set("email", "ann@example.com").set("password", PASSWORD);
        assert_eq!(form.press("Sign in").location(), link, "it is opened after signing in");
    }

    fn a_link_says_what_is_not_known_here_and_keeps_its_formula(site: &Site) {
        let visitor = visitor_with_customers(site);
        let page = visitor.get(&format!("/groups/new?app=1&formula={}", encoded("Member of == Testers && Market == FR")));
        assert!(page.text("#typed-formula-errors").contains("an attribute was expected"), "{}", page.text("main"));
        assert_eq!(page.form("#group-form").value("formula"), "Member of == Testers && Market == FR");
        add_app(&visitor, "Other");
        let page = visitor.get(&format!("/groups/new?app=99&formula={}", encoded("Market == FR")));
        assert!(page.text("#app-errors").starts_with("The link names an app that is not among yours."));
        assert_eq!(page.form("#group-form").value("formula"), "Market == FR");
        let chosen = page.form("#group-form").set("app", "1").press("read-formula");
        assert_eq!(chosen.text("#formula"), "Market == FR");
        let values: Vec<String> = (0..400).map(|number| format!("value-{number}")).collect();
        let form = visitor.get("/groups/new?app=1").form("#group-form").set("formula", &format!("Plan in ({})", values.join(", ")));
        let panel = form.preview();
        assert_eq!(panel.select("#rule-link"), [""; 0]);
        assert!(panel.text(".formula-actions").contains("This rule is too long for a link."));
    }

    fn the_page_on_rules_explains_every_comparison_in_both_languages(site: &Site) {
        signed_in_visitor(site);
        let page = colleague(site, Role::Viewer).get("/help/rules");
        assert_eq!(page.text("h1"), "Rules");
        assert!(page.select("dt").contains(&String::from("is more than … ago")));
        let formulas = |lang: &str| page.select(&format!("pre.formula[lang={lang}]"));
        assert!(formulas("en").contains(&String::from("(Market == FR || Market == BE) && Spend in this app >= 10.00 && !(Rating is known)")));
        assert!(formulas("fr").iter().any(|formula| formula.starts_with("Dernière utilisation dans les 30 derniers jours")));
    }
}

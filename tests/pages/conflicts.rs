//! Two people change the same thing: whoever saves second is shown what the first changed, with everything typed still there,
//! and nothing is overwritten unseen.

use crate::access::colleague;
use crate::apps::add_app;
use crate::form::Form;
use crate::groups::save;
use crate::notifications::add_draft;
use crate::offers;
use crate::rules_of_groups::{save_formula, visitor_with_groups};
use crate::site::{Site, on_both_databases};
use crate::visitor::{PageAnswer, Visitor, signed_in_visitor};
use engage::access::Role;
use engage::reading::ImportKind;

/// Two owners of one publisher: ann, and another.
fn two(site: &Site) -> [Visitor; 2] {
    [signed_in_visitor(site), colleague(site, Role::Owner)]
}

/// What is shown of ann's change to who saves after her.
fn shown(refused: &PageAnswer) -> String {
    assert_eq!(refused.status, 422, "{}", refused.text("main"));
    let text = refused.text("#conflict");
    assert!(text.contains("ann@example.com"), "{text}");
    text
}

/// Has both fill in the same form before either saves. Returns the answer to the second.
fn one_after_the_other(visitors: &[Visitor; 2], path: &str, css: &str, fields: [&[(&str, &str)]; 2]) -> PageAnswer {
    one_after_the_other_by("Save", visitors, (path, css), fields)
}

fn one_after_the_other_by(
    button: &str,
    visitors: &[Visitor; 2],
    (path, css): (&str, &str),
    fields: [&[(&str, &str)]; 2],
) -> PageAnswer {
    let filled = |number: usize| -> Form {
        let form = visitors[number].get(path).form(css);
        fields[number].iter().fold(form, |form, (name, value)| form.set(name, value))
    };
    let (first, second) = (filled(0), filled(1));
    first.press(button).location();
    second.press(button)
}

on_both_databases! {
    fn whoever_edits_a_segment_second_sees_the_first_edit(site: &Site) {
        let visitors = two(site);
        add_app(&visitors[0], "Journey");
        let path = save_formula(&visitors[0], "Women", "Gender == Female").path;
        let first: &[(&str, &str)] = &[("name", "Ladies"), ("formula", "Gender == Male")];
        let refused = one_after_the_other(&visitors, &format!("{path}/edit"), "#group-form", [first, &[("name", "Girls")]]);
        let text = shown(&refused);
        assert!(text.contains("Name before: Women after: Ladies Yours: Girls"), "{text}");
        assert!(text.contains("Rule before: Gender == Female after: Gender == Male Taken over into the form."), "{text}");
        assert_eq!(visitors[1].get(&path).text("h1"), "Ladies");
        let again = refused.form("#group-form");
        assert_eq!(again.value("name"), "Girls");
        assert_eq!(again.press("Save").follow().text("h1"), "Girls");
        let formula = visitors[0].get(&path).text("#formula");
        assert_eq!(formula, "Gender == Male", "what the second did not touch is as the first left it");
        let rename: [&[(&str, &str)]; 2] = [&[("name", "First")], &[("name", "Second")]];
        let refused = one_after_the_other(&visitors, &format!("{path}/rename"), "main form", rename);
        let text = shown(&refused);
        assert!(text.contains("Name before: Girls after: First Yours: Second") && !text.contains("Ladies"), "{text}");
        assert_eq!(refused.form("main form").press("Save").follow().text("h1"), "Second");
    }

    fn whoever_changes_a_use_of_groups_second_keeps_what_the_first_changed(site: &Site) {
        let visitors = [visitor_with_groups(site), colleague(site, Role::Owner)];
        let kept = |path: &str, button: &str, first: &[(&str, &str)]| {
            let before = visitors[1].get(path).form("form.stack");
            let fields = [first, &[("name", "Second")]];
            let refused = one_after_the_other_by(button, &visitors, (path, "form.stack"), fields);
            let text = shown(&refused);
            let again = refused.form("form.stack");
            for (name, value) in first {
                assert_eq!(again.value(name), *value, "{name}: {text}");
                assert_ne!(before.value(name), *value, "{name}");
            }
            assert_eq!(again.value("name"), "Second");
            assert_eq!(again.press(button).follow().text("h1"), "Second");
            let saved = visitors[0].get(path).form("form.stack");
            assert!(first.iter().all(|(name, value)| saved.value(name) == *value), "{path}");
        };
        let offer: &[(&str, &str)] =
            &[("worth", "30"), ("products", "gems"), ("place", "2"), ("ends_at", "2030-01-31T12:00"), ("holdout", "5")];
        kept(&format!("{}/edit", offers::create(&visitors[0], "Gold", "1")), "Save", offer);
        let draft: &[(&str, &str)] = &[
            ("texts[0][title]", "Summer is here"),
            ("urgency", "low"),
            ("expires", "48"),
            ("per_second", "50"),
            ("compare[holdout]", "5"),
        ];
        let edit = format!("{}/edit", add_draft(&visitors[0], "Spring").location());
        // The log cuts texts that are so long, and what was not touched gives way all the same.
        let long = |end: &str| format!("https://fabrikam.org/{}{end}", "a".repeat(960));
        let form = visitors[0].get(&edit).form("form.stack").set("texts[0][target]", &long("")).set("texts[0][icon]", &long(".png"));
        form.set("texts[0][body]", &"Spring. ".repeat(29)).press("Save as draft").location();
        kept(&edit, "Save as draft", draft);
    }

    fn whoever_changes_a_list_second_sees_the_first_change(site: &Site) {
        let [ann, other] = two(site);
        let path = save(&ann, "Testers", "a@example.com").location();
        let edit = |visitor: &Visitor, addresses: &str| {
            let form = visitor.get(&format!("{path}/edit")).form("#group-form").check("consent", "on");
            form.set("addresses", addresses)
        };
        let (first, second) = (edit(&ann, "a@example.com b@example.com"), edit(&other, "c@example.com"));
        first.press("Save").location();
        let refused = second.press("Save");
        let text = shown(&refused);
        assert!(text.contains("People before: 1 after: 2 Yours: 1") && text.contains("Added after: 1"), "{text}");
        assert_eq!(refused.form("#group-form").value("addresses").trim(), "c@example.com");
        assert_eq!(other.get(&path).select("#members-list tbody th").len(), 2);
        let people = other.get(&format!("{path}/people?choice=add")).form("#people-form").set("addresses", "d@example.com");
        let review = people.press("Show what would change").form("#people-form").check("consent", "on");
        edit(&ann, "a@example.com").press("Save").location();
        let refused = review.press("confirm");
        assert!(shown(&refused).contains("People before: 2 after: 1"), "{}", shown(&refused));
        assert_eq!(refused.form("#people-form").value("addresses").trim(), "d@example.com");
        let done = refused.form("#people-form").press("confirm").follow();
        assert_eq!(done.select("#members-list tbody th"), ["a@example.com", "d@example.com"]);
    }

    fn whoever_changes_an_app_or_an_attribute_second_sees_the_first_change(site: &Site) {
        let visitors = two(site);
        add_app(&visitors[0], "Journey");
        let first: &[(&str, &str)] = &[("name", "Travels"), ("platform", "web")];
        let refused = one_after_the_other(&visitors, "/apps/1/edit", "main form", [first, &[("name", "Trips"), ("currency", "EUR")]]);
        let text = shown(&refused);
        assert!(text.contains("Name before: Journey after: Travels Yours: Trips"), "{text}");
        assert!(text.contains("after: Web Taken over into the form."), "{text}");
        let form = refused.form("main form");
        assert_eq!((form.value("name"), form.value("platform"), form.value("currency")), ("Trips", "web", "EUR"));
        assert_eq!(form.press("Save").follow().text("h1"), "Trips");
        site.take("Trips", ImportKind::Customers, &site.file("tiers.csv", "account_id,tier\n1,gold\n"));
        let names: [&[(&str, &str)]; 2] = [&[("name", "Level")], &[("name", "Rank")]];
        let refused = one_after_the_other(&visitors, "/apps/1/attributes/1", "form.stack", names);
        assert!(shown(&refused).contains("Name before: tier after: Level Yours: Rank"), "{}", shown(&refused));
        refused.form("form.stack").press("Save").location();
    }

    fn whoever_changes_a_setting_second_sees_the_first_change(site: &Site) {
        let [ann, other] = two(site);
        for (action, field, values, button, seen) in [
            ("rules", "least_age", ["18", "21"], "Save", "Least age before: 17 after: 18 Yours: 21"),
            ("currency", "currency", ["EUR", "GBP"], "Save the currency", "Currency before: USD after: EUR Yours: GBP"),
            ("time-zone", "time_zone", ["Europe/Paris", "Asia/Tokyo"], "Save the time zone", "Time zone before: UTC after: Europe/Paris Yours: Asia/Tokyo"),
        ] {
            let css = format!("form[action='/settings/{action}']");
            let fill = |visitor: &Visitor, value: &str| visitor.get("/settings").form(&css).set(field, value);
            let (first, second) = (fill(&ann, values[0]), fill(&other, values[1]));
            first.press(button).location();
            let refused = second.press(button);
            assert!(shown(&refused).contains(seen), "{}", shown(&refused));
            assert_eq!(refused.select(&format!("#{field}-errors p")).len(), 1);
            assert_eq!(other.get("/settings").form(&css).value(field), values[0], "nothing is overwritten unseen");
            let again = refused.form(&css);
            assert_eq!(again.value(field), values[1]);
            again.press(button).location();
            assert_eq!(ann.get("/settings").form(&css).value(field), values[1]);
            let same = fill(&ann, values[1]).press(button);
            same.location();
        }
    }

    fn rules_that_the_second_did_not_touch_are_as_the_first_left_them(site: &Site) {
        let [ann, other] = two(site);
        let form = |visitor: &Visitor| visitor.get("/settings").form("form[action='/settings/rules']");
        let (first, second) = (form(&ann).check("count_unknown_age", "on").set("least_age", "18"), form(&other).set("minimum_size", "60"));
        first.press("Save").location();
        let refused = second.press("Save");
        assert!(shown(&refused).contains("Least age before: 17 after: 18 Taken over into the form."), "{}", shown(&refused));
        refused.form("form[action='/settings/rules']").press("Save").location();
        let saved = form(&ann);
        assert_eq!((saved.value("least_age"), saved.value("minimum_size")), ("18", "60"));
        assert_eq!(saved.checked("count_unknown_age"), ["on"]);
    }
}

//! The page of an app's custom attributes: what it lists, and what renaming, changing a kind and deleting do.

use crate::apps::add_app;
use crate::segments::{count_unknown_ages, fill};
use crate::site::{Site, however_answered};
use crate::visitor::{Visitor, signed_in_visitor};
use diesel::{ExpressionMethods, QueryDsl, RunQueryDsl};
use engage::access::{Actor, Role};
use engage::apps::attributes;
use engage::groups::save::Place;
use engage::groups::{self, Content, Draft, Field, Reason, Refusal};
use engage::imports::run::compute_rest;
use engage::queue::Steps;
use engage::reading::ImportKind;
use engage::segments::{Condition, Filter, Key, Operand, Operator, Rule};
use engage::store::publishers;
use engage::store::schema::{custom_attributes, custom_values};

const CUSTOMERS: &str = "account_id,points,tier\n1,10,gold\n2,A15,silver\n3,\"1,5\",\n4,,\n";

/// An app with custom attributes and no worker: its list of attributes is at [`LIST`].
fn app_with_attributes(site: &Site) -> Visitor {
    site.stop_workers();
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    site.take("Journey", ImportKind::Customers, &site.file("customers.csv", CUSTOMERS));
    count_unknown_ages(site, "Journey");
    visitor
}

const LIST: &str = "/apps/1/attributes";

/// Does what a worker would.
fn work(site: &Site) {
    let (publisher, mut steps) = (site.app("Journey").publisher_id, Steps::here_and_now(&site.state));
    attributes::empty(&site.state, publisher, &mut steps).unwrap();
    compute_rest(&site.state, publisher, &mut steps).unwrap();
}

fn members(visitor: &Visitor, attribute: &str, operator: &str, value: &str) -> String {
    let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), attribute, operator, value);
    form.preview().text("#members")
}

fn save_gold(visitor: &Visitor) -> String {
    let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "custom:tier", "is", "gold");
    form.set("name", "Gold").press("Save").location()
}

/// The stored values of attributes of this name, gone ones too.
fn stored(site: &Site, name: &str) -> Vec<String> {
    let read = |connection: &mut _| {
        let of_name = custom_attributes::table.filter(custom_attributes::name.eq(name)).select(custom_attributes::id);
        let values = custom_values::table.filter(custom_values::attribute_id.eq_any(of_name));
        // Of the only publisher: apps.publisher_id.
        values.order(custom_values::customer_id).select(custom_values::value).load(connection)
    };
    site.state.database.read_now(read).unwrap()
}

however_answered! {
    fn attributes_are_listed_with_their_values_and_uses(site: &Site) {
        let visitor = app_with_attributes(site);
        save_gold(&visitor);
        let list = visitor.get("/apps").click("Journey").click("Values and uses of the attributes");
        assert_eq!(list.path, LIST);
        assert_eq!(list.select("tbody th bdi"), ["points", "points", "tier", "tier"]);
        assert_eq!(list.select("tbody td"), ["Choice", "3", "75%", "None", "Choice", "2", "50%", "Gold"]);
        assert!(visitor.get(&format!("{LIST}?page=2")).select("tbody td").is_empty());
    }

    fn a_renamed_attribute_keeps_its_key(site: &Site) {
        let visitor = app_with_attributes(site);
        let form = || visitor.get(LIST).click("tier").form("form.stack");
        let (first, second) = (form().set("name", " Level "), form().set("name", "Rank"));
        assert_eq!(first.press("Save").follow().select("tbody th bdi"), ["points", "points", "Level", "tier"]);
        let late = second.press("Save");
        assert_eq!((late.status, late.select("#name-errors p").len()), (422, 1));
        assert_eq!(late.form("form.stack").value("name"), "Rank");
        let form = visitor.get(LIST).click("Level").form("form.stack");
        for wrong in ["", "POINTS", "a\u{202e}b"] {
            let refused = form.clone().set("name", wrong).press("Save");
            assert_eq!((refused.status, refused.select("#name-errors p").len()), (422, 1), "{wrong}");
        }
        // Files and rules go on knowing it by its key.
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", "account_id,Tier\n3,gold\n"));
        assert_eq!(members(&visitor, "custom:tier", "is", "gold"), "2");
        assert!(visitor.get("/groups/new").body.contains("Level"));
    }

    fn a_kind_is_changed_once_it_is_said_what_does_not_fit(site: &Site) {
        let visitor = app_with_attributes(site);
        let page = visitor.get(LIST).click("points").click("Change the kind");
        assert!(page.select("#change").is_empty());
        let shown = visitor.get(&format!("{}?to=number", page.path));
        assert_eq!(shown.select("[aria-labelledby=effect] dd"), ["3", "2"]);
        assert_eq!(shown.select("#examples li"), ["1,5", "A15"]);
        let shown = visitor.get(&format!("{}?to=decimal", page.path));
        assert_eq!(shown.select("[aria-labelledby=effect] dd"), ["3", "1"]);
        let change = shown.form("#change");
        let list = change.press("Change the kind").follow();
        assert_eq!(list.text(".notice.success"), "“points” has its new kind.");
        let cells = list.select("tbody td");
        assert!(cells[4].starts_with("Number with decimals") && cells[4].contains("are moving"), "{cells:?}");
        assert_eq!(cells[5], "0");
        assert_eq!(change.press("Change the kind").location(), LIST, "a second click changes nothing");
        work(site);
        assert_eq!(visitor.get(LIST).select("tbody td")[4..7], ["Number with decimals", "2", "50%"]);
        assert_eq!(members(&visitor, "custom:points", "at_most", "1.5"), "1");
        assert_eq!(members(&visitor, "custom:points", "at_least", "1.6"), "1");
        assert_eq!(change.press("Change the kind").location(), LIST);
        assert_eq!(stored(site, "points"), ["10000000", "1500000"]);
    }

    fn a_value_that_a_file_brings_while_others_move_is_kept(site: &Site) {
        let visitor = app_with_attributes(site);
        let page = visitor.get(LIST).click("points").click("Change the kind");
        visitor.get(&format!("{}?to=number", page.path)).form("#change").press("Change the kind").location();
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", "account_id,points\n1,99\n2,7\n"));
        let again = visitor.get(&format!("{}?to=choice", page.path));
        assert!(again.text(".notice.warning").starts_with("A file is being imported"));
        assert_eq!(visitor.post(&page.path, &[("to", "choice")]).status, 422);
        work(site);
        assert_eq!(stored(site, "points"), ["99", "7"]);
        assert_eq!(members(&visitor, "custom:points", "at_least", "0"), "2");
        let back = visitor.get(&format!("{}?to=choice", page.path));
        back.form("#change").press("Change the kind").location();
        work(site);
        assert_eq!(members(&visitor, "custom:points", "is", "99"), "1");
    }

    fn an_attribute_that_a_rule_uses_is_neither_deleted_nor_of_another_kind(site: &Site) {
        let visitor = app_with_attributes(site);
        let group = save_gold(&visitor);
        let page = visitor.get(LIST).click("tier");
        for path in ["kind", "delete"] {
            let path = format!("{}/{path}", page.path);
            let refused = visitor.post(&path, &[("to", "yes_no")]);
            assert_eq!((refused.status, refused.attributes("#used-by a", "href")), (422, vec![group.as_str()]), "{path}");
            assert_eq!(visitor.get(&path).attributes("#used-by a", "href"), [group.as_str()]);
        }
        // Archived, it could be restored.
        visitor.get(&format!("{group}/archive")).form("main form").press("Archive").location();
        assert_eq!(visitor.post(&format!("{}/delete", page.path), &[]).status, 422);
        assert_eq!(visitor.get(LIST).select("tbody th").len(), 2);
        assert_eq!(stored(site, "tier"), ["gold", "silver"]);
    }

    fn a_rule_over_an_attribute_that_went_meanwhile_is_not_saved(site: &Site) {
        let visitor = app_with_attributes(site);
        let app = site.app("Journey");
        let actor = Actor { publisher: app.publisher_id, user: None, token: None, role: Role::Editor };
        let publisher = site.state.database.read_now(|connection| publishers::find(connection, app.publisher_id)).unwrap();
        // A form that was read and checked before the attribute is deleted or becomes another kind.
        let rule = |attribute: &str, operator, operand| {
            let condition = Condition { attribute: Key::Custom(attribute.to_owned()), operator, operand };
            Rule { filters: vec![Filter::one(condition)] }
        };
        let save = |name: &str, rule: Rule| {
            let draft = Draft { name: name.to_owned(), content: Content::Segment { app: Some(app.id), rule }, about: None };
            groups::save::save(&site.state, &actor, &publisher, &Place::New { form: None }, &draft)
        };
        let gold = || rule("tier", Operator::Is, Operand::Choices(vec![String::from("gold")]));
        assert!(save("Before", gold()).is_ok());
        let many = save("Many", rule("points", Operator::AtLeast, Operand::Number(3)));
        assert!(matches!(many, Err(Refusal::Fields(errors)) if errors == [Reason::AttributeGone(Key::Custom(String::from("points"))).of(Field::Rule)]), "points are a choice");
        let gone = save("Gone", rule("shoe_size", Operator::Is, Operand::Choices(vec![String::from("40")])));
        assert!(matches!(gone, Err(Refusal::Fields(_))));
        assert_eq!(visitor.get("/groups").select("main tbody tr").len(), 1);
    }

    fn a_deleted_attribute_is_gone_with_its_values(site: &Site) {
        let visitor = app_with_attributes(site);
        let page = visitor.get(LIST).click("tier").click("Delete");
        assert_eq!(page.select("main dd"), ["2"]);
        let form = page.form("main form");
        let list = form.press("Delete").follow();
        assert_eq!(list.text(".notice.success"), "“tier” is deleted.");
        assert_eq!(list.select("tbody th bdi"), ["points", "points"]);
        assert!(!visitor.get("/groups/new").body.contains("custom:tier"));
        assert_eq!(form.press("Delete").location(), LIST, "a second click changes nothing");
        work(site);
        assert!(stored(site, "tier").is_empty());
        // A file brings it again, as another one.
        site.take("Journey", ImportKind::Customers, &site.file("more.csv", "account_id,tier\n1,3\n"));
        assert_eq!(members(&visitor, "custom:tier", "at_least", "3"), "1");
        assert_eq!(visitor.get(LIST).select("tbody th bdi"), ["points", "points", "tier", "tier"]);
    }
}

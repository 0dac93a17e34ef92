//! What a team says of a group: its description, tags and owner, who edited it last, and each user's favourites.

use crate::access::colleague;
use crate::api::Caller;
use crate::audit::newest;
use crate::site::on_both_databases;
use crate::visitor::{Visitor, owner, signed_in_visitor};
use engage::access::{Role, Scope};
use serde_json::{Value, json};

/// Saves a known user group with a description and tags, and returns its path.
pub fn tagged(visitor: &Visitor, name: &str, description: &str, tags: &str) -> String {
    let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form").check("consent", "on");
    let form = form.set("name", name).set("addresses", "a@example.com").set("description", description);
    form.set("new_tags", tags).press("Save").location()
}

fn edit(visitor: &Visitor, path: &str) -> crate::form::Form {
    visitor.get(&format!("{path}/edit")).form("#group-form").check("consent", "on")
}

fn tags(visitor: &Visitor, path: &str) -> Vec<String> {
    visitor.get(path).select("#about .tag")
}

/// The id of a user in the choice of owners.
fn id_of(visitor: &Visitor, path: &str, email: &str) -> String {
    let page = visitor.get(&format!("{path}/edit"));
    let texts = page.select("#owner option");
    let place = texts.iter().position(|text| text == email).expect("somebody of the team");
    page.attributes("#owner option", "value")[place].to_owned()
}

on_both_databases! {
    fn a_group_says_what_it_is_for_and_whose_it_is(site: &Site) {
        let ann = signed_in_visitor(site);
        let path = tagged(&ann, "Testers", "Who tries things out.\r\nFirst.", "Beta, VIP;beta");
        let page = ann.get(&path);
        assert_eq!(page.text("#about .description"), "Who tries things out. First.");
        assert_eq!(page.select("#about .tag"), ["Beta", "VIP"]);
        assert!(page.text("#about").contains("Owner: ann@example.com") && page.text("#about").contains("by ann@example.com"));
        colleague(site, Role::Editor);
        let bob = id_of(&ann, &path, "editor@example.com");
        let form = edit(&ann, &path).uncheck("tags[]").check("tags[]", "VIP").set("new_tags", "Spring");
        form.set("owner", &bob).set("description", "Others").press("Save").location();
        assert_eq!(tags(&ann, &path), ["Spring", "VIP"]);
        assert!(ann.get(&path).text("#about").contains("Owner: editor@example.com"));
        let entry = newest(site, 1).concat();
        for part in [r#""description":"Who tries things out.\nFirst.""#, r#""tags":"Beta, VIP""#, r#""owner":"ann@example.com""#,
            r#""description":"Others""#, r#""tags":"Spring, VIP""#, r#""owner":"editor@example.com""#] {
            assert!(entry.contains(part), "{part} in {entry}");
        }
    }

    fn a_copy_has_the_description_and_tags_and_belongs_to_who_copies(site: &Site) {
        let ann = signed_in_visitor(site);
        let path = tagged(&ann, "Testers", "Who tries things out.", "Beta");
        let id = path.rsplit('/').next().unwrap();
        let editor = colleague(site, Role::Editor);
        let form = editor.get(&format!("/groups/new?copy={id}")).form("#group-form").check("consent", "on");
        let copy = form.press("Save").location();
        let page = editor.get(&copy);
        assert_eq!((page.text("#about .description").as_str(), page.select("#about .tag")), ("Who tries things out.", vec!["Beta".to_owned()]));
        assert!(page.text("#about").contains("Owner: editor@example.com"));
    }

    fn all_groups_write_a_tag_in_the_same_way(site: &Site) {
        let ann = signed_in_visitor(site);
        let first = tagged(&ann, "First", "", "Élan");
        let second = tagged(&ann, "Second", "", "ÉLAN, other");
        assert_eq!([tags(&ann, &first), tags(&ann, &second)], [vec!["Élan".to_owned()], vec!["other".into(), "Élan".into()]]);
        let eve = owner(site, "eve@example.org");
        assert_eq!(eve.get("/groups/new").select("#tags"), [""; 0], "tags of others are not offered");
    }

    fn what_is_said_of_a_group_is_bounded_and_kept_as_typed(site: &Site) {
        let ann = signed_in_visitor(site);
        let form = ann.get("/groups/new?kind=known_user_group").form("#group-form").check("consent", "on");
        let form = form.set("name", "Testers").set("addresses", "a@example.com");
        let many: String = (0..11).map(|number| format!("tag {number},")).collect();
        for (field, typed) in [("new_tags", many.as_str()), ("new_tags", &"x".repeat(51)), ("description", &"x".repeat(1_001))] {
            let refused = form.clone().set(field, typed).press("Save");
            assert_eq!((refused.status, refused.select(&format!("#{field}-errors p")).len()), (422, 1), "{field}");
            assert_eq!(refused.form("#group-form").value(field).trim(), typed);
        }
        let fits = form.set("description", &"é".repeat(1_000)).set("new_tags", &"é".repeat(50));
        assert_eq!(fits.press("Save").status, 303);
        let foreign = [("kind", "known_user_group"), ("name", "x"), ("addresses", "a@example.com"), ("consent", "on"), ("about", "1"), ("owner", "4711"), ("do", "save")];
        let refused = ann.post("/groups/new", &foreign);
        assert_eq!((refused.status, refused.select("#owner-errors p").len()), (422, 1));
    }

    fn an_owner_who_leaves_the_team_is_marked_and_can_be_replaced(site: &Site) {
        let ann = signed_in_visitor(site);
        let bob = colleague(site, Role::Editor);
        let path = tagged(&bob, "Testers", "", "");
        let id = id_of(&ann, &path, "editor@example.com");
        ann.post(&format!("/team/{id}/disable"), &[]).location();
        assert!(ann.get(&path).text("#about").contains("editor@example.com (no longer in the team)"));
        assert_eq!(ann.get("/groups?owner=nobody").select("tbody th"), ["Testers"]);
        // It stays theirs while it is edited, and nobody new can be given to them.
        edit(&ann, &path).set("description", "Still theirs").press("Save").location();
        assert!(ann.get(&path).text("#about").contains("no longer in the team"));
        let mine = id_of(&ann, &path, "ann@example.com");
        edit(&ann, &path).set("owner", &mine).press("Save").location();
        assert!(ann.get(&path).text("#about").contains("Owner: ann@example.com"));
        let refused = edit(&ann, &path).press("Save");
        assert_eq!(refused.status, 303);
        assert!(!ann.get(&format!("{path}/edit")).select("#owner option").iter().any(|text| text.contains("editor")));
    }

    fn another_change_meanwhile_is_shown_and_what_was_not_touched_gives_way(site: &Site) {
        let ann = signed_in_visitor(site);
        let path = tagged(&ann, "Testers", "Before", "old");
        let (first, second) = (edit(&ann, &path), edit(&ann, &path));
        first.set("description", "Theirs").set("new_tags", "new").press("Save").location();
        let refused = second.set("name", "Renamed").press("Save");
        assert_eq!(refused.status, 422);
        refused.form("#group-form").press("Save").location();
        let page = ann.get(&path);
        assert_eq!((page.text("h1").as_str(), page.text("#about .description").as_str()), ("Renamed", "Theirs"));
        assert_eq!(page.select("#about .tag"), ["new", "old"]);
    }

    fn favourites_are_each_users_own(site: &Site) {
        let ann = signed_in_visitor(site);
        let (path, _) = (tagged(&ann, "Testers", "", ""), tagged(&ann, "Others", "", ""));
        let viewer = colleague(site, Role::Viewer);
        let starred = viewer.get("/groups?sort=type").form(&format!("form[action='{path}/favourite']")).press("Add Testers to your favorites");
        assert_eq!(starred.location(), "/groups?sort=type");
        assert_eq!(viewer.get("/groups?favourites=1").select("tbody th"), ["Testers"]);
        assert_eq!(ann.get("/groups?favourites=1").select("tbody th"), [""; 0]);
        viewer.get(&path).form("#about form").press("Remove Testers from your favorites").location();
        assert_eq!(viewer.get("/groups?favourites=1").select("tbody th"), [""; 0]);
        let away = ann.post(&format!("{path}/favourite"), &[("favourite", "yes"), ("back", "//evil.example")]);
        assert_eq!(away.location(), "/groups");
        let eve = owner(site, "eve@example.org");
        assert_eq!(eve.post(&format!("{path}/favourite"), &[("favourite", "yes")]).status, 404);
    }

    fn programs_read_and_write_what_is_said_of_a_group(site: &Site) {
        let ann = signed_in_visitor(site);
        let caller = Caller::named(&ann, "Upload", &[Scope::Read, Scope::Groups]);
        let body = json!({"name": "Testers", "people": ["a@example.com"], "consent": true,
            "description": "From a program", "tags": ["Beta", "beta", "a, b"], "owner": "ANN@example.com"});
        let made = caller.send("POST", "/api/v1/groups", &[], Some(body.clone()));
        assert_eq!(made.status, 201, "{}", made.body);
        let said = |body: &Value| (body["description"].clone(), body["tags"].clone(), body["owner"].clone());
        assert_eq!(said(&made.body), (json!("From a program"), json!(["a", "b", "Beta"]), json!("ann@example.com")));
        let path = format!("/api/v1/groups/{}", made.body["id"].as_str().unwrap());
        let patch = |body: Value| caller.send("PATCH", &path, &[("If-Match", "*")], Some(body));
        let patched = patch(json!({"tags": ["vip"], "owner": ""}));
        assert_eq!(said(&patched.body), (json!("From a program"), json!(["vip"]), Value::Null));
        for (wrong, field) in [(json!({"owner": "nobody@example.com"}), "/owner"), (json!({"tags": vec!["x".repeat(51)]}), "/tags"),
            (json!({"description": "x".repeat(1_001)}), "/description")] {
            assert_eq!(patch(wrong).problem(), ("invalid".into(), vec![field.into()]));
        }
        let put = |body: Value| caller.send("PUT", "/api/v1/groups/by-name/testers", &[], Some(body));
        let content = json!({"people": ["a@example.com"], "consent": true});
        let version = put(content.clone()).body["version"].clone();
        assert_eq!(version, patched.body["version"], "nothing is said, so nothing changes");
        let mut described = content;
        described["description"] = json!("New words");
        assert_eq!(said(&put(described).body), (json!("New words"), json!(["vip"]), Value::Null));
        let list = |query: &str| caller.get(&format!("/api/v1/groups?{query}")).body["groups"].as_array().unwrap().len();
        assert_eq!([list("tag=VIP"), list("tag=none"), list("kind=segment"), list("kind=known_user_group"), list("owner=ann@example.com")], [1, 0, 0, 1, 0]);
        assert_eq!(caller.get("/api/v1/groups?owner=nobody@example.com").problem(), ("invalid".into(), vec!["owner".into()]));
    }
}

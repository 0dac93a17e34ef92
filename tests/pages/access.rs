//! Who may ask for which page: every route of the table, asked for by a stranger, by users of each role, and by the owner of
//! another publisher; and the sizes that a viewer is not shown.

use crate::apps::add_app;
use crate::flights::add_flight;
use crate::groups::save;
use crate::segments::fill;
use crate::site::{Site, on_both_databases};
use crate::visitor::{PASSWORD, PageAnswer, Visitor, owner, signed_in_visitor};
use crate::webhooks::add_webhook;
use engage::access::Role;
use engage::reading::ImportKind;
use engage::store::users::{self, NewUser};
use engage::web::routes::{PageRoute, table};

/// Pages that change who asks, or make very much, when they are allowed.
const ONLY_REFUSALS: [&str; 10] = [
    "/tests/{id}/delete",
    "/notifications/templates/{id}/delete",
    "/notifications/{id}/delete",
    "/sign-out",
    "/apps/sample",
    "/apps/{id}/attributes/{attribute}/delete",
    "/customers/{id}/erase",
    "/groups/{id}/delete",
    "/apps/{id}/delete",
    "/webhooks/{id}/delete",
];

/// A user of this role of the publisher that `ann@example.com` owns, signed in. Teams are made through the store, until
/// there are pages for them.
pub fn colleague(site: &Site, role: Role) -> Visitor {
    let email = format!("{}@example.com", role.word());
    let make = |connection: &mut _| {
        let ann = users::of_email_key(connection, "ann@example.com")?.expect("an owner");
        let user = NewUser {
            publisher_id: ann.publisher_id,
            email: &email,
            email_key: &email,
            password_hash: &ann.password_hash,
            role,
            locale: None,
            created_at: site.state.clock.now(),
        };
        users::create(connection, &user)
    };
    site.state.database.write_now(make).unwrap();
    let visitor = Visitor::new(site);
    let form = visitor.get("/sign-in").form("form").set("email", &email).set("password", PASSWORD);
    assert_eq!(form.press("Sign in").location(), "/groups");
    visitor
}

fn ask(visitor: &Visitor, route: &PageRoute, path: &str) -> PageAnswer {
    if route.method == "GET" { visitor.get(path) } else { visitor.post(path, &[]) }
}

/// A path of the table has a placeholder; here it is one of ann's things.
fn filled_in(path: &str) -> String {
    let path = path.replace("/groups/{id}/people", "/groups/2/people").replace("/flights/{id}", "/flights/2");
    path.replace("{id}", "1")
        .replace("{app}", "1")
        .replace("{attribute}", "1")
        .replace("{message}", "1")
        .replace("{token}", "none")
        .replace("{version}/{name}", "0/engage.css")
}

fn with_one_of_each(site: &Site, visitor: &Visitor) {
    add_app(visitor, "Journey");
    site.take("Journey", ImportKind::Customers, &site.file("customers.csv", &crowd()));
    site.take("Journey", ImportKind::Customers, &site.file("tiers.csv", "account_id,tier\n1,gold\n"));
    let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "gender", "is", "female");
    form.set("name", "Women").press("Save").location();
    crate::groups::save(visitor, "Testers", "ann@example.com").location();
    let file = visitor.get("/imports/new").form("main form").attach("file", "more.csv", b"account_id\n2\n");
    file.press("Continue").location();
    let invitation = visitor.get("/team").form("#invite").set("email", "bob@example.com");
    assert_eq!(invitation.press("Make the link").status, 201);
    visitor.post("/programs/tokens", &[("name", "Upload"), ("read", "on")]).location();
    visitor.post("/programs/flags/keys", &[("name", "Server"), ("app", "1")]).location();
    add_webhook(visitor, "http://127.0.0.1:1/");
    add_flight(visitor);
    add_notification(visitor);
    visitor.post("/notifications/1/keep", &[]).location();
    crate::offers::create(visitor, "Gold", "1");
    crate::group_tests::create(visitor, "Price", "1");
}

/// A draft to the members of the second group, which is a known user group.
pub fn add_notification(visitor: &Visitor) {
    let form = visitor.get("/notifications/new").form("form.stack").set("name", "Spring").check("groups[]", "2");
    let form = form.set("texts[0][language]", "en").set("texts[0][title]", "Spring is here");
    form.set("texts[0][target]", "https://example.org/").press("Save as draft").location();
}

/// Some numbers that are nowhere else on a page: 61 women and 43 men.
fn crowd() -> String {
    let person = |number: u32| format!("{number},{},{}\n", 20 + number % 7, if number < 61 { "F" } else { "M" });
    (0..104).fold(String::from("account_id,age,gender\n"), |lines, number| lines + &person(number))
}

on_both_databases! {
    fn every_page_is_for_its_role_and_publisher_only(site: &Site) {
        with_one_of_each(site, &signed_in_visitor(site));
        let other = owner(site, "eve@example.org");
        let stranger = Visitor::new(site);
        let colleagues = [Role::Viewer, Role::Editor, Role::Owner].map(|role| (role, colleague(site, role)));
        for route in table() {
            let path = filled_in(route.path);
            let name = format!("{} {path}", route.method);
            let Some(least) = route.least else {
                let answer = ask(&stranger, &route, &path);
                assert!(!answer.header("location").starts_with("/sign-in?"), "{name}");
                continue;
            };
            let sent_away = ask(&stranger, &route, &path).location();
            assert!(sent_away.starts_with("/sign-in"), "{name} leads strangers to {sent_away}");
            for (role, visitor) in &colleagues {
                if *role < least {
                    assert_eq!(ask(visitor, &route, &path).status, 403, "{name} by {role:?}");
                } else if !ONLY_REFUSALS.contains(&route.path) {
                    let answer = ask(visitor, &route, &path);
                    assert!(![403, 404, 500].contains(&answer.status), "{name} by {role:?}: {}", answer.status);
                    assert!(!answer.header("location").starts_with("/sign-in"), "{name} by {role:?}");
                }
            }
            if route.path.contains("{id}") {
                assert_eq!(ask(&other, &route, &path).status, 404, "{name} of another publisher");
            }
        }
    }

    fn a_viewers_pages_have_no_forbidden_links(site: &Site) {
        with_one_of_each(site, &signed_in_visitor(site));
        let (viewer, all) = (colleague(site, Role::Viewer), table());
        let pages = all.iter().filter(|route| route.method == "GET" && route.least == Some(Role::Viewer));
        for route in pages.filter(|route| !route.path.ends_with(".csv")) {
            let page = viewer.get(&filled_in(route.path));
            let links = page.attributes("a[href]", "href").into_iter().map(|path| ("GET", path));
            let forms = page.attributes("form[method=post]", "action").into_iter().map(|path| ("POST", path));
            for (method, path) in links.chain(forms) {
                let path = path.split(['?', '#']).next().unwrap_or_default();
                let leads_to = all.iter().find(|route| route.method == method && filled_in(route.path) == path);
                let least = leads_to.and_then(|route| route.least).unwrap_or(Role::Viewer);
                assert_eq!(least, Role::Viewer, "{} leads to {method} {path}", route.path);
            }
        }
    }

    fn a_viewer_is_shown_no_address_in_full(site: &Site) {
        let ann = signed_in_visitor(site);
        add_app(&ann, "Journey");
        let lines = "account_id,email,gender\n1,zoe.hidden@private.example,f\nbob.hidden@private.example,,f\n3,hidden.private.example,f\n4,cy.hidden@private.example,f,more\n";
        let people = (0..60).fold(String::from(lines), |lines, number| lines + &format!("u{number},person{number}.hidden@private.example,f\n"));
        site.take("Journey", ImportKind::Customers, &site.file("people.csv", &people));
        crate::segments::count_unknown_ages(site, "Journey");
        let women = fill(ann.get("/groups/new").form("#group-form"), (0, 0), "gender", "is", "female");
        let women = women.set("name", "Women").press("Save").location();
        // To women, who are enough to be shown to viewers.
        add_flight(&ann);
        let testers = save(&ann, "Testers", "zoe.hidden@private.example\neve.hidden@private.example").location();
        add_notification(&ann);
        crate::offers::create(&ann, "Gold", "1");
        crate::group_tests::create(&ann, "Price", "1");
        let viewer = colleague(site, Role::Viewer);
        let shows = |visitor: &Visitor, path: &str| {
            let page = visitor.get(path);
            assert_eq!(page.status, 200, "{path}");
            page.body.contains(".hidden@private") || page.body.contains("hidden.private")
        };
        let pages = table().into_iter().filter(|route| route.method == "GET" && route.least == Some(Role::Viewer));
        // A pair is of two groups, and otherwise leads to where they are chosen.
        let is_of_two = |path: &str| path.ends_with("/pair") || path == "/groups/compare";
        let of_two = |path: String| if is_of_two(&path) { path + "?app=1&one=1&other=2" } else { path };
        for path in pages.map(|route| of_two(filled_in(route.path))).filter(|path| !path.contains("kept-forms") && !path.contains("history.csv")) {
            assert!(!shows(&viewer, &path), "{path}");
        }
        let exact = "zoe.hidden%40private.example";
        for path in [format!("{women}/members?search={exact}"), format!("{testers}/members?search={exact}"), format!("/customers?search={exact}")] {
            assert!(viewer.get(&path).text("main").contains("z•••@private.example"), "{path}");
            assert!(shows(&ann, &path), "{path}");
            for part in ["hidden", "zoe.hidden%40", "b.hidden%40private.example", "ob.hidden%40private.example"] {
                let path = path.replace(exact, part);
                assert!(!viewer.get(&path).text("main").contains("•••"), "{path}");
            }
        }
        for path in [format!("{women}/members.csv"), format!("{testers}/members.csv")] {
            assert!(viewer.get(&path).body.contains("z•••@private.example") && shows(&ann, &path), "{path}");
        }
        let checked = viewer.get(&format!("/customers/check?who={exact}")).text("main");
        assert!(checked.contains("z•••@private.example"), "{checked}");
        assert_eq!(viewer.get("/imports/1/refused.csv").status, 403);
    }

    fn a_viewer_is_shown_no_size_of_a_small_segment(site: &Site) {
        let ann = signed_in_visitor(site);
        add_app(&ann, "Journey");
        site.take("Journey", ImportKind::Customers, &site.file("customers.csv", &crowd()));
        let make = |gender: &str, name: &str| {
            let form = fill(ann.get("/groups/new").form("#group-form"), (0, 0), "gender", "is", gender);
            form.set("name", name).press("Save").location()
        };
        let (women, men) = (make("female", "Women"), make("male", "Men"));
        save(&ann, "Testers", "ann@example.com").location();
        let viewer = colleague(site, Role::Viewer);
        let (lists, all_lists) = (viewer.get("/groups"), ann.get("/groups"));
        assert_eq!(lists.select("td.number"), ["Small", "0", "61"]);
        assert_eq!(all_lists.select("td.number"), ["43", "0", "61"]);
        let (hidden, shown) = (viewer.get(&men), ann.get(&men));
        assert_eq!(shown.text("#members"), "43");
        assert_eq!((hidden.status, hidden.text(".big-number")), (200, String::from("Small")));
        assert!(!hidden.text("main").contains("43"), "{}", hidden.text("main"));
        assert_eq!(viewer.get(&women).text("#members"), "61");
        for page in ["/members", "/history", "/history.csv", "/overlap", "/members.csv", "/members.csv?column=age&sort=age"] {
            assert_eq!(viewer.get(&format!("{men}{page}")).status, 404, "{page}");
            assert_eq!(viewer.get(&format!("{women}{page}")).status, 200, "{page}");
        }
        let matrix = |visitor: &Visitor| visitor.get("/groups/overlap").select("tbody th");
        assert_eq!((matrix(&viewer), matrix(&ann)), (vec![], vec!["Women".to_owned(), "Men".to_owned()]));
        let sides = |visitor: &Visitor| visitor.get("/groups/overlap/pair?app=1&one=1&other=2").status;
        let compared = |visitor: &Visitor| visitor.get("/groups/compare?app=1&one=1&other=2").status;
        assert_eq!([sides(&viewer), sides(&ann), compared(&viewer), compared(&ann)], [404, 200, 404, 200]);
        let checked = |visitor: &Visitor| visitor.get("/customers/check?who=80").select("h4 a");
        assert_eq!((checked(&viewer), checked(&ann)), (vec!["Women".to_owned()], vec!["Men".to_owned(), "Women".to_owned()]));
        assert!(!viewer.get("/customers/81").body.contains(&men) && ann.get("/customers/81").body.contains(&men));
    }
}

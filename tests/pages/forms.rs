//! Every form that is posted: what is too long, or holds a character that cannot be kept, is said beside its field, and what
//! was typed is kept.

use crate::access::{add_notification, colleague};
use crate::apps::add_app;
use crate::flights::add_flight;
use crate::form::Form;
use crate::segments::fill;
use crate::site::{Site, on_both_databases};
use crate::two_step;
use crate::visitor::{PageAnswer, Visitor, signed_in_visitor};
use crate::webhooks::add_webhook;
use engage::access::Role;
use engage::reading::ImportKind;
use engage::store::password_resets;
use engage::store::users;
use engage::token::Token;
use engage::web::routes::table;

/// Posts that have no field to type in: what they do is all in their path, or chosen.
const WITHOUT_TEXT: &[&str] = &[
    "/apps/{id}/attributes/{attribute}/kind",
    "/apps/{id}/attributes/{attribute}/delete",
    "/sign-out",
    "/team/invitations/{id}/renew",
    "/team/invitations/{id}/withdraw",
    "/team/{id}/role",
    "/team/{id}/disable",
    "/team/{id}/enable",
    "/team/{id}/reset-two-step",
    "/team/two-step",
    "/apps/sample",
    "/settings/currency",
    "/settings/language",
    "/settings/sessions/end",
    "/groups/{id}/archive",
    "/groups/{id}/delete",
    "/groups/{id}/restore",
    "/groups/{id}/refresh",
    "/groups/{id}/favourite",
    "/groups/columns",
    "/imports/new",
    "/imports/{id}/cancel",
    "/imports/{id}/undo",
    "/imports/{id}/delete-file",
    "/customers/{id}/erase",
    "/customers/subscribed/erase",
    "/customers/{id}/consents/withdraw",
    "/unsubscribe/{token}",
    "/notifications/{id}/delete",
    "/notifications/{id}/try",
    "/notifications/{id}/send",
    "/notifications/{id}/approve",
    "/notifications/{id}/unschedule",
    "/notifications/{id}/pause",
    "/notifications/{id}/resume",
    "/notifications/{id}/cancel",
    "/notifications/{id}/repeat",
    "/notifications/{id}/duplicate",
    "/notifications/{id}/newcomers",
    "/notifications/{id}/keep",
    "/notifications/templates/{id}/delete",
    "/programs/tokens/{id}/revoke",
    "/programs/flags/{app}/keys/{id}/retire",
    "/webhooks/{id}/rotate",
    "/webhooks/{id}/test",
    "/webhooks/{id}/everyone",
    "/webhooks/{id}/messages/{message}/resend",
    "/webhooks/{id}/disable",
    "/webhooks/{id}/enable",
    "/webhooks/{id}/delete",
    "/flights/{id}/draft/publish",
    "/flights/{id}/draft/drop",
    "/flights/{id}/halt",
    "/flights/{id}/finalize",
    "/flights/{id}/reshuffle",
    "/flights/{id}/retire",
    "/offers/{id}/start",
    "/offers/{id}/pause",
    "/offers/{id}/end",
    "/offers/{id}/archive",
    "/tests/{id}/start",
    "/tests/{id}/stop",
    "/tests/{id}/decide",
    "/tests/{id}/archive",
    "/tests/{id}/delete",
    // What they answer is shown beside the form as it is typed, and the form itself says what is wrong.
    "/groups/preview",
];

/// Another post that only shows what a form would do.
const PREVIEW: &str = "/settings/rules/preview";

/// A form of a page, its route, and the buttons that send it.
struct Shown {
    visitor: Visitor,
    route: &'static str,
    page: String,
    css: &'static str,
    button: &'static str,
}

fn shown(site: &Site, ann: &Visitor) -> Vec<Shown> {
    let of = |visitor: &Visitor, route, page: &str, css, button| {
        let (visitor, page) = (visitor.clone(), page.to_owned());
        Shown { visitor, route, page, css, button }
    };
    let form = |route, page: &str, css, button| of(ann, route, page, css, button);
    let (started, done) = (colleague(site, Role::Viewer), colleague(site, Role::Editor));
    two_step::start(&started);
    two_step::switch_on(site, &done, "editor@example.com");
    let waiting = two_step::waiting(site, "editor@example.com");
    let two_step = "/settings/two-step";
    vec![
        of(ann, "/settings/two-step/start", two_step, "form[action$=start]", "Set up two-step sign-in"),
        of(&started, "/settings/two-step/confirm", two_step, "form[action$=confirm]", "Switch on"),
        of(&done, "/settings/two-step/codes", two_step, "form[action$=codes]", "Make new codes"),
        of(&done, "/settings/two-step/off", two_step, "form[action$=off]", "Switch off two-step sign-in"),
        of(&waiting, "/sign-in/code", "/sign-in/code", "form", "Sign in"),
        form("/setup/{token}", &site.setup_path(), "form", "Set up"),
        form("/invitation/{token}", &invitation_path(ann), "form", "Join"),
        form("/team", "/team", "#invite", "Make the link"),
        form("/reset-password/{token}", &reset_path(site), "form", "Change the password"),
        form("/sign-in", "/sign-in", "form", "Sign in"),
        form("/programs/tokens", "/programs", "form[action='/programs/tokens']", "Create token"),
        form("/programs/flags/keys", "/programs/flags", "form[action='/programs/flags/keys']", "Add key"),
        form("/notifications/new", "/notifications/new", "form.stack", "Save as draft"),
        form("/notifications/rules", "/notifications/rules", "form.stack", "Save"),
        form("/notifications/{id}/edit", "/notifications/1/edit", "form.stack", "Save as draft"),
        form("/webhooks/new", "/webhooks/new", "form.stack", "Save"),
        form("/webhooks/{id}/edit", "/webhooks/1/edit", "form.stack", "Save"),
        form("/webhooks/{id}/replay", "/webhooks/1", "#replay", "Send again"),
        form("/flights/new", "/flights/new?app=1", "main form", "Save"),
        form("/flights/{id}/edit", "/flights/2/edit", "main form", "Save"),
        form("/flights/{id}/publish", "/flights/2/publish", "#publish", "Publish a release"),
        form("/flights/{id}/update", "/flights/2", "#update", "Update"),
        form("/flights/releases/new", "/flights/releases/new?app=1", "main form", "Save"),
        form("/flights/releases/{id}/files", "/flights/releases/2", "#add-file", "Add another file"),
        form("/offers/new", "/offers/new", "form.stack", "Save"),
        form("/offers/{id}/edit", "/offers/1/edit", "form.stack", "Save"),
        form("/offers/{id}/codes", "/offers/1", "#add-codes", "Add codes"),
        form("/tests/new", "/tests/new", "form.stack", "Save"),
        form("/tests/{id}/edit", "/tests/1/edit", "form.stack", "Save"),
        form("/apps/new", "/apps/new", "form.stack", "Save"),
        form("/apps/{id}/edit", "/apps/1/edit", "form.stack", "Save"),
        form("/apps/{id}/push", "/apps/1/push", "form.stack", "Save"),
        form("/apps/{id}/delete", "/apps/1/delete", "main form", "Delete the app"),
        form("/apps/{id}/attributes/{attribute}", "/apps/1/attributes/1", "form.stack", "Save"),
        form("/settings/rules", "/settings", "form[action='/settings/rules']", "Save"),
        form("/settings/time-zone", "/settings", "form[action='/settings/time-zone']", "Save the time zone"),
        form("/settings/holdout", "/settings/holdout", "#holdout", "Save"),
        form("/settings/password", "/settings", "form[action='/settings/password']", "Change the password"),
        form("/imports/drafts/{id}", "/imports/drafts/1", "main form", "update"),
        form("/groups/new", "/groups/new?copy=1", "#group-form", "Save"),
        form("/groups/new", "/groups/new?copy=2", "#group-form", "Save"),
        form("/groups/{id}/edit", "/groups/1/edit", "#group-form", "Save"),
        form("/groups/{id}/edit", "/groups/2/edit", "#group-form", "Save"),
        form("/groups/{id}/flag", "/groups/1/flag", "form.stack", "Save"),
        form("/groups/{id}/rename", "/groups/1/rename", "form.stack", "Save"),
        form(
            "/groups/{id}/people",
            "/groups/2/people?addresses=ann@example.com",
            "#people-form",
            "Show what would change",
        ),
        form("/groups/several", "/groups/several?do=add-tag&groups[]=1&groups[]=2", "#several-form", "Add tag"),
        form("/groups/{id}/freeze", "/groups/1/freeze", "form.stack", "Freeze"),
    ]
}

fn invitation_path(ann: &Visitor) -> String {
    let page = ann.get("/team").form("#invite").set("email", "bob@example.com").press("Make the link");
    let url = page.attributes("#link", "value")[0].to_owned();
    url[url.find("/invitation/").expect("a link of this site")..].to_owned()
}

fn reset_path(site: &Site) -> String {
    let (token, now) = (Token::random(), site.state.clock.now());
    let digest = token.digest();
    let plant = |connection: &mut _| {
        let user = users::of_email_key(connection, "ann@example.com")?.expect("an owner");
        password_resets::create(connection, user.id, &digest, now)
    };
    site.state.database.write_now(plant).unwrap();
    format!("/reset-password/{}", token.as_str())
}

/// A customer with an address, a segment of them with a condition that is typed, and a known user group.
fn with_one_of_each(site: &Site, visitor: &Visitor) {
    add_app(visitor, "Journey");
    site.take(
        "Journey",
        ImportKind::Customers,
        &site.file("customers.csv", "account_id,age,email,tier\n1,20,a@example.com,gold\n"),
    );
    let form = fill(visitor.get("/groups/new").form("#group-form"), (0, 0), "age", "between", "18");
    let form = form.set("filters[0][conditions][0][value2]", "30").set("name", "Young");
    form.press("Save").location();
    crate::groups::save(visitor, "Testers", "ann@example.com").location();
    let file = visitor.get("/imports/new").form("main form").attach("file", "more.csv", b"account_id\n2\n");
    file.press("Continue").location();
    add_webhook(visitor, "http://127.0.0.1:1/");
    add_flight(visitor);
    add_notification(visitor);
    crate::offers::with_pool(visitor, "1");
    crate::group_tests::create(visitor, "Price", "1");
}

/// What is too long for each field, and for its form not too large.
fn too_long(field: &str) -> String {
    "x".repeat(if field == "formula" { 20_001 } else { 5_000 })
}

/// That a form is shown again with an error beside the field, and what was typed still there.
fn is_refused(answer: &PageAnswer, form: &Shown, field: &str, kept: &str) {
    let place = format!("{} {field}", form.route);
    assert_eq!(answer.status, 422, "{place}");
    let again = answer.form(form.css);
    let id = again.id(field);
    let error = answer.text(&format!("#{id}-errors"));
    let described = answer.attributes(&format!("#{id}[aria-invalid=true]"), "aria-describedby");
    assert!(!error.is_empty() && described.iter().any(|by| by.contains(&format!("{id}-errors"))), "{place}");
    assert!(answer.attributes(".error-summary a", "href").contains(&format!("#{id}").as_str()), "{place}");
    let is_password = answer.attributes(&format!("#{id}"), "type") == ["password"];
    assert_eq!(again.value(field).trim(), if is_password { "" } else { kept }, "{place}");
}

/// The fields to type in; of the form of a group those of the kind that is chosen.
fn fields(form: &Form) -> Vec<String> {
    let all = form.text_fields().into_iter();
    let is_list = all.clone().any(|field| field == "addresses") && !form.value("addresses").is_empty();
    let is_of_kind = |field: &&str| match *field {
        "addresses" => is_list,
        "formula" => !is_list,
        field => !field.starts_with("filters") || !is_list,
    };
    all.filter(is_of_kind).map(str::to_owned).collect()
}

on_both_databases! {
    fn text_that_a_field_refuses_has_an_error_beside_it(site: &Site) {
        let ann = signed_in_visitor(site);
        with_one_of_each(site, &ann);
        let forms = shown(site, &ann);
        for form in &forms {
            let shown = form.visitor.get(&form.page).form(form.css);
            let fields = fields(&shown);
            assert!(!fields.is_empty(), "{} has a field to type in", form.route);
            for field in fields {
                let long = too_long(&field);
                is_refused(&shown.clone().set(&field, &long).press(form.button), form, &field, &long);
                let with_controls = shown.clone().set(&field, "a\0b\u{1b}").press(form.button);
                is_refused(&with_controls, form, &field, "a\u{FFFD}b\u{FFFD}");
            }
        }
        for route in table().iter().filter(|route| route.method == "POST") {
            let is_known = forms.iter().any(|form| form.route == route.path);
            assert!(is_known || route.path == PREVIEW || WITHOUT_TEXT.contains(&route.path), "{}", route.path);
        }
    }

    fn control_characters_in_hidden_fields_are_a_bad_request(site: &Site) {
        let ann = signed_in_visitor(site);
        with_one_of_each(site, &ann);
        let posts = [
            ("/groups/new", "seen"),
            ("/groups/new", "filters[0][mode]"),
            ("/settings/sessions/end", "session"),
            ("/settings/rules", "seen"),
            ("/sign-in", "next"),
            ("/apps/new", "no\0such"),
        ];
        for (path, field) in posts {
            assert_eq!(ann.post(path, &[(field, "a\0b")]).status, 400, "{path} {field:?}");
        }
        let language = ann.post("/settings/language", &[("language", "a\0b")]);
        assert_eq!((language.status, language.select("#language-errors p").is_empty()), (422, false));
    }
}

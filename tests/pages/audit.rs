//! The audit log: what each change leaves in it, and that nothing takes an entry out again.

use crate::apps::add_app;
use crate::groups::save;
use crate::rules_of_groups::save_formula;
use crate::site::{Site, on_both_databases};
use crate::visitor::{PageAnswer, Visitor, owner, signed_in_visitor};
use chrono::NaiveDateTime;
use diesel::sql_query;
use engage::access::{Actor, Role, Scope};
use engage::audit::list::{From, Wanted};
use engage::audit::{self, Action, Author, Changes, Subject};
use engage::ids::GroupId;
use engage::store::api_tokens::{self, NewApiToken};
use engage::store::audit_entries::{self, AuditEntry};
use engage::store::{DbConnection, QueryResult, customer_groups, publishers, users};

/// Everything in the log of the publisher of the user with this address, the newest first.
fn entries_of(site: &Site, email: &str) -> Vec<AuditEntry> {
    let find = |connection: &mut _| users::of_email_key(connection, email);
    let user = site.state.database.read_now(find).unwrap().expect("a user");
    let all = Wanted::default();
    let read = |connection: &mut _| audit_entries::next(connection, user.publisher_id, &all, From::Newest, 1_000);
    site.state.database.read_now(read).unwrap()
}

/// An entry in one line: who, what, to what, before and after.
fn line(entry: &AuditEntry) -> String {
    let parts = [
        Some(entry.actor_name.clone()).filter(|name| !name.is_empty()).unwrap_or(entry.actor_kind.word().to_owned()),
        entry.action.word().to_owned(),
        entry.subject_kind.word().to_owned(),
        entry.subject_name.clone(),
        entry.before.clone().unwrap_or_default(),
        entry.after.clone().unwrap_or_default(),
    ];
    parts.join(" ").trim_end().to_owned()
}

/// The newest entries of ann's publisher, the oldest of them first.
pub fn newest(site: &Site, count: usize) -> Vec<String> {
    let mut lines: Vec<String> = entries_of(site, "ann@example.com").iter().take(count).map(line).collect();
    lines.reverse();
    lines
}

fn press(visitor: &Visitor, path: &str, button: &str) {
    visitor.get(path).form("main form").press(button).location();
}

/// The owner of a publisher with a group, whose log has 120 entries by a job beside that of the group and of the setup.
fn with_many_entries(site: &Site) -> Visitor {
    let visitor = signed_in_visitor(site);
    save(&visitor, "=Testers", "a@example.com b@example.com").location();
    let plant = |connection: &mut _| {
        let publisher = publishers::all(connection)?[0].id;
        let group = customer_groups::find(connection, publisher, GroupId::from(1))?;
        for _ in 0..120 {
            let what = (Action::Archived, Subject::group(&group), Changes::none());
            audit::record(connection, Author::job(publisher), site.state.clock.now(), what)?;
        }
        Ok(())
    };
    site.state.database.write_now(plant).unwrap();
    visitor
}

/// Has a program with a token called *Shop* restore the first group, as far as the log says.
fn restore_by_token(connection: &mut DbConnection, now: NaiveDateTime) -> QueryResult<()> {
    let publisher = publishers::all(connection)?[0].id;
    let group = customer_groups::find(connection, publisher, GroupId::from(1))?;
    let new = NewApiToken {
        publisher,
        app: None,
        name: "Shop",
        prefix: "shop",
        digest: "digest",
        scopes: [Scope::Groups].into_iter().collect(),
        created_by: None,
        created_at: now,
        expires_at: None,
        is_public: false,
    };
    let token = api_tokens::create(connection, &new)?;
    let actor = Actor { publisher, user: None, token: Some(token), role: Role::Editor };
    audit::record(connection, &actor, now, (Action::Restored, Subject::group(&group), Changes::none()))
}

on_both_databases! {
    fn the_life_of_a_group_is_in_the_log(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let path = save_formula(&visitor, "Women", "Gender == Female").path;
        let form = visitor.get(&format!("{path}/edit")).form("#group-form").set("name", "Young women");
        form.set("formula", "Gender == Female && Age in 18..24").press("Save").location();
        let form = visitor.get(&format!("{path}/rename")).form("main form").set("name", "Students");
        form.press("Save").location();
        press(&visitor, &format!("{path}/archive"), "Archive");
        visitor.post(&format!("{path}/restore"), &[]).location();
        press(&visitor, &format!("{path}/archive"), "Archive");
        press(&visitor, &format!("{path}/delete"), "Delete for good");
        let who = "ann@example.com";
        let (old, new) = ("Gender == Female", "Gender == Female && Age in 18..24");
        assert_eq!(newest(site, 7), [
            format!("{who} created group Women  {{\"app\":\"Journey\",\"rule\":\"{old}\"}}"),
            format!("{who} changed group Young women {{\"name\":\"Women\",\"rule\":\"{old}\"}} {{\"name\":\"Young women\",\"rule\":\"{new}\"}}"),
            format!("{who} renamed group Students {{\"name\":\"Young women\"}} {{\"name\":\"Students\"}}"),
            format!("{who} archived group Students"),
            format!("{who} restored group Students"),
            format!("{who} archived group Students"),
            format!("{who} deleted group Students {{\"app\":\"Journey\",\"rule\":\"{new}\"}}"),
        ]);
    }

    fn people_are_counted_in_the_log_and_not_named(site: &Site) {
        let visitor = signed_in_visitor(site);
        let path = save(&visitor, "Testers", "a@example.com b@example.com").location();
        let form = visitor.get(&format!("{path}/edit")).form("#group-form").check("consent", "on");
        form.set("addresses", "b@example.com c@example.com d@example.com").press("Save").location();
        let who = "ann@example.com";
        assert_eq!(newest(site, 2), [
            format!("{who} created group Testers  {{\"people\":2}}"),
            format!("{who} changed group Testers {{\"people\":2}} {{\"people\":3,\"people_added\":2,\"people_removed\":1}}"),
        ]);
        let refused = visitor.get(&format!("{path}/edit")).form("#group-form").set("addresses", "nobody").press("Save");
        assert_eq!((refused.status, newest(site, 100).len()), (422, 3), "what is refused leaves nothing");
    }

    fn an_entry_can_be_neither_changed_nor_deleted(site: &Site) {
        save(&signed_in_visitor(site), "Testers", "a@example.com").location();
        let statements = ["UPDATE audit_entries SET subject_name = 'x'", "DELETE FROM audit_entries"];
        for statement in statements {
            let run = |connection: &mut _| diesel::RunQueryDsl::execute(sql_query(statement), connection);
            let refused = site.state.database.write_now(run).unwrap_err().to_string();
            assert!(refused.contains("entries of the audit log are never"), "{refused}");
        }
        let lines = ["ann@example.com set_up settings   {\"name\":\"Fabrikam\"}", "ann@example.com created group Testers  {\"people\":1}"];
        assert_eq!(newest(site, 100), lines);
        owner(site, "eve@example.org");
        assert_eq!(entries_of(site, "eve@example.org").len(), 1, "each publisher has its own log");
    }

    fn the_log_is_read_page_by_page(site: &Site) {
        let visitor = with_many_entries(site);
        let first = visitor.get("/audit");
        let numbers = |page: &PageAnswer| page.select("tbody tr").len();
        assert_eq!((numbers(&first), first.select("tbody tr")[0].contains("Engage itself Archived Group =Testers")), (50, true));
        assert!(!first.select("nav.pager a").contains(&String::from("Newer")));
        let last = first.click("Older").click("Older");
        assert_eq!((numbers(&last), last.select("nav.pager a")), (22, vec![String::from("Newest"), String::from("Newer")]));
        assert!(last.select("tbody tr")[21].contains("ann@example.com Publisher set up Settings"), "{}", last.text("tbody"));
        let middle = last.click("Newer");
        assert_eq!((numbers(&middle), middle.select("tbody tr") == first.click("Older").select("tbody tr")), (50, true));
        assert_eq!(last.click("Newest").select("tbody tr"), first.select("tbody tr"));
    }

    fn the_log_is_filtered(site: &Site) {
        let visitor = with_many_entries(site);
        let show = |field: &str, value: &str| {
            visitor.get("/audit").form("main form[role=search]").set(field, value).press("Show")
        };
        let created = show("action", "created");
        assert_eq!(created.select("tbody tr").len(), 1);
        assert_eq!(created.attributes("tbody a", "href"), ["/groups/1"]);
        assert!(created.text("tbody").contains("People after: 2"), "{}", created.text("tbody"));
        assert_eq!(show("subject", "settings").select("tbody tr").len(), 1);
        assert_eq!(show("who", "user-1").select("tbody tr").len(), 2);
        let jobs = show("who", "job").click("Older").click("Older");
        assert_eq!(jobs.select("tbody tr").len(), 20, "the filter holds on the next page");
        site.state.database.write_now(|connection| restore_by_token(connection, site.state.clock.now())).unwrap();
        assert!(show("who", "token-1").select("tbody tr")[0].contains("Token Shop Restored"));
        assert_eq!(show("who", "token-1").select("tbody tr").len(), 1);
        let today = site.state.clock.now().date();
        assert_eq!(show("from", &today.to_string()).select("tbody tr").len(), 50);
        let tomorrow = today.succ_opt().unwrap().to_string();
        assert_eq!(show("from", &tomorrow).text("main p.muted"), "No entry is like this.");
        assert_eq!(show("to", "someday").select("#to-errors p").len(), 1);
        for path in ["archive", "delete"] {
            visitor.post(&format!("/groups/1/{path}"), &[]).location();
        }
        assert_eq!(show("action", "created").select("tbody a"), [""; 0], "the group has no page any more");
    }

    fn the_log_is_a_file_that_no_spreadsheet_runs(site: &Site) {
        let visitor = with_many_entries(site);
        let file = visitor.get("/audit.csv?action=archived");
        assert_eq!((file.status, file.header("content-type")), (200, "text/csv; charset=utf-8"));
        let lines: Vec<&str> = file.body.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines.len(), 121);
        assert_eq!(lines[0], "id,at,actor_kind,actor,user_id,token_id,action,subject_kind,subject_id,subject,before,after,network");
        assert!(lines[120].ends_with(",job,,,,archived,group,1,'=Testers,,,"), "{}", lines[120]);
        assert!(lines[120].starts_with("3,20"), "{}", lines[120]);
        assert_eq!(newest(site, 1), ["ann@example.com exported audit_log   {\"file\":\"audit.csv\"}"]);
        assert_eq!(visitor.get("/audit.csv?from=someday").status, 404);
    }

    fn nothing_is_changed_or_taken_out_that_cannot_be_recorded(site: &Site) {
        let visitor = signed_in_visitor(site);
        let path = save(&visitor, "Testers", "a@example.com").location();
        let rename = |from: &str, to: &str| {
            let statement = format!("ALTER TABLE {from} RENAME TO {to}");
            let run = |connection: &mut _| diesel::RunQueryDsl::execute(sql_query(statement), connection);
            site.state.database.write_now(run).unwrap();
        };
        rename("audit_entries", "entries_that_are_away");
        assert_eq!(visitor.post(&format!("{path}/archive"), &[]).status, 500);
        assert_eq!(visitor.get(&format!("{path}/members.csv")).status, 500);
        rename("entries_that_are_away", "audit_entries");
        assert_eq!(visitor.get("/groups").select("tbody th"), ["Testers"], "it is not archived");
        assert_eq!(newest(site, 100).len(), 2);
        visitor.post(&format!("{path}/archive"), &[]).location();
        assert_eq!(newest(site, 1), ["ann@example.com archived group Testers"]);
    }
}

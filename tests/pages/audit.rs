//! The audit log: what each change leaves in it, and that nothing takes an entry out again.

use crate::apps::add_app;
use crate::groups::save;
use crate::rules_of_groups::save_formula;
use crate::site::{Site, on_both_databases};
use crate::visitor::{Visitor, owner, signed_in_visitor};
use diesel::sql_query;
use engage::access::{Actor, Role};
use engage::audit::list::{From, Wanted, next};
use engage::store::audit_entries::AuditEntry;
use engage::store::users;

/// Everything in the log of the publisher of the user with this address, the newest first.
fn entries_of(site: &Site, email: &str) -> Vec<AuditEntry> {
    let find = |connection: &mut _| users::of_email_key(connection, email);
    let user = site.state.database.read_now(find).unwrap().expect("a user");
    let actor = Actor { publisher: user.publisher_id, user: Some(user.id), role: Role::Owner };
    next(&site.state, &actor, &Wanted::default(), From::Newest, 1_000).unwrap()
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
        assert_eq!((refused.status, newest(site, 100).len()), (422, 2), "what is refused leaves nothing");
    }

    fn an_entry_can_be_neither_changed_nor_deleted(site: &Site) {
        save(&signed_in_visitor(site), "Testers", "a@example.com").location();
        let statements = ["UPDATE audit_entries SET subject_name = 'x'", "DELETE FROM audit_entries"];
        for statement in statements {
            let run = |connection: &mut _| diesel::RunQueryDsl::execute(sql_query(statement), connection);
            let refused = site.state.database.write_now(run).unwrap_err().to_string();
            assert!(refused.contains("entries of the audit log are never"), "{refused}");
        }
        assert_eq!(newest(site, 100), ["ann@example.com created group Testers  {\"people\":1}"]);
        owner(site, "eve@example.org");
        assert_eq!(entries_of(site, "eve@example.org").len(), 0, "each publisher has its own log");
    }
}

//! A program is killed in the middle of a daily roll or of counting the groups: the next start, or another replica,
//! finishes the work, and everything is as if nothing had happened.

use crate::direct::Direct;
use crate::program::{Installation, Program, on_either_database, until};
use crate::visitor::Visitor;
use engage::day::Day;
use std::fmt::Write;

/// Customers of the app. Each is a slice of its own here.
const CUSTOMERS: usize = 200;

/// The day of the roll; the facts are of the day before and earlier.
const NEW_DAY: &str = "2018-01-15";

/// Groups that days and rules change.
const FORMULAS: [&str; 6] = [
    "Days used in the last 30 days >= 3",
    "Days used in the last 30 days == 0",
    "Age >= 20",
    "Age <= 19",
    "Churn risk == High",
    "Churn risk is unknown",
];

/// Further groups, so that counting them all takes long enough to be met in the middle of it.
fn ages() -> Vec<String> {
    (21..41).map(|age| format!("Age >= {age}")).collect()
}

/// Starts the program with an app of [`CUSTOMERS`] customers and the groups, all counted.
fn filled(installation: &Installation) -> (Program, Visitor) {
    let program = installation.start("data");
    let owner = program.owner();
    owner.get("/apps/new").form("main form").set("name", "Journey").press("Save").location();
    let mut customers = String::from("account_id,birth_date\n");
    let mut usage = String::from("account_id,date\n");
    let mut purchases = String::from("account_id,order_id,purchased_at,amount_usd\n");
    let first = Day::parse("2017-10-01").unwrap().number();
    for customer in 0..CUSTOMERS {
        // Birthdays before, in and after the days of the roll.
        let born = Day::from_number(Day::parse("2000-12-20").unwrap().number() - 60 * customer as i32);
        writeln!(customers, "c{customer},{born}").unwrap();
        for time in 0..customer % 9 {
            let on = Day::from_number(first + ((customer * 31 + time * 17) % 92) as i32);
            writeln!(usage, "c{customer},{on}").unwrap();
            writeln!(purchases, "c{customer},o{customer}-{time},{on}T10:00:00Z,{time}.50").unwrap();
        }
    }
    for (kind, text) in [("customers", customers), ("usage", usage), ("purchases", purchases)] {
        let file = installation.file(kind, &text);
        let taken = installation.run("data", &["import", "--app", "Journey", "--kind", kind, file.to_str().unwrap()]);
        assert!(taken.status.success(), "{taken:?}");
    }
    for formula in FORMULAS.into_iter().map(String::from).chain(ages()) {
        let form = owner.get("/groups/new").form("#group-form").set("name", &formula).set("formula", &formula);
        form.press("Save").location();
    }
    wait_until_counted(installation, "2018-01-01");
    (program, owner)
}

/// Waits until the profiles, the model and each group are of the day and of the facts.
fn wait_until_counted(installation: &Installation, day: &str) {
    let (mut direct, day) = (Direct::to(installation, "data"), Day::parse(day).unwrap().number());
    let open = format!(
        "SELECT CAST(
            (SELECT COUNT(*) FROM apps WHERE profiles_on <> {day} OR COALESCE(churn_on, 0) <> {day})
            + (SELECT COUNT(*) FROM profile_passes)
            + (SELECT COUNT(*) FROM customer_groups g JOIN apps a ON a.id = g.app_id WHERE g.members IS NULL OR g.cause IS NOT NULL
                OR g.refresh_failed OR g.counting_since IS NOT NULL OR COALESCE(g.refreshed_on, 0) <> {day}
                OR COALESCE(g.refreshed_version, 0) <> a.data_version)
        AS BIGINT) AS number"
    );
    until("everything is of the day", || (direct.number(&open) == 0).then_some(()));
}

/// All that a roll and a count write: profiles, numbers, and what is told of them.
fn everything(installation: &Installation) -> Vec<String> {
    let mut direct = Direct::to(installation, "data");
    [
        "SELECT position || ' ' || days_used_30 || ' ' || spend_30_cents || ' ' || COALESCE(churn_risk, '-') AS line
            FROM profiles ORDER BY position",
        "SELECT name || ' ' || members || ' ' || refreshed_on AS line FROM customer_groups ORDER BY id",
        "SELECT g.name || ' ' || s.taken_on || ' ' || s.members AS line
            FROM snapshots s JOIN customer_groups g ON g.id = s.group_id ORDER BY g.id, s.taken_on",
        "SELECT g.name || ' ' || c.happened_on || ' ' || c.cause || ' +' || c.came_count || ' -' || c.gone_count AS line
            FROM membership_changes c JOIN customer_groups g ON g.id = c.group_id ORDER BY g.id, c.happened_on, c.cause",
    ]
    .iter()
    .flat_map(|query| direct.lines(query))
    .collect()
}

/// Holds the moment of the query, kills the program in it, and lets another one go on: a replica that is there already
/// on PostgreSQL, the next start on SQLite.
fn killed_at(installation: &Installation, program: Program, table: &str, moment: &str) -> Program {
    let mut direct = Direct::to(installation, "data");
    direct.lock_when(table, moment);
    let replica = installation.database.is_some().then(|| installation.start("replica"));
    assert_eq!(direct.number(moment), 1);
    program.kill();
    direct.unlock();
    assert_eq!(direct.number(moment), 1, "the moment was over before the kill");
    replica.unwrap_or_else(|| installation.start("data"))
}

fn save_least_age(owner: &Visitor, age: &str) {
    let form = owner.get("/settings").form("form[action='/settings/rules']").set("least_age", age);
    form.press("Show the effect").form("form[action='/settings/rules']").press("Save").location();
}

on_either_database! {
    with [("ENGAGE_SLICE", "1")];

    fn a_daily_roll_whose_program_is_killed_is_finished_as_if_nothing_had_happened(installation: &Installation) {
        let undisturbed = installation.another();
        for one in [installation, &undisturbed] {
            assert!(filled(one).0.stop().success());
            one.set_today(NEW_DAY);
        }
        let before = everything(&undisturbed);
        let first = undisturbed.start("data");
        let half = CUSTOMERS / 2;
        let moment = format!("SELECT CAST(COUNT(*) AS BIGINT) AS number FROM profile_passes WHERE next_position BETWEEN 20 AND {half}");
        let program = killed_at(installation, installation.start("data"), "profile_passes", &moment);
        wait_until_counted(installation, NEW_DAY);
        wait_until_counted(&undisturbed, NEW_DAY);
        let expected = everything(&undisturbed);
        assert_eq!(everything(installation), expected);
        assert_ne!(expected, before, "the day changes nothing");
        let shown = |program: &Program| program.signed_in_owner().get("/groups").select("td.number");
        assert_eq!(shown(&program), shown(&first));
    }

    fn a_count_whose_program_is_killed_is_finished_as_if_nothing_had_happened(installation: &Installation) {
        let undisturbed = installation.another();
        let (program, owner) = filled(installation);
        let (first, owner_of_first) = filled(&undisturbed);
        save_least_age(&owner_of_first, "19");
        save_least_age(&owner, "19");
        // One group is being counted, and others wait for it.
        let moment = "SELECT CAST(COUNT(*) AS BIGINT) AS number FROM customer_groups WHERE counting_since IS NOT NULL
            AND (SELECT COUNT(*) FROM customer_groups WHERE members IS NULL) BETWEEN 2 AND 24";
        let program = killed_at(installation, program, "customer_groups", moment);
        wait_until_counted(installation, "2018-01-01");
        wait_until_counted(&undisturbed, "2018-01-01");
        assert_eq!(everything(installation), everything(&undisturbed));
        let shown = |program: &Program| program.signed_in_owner().get("/groups").select("td.number");
        assert_eq!(shown(&program), shown(&first));
    }
}

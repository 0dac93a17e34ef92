//! Random small worlds: the sums of a file add up and are those that were shown before its import, and every exported file can
//! be imported again and changes nothing.

use crate::apps::add_app;
use crate::awkward_files::{stored, sums};
use crate::segments::count_unknown_ages;
use crate::site::however_answered;
use crate::visitor::{Visitor, signed_in_visitor};
use engage::reading::ImportKind;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

/// The worlds of a test: each takes some hundred milliseconds.
const WORLDS: usize = 6;

/// Random values, the same in every run.
fn random<T>(strategy: impl Strategy<Value = T>) -> Vec<T> {
    let mut runner = TestRunner::deterministic();
    (0..WORLDS).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect()
}

/// Cells that separators, quotation marks, line ends and spreadsheets do something to.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9 ,;\"'|=+@\\-\t\n.é’]{0,10}",
        select(vec![
            "=1+1",
            "+336",
            "-5",
            "@x",
            "007",
            "'01",
            "''x",
            "a\r\nb",
            "a;=b",
            "\"",
            "",
            "NULL",
            "1.23457E+12",
            "’t Hooft"
        ])
        .prop_map(str::to_owned),
    ]
}

fn file(heads: &[&str], lines: &[Vec<String>]) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(heads).unwrap();
    lines.iter().for_each(|line| writer.write_record(line).unwrap());
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Imports a file through its draft page; what was shown before is what is there after, and adds up to the lines.
fn import(visitor: &Visitor, kind: &str, text: &str) -> Vec<String> {
    let form = visitor.get("/imports/new").form("main form").check("kind", kind);
    let draft = visitor.wait_for(&form.attach("file", "random.csv", text.as_bytes()).press("Continue").location());
    let count = |sum: &String| sum.rsplit(' ').next().unwrap().parse::<u64>().unwrap();
    let shown = sums(&draft);
    let total = draft.text(".sums tfoot td").parse::<u64>().unwrap();
    assert_eq!(shown.iter().map(count).sum::<u64>(), total, "{shown:?} of\n{text}");
    let done = visitor.wait_for(&draft.form("main form").press("import").location());
    let is_line = |sum: &String| !sum.starts_with("Blank");
    assert_eq!(sums(&done), shown.iter().filter(|sum| is_line(sum)).cloned().collect::<Vec<_>>(), "{text}");
    shown
}

however_answered! {
    fn the_sums_of_random_files_add_up_and_are_those_that_were_shown(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let word = |words: &'static [&'static str]| select(words).prop_map(str::to_owned);
        let id = word(&["1", "2", "3", "", "1.5E+12", "x"]);
        let day = word(&["2017-01-02", "2017-01-03", "2/1/2017", "soon", ""]);
        let usage = vec(vec![id.clone().boxed(), day.clone().boxed(), word(&["1", "0", "-1", "2.0", "", "x"]).boxed()], 0..12);
        for lines in random(usage) {
            import(&visitor, "usage", &file(&["account_id", "date", "sessions"], &lines));
        }
        let ratings = vec(vec![id.clone().boxed(), word(&["1", "5", "6", "", "x"]).boxed(), day.clone().boxed()], 0..12);
        for lines in random(ratings) {
            import(&visitor, "ratings", &file(&["account_id", "stars", "rated_on"], &lines));
        }
        let amount = word(&["1.00", "-1.00", "\"", "1,234.50", "lots", ""]);
        let status = word(&["paid", "refunded", "pending", "", "odd"]);
        let purchases = vec(vec![id.clone().boxed(), id.clone().boxed(), day.clone().boxed(), amount.boxed(), status.boxed()], 0..16);
        for lines in random(purchases) {
            import(&visitor, "purchases", &file(&["account_id", "order_id", "date", "amount", "status"], &lines));
        }
        let customers = vec(vec![id.boxed(), word(&["20", "21", "old", ""]).boxed(), cell().boxed(), day.boxed()], 0..12);
        for lines in random(customers) {
            import(&visitor, "customers", &file(&["account_id", "age", "note", "acquired_on"], &lines));
        }
    }

    fn exported_customers_can_be_imported_again_and_change_nothing(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        count_unknown_ages(site, "Journey");
        let app = site.app("Journey").id;
        let gender = select(vec!["F", "M", "", "unknown"]).prop_map(str::to_owned);
        let born = select(vec!["1990-01-02", "", "2000-12-31"]).prop_map(str::to_owned);
        let age = select(vec!["20", "", "64"]).prop_map(str::to_owned);
        let email = select(vec!["=a@example.com", "+b@example.com", "Zoé@example.com", "", "x"]).prop_map(str::to_owned);
        let line = vec![cell().boxed(), email.boxed(), born.boxed(), age.boxed(), gender.boxed(), cell().boxed()];
        for lines in random(vec(line, 1..10)) {
            let text = file(&["account_id", "email", "birth_date", "age", "gender", "note"], &lines);
            site.take("Journey", ImportKind::Customers, &site.file("world.csv", &text));
        }
        let form = visitor.get("/groups/new").form("#group-form").set("name", "All");
        let path = form.set("formula", "Age is known || Age is unknown").press("Save").location();
        let before = stored(site, app);
        assert!(before.lines().count() > 20, "{before}");
        for language in ["en", "fr"] {
            let form = visitor.get("/settings").form("form[action='/settings/language']");
            assert_eq!(form.check("language", language).press("Save the language").status, 303);
            let exported = visitor.get(&format!("{path}/members.csv")).body;
            let import = site.take("Journey", ImportKind::Customers, &site.file("members.csv", &exported));
            let lines = i64::try_from(before.lines().count()).unwrap();
            assert_eq!((import.lines_total, import.lines_unchanged, import.cells_left_out), (lines, lines, 0), "{exported}");
            assert_eq!(stored(site, app), before, "{exported}");
        }
    }

    fn exported_refused_lines_are_refused_again_for_the_same_reasons(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let line = vec![select(vec!["", "1.2E+12", "1"]).prop_map(str::to_owned).boxed(), cell().boxed(), cell().boxed()];
        for lines in random(vec(line, 1..10)) {
            let text = file(&["account_id", "note", "tier"], &lines);
            let first = site.take("Journey", ImportKind::Customers, &site.file("world.csv", &text));
            let exported = visitor.get(&format!("{}/refused.csv", first.path())).body;
            let again = site.take("Journey", ImportKind::Customers, &site.file("refused.csv", &exported));
            assert_eq!((again.lines_total, again.lines_refused), (first.lines_refused, first.lines_refused), "{text}\n{exported}");
            assert_eq!(visitor.get(&format!("{}/refused.csv", again.path())).body, exported);
        }
    }
}

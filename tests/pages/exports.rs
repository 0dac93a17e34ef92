//! Exported files: as the spreadsheets of a language want them, and imported again.

use crate::apps::add_app;
use crate::site::{Site, on_both_databases};
use crate::visitor::{Visitor, signed_in_visitor};
use engage::reading::ImportKind;

/// Account ids and addresses that spreadsheets, separators and quotation marks do something to.
const CUSTOMERS: &str = r#"account_id,email,age,gender,market,language
+33600000000,plus@example.com,30,F,FR,fr
-5,minus@example.com,30,M,BE,fr-BE
=A1,eq@example.com,30,,,
@x,+tag@example.com,30,,,
plain,,30,,,
"a;b",o'neil@example.com,30,,,
"a,=b",comma@example.com,30,,,
"a;=b",semicolon@example.com,30,,,
"a ""b"" c",quote@example.com,30,,,
"two
=lines",lines@example.com,30,,,
't Hooft,hooft@example.com,30,,,
''=x,apostrophes@example.com,30,,,
007,zeros@example.com,30,,,
"#;

/// A visitor, and the path of a segment of all customers.
fn visitor_with_segment(site: &Site) -> (Visitor, String) {
    let visitor = signed_in_visitor(site);
    add_app(&visitor, "Journey");
    assert_eq!(site.take("Journey", ImportKind::Customers, &site.file("customers.csv", CUSTOMERS)).lines_new, 13);
    let form = visitor.get("/groups/new").form("#group-form").set("name", "All").set("formula", "Age == 30");
    let path = form.press("Save").location();
    (visitor, path)
}

/// The exported file in English, and then in French.
fn exported(visitor: &Visitor, path: &str) -> [String; 2] {
    let english = visitor.get(path).body;
    let form = visitor.get("/settings").form("form[action='/settings/language']");
    assert_eq!(form.check("language", "fr").press("Save the language").status, 303);
    [english, visitor.get(path).body]
}

on_both_databases! {
    fn a_file_is_separated_as_the_language_of_the_user_wants_it(site: &Site) {
        let (visitor, path) = visitor_with_segment(site);
        let today = site.state.clock.today();
        let heads = ["account_id", "email", "age", "gender", "market", "language"];
        for file in ["members.csv", &format!("history.csv?from={today}&to={today}&list=members")] {
            let [english, french] = exported(&visitor, &format!("{path}/{file}"));
            assert!(english.starts_with(&format!("\u{feff}{}\n", heads.join(","))), "{english}");
            assert!(french.starts_with(&format!("\u{feff}{}\n", heads.join(";"))), "{french}");
            assert!(french.contains(";30;female;FR;fr\n"), "{french}");
            let form = visitor.get("/settings").form("form[action='/settings/language']");
            form.check("language", "en").press("Enregistrer la langue");
        }
    }

    fn an_exported_file_changes_nothing_when_it_is_imported_again(site: &Site) {
        let (visitor, path) = visitor_with_segment(site);
        for file in exported(&visitor, &format!("{path}/members.csv")) {
            let import = site.take("Journey", ImportKind::Customers, &site.file("members.csv", &file));
            let lines = (import.lines_new, import.lines_changed, import.lines_unchanged, import.lines_refused);
            assert_eq!(lines, (0, 0, 13, 0), "{file}");
        }
    }
}

//! Exported files: as the spreadsheets of a language want them, and imported again.

use crate::apps::add_app;
use crate::site::{Site, however_answered};
use crate::visitor::{Visitor, signed_in_visitor};
use engage::reading::ImportKind;
use engage::zone::Zone;

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

however_answered! {
    fn a_file_is_separated_as_the_language_of_the_user_wants_it(site: &Site) {
        let (visitor, path) = visitor_with_segment(site);
        let today = site.state.clock.today_in(Zone::UTC);
        let heads = ["account_id", "email", "age", "gender", "market", "language", "age_group"];
        for file in ["members.csv", &format!("history.csv?from={today}&to={today}&list=members")] {
            let [english, french] = exported(&visitor, &format!("{path}/{file}"));
            assert!(english.starts_with(&format!("\u{feff}{}\n", heads.join(","))), "{english}");
            assert!(french.starts_with(&format!("\u{feff}{}\n", heads.join(";"))), "{french}");
            assert!(french.contains(";30;female;FR;fr;\n"), "{french}");
            let form = visitor.get("/settings").form("form[action='/settings/language']");
            form.check("language", "en").press("Enregistrer la langue");
        }
    }

    fn age_groups_of_another_product_are_ours_where_they_lie_within_one(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        let file = "account_id,date,deviceType,osVersion,market,gender,ageGroup,acquisitionType\n\
            a1,2026-03-01,PC,Windows 10,FR,m,18-24,Iap\na2,2026-03-01,Phone,Windows 10,US,f,greater than 55,Xbox Game Pass\n\
            a3,2026-03-01,PC,Windows 10,FR,m,44-55,Iap\na4,2026-03-01,PC,Windows 10,FR,m,less than 13,Iap\n";
        let import = site.take("Journey", ImportKind::Customers, &site.file("partner.csv", file));
        assert_eq!((import.lines_new, import.lines_refused, import.cells_left_out), (4, 0, 1));
        let count = |formula: &str| {
            let form = visitor.get("/groups/new").form("#group-form").set("name", formula).set("formula", formula);
            form.press("Save").follow().text(".big-number strong")
        };
        assert_eq!(count("Age group == 18 to 24"), "1");
        assert_eq!(count("Age group == 50 or over"), "1");
        assert_eq!(count("Age group == Under 18"), "0", "they are too young for segments");
        assert_eq!(count("Age >= 18"), "0", "no age is known");
        let first = visitor.get("/customers/1");
        assert!(first.select("section[aria-labelledby=who] dd").contains(&String::from("18 to 24")));
        let third = visitor.get("/customers/3");
        assert!(third.text(".notice.warning").contains("the age is unknown"));
        let fourth = visitor.get("/customers/4");
        assert!(fourth.text(".notice.warning").contains("younger than 17"));
        // A birth date or an age counts more.
        site.take("Journey", ImportKind::Customers, &site.file("ages.csv", "account_id,age\na1,40\n"));
        assert_eq!(count("Age group == 35 to 49"), "1");
        let exported = visitor.get("/groups/2/members.csv").body;
        assert!(exported.ends_with("a2,,,female,US,,50_or_over\n"), "{exported}");
    }

    fn the_age_of_a_customer_with_a_birth_date_is_nothing_new(site: &Site) {
        let visitor = signed_in_visitor(site);
        add_app(&visitor, "Journey");
        site.take("Journey", ImportKind::Customers, &site.file("born.csv", "account_id,birth_date\n1,1990-01-02\n2,1980-05-06\n"));
        let form = visitor.get("/groups/new").form("#group-form").set("name", "All").set("formula", "Age >= 1");
        let file = visitor.get(&format!("{}/members.csv", form.press("Save").location())).body;
        assert!(file.contains("2,,37,"), "{file}");
        let import = site.take("Journey", ImportKind::Customers, &site.file("members.csv", &file));
        assert_eq!((import.lines_changed, import.lines_unchanged), (0, 2));
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

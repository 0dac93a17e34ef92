//! Pages through the real program, on both databases: the first visit, signing in and out, known user groups.

use clap::Parser;
use diesel::{Connection, PgConnection, RunQueryDsl, sql_query};
use engage::clock::Clock;
use engage::config::{CommandLine, Options};
use engage::day::Day;
use engage::imports::ImportKind;
use engage::jobs::import::{self, Report};
use engage::store::{apps, publishers};
use engage::{startup, web::State};
use reqwest::blocking::{Client, Response};
use reqwest::redirect::Policy;
use scraper::{Html, Selector};
use std::net::TcpListener;
use std::path::Path;
use tempfile::TempDir;

const PASSWORD: &str = "a long enough password";

struct Site {
    url: String,
    state: State,
    _folder: TempDir,
}

impl Site {
    fn on_sqlite() -> Self {
        Self::start(None)
    }

    fn on_postgres() -> Self {
        let server = std::env::var("ENGAGE_TEST_POSTGRES").expect("no PostgreSQL at hand: run bin/test");
        let name = format!("engage_{:x}", rand::random::<u64>());
        let mut connection = PgConnection::establish(&server).unwrap();
        sql_query(format!("CREATE DATABASE {name}")).execute(&mut connection).unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        Self::start(Some(format!("{base}/{name}")))
    }

    fn start(database_url: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let today = Day::parse("2018-01-01");
        let options = Options {
            today,
            database_url,
            data_dir: folder.path().to_owned(),
            ..CommandLine::parse_from(["engage"]).options
        };
        let state = startup::open(&options).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = state.clone();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async { startup::run(listener, shared).unwrap().await }).unwrap();
        });
        Self { url, state, _folder: folder }
    }

    fn visitor(&self) -> Visitor<'_> {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
        Visitor { site: self, client }
    }

    /// A visitor signed in as the owner of a publisher of their own.
    fn owner(&self, email: &str) -> Visitor<'_> {
        let visitor = self.visitor();
        let answer =
            visitor.post(&self.setup_path(), &[("publisher", "Fabrikam"), ("email", email), ("password", PASSWORD)]);
        assert_eq!(answer.status(), 303);
        visitor
    }

    fn setup_path(&self) -> String {
        let token = engage::web::token::Token::random();
        let make =
            |connection: &mut _| engage::store::publishers::create(connection, &token.digest(), Clock::default().now());
        self.state.database.write_now(make).unwrap();
        engage::web::accounts::setup_path(&token)
    }
}

struct Visitor<'a> {
    site: &'a Site,
    client: Client,
}

impl Visitor<'_> {
    fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.site.url)).send().unwrap()
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        self.client.post(format!("{}{path}", self.site.url)).form(form).send().unwrap()
    }

    fn save_group(&self, name: &str, addresses: &str, consent: &str) -> Response {
        let fields = [
            ("name", name),
            ("kind", "known_user_group"),
            ("addresses", addresses),
            ("consent", consent),
            ("do", "save"),
        ];
        self.post("/groups/new", &fields)
    }
}

fn location(answer: &Response) -> String {
    answer.headers()["location"].to_str().unwrap().to_owned()
}

fn texts(answer: Response, css: &str) -> Vec<String> {
    let page = Html::parse_document(&answer.text().unwrap());
    page.select(&Selector::parse(css).unwrap())
        .map(|found| found.text().collect::<String>().trim().to_owned())
        .collect()
}

fn the_setup_link_opens_once(site: &Site) {
    let path = site.setup_path();
    let visitor = site.visitor();
    let form = [("publisher", "Fabrikam"), ("email", "ann@example.com"), ("password", "short")];
    let refused = visitor.post(&path, &form);
    assert_eq!(refused.status(), 422);
    assert_eq!(texts(refused, "#password-errors p"), ["Use a password of 12 to 200 characters."]);
    let form = [("publisher", "Fabrikam"), ("email", "ann@example.com"), ("password", PASSWORD)];
    assert_eq!(location(&visitor.post(&path, &form)), "/groups");
    assert_eq!(texts(visitor.get("/groups"), "h1"), ["Customer groups"]);
    assert_eq!(site.visitor().get(&path).status(), 404);
    assert_eq!(site.visitor().post(&path, &form).status(), 404);
}

fn signing_out_ends_the_session_on_the_server(site: &Site) {
    drop(site.owner("ann@example.com"));
    let visitor = site.visitor();
    let wrong = visitor.post("/sign-in", &[("email", "ann@example.com"), ("password", "not the password")]);
    assert_eq!(wrong.status(), 422);
    let right =
        visitor.post("/sign-in", &[("email", "ANN@example.com"), ("password", PASSWORD), ("next", "//evil.example")]);
    assert_eq!(location(&right), "/groups");
    let cookie = right.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let stolen = cookie.split(';').next().unwrap().to_owned();
    let with_cookie =
        || site.visitor().client.get(format!("{}/groups", site.url)).header("cookie", &stolen).send().unwrap();
    assert_eq!(with_cookie().status(), 200);
    assert_eq!(visitor.post("/sign-out", &[]).status(), 303);
    assert_eq!(location(&with_cookie()), "/sign-in?next=%2Fgroups");
}

fn a_known_user_group_keeps_what_was_typed(site: &Site) {
    let owner = site.owner("ann@example.com");
    let typed = "bob@example.com; not-an-address, BOB@example.com\n<script>@example.com zoé@example.com";
    let refused = owner.save_group("Testers", typed, "on");
    assert_eq!(refused.status(), 422);
    let page = refused.text().unwrap();
    let page = Html::parse_document(&page);
    let area = page.select(&Selector::parse("textarea#addresses").unwrap()).next().unwrap();
    assert_eq!(area.text().collect::<String>().trim_start_matches('\n'), typed);
    assert_eq!(texts(owner.save_group("Testers", "bob@example.com", ""), "#consent-errors p").len(), 1);
    let saved = owner.save_group("Testers", "bob@example.com zoé@example.com", "on");
    let path = location(&saved);
    assert_eq!(texts(owner.get(&path), "h1"), ["Testers"]);
    assert_eq!(
        owner.get(&format!("{path}/members.csv")).text().unwrap(),
        "\u{feff}email\nbob@example.com\nzoé@example.com\n"
    );
    assert_eq!(texts(owner.save_group("testers", "eve@example.com", "on"), "#name-errors p").len(), 1);
    assert_eq!(owner.post(&format!("{path}/archive"), &[]).status(), 303);
    assert!(!texts(owner.get("/groups"), "tbody th").contains(&String::from("Testers")));
    assert_eq!(texts(owner.get("/groups?archived=1"), "tbody th"), ["Testers"]);
}

fn another_publishers_group_is_not_there(site: &Site) {
    let path = location(&site.owner("ann@example.com").save_group("Testers", "bob@example.com", "on"));
    let stranger = site.owner("eve@example.org");
    for page in [path.clone(), format!("{path}/edit"), format!("{path}/members.csv"), format!("{path}/rename")] {
        assert_eq!(stranger.get(&page).status(), 404, "{page}");
    }
    for action in ["archive", "restore", "refresh"] {
        assert_eq!(stranger.post(&format!("{path}/{action}"), &[]).status(), 404, "{action}");
    }
    assert!(texts(stranger.get("/groups"), "tbody th").is_empty());
}

fn errors_are_pages_in_the_visitors_language(site: &Site) {
    let visitor = site.visitor();
    let french =
        visitor.client.get(format!("{}/nowhere", site.url)).header("accept-language", "fr-CA,en;q=0.5").send().unwrap();
    assert_eq!(french.status(), 404);
    assert!(french.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'self'"));
    assert_eq!(texts(french, "html[lang=fr] h1").len(), 1);
    let foreign = visitor.client.post(format!("{}/sign-in", site.url)).header("origin", "https://evil.example");
    assert_eq!(foreign.send().unwrap().status(), 403);
}

/// The app that a new owner adds in the browser.
fn add_app(site: &Site, owner: &Visitor<'_>) -> apps::App {
    let answer = owner.post("/apps/new", &[("name", "Journey"), ("platform", "other")]);
    assert_eq!(location(&answer), "/apps");
    let find = |connection: &mut _| {
        let publisher = publishers::all(connection)?.remove(0);
        Ok(apps::of_publisher(connection, publisher.id)?.remove(0))
    };
    site.state.database.read_now(find).unwrap()
}

fn take(site: &Site, app: &apps::App, kind: ImportKind, path: &Path) -> Report {
    let report = import::run(&site.state, app, kind, path).unwrap();
    assert_eq!(report.new + report.changed + report.unchanged + report.refused.len() as u64, report.lines);
    report
}

/// The fields of the rule's form with these conditions: (filter, condition, attribute, operator, value).
fn rule_fields(app: &apps::App, name: &str, conditions: &[(u32, u32, &str, &str, &str)]) -> Vec<(String, String)> {
    let text = |text: &str| text.to_owned();
    let mut fields =
        vec![(text("name"), text(name)), (text("kind"), text("segment")), (text("app"), app.id.to_string())];
    for (filter, condition, attribute, operator, value) in conditions {
        let row = format!("filters[{filter}][conditions][{condition}]");
        fields.push((format!("{row}[attribute]"), text(attribute)));
        fields.push((format!("{row}[operator]"), text(operator)));
        fields.push((format!("{row}[value]"), text(value)));
    }
    fields
}

impl Visitor<'_> {
    fn preview(&self, fields: &[(String, String)]) -> Html {
        let answer = self.client.post(format!("{}/groups/preview", self.site.url)).form(fields).send().unwrap();
        assert_eq!(answer.status(), 200);
        Html::parse_document(&answer.text().unwrap())
    }
}

fn text_of(page: &Html, css: &str) -> String {
    let found = page.select(&Selector::parse(css).unwrap()).next().unwrap_or_else(|| panic!("no {css}"));
    found.text().collect::<String>().trim().to_owned()
}

fn a_rule_is_built_saved_and_copied(site: &Site) {
    let owner = site.owner("ann@example.com");
    let app = add_app(site, &owner);
    let file = site._folder.path().join("customers.csv");
    let lines =
        ["account_id,age,gender,market", "1,20,F,FR", "2,30,M,BE", "3,40,F,US", "4,10,F,FR", "5,,M,FR", "6,sixty,F,FR"];
    std::fs::write(&file, lines.join("\n")).unwrap();
    let report = take(site, &app, ImportKind::Customers, &file);
    assert_eq!((report.new, report.refused.len(), report.refused[0].number), (5, 1, 7));
    let again = take(site, &app, ImportKind::Customers, &file);
    assert_eq!((again.new, again.changed, again.unchanged), (0, 0, 5));
    let conditions = [(0, 0, "market", "is", "FR"), (0, 1, "market", "is", "BE"), (1, 0, "gender", "is", "male")];
    let mut fields = rule_fields(&app, "French women", &conditions);
    fields.push((String::from("filters[1][mode]"), String::from("exclude")));
    let page = owner.preview(&fields);
    assert_eq!(text_of(&page, "#members"), "1");
    assert_eq!(text_of(&page, "#available"), "3");
    assert_eq!(text_of(&page, "#formula"), "(Market == FR || Market == BE) && !(Gender == Male)");
    fields.push((String::from("do"), String::from("save")));
    let saved = owner.client.post(format!("{}/groups/new", site.url)).form(&fields).send().unwrap();
    let path = location(&saved);
    assert_eq!(texts(owner.get(&path), "#members-list tbody th"), ["1"]);
    assert_eq!(texts(owner.get(&format!("{path}/edit")), "#formula"), texts(owner.get(&path), "#formula"));
    assert_eq!(texts(owner.get("/groups"), "#inactive").len(), 1);
    let copy = owner.get(&format!("/groups/new?copy={}", path.rsplit('/').next().unwrap()));
    let copy = Html::parse_document(&copy.text().unwrap());
    let name = copy.select(&Selector::parse("input#name").unwrap()).next().unwrap();
    assert_eq!(name.value().attr("value"), Some("French women (copy)"));
}

fn a_cell_that_does_not_fit_its_custom_attribute_is_refused(site: &Site) {
    let owner = site.owner("ann@example.com");
    let app = add_app(site, &owner);
    let file = site._folder.path().join("customers.csv");
    std::fs::write(&file, "account_id,kids\n1,2\n2,3\n").unwrap();
    take(site, &app, ImportKind::Customers, &file);
    std::fs::write(&file, "account_id,kids\n1,5+\n2,4\n").unwrap();
    let report = take(site, &app, ImportKind::Customers, &file);
    assert_eq!((report.changed, report.refused.len(), report.refused[0].number), (1, 1, 2));
    let page = owner.preview(&rule_fields(&app, "", &[(0, 0, "custom:kids", "is_known", "")]));
    assert_eq!(text_of(&page, "#available"), "0");
    let rules = |connection: &mut _| publishers::update_rules(connection, app.publisher_id, 17, true, 50);
    site.state.database.write_now(rules).unwrap();
    let page = owner.preview(&rule_fields(&app, "", &[(0, 0, "custom:kids", "is", "2")]));
    assert_eq!(text_of(&page, "#members"), "1");
}

fn buttons_change_the_rows_without_scripts(site: &Site) {
    let owner = site.owner("ann@example.com");
    let app = add_app(site, &owner);
    let mut fields = rule_fields(&app, "Kept", &[(0, 0, "spend_cents", "at_least", "12.50")]);
    fields.push((String::from("do"), String::from("add-filter")));
    let answer = owner.client.post(format!("{}/groups/new", site.url)).form(&fields).send().unwrap();
    assert_eq!(answer.status(), 200);
    let page = Html::parse_document(&answer.text().unwrap());
    assert_eq!(page.select(&Selector::parse("fieldset.filter").unwrap()).count(), 2);
    let value = page.select(&Selector::parse("#filter-0-condition-0-value").unwrap()).next().unwrap();
    assert_eq!(value.value().attr("value"), Some("12.50"));
    let mut wrong = rule_fields(&app, "Kept", &[(0, 0, "spend_cents", "at_least", "twelve")]);
    wrong.push((String::from("do"), String::from("save")));
    let answer = owner.client.post(format!("{}/groups/new", site.url)).form(&wrong).send().unwrap();
    assert_eq!(answer.status(), 422);
    assert_eq!(texts(answer, "#filter-0-condition-0-value-errors p").len(), 1);
}

/// Attribute, operator and value of a condition.
type Typed = (&'static str, &'static str, &'static str);

fn the_complete_journey_comes_out_exactly(site: &Site) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/complete-journey");
    if !folder.is_dir() {
        println!("left out: the numbers of the Complete Journey, whose folder is not beside the project");
        return;
    }
    let owner = site.owner("ann@example.com");
    let app = add_app(site, &owner);
    let files = [("customers", 2_469), ("purchases", 155_848), ("usage", 126_824)];
    for (kind, lines) in files {
        let kind_of_lines = ImportKind::from_word(kind).unwrap();
        let report = take(site, &app, kind_of_lines, &folder.join(format!("{kind}.csv")));
        assert_eq!((report.lines, report.new, report.refused.len()), (lines, lines, 0), "{kind}");
    }
    assert_eq!(text_of(&owner.preview(&rule_fields(&app, "", &[])), "#available"), "801");
    let publisher = app.publisher_id;
    let rules = |connection: &mut _| publishers::update_rules(connection, publisher, 17, true, 50);
    site.state.database.write_now(rules).unwrap();
    let spend = ("spend_cents", "at_least", "1000.00");
    let checks: [(&[Typed], &str); 8] = [
        (&[], "2,469"),
        (&[("age_group", "is", "25_to_34")], "142"),
        (&[("age_group", "is_not", "25_to_34")], "2,327"),
        (&[spend], "1,378"),
        (&[spend, ("age_group", "is", "50_or_over")], "119"),
        (&[("last_used_on", "more_than_ago", "30")], "429"),
        (&[("campaign_id", "is_not", "18")], "2,353"),
        (&[("sessions", "at_least", "100")], "458"),
    ];
    for (conditions, members) in checks {
        let rows: Vec<_> = (0..).zip(conditions).map(|(filter, one)| (filter, 0, one.0, one.1, one.2)).collect();
        assert_eq!(text_of(&owner.preview(&rule_fields(&app, "", &rows)), "#members"), members, "{conditions:?}");
    }
    let sum = |connection: &mut _| {
        use engage::store::schema::profiles::dsl;
        diesel::QueryDsl::select(dsl::profiles, dsl::spend_cents).load::<i64>(connection)
    };
    assert_eq!(site.state.database.read_now(sum).unwrap().iter().sum::<i64>(), 459_603_958);
}

macro_rules! on_both_databases {
    ($($name:ident),+) => {
        mod sqlite { $(#[test] fn $name() { super::$name(&super::Site::on_sqlite()); })+ }
        mod postgres { $(#[test] fn $name() { super::$name(&super::Site::on_postgres()); })+ }
    };
}

on_both_databases!(
    the_setup_link_opens_once,
    signing_out_ends_the_session_on_the_server,
    a_known_user_group_keeps_what_was_typed,
    another_publishers_group_is_not_there,
    errors_are_pages_in_the_visitors_language,
    a_rule_is_built_saved_and_copied,
    a_cell_that_does_not_fit_its_custom_attribute_is_refused,
    buttons_change_the_rows_without_scripts,
    the_complete_journey_comes_out_exactly
);

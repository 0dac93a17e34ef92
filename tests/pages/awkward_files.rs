//! The files under `tests/files`, a folder a kind, and what becomes of each: it is sent, looked at, imported and imported
//! again on both databases. Beside `NAME.csv` there is `NAME.expected`, which starts with what is chosen on the page, a line
//! `choose FIELD VALUE` each, and goes on with all that the page says and what is stored afterwards.

use crate::site::Site;
use crate::visitor::{PageAnswer, Visitor, owner};
use engage::ids::{AppId, AppKey, PublisherId};
use engage::segments::Profile;
use engage::store::customers::{self, Customer};
use engage::store::profiles::{self, Moment, Places};
use engage::store::{apps, publishers};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The publishers that one site lets an address set up within minutes.
const PUBLISHERS: usize = 15;

/// The files of a kind, by name.
fn files(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files").join(kind);
    let files = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end != "expected")).collect();
    files.sort();
    assert!(!files.is_empty(), "{}", folder.display());
    files
}

/// Sends every file of a kind, each to a publisher of its own, and holds what becomes of it against what is expected.
fn hold(site: fn() -> Site, kind: &str) {
    let files = files(kind);
    let differences: String = files.chunks(PUBLISHERS).map(|files| differences(&site(), kind, files)).collect();
    assert!(differences.is_empty(), "these differ from what is expected:\n{differences}");
}

fn differences(site: &Site, kind: &str, files: &[PathBuf]) -> String {
    let mut differences = String::new();
    for (number, path) in files.iter().enumerate() {
        let expected = fs::read_to_string(path.with_extension("expected")).unwrap_or_default();
        let choices: Vec<&str> = expected.lines().filter_map(|line| line.strip_prefix("choose ")).collect();
        let visitor = owner(site, &format!("{kind}{number}@example.com"));
        let app = visitor.get("/apps/new").form("main form").set("name", "Files").set("currency", "EUR").press("Save");
        let app = app.location().trim_start_matches("/apps/").parse().unwrap();
        let found = match kind {
            "people" => people(&visitor, path),
            _ => imported(site, &visitor, app, kind, path, &choices),
        };
        let head: String = choices.iter().map(|choice| format!("choose {choice}\n")).collect();
        if head.clone() + &found != expected {
            let name = path.with_extension("expected");
            if let Some(folder) = std::env::var_os("ENGAGE_TEST_FOUND") {
                let folder = PathBuf::from(folder).join(kind);
                fs::create_dir_all(&folder).unwrap();
                fs::write(folder.join(name.file_name().unwrap()), head + &found).unwrap();
            }
            writeln!(differences, "{}:\n{found}", path.display()).unwrap();
        }
    }
    differences
}

/// What becomes of a file that is imported.
fn imported(site: &Site, visitor: &Visitor, app: AppId, kind: &str, path: &Path, choices: &[&str]) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    let send = || {
        let form = visitor.get("/imports/new").form("main form").check("kind", kind);
        form.attach("file", name, &fs::read(path).unwrap()).press("Continue")
    };
    let sent = send();
    if sent.status == 422 {
        return format!("not sent: {}\n", sent.select("#file-errors p").join(" "));
    }
    let page = choose(visitor, &sent.location(), choices);
    let mut found = looked_at(&page);
    if page.select("button[value=import]").is_empty() {
        return found;
    }
    let done = visitor.wait_for(&page.form("main form").press("import").location());
    let becomes =
        |page: &PageAnswer| sums(page).into_iter().filter(|sum| !sum.starts_with("Blank")).collect::<Vec<_>>();
    assert_eq!(becomes(&page), becomes(&done), "{name}: the import does what was shown");
    found += &stored(site, app);
    // The same file again changes nothing, and neither does looking at it.
    let again = choose(visitor, &send().location(), choices);
    let changes = sums(&again).into_iter().filter(|sum| sum.starts_with("New") || sum.starts_with("Changed"));
    assert_eq!(changes.collect::<Vec<_>>(), Vec::<String>::new(), "{name}: the second time changes nothing");
    found
}

/// The page of the draft, once these are chosen.
fn choose(visitor: &Visitor, draft: &str, choices: &[&str]) -> PageAnswer {
    let page = visitor.wait_for(draft);
    if choices.is_empty() {
        return page;
    }
    let form = choices.iter().fold(page.form("main form"), |form, choice| {
        let (field, value) = choice.split_once(' ').unwrap();
        form.set(field, value)
    });
    visitor.wait_for(&form.press("update").location())
}

/// The outcomes that some line has, without those that are told before the import only.
pub fn sums(page: &PageAnswer) -> Vec<String> {
    let names = page.select(".sums tbody th").into_iter().zip(page.select(".sums tbody td"));
    names.filter(|(_, count)| count != "0").map(|(name, count)| format!("{name} {count}")).collect()
}

/// All that the page of a draft says.
fn looked_at(page: &PageAnswer) -> String {
    let mut found = String::new();
    if let [problem, ..] = page.select(".notice.error").as_slice() {
        writeln!(found, "problem: {problem}").unwrap();
    }
    if page.select("#encoding").is_empty() {
        return found;
    }
    let form = page.form("main form");
    let layout = ["encoding", "separator", "header_line"].map(|field| form.value(field).to_owned());
    writeln!(found, "{}, {}, headings on line {}", layout[0], layout[1], layout[2]).unwrap();
    let headings = page.select("section[aria-labelledby=columns-heading] tbody th bdi:first-child");
    for place in 0.. {
        let (field, order) = (format!("uses[{place}]"), format!("orders[{place}]"));
        if page.select(&format!("[name='{field}']")).is_empty() {
            break;
        }
        let kind = page.select(&format!("[name='{field}'] option[selected]")).join("");
        let heading = headings.get(place * 2).map_or("", String::as_str);
        writeln!(found, "{heading} = {kind} {}", form.value(&order)).unwrap();
    }
    let found = found.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    let faults = page.select("#draft-outcome table:not(.sums) tbody tr");
    let mut seen: Vec<String> = Vec::new();
    for fault in faults {
        if !seen.contains(&fault) {
            seen.push(fault);
        }
    }
    let lines = [found, sums(page).join(", ")].into_iter().chain(seen);
    lines.filter(|line| !line.is_empty()).map(|line| line + "\n").collect()
}

/// What is known about every customer, a line each.
pub fn stored(site: &Site, app: AppId) -> String {
    let publisher = publisher_of(site, app);
    let key = AppKey { publisher, id: app };
    let read = |connection: &mut _| {
        let app = apps::find(connection, publisher, app)?;
        let Some(day) = app.profiles_on else { return Ok((Vec::new(), Vec::new())) };
        let moment = Moment { day, pass: app.pass };
        let profiles = profiles::load(connection, key, moment, Places::From(0))?;
        let positions: Vec<u32> = profiles.iter().map(|placed| placed.position).collect();
        Ok((customers::at_positions(connection, key, &positions)?, profiles))
    };
    let (customers, profiles) = site.state.database.read_now(read).unwrap();
    let mut lines: Vec<String> =
        customers.iter().zip(&profiles).map(|(customer, placed)| described(customer, &placed.profile)).collect();
    lines.sort();
    lines.into_iter().map(|line| line + "\n").collect()
}

/// Whose app it is.
fn publisher_of(site: &Site, app: AppId) -> PublisherId {
    let find = |connection: &mut _| {
        let all = publishers::all(connection)?;
        let mut of_app = Vec::new();
        for publisher in all {
            if apps::find(connection, publisher.id, app).is_ok() {
                of_app.push(publisher.id);
            }
        }
        Ok(of_app)
    };
    site.state.database.read_now(find).unwrap()[0]
}

fn described(customer: &Customer, profile: &Profile) -> String {
    let mut line = format!("{:?}", customer.account_id);
    let mut add = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            write!(line, " {name}={value}").unwrap();
        }
    };
    add("email", customer.email.clone());
    add("born", customer.birth_on.map(|day| day.to_string()));
    add("age", profile.age.map(|age| age.to_string()));
    add("gender", profile.gender.map(|gender| gender.word().to_owned()));
    add("market", profile.market.clone());
    add("language", profile.language.clone());
    add("acquired", profile.acquired_on.map(|day| day.to_string()));
    add("type", profile.acquisition_type.map(|choice| choice.word().to_owned()));
    add("device", profile.device_type.map(|choice| choice.word().to_owned()));
    add("os", profile.os_version.clone());
    add("channel", profile.channel.map(|choice| choice.word().to_owned()));
    add("campaign", profile.campaign_id.clone());
    add("viewed", profile.page_viewed_on.map(|day| day.to_string()));
    add("referrer", profile.referrer_domain.clone());
    add("used", profile.last_used_on.map(|day| day.to_string()));
    add("sessions", Some(profile.sessions.to_string()).filter(|_| profile.sessions > 0));
    add("stars", profile.stars.map(|stars| stars.to_string()));
    add("rated", profile.rated_on.map(|day| day.to_string()));
    add("bought", profile.last_purchase_on.map(|day| day.to_string()));
    add("purchases", Some(profile.purchases.to_string()).filter(|_| profile.purchases > 0));
    add("cents", Some(profile.spend_cents.to_string()).filter(|_| profile.spend_cents != 0));
    let mut custom: Vec<_> = profile.custom.iter().collect();
    custom.sort_by(|one, other| one.key.cmp(&other.key));
    for custom in custom {
        add(&custom.key, Some(format!("{:?}", custom.value)));
    }
    line
}

/// What becomes of a file of people.
fn people(visitor: &Visitor, path: &Path) -> String {
    let form = visitor.get("/groups/new?kind=known_user_group").form("#group-form").set("name", "Files");
    let name = path.file_name().unwrap().to_str().unwrap();
    let shown = form.attach("file", name, &fs::read(path).unwrap()).press("Check addresses");
    let mut found = String::new();
    for error in shown.select("#file-errors p") {
        writeln!(found, "error: {error}").unwrap();
    }
    for line in shown.select("#file-read p, #file-read tbody tr") {
        writeln!(found, "{line}").unwrap();
    }
    for line in shown.form("#group-form").value("addresses").lines().filter(|line| !line.is_empty()) {
        writeln!(found, "entry {line}").unwrap();
    }
    found
}

macro_rules! hold_each_kind {
    ($($name:ident $kind:literal)+) => { $(
        mod $name {
            #[test]
            fn sqlite() {
                super::hold(crate::site::Site::on_sqlite, $kind);
            }

            #[test]
            fn postgres() {
                super::hold(crate::site::Site::on_postgres, $kind);
            }
        }
    )+ };
}

hold_each_kind! {
    files_of_customers_become_what_is_expected "customers"
    files_of_purchases_become_what_is_expected "purchases"
    files_of_usage_become_what_is_expected "usage"
    files_of_ratings_become_what_is_expected "ratings"
    files_of_people_become_what_is_expected "people"
}

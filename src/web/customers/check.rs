//! Checking one customer: whether they are in each group, and for a segment each condition with the customer's own
//! value and the nearest change of values that would change the outcome.

use super::show::availability_text;
use crate::customers::check::{self, Checked, CheckedApp, CheckedKnownUserGroup, CheckedSegment, Found, Standing};
use crate::customers::coming::Coming;
use crate::customers::erase::is_subscribed;
use crate::day::Day;
use crate::ids::{AppId, GroupId};
use crate::locale::Locale;
use crate::segments::Catalogue;
use crate::segments::change_labels::changes_in_words;
use crate::segments::explanation::ExplainedFilter;
use crate::segments::sentence::clause;
use crate::store::customers::Customer;
use crate::web::address::encoded;
use crate::web::error::PageError;
use crate::web::flights::FlightsWords;
use crate::web::group_tests::CheckedTest;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;

/// The customer to check.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    who: String,
    /// The day as of which flights are shown; empty for now.
    on: String,
    /// A part of the names of the groups to show.
    groups: String,
}

#[derive(Template)]
#[template(path = "customers/check.html")]
struct CheckPage {
    page: Page,
    who: String,
    on: String,
    groups: String,
    /// The paths and account ids of the customers with the address or account id, if there are several.
    several: Vec<(String, String)>,
    checked: Option<CheckedWords>,
    /// Where it is said what is held of who has only subscribed, if the account id is of such a person.
    subscribed: Option<String>,
}

/// A customer and each of the publisher's groups.
struct CheckedWords {
    name: String,
    path: String,
    /// In how many of all groups the customer is.
    sum: String,
    /// Whether there is any group, shown or not.
    has_groups: bool,
    apps: Vec<AppWords>,
    known_user_groups: Vec<CheckedList>,
    /// The package flights of each app that has some.
    flights: Vec<FlightsWords>,
    tests: Vec<CheckedTest>,
}

/// The segments of one app.
struct AppWords {
    id: AppId,
    name: String,
    is_available: bool,
    /// Whether the customer may be in segments, and if not why.
    availability: String,
    has_segments: bool,
    /// The segments that the customer is in, and the others.
    segments_in: Vec<SegmentWords>,
    segments_out: Vec<SegmentWords>,
}

struct SegmentWords {
    id: GroupId,
    path: String,
    name: String,
    is_in: bool,
    filters: Vec<CheckedFilter>,
    /// Why somebody who cannot be in any segment is out; otherwise the nearest change that would matter.
    nearest: Option<String>,
    coming: Option<String>,
}

struct CheckedFilter {
    heading: String,
    keeps: bool,
    conditions: Vec<CheckedCondition>,
}

struct CheckedCondition {
    /// Whether *or* stands before it, because it begins another alternative and some have several conditions.
    follows_or: bool,
    clause: String,
    value: String,
    is_met: bool,
}

struct CheckedList {
    path: String,
    name: String,
    is_in: bool,
}

/// The form, and the result for the customer that it names.
pub async fn check(Viewer(visitor): Viewer, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let (who, addresses) = (query.who.trim().to_owned(), visit.addresses());
        let day = Day::parse(&query.on);
        let found = check::check(&visit.state, &visit.actor, &visit.publisher, &who, &visit.cancelled)?;
        let (several, checked) = match found.ok_or(PageError::Superseded)? {
            Found::Nobody => (Vec::new(), None),
            Found::Several(customers) => {
                let link =
                    |customer: &Customer| (customer.check_path_for(addresses), addresses.shown(&customer.account_id));
                (customers.iter().map(link).collect(), None)
            }
            Found::One(mut checked) => {
                let flights = FlightsWords::all(&visit, &checked.apps, &checked.customer.account_id, day)?;
                let tests = CheckedTest::all(&visit, &checked.customer.account_id)?;
                checked.customer.mask(addresses);
                (Vec::new(), Some(CheckedWords::new(*checked, (flights, tests), &query.groups, visit.locale)))
            }
        };
        let on = day.map(|day| day.to_string()).unwrap_or_default();
        let is_nobody = several.is_empty() && checked.is_none() && !who.is_empty() && visit.page.may_edit();
        let is_subscribed = is_nobody && is_subscribed(&visit.state, &visit.actor, &who)?;
        let subscribed = is_subscribed.then(|| format!("/customers/subscribed?who={}", encoded(&who)));
        let groups = query.groups.trim().to_owned();
        Answer::page(&CheckPage { page: visit.page, who, on, groups, several, checked, subscribed })
    };
    visitor.answer(Section::Check, work).await
}

impl CheckedWords {
    fn new(
        Checked { customer, apps, known_user_groups }: Checked,
        (flights, tests): (Vec<FlightsWords>, Vec<CheckedTest>),
        groups: &str,
        locale: Locale,
    ) -> Self {
        let list = |CheckedKnownUserGroup { group, is_listed }: &CheckedKnownUserGroup| CheckedList {
            path: group.path(),
            name: group.name.clone(),
            is_in: *is_listed,
        };
        let segments = || apps.iter().flat_map(|app| &app.segments);
        let all = segments().count() + known_user_groups.len();
        let is_in = segments().filter(|segment| segment.is_in).count()
            + known_user_groups.iter().filter(|group| group.is_listed).count();
        let mut known: Vec<CheckedList> = known_user_groups.iter().map(list).collect();
        known.retain(|group| is_named(&group.name, groups));
        known.sort_by_key(|group| !group.is_in);
        Self {
            path: customer.path(),
            name: customer.email.unwrap_or(customer.account_id),
            sum: locale.with("check-sum", &[("in", is_in.into()), ("count", all.into())]),
            has_groups: all > 0,
            apps: apps.iter().map(|app| AppWords::new(app, groups, locale)).collect(),
            known_user_groups: known,
            flights,
            tests,
        }
    }
}

/// Whether a name has the typed part, without regard to case.
fn is_named(name: &str, typed: &str) -> bool {
    name.to_lowercase().contains(&typed.trim().to_lowercase())
}

impl AppWords {
    fn new(CheckedApp { app, standing, segments }: &CheckedApp, groups: &str, locale: Locale) -> Self {
        let empty = Catalogue::default();
        let (catalogue, is_available, availability) = match standing {
            Standing::Elsewhere => (&empty, false, locale.text("check-no-customer")),
            Standing::Customer { view, against } => {
                let text = availability_text(*against, view.availability, view.today, locale);
                (&*view.catalogue, against.is_none(), text)
            }
        };
        let against = (!is_available).then_some(availability.as_str());
        let shown = segments.iter().filter(|segment| is_named(&segment.group.name, groups));
        let words = shown.map(|segment| SegmentWords::new(segment, catalogue, against, locale));
        let (segments_in, segments_out) = words.partition(|segment: &SegmentWords| segment.is_in);
        let has_segments = !segments.is_empty();
        Self { id: app.id, name: app.name.clone(), is_available, availability, has_segments, segments_in, segments_out }
    }

    /// How many segments the customer is not in.
    fn out_text(&self, locale: &Locale) -> String {
        locale.with1("check-out-of", "count", self.segments_out.len())
    }
}

impl SegmentWords {
    fn new(checked: &CheckedSegment, catalogue: &Catalogue, against: Option<&str>, locale: Locale) -> Self {
        let CheckedSegment { group, is_in, explanation, coming } = checked;
        let filters = explanation.iter().flat_map(|explanation| (1..).zip(&explanation.filters));
        let filters = filters.map(|(number, filter)| CheckedFilter::new(number, filter, catalogue, locale)).collect();
        let nearest = explanation.as_ref().and_then(|explanation| {
            let key = if explanation.meets { "check-out-with" } else { "check-in-with" };
            match explanation.changes.as_slice() {
                _ if explanation.is_cut_short => Some(locale.text("check-no-change-found")),
                [] => None,
                changes => Some(locale.with1(key, "changes", changes_in_words(changes, catalogue, locale))),
            }
        });
        let nearest = against.map_or(nearest, |against| Some(against.to_owned()));
        let coming = coming.map(|Coming { day, joins }| {
            locale.with1(if joins { "check-joins" } else { "check-drops-out" }, "date", locale.date(day))
        });
        let (path, name) = (group.path(), group.name.clone());
        Self { id: group.id, path, name, is_in: *is_in, filters, nearest, coming }
    }
}

impl CheckedFilter {
    fn new(number: usize, filter: &ExplainedFilter, catalogue: &Catalogue, locale: Locale) -> Self {
        let alternatives = filter.conditions.last().map_or(0, |last| last.alternative);
        let key = match (filter.exclude, alternatives, filter.conditions.len() > alternatives) {
            (true, _, true) => "check-filter-none-whole",
            (true, ..) => "check-filter-none",
            (false, 1, false) => "check-filter-one",
            (false, 1, true) => "check-filter-all",
            (false, _, true) => "check-filter-any-whole",
            (false, _, false) => "check-filter-any",
        };
        let mut before = 1;
        let mut begins = |alternative: usize| std::mem::replace(&mut before, alternative) != alternative;
        let conditions = filter.conditions.iter().map(|explained| CheckedCondition {
            follows_or: begins(explained.alternative) && filter.conditions.len() > alternatives,
            clause: clause(&explained.condition, catalogue, locale),
            value: catalogue
                .find(&explained.condition.attribute)
                .map_or_else(|| locale.text("unknown"), |attribute| attribute.value_label(&explained.value, locale)),
            is_met: explained.is_met,
        });
        Self { heading: locale.with1(key, "number", number), keeps: filter.keeps, conditions: conditions.collect() }
    }
}

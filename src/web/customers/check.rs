//! Checking one customer: in or out of every group, and for a segment each condition with the customer's own value and the
//! nearest change that would change the outcome.

use super::show::told;
use crate::columns::View;
use crate::email::EmailAddress;
use crate::ids::{AppId, GroupId};
use crate::locale::Locale;
use crate::segments::change_labels::changes_in_words;
use crate::segments::explanation::{ExplainedFilter, Explanation, explain};
use crate::segments::formula::condition_formula;
use crate::segments::{Catalogue, Profile};
use crate::state::State;
use crate::store::apps::App;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::customers::{self, Customer};
use crate::store::publishers::Publisher;
use crate::store::{StoreError, apps, group_addresses, profiles, wait_for};
use crate::web::error::PageError;
use crate::web::page::{Page, Section, html};
use crate::web::visitor::{SignedIn, Viewer};
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

/// Whom to check.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    who: String,
}

#[derive(Template)]
#[template(path = "customers/check.html")]
struct CheckPage {
    page: Page,
    who: String,
    /// Whom the address or the account id names, where it is more than one.
    several: Vec<Customer>,
    checked: Option<Checked>,
}

/// A customer beside every group of the publisher.
struct Checked {
    name: String,
    path: String,
    apps: Vec<CheckedApp>,
    known_user_groups: Vec<CheckedList>,
}

/// The segments of one app.
struct CheckedApp {
    id: AppId,
    name: String,
    is_available: bool,
    /// Whether and why the customer may be in segments.
    availability: String,
    segments: Vec<CheckedSegment>,
}

struct CheckedSegment {
    id: GroupId,
    path: String,
    name: String,
    is_in: bool,
    filters: Vec<CheckedFilter>,
    nearest: Option<String>,
}

struct CheckedFilter {
    told: String,
    keeps: bool,
    conditions: Vec<CheckedCondition>,
}

struct CheckedCondition {
    formula: String,
    value: String,
    is_met: bool,
}

struct CheckedList {
    path: String,
    name: String,
    is_in: bool,
}

/// The form, and the customer whom it names.
pub async fn check(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    query: web::Query<Query>,
) -> Result<HttpResponse, PageError> {
    let who = query.into_inner().who.trim().to_owned();
    let mut found = if who.is_empty() { Vec::new() } else { named(&visitor, &state, &who).await? };
    let checked = match found.len() {
        1 => Some(Checked::new(&visitor, &state, found.remove(0)).await?),
        _ => None,
    };
    html(&CheckPage { page: visitor.page(Section::Check), who, several: found, checked })
}

/// The customers with this account id, else those with this address.
async fn named(visitor: &SignedIn, state: &State, who: &str) -> Result<Vec<Customer>, StoreError> {
    let (publisher, account) = (visitor.publisher.id, who.to_owned());
    let key = EmailAddress::parse(who).ok().map(|address| address.key());
    let read = state.database.read(move |connection| {
        let by_account = customers::of_account(connection, publisher, &account)?;
        match (by_account, &key) {
            (Some(customer), _) => Ok(vec![customer]),
            (None, Some(key)) => customers::of_email(connection, publisher, key),
            (None, None) => Ok(Vec::new()),
        }
    });
    read.await
}

impl Checked {
    async fn new(visitor: &SignedIn, state: &State, customer: Customer) -> Result<Self, PageError> {
        let (publisher, id) = (visitor.publisher.id, customer.id);
        let key = customer.email.as_deref().and_then(|email| EmailAddress::parse(email).ok()).map(|one| one.key());
        let read = state.database.read(move |connection| {
            let listed =
                key.as_deref().map(|key| group_addresses::groups_of(connection, publisher, key)).transpose()?;
            Ok((
                apps::of_publisher(connection, publisher)?,
                customers::places(connection, publisher, id)?,
                listed.unwrap_or_default(),
                customer_groups::active(connection, publisher)?,
            ))
        });
        let (all_apps, places, listed, groups) = read.await?;
        let mut checked = Vec::new();
        for app in all_apps {
            // Whoever checks every customer would know the size.
            let shown = groups.iter().filter(|group| !visitor.is_hidden(group));
            let segments: Vec<_> = shown.filter(|group| group.app_id == Some(app.id)).cloned().collect();
            let position = places.iter().find(|(of, ..)| *of == app.id).map(|(.., position)| *position);
            if position.is_some() || !segments.is_empty() {
                checked
                    .push(CheckedApp::new(&visitor.publisher, state, app, position, segments, visitor.locale).await?);
            }
        }
        let list = |group: &CustomerGroup| CheckedList {
            path: group.path(),
            name: group.name.clone(),
            is_in: listed.iter().any(|one| one.id == group.id),
        };
        Ok(Self {
            name: customer.email.clone().unwrap_or_else(|| customer.account_id.clone()),
            path: customer.path(),
            apps: checked,
            known_user_groups: groups.iter().filter(|group| !group.is_segment()).map(list).collect(),
        })
    }
}

impl CheckedApp {
    async fn new(
        publisher: &Publisher,
        state: &State,
        app: App,
        position: Option<u32>,
        segments: Vec<CustomerGroup>,
        locale: Locale,
    ) -> Result<Self, PageError> {
        let (id, name) = (app.id, app.name.clone());
        let view = state.audiences.view(publisher, app.id).await?;
        let today = view.today;
        let profile = match position {
            Some(position) => {
                state.database.read(move |connection| profiles::at(connection, id, today, position)).await?
            }
            None => None,
        };
        let (Some(mut profile), Some(position)) = (profile, position) else {
            let out = |group: &CustomerGroup| CheckedSegment::out(group);
            let availability = locale.text("check-no-customer");
            let segments = segments.iter().map(out).collect();
            return Ok(Self { id, name, is_available: false, availability, segments });
        };
        let (is_available, availability) = told(&profile, view.availability, today, locale);
        let asked = wait_for(move || {
            profile.groups = groups_of(&view, position)?;
            Ok((view, profile))
        });
        let (view, profile) = asked.await?;
        let segment = |group: &CustomerGroup| CheckedSegment::new(group, &view, &profile, is_available, locale);
        Ok(Self { id, name, is_available, availability, segments: segments.iter().filter_map(segment).collect() })
    }
}

/// The groups that rules can name and that have the customer, available or not.
fn groups_of(view: &View, position: u32) -> Result<Vec<String>, StoreError> {
    let everyone = view.among_everyone();
    let mut groups = Vec::new();
    let used = view.catalogue.groups().iter().filter(|group| view.catalogue.users_of(&group.id).next().is_some());
    for group in used {
        if everyone.contains(position, &crate::segments::Rule::member_of(&group.id))? {
            groups.push(group.id.clone());
        }
    }
    Ok(groups)
}

impl CheckedSegment {
    /// A segment whose rule can be read; its own page says of another that it cannot.
    fn new(group: &CustomerGroup, view: &View, profile: &Profile, is_available: bool, locale: Locale) -> Option<Self> {
        let rule = group.rule().ok()?;
        let Explanation { meets, filters, changes, is_cut_short } =
            explain(&rule, &view.catalogue, profile, view.today);
        let key = if meets { "check-out-with" } else { "check-in-with" };
        let nearest = match () {
            () if !is_available => None,
            () if is_cut_short => Some(locale.text("check-no-change-found")),
            () if changes.is_empty() => None,
            () => Some(locale.with1(key, "changes", changes_in_words(&changes, &view.catalogue, locale))),
        };
        let filters =
            (1..).zip(&filters).map(|(number, filter)| CheckedFilter::new(number, filter, &view.catalogue, locale));
        Some(Self { is_in: meets && is_available, filters: filters.collect(), nearest, ..Self::out(group) })
    }

    fn out(group: &CustomerGroup) -> Self {
        let (path, name) = (group.path(), group.name.clone());
        Self { id: group.id, path, name, is_in: false, filters: Vec::new(), nearest: None }
    }
}

impl CheckedFilter {
    fn new(number: usize, filter: &ExplainedFilter, catalogue: &Catalogue, locale: Locale) -> Self {
        let key = match (filter.exclude, filter.conditions.len()) {
            (true, _) => "check-filter-none",
            (false, 1) => "check-filter-one",
            (false, _) => "check-filter-any",
        };
        let conditions = filter.conditions.iter().map(|explained| CheckedCondition {
            formula: condition_formula(&explained.condition, catalogue, locale),
            value: catalogue
                .find(&explained.condition.attribute)
                .map_or_else(|| locale.text("unknown"), |attribute| attribute.value_label(&explained.value, locale)),
            is_met: explained.is_met,
        });
        Self { told: locale.with1(key, "number", number), keeps: filter.keeps, conditions: conditions.collect() }
    }
}

//! A customer's page: who they are, and for each of their apps the whole profile and the groups they are in.

use crate::audience::Availability;
use crate::day::Day;
use crate::email::EmailAddress;
use crate::keeper::{View, availability};
use crate::locale::Locale;
use crate::segments::{Category, Profile, Rule};
use crate::state::State;
use crate::store::apps::{self, App};
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::customers::{self, Customer};
use crate::store::{group_addresses, profiles};
use crate::web::error::PageError;
use crate::web::page::{Page, Section, html};
use crate::web::visitor::SignedIn;
use actix_web::{HttpResponse, web};
use askama::Template;

#[derive(Template)]
#[template(path = "customers/show.html")]
struct ShowPage {
    page: Page,
    customer: Customer,
    demographics: Vec<Fact>,
    apps: Vec<InApp>,
    known_user_groups: Vec<CustomerGroup>,
}

/// An attribute with the customer's value, in words.
struct Fact {
    label: String,
    value: String,
}

/// The customer in one app.
struct InApp {
    app: App,
    availability: String,
    is_available: bool,
    categories: Vec<(String, Vec<Fact>)>,
    segments: Vec<CustomerGroup>,
}

impl ShowPage {
    /// What the customer is called: by address where there is one.
    fn name(&self) -> &str {
        self.customer.email.as_deref().unwrap_or(&self.customer.account_id)
    }
}

/// The customer's page.
pub async fn show(visitor: SignedIn, state: web::Data<State>, path: web::Path<i32>) -> Result<HttpResponse, PageError> {
    let (publisher, id) = (visitor.publisher.id, path.into_inner());
    let read = state.database.read(move |connection| {
        let customer = customers::find(connection, publisher, id)?;
        let places = customers::places(connection, publisher, id)?;
        let address = customer.email.as_deref().and_then(|email| EmailAddress::parse(email).ok());
        let listed = address.map(|one| group_addresses::groups_of(connection, publisher, &one.key())).transpose()?;
        Ok((customer, places, listed.unwrap_or_default(), customer_groups::active(connection, publisher)?))
    });
    let (customer, places, known_user_groups, groups) = read.await?;
    let (mut in_apps, mut demographics) = (Vec::new(), Vec::new());
    for (app, _, position) in places {
        let found = in_app(&visitor, &state, app, position, &groups).await?;
        if let Some((of_person, in_app)) = found {
            demographics = of_person;
            in_apps.push(in_app);
        }
    }
    let page = visitor.page(Section::Customers);
    html(&ShowPage { page, customer, demographics, apps: in_apps, known_user_groups })
}

/// The demographics and the rest of what is known; `None` while the profile is not computed yet.
async fn in_app(
    visitor: &SignedIn,
    state: &State,
    app: i32,
    position: u32,
    groups: &[CustomerGroup],
) -> Result<Option<(Vec<Fact>, InApp)>, PageError> {
    let (publisher, locale) = (visitor.publisher.id, visitor.locale);
    let view = state.keeper.view(publisher, app).await?;
    let today = view.today;
    let read = state.database.read(move |connection| {
        Ok((apps::find(connection, publisher, app)?, profiles::at(connection, app, today, position)?))
    });
    let (app, Some(profile)) = read.await? else { return Ok(None) };
    let among = availability(&visitor.publisher, &app);
    let is_in = |rule: &Rule| view.columns.contains(position, rule, &view.catalogue, among, today);
    let segments = groups.iter().filter(|group| group.app_id == Some(app.id));
    let segments = segments.filter(|group| group.rule().is_ok_and(|rule| is_in(&rule))).cloned().collect();
    let mut categories = categories(&profile, &view, locale);
    let demographics = categories.remove(0).1;
    let (is_available, availability) = told(&profile, among, today, locale);
    Ok(Some((demographics, InApp { app, availability, is_available, categories, segments })))
}

/// Every attribute with the profile's value, by category in the order of the form; demographics come first.
fn categories(profile: &Profile, view: &View, locale: Locale) -> Vec<(String, Vec<Fact>)> {
    let facts = |category: Category| {
        let of_category = view.catalogue.all().filter(move |attribute| attribute.category == category);
        of_category.map(|attribute| Fact {
            label: attribute.label(locale),
            value: attribute.value_label(&attribute.value(profile), locale),
        })
    };
    let categories = Category::ALL.into_iter().map(|category| (locale.text(category.message()), category));
    let told = categories.map(|(label, category)| (label, facts(category).collect::<Vec<_>>()));
    told.filter(|(_, facts)| !facts.is_empty()).collect()
}

/// Whether the customer may be in segments, and if not why.
fn told(profile: &Profile, among: Availability, today: Day, locale: Locale) -> (bool, String) {
    let date = locale.date(today);
    match among.reason_against(profile) {
        None => (true, locale.with1("customer-available", "date", date)),
        Some(reason) => {
            let least = i64::from(among.least_age);
            (false, locale.with(reason.message(), &[("age", least.into()), ("date", date.into())]))
        }
    }
}

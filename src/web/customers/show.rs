//! A customer's page: who they are, and for each of their apps the whole profile and the groups they are in.

use crate::audience::Availability;
use crate::day::Day;
use crate::email::EmailAddress;
use crate::ids::{AppId, CustomerId};
use crate::locale::Locale;
use crate::segments::{Catalogue, Category, Profile};
use crate::state::State;
use crate::store::apps::App;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::customers::{self, Customer};
use crate::store::{churn, group_addresses, profiles, wait_for};
use crate::web::error::PageError;
use crate::web::page::{Page, Section, html};
use crate::web::visitor::{SignedIn, Viewer};
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
#[derive(Clone)]
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
pub async fn show(
    Viewer(visitor): Viewer,
    state: web::Data<State>,
    path: web::Path<CustomerId>,
) -> Result<HttpResponse, PageError> {
    let (publisher, id) = (visitor.publisher.id, path.into_inner());
    let read = state.database.read(move |connection| {
        let customer = customers::find(connection, publisher, id)?;
        let places = customers::places(connection, publisher, id)?;
        let address = customer.email.as_deref().and_then(|email| EmailAddress::parse(email).ok());
        let listed = address.map(|one| group_addresses::groups_of(connection, publisher, &one.key())).transpose()?;
        Ok((customer, places, listed.unwrap_or_default(), customer_groups::active(connection, publisher)?))
    });
    let (customer, places, known_user_groups, groups) = read.await?;
    let mut apps = Vec::new();
    for (app, _, position) in places {
        apps.extend(in_app(&visitor, &state, app, position, &groups).await?);
    }
    let demographics = demographics(&customer, state.clock.today(), visitor.locale);
    html(&ShowPage { page: visitor.page(Section::Customers), customer, demographics, apps, known_user_groups })
}

/// Who the customer is, whatever the app.
fn demographics(customer: &Customer, today: Day, locale: Locale) -> Vec<Fact> {
    let person = Profile {
        age: customer.age_on(today).and_then(|age| u16::try_from(age).ok()),
        gender: customer.gender.clone(),
        market: customer.market.clone(),
        language: customer.language.clone(),
        ..Profile::default()
    };
    facts(Category::Demographic, &person, &Catalogue::default(), locale)
}

/// What is known of the customer in an app; `None` while the profile is not computed yet.
async fn in_app(
    visitor: &SignedIn,
    state: &State,
    app: AppId,
    position: u32,
    groups: &[CustomerGroup],
) -> Result<Option<InApp>, PageError> {
    let locale = visitor.locale;
    let view = state.audiences.view(&visitor.publisher, app).await?;
    let today = view.today;
    let read = state.database.read(move |connection| {
        let profile = profiles::at(connection, app, today, position)?;
        Ok((profile, churn::activity_at(connection, app, today, position)?))
    });
    let (Some(profile), activity) = read.await? else { return Ok(None) };
    let shown = groups.iter().filter(|group| !visitor.is_hidden(group));
    let of_app: Vec<_> = shown.filter(|group| group.app_id == Some(app)).cloned().collect();
    let asked = view.clone();
    let segments = wait_for(move || {
        let mut segments = Vec::new();
        for group in of_app {
            if let Ok(rule) = group.rule()
                && asked.contains(position, &rule)?
            {
                segments.push(group);
            }
        }
        Ok(segments)
    });
    let segments = segments.await?;
    let beyond = Category::ALL.into_iter().filter(|category| *category != Category::Demographic);
    let told_of =
        |category: Category| (locale.text(category.message()), facts(category, &profile, &view.catalogue, locale));
    let mut categories: Vec<_> = beyond.map(told_of).filter(|(_, facts)| !facts.is_empty()).collect();
    if let (Some(model), Some(activity)) = (view.churn.model(), activity) {
        let active = Fact { label: locale.text("churn-active"), value: percent(model.active(&activity), locale) };
        let label = locale.text(Category::ChurnPrediction.message());
        categories
            .iter_mut()
            .filter(|(other, _)| *other == label)
            .for_each(|(_, facts)| facts.insert(0, active.clone()));
    }
    let (is_available, availability) = told(&profile, view.availability, today, locale);
    Ok(Some(InApp { app: view.app, availability, is_available, categories, segments }))
}

/// The attributes of a category with the profile's values, in the order of the form.
fn facts(category: Category, profile: &Profile, catalogue: &Catalogue, locale: Locale) -> Vec<Fact> {
    let of_category = catalogue.all().filter(|attribute| attribute.category == category);
    let fact = of_category.map(|attribute| Fact {
        label: attribute.label(locale),
        value: attribute.value_label(&attribute.value(profile), locale),
    });
    fact.collect()
}

/// A probability in whole percents.
fn percent(probability: f64, locale: Locale) -> String {
    locale.percent((probability * 100.0).round() as u64, 100)
}

/// Whether the customer may be in segments, and if not why.
pub fn told(profile: &Profile, among: Availability, today: Day, locale: Locale) -> (bool, String) {
    let date = locale.date(today);
    match among.reason_against(profile) {
        None => (true, locale.with1("customer-available", "date", date)),
        Some(reason) => {
            let least = i64::from(among.least_age);
            (false, locale.with(reason.message(), &[("age", least.into()), ("date", date.into())]))
        }
    }
}

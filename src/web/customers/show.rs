//! A customer's page: demographics, and for each of the customer's apps the profile and the groups they are in.

use super::push::{self, BrowserRow, ConsentRow};
use crate::audience::{Availability, Reason};
use crate::customers;
use crate::customers::show::{InApp, Shown};
use crate::day::Day;
use crate::ids::CustomerId;
use crate::locale::Locale;
use crate::segments::{Catalogue, Category, Profile};
use crate::store::apps::App;
use crate::store::customer_groups::CustomerGroup;
use crate::store::customers::Customer;
use crate::store::subscriptions::Subscription;
use crate::web::page::{Page, Section};
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;

#[derive(Template)]
#[template(path = "customers/show.html")]
struct ShowPage {
    page: Page,
    customer: Customer,
    demographics: Vec<Fact>,
    apps: Vec<InAppWords>,
    known_user_groups: Vec<CustomerGroup>,
    browsers: Vec<BrowserRow>,
    consents: Vec<ConsentRow>,
    /// Where one of them is taken back.
    withdraw_at: String,
    /// Where the customer is checked.
    check_path: String,
}

/// An attribute and the customer's value, in words.
#[derive(Clone)]
struct Fact {
    label: String,
    value: String,
}

/// The customer's data in one app.
struct InAppWords {
    app: App,
    availability: String,
    is_available: bool,
    categories: Vec<(String, Vec<Fact>)>,
    segments: Vec<CustomerGroup>,
}

impl ShowPage {
    /// The customer's address, or the account id if there is none.
    fn name(&self) -> &str {
        self.customer.email.as_deref().unwrap_or(&self.customer.account_id)
    }
}

/// The customer's page.
pub async fn show(Viewer(visitor): Viewer, path: web::Path<CustomerId>) -> PageResult {
    let work = move |visit: Visit| {
        let shown = customers::show::show(&visit.state, &visit.actor, &visit.publisher, *path)?;
        let Shown { mut customer, apps, known_user_groups, browsers, consents } = shown;
        let of_app = |one: &Subscription| {
            let named = apps.iter().find(|in_app| in_app.view.app.id == one.app_id);
            named.map_or_else(|| visit.locale.text("none"), |in_app| in_app.view.app.name.clone())
        };
        let words = (visit.publisher.time_zone, visit.locale);
        let (browsers, consents) = (push::browsers(&browsers, of_app, words), push::consents(&consents, words));
        let check_path = customer.check_path_for(visit.addresses());
        customer.mask(visit.addresses());
        let apps = apps.into_iter().map(|app| InAppWords::new(app, visit.locale)).collect();
        let demographics = demographics(&customer, visit.today(), visit.locale);
        let page = visit.page;
        Answer::page(&ShowPage {
            withdraw_at: format!("{}/consents/withdraw", customer.path()),
            page,
            customer,
            demographics,
            apps,
            known_user_groups,
            browsers,
            consents,
            check_path,
        })
    };
    visitor.answer(Section::Customers, work).await
}

/// The attributes that are the same in every app.
fn demographics(customer: &Customer, today: Day, locale: Locale) -> Vec<Fact> {
    let person = Profile {
        age: customer.age_on(today).and_then(|age| u16::try_from(age).ok()),
        told_age_group: customer.age_group,
        gender: customer.gender,
        market: customer.market.clone(),
        language: customer.language.clone(),
        ..Profile::default()
    };
    facts(Category::Demographic, &person, &Catalogue::default(), locale)
}

impl InAppWords {
    fn new(InApp { view, profile, activity, segments }: InApp, locale: Locale) -> Self {
        // The groups are named by the segments above and beside the demographics.
        let elsewhere = [Category::Demographic, Category::CustomerGroups];
        let beyond = Category::ALL.into_iter().filter(|category| !elsewhere.contains(category));
        let facts_of =
            |category: Category| (locale.text(category.message()), facts(category, &profile, &view.catalogue, locale));
        let mut categories: Vec<_> = beyond.map(facts_of).filter(|(_, facts)| !facts.is_empty()).collect();
        if let (Some(model), Some(activity)) = (view.churn.model(), activity) {
            let active = Fact { label: locale.text("churn-active"), value: percent(model.active(&activity), locale) };
            let label = locale.text(Category::ChurnPrediction.message());
            let predictions = categories.iter_mut().filter(|(other, _)| *other == label);
            predictions.for_each(|(_, facts)| facts.insert(0, active.clone()));
        }
        let against = view.availability.reason_against(&profile);
        let availability = availability_text(against, view.availability, view.today, locale);
        Self { app: view.app, availability, is_available: against.is_none(), categories, segments }
    }
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
pub fn availability_text(against: Option<Reason>, among: Availability, today: Day, locale: Locale) -> String {
    let date = locale.date(today);
    match against {
        None => locale.with1("customer-available", "date", date),
        Some(reason) => {
            let least = i64::from(among.least_age);
            locale.with(reason.message(), &[("age", least.into()), ("date", date.into())])
        }
    }
}

//! Customers' personal data and how they acquired the app. A value that is missing from a line does not erase a known
//! one, unless the column clears.

mod writes;

pub(super) use writes::{put_acquisitions, put_custom};

use super::Target;
use super::accounts::Accounts;
use super::changes::{Before, Kept, keep_before};
use super::rows::{Fate, Rows};
use crate::day::Day;
use crate::ids::{AppId, AttributeId, CustomerId, ImportId, PublisherId};
use crate::reading::columns::Field;
use crate::reading::combine::Whole;
use crate::reading::facts::CellOfFact;
use crate::reading::{CustomCell, CustomerFact, Fact};
use crate::segments::choices::{AcquisitionType, AgeGroup, Channel, DeviceType, Gender};
use crate::store::owners::is_of_publisher;
use crate::store::schema::{acquisitions, custom_values, customers};
use crate::store::{DbConnection, rows_per_statement};
use diesel::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = customers)]
struct Person {
    id: CustomerId,
    publisher_id: PublisherId,
    account_id: String,
    email: Option<String>,
    email_key: Option<String>,
    birth_on: Option<Day>,
    age: Option<i32>,
    age_group: Option<AgeGroup>,
    gender: Option<Gender>,
    market: Option<String>,
    language: Option<String>,
    created_at: chrono::NaiveDateTime,
}

/// How a customer acquired an app.
#[derive(Clone, Debug, PartialEq, Queryable, Selectable, Serialize, Deserialize)]
#[diesel(table_name = acquisitions)]
pub(super) struct Acquisition {
    pub(super) customer_id: CustomerId,
    app_id: AppId,
    acquired_on: Option<Day>,
    acquisition_type: Option<AcquisitionType>,
    device_type: Option<DeviceType>,
    os_version: Option<String>,
    channel: Option<Channel>,
    campaign_id: Option<String>,
    page_viewed_on: Option<Day>,
    referrer_domain: Option<String>,
}

/// What is known about a person.
#[derive(Clone, Debug, PartialEq, AsChangeset, Serialize, Deserialize)]
#[diesel(table_name = customers, treat_none_as_null = true)]
pub(super) struct Details {
    email: Option<String>,
    email_key: Option<String>,
    birth_on: Option<Day>,
    age: Option<i32>,
    age_group: Option<AgeGroup>,
    gender: Option<Gender>,
    market: Option<String>,
    language: Option<String>,
}

impl From<Person> for Details {
    fn from(person: Person) -> Self {
        // All fields, so that the compiler asks for a new one.
        let Person {
            id: _,
            publisher_id: _,
            account_id: _,
            email,
            email_key,
            birth_on,
            age,
            age_group,
            gender,
            market,
            language,
            created_at: _,
        } = person;
        Self { email, email_key, birth_on, age, age_group, gender, market, language }
    }
}

impl Person {
    /// A customer without known values.
    fn unknown(id: CustomerId, target: Target<'_>, account_id: &str) -> Self {
        Self {
            id,
            publisher_id: target.app.publisher,
            account_id: account_id.to_owned(),
            email: None,
            email_key: None,
            birth_on: None,
            age: None,
            age_group: None,
            gender: None,
            market: None,
            language: None,
            created_at: target.now,
        }
    }
}

impl Person {
    /// Without what is cleared.
    fn without(mut self, cleared: &[CellOfFact]) -> Self {
        for cell in cleared {
            match cell {
                CellOfFact::Known(Field::Email) => (self.email, self.email_key) = (None, None),
                CellOfFact::Known(Field::BirthDate) => self.birth_on = None,
                CellOfFact::Known(Field::Age) => self.age = None,
                CellOfFact::Known(Field::AgeGroup) => self.age_group = None,
                CellOfFact::Known(Field::Gender) => self.gender = None,
                CellOfFact::Known(Field::Market) => self.market = None,
                CellOfFact::Known(Field::Language) => self.language = None,
                _ => {}
            }
        }
        self
    }
}

impl Acquisition {
    /// Without what is cleared.
    fn without(mut self, cleared: &[CellOfFact]) -> Self {
        for cell in cleared {
            match cell {
                CellOfFact::Known(Field::AcquiredOn) => self.acquired_on = None,
                CellOfFact::Known(Field::AcquisitionType) => self.acquisition_type = None,
                CellOfFact::Known(Field::DeviceType) => self.device_type = None,
                CellOfFact::Known(Field::OsVersion) => self.os_version = None,
                CellOfFact::Known(Field::Channel) => self.channel = None,
                CellOfFact::Known(Field::CampaignId) => self.campaign_id = None,
                CellOfFact::Known(Field::PageViewedOn) => self.page_viewed_on = None,
                CellOfFact::Known(Field::ReferrerDomain) => self.referrer_domain = None,
                _ => {}
            }
        }
        self
    }

    /// An acquisition without known values.
    const fn unknown(customer_id: CustomerId, app_id: AppId) -> Self {
        Self {
            customer_id,
            app_id,
            acquired_on: None,
            acquisition_type: None,
            device_type: None,
            os_version: None,
            channel: None,
            campaign_id: None,
            page_viewed_on: None,
            referrer_domain: None,
        }
    }
}

/// The stored rows of a batch of customers.
pub(super) struct Known {
    persons: Rows<CustomerId, Person>,
    acquisitions: Rows<CustomerId, Acquisition>,
    /// By customer and attribute.
    custom: Rows<(CustomerId, AttributeId), String>,
}

impl Known {
    pub(super) fn load(
        connection: &mut DbConnection,
        target: Target<'_>,
        accounts: &Accounts,
        facts: &[Whole<'_>],
    ) -> QueryResult<Self> {
        let lines = accounts.of_kind(facts, Fact::customer);
        let ids: Vec<CustomerId> = lines.into_iter().map(|(customer, _)| customer).collect();
        load(connection, target, &ids)
    }

    /// Adds new customers of whom nothing is known yet.
    pub(super) fn create(&mut self, target: Target<'_>, new: &[(CustomerId, String)]) {
        for (id, account) in new {
            self.persons.keep(*id, Person::unknown(*id, target, account));
        }
    }

    /// Compares a customer's data with what is known.
    pub(super) fn keep(&mut self, target: Target<'_>, customer: CustomerId, fact: &CustomerFact) -> Fate {
        let person = keep_person(&mut self.persons, target, customer, fact);
        let acquisition = keep_acquisition(&mut self.acquisitions, target.app.id, customer, fact);
        let custom = keep_custom(&mut self.custom, target, customer, fact);
        match acquisition {
            Fate::Unchanged if person || custom => Fate::Changed,
            fate => fate,
        }
    }

    /// The rows that the batch changes, as they were before the import.
    fn before(&self, import: ImportId) -> impl Iterator<Item = Before> {
        let persons = self.persons.before(import).map(|(customer, stored)| {
            Before::of(*customer, Kept::Person(Details::from(stored.value.clone())), stored.import)
        });
        let acquisitions = self
            .acquisitions
            .before(import)
            .map(|(customer, stored)| Before::of(*customer, Kept::Acquisition(stored.value.clone()), stored.import));
        let custom = self.custom.before(import).map(|((customer, attribute), stored)| {
            let kept = Kept::Custom { attribute: *attribute, value: stored.value.clone() };
            Before::of(*customer, kept, stored.import)
        });
        persons.chain(acquisitions).chain(custom)
    }

    pub(super) fn write(&self, connection: &mut DbConnection, target: Target<'_>) -> QueryResult<()> {
        write(connection, target, self)
    }
}

fn load(connection: &mut DbConnection, target: Target<'_>, ids: &[CustomerId]) -> QueryResult<Known> {
    let (mut persons, mut of_app, mut custom) = (Vec::new(), Vec::new(), Vec::new());
    let attributes: Vec<AttributeId> = target.attributes.values().copied().collect();
    for chunk in ids.chunks(rows_per_statement(2)) {
        let rows: Vec<(Person, Option<ImportId>)> = customers::table
            .filter(customers::id.eq_any(chunk))
            .filter(customers::publisher_id.eq(target.app.publisher))
            .select((Person::as_select(), customers::import_id))
            .load(connection)?;
        persons.extend(rows.into_iter().map(|(row, import)| (row.id, row, import)));
        let rows: Vec<(Acquisition, Option<ImportId>)> = acquisitions::table
            .filter(acquisitions::app_id.eq(target.app.id))
            .filter(is_of_publisher(target.app))
            .filter(acquisitions::customer_id.eq_any(chunk))
            .select((Acquisition::as_select(), acquisitions::import_id))
            .load(connection)?;
        of_app.extend(rows.into_iter().map(|(row, import)| (row.customer_id, row, import)));
        if attributes.is_empty() {
            continue;
        }
        let rows: Vec<(CustomerId, AttributeId, String, Option<ImportId>)> = custom_values::table
            .filter(custom_values::customer_id.eq_any(chunk))
            .filter(custom_values::attribute_id.eq_any(&attributes))
            .filter(is_of_publisher(target.app))
            .select((
                custom_values::customer_id,
                custom_values::attribute_id,
                custom_values::value,
                custom_values::import_id,
            ))
            .load(connection)?;
        custom.extend(
            rows.into_iter().map(|(customer, attribute, value, import)| ((customer, attribute), value, import)),
        );
    }
    Ok(Known { persons: Rows::of(persons), acquisitions: Rows::of(of_app), custom: Rows::of(custom) })
}

/// The text of the line, or the known one if the line has none.
fn text(line: Option<&str>, known: Option<String>) -> Option<String> {
    line.map(str::to_owned).or(known)
}

/// Stores the line's personal data; returns whether any of it is new.
fn keep_person(
    persons: &mut Rows<CustomerId, Person>,
    target: Target<'_>,
    customer: CustomerId,
    fact: &CustomerFact,
) -> bool {
    let unknown = || Person::unknown(customer, target, &fact.account_id);
    let known = persons.get(&customer).cloned().unwrap_or_else(unknown);
    let kept = known.clone().without(&fact.cleared);
    let birth_on = fact.birth_on.or(kept.birth_on);
    let person = Person {
        email: text(fact.email.as_ref().map(|email| email.as_str()), kept.email),
        email_key: fact.email.as_ref().map(|email| email.key()).or(kept.email_key),
        birth_on,
        // The age of who has a birth date comes from it: that in an exported file is nothing new.
        age: fact.age.filter(|_| birth_on.is_none()).or(kept.age),
        age_group: fact.age_group.or(kept.age_group),
        gender: fact.gender.or(kept.gender),
        market: text(fact.market, kept.market),
        language: fact.language.clone().or(kept.language),
        ..known.clone()
    };
    person != known && persons.keep(customer, person) != Fate::Unchanged
}

fn keep_acquisition(
    acquisitions: &mut Rows<CustomerId, Acquisition>,
    app: AppId,
    customer: CustomerId,
    fact: &CustomerFact,
) -> Fate {
    let known = acquisitions.get(&customer).cloned().unwrap_or_else(|| Acquisition::unknown(customer, app));
    let known = known.without(&fact.cleared);
    let acquisition = Acquisition {
        customer_id: customer,
        app_id: app,
        acquired_on: fact.acquired_on.or(known.acquired_on),
        acquisition_type: fact.acquisition_type.or(known.acquisition_type),
        device_type: fact.device_type.or(known.device_type),
        os_version: fact.os_version.clone().or(known.os_version),
        channel: fact.channel.or(known.channel),
        campaign_id: fact.campaign_id.clone().or(known.campaign_id),
        page_viewed_on: fact.page_viewed_on.or(known.page_viewed_on),
        referrer_domain: fact.referrer_domain.clone().or(known.referrer_domain),
    };
    acquisitions.keep(customer, acquisition)
}

/// Stores the line's custom values; returns whether any of them is new.
fn keep_custom(
    custom: &mut Rows<(CustomerId, AttributeId), String>,
    target: Target<'_>,
    customer: CustomerId,
    fact: &CustomerFact,
) -> bool {
    let mut changed = false;
    for cell in &fact.cleared {
        let CellOfFact::Custom(place) = cell else { continue };
        let has_value = fact.custom.iter().any(|custom| custom.place == *place);
        if let (Some(attribute), false) = (target.attributes.get(place), has_value) {
            changed |= custom.remove(&(customer, *attribute));
        }
    }
    for CustomCell { place, value } in &fact.custom {
        if let Some(attribute) = target.attributes.get(place) {
            changed |= custom.keep((customer, *attribute), value.clone()) != Fate::Unchanged;
        }
    }
    changed
}

fn write<'a>(connection: &mut DbConnection, target: Target<'_>, known: &'a Known) -> QueryResult<()> {
    let person = |(_, person)| (person, target.import);
    writes::put_persons(connection, known.persons.added().map(person), known.persons.changed().map(person))?;
    let acquisition = |(_, acquisition)| (acquisition, target.import);
    let rows = &known.acquisitions;
    put_acquisitions(connection, rows.added().map(acquisition), rows.changed().map(acquisition))?;
    let value = |(key, value): (&(CustomerId, AttributeId), &'a String)| (*key, value.as_str(), target.import);
    put_custom(connection, known.custom.added().map(value), known.custom.changed().map(value))?;
    for (customer, attribute) in known.custom.removed() {
        let row = custom_values::table.find((*customer, *attribute)).filter(is_of_publisher(target.app));
        diesel::delete(row).execute(connection)?;
    }
    keep_before(connection, target, |import| known.before(import))
}

//! Who customers are and how they acquired the app. What a line does not tell takes nothing back that is known.

use super::{Fate, Taken, Target};
use crate::day::Day;
use crate::imports::{CustomerFact, Fact};
use crate::store::DbConnection;
use crate::store::schema::{acquisitions, custom_values, customers};
use diesel::prelude::*;

type Person =
    (Option<String>, Option<String>, Option<i32>, Option<i32>, Option<String>, Option<String>, Option<String>);

#[derive(Clone, Debug, Default, PartialEq, Queryable, Selectable, Insertable)]
#[diesel(table_name = acquisitions, treat_none_as_default_value = false)]
struct Acquisition {
    customer_id: i32,
    app_id: i32,
    acquired_on: Option<i32>,
    acquisition_type: Option<String>,
    device_type: Option<String>,
    os_version: Option<String>,
    channel: Option<String>,
    campaign_id: Option<String>,
    page_viewed_on: Option<i32>,
    referrer_domain: Option<String>,
}

/// Takes the customers among the facts; returns those who are new in the app or changed.
pub fn take(
    connection: &mut DbConnection,
    target: Target<'_>,
    facts: &[(i32, &Fact)],
    taken: &mut Taken,
) -> QueryResult<Vec<i32>> {
    let mut touched = Vec::new();
    for (customer, fact) in facts {
        let Fact::Customer(fact) = fact else { continue };
        let person_changed = keep_person(connection, *customer, fact)?;
        let acquisition = keep_acquisition(connection, target.app, *customer, fact)?;
        let custom_changed = keep_custom(connection, target, *customer, fact)?;
        let fate = if acquisition == Fate::Unchanged && (person_changed || custom_changed) {
            Fate::Changed
        } else {
            acquisition
        };
        taken.count(fate);
        if fate != Fate::Unchanged {
            touched.push(*customer);
        }
    }
    Ok(touched)
}

fn keep_person(connection: &mut DbConnection, customer: i32, fact: &CustomerFact) -> QueryResult<bool> {
    let columns = (
        customers::email,
        customers::email_key,
        customers::birth_on,
        customers::age,
        customers::gender,
        customers::market,
        customers::language,
    );
    let old: Person = customers::table.find(customer).select(columns).first(connection)?;
    let told = old.clone();
    let text = |told: Option<&str>, old: Option<String>| told.map(str::to_owned).or(old);
    let new: Person = (
        text(fact.email.as_ref().map(|email| email.as_str()), told.0),
        fact.email.as_ref().map(|email| email.key()).or(told.1),
        fact.birth_on.map(Day::number).or(told.2),
        fact.age.or(told.3),
        text(fact.gender, told.4),
        text(fact.market, told.5),
        fact.language.clone().or(told.6),
    );
    if new == old {
        return Ok(false);
    }
    diesel::update(customers::table.find(customer))
        .set((
            customers::email.eq(new.0),
            customers::email_key.eq(new.1),
            customers::birth_on.eq(new.2),
            customers::age.eq(new.3),
            customers::gender.eq(new.4),
            customers::market.eq(new.5),
            customers::language.eq(new.6),
        ))
        .execute(connection)?;
    Ok(true)
}

fn keep_acquisition(connection: &mut DbConnection, app: i32, customer: i32, fact: &CustomerFact) -> QueryResult<Fate> {
    let place = acquisitions::table.find((customer, app));
    let old: Option<Acquisition> = place.select(Acquisition::as_select()).first(connection).optional()?;
    let known = old.clone().unwrap_or_default();
    let text = |told: Option<&str>, old: Option<String>| told.map(str::to_owned).or(old);
    let new = Acquisition {
        customer_id: customer,
        app_id: app,
        acquired_on: fact.acquired_on.map(Day::number).or(known.acquired_on),
        acquisition_type: text(fact.acquisition_type, known.acquisition_type),
        device_type: text(fact.device_type, known.device_type),
        os_version: fact.os_version.clone().or(known.os_version),
        channel: text(fact.channel, known.channel),
        campaign_id: fact.campaign_id.clone().or(known.campaign_id),
        page_viewed_on: fact.page_viewed_on.map(Day::number).or(known.page_viewed_on),
        referrer_domain: fact.referrer_domain.clone().or(known.referrer_domain),
    };
    let fate = match &old {
        Some(old) if *old == new => return Ok(Fate::Unchanged),
        Some(_) => Fate::Changed,
        None => Fate::New,
    };
    diesel::delete(place).execute(connection)?;
    diesel::insert_into(acquisitions::table).values(&new).execute(connection)?;
    Ok(fate)
}

fn keep_custom(
    connection: &mut DbConnection,
    target: Target<'_>,
    customer: i32,
    fact: &CustomerFact,
) -> QueryResult<bool> {
    let mut changed = false;
    for (place, value) in &fact.custom {
        let Some(attribute) = target.attributes.get(place).copied() else { continue };
        let row = custom_values::table.find((customer, attribute));
        let old: Option<String> = row.select(custom_values::value).first(connection).optional()?;
        if old.as_ref() == Some(value) {
            continue;
        }
        diesel::delete(row).execute(connection)?;
        diesel::insert_into(custom_values::table)
            .values((
                custom_values::customer_id.eq(customer),
                custom_values::attribute_id.eq(attribute),
                custom_values::value.eq(value),
            ))
            .execute(connection)?;
        changed = true;
    }
    Ok(changed)
}

//! Customers as a streamed .csv file.

use crate::access::Addresses;
use crate::day::Day;
use crate::groups::members::{self, Customers};
use crate::locale::Locale;
use crate::segments::choices::{AgeGroup, Gender};
use crate::spreadsheet::record_in;
use crate::state::State;
use crate::store::customers::Customer;
use crate::web::download::csv_stream;
use actix_web::HttpResponse;
use std::sync::Arc;

/// The customers as a streamed .csv file with this name, for spreadsheets of this language.
pub fn customers_file(state: &State, customers: Customers, name: &str, shown: (Addresses, Locale)) -> HttpResponse {
    let locale = shown.1;
    let heads = ["account_id", "email", "age", "gender", "market", "language", "age_group"];
    let (customers, state) = (Arc::new(customers), state.clone());
    csv_stream(name, record_in(locale, heads), move |after| {
        let (customers, state) = (Arc::clone(&customers), state.clone());
        async move {
            let Some((batch, last)) = members::batch(&state, &customers, after).await? else { return Ok(None) };
            Ok(Some((batch.iter().flat_map(|customer| row(customer, customers.today, shown)).collect(), last)))
        }
    })
}

fn row(customer: &Customer, today: Day, (addresses, locale): (Addresses, Locale)) -> Vec<u8> {
    let age = customer.age_on(today).map_or_else(String::new, |age| age.to_string());
    let [market, language] = [&customer.market, &customer.language].map(|value| value.as_deref().unwrap_or_default());
    let email = customer.email.as_deref().map(|email| addresses.shown(email)).unwrap_or_default();
    let account_id = addresses.shown(&customer.account_id);
    let group = customer.age_group.map_or("", AgeGroup::word);
    let gender = customer.gender.map_or("", Gender::word);
    record_in(locale, [account_id.as_str(), &email, &age, gender, market, language, group])
}

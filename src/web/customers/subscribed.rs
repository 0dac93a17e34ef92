//! Who is no customer, but has subscribed in a browser or is named elsewhere: what is held of her, on a page and as a file, and the form that erases it.

use super::push::{self, BrowserRow, ConsentRow};
use crate::customers::erase::erase_account;
use crate::customers::held;
use crate::customers::subscribed::{Found, Subscribed, find};
use crate::store::customer_groups::CustomerGroup;
use crate::store::subscriptions::Subscription;
use crate::web::address::{encoded, see_other};
use crate::web::download::json_response;
use crate::web::error::PageError;
use crate::web::form::{Posted, PostedForm};
use crate::web::page::{Page, Section};
use crate::web::visitor::{Editor, Owner};
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

const PATH: &str = "/customers/subscribed";

/// The account id to look for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Query {
    who: String,
}

/// The account id of who is erased.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(default)]
pub struct EraseForm {
    who: String,
}

impl PostedForm for EraseForm {
    const FIELDS: &'static [&'static str] = &[];
}

#[derive(Template)]
#[template(path = "customers/subscribed.html")]
struct SubscribedPage {
    page: Page,
    who: String,
    /// The page of the customer who has the account id.
    customer: Option<String>,
    is_found: bool,
    browsers: Vec<BrowserRow>,
    consents: Vec<ConsentRow>,
    /// The known user groups that list the person.
    lists: Vec<CustomerGroup>,
    /// What imports kept that names the person.
    kept: Vec<(String, String)>,
    /// Nothing is taken back here, but by whoever subscribed.
    withdraw_at: String,
    /// Where the same is as a file.
    file: String,
    may_erase: bool,
}

/// The form, and what is held of the account that it names.
pub async fn subscribed(Editor(visitor): Editor, query: web::Query<Query>) -> PageResult {
    let work = move |visit: Visit| {
        let who = query.who.trim().to_owned();
        let words = (visit.publisher.time_zone, visit.locale);
        let found = if who.is_empty() { Found::Nobody } else { find(&visit.state, &visit.actor, &who)? };
        let (customer, found) = match found {
            Found::Nobody => (None, None),
            Found::Customer(customer) => (Some(customer.path()), None),
            Found::Subscribed(found) => (None, Some(found)),
        };
        let is_found = found.is_some();
        let (browsers, consents, lists, kept) = found.map_or_else(Default::default, |found| {
            let Subscribed { browsers, consents, lists, refused_lines, left_out_cells, apps } = found;
            let name = |one: &Subscription| {
                let named = apps.iter().find(|(app, _)| *app == one.app_id);
                named.map_or_else(|| visit.locale.text("none"), |(_, name)| name.clone())
            };
            let mut said = push::consents(&consents, words);
            said.iter_mut().for_each(|one| one.withdrawable = None);
            let kept = [
                ("customer-erase-entries", lists.len()),
                ("customer-erase-lines", refused_lines),
                ("customer-erase-cells", left_out_cells),
            ];
            let kept = kept.map(|(key, count)| (visit.locale.text(key), visit.locale.number(count as u64)));
            (push::browsers(&browsers, name, words), said, lists, kept.to_vec())
        });
        Answer::page(&SubscribedPage {
            file: format!("{PATH}.json?who={}", encoded(&who)),
            may_erase: visit.actor.require(crate::access::Role::Owner).is_ok(),
            withdraw_at: String::new(),
            page: visit.page,
            who,
            customer,
            is_found,
            browsers,
            consents,
            lists,
            kept,
        })
    };
    visitor.answer(Section::Customers, work).await
}

/// Everything held of the account, as a JSON file; the page where there is nothing.
pub async fn subscribed_held(Editor(visitor): Editor, query: web::Query<Query>) -> PageResult {
    let who = query.who.trim().to_owned();
    let account = who.clone();
    let found = visitor
        .run(move |visit| match held::of_account(&visit.state, &visit.actor, &visit.publisher, &account) {
            Ok(document) => Ok(Some(document)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(PageError::from(error)),
        })
        .await?;
    Ok(match found {
        Some(document) => json_response(&who).body(format!("{document:#}\n")),
        None => see_other(&format!("{PATH}?who={}", encoded(&who))),
    })
}

/// Erases whoever has the account.
pub async fn erase_subscribed(Owner(visitor): Owner, posted: Posted<EraseForm>) -> PageResult {
    let work = move |visit: Visit| {
        let (path, locale) = (String::from(PATH), visit.locale);
        match erase_account(&visit.state, &visit.actor, posted.form.who.trim()) {
            Ok(()) => Ok(Answer::Done { path, message: locale.text("subscribed-erased") }),
            Err(error) if error.is_not_found() => {
                Ok(Answer::Refused { path, message: locale.text("subscribed-nothing") })
            }
            Err(error) => Err(error.into()),
        }
    };
    visitor.answer(Section::Customers, work).await
}

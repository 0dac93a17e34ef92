//! Everything held about one customer, as a JSON document: what the person may ask for, and a test holds it against every
//! table that has something of a customer.

use super::check::one_named;
use super::mentions::{self, Mentions, Person};
use super::show::InApp;
use super::{held_push, held_uses};
use crate::access::Actor;
use crate::audit::Subject;
use crate::audit::export::record_export;
use crate::consents;
use crate::day::Day;
use crate::ids::{AppId, CustomerId, GroupId};
use crate::segments::{Kind, Value as AttributeValue};
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup};
use crate::store::customer_rows::{self as rows, Acquisition, Purchase};
use crate::store::customers::{self, Customer};
use crate::store::exposures;
use crate::store::kept_texts::Stored;
use crate::store::offer_grants::{self, Held};
use crate::store::publishers::Publisher;
use crate::store::{DbConnection, QueryResult, StoreError, not_found};
use chrono::{DateTime, NaiveDateTime};
use roaring::RoaringBitmap;
use serde_json::{Map, Value, json};

/// The version of the document's shape, which the README describes. It increases when a field is renamed or removed.
const SHAPE: u32 = 1;

/// A document of everything held about the publisher's customer with this id, to download.
pub fn held(
    state: &State,
    actor: &Actor,
    publisher: &Publisher,
    customer: CustomerId,
) -> Result<(Customer, Value), StoreError> {
    let shown = super::show::show(state, actor, publisher, customer)?;
    let now_in: Vec<GroupId> = shown.apps.iter().flat_map(|app| app.segments.iter().map(|group| group.id)).collect();
    let (today, person) = (state.today(publisher), Person::of(&shown.customer));
    let in_apps = shown.apps.iter().map(|one| &one.view.app);
    let flights = held_uses::flights(state, publisher, in_apps, &shown.customer.account_id)?;
    let places_of = |connection: &mut _| rows::positions(connection, actor.publisher, customer);
    let own: Vec<(AppId, u32)> =
        state.database.read_now(places_of)?.into_iter().map(|(app, at)| (app, at.unsigned_abs())).collect();
    let not_got = held_uses::not_got(state, actor.publisher, &own)?;
    let (mentions, _) = mentions::find(&state.database, actor.publisher, &person)?;
    let document = state.database.read_now(|connection| {
        let customer = customers::find(connection, actor.publisher, customer)?;
        let groups = customer_groups::of_publisher(connection, actor.publisher)?;
        let mut apps = Vec::new();
        for (app, position) in places(connection, actor, &customer)? {
            let in_app: Vec<_> = groups.iter().filter(|group| group.app_id == Some(app.0)).collect();
            let mut facts = in_app_facts(connection, actor, &customer, &app)?;
            facts.insert(String::from("segments"), memberships(connection, actor, &in_app, position, &now_in)?);
            facts.insert(
                String::from("computed"),
                json!(shown.apps.iter().find(|one| one.view.app.id == app.0).map(computed)),
            );
            facts.insert(String::from("package"), json!(flights.get(&app.0)));
            facts.insert(String::from("not_got"), json!(not_got.get(&app.0).unwrap_or(&Vec::new())));
            apps.push(Value::Object(facts));
        }
        Ok(json!({
            "shape": SHAPE,
            "made_on": today.to_string(),
            "customer": person_value(connection, actor, &customer)?,
            "known_user_groups": lists(connection, actor, &person)?,
            "apps": apps,
            "before_imports": former(connection, actor, &customer)?,
            "refused_lines": refused(&mentions),
            "left_out_cells": left_out(&mentions),
            "push": held_push::of(connection, actor.publisher, (&customer.account_id, Some(customer.id)))?,
        }))
    })?;
    record_export(state, actor, Subject::customer(Some(customer)), ("held.json", None))?;
    Ok((shown.customer, document))
}

/// The same about whoever has this account id or, if it is an address, whichever one customer has it: also of a person who is no customer, but has allowed messages in a browser, is in a list
/// of people or is named in what imports refused.
pub fn of_account(state: &State, actor: &Actor, publisher: &Publisher, account: &str) -> Result<Value, StoreError> {
    if let Some(customer) = one_named(state, actor, account)? {
        return Ok(held(state, actor, publisher, customer.id)?.1);
    }
    let (today, person) = (state.today(publisher), Person::of_account(account));
    let (mentions, _) = mentions::find(&state.database, actor.publisher, &person)?;
    let document = state.database.read_now(|connection| {
        let lists = lists(connection, actor, &person)?;
        if lists.is_empty() && !person.is_told_by(&mentions) && !consents::knows(connection, actor.publisher, account)?
        {
            return Err(not_found());
        }
        Ok(json!({
            "shape": SHAPE,
            "made_on": today.to_string(),
            "customer": null,
            "known_user_groups": lists,
            "refused_lines": refused(&mentions),
            "left_out_cells": left_out(&mentions),
            "push": held_push::of(connection, actor.publisher, (account, None))?,
        }))
    })?;
    record_export(state, actor, Subject::customer(None), ("held.json", None))?;
    Ok(document)
}

/// An app with its name and the code of its currency.
type NamedApp = (AppId, String, &'static str);

/// The apps that know the customer, with the customer's position.
fn places(connection: &mut DbConnection, actor: &Actor, customer: &Customer) -> QueryResult<Vec<(NamedApp, u32)>> {
    let positions = rows::positions(connection, actor.publisher, customer.id)?;
    let names = rows::app_names(connection, actor.publisher)?;
    let place = |(id, name, currency): (AppId, String, crate::currency::Currency)| {
        let position = positions.iter().find(|(app, _)| *app == id)?.1;
        Some(((id, name, currency.word()), position.unsigned_abs()))
    };
    Ok(names.into_iter().filter_map(place).collect())
}

fn person_value(connection: &mut DbConnection, actor: &Actor, customer: &Customer) -> QueryResult<Value> {
    let (since, file) = rows::known_since(connection, actor.publisher, customer.id)?;
    Ok(json!({
        "account_id": customer.account_id,
        "email": customer.email,
        "birth_date": customer.birth_on.map(|day| day.to_string()),
        "age": customer.age,
        "age_group": customer.age_group.map(|group| group.word()),
        "gender": customer.gender.map(crate::segments::choices::Gender::word),
        "market": customer.market,
        "language": customer.language,
        "known_since": since.and_utc().to_rfc3339(),
        "last_file": file,
    }))
}

fn in_app_facts(
    connection: &mut DbConnection,
    actor: &Actor,
    customer: &Customer,
    (id, name, currency): &NamedApp,
) -> QueryResult<Map<String, Value>> {
    let (publisher, customer) = (actor.publisher, customer.id);
    let acquisitions = rows::acquisitions(connection, publisher, customer)?;
    let custom = rows::custom_values(connection, publisher, customer)?;
    let purchases = rows::purchases(connection, publisher, customer)?;
    let usage = rows::usage_days(connection, publisher, customer)?;
    let ratings = rows::ratings(connection, publisher, customer)?;
    let of_app = |app: &AppId| app == id;
    let custom = custom.into_iter().filter(|(app, ..)| of_app(app));
    let usage = usage.iter().filter(|(app, ..)| of_app(app));
    let attributes: Vec<_> = custom.map(|(_, name, value)| json!({ "name": name, "value": value })).collect();
    let usage: Vec<_> =
        usage.map(|(_, day, sessions)| json!({ "used_on": day.to_string(), "sessions": sessions })).collect();
    let purchases: Vec<_> = purchases.iter().filter(|one| of_app(&one.app)).map(purchase).collect();
    let rating = ratings.iter().find(|(app, ..)| of_app(app));
    let rating = rating.map(|(_, stars, day)| json!({ "stars": stars, "rated_on": text(*day) }));
    let acquisition = acquisitions.iter().find(|one| of_app(&one.app)).map(acquisition);
    let offers = offer_grants::held(connection, publisher, customer)?;
    let offers: Vec<_> = offers.iter().filter(|(app, ..)| of_app(app)).map(offer).collect();
    let tests = exposures::held(connection, publisher, customer)?;
    let tests: Vec<_> = tests.iter().filter(|held| of_app(&held.app)).map(test).collect();
    let facts = [
        ("name", json!(name)),
        ("currency", json!(currency)),
        ("acquisition", json!(acquisition)),
        ("attributes", json!(attributes)),
        ("purchases", json!(purchases)),
        ("usage", json!(usage)),
        ("rating", json!(rating)),
        ("offers", json!(offers)),
        ("tests", json!(tests)),
    ];
    Ok(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Which value of a test she got.
fn test(held: &exposures::Held) -> Value {
    let variants: Vec<String> = serde_json::from_str(&held.variants).unwrap_or_default();
    let value = usize::try_from(held.variant).ok().and_then(|place| variants.get(place));
    let first_at = held.first_at.and_utc().to_rfc3339();
    json!({ "test": held.name, "value": value, "phase": held.phase, "first_at": first_at })
}

/// That an offer was shown, and what became of it.
fn offer((_, name, grant, code): &Held) -> Value {
    let moment = |moment: NaiveDateTime| moment.and_utc().to_rfc3339();
    json!({
        "offer": name,
        "state": grant.state.word(),
        "first_offered_at": moment(grant.first_offered_at),
        "last_offered_at": moment(grant.offered_at),
        "reserved_until": grant.reserved_until.map(moment),
        "claimed_at": grant.claimed_at.map(moment),
        "order_id": grant.order_id,
        "amount_cents": grant.amount_cents,
        "settled_at": grant.settled_at.map(moment),
        "code": code,
    })
}

/// What was computed from the facts, by the names of attributes in rules.
fn computed(app: &InApp) -> Map<String, Value> {
    let built_in = app.view.catalogue.all().filter(|attribute| attribute.custom_key().is_none());
    built_in
        .map(|attribute| (attribute.key.to_string(), value_of(&attribute.value(&app.profile), attribute.kind)))
        .collect()
}

/// A value of an attribute of this kind in JSON: days as dates, unknown as null.
pub fn value_of(value: &AttributeValue, kind: Kind) -> Value {
    match value {
        AttributeValue::Unknown => Value::Null,
        AttributeValue::Text(code) => json!(code),
        AttributeValue::Groups(ids) => json!(ids),
        AttributeValue::Number(number) if kind == Kind::YesNo => json!(*number != 0),
        AttributeValue::Number(number) if kind == Kind::Date => {
            json!(i32::try_from(*number).ok().map(|day| Day::from_number(day).to_string()))
        }
        AttributeValue::Number(number) => json!(number),
    }
}

fn text(day: Option<Day>) -> Option<String> {
    day.map(|day| day.to_string())
}

fn acquisition(one: &Acquisition) -> Value {
    json!({
        "acquired_on": text(one.acquired_on),
        "acquisition_type": one.acquisition_type.map(|word| word.word()),
        "device_type": one.device_type.map(|word| word.word()),
        "os_version": one.os_version,
        "channel": one.channel.map(|word| word.word()),
        "campaign_id": one.campaign_id,
        "page_viewed_on": text(one.page_viewed_on),
        "referrer_domain": one.referrer_domain,
    })
}

fn purchase(one: &Purchase) -> Value {
    json!({
        "order_id": one.order_id,
        "purchased_at": DateTime::from_timestamp(one.at, 0).map(|at| at.to_rfc3339()),
        "purchased_on": one.day.to_string(),
        "amount_cents": one.amount_cents,
        "refunded_cents": one.refunded_cents,
    })
}

/// For each segment with something of the customer: whether they are in it now, the days whose snapshots have them, and
/// when they joined and left.
fn memberships(
    connection: &mut DbConnection,
    actor: &Actor,
    segments: &[&CustomerGroup],
    position: u32,
    now_in: &[GroupId],
) -> QueryResult<Value> {
    let mut found = Vec::new();
    let has = |bitmap: &[u8]| RoaringBitmap::deserialize_from(bitmap).is_ok_and(|set| set.contains(position));
    for group in segments {
        let (mut days, mut changes, mut after) = (Vec::new(), Vec::new(), 0);
        for day in rows::snapshot_days(connection, actor.publisher, group.id)? {
            let members = rows::snapshot(connection, actor.publisher, group.id, day)?;
            if members.is_some_and(|members| has(&members)) {
                days.push(day.to_string());
            }
        }
        while let Some((id, day, cause, came, gone)) = rows::next_change(connection, actor.publisher, group.id, after)?
        {
            after = id;
            for what in [has(&came).then_some("joined"), has(&gone).then_some("left")].into_iter().flatten() {
                changes.push(json!({ "day": day.to_string(), "change": what, "cause": cause.word() }));
            }
        }
        let is_in = now_in.contains(&group.id);
        if is_in || !days.is_empty() || !changes.is_empty() {
            found.push(json!({ "name": group.name, "is_in": is_in, "snapshots": days, "changes": changes }));
        }
    }
    Ok(Value::Array(found))
}

fn lists(connection: &mut DbConnection, actor: &Actor, person: &Person) -> QueryResult<Vec<Value>> {
    let entries = rows::entries(connection, actor.publisher, &person.keys())?;
    Ok(entries.into_iter().map(|(group, entry)| json!({ "name": group.name, "entry": entry })).collect())
}

fn former(connection: &mut DbConnection, actor: &Actor, customer: &Customer) -> QueryResult<Vec<Value>> {
    let rows = rows::former(connection, actor.publisher, customer.id)?;
    let value = |(file, kind, before): (String, String, String)| {
        let before: Value = serde_json::from_str(&before).unwrap_or(Value::String(before));
        json!({ "file": file, "kind": kind, "before": before })
    };
    Ok(rows.into_iter().map(value).collect())
}

fn refused(mentions: &Mentions) -> Vec<Value> {
    let value = |line: &Stored| json!({ "file": line.file_name, "line": line.line, "text": line.text });
    mentions.lines.iter().map(value).collect()
}

fn left_out(mentions: &Mentions) -> Vec<Value> {
    let value = |(cell, _): &(Stored, i32)| json!({ "file": cell.file_name, "line": cell.line, "value": cell.text });
    mentions.cells.iter().map(value).collect()
}

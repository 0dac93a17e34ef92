//! The OpenAPI document, made from the calls themselves.

use super::call::json as answer;
use super::routes::{BASE, table};
use super::{
    apps, call::CallResult, consents, customers, flights, group_tests, groups, imports, memberships, notifications,
    offers, people, preview, rows,
};
use serde_json::{Value, json};
use utoipa::openapi::ObjectBuilder;
use utoipa::openapi::Required;
use utoipa::openapi::path::{ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::Type;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Engage",
        version = "1",
        description = "Customer groups for other programs: who is in which group and why, groups and the people in them, customers and what is held about them.",
        license(name = "See the LICENSE of your installation")
    ),
    paths(
        apps::list,
        apps::show,
        flights::releases::list,
        flights::releases::show,
        flights::releases::put,
        flights::reports::send,
        flights::list,
        flights::write::put,
        flights::show,
        flights::write::patch,
        flights::write::retire,
        flights::rollouts::publish,
        flights::drafts::show,
        flights::drafts::put,
        flights::drafts::drop,
        flights::drafts::publish,
        flights::rollouts::update,
        flights::rollouts::halt,
        flights::rollouts::finalize,
        flights::packages::show,
        rows::send,
        imports::send::send,
        imports::show,
        imports::refused,
        imports::undo,
        groups::read::list,
        groups::write::create,
        groups::write::put,
        groups::read::show,
        groups::write::patch,
        groups::write::archive,
        groups::write::restore,
        groups::members::list,
        groups::changes::list,
        people::change,
        memberships::one,
        memberships::several,
        memberships::of_customer,
        preview::preview,
        customers::held,
        customers::erase,
        consents::record,
        consents::suppress,
        offers::list,
        offers::show,
        offers::effect,
        offers::write::put,
        offers::write::set_state,
        offers::write::add_codes,
        offers::claims::of_customer,
        offers::claims::reserve,
        offers::claims::claim,
        notifications::list,
        notifications::write::create,
        notifications::write::put_by_name,
        notifications::analysis::show,
        notifications::show,
        notifications::write::put,
        notifications::write::delete,
        notifications::people::count,
        notifications::people::list,
        notifications::send::send,
        notifications::send::ask_for_approval,
        notifications::send::pause,
        notifications::send::resume,
        notifications::send::cancel,
        notifications::send::unschedule,
        notifications::again::duplicate,
        notifications::again::newcomers,
        notifications::again::repeat,
        notifications::templates::keep,
        notifications::templates::list,
        notifications::templates::delete,
        notifications::report::show,
        notifications::report::deliveries,
        group_tests::list,
        group_tests::write::create,
        group_tests::write::put_by_name,
        group_tests::show,
        group_tests::write::put,
        group_tests::write::delete,
        group_tests::steps::start,
        group_tests::steps::stop,
        group_tests::steps::decide,
        group_tests::steps::archive,
        group_tests::report::show,
        group_tests::report::people,
    ),
    security(("token" = [])),
    modifiers(&Bearer, &Once)
)]
struct Document;

/// How calls say who makes them.
struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        document.components.get_or_insert_with(Default::default).add_security_scheme("token", scheme);
    }
}

/// How calls are made once.
struct Once;

impl Modify for Once {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let key = |is_needed: bool| {
            ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            // Where it is says that it is needed.
            .required(if is_needed { Required::True } else { Required::False })
            .description(Some("A key of the program's own for this call, such as a UUID. Sent again with it within 24 hours, the call is made once and answered as before."))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .build()
        };
        for call in table().iter().filter(|call| call.is_once) {
            let item = document.paths.paths.get_mut(&format!("{BASE}{}", call.path));
            if let Some(operation) = item.and_then(|item| item.post.as_mut()) {
                operation.parameters.get_or_insert_default().push(key(call.needs_key).into());
            }
        }
    }
}

/// What every text of a call matches: it has no control character other than white space.
const TEXT: &str = "^[^\\u0000-\\u0008\\u000e-\\u001f\\u007f]*$";

/// The schemas of problems.
const PROBLEMS: [&str; 2] = ["Problem", "WrongValue"];

/// The document.
pub fn document() -> serde_json::Result<Value> {
    let mut document = serde_json::to_value(Document::openapi())?;
    let mut said = [Value::Null, Value::Null];
    // A problem names the fields of a call as they were sent.
    for (schema, kept) in PROBLEMS.iter().zip(&mut said) {
        *kept = document["components"]["schemas"][schema].take();
    }
    bound_texts(&mut document);
    for (schema, kept) in PROBLEMS.iter().zip(said) {
        document["components"]["schemas"][schema] = kept;
    }
    Ok(document)
}

/// Says of every text, and of every name of a field that callers choose, what it may consist of, unless its schema does.
fn bound_texts(value: &mut Value) {
    match value {
        Value::Array(values) => values.iter_mut().for_each(bound_texts),
        Value::Object(fields) => {
            let is_text = match fields.get("type") {
                Some(Value::Array(types)) => types.iter().any(|one| one == "string"),
                one => one.is_some_and(|one| one == "string"),
            };
            let is_bound = ["pattern", "enum", "format", "const"].iter().any(|name| fields.contains_key(*name));
            if is_text && !is_bound {
                fields.insert(String::from("pattern"), json!(TEXT));
            }
            if fields.contains_key("additionalProperties") {
                fields.insert(String::from("propertyNames"), json!({ "pattern": TEXT }));
            }
            fields.values_mut().for_each(bound_texts);
        }
        _ => {}
    }
}

/// Answers with the document.
pub async fn show() -> CallResult {
    answer(&document().map_err(anyhow::Error::from)?)
}

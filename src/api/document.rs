//! The OpenAPI document, made from the calls themselves.

use super::call::json;
use super::routes::{BASE, table};
use super::{apps, call::CallResult, customers, groups, imports, memberships, people, preview, rows};
use utoipa::openapi::ObjectBuilder;
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
        let key = ParameterBuilder::new()
            .name("Idempotency-Key")
            .parameter_in(ParameterIn::Header)
            .description(Some("A key of the program's own for this call, such as a UUID. Sent again with it within 24 hours, the call is made once and answered as before."))
            .schema(Some(ObjectBuilder::new().schema_type(Type::String)))
            .build();
        for call in table().iter().filter(|call| call.is_once) {
            let item = document.paths.paths.get_mut(&format!("{BASE}{}", call.path));
            if let Some(operation) = item.and_then(|item| item.post.as_mut()) {
                operation.parameters.get_or_insert_default().push(key.clone().into());
            }
        }
    }
}

/// The document.
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Answers with the document.
pub async fn show() -> CallResult {
    json(&document())
}

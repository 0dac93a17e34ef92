//! What notifications begin with.

use super::DbConnection;
use super::schema::notification_templates::{self, dsl};
use crate::ids::{PublisherId, TemplateId};
use chrono::NaiveDateTime;
use diesel::prelude::*;

/// A template.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = notification_templates)]
pub struct Template {
    pub id: TemplateId,
    pub name: String,
    /// What it says, as JSON.
    pub content: String,
    pub updated_at: NaiveDateTime,
}

#[diesel::dsl::auto_type]
fn of_publisher(publisher: PublisherId) -> _ {
    notification_templates::table.filter(notification_templates::publisher_id.eq(publisher))
}

/// The publisher's templates by their names.
pub fn list(connection: &mut DbConnection, publisher: PublisherId) -> QueryResult<Vec<Template>> {
    of_publisher(publisher).order(dsl::name).select(Template::as_select()).load(connection)
}

/// The publisher's template.
pub fn find(connection: &mut DbConnection, publisher: PublisherId, id: TemplateId) -> QueryResult<Template> {
    of_publisher(publisher).filter(dsl::id.eq(id)).select(Template::as_select()).first(connection)
}

/// Adds a template.
pub fn create(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (name, content): (&str, &str),
    now: NaiveDateTime,
) -> QueryResult<TemplateId> {
    let row = (dsl::publisher_id.eq(publisher), dsl::name.eq(name), dsl::content.eq(content), dsl::updated_at.eq(now));
    diesel::insert_into(dsl::notification_templates).values(row).returning(dsl::id).get_result(connection)
}

/// Changes what the publisher's template says.
pub fn update(
    connection: &mut DbConnection,
    (publisher, id): (PublisherId, TemplateId),
    content: &str,
    now: NaiveDateTime,
) -> QueryResult<()> {
    let to = (dsl::content.eq(content), dsl::updated_at.eq(now));
    diesel::update(of_publisher(publisher).filter(dsl::id.eq(id))).set(to).execute(connection).map(drop)
}

/// Deletes the publisher's template.
pub fn delete(connection: &mut DbConnection, publisher: PublisherId, id: TemplateId) -> QueryResult<()> {
    diesel::delete(of_publisher(publisher).filter(dsl::id.eq(id))).execute(connection).map(drop)
}

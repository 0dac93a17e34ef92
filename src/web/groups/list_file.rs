//! The list of groups as a .csv file: its numbers, or the definitions too.

use super::list::kind_name;
use super::list_query::Query;
use super::several::chosen;
use super::words::{members_text, status};
use crate::access::Sizes;
use crate::groups::list_file::{Row, rows};
use crate::locale::Locale;
use crate::segments::sentence::sentence;
use crate::spreadsheet::record_in;
use crate::text::moment;
use crate::web::download::{BYTE_ORDER_MARK, csv_response};
use crate::web::visitor::Viewer;
use crate::web::work::{PageResult, Visit};
use actix_web::{HttpRequest, web};

/// The columns of both files. Their names are the same in every language, so that programs can read them.
const HEADS: [&str; 12] = [
    "id",
    "name",
    "type",
    "app",
    "members",
    "status",
    "tags",
    "owner",
    "edited_at",
    "edited_by",
    "counted_at",
    "created_at",
];

/// The further columns of the file with the definitions.
const DEFINITION_HEADS: [&str; 3] = ["description", "formula", "sentence"];

/// The chosen groups of the list, or all that its filters let through.
pub async fn list(viewer: Viewer, request: HttpRequest, query: web::Query<Query>) -> PageResult {
    file(viewer, &request, query.into_inner(), false).await
}

/// The same groups with what defines them.
pub async fn definitions(viewer: Viewer, request: HttpRequest, query: web::Query<Query>) -> PageResult {
    file(viewer, &request, query.into_inner(), true).await
}

async fn file(Viewer(visitor): Viewer, request: &HttpRequest, query: Query, with_definitions: bool) -> PageResult {
    let chosen = chosen(request.query_string());
    let (name, locale) = (if with_definitions { "definitions.csv" } else { "groups.csv" }, visitor.locale);
    let work = move |visit: Visit| {
        let wanted = query.wanted();
        let rows = rows(&visit.state, &visit.actor, &visit.publisher, (&wanted, &chosen), (name, locale))?;
        let mut file = BYTE_ORDER_MARK.to_vec();
        let further: &[&str] = if with_definitions { &DEFINITION_HEADS } else { &[] };
        file.extend(record_in(locale, HEADS.iter().chain(further).copied()));
        for row in &rows {
            let mut cells = cells(row, visit.sizes(), locale);
            if with_definitions {
                cells.extend(definition(row, locale));
            }
            file.extend(record_in(locale, cells.iter().map(String::as_str)));
        }
        Ok(file)
    };
    let file = visitor.run(work).await?;
    let key = if with_definitions { "groups-definitions-file" } else { "nav-customer-groups" };
    Ok(csv_response(&locale.text(key)).body(file))
}

fn cells(row: &Row, sizes: Sizes, locale: Locale) -> Vec<String> {
    let group = &row.group;
    let is_hidden = group.is_segment() && group.members.is_some_and(|members| sizes.hides(members.unsigned_abs()));
    let members = match group.members {
        Some(members) if !is_hidden => members.to_string(),
        Some(_) => members_text(group, sizes, locale),
        None => String::new(),
    };
    vec![
        group.id.to_string(),
        group.name.clone(),
        kind_name(group.kind, locale),
        row.app_name.clone().unwrap_or_default(),
        members,
        status(group, sizes, locale).0,
        row.tags.join(", "),
        row.owner.clone(),
        moment(group.updated_at),
        row.edit.as_ref().map(|edit| edit.actor_name.clone()).unwrap_or_default(),
        group.refreshed_at.map(moment).unwrap_or_default(),
        moment(group.created_at),
    ]
}

fn definition(row: &Row, locale: Locale) -> [String; 3] {
    let rule = row.rule.as_ref();
    let formula = rule.map(|rule| rule.formula.clone()).unwrap_or_default();
    let sentence = rule.map(|rule| sentence(&rule.rule, &rule.catalogue, locale)).unwrap_or_default();
    [row.group.description.clone(), formula, sentence]
}

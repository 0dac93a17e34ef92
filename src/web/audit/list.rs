//! A page of the audit log, with its filters.

use super::filters::{Filters, TOKEN, USER};
use super::words::{Row, text_of};
use crate::audit::list::{self, From, LogPage};
use crate::audit::{Action, ActorKind, SubjectKind};
use crate::locale::Locale;
use crate::store::api_tokens::ApiToken;
use crate::web::form::Errors;
use crate::web::page::{Page, Section};
use crate::web::visitor::Owner;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;

#[derive(Template)]
#[template(path = "audit/list.html")]
struct ListPage {
    page: Page,
    filters: Filters,
    errors: Errors,
    /// What can be chosen, as value and text; the first chooses nothing.
    actors: Vec<(String, String)>,
    actions: Vec<(String, String)>,
    subjects: Vec<(String, String)>,
    rows: Vec<Row>,
    newest: Option<String>,
    newer: Option<String>,
    older: Option<String>,
    file: String,
}

impl ListPage {
    fn new(visit: Visit, filters: Filters, errors: Errors, found: &LogPage) -> Self {
        let (locale, zone) = (visit.locale, visit.publisher.time_zone);
        let path = |place: Option<From>| place.map(|place| filters.path("/audit", place));
        Self {
            rows: found.entries.iter().map(|entry| Row::new(entry, found, zone, locale)).collect(),
            actors: actors(found, locale),
            actions: options("action", Action::WORDS, locale),
            subjects: options("subject", SubjectKind::WORDS, locale),
            newest: path(found.newer.map(|_| From::Newest)),
            newer: path(found.newer),
            older: path(found.older),
            file: filters.path("/audit.csv", From::Newest),
            page: visit.page,
            filters,
            errors,
        }
    }
}

/// All words of a kind with their texts in the order of the alphabet, after one that chooses nothing.
fn options(what: &str, words: &[&str], locale: Locale) -> Vec<(String, String)> {
    let mut options: Vec<(String, String)> =
        words.iter().map(|word| ((*word).to_owned(), text_of(what, word, locale))).collect();
    options.sort_by_key(|(_, text)| text.to_lowercase());
    options.insert(0, (String::new(), locale.text("audit-all")));
    options
}

/// Who can be chosen: the kinds of actors, each user, and each token.
fn actors(found: &LogPage, locale: Locale) -> Vec<(String, String)> {
    let mut actors = options("actor", ActorKind::WORDS, locale);
    actors.extend(found.users.iter().map(|user| (format!("{USER}{}", user.id), user.email.clone())));
    let named = |token: &ApiToken| locale.with1("audit-actor-token-named", "name", token.name.as_str());
    actors.extend(found.tokens.iter().map(|token| (format!("{TOKEN}{}", token.id), named(token))));
    actors
}

/// The log, the newest entries first.
pub async fn list(Owner(visitor): Owner, query: web::Query<Filters>) -> PageResult {
    let work = move |visit: Visit| {
        let filters = query.into_inner();
        let (wanted, errors) = filters.wanted(visit.publisher.time_zone, visit.locale);
        let found = list::page(&visit.state, &visit.actor, &wanted, filters.place())?;
        Answer::page(&ListPage::new(visit, filters, errors, &found))
    };
    visitor.answer(Section::Settings, work).await
}

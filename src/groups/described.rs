//! Groups for other programs: each with its rule as a formula, in pages by key.

use super::about::{self, Shown};
use crate::access::Actor;
use crate::ids::{AppId, AppKey, GroupId};
use crate::locale::Locale;
use crate::paging::cut;
use crate::segments::formula::formula;
use crate::segments::{Catalogue, Rule};
use crate::state::State;
use crate::store::customer_groups::{self, CustomerGroup, groups_for};
use crate::store::group_lists::{self, Filters};
use crate::store::{DbConnection, QueryResult, StoreError, custom_attributes, group_tags};
use std::collections::HashMap;
use std::sync::Arc;

/// A group and its rule.
pub struct Described {
    pub group: CustomerGroup,
    /// `None` for a known user group, and for a segment whose rule cannot be read.
    pub rule: Option<DescribedRule>,
    /// What is said of it.
    pub about: Shown,
}

/// A rule with its attributes.
pub struct DescribedRule {
    pub rule: Rule,
    pub formula: String,
    /// The attributes of the app.
    pub catalogue: Arc<Catalogue>,
}

/// Which groups: those that the filters let through, archived or not, after which id, and how many.
#[derive(Clone, Debug)]
pub struct Query {
    pub filters: Filters,
    pub is_archived: bool,
    pub after: Option<GroupId>,
    pub limit: u32,
}

/// A page of groups in the order of their ids.
pub struct Page {
    pub groups: Vec<Described>,
    /// Whether there are more after them.
    pub has_more: bool,
}

/// The group with its rule in the language.
pub fn one(state: &State, actor: &Actor, group: CustomerGroup, locale: Locale) -> Result<Described, StoreError> {
    let mut described =
        state.database.read_now(|connection| describe(connection, actor, vec![group.clone()], locale))?;
    described.pop().ok_or(StoreError::BrokenOff)
}

/// A page of groups with their rules in the language.
pub fn page(state: &State, actor: &Actor, query: &Query, locale: Locale) -> Result<Page, StoreError> {
    let (which, size) = ((&query.filters, query.is_archived), query.limit as usize);
    state.database.read_now(|connection| {
        let most = i64::from(query.limit) + 1;
        let mut groups = group_lists::page_after(connection, actor.publisher, which, query.after, most)?;
        let has_more = cut(&mut groups, size);
        Ok(Page { groups: describe(connection, actor, groups, locale)?, has_more })
    })
}

pub(super) fn describe(
    connection: &mut DbConnection,
    actor: &Actor,
    groups: Vec<CustomerGroup>,
    locale: Locale,
) -> QueryResult<Vec<Described>> {
    let has_rules = groups.iter().any(CustomerGroup::is_segment);
    let all = if has_rules { customer_groups::of_publisher(connection, actor.publisher)? } else { Vec::new() };
    let mut catalogues: HashMap<AppId, Arc<Catalogue>> = HashMap::new();
    for app in groups.iter().filter_map(|group| group.app_id) {
        if let std::collections::hash_map::Entry::Vacant(entry) = catalogues.entry(app) {
            let key = AppKey { publisher: actor.publisher, id: app };
            let catalogue = custom_attributes::catalogue(connection, key)?.with_groups(groups_for(app, &all));
            entry.insert(Arc::new(catalogue));
        }
    }
    let ids: Vec<GroupId> = groups.iter().map(|group| group.id).collect();
    let mut tags = group_tags::of_groups(connection, actor.publisher, &ids)?;
    let people = about::people(connection, actor.publisher)?;
    let mut describe = |group: CustomerGroup| {
        let catalogue = group.app_id.and_then(|app| catalogues.get(&app));
        let rule = catalogue.and_then(|catalogue| {
            let rule = group.rule().ok()?;
            let formula = formula(&rule, catalogue, locale);
            Some(DescribedRule { rule, formula, catalogue: Arc::clone(catalogue) })
        });
        let owner = people.iter().find(|person| Some(person.id) == group.owner_id).cloned();
        let tags = tags.remove(&group.id).unwrap_or_default();
        let about = Shown { description: group.description.clone(), tags, owner };
        Described { group, rule, about }
    };
    Ok(groups.into_iter().map(&mut describe).collect())
}

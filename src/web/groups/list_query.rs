//! What the list of groups is asked for: its state, filters, order and page, all of which stand in its address.

use crate::groups::list::{Wanted, WantedOwner};
use crate::store::customer_groups::GroupKind;
use crate::store::group_lists::{Filters, Sort, Which};
use crate::web::address::encoded;
use crate::web::pager::Pager;
use serde::Deserialize;

/// The value of [`Query::owner`] for groups of nobody in the team.
pub const NOBODY: &str = "nobody";

/// The longest search and tag that are looked for, in characters: as the search field allows.
const LONGEST_SEARCH: usize = 100;

/// The list as its address says. Empty texts choose nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Query {
    pub status: String,
    pub search: String,
    pub tag: String,
    pub owner: String,
    pub favourites: String,
    pub app: String,
    pub kind: String,
    pub sort: String,
    pub order: String,
    pub page: String,
    /// Whether every group of the page is chosen.
    pub all: String,
}

impl Query {
    pub fn which(&self) -> Which {
        Which::from_word(&self.status).unwrap_or_default()
    }

    pub fn sort(&self) -> Sort {
        Sort::from_word(&self.sort).unwrap_or(Sort::Name)
    }

    pub fn is_descending(&self) -> bool {
        match self.order.as_str() {
            "descending" => true,
            "ascending" => false,
            _ => self.sort().begins_with_greatest(),
        }
    }

    pub fn wanted(&self) -> Wanted {
        let text = |text: &str| text.trim().chars().take(LONGEST_SEARCH).collect::<String>();
        let filters = Filters {
            search: text(&self.search),
            tag: Some(text(&self.tag)).filter(|tag| !tag.is_empty()),
            app: self.app.parse().ok(),
            kind: GroupKind::from_word(&self.kind),
            ..Filters::default()
        };
        let owner = match self.owner.as_str() {
            NOBODY => Some(WantedOwner::Nobody),
            user => user.parse().ok().map(WantedOwner::User),
        };
        Wanted {
            which: self.which(),
            filters,
            owner,
            favourites: !self.favourites.is_empty(),
            sort: self.sort(),
            descending: self.is_descending(),
            page: Pager::number(&self.page),
        }
    }

    /// Whether anything but a state is chosen.
    pub fn is_filtered(&self) -> bool {
        !self.search.trim().is_empty() || self.has_filters()
    }

    /// Whether anything but a state and a search is chosen.
    pub fn has_filters(&self) -> bool {
        [&self.tag, &self.owner, &self.favourites, &self.app, &self.kind].into_iter().any(|chosen| !chosen.is_empty())
    }

    /// What is chosen, as the parameters of an address.
    pub fn parameters(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("status", &self.status),
            ("search", &self.search),
            ("tag", &self.tag),
            ("owner", &self.owner),
            ("favourites", &self.favourites),
            ("app", &self.app),
            ("kind", &self.kind),
            ("sort", &self.sort),
            ("order", &self.order),
            ("page", &self.page),
        ];
        all.into_iter().map(|(name, value)| (name, value.as_str())).filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The address of the list, or of another page about it.
    pub fn path_of(&self, page: &str) -> String {
        let parts: Vec<String> =
            self.parameters().into_iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        if parts.is_empty() { page.to_owned() } else { format!("{page}?{}", parts.join("&")) }
    }

    pub fn path(&self) -> String {
        self.path_of("/groups")
    }

    /// The list from its first page on.
    pub fn first(&self) -> Self {
        Self { page: String::new(), all: String::new(), ..self.clone() }
    }

    /// The groups of a state.
    pub fn of(&self, which: Which) -> Self {
        let status = if which == Which::default() { String::new() } else { which.word().to_owned() };
        Self { status, ..self.first() }
    }

    /// The list in the order of a column: the other way round if it is in that order.
    pub fn sorted(&self, sort: Sort) -> Self {
        let is_turned = self.sort() == sort;
        let descending = if is_turned { !self.is_descending() } else { sort.begins_with_greatest() };
        let order = if descending { "descending" } else { "ascending" };
        Self { sort: sort.word().to_owned(), order: order.to_owned(), ..self.first() }
    }

    /// The address up to the number of the page.
    pub fn pages(&self) -> String {
        let first = self.first().path();
        format!("{first}{}page=", if first.contains('?') { '&' } else { '?' })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(text: &str) -> Query {
        actix_web::web::Query::<Query>::from_query(text).unwrap().into_inner()
    }

    #[test]
    fn the_address_says_all_that_is_chosen() {
        let query =
            query("status=archived&search=a%26b&tag=VIP&owner=3&favourites=1&app=2&kind=segment&sort=members&page=2");
        let first = "/groups?status=archived&search=a%26b&tag=VIP&owner=3&favourites=1&app=2&kind=segment&sort=members";
        assert_eq!((query.pages(), query.path()), (format!("{first}&page="), format!("{first}&page=2")));
        assert_eq!((Query::default().path(), Query::default().pages()), ("/groups".into(), "/groups?page=".into()));
    }

    #[test]
    fn numbers_and_dates_begin_with_the_greatest_and_a_second_click_turns_the_order() {
        let by_name = Query::default();
        assert!(!by_name.is_descending() && by_name.sorted(Sort::Name).is_descending());
        let by_members = by_name.sorted(Sort::Members);
        assert!(by_members.is_descending() && !by_members.sorted(Sort::Members).is_descending());
        assert!(!query("sort=type").is_descending() && query("sort=edited").is_descending());
    }

    #[test]
    fn what_is_no_filter_chooses_nothing() {
        let wanted = query("status=x&owner=x&app=x&kind=x&sort=x&order=x&page=x").wanted();
        assert_eq!((wanted.which, wanted.owner, wanted.sort, wanted.page), (Which::All, None, Sort::Name, 1));
        assert_eq!(wanted.filters, Filters::default());
    }
}

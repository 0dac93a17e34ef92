//! The members of a group: of a segment as a table with columns and an order of choice, of a known user group its
//! entries.

use super::head::{GroupHead, Tab};
use super::show::looking;
use crate::access::Addresses;
use crate::groups::members::Wanted;
use crate::groups::show::{self, MembersContent, MembersShown, ShapeAsked};
use crate::groups::table::{MOST_COLUMNS, Shape, TableRow};
use crate::ids::GroupId;
use crate::locale::Locale;
use crate::segments::{Attribute, Catalogue, Key, Kind, Value};
use crate::store::PeopleSearch;
use crate::store::customers::PAGE_SIZE;
use crate::store::group_addresses::GroupAddress;
use crate::web::address::encoded;
use crate::web::breakdown::attribute_options;
use crate::web::page::{Page, Section};
use crate::web::pager::Pager;
use crate::web::visitor::Viewer;
use crate::web::work::{Answer, PageResult, Visit};
use actix_web::web;
use askama::Template;

/// What is asked for: the search, the page, the columns and the order.
#[derive(Clone, Debug, Default)]
pub struct MembersQuery {
    search: String,
    page: String,
    columns: Vec<String>,
    sort: String,
    is_descending: bool,
}

/// A member as the table shows it.
pub struct MemberRow {
    pub path: String,
    pub check_path: String,
    pub account_id: String,
    pub email: String,
    /// The values of the columns, and whether each is a number; unknown ones are empty.
    pub cells: Vec<(String, bool)>,
}

/// An entry of a known user group, with its verdict.
pub struct ListedEntry(pub GroupAddress);

/// A column of the table: its name, the path of the table sorted by it, the direction if it is, and its class.
struct Column {
    label: String,
    path: String,
    direction: &'static str,
    class: &'static str,
}

#[derive(Template)]
#[template(path = "groups/members.html")]
struct MembersPage {
    page: Page,
    head: GroupHead,
    query: MembersQuery,
    columns: Vec<Column>,
    /// The columns to choose from, each with whether it is shown.
    options: Vec<(String, String, bool)>,
    members: Vec<MemberRow>,
    listed: Vec<ListedEntry>,
    pager: Pager,
    /// The path of the file with the same columns and order.
    file: String,
    most_columns: String,
}

impl MembersQuery {
    /// Reads the pairs of a query string; `column` may be there several times.
    pub fn read(pairs: Vec<(String, String)>) -> Self {
        let mut query = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "search" => query.search = value,
                "page" => query.page = value,
                "column" => query.columns.push(value),
                "sort" => query.sort = value,
                "order" => query.is_descending = value == "descending",
                _ => {}
            }
        }
        query
    }

    pub fn shape(&self) -> ShapeAsked {
        let sort = (!self.sort.is_empty()).then(|| (Key::from(self.sort.as_str()), self.is_descending));
        ShapeAsked { columns: self.columns.iter().map(|key| Key::from(key.as_str())).collect(), sort }
    }

    /// Whether columns were chosen.
    pub const fn has_columns(&self) -> bool {
        !self.columns.is_empty()
    }

    /// The query of a table with these columns in this order.
    fn written(&self, shape: &Shape, sort: Option<(&str, bool)>) -> String {
        let columns = if self.has_columns() { shape.columns.as_slice() } else { &[] };
        let mut query: String =
            columns.iter().map(|column| format!("column={}&", encoded(&column.key.to_string()))).collect();
        if let Some((key, descending)) = sort {
            let order = if descending { "descending" } else { "ascending" };
            query += &format!("sort={}&order={order}&", encoded(key));
        }
        query
    }
}

impl MemberRow {
    pub fn new(row: &TableRow, shape: &Shape, (addresses, locale): (Addresses, Locale)) -> Self {
        let TableRow { customer, values } = row;
        let cell = |(attribute, value): (&Attribute, &Value)| {
            (text(attribute, value, addresses, locale), is_number(attribute))
        };
        Self {
            path: customer.path(),
            check_path: customer.check_path_for(addresses),
            account_id: addresses.shown(&customer.account_id),
            email: customer.email.as_deref().map(|email| addresses.shown(email)).unwrap_or_default(),
            cells: shape.columns.iter().zip(values).map(cell).collect(),
        }
    }

    /// The names of the columns, and whether each is of numbers.
    pub fn heads(shape: &Shape, locale: Locale) -> Vec<(String, bool)> {
        shape.columns.iter().map(|attribute| (attribute.label(locale), is_number(attribute))).collect()
    }
}

/// A value in words; empty if it is unknown. Texts of the app's own may be addresses.
fn text(attribute: &Attribute, value: &Value, addresses: Addresses, locale: Locale) -> String {
    match value {
        Value::Unknown => String::new(),
        Value::Text(text) => addresses.shown(&attribute.choice_label(text, locale)),
        value => attribute.value_label(value, locale),
    }
}

const fn is_number(attribute: &Attribute) -> bool {
    matches!(attribute.kind, Kind::Number | Kind::Decimal | Kind::Money)
}

impl ListedEntry {
    pub fn new(mut entry: GroupAddress, addresses: Addresses) -> Self {
        entry.email = addresses.shown(&entry.email);
        Self(entry)
    }

    /// The key of the message that says whether a customer has it.
    pub const fn verdict(&self) -> &'static str {
        match (self.0.is_account, self.0.is_member) {
            (true, true) => "verdict-member-account",
            (true, false) => "verdict-account-gone",
            (false, true) => "verdict-member",
            (false, false) => "verdict-not-yet",
        }
    }

    pub const fn tone(&self) -> &'static str {
        if self.0.is_member { "good" } else { "neutral" }
    }
}

/// A page of the group's members.
pub async fn members(
    Viewer(visitor): Viewer,
    path: web::Path<GroupId>,
    query: web::Query<Vec<(String, String)>>,
) -> PageResult {
    let query = MembersQuery::read(query.into_inner());
    let work = move |visit: Visit| {
        let search = PeopleSearch::new(&query.search, visit.addresses());
        let wanted = Wanted { search, page: Pager::number(&query.page) };
        let shown = show::members(looking(&visit), *path, &query.shape(), &wanted)?;
        Answer::page(&MembersPage::new(visit, shown, query, wanted))
    };
    visitor.answer(Section::Groups, work).await
}

impl MembersPage {
    fn new(visit: Visit, MembersShown { head, content }: MembersShown, query: MembersQuery, wanted: Wanted) -> Self {
        let (locale, addresses) = (visit.locale, visit.addresses());
        let path = head.group.path();
        let head = GroupHead::new(head, Tab::Members, &visit);
        let query = MembersQuery { search: wanted.search.text, ..query };
        let mut shown = Self {
            head,
            columns: Vec::new(),
            options: Vec::new(),
            members: Vec::new(),
            listed: Vec::new(),
            pager: Pager::new(wanted.page, 0, PAGE_SIZE, String::new(), ""),
            file: format!("{path}/members.csv"),
            most_columns: locale.number(MOST_COLUMNS as u64),
            page: visit.page,
            query,
        };
        let (total, written) = match content {
            MembersContent::Segment { catalogue, shape, members } => {
                let sort = shape.sort.as_ref().map(|(attribute, descending)| (attribute.key.to_string(), *descending));
                let sort = sort.as_ref().map(|(key, descending)| (key.as_str(), *descending));
                let written = shown.query.written(&shape, sort);
                let row = |row| MemberRow::new(row, &shape, (addresses, locale));
                shown.members = members.rows.iter().map(row).collect();
                shown.columns = shown.query.columns_of(&path, &shape, locale);
                shown.options = options(&catalogue, &shape, locale);
                // The file without choices is the one that can be imported again.
                if !written.is_empty() {
                    shown.file = format!("{}?{}", shown.file, written.trim_end_matches('&'));
                }
                (members.total, written)
            }
            MembersContent::KnownUserGroup(listed) => {
                shown.listed = listed.rows.into_iter().map(|entry| ListedEntry::new(entry, addresses)).collect();
                (listed.total, String::new())
            }
        };
        let base = format!("{path}/members?{written}search={}&page=", encoded(&shown.query.search));
        let total = i64::try_from(total).unwrap_or(i64::MAX);
        shown.pager = Pager::new(wanted.page, total, PAGE_SIZE, base, "#members-list");
        shown
    }
}

impl MembersQuery {
    /// The columns of the table, each with the path that sorts by it: rising, or falling where it is sorted so already.
    fn columns_of(&self, path: &str, shape: &Shape, locale: Locale) -> Vec<Column> {
        let column = |attribute: &Attribute| {
            let sorted =
                shape.sort.as_ref().filter(|(by, _)| by.key == attribute.key).map(|(_, descending)| *descending);
            let key = attribute.key.to_string();
            let written = self.written(shape, Some((&key, sorted == Some(false))));
            Column {
                label: attribute.label(locale),
                path: format!("{path}/members?{written}search={}#members-list", encoded(&self.search)),
                direction: match sorted {
                    None => "",
                    Some(false) => "ascending",
                    Some(true) => "descending",
                },
                class: if is_number(attribute) { "number" } else { "" },
            }
        };
        shape.columns.iter().map(column).collect()
    }
}

/// The attributes that can be columns, as key, name and whether it is one: those that are come first, in their order.
fn options(catalogue: &Catalogue, shape: &Shape, locale: Locale) -> Vec<(String, String, bool)> {
    let is_column = |attribute: &Attribute| shape.columns.iter().any(|column| column.key == attribute.key);
    let chosen = shape.columns.iter().map(|column| (column.key.to_string(), column.label(locale), true));
    let all = attribute_options(catalogue, is_column, locale).into_iter().flat_map(|(_, options)| options);
    let others = all.filter(|option| !option.is_chosen).map(|option| (option.key, option.label, false));
    chosen.chain(others).collect()
}

//! The first members of a rule beside the form, with the attributes that the rule asks about as columns.

use crate::groups::first_members::FirstMembers;
use crate::segments::Catalogue;
use crate::web::work::Visit;

/// The first members in words.
#[derive(Debug)]
pub struct MembersWords {
    /// The labels of the attributes.
    pub heads: Vec<String>,
    pub rows: Vec<MemberRow>,
}

#[derive(Debug)]
pub struct MemberRow {
    pub path: String,
    /// The address, or the account id of a customer without one.
    pub name: String,
    /// The value of each attribute.
    pub values: Vec<String>,
}

impl MembersWords {
    pub fn new(members: FirstMembers, catalogue: &Catalogue, visit: &Visit) -> Self {
        let (locale, addresses) = (visit.locale, visit.addresses());
        let attributes: Vec<_> = members.attributes.iter().filter_map(|key| catalogue.find(key)).collect();
        let rows = members.rows.into_iter().map(|(customer, profile)| MemberRow {
            path: customer.path(),
            name: addresses.shown(customer.email.as_ref().unwrap_or(&customer.account_id)),
            values: attributes
                .iter()
                .map(|attribute| attribute.value_label(&attribute.value(&profile), locale))
                .collect(),
        });
        Self { rows: rows.collect(), heads: attributes.iter().map(|attribute| attribute.label(locale)).collect() }
    }
}

//! A search for people by a part of their account id or address.

use super::group_lists::{escaped, pattern_of};
use crate::access::Addresses;

/// The LIKE pattern of account ids that are addresses.
pub(super) const ADDRESS: &str = "%@%";

/// What is searched for.
#[derive(Clone, Debug, Default)]
pub struct PeopleSearch {
    /// The typed text.
    pub text: String,
    /// Whether addresses, and account ids that are addresses, are found only by their whole text: somebody who does not see
    /// them could otherwise find them out letter by letter.
    pub whole_addresses: bool,
}

impl PeopleSearch {
    /// A search by somebody who sees addresses so.
    pub fn new(text: &str, addresses: Addresses) -> Self {
        Self { text: text.trim().to_owned(), whole_addresses: addresses.are_masked() }
    }

    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The LIKE pattern of addresses, in the form in which they are compared.
    pub(super) fn address_pattern(&self) -> String {
        let lower = self.text.to_lowercase();
        if self.whole_addresses { escaped(&lower) } else { pattern_of(&lower) }
    }
}

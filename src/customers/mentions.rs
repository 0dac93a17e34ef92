//! Finds a customer in texts that are kept as they were sent: refused lines and cells that were left out.

use crate::addresses::is_account;
use crate::email::EmailAddress;
use crate::store::customers::Customer;

/// What a text names a customer by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    account_id: String,
    email: Option<String>,
    email_key: Option<String>,
}

impl Person {
    pub fn of(customer: &Customer) -> Self {
        let email_key = customer.email.as_deref().and_then(|email| Some(EmailAddress::parse(email).ok()?.key()));
        Self { account_id: customer.account_id.clone(), email: customer.email.clone(), email_key }
    }

    /// The keys of the entries of known user groups that list the person.
    pub fn keys(&self) -> Vec<String> {
        let account = Some(self.account_id.clone()).filter(|account| is_account(account));
        self.email_key.clone().into_iter().chain(account).collect()
    }

    /// What is remembered, as a digest, of a person who is erased.
    pub fn remembered(&self) -> Vec<String> {
        self.email_key.clone().into_iter().chain([self.account_id.clone()]).collect()
    }

    /// One of these is in every text that names the person.
    pub fn texts(&self) -> Vec<String> {
        [Some(&self.account_id), self.email.as_ref(), self.email_key.as_ref()].into_iter().flatten().cloned().collect()
    }

    /// Whether a cell of the line is the account id, or the line has the address. A number such as 7 is an account id in
    /// whichever column it is, because the columns of a refused line may be shifted.
    pub fn is_in(&self, line: &str) -> bool {
        let lower = line.to_lowercase();
        let address = [&self.email, &self.email_key].into_iter().flatten();
        let has_address = address.into_iter().any(|address| lower.contains(&address.to_lowercase()));
        let has_wide_id = self.account_id.contains(is_between_cells) && line.contains(&self.account_id);
        has_address || has_wide_id || line.split(is_between_cells).any(|cell| self.is_account(cell))
    }

    fn is_account(&self, cell: &str) -> bool {
        let bare = cell.trim().trim_matches(['"', '\'']).trim();
        bare == self.account_id || cell.trim() == self.account_id
    }
}

const fn is_between_cells(character: char) -> bool {
    matches!(character, ',' | ';' | '\t' | '|' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_a_person_by_a_whole_cell_or_by_the_address() {
        let email_key = Some(String::from("ann@example.com"));
        let person =
            Person { account_id: String::from("A-1"), email: Some(String::from("Ann@example.com")), email_key };
        for line in ["A-1,x", "x;\"A-1\";y", "x\t'A-1", "7,ANN@EXAMPLE.COM", "mailto:ann@example.com"] {
            assert!(person.is_in(line), "{line}");
        }
        for line in ["A-12,x", "a-1", "xA-1,y", "", "bob@example.com"] {
            assert!(!person.is_in(line), "{line}");
        }
        let wide = Person { account_id: String::from("A, 1"), ..person.clone() };
        assert!(wide.is_in("7,\"A, 1\",x") && !wide.is_in("A,1"));
        assert_eq!(person.keys(), ["ann@example.com", "A-1"]);
    }
}

//! Finds a customer in texts that are kept as they were sent: refused lines and cells that were left out.

use crate::addresses::account_key;
use crate::email::{EmailAddress, composed_lower};
use crate::ids::{ImportId, PublisherId};
use crate::store::customers::Customer;
use crate::store::kept_texts::{self, Keeping, Sought, Stored};
use crate::store::{Database, DbConnection, QueryResult, StoreError};

/// What a text names a customer by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    account_id: String,
    email_key: Option<String>,
    /// The address as it is written, in lower case and composed: as entered, as compared, and with the domain in ASCII.
    forms: Vec<String>,
}

impl Person {
    pub fn of(customer: &Customer) -> Self {
        Self::new(&customer.account_id, customer.email.as_deref())
    }

    /// A person who is not a customer and of whom only the account id is known. If it is an address, lines with the address name the person too.
    pub fn of_account(account_id: &str) -> Self {
        Self::new(account_id, Some(account_id).filter(|text| text.contains('@')))
    }

    fn new(account_id: &str, email: Option<&str>) -> Self {
        let address = email.and_then(|email| EmailAddress::parse(email).ok());
        let of_address = address.iter().flat_map(|address| [Some(address.key()), address.in_ascii()]).flatten();
        let mut forms: Vec<String> =
            of_address.chain(email.map(str::to_owned)).map(|form| composed_lower(&form)).collect();
        forms.sort();
        forms.dedup();
        Self { account_id: account_id.to_owned(), email_key: address.map(|address| address.key()), forms }
    }

    /// The keys of the entries of known user groups that list the person.
    pub fn keys(&self) -> Vec<String> {
        self.email_key.clone().into_iter().chain([account_key(&self.account_id)]).collect()
    }

    /// Whether what was found tells that there is such a person. An address does; an account id such as 7 is in many a line that is
    /// about somebody else, so that it has to be known from elsewhere.
    pub const fn is_told_by(&self, mentions: &Mentions) -> bool {
        self.email_key.is_some() && !mentions.is_empty()
    }

    /// What is remembered, as a digest, of a person who is erased.
    pub fn remembered(&self) -> Vec<String> {
        self.email_key.clone().into_iter().chain([self.account_id.clone()]).collect()
    }

    /// Whether a cell of the line is the account id, or the line has the address in any of the forms in which it is the
    /// same. A number such as 7 is an account id in whichever column it is, because the columns of a refused line may be
    /// shifted.
    pub fn is_in(&self, line: &str) -> bool {
        let has_wide_id = self.account_id.contains(is_between_cells) && line.contains(&self.account_id);
        has_wide_id || line.split(is_between_cells).any(|cell| self.is_account(cell)) || self.has_address(line)
    }

    fn has_address(&self, line: &str) -> bool {
        let Some(key) = &self.email_key else { return false };
        let folded = composed_lower(line);
        if self.forms.iter().any(|form| folded.contains(form)) {
            return true;
        }
        // Invisible characters, and a domain that is half in one form and half in the other.
        let words = line.split(|one: char| is_between_cells(one) || one.is_whitespace() || "<>\"".contains(one));
        let mut addresses = words.filter(|word| word.contains('@')).filter_map(|word| EmailAddress::parse(word).ok());
        addresses.any(|address| address.key() == *key)
    }

    fn is_account(&self, cell: &str) -> bool {
        let bare = cell.trim().trim_matches(['"', '\'']).trim();
        bare == self.account_id || cell.trim() == self.account_id
    }

    /// What databases are asked for: every text that names the person is one of these.
    fn sought(&self) -> Vec<Sought<'_>> {
        let texts = self.forms.iter().chain([&self.account_id]).filter(|text| text.is_ascii());
        texts.map(|text| Sought::Containing(text)).chain([Sought::BeyondAscii]).collect()
    }
}

/// What imports kept that names a person.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    /// Refused lines, by import and line.
    pub lines: Vec<Stored>,
    /// Cells that were left out, with the index of their column.
    pub cells: Vec<(Stored, i32)>,
}

impl Mentions {
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.cells.is_empty()
    }

    fn add(&mut self, others: Self) {
        self.lines.extend(others.lines);
        self.cells.extend(others.cells);
    }
}

/// What the publisher's imports kept that names the person, and how much they had kept before it was looked through. A file may have a
/// million refused lines: they are read in slices, each in a transaction of its own.
pub fn find(
    database: &Database,
    publisher: PublisherId,
    person: &Person,
) -> Result<(Mentions, Vec<Keeping>), StoreError> {
    let keeping = database.read_now(|connection| kept_texts::keeping(connection, publisher))?;
    let mut found = Mentions::default();
    for one in &keeping {
        let mut next = Some(i64::MIN);
        while let Some(after) = next {
            let read = |connection: &mut _| slice(connection, publisher, (person, one.import), after);
            let (some, go_on) = database.read_now(read)?;
            found.add(some);
            next = go_on;
        }
    }
    Ok((found, keeping))
}

/// What imports that have kept more since then name the person by: usually none.
pub fn find_since(
    connection: &mut DbConnection,
    publisher: PublisherId,
    person: &Person,
    before: &[Keeping],
) -> QueryResult<Mentions> {
    let mut found = Mentions::default();
    let now = kept_texts::keeping(connection, publisher)?;
    for one in now.iter().filter(|one| !before.contains(one)) {
        let mut next = Some(i64::MIN);
        while let Some(after) = next {
            let (some, go_on) = slice(connection, publisher, (person, one.import), after)?;
            found.add(some);
            next = go_on;
        }
    }
    Ok(found)
}

/// A slice of what an import kept: lines after this one, and with the last of them the cells.
fn slice(
    connection: &mut DbConnection,
    publisher: PublisherId,
    (person, import): (&Person, ImportId),
    after: i64,
) -> QueryResult<(Mentions, Option<i64>)> {
    let sought = person.sought();
    let (mut lines, next) = kept_texts::refused_lines(connection, publisher, (import, after), &sought)?;
    lines.retain(|line| person.is_in(&line.text));
    lines.sort_by_key(|line| line.line);
    lines.dedup_by_key(|line| line.line);
    let mut cells = match next {
        Some(_) => Vec::new(),
        None => kept_texts::left_out_cells(connection, publisher, import, &sought)?,
    };
    cells.retain(|(cell, _)| person.is_in(&cell.text));
    cells.sort_by_key(|(cell, place)| (cell.line, *place));
    cells.dedup_by_key(|(cell, place)| (cell.line, *place));
    Ok((Mentions { lines, cells }, next))
}

/// Whether the text has nothing but what is empty in a line: each line would name such a person.
pub fn names_nobody(who: &str) -> bool {
    who.chars().all(|one| one.is_whitespace() || is_between_cells(one) || matches!(one, '"' | '\''))
}

const fn is_between_cells(character: char) -> bool {
    matches!(character, ',' | ';' | '\t' | '|' | '\n' | '\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_a_person_by_a_whole_cell_or_by_the_address() {
        let person = Person::new("A-1", Some("Ann@example.com"));
        for line in ["A-1,x", "x;\"A-1\";y", "x\t'A-1", "7,ANN@EXAMPLE.COM", "mailto:ann@example.com"] {
            assert!(person.is_in(line), "{line}");
        }
        for line in ["A-12,x", "a-1", "xA-1,y", "", "bob@example.com"] {
            assert!(!person.is_in(line), "{line}");
        }
        let wide = Person::new("A, 1", Some("Ann@example.com"));
        assert!(wide.is_in("7,\"A, 1\",x") && !wide.is_in("A,1"));
        assert_eq!(person.keys(), ["ann@example.com", "A-1"]);
    }

    #[test]
    fn separators_and_quotes_name_nobody() {
        assert!(["", " ", ",", "\"\"", "'; |", "\t"].into_iter().all(names_nobody));
        assert!(!["7", "A, 1", "ann@example.com"].into_iter().any(names_nobody));
    }

    #[test]
    fn an_address_is_found_in_every_form_in_which_it_is_the_same() {
        let person = Person::new("7", Some("Élodie@bücher.example"));
        for line in [
            "8,ÉLODIE@BÜCHER.EXAMPLE",
            "8,e\u{301}lodie@bu\u{308}cher.example",
            "8;élodie@xn--bcher-kva.example;x",
            "8,É\u{200b}lodie@bücher.example",
            "Mme <élodie@XN--BCHER-KVA.example>",
        ] {
            assert!(person.is_in(line), "{line}");
        }
        for line in ["8,elodie@bücher.example", "8,élodie@bucher.example"] {
            assert!(!person.is_in(line), "{line}");
        }
    }
}

//! Finds the column of a file that names people: by its heading and its cells together, so that a column of postal
//! addresses or of notes is never taken for one of e-mail addresses.

use super::columns::Field;
use super::encoding::TextReader;
use super::kind::ImportKind;
use super::lines::Lines;
use super::look::MAX_COLUMNS;
use super::problem::Problem;
use super::splitter::Cells;
use super::survey::SurveyError;
use crate::email::EmailAddress;
use crate::text::{cut, folded_words};
use std::io::Read;

/// Addresses after which the columns are decided: so many that a few odd cells are outvoted.
const ENOUGH: usize = 1_000;

/// The records among which the headings are looked for: a title and a few notes may be above them.
const LINES_ABOVE: usize = 20;

/// The most characters of a heading; longer text is a note.
const LONGEST_HEADING: usize = 60;

/// Words of headings of e-mail addresses, in English and French, without accents.
const MAIL_WORDS: [&str; 9] =
    ["email", "emails", "mail", "mails", "courriel", "courriels", "mel", "messagerie", "emailaddress"];

/// Words of headings of addresses that are not the person's first one.
const OTHER_WORDS: [&str; 22] = [
    "secondary",
    "recovery",
    "alternate",
    "alternative",
    "other",
    "backup",
    "sender",
    "from",
    "reply",
    "agent",
    "manager",
    "parent",
    "owner",
    "referrer",
    "secondaire",
    "secours",
    "autre",
    "responsable",
    "expediteur",
    "parrain",
    "2",
    "3",
];

/// The rank of a heading with one of these words: behind every name of the table of fields.
const ANY_WORDS: usize = 1_000;

/// How the people are in the file.
#[derive(Debug)]
pub enum Shape {
    /// Each line has entries and nothing else.
    List,
    Table(Table),
}

/// The column with the people in a table.
#[derive(Debug)]
pub struct Table {
    pub place: usize,
    /// The number of columns.
    pub columns: usize,
    /// Empty if the table has no headings.
    pub heading: String,
    /// The number of the line with the headings; 0 if there are none.
    pub header_line: u64,
    /// Whether it has account ids and not addresses.
    pub has_accounts: bool,
    /// The column `account_id` beside one of addresses, for people without an address: exported lists have both.
    pub accounts: Option<usize>,
}

impl Shape {
    pub fn heading(&self) -> &str {
        if let Self::Table(table) = self { &table.heading } else { "" }
    }

    pub fn header_line(&self) -> u64 {
        if let Self::Table(table) = self { table.header_line } else { 0 }
    }
}

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    filled: usize,
    addresses: usize,
}

impl Counts {
    /// Whether most of its cells are addresses; the heading is not one.
    const fn has_addresses(self) -> bool {
        self.addresses > 0 && self.addresses * 2 + 1 >= self.filled
    }
}

/// What was seen of a file.
#[derive(Debug, Default)]
struct Census {
    columns: Vec<Counts>,
    /// The first records, with the numbers of their lines.
    head: Vec<(u64, Vec<String>)>,
    /// Whether every cell that is not empty has an `@`.
    has_only_addresses: bool,
    /// Whether the people are to be named by account id.
    are_accounts: bool,
}

/// The shape of the file, from its lines up to the thousandth address. A column headed as account ids comes first if
/// `are_accounts`.
pub fn find_shape<R: Read>(lines: &mut Lines<TextReader<R>>, are_accounts: bool) -> Result<Shape, SurveyError> {
    let mut census = Census { has_only_addresses: true, are_accounts, ..Census::default() };
    let mut found = 0;
    while found < ENOUGH {
        let Some(line) = lines.next_line()? else { break };
        let Ok(cells) = line.cells else { continue };
        if cells.len() > MAX_COLUMNS {
            return Err(Problem::TooManyColumns { found: cells.len(), limit: MAX_COLUMNS }.into());
        }
        found += census.see(line.number, &cells);
    }
    census.shape().map_err(SurveyError::from)
}

impl Census {
    /// Counts the cells of a record and returns how many of them are addresses.
    fn see(&mut self, number: u64, cells: &Cells) -> usize {
        if self.columns.len() < cells.len() {
            self.columns.resize(cells.len(), Counts::default());
        }
        if self.head.len() < LINES_ABOVE {
            self.head.push((number, cells.iter().map(|cell| cut(cell, LONGEST_HEADING)).collect()));
        }
        let mut found = 0;
        for (counts, cell) in self.columns.iter_mut().zip(cells.iter()).filter(|(_, cell)| !cell.is_empty()) {
            let is_address = first_address(cell).is_some();
            counts.filled += 1;
            counts.addresses += usize::from(is_address);
            self.has_only_addresses &= cell.contains('@');
            found += usize::from(is_address);
        }
        found
    }

    fn shape(self) -> Result<Shape, Problem> {
        if self.head.is_empty() {
            return Ok(Shape::List);
        }
        let header = self.head.iter().find(|(_, cells)| is_header(cells));
        if header.is_none() && (self.columns.len() == 1 || self.has_only_addresses) {
            return Ok(Shape::List);
        }
        // Without a word that is known, the first record is one of headings if it has no address where others have one.
        let (first_line, first) = &self.head[0];
        let no_names = Vec::new();
        let names = header.map_or(&no_names, |(_, cells)| cells);
        let Some((place, has_accounts)) = self.place(names) else {
            let headers = first.iter().filter(|cell| !cell.is_empty()).cloned().collect();
            return Err(Problem::NoPeople { headers });
        };
        let is_heading =
            |cells: &[String]| cells.get(place).is_some_and(|cell| !cell.is_empty() && !cell.contains('@'));
        let header = header.or_else(|| is_heading(first).then_some(&self.head[0]));
        let heading = header.and_then(|(_, cells)| cells.get(place)).cloned().unwrap_or_default();
        let columns = header.map_or(self.columns.len(), |(_, cells)| cells.len().max(place + 1));
        let header_line = header.map_or(0, |(number, _)| *number.max(first_line));
        let names = header.map_or(&no_names, |(_, cells)| cells);
        let accounts = names.iter().position(|name| !has_accounts && account_rank(name) == Some(0));
        Ok(Shape::Table(Table { place, columns, heading, header_line, has_accounts, accounts }))
    }

    /// The column with the people under these headings, and whether it has account ids: one that is headed as addresses and
    /// has them; else the one with most addresses; else one headed as addresses; else one headed as account ids.
    fn place(&self, names: &[String]) -> Option<(usize, bool)> {
        let counts = |place: usize| self.columns.get(place).copied().unwrap_or_default();
        let headed = |is_right: &dyn Fn(usize) -> bool| {
            let ranks = names.iter().enumerate().filter(|(place, _)| is_right(*place));
            ranks.filter_map(|(place, name)| Some((mail_rank(name)?, place))).min().map(|(_, place)| place)
        };
        let fullest = || {
            let right = (0..self.columns.len()).filter(|place| counts(*place).has_addresses());
            right.max_by_key(|place| (counts(*place).addresses, std::cmp::Reverse(*place)))
        };
        let accounts = || {
            let ranks = names.iter().enumerate().filter_map(|(place, name)| Some((account_rank(name)?, place)));
            ranks.min().map(|(_, place)| place)
        };
        if let (true, Some(place)) = (self.are_accounts, accounts()) {
            return Some((place, true));
        }
        let addresses = headed(&|place| counts(place).has_addresses())
            .or_else(fullest)
            .or_else(|| headed(&|place| counts(place).filled > 1));
        addresses
            .map(|place| (place, false))
            .or_else(|| accounts().map(|place| (place, true)))
            .or_else(|| headed(&|_| true).map(|place| (place, false)))
    }
}

fn is_header(cells: &[String]) -> bool {
    let is_named = |cell: &String| mail_rank(cell).is_some() || account_rank(cell).is_some();
    !cells.iter().any(|cell| cell.contains('@')) && cells.iter().any(is_named)
}

/// How well a heading names e-mail addresses: 0 is best; `None` if it does not.
fn mail_rank(heading: &str) -> Option<usize> {
    if let Some((Field::Email, rank)) = Field::ranked(ImportKind::Customers, heading) {
        return Some(rank);
    }
    let words = folded_words(heading);
    let mut words = words.split('_');
    let is_other = words.clone().any(|word| OTHER_WORDS.contains(&word));
    words.any(|word| MAIL_WORDS.contains(&word)).then_some(if is_other { 2 * ANY_WORDS } else { ANY_WORDS })
}

/// How well a heading names account ids: 0 is best; `None` if it does not.
fn account_rank(heading: &str) -> Option<usize> {
    match Field::ranked(ImportKind::Customers, heading) {
        Some((Field::AccountId, rank)) => Some(rank),
        _ => None,
    }
}

/// The address in a cell, or the first of several, as Google's contacts have them with ` ::: ` between them.
pub fn first_address(cell: &str) -> Option<String> {
    if !cell.contains('@') {
        return None;
    }
    let first = cell.split(":::").next().unwrap_or_default();
    let parts = std::iter::once(first).chain(first.split([',', ';', '|', '/']));
    parts
        .filter(|part| part.contains('@'))
        .find_map(|part| EmailAddress::parse(part).ok())
        .map(|address| address.to_string())
}

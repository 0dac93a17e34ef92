//! Checks every entry of a known user group: member, not yet a customer, repeated, or refused and why.

use super::check::People;
use crate::access::Actor;
use crate::addresses::{self, Entries, Entry, Verdict};
use crate::email::EmailError;
use crate::email_repair::repaired;
use crate::ids::GroupId;
use crate::reading::Problem;
use crate::reading::people::{self as reading, PeopleFile};
use crate::reading::survey::SurveyError;
use crate::state::State;
use crate::store::erased::Erased;
use crate::store::group_addresses::NewAddress;
use crate::store::{StoreError, customers, group_addresses};
use std::collections::{HashMap, HashSet};
use std::io::{self, Read, Seek};

/// The most entries that are checked: twice as many as a group holds, to leave room for repeated and refused ones.
pub const MOST_JUDGED: usize = 2 * addresses::MOST;

/// The typed entries with their verdicts.
#[derive(Debug, Default)]
pub struct Judged {
    pub entries: Vec<Entry>,
    /// How many further entries were too many to be checked.
    pub unread: usize,
    /// The addresses and account ids that a customer has, in the form in which they are compared.
    known: HashSet<String>,
    /// The account ids of customers whose address is an entry too, with the number of that entry, counted from 1.
    twins: HashMap<String, usize>,
}

/// The number of entries by verdict. The numbers add up to the entries checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Customers.
    pub members: usize,
    /// Account ids of customers who are counted by their address already.
    pub twice: usize,
    pub not_yet: usize,
    pub repeated: usize,
    pub refused: usize,
}

/// Checks the typed entries, which are separated by spaces, commas, semicolons or line breaks. An entry without an `@`, or
/// after `id:`, is the account id of a customer, or of one that is gone if `group` lists it.
pub fn judge(state: &State, actor: &Actor, typed: &str, group: Option<GroupId>) -> Result<Judged, StoreError> {
    let possible: Vec<String> = addresses::possible_accounts(typed, MOST_JUDGED).into_iter().collect();
    state.database.read_now(|connection| {
        let emails = customers::emails_of_accounts(connection, actor.publisher, &possible)?;
        let mut accounts: HashSet<String> = emails.keys().cloned().collect();
        if let (Some(group), false) = (group, possible.is_empty()) {
            accounts.extend(group_addresses::accounts(connection, actor.publisher, group)?);
        }
        let Entries { judged: mut entries, unread } = addresses::judge(typed, MOST_JUDGED, &accounts);
        let erased = Erased::load(connection, actor.publisher)?;
        for entry in entries.iter_mut().filter(|entry| erased.names(entry)) {
            entry.verdict = Verdict::Refused(EmailError::Erased);
        }
        let keys = entries.iter().filter_map(Entry::key).filter(|key| !addresses::is_account(key));
        let keys: Vec<String> = keys.map(str::to_owned).collect();
        let mut known = customers::known_emails(connection, actor.publisher, &keys)?;
        known.extend(emails.keys().map(|account| addresses::account_key(account)));
        Ok(Judged { twins: twins(&entries, &emails), entries, unread, known })
    })
}

/// See [`Judged::twins`]; `emails` has the keys of the addresses of customers by account id.
fn twins(entries: &[Entry], emails: &HashMap<String, Option<String>>) -> HashMap<String, usize> {
    let numbered: HashMap<&str, usize> =
        (1..).zip(entries).filter_map(|(number, entry)| Some((entry.key()?, number))).collect();
    let accounts = entries.iter().filter_map(Entry::key).filter_map(|key| Some((key, addresses::account_of(key)?)));
    let twins = accounts.filter_map(|(key, account)| {
        let number = numbered.get(emails.get(account)?.as_deref()?)?;
        Some((key.to_owned(), *number))
    });
    twins.collect()
}

/// The people in a file, as they would be typed; all by account id if `are_accounts`. A file of nothing but words is a list
/// if one of them is an account id.
pub fn of_file(
    state: &State,
    actor: &Actor,
    reader: impl Read + Seek,
    are_accounts: bool,
) -> Result<PeopleFile, FileError> {
    let file = reading::read(reader, MOST_JUDGED, are_accounts)?;
    let nobody = Problem::NoPeople { headers: Vec::new() };
    if file.has_addresses || file.refused_count > 0 {
        return Ok(file);
    }
    let is_nobody = judge(state, actor, &file.typed, None)?.people(true, true).accepted.is_empty();
    if is_nobody { Err(FileError::Problem(nobody)) } else { Ok(file) }
}

/// Why a file of people is not read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("the file cannot be taken in: {0}")]
    Problem(Problem),
    #[error("the file cannot be read: {0}")]
    Io(#[from] io::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SurveyError> for FileError {
    fn from(error: SurveyError) -> Self {
        match error {
            SurveyError::Problem(problem) => Self::Problem(problem),
            SurveyError::Io(error) => Self::Io(error),
        }
    }
}

impl Judged {
    /// Likely repairs of addresses that no customer has, by the index of their entry.
    pub fn proposals(&self) -> HashMap<usize, String> {
        let mut domains = HashMap::new();
        let is_open = |entry: &Entry| match &entry.verdict {
            Verdict::Refused(_) => true,
            Verdict::Repeated { .. } => false,
            Verdict::Good { key } => !self.is_member(key),
        };
        let open = self.entries.iter().enumerate().filter(|(_, entry)| is_open(entry));
        open.filter_map(|(index, entry)| Some((index, repaired(&entry.text, &mut domains)?))).collect()
    }

    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for entry in &self.entries {
            match &entry.verdict {
                Verdict::Refused(_) => counts.refused += 1,
                Verdict::Repeated { .. } => counts.repeated += 1,
                Verdict::Good { key } if self.twins.contains_key(key) => counts.twice += 1,
                Verdict::Good { key } if self.known.contains(key) => counts.members += 1,
                Verdict::Good { .. } => counts.not_yet += 1,
            }
        }
        counts
    }

    /// Whether a customer has the address or the account id, given in the form in which they are compared.
    pub fn is_member(&self, key: &str) -> bool {
        self.known.contains(key)
    }

    /// The number of the entry that is the address of the customer with the account id of this key.
    pub fn twin(&self, key: &str) -> Option<usize> {
        self.twins.get(key).copied()
    }

    /// The people of a group, as far as the entries are valid addresses.
    pub fn people(&self, without_refused: bool, agreed: bool) -> People {
        let good = self
            .entries
            .iter()
            .filter_map(|entry| Some(NewAddress { email_key: entry.key()?.to_owned(), email: entry.text.clone() }));
        let (accepted, refused) = (good.collect(), self.counts().refused);
        People { accepted, refused, unread: self.unread, without_refused, agreed }
    }
}

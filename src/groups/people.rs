//! Checks every address of a known user group: member, not yet a customer, repeated, or refused and why.

use super::check::People;
use crate::access::Actor;
use crate::addresses::{self, Entries, Entry, Verdict};
use crate::reading::Problem;
use crate::reading::people::{self as reading, PeopleFile};
use crate::reading::survey::SurveyError;
use crate::state::State;
use crate::store::group_addresses::NewAddress;
use crate::store::{StoreError, customers};
use std::collections::HashSet;
use std::io::{Read, Seek};

/// The most entries that are checked: twice as many as a group holds, to leave room for repeated and refused ones.
pub const MOST_JUDGED: usize = 2 * addresses::MOST;

/// The typed entries with their verdicts.
#[derive(Debug, Default)]
pub struct Judged {
    pub entries: Vec<Entry>,
    /// How many further entries were too many to be checked.
    pub unread: usize,
    /// The addresses that a customer has, in the form in which addresses are compared.
    known: HashSet<String>,
}

/// The number of entries by verdict. The numbers add up to the entries checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub members: usize,
    pub not_yet: usize,
    pub repeated: usize,
    pub refused: usize,
}

/// Checks the typed addresses, which are separated by spaces, commas, semicolons or line breaks.
pub fn judge(state: &State, actor: &Actor, typed: &str) -> Result<Judged, StoreError> {
    let Entries { judged: entries, unread } = addresses::judge(typed, MOST_JUDGED);
    let keys: Vec<String> = entries.iter().filter_map(|entry| entry.key().map(str::to_owned)).collect();
    let known = state.database.read_now(|connection| customers::known_emails(connection, actor.publisher, &keys))?;
    Ok(Judged { entries, unread, known })
}

/// The people in a file, as they would be typed.
pub fn of_file(reader: impl Read + Seek) -> Result<PeopleFile, SurveyError> {
    let file = reading::read(reader, MOST_JUDGED)?;
    if file.has_addresses || file.refused_count > 0 {
        Ok(file)
    } else {
        Err(Problem::NoPeople { headers: Vec::new() }.into())
    }
}

impl Judged {
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for entry in &self.entries {
            match &entry.verdict {
                Verdict::Refused(_) => counts.refused += 1,
                Verdict::Repeated { .. } => counts.repeated += 1,
                Verdict::Good { key } if self.known.contains(key) => counts.members += 1,
                Verdict::Good { .. } => counts.not_yet += 1,
            }
        }
        counts
    }

    /// Whether a customer has the address, given in the form in which addresses are compared.
    pub fn is_member(&self, key: &str) -> bool {
        self.known.contains(key)
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

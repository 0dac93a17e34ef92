//! The verdict on every address of a known user group: member, not yet a customer, repeated, or refused and why.

use super::check::People;
use crate::access::Actor;
use crate::addresses::{self, Entries, Entry, Verdict};
use crate::state::State;
use crate::store::group_addresses::NewAddress;
use crate::store::{StoreError, customers};
use std::collections::HashSet;

/// Most entries that are judged. A group holds half as many, so that what is repeated or refused has room.
pub const MOST_JUDGED: usize = 2 * addresses::MOST;

/// What became of the entries typed.
#[derive(Debug, Default)]
pub struct Judged {
    pub entries: Vec<Entry>,
    /// Further entries, which were too many to be judged.
    pub unread: usize,
    /// The addresses, as they are compared, that a customer has.
    known: HashSet<String>,
}

/// How many entries there are of each verdict. They add up to the entries judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub members: usize,
    pub not_yet: usize,
    pub repeated: usize,
    pub refused: usize,
}

/// Judges the addresses typed, with spaces, commas, semicolons or line breaks between them.
pub fn judge(state: &State, actor: &Actor, typed: &str) -> Result<Judged, StoreError> {
    let Entries { judged: entries, unread } = addresses::judge(typed, MOST_JUDGED);
    let keys: Vec<String> = entries.iter().filter_map(|entry| entry.key().map(str::to_owned)).collect();
    let known = state.database.read_now(|connection| customers::known_emails(connection, actor.publisher, &keys))?;
    Ok(Judged { entries, unread, known })
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

    /// Whether a customer has the address, which is given as addresses are compared.
    pub fn is_member(&self, key: &str) -> bool {
        self.known.contains(key)
    }

    /// The people of a group, as far as the entries name some.
    pub fn people(&self, without_refused: bool, agreed: bool) -> People {
        let good = self
            .entries
            .iter()
            .filter_map(|entry| Some(NewAddress { email_key: entry.key()?.to_owned(), email: entry.text.clone() }));
        let (accepted, refused) = (good.collect(), self.counts().refused);
        People { accepted, refused, unread: self.unread, without_refused, agreed }
    }
}

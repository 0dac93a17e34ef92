//! The verdict on every address typed: member, not yet a customer, repeated, or refused and why.

use super::form::GroupForm;
use crate::addresses::{self, Verdict};
use crate::locale::Locale;
use crate::state::State;
use crate::store::group_addresses::NewAddress;
use crate::store::{StoreError, customers};
use crate::web::visitor::SignedIn;
use std::collections::HashSet;

/// Most verdicts that a page lists; the refused ones come first.
const MOST_SHOWN: usize = 500;

/// What became of the addresses typed. The numbers add up to the entries.
#[derive(Debug, Default)]
pub struct Verdicts {
    /// What a group would hold, in the order typed.
    pub accepted: Vec<NewAddress>,
    pub members: usize,
    pub not_yet: usize,
    pub repeated: usize,
    pub refused: usize,
    pub rows: Vec<VerdictRow>,
    /// Says that not all rows are shown.
    pub cut: Option<String>,
}

/// One address and what is said of it.
#[derive(Debug)]
pub struct VerdictRow {
    /// Its place among the addresses, from 1.
    pub number: usize,
    pub text: String,
    pub tone: &'static str,
    pub verdict: String,
    rank: u8,
}

/// Judges the addresses of the form.
pub async fn of(visitor: &SignedIn, state: &State, form: &GroupForm) -> Result<Verdicts, StoreError> {
    let (publisher, locale, typed) = (visitor.publisher.id, visitor.locale, form.addresses.clone());
    let judged = state.database.read(move |connection| {
        let entries = addresses::judge(&typed);
        let keys: Vec<String> = entries
            .iter()
            .filter_map(|entry| match &entry.verdict {
                Verdict::Good { key } => Some(key.clone()),
                _ => None,
            })
            .collect();
        let known = customers::known_emails(connection, publisher, &keys)?;
        Ok((entries, known))
    });
    let (entries, known) = judged.await?;
    Ok(tell(entries, &known, locale))
}

fn tell(entries: Vec<addresses::Entry>, known: &HashSet<String>, locale: Locale) -> Verdicts {
    let mut told = Verdicts::default();
    for (index, entry) in entries.into_iter().enumerate() {
        let (rank, tone, verdict) = match entry.verdict {
            Verdict::Refused(error) => {
                told.refused += 1;
                (0, "bad", locale.with1("verdict-refused", "reason", locale.text(error.message())))
            }
            Verdict::Repeated { first } => {
                told.repeated += 1;
                (1, "warning", locale.with1("verdict-repeated", "first", first))
            }
            Verdict::Good { key } => {
                let is_member = known.contains(&key);
                told.accepted.push(NewAddress { email: entry.text.clone(), email_key: key });
                if is_member {
                    told.members += 1;
                    (3, "good", locale.text("verdict-member"))
                } else {
                    told.not_yet += 1;
                    (2, "neutral", locale.text("verdict-not-yet"))
                }
            }
        };
        told.rows.push(VerdictRow { number: index + 1, text: entry.text, tone, verdict, rank });
    }
    told.rows.sort_by_key(|row| (row.rank, row.number));
    if told.rows.len() > MOST_SHOWN {
        let counts = [("shown", MOST_SHOWN.into()), ("count", told.rows.len().into())];
        told.cut = Some(locale.with("verdicts-cut", &counts));
        told.rows.truncate(MOST_SHOWN);
    }
    told
}
